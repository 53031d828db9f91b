"""The satisfaction survey: the pulse by SMS, the nine elements at the desk, and that nobody can be told."""

import itertools
from datetime import datetime
from fractions import Fraction

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from kiosk import services
from kiosk.chores import Chores
from kiosk.clock import WIB
from kiosk.core import Inbound, Kiosk
from kiosk.sampling import Sampling, chosen
from kiosk.services.survey import counts, schema
from kiosk.store.schema import journal, person, question
from modem.simulator import VirtualClock

BUDI, SITI, OFFICER = "+6281211110001", "+6281211110002", "+6281211119999"
ALL = Sampling(Fraction(1))
ANSWERS = sa.select(schema.answers).where(schema.answers.c.times > 0)
THANKS = "Terima kasih. Jawaban Anda dihitung tanpa nama dan memperbaiki pelayanan kami."
FIRST = (
    "Mohon nilai pendaftaran RSU lewat SMS. Pertanyaan 1 dari 3: apakah caranya mudah?\n"
    "1 Tidak mudah\n2 Kurang mudah\n3 Mudah\n4 Sangat mudah\n5 Lewati"
)


class Scene:
    """A kiosk behind its modem, and phones, on one clock that the test moves."""

    def __init__(self, world):
        self.world, self.kiosk = world, world.kiosk

    def say(self, *texts, who=BUDI):
        return [said[0] if (said := self.world.say(text, who)) else None for text in texts][-1]

    def later(self, *, who=BUDI, **time):
        """Let time go by, with the look of every minute at its end; gives what came to a phone."""
        before = len(self.world.phone(who).inbox)
        until = (
            self.world.sim.clock.wall().timestamp()
            + 60 * time.get("minutes", 0)
            + 86_400 * time.get("days", 0)
        )
        while (left := until - self.world.sim.clock.wall().timestamp()) > 0:
            self.world.pump(min(left, 1800.0))
            Chores(self.kiosk).attend()
            self.world.pump()
        return [message.text for message in list(self.world.phone(who).inbox)[before:]]

    def answers(self):
        rows = self.world.rows(ANSWERS)
        return {(row.kind, row.service, row.about, row.answer): row.times for row in rows}

    def questions(self):
        return [(row.screen, row.state) for row in self.world.rows(sa.select(question))]


@pytest.fixture
def scene(new_world, shipped, tmp_path):
    opened = []

    def begin(sampling=ALL):
        world = new_world(clock=VirtualClock(datetime(2026, 11, 24, 8, tzinfo=WIB)))
        kiosk = Kiosk.open(
            tmp_path / f"kiosk{len(opened)}",
            *shipped,
            clock=world.sim.clock.wall,
            threaded=False,
            number="38",
        )
        kiosk.sampling = sampling
        opened.append(kiosk)
        world._open_kiosk = lambda **_: kiosk
        world.start()
        return Scene(world)

    yield begin
    for kiosk in opened:
        kiosk.close()


STREETS = itertools.cycle(("Siliwangi", "Pajajaran", "Kemuning", "Surya Kencana", "Setia Budi", "Salak"))
KNOWN = sa.update(person).values(source="poster", village="")


def reported(it, who=BUDI):
    """A report is sent: a service is completed, by somebody who was asked before where they know it from."""
    it.say("MENU", who=who)
    it.kiosk.write(lambda tx: tx.run(KNOWN))
    return sent(it, who)


def sent(it, who=BUDI):
    said = it.say("LAPOR", "2", f"Pamulang Barat, Jl. {next(STREETS)}", "sampah menumpuk", "1", "2", who=who)
    assert said.startswith("Terima kasih. Nomor laporan Anda"), said
    return it


# The pulse, by the AT dialogue ------------------------------------------------------------------------------


def test_three_questions_after_a_service_once_the_resident_is_quiet(scene):
    it = reported(scene())
    assert it.later(minutes=20) == [], "the conversation is not quiet yet"
    (first,) = it.later(minutes=20)
    assert first == FIRST.replace("pendaftaran RSU", "cara melapor")
    assert len(first) <= 160
    assert it.say("4") == (
        "Pertanyaan 2 dari 3: apakah pelayanannya cepat?\n"
        "1 Tidak cepat\n2 Kurang cepat\n3 Cepat\n4 Sangat cepat\n5 Lewati"
    )
    assert it.say("5").startswith("Pertanyaan 3 dari 3: bagaimana biayanya?")
    assert it.say("4") == THANKS
    assert it.answers() == {("pulse", "lapor", "U2", "4"): 1, ("pulse", "lapor", "U4", "4"): 1}


def test_after_what_is_asked_once(scene):
    it = sent(scene())
    (source,) = it.later(minutes=40)
    assert source.startswith("Satu pertanyaan: dari mana Anda tahu nomor ini?")
    assert it.say("3").startswith("Anda tinggal di kelurahan mana?")
    assert it.say("1") == "Terima kasih."
    assert it.later(minutes=20) == []
    (first,) = it.later(minutes=20)
    assert first.startswith("Mohon nilai cara melapor lewat SMS. Pertanyaan 1 dari 3")


def test_a_bare_digit_is_no_answer_to_another_question(scene):
    it = reported(scene())
    it.later(minutes=40)
    assert it.say("MENU").startswith("Layanan Kota Tangsel.")
    assert it.say("4").startswith("RSU TANGSEL"), "the menu's own 4"
    assert it.answers() == {}


def test_a_form_that_was_left_open_is_not_answered_by_it(scene):
    it = reported(scene())
    it.say("RSU", "1")
    (first,) = it.later(minutes=40)
    assert first.startswith("Mohon nilai cara melapor")
    assert it.say("1").startswith("Pertanyaan 2 dari 3"), "it answers what was asked last"
    it.say("1", "1")
    assert it.say("halo").startswith("Tadi belum selesai: pendaftaran rawat jalan.")


def test_never_twice_in_30_days(scene):
    it = reported(scene())
    assert len(it.later(minutes=40)) == 1
    it.say("1", "1", "1")
    reported(it)
    assert it.later(days=2) == []
    it.world.pump(29 * 86_400.0)
    reported(it)
    assert [text[:11] for text in it.later(minutes=40)] == ["Mohon nilai"]


def test_others_get_other_elements(scene):
    it = reported(scene())
    reported(it, SITI)
    asked = sorted(screen for screen, _ in it.questions() if screen.startswith("skm."))
    assert asked == ["skm.n1", "skm.n2"]


@pytest.mark.parametrize("when", ["before", "after", "instead"])
def test_stop_ends_it(scene, when):
    it = scene()
    if when == "before":
        it.say("STOP")
    reported(it)
    if when == "after":
        it.say("STOP")
    came = it.later(minutes=60)
    if when == "instead":
        assert len(came) == 1
        assert it.say("Stop. Terima kasih").startswith("Baik, kami tidak akan mengirim info lagi.")
        assert it.later(days=2) == []
        assert it.say("halo").startswith("Layanan Kota"), "nothing of it is offered again"
    else:
        assert came == []
    assert it.answers() == {}


def test_at_night_nobody_is_asked(scene):
    it = scene()
    it.world.pump(14.5 * 3600)
    reported(it)
    assert it.later(minutes=8 * 60) == []
    assert len(it.later(minutes=90)) == 1


def test_an_officer_is_not_asked(scene):
    it = reported(scene(ALL._replace(officer=OFFICER)), OFFICER)
    assert it.later(minutes=60, who=OFFICER) == []
    assert it.world.rows(sa.select(schema.asked)) == []


def test_without_a_share_nobody_is_asked(scene):
    it = reported(scene(Sampling()))
    assert it.later(days=1) == []


def test_a_plea_and_a_menu_are_no_service(scene):
    it = scene()
    it.say("MENU", "BANTUAN", "CEK 38001273", "PETUGAS", "CARI ktp hilang", "1")
    assert it.questions() == [] or all(not screen.startswith("skm.") for screen, _ in it.questions())


# Who is asked -----------------------------------------------------------------------------------------------


@given(st.integers(0, 20), st.text(max_size=5))
def test_the_share_is_kept_and_the_choice_can_be_repeated(twentieths, seed):
    sampling = Sampling(Fraction(twentieths, 20), seed)
    drawn = [chosen(sampling, f"number {one}") for one in range(400)]
    assert drawn == [chosen(sampling, f"number {one}") for one in range(400)]
    assert abs(sum(drawn) - 20 * twentieths) <= 60


@given(st.lists(st.floats(0, 120 * counts.DAY), min_size=1, max_size=30))
def test_two_times_of_one_person_are_30_days_apart(moments):
    taken, last = [], None
    for moment in sorted(moments):
        if last is None or moment - last >= counts.PAUSE:
            taken.append(moment)
            last = moment
    assert asked_at(sorted(moments)) == taken


def asked_at(moments):
    """Ask one person at these moments, by the statement that the kiosk uses."""
    engine = sa.create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            schema.asked.create(connection)
            return [
                moment
                for moment in moments
                if connection.execute(
                    counts.ASK, {"who": b"x", "now": moment, "before": moment - counts.PAUSE}
                ).rowcount
            ]
    finally:
        engine.dispose()


# The nine, at the desk --------------------------------------------------------------------------------------

KEYS = itertools.count()
VISIT = ("5", "4", "1", "4", "3", "1", "4", "6")  # without a number, the hospital, and who answers
NINE = ("3", "4", "3", "4", "3", "3", "4", "2", "3")


def at_desk(kiosk, who, *texts, channel="console"):
    reply = kiosk.receive(Inbound(channel, who, "", f"{next(KEYS)}", first=True))
    for text in texts:
        reply = kiosk.receive(Inbound(channel, who, text, f"{next(KEYS)}"))
    return reply.text


def counted(kiosk, kind="official", service="rsu"):
    def read(tx):
        rows = tx.run(ANSWERS)
        return {
            (row.about, row.answer): row.times for row in rows if (row.kind, row.service) == (kind, service)
        }

    return kiosk.write(read)


@pytest.fixture
def empty(tmp_path, shipped, clock):
    kiosk = Kiosk.open(tmp_path / "empty", *shipped, clock=clock, threaded=False, number="38")
    yield kiosk
    kiosk.close()


@pytest.mark.parametrize("channel", ["console", "web"])
def test_the_nine_elements_are_counted_and_nothing_else(empty, channel):
    assert at_desk(empty, "visitor", *VISIT, *NINE, channel=channel) == THANKS
    elements = {(f"U{at}", value): 1 for at, value in enumerate(NINE, start=1)}
    who = {("umur", "30-39"): 1, ("kelamin", "p"): 1, ("pendidikan", "s1"): 1, ("pekerjaan", "lewati"): 1}
    assert counted(empty) == elements | who


def test_a_questionnaire_that_is_not_whole_counts_nothing(empty):
    at_desk(empty, "visitor", *VISIT, *NINE[:8])
    assert counted(empty) == {}


def test_one_visit_one_voice(empty):
    at_desk(empty, "visitor", *VISIT, *NINE)
    assert at_desk(empty, "visitor", *VISIT, *NINE).endswith("satu kunjungan, satu suara.")
    at_desk(empty, "another", *VISIT, *NINE)
    assert counted(empty)["U1", "3"] == 2


def test_a_number_tells_the_service_and_speaks_once(empty):
    for text in ("LAPOR", "2", "Pamulang Barat, Jl. Siliwangi", "sampah menumpuk", "1", "2"):
        said = empty.receive(Inbound("sms", BUDI, text, f"{next(KEYS)}")).text
    number = said.split("Nomor laporan Anda ")[1][:9]
    assert at_desk(empty, "z", "5", "4", number).startswith("Umur Anda?")
    assert at_desk(empty, "a", "5", "4", number, "6", "3", "6", "6", *NINE) == THANKS
    assert counted(empty, service="lapor")["numbered", "ya"] == 1
    assert at_desk(empty, "b", "5", "4", number.replace("-", "")).startswith(f"Nomor {number} sudah dipakai")
    assert at_desk(empty, "c", "5", "4", "38001274").startswith("Maaf, nomor itu tidak dikenal")


def test_by_sms_the_nine_are_not_asked(empty):
    said = empty.receive(Inbound("sms", BUDI, "SKM", "k")).text
    assert said.endswith("Diisi di layar loket kelurahan.\n0 Kembali")


# Nobody can be told -----------------------------------------------------------------------------------------


def test_answers_name_nobody_and_who_was_asked_stands_apart(scene):
    it = reported(scene())
    it.later(minutes=40)
    it.say("2", "2", "2")
    assert [column.name for column in schema.answers.columns] == [
        "month", "kind", "service", "about", "answer", "times",
    ]  # fmt: skip
    lines = it.world.rows(sa.select(journal.c.person, journal.c.service))
    nobody = {line.person for line in lines if line.service == "skm"}
    assert len(nobody) == 1
    assert nobody.isdisjoint({line.person for line in lines if line.service != "skm"})
    assert len(it.world.rows(sa.select(schema.asked))) == 1


def test_who_is_erased_is_forgotten_and_the_answers_stay(scene):
    it = reported(scene())
    it.later(minutes=40)
    it.say("2", "2", "2")
    it.say("HAPUS", "1")
    assert it.world.rows(sa.select(schema.asked)) == []
    assert sum(it.answers().values()) == 3


def test_what_is_remembered_of_the_asking_ends(kiosk, clock):
    kiosk.write(lambda tx: (counts.may_ask(tx, b"somebody"), counts.voice(tx, "3800-1273")))
    clock.advance(days=31)
    kiosk.write(services.tidy)
    assert kiosk.write(lambda tx: list(tx.run(sa.select(schema.asked)))) == []
    assert kiosk.write(lambda tx: counts.has_spoken(tx, "3800-1273"))
    clock.advance(days=400)
    kiosk.write(services.tidy)
    assert not kiosk.write(lambda tx: counts.has_spoken(tx, "3800-1273"))
