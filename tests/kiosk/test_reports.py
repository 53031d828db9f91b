"""Reports (Siaran) at the level of AT commands: phone, air, modem and desk, over days of virtual time."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from kiosk.cases import actions, records
from kiosk.cases.schema import case, happening, party
from kiosk.chores import Chores
from kiosk.clock import WIB
from kiosk.doors import office_reports
from kiosk.evaluation.schema import visit
from kiosk.services.reports import kinds, wording
from kiosk.store import schema

ME, NEIGHBOUR, STRANGER = "+6281211110001", "+6281211110002", "+6281211110003"
PLACE = (
    "Di mana tempatnya? Ketik kelurahan, nama jalan, dan patokan. "
    "Contoh: Pamulang Barat, Jl. Siliwangi depan SDN 1, RT 02/RW 05\n0 Kembali"
)
STORY = (
    "Ceritakan masalahnya dengan kata-kata Anda sendiri. Boleh beberapa SMS. "
    "Setelah semua terkirim, balas angka:\n1 Selesai\n0 Kembali"
)
SECRET = "Bolehkah dinas melihat nomor HP Anda jika perlu bertanya?\n1 Boleh\n2 Tidak, rahasiakan\n0 Kembali"
SOURCE = (
    "Satu pertanyaan: dari mana Anda tahu nomor ini?\n1 RT/RW\n2 Kelurahan\n3 Poster\n4 Radio/TV\n"
    "5 Keluarga/teman\n6 SMS/misscall\n7 Lewati"
)
HOME = "Anda tinggal di kelurahan mana? Ketik namanya. Contoh: Pondok Ranji\n1 Lewati"


@pytest.fixture
def town(city):
    """The kiosk as it ships, from Tuesday 24 November 2026, 08.00."""
    return Town(city.start())


class Town:
    def __init__(self, world):
        self.world, self.kiosk = world, world.kiosk

    def say(self, text, who=ME):
        """Send a text; gives the one answer."""
        (answer,) = self.world.say(text, who)
        assert len(answer) <= 160
        return answer

    def report(self, who=ME, where="pamulang barat, jl siliwangi dpn sdn1", what="lubang besar"):
        for text in ("LAPOR", "1", where, what, "1"):
            answer = self.say(text, who)
        return self.say("1", who) if answer == SECRET else answer

    def until(self, *when, hour=8):
        """Let time go by, with the chores of the kiosk at its end; gives what came to whom."""
        target = datetime(2026, *when, hour, 0, tzinfo=WIB).timestamp()
        before = {number: len(phone.inbox) for number, phone in self.phones().items()}
        self.world.sim.clock.advance(max(0.0, target - self.world.sim.clock.wall().timestamp()))
        chores = Chores(self.kiosk)
        chores.once()
        chores.attend()
        self.world.pump()
        chores.attend()
        self.world.pump()
        return {
            number: [message.text for message in list(phone.inbox)[before.get(number, 0) :]]
            for number, phone in self.phones().items()
        }

    def skip_questions(self):
        """Let half an hour go by, and skip both of what the kiosk asks after the first success."""
        self.until(11, 24, hour=9)
        self.say("7")
        self.say("1")

    def phones(self):
        return dict(self.world.sim.network.handsets)

    def do(self, action, *more):
        """Let an officer act; gives what came to whom, questions after half an hour of quiet, too."""
        before = {number: len(phone.inbox) for number, phone in self.phones().items()}
        self.kiosk.write(lambda tx: action(tx, *more))
        self.world.pump(5)
        self.world.sim.clock.advance(1900)
        Chores(self.kiosk).attend()
        self.world.pump(5)
        found = {}
        for number, phone in self.phones().items():
            if new := [message.text for message in list(phone.inbox)[before.get(number, 0) :]]:
                found[number] = new
        return found

    def case(self, ticket):
        return self.kiosk.write(lambda tx: records.find(tx, ticket))


def test_from_a_missed_call_to_the_receipt(town):
    world = town.world
    world.phone(ME).call(world.sim.modems[0].number)
    world.pump()
    assert world.phone(ME).inbox[-1].text.startswith("Layanan Kota Tangsel. Balas angka:\n1 Lapor masalah")
    assert town.say("1").startswith(
        "LAPOR. Darurat? Telepon 112.\nApa masalahnya? Balas angka:\n1 Jalan rusak"
    )
    assert town.say("1") == PLACE
    asked = town.say("pamulang jl siliwangi dpn sdn1")
    assert asked == "Pamulang yang mana?\n1 Pamulang Barat\n2 Pamulang Timur\n0 Kembali, ketik ulang"
    assert town.say("1") == STORY
    town.say("lubang besar, kemarin ada motor jatuh")
    assert town.say("1") == SECRET
    assert town.say("1") == (
        "Terima kasih. Nomor laporan Anda 3800-0012: jalan rusak, Pamulang Barat. "
        "Kabar pertama paling lambat Jumat 27/11. Cek laporan: balas 38000012"
    )
    assert town.case("3800-0012").details["cerita"] == "lubang besar, kemarin ada motor jatuh"


def test_forwarded_late_done_and_whether_it_is_so(town):
    town.report()
    town.skip_questions()
    town.until(11, 27)
    told = town.do(actions.forward, "3800-0012", "sari", "Dinas PU")
    assert told == {
        ME: [
            (
                "Laporan 3800-0012 sudah kami teruskan ke Dinas PU. Jawaban paling lambat Jumat 04/12. "
                "Ada tambahan? Balas 38000012 spasi pesan Anda"
            )
        ]
    }
    assert town.say("38000012") == (
        "Laporan 3800-0012 (jalan rusak, Pamulang Barat): DIKERJAKAN Dinas PU sejak 27/11, "
        "target Jumat 04/12. Data 27/11 08.31."
    )
    assert town.until(12, 5)[ME] == [
        (
            "Maaf, jawaban laporan 3800-0012 terlambat. Petugas kami akan menagihnya kepada Kepala Dinas PU. "
            "Kabar berikutnya paling lambat Rabu 09/12."
        )
    ]
    told = town.do(actions.answer, "3800-0012", "sari", "ditambal")
    assert told[ME] == [
        (
            "Laporan 3800-0012: menurut Dinas PU, lubang sudah ditambal pada 05/12. Benar sudah beres?\n"
            "1 Ya, sudah\n2 Belum, buka lagi laporannya"
        )
    ]
    assert town.say("2") == (
        "Baik, laporan 3800-0012 kami buka lagi. Kabar berikutnya paling lambat Rabu 09/12. "
        "Cek laporan: balas 38000012"
    )
    assert (town.case("3800-0012").state, town.case("3800-0012").reopened) == ("taken", 1)
    town.until(12, 7)
    town.do(actions.answer, "3800-0012", "sari", "sudah ditambal dan diaspal lagi")
    assert town.say("1") == (
        "Terima kasih. Laporan 3800-0012 kami tutup. Ternyata belum beres? Balas 38000012 spasi pesan Anda"
    )
    assert town.case("3800-0012").state == "closed"


def test_what_is_unclear_is_asked_and_never_silently_closed(town):
    town.report()
    town.skip_questions()
    town.until(11, 30)
    told = town.do(actions.ask, "3800-0012", "sari", "tempat")
    assert told[ME] == [
        (
            "Laporan 3800-0012 belum bisa diproses karena tempatnya kurang jelas. "
            "Mohon ketik patokan terdekat (sekolah, masjid, toko) paling lambat Senin 07/12."
        )
    ]
    assert town.say("masjid an nur").startswith("Terima kasih. Laporan 3800-0012 kami proses.")
    assert town.case("3800-0012").state == "taken"
    told = town.do(actions.ask, "3800-0012", "sari", "Seberapa dalam lubangnya?")
    assert told[ME] == ["Laporan 3800-0012: Seberapa dalam lubangnya? Mohon balas paling lambat Senin 07/12."]
    closed = town.until(12, 8)
    assert closed[ME] == [
        (
            "Laporan 3800-0012 kami tutup karena pertanyaan kami belum dijawab. "
            "Buka lagi: balas 38000012 spasi jawaban Anda"
        )
    ]
    assert town.say("38000012 setengah meter").startswith("Baik, laporan 3800-0012 kami buka lagi.")
    assert town.kiosk.write(lambda tx: records.history(tx, "3800-0012"))[-1].note == "setengah meter"


def test_thanks_are_no_answer_to_what_is_asked_and_leave_it_open(town):
    town.report()
    town.skip_questions()
    assert town.world.say("makasih min", ME) == [], "a receipt needs no more"
    town.do(actions.ask, "3800-0012", "sari", "Boleh kami datang besok?")
    assert town.say("terima kasih").endswith(
        "Boleh kami datang besok? Mohon balas paling lambat Selasa 01/12."
    )
    assert town.say("ok pak").startswith("Terima kasih. Laporan 3800-0012 kami proses.")
    told = town.do(actions.answer, "3800-0012", "sari", "ditambal")
    assert "Benar sudah beres?" in told[ME][0]
    assert town.say("Alhamdulillah").endswith(told[ME][0])
    assert town.say("sudah pak, makasih").startswith("Terima kasih. Laporan 3800-0012 kami tutup.")
    assert town.world.say("siap", ME) == []


@pytest.mark.parametrize(
    "overtaken",
    [
        lambda town: town.kiosk.write(lambda tx: actions.forward(tx, "3800-0012", "sari", "Dinas PU")),
        lambda town: town.say("38000012 di sisi kiri"),
    ],
)
def test_a_question_that_was_not_said_yet_is_not_asked_once_it_is_overtaken(town, overtaken):
    town.report()
    town.skip_questions()
    town.kiosk.write(lambda tx: actions.ask(tx, "3800-0012", "sari", "Sisi kiri atau kanan?"))
    overtaken(town)
    assert not any("kanan" in text for text in town.until(11, 24, hour=12)[ME])


def test_what_was_given_away_by_mistake_is_nobody_elses_when_it_is_opened_again(town):
    town.report()
    town.do(actions.refuse, "3800-0012", "sari", "PLN")
    told = town.do(actions.reopen, "3800-0012", "sari")
    assert told[ME] == [
        "Laporan 3800-0012 kami buka dan kerjakan lagi. Kabar berikutnya paling lambat Jumat 27/11."
    ]
    assert town.until(11, 28)[ME][-1] == (
        "Maaf, jawaban laporan 3800-0012 terlambat. Petugas kami akan melaporkannya kepada Lurah. "
        "Kabar berikutnya paling lambat Rabu 02/12."
    )


def test_the_officer_is_shown_what_is_late_until_they_did_something(town):
    def shown():
        every = town.kiosk.write(office_reports.reports)
        return [(one.late, one.state) for one in every if one.ticket == "3800-0012"]

    town.report()
    town.do(actions.forward, "3800-0012", "sari", "Dinas PU")
    assert shown() == [(False, "diteruskan ke Dinas PU")]
    town.until(12, 2)
    town.say("38000012 masih berlubang")
    assert shown() == [(True, "diteruskan ke Dinas PU; sampaikan kepada Kepala Dinas PU")]
    town.do(actions.forward, "3800-0012", "sari", "Dinas PU")
    assert shown() == [(False, "diteruskan ke Dinas PU")]


def test_not_the_citys_is_told_with_who_and_where(town):
    town.report()
    assert town.do(actions.refuse, "3800-0012", "sari", "PLN")[ME][0] == (
        "Laporan 3800-0012 ditangani PLN, bukan Pemkot Tangsel. Sudah kami teruskan lewat LAPOR! 1708. "
        "Anda juga dapat menelepon PLN di 123."
    )
    assert town.say("38000012").startswith(
        "Laporan 3800-0012 (jalan rusak, Pamulang Barat): DITANGANI PLN, bukan Pemkot Tangsel."
    )


def test_the_same_is_joined_and_whoever_joined_hears_of_it(town):
    town.report()
    for text in ("LAPOR", "1", "pamulang barat jln. siliwangi no 12", "jalan berlubang"):
        town.say(text, NEIGHBOUR)
    assert town.say("1", NEIGHBOUR) == (
        "Lubang di Jl. Siliwangi sudah dilaporkan 1 warga (nomor laporan 3800-0012).\n"
        "1 Ikut dan dapat kabarnya\n2 Bukan, masalah saya lain\n0 Kembali"
    )
    assert town.say("1", NEIGHBOUR).startswith("Terima kasih. Anda ikut laporan 3800-0012")
    town.say("STOP 38000012")
    told = town.do(actions.forward, "3800-0012", "sari", "Dinas PU")
    assert [text.partition(" sudah")[0] for text in told[NEIGHBOUR]] == ["Laporan 3800-0012", SOURCE]
    assert told[ME] == [SOURCE]  # muted, but for what the kiosk asks of everybody
    town.say("MULAI 38000012")
    told = town.do(actions.answer, "3800-0012", "sari", "ditambal")
    assert told[NEIGHBOUR][0].startswith("Laporan 3800-0012: menurut Dinas PU, lubang sudah ditambal")


def test_a_stranger_reads_the_stage_and_nothing_of_place_or_story(town):
    town.report(where="pamulang barat, jl siliwangi depan rumah pak budi", what="got mampet bau sekali")
    told = town.say("38000012", STRANGER)
    assert told.startswith("Laporan 3800-0012 (jalan rusak, Pamulang Barat): DITERIMA 24/11")
    assert not any(word in told.casefold() for word in ("siliwangi", "budi", "got", "1211110001"))
    assert town.say("38000012 saya juga", STRANGER).startswith("Laporan 3800-0012 bukan dari nomor ini")
    assert [one.event for one in town.kiosk.write(lambda tx: records.history(tx, "3800-0012"))] == ["open"]


@pytest.mark.parametrize("typed", ["38000021", "38000102", "38000013", "CEK 38000011", "38000020"])
def test_a_mistyped_or_unknown_number_is_told_so(town, typed):
    town.report()
    assert "tidak dikenal" in town.say(typed, NEIGHBOUR)


def test_a_bare_number_finds_a_booking_and_a_request_too(town):
    for text in ("DAF ANAK", "1", "2", "3674060503990001", "1"):
        booked = town.say(text)
    assert booked.startswith("TERDAFTAR 3800-0012")
    assert town.say("38000012").startswith("3800-0012: poli Anak, Rabu 25/11, antrean A-001")
    assert "tidak dikenal" in town.say("38000012", STRANGER)
    town.say("PETUGAS")
    assert town.say("CEK 3800-0020") == (
        "Permintaan 3800-0020 sudah kami catat. Petugas akan menelepon Anda pada jam kerja."
    )


def test_a_number_of_another_service_is_known_at_least(town):
    ticket = town.kiosk.write(
        lambda tx: records.open_case(tx.about(ME), "posyandu", kind="x", details={}, due=None).ticket
    )
    assert town.say(ticket) == (f"Nomor {ticket} sudah kami catat. Ingin tahu sampai di mana? Balas PETUGAS")
    assert town.say("38000012 halo", STRANGER).startswith("Nomor 3800-0012 sudah kami catat.")


def test_after_the_first_success_two_questions_once(town):
    town.report()
    assert town.until(11, 24, hour=9)[ME] == [SOURCE]
    assert town.say("4") == HOME
    assert town.say("pamulang").startswith("Pamulang yang mana?\n1 Pamulang Barat")
    assert town.say("2") == "Terima kasih."
    row = town.kiosk.write(lambda tx: tx.run(sa.select(schema.person)).first())
    assert (row.source, row.village) == ("radio_tv", "36.74.06.1008")
    town.report(where="rengas gg delima")
    assert town.until(11, 25)[ME] == []


def test_whoever_ends_one_report_is_forgotten_after_thirty_days(town):
    town.report()
    town.skip_questions()
    town.do(actions.answer, "3800-0012", "sari", "ditambal")
    town.until(11, 25)
    town.kiosk.write(lambda tx: actions.confirm(tx, "3800-0012"))
    names = sa.select(party.c.person).where(party.c.ticket == "3800-0012")
    town.until(12, 24)
    assert len(town.world.rows(names)) == 1
    town.until(12, 27)
    assert town.world.rows(names) == []
    assert town.case("3800-0012").details["cerita"] == "lubang besar"
    assert town.say("38000012").startswith("Laporan 3800-0012 (jalan rusak, Pamulang Barat): DITUTUP")


def test_a_note_that_does_not_fit_one_sms_is_refused_and_nothing_is_done(town):
    town.report()
    with pytest.raises(wording.TooLong) as told:
        town.kiosk.write(lambda tx: actions.answer(tx, "3800-0012", "sari", "x" * 49))
    assert "48" in told.value.remedy
    assert town.case("3800-0012").state == "new"
    with pytest.raises(wording.TooLong):
        town.kiosk.write(lambda tx: actions.forward(tx, "3800-0012", "sari", "Dinas Pekerjaan Umum"))
    assert [
        row.event for row in town.world.rows(sa.select(happening).where(happening.c.ticket == "3800-0012"))
    ] == ["open"]


def test_the_demo_has_reports_in_every_stage_and_tells_nobody(town):
    rows = town.world.rows(sa.select(case.c.state).where(case.c.ticket.like("3899-%")))
    assert sorted(row.state for row in rows) == ["forwarded", "new", "new", "solved", "taken"]
    town.kiosk.write(lambda tx: None)
    assert town.world.rows(sa.select(schema.outbox)) == []


def test_a_table_that_is_damaged_is_told(tmp_path):
    broken = tmp_path / "kinds.yaml"
    broken.write_text("kinds: {jalan: {name: [jalan rusak]}}")
    with pytest.raises(Exception, match="tabel jenis laporan") as told:
        kinds.read(broken)
    assert told.value.remedy


ENGLISH = {
    "forward": (
        "We passed report 3800-0012 to Dinas PU. Answer by Fri 4 Dec. "
        "Anything to add? Reply 38000012, a space and your message"
    ),
    "escalate": (
        "Sorry, the answer to report 3800-0012 is late. Our staff will take it up with the head of Dinas PU. "
        "Next update by Wed 9 Dec."
    ),
    "answer": (
        "Report 3800-0012: Dinas PU says the pothole was filled on 5 Dec. Is it really fixed?\n"
        "1 Yes, fixed\n2 No, reopen the report"
    ),
    "ask": (
        "We cannot handle report 3800-0012 yet: the place is not clear. Please type the nearest landmark "
        "(school, mosque, shop) by Mon 14 Dec."
    ),
    "refuse": (
        "Report 3800-0012 is a matter for PLN, not the city. We passed it on through LAPOR! 1708. "
        "You can also call PLN on 123."
    ),
}


def test_news_come_in_the_language_of_the_report(town):
    town.say("MENU")
    town.say("6")
    for text in ("REPORT", "1", "pamulang barat, jl siliwangi", "pothole", "1"):
        town.say(text)
    assert town.say("1") == (
        "Thank you. Your report number is 3800-0012: damaged road, Pamulang Barat. "
        "First update by Fri 27 Nov. Check your report: reply 38000012"
    )
    town.skip_questions()
    town.until(11, 27)
    assert town.do(actions.forward, "3800-0012", "sari", "Dinas PU")[ME] == [ENGLISH["forward"]]
    assert town.say("38000012").startswith(
        "Report 3800-0012 (damaged road, Pamulang Barat): IN PROGRESS at Dinas PU since 27 Nov, "
        "due Fri 4 Dec. Data of 27 Nov, 08:"
    )
    assert town.until(12, 5)[ME] == [ENGLISH["escalate"]]
    assert town.do(actions.answer, "3800-0012", "sari", "ditambal")[ME] == [ENGLISH["answer"]]
    town.say("2")
    town.until(12, 7)
    assert town.do(actions.ask, "3800-0012", "sari", "tempat")[ME] == [ENGLISH["ask"]]
    assert town.say("near the mosque").startswith("Thank you. We are handling report 3800-0012.")
    assert town.do(actions.refuse, "3800-0012", "sari", "PLN")[ME] == [ENGLISH["refuse"]]


def test_stop_data_and_erasing_inside_a_conversation(town):
    town.say("LAPOR")
    town.say("1")
    assert town.say("STOP") == (
        "Baik, kami tidak akan mengirim info lagi. Kabar laporan dan antrean Anda tetap kami kirim. "
        "Ikut lagi: balas MULAI"
    )
    assert town.say("pamulang barat").startswith("Tadi belum selesai: laporan jalan rusak.")
    assert town.say("1") == PLACE
    town.say("pamulang barat, jl siliwangi")
    assert town.say("DATA").startswith("Data Anda di sini: 0 laporan")
    assert town.say("HAPUS").startswith("Hapus data Anda?")
    assert town.say("1") == (
        f"Data Anda sudah kami hapus pada 24/11/2026 pukul {town.world.sim.clock.wall():%H.%M}. "
        "Nomor bukti 3800-0012. Kami tidak akan menghubungi nomor ini lagi."
    )
    assert town.say("MENU").startswith("Layanan Kota Tangsel")


def test_a_later_question_about_a_report_takes_the_place_of_the_one_before(town):
    town.report()
    town.until(11, 25)
    town.until(11, 27)  # where they know it from was not answered: it holds nothing up
    told = town.do(actions.answer, "3800-0012", "sari", "ditambal")
    assert "Benar sudah beres?" in told[ME][0]
    town.kiosk.write(lambda tx: actions.reopen(tx, "3800-0012", "sari"))
    told = town.do(actions.ask, "3800-0012", "sari", "tempat")
    assert [text[:36] for text in told[ME]] == [
        "Laporan 3800-0012 kami buka dan kerj",
        "Laporan 3800-0012 belum bisa diprose",
    ]
    assert town.say("depan SDN 1").startswith("Terima kasih. Laporan 3800-0012 kami proses.")
    assert town.case("3800-0012").state == "taken"


def test_a_look_at_a_report_and_an_answer_to_us_are_no_new_report_in_the_figures(town):
    town.report()
    town.say("38000012", STRANGER)
    town.skip_questions()
    town.do(actions.answer, "3800-0012", "sari", "ditambal")
    town.say("1")
    town.until(11, 25)
    visits = sa.select(visit.c.service, visit.c.done_at.is_not(None)).where(visit.c.service == "lapor")
    assert [tuple(row) for row in town.world.rows(visits)] == [("lapor", 1)]
