"""DATA and HAPUS: what is said is counted, what is promised is gone, and nothing of others is touched."""

import contextlib
import json

import pytest
import sqlalchemy as sa

from kiosk.agency import Refused, Unreachable, runner
from kiosk.agency.schema import errand
from kiosk.cases import actions, records
from kiosk.cases.schema import case, happening, party
from kiosk.errors import KioskError
from kiosk.evaluation import rollup
from kiosk.evaluation.schema import visit
from kiosk.privacy import erasing
from kiosk.services.hospital.schema import booking, place
from kiosk.store import schema

ME, OTHER = "+6281211110001", "+6281211110002"
ERASE = (
    "Hapus data Anda? Nama, nomor HP, dan riwayat akan dihapus. "
    "Isi laporan yang sedang diproses tetap ada tanpa nama.\n1 Ya, hapus\n2 Tidak jadi"
)


@pytest.fixture
def rows(kiosk):
    return lambda statement, **values: kiosk.write(lambda tx: list(tx.run(statement, **values)))


def report(say, where="pondok ranji gg mawar", who=ME):
    return say("LAPOR", "1", where, "lubang di depan rumah saya", "1", "1", who=who)


def book(say, who=ME):
    return say("DAF ANAK", "1", "2", "3674060503990001", "1", who=who)


def mine(rows, who):
    """Every table that still knows a person, with its rows."""
    found = {}
    for table in schema.metadata.sorted_tables:
        if "person" in table.c:
            count = len(rows(sa.select(table.c.person).where(table.c.person == who)))
            if count:
                found[table.name] = count
    return found


def test_data_are_counted(say):
    assert say("DATA") == (
        "Data Anda di sini: 0 laporan, 0 antrean RSU, info: tidak. NIK tidak disimpan. "
        "Salinan lengkap: datang ke kelurahan, bawa KTP. Hapus data: balas HAPUS"
    )
    report(say)
    report(say, "rengas jl delima")
    book(say)
    say("MULAI")
    assert say("DATA") == (
        "Data Anda di sini: 2 laporan, 1 antrean RSU, info: ya. NIK dihapus 26/12. "
        "Salinan lengkap: datang ke kelurahan, bawa KTP. Hapus data: balas HAPUS"
    )
    assert say("DATA", who=OTHER).startswith("Data Anda di sini: 0 laporan, 0 antrean RSU")
    say("6", who=OTHER)
    assert say("MYDATA", who=OTHER).startswith("Data Anda")  # the conversation was over: 6 was no answer


def test_erasing_is_asked_first_and_can_be_left(say, rows):
    report(say)
    assert say("HAPUS") == ERASE
    assert say("2").startswith("Layanan Kota Tangsel")
    assert say("DATA").startswith("Data Anda di sini: 1 laporan")


def test_nothing_leads_to_who_was_erased(say, rows, kiosk, clock):
    report(say)
    report(say, "rengas jl delima", who=OTHER)
    book(say)
    say("MULAI")
    kiosk.write(lambda tx: actions.forward(tx, "3800-0012", "sari", "Dinas PU"))
    before = mine(rows, kiosk.sealer.blind(OTHER))
    assert say("HAPUS", "1") == (
        "Data Anda sudah kami hapus pada 24/11/2026 pukul 08.06. Nomor bukti 3800-0048. "
        "Kami tidak akan menghubungi nomor ini lagi."
    )
    left = mine(rows, kiosk.sealer.blind(ME))
    assert set(left) == {"inbox", "outbox"}  # keys that guard, and the proof on its way
    assert left["outbox"] == 1
    assert mine(rows, kiosk.sealer.blind(OTHER)) == before
    sent = [kiosk.sealer.open(row.recipient) for row in rows(sa.select(schema.outbox))]
    assert sent.count(ME) == 1
    assert rows(sa.select(booking)) == []
    assert rows(sa.select(place).where(place.c.ticket.is_not(None))) == []
    assert len(rows(sa.select(schema.journal))) > 20  # the figures stay


def test_an_open_report_stays_without_a_name_and_a_closed_one_loses_its_words(say, rows, kiosk):
    report(say)
    report(say, "rengas jl delima")
    kiosk.write(lambda tx: actions.answer(tx, "3800-0020", "sari", "ditambal"))
    kiosk.write(lambda tx: actions.confirm(tx, "3800-0020"))
    say("HAPUS", "1")
    details = {
        row.ticket: json.loads(kiosk.sealer.open(row.details))
        for row in rows(sa.select(case).where(case.c.ticket.like("3800%")))
    }
    assert details["3800-0012"]["cerita"] == "lubang di depan rumah saya"
    assert details["3800-0020"] == {}
    assert rows(sa.select(party).where(party.c.ticket.like("3800%"))) == []
    assert all(
        row.note is None for row in rows(sa.select(happening).where(happening.c.ticket == "3800-0020"))
    )
    kiosk.write(lambda tx: actions.forward(tx, "3800-0012", "sari", "Dinas PU"))
    assert ME not in [kiosk.sealer.open(row.recipient) for row in rows(sa.select(schema.outbox))][1:-1]


def test_what_waits_to_go_out_is_withdrawn(say, rows, kiosk):
    report(say)
    kiosk.write(lambda tx: actions.forward(tx, "3800-0012", "sari", "Dinas PU"))
    say("HAPUS", "1")
    waiting = rows(sa.select(schema.outbox).where(schema.outbox.c.state == "queued"))
    assert [kiosk.sealer.open(row.text)[:9] for row in waiting] == ["Data Anda"]
    emptied = rows(sa.select(schema.outbox).where(schema.outbox.c.error == "ditarik: HAPUS"))
    assert {kiosk.sealer.open(row.text) for row in emptied} == {""}


def test_a_follower_who_is_erased_leaves_the_report_to_the_others(say, rows, kiosk):
    report(say)
    say("LAPOR JALAN PONDOK RANJI GG MAWAR LUBANG", "1", "1", who=OTHER)
    say("HAPUS", "1", who=OTHER)
    roles = kiosk.write(lambda tx: [one.role for one in records.parties(tx, "3800-0012")])
    assert roles == ["reporter"]


def test_who_comes_back_begins_anew(say):
    say("6")
    report(say)
    say("HAPUS", "1")
    assert say("MENU").startswith("Layanan Kota Tangsel")
    assert say("38000012 masih").startswith("Laporan 3800-0012 bukan dari nomor ini")


NIK = "3674060503990001"


class Hospital:
    """An agency that does not answer until it is told to; `heard` is what came there."""

    def __init__(self):
        self.heard, self.now, self.there = [], None, False

    def ask(self, verb, request, key):
        if not self.there:
            raise Unreachable("RSU tidak menjawab.", "Tunggu.")
        self.heard.append((verb, dict(request)))
        if self.now is not None:  # while the errand is on its way
            then, self.now = self.now, None
            then()
        if verb == "sewaantrean":
            return {"urut": request["urut"], "jadwal": []}
        return {name: request.get(name) for name in ("kodebooking", "angkaantrean")}


def traces(kiosk, rows):
    """Every place of the database where something of ME or of the patient stands, sealed or not."""
    found = set()
    marks = (ME, ME.replace("+62", "0"), NIK)
    for table in schema.metadata.sorted_tables:
        for row in rows(sa.select(table)):
            for name, value in row._asdict().items():
                read = str(value)
                if isinstance(value, bytes):
                    with contextlib.suppress(KioskError):
                        read = kiosk.sealer.open(value)
                    if value in (kiosk.sealer.blind(ME), kiosk.sealer.blind(f"nik:{NIK}")):
                        found.add(f"{table.name}.{name}")
                if any(mark in read for mark in marks):
                    found.add(f"{table.name}.{name}")
    return found


LEFT = {"inbox.person", "outbox.person", "outbox.recipient"}  # keys that guard, and the proof on its way


def test_an_errand_that_waits_for_the_agency_takes_nothing_of_who_was_erased_there(say, rows, kiosk, clock):
    rsu = kiosk.agencies["rsu"] = Hospital()
    report(say)
    book(say)
    runner.attend(kiosk)
    assert {"errand.request", "hospital_booking.identity"} <= traces(kiosk, rows)
    say("HAPUS", "1")
    assert traces(kiosk, rows) == LEFT
    rsu.there = True
    clock.advance(minutes=10)
    runner.attend(kiosk)
    assert [verb for verb, _ in rsu.heard if verb != "sewaantrean"] == ["batalantrean"]
    assert NIK not in str(rsu.heard)
    assert rows(sa.select(place).where(place.c.ticket.is_not(None))) == []
    assert rows(sa.select(errand.c.state).where(errand.c.state == "waiting")) == []
    assert rows(sa.select(schema.call_back)) == []


@pytest.mark.parametrize("refused", [False, True])
def test_who_is_erased_while_an_errand_is_on_its_way_is_told_of_there_as_gone(say, rows, kiosk, refused):
    rsu = kiosk.agencies["rsu"] = Hospital()
    book(say)

    def meanwhile():
        say("HAPUS", "1")
        if refused:
            raise Refused("NIK tidak ditemukan.", "Periksa.")

    rsu.there, rsu.now = True, meanwhile
    runner.attend(kiosk)
    assert [verb for verb, _ in rsu.heard if verb != "sewaantrean"] == ["ambilantrean", "batalantrean"]
    assert traces(kiosk, rows) == LEFT
    assert rows(sa.select(place).where(place.c.ticket.is_not(None))) == []
    assert rows(sa.select(schema.call_back)) == [], "nobody is left to call"


def test_the_figures_lead_to_nobody_also_when_they_are_rolled_up(say, rows, kiosk, clock):
    report(say)
    while kiosk.write(rollup.roll_up):
        pass
    book(say)
    assert "visit.person" in traces(kiosk, rows)
    say("HAPUS", "1")
    assert traces(kiosk, rows) == LEFT
    clock.advance(hours=30)
    while kiosk.write(rollup.roll_up):
        pass
    assert traces(kiosk, rows) == LEFT
    done = rows(sa.select(visit.c.service, visit.c.person).where(visit.c.done_at.is_not(None)))
    assert {row.service for row in done} == {"lapor", "rsu", "kios"}
    assert len({row.person for row in done}) == 1, "still one person, of whom nobody knows who"


def test_every_table_of_residents_has_its_end(kiosk):
    tables = {table.name for table in schema.metadata.sorted_tables if "person" in table.c}
    assert set(erasing.KEPT) <= tables
    assert set(kiosk.write(erasing.theirs)) | set(erasing.KEPT) == tables


@pytest.mark.parametrize("channel", ["ussd", "console", "web"])
def test_it_is_said_on_every_screen(say, channel):
    assert say("HAPUS", channel=channel) == ERASE
    assert say("1", channel=channel).startswith("Data Anda sudah kami hapus")


def test_erasing_at_a_desk_never_touches_a_number_that_was_typed_there(say, rows, kiosk):
    report(say)
    for text in ("LAPOR", "4", "rempoa gg kenanga", "lampu padam", "1", ME.replace("+62", "0"), "1"):
        say(text, who="walkup:1", channel="console")
    say("HAPUS", "1", who="walkup:1", channel="console")
    assert "case_party" in mine(rows, kiosk.sealer.blind(ME))


def test_a_number_of_before_is_no_answer_to_a_word_of_now(say, rows, kiosk):
    report(say)
    assert say("STOP").startswith("Baik, kami tidak akan mengirim info lagi.")
    assert say("MULAI").startswith("Baik, Anda akan menerima info")
    say("38000012 masih gelap")
    say("CEK")
    assert say("38000012").startswith("Laporan 3800-0012 (jalan rusak, Pondok Ranji): DITERIMA")


def test_the_memory_of_the_process_holds_nothing_either(kiosk, say):
    say("RSU", "1", "1")
    assert kiosk.sealer._lately
    say("HAPUS", "1")
    assert not kiosk.sealer._lately
