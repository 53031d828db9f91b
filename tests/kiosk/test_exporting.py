"""`kiosk data export`: a resident's copy is whole, opened, masked, and holds nothing of others."""

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from kiosk.cases import actions
from kiosk.cases.schema import case, party
from kiosk.cli import cli
from kiosk.evaluation import rollup
from kiosk.privacy import exporting, paper, sheets
from kiosk.privacy.sealing import Sealer
from kiosk.privacy.sheets.column import TECHNICAL
from kiosk.store import parts, schema
from modem.address import Address
from modem.tpdu import Deliver
from modem.udh import Concat

ROOT = Path(__file__).parents[2]
for path in sorted((ROOT / "kiosk").rglob("schema.py")):  # every table, of services at work or not
    import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))

ME, OTHER = "+6281211110001", "+6281211110002"
NIK = "3674060503990001"


@pytest.fixture
def copy(kiosk):
    def make(number=ME, **more):
        made = kiosk.write(lambda tx: exporting.copy(tx.about(number), **more))
        return {section.name: section.entries for section in made.sections}

    return make


def report(say, where="pondok ranji gg mawar", story="lubang di depan rumah saya", who=ME):
    return say("LAPOR", "1", where, story, "1", "1", who=who)


def book(say, who=ME):
    return say("DAF ANAK", "1", "2", NIK, "1", who=who)


# What there is --------------------------------------------------------------------------------------------


def tables():
    """Every table that can hold what names somebody: only these have sealed or blinded columns."""
    return {
        table.name: table
        for table in schema.metadata.sorted_tables
        if "person" in table.c or any(isinstance(column.type, sa.LargeBinary) for column in table.c)
    }


def test_every_table_of_residents_is_in_the_copy_or_left_out_with_a_reason():
    named = [set(sheets.SHEETS), set(sheets.GATHERED), set(sheets.LEFT_OUT)]
    assert set().union(*named) == set(tables())
    assert sum(map(len, named)) == len(tables()), "each once"
    assert all(len(reason) > 20 for reason in sheets.LEFT_OUT.values())


@pytest.mark.parametrize("name", sheets.SHEETS)
def test_every_column_is_shown_or_left_out(name):
    sheet, columns = sheets.SHEETS[name], {column.name for column in tables()[name].c}
    assert set(sheet.columns) | sheet.left <= columns
    assert set(sheet.columns).isdisjoint(sheet.left | TECHNICAL)
    assert columns - set(sheet.columns) - sheet.left <= TECHNICAL


def test_whoever_never_wrote_has_no_copy(copy, say):
    report(say)
    assert copy("+6281211119999") == {}


# What it says -----------------------------------------------------------------------------------------------


def test_everything_is_opened(copy, say, kiosk, clock):
    say("MULAI")
    report(say)
    book(say)
    say("PETUGAS")
    kiosk.write(lambda tx: actions.forward(tx, "3800-0012", "sari", "Dinas PU"))
    while kiosk.write(rollup.roll_up):
        pass
    found = copy(full=True)
    assert found["person"][0]["number"] == ME
    assert found["person"][0]["news"] is True
    (mine,) = [one for one in found["cases"] if one["service"] == "laporan"]
    assert (mine["ticket"], mine["place"], mine["role"]) == ("3800-0012", "Pondok Ranji", "reporter")
    assert mine["details"] == {"tempat": "pondok ranji gg mawar", "cerita": "lubang di depan rumah saya"}
    assert [one["event"] for one in mine["history"]] == ["open", "forward"]
    assert mine["history"][1]["note"] == "Dinas PU"
    (booking,) = found["hospital_booking"]
    assert (booking["identity"], booking["kind"], booking["phone"]) == (NIK, "nik", ME)
    assert any(one["text"].startswith("Laporan 3800-0012") for one in found["outbox"])
    assert found["call_back"][0]["number"] == ME
    assert {"inbox", "visit", "journal", "session", "question"} <= set(found)
    assert b"" not in [value for rows in found.values() for row in rows for value in row.values()]


def test_the_case_has_each_column_that_is_the_residents(copy, say):
    report(say)
    (mine,) = copy()["cases"]
    technical = {"person", "id"}
    of_party = {column.name for column in party.c} - technical - {"at"}
    of_case = {column.name for column in case.c}
    assert set(mine) == of_party | of_case | {"joined_at", "history"}


def test_numbers_of_patients_are_masked_unless_it_is_asked(copy, say):
    book(say)
    say("RSU", "1", "1", "1", "2", NIK)  # an unfinished form
    report(say, story=f"NIK saya {NIK}, BPJS 0001234567890")
    assert NIK not in str(copy())
    assert "0001234567890" not in str(copy())
    assert copy()["hospital_booking"][0]["identity"] == "************0001"
    assert NIK in str(copy(full=True))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3674 0605 0399 0001", "************0001"),
        ("3674-0605-0399-0001", "************0001"),
        ("bpjs 0001234567890.", "bpjs *********7890."),
        ("6281211110001", "6281211110001"),
        ("36.76.999.001.002-0003.0", "36.76.999.001.002-0003.0"),
        ("1102R0010125B000123", "1102R0010125B000123"),
        ("9999999999999999", "9999999999999999"),
    ],
)
def test_only_numbers_of_persons_are_masked(text, shown):
    assert exporting.mask(text) == shown


def test_an_answer_that_is_promised_is_in_it(desk):
    desk.sms("PIUTANG")
    desk.sms("Siti Rahayu")
    desk.sms("PIUTANG", who=OTHER)
    desk.sms("Orang Lain", who=OTHER)
    made = desk.kiosk.write(lambda tx: exporting.copy(tx.about(ME)))
    (promised,) = next(one.entries for one in made.sections if one.name == "promise")
    assert promised["kept"]["answers"]["nama"] == "Siti Rahayu"
    assert "Orang Lain" not in str(made)


def test_a_part_that_waits_for_the_others_is_read(kiosk, copy, clock):
    header = (Concat(7, 2, 1).element(),)
    octets = Deliver(Address.of(ME), "bagian pertama ", clock.now, udh=header).encode()
    kept = {"number": 1, "via": "", "reference": 7, "total": 2}
    kiosk.write(lambda tx: parts.add(tx, ME, octets, "digest", **kept))
    (part,) = copy()["inbound_part"]
    assert (part["number"], part["total"], part["octets"]) == (1, 2, "bagian pertama ")


def test_a_value_of_another_key_keeps_nobody_from_the_rest(copy, say, kiosk):
    book(say)
    other = Sealer(bytes(32)).seal("x")
    kiosk.write(lambda tx: tx.run(sa.update(schema.person).values(number=other)))
    found = copy()
    assert found["person"][0]["number"] == exporting.UNREADABLE
    assert found["hospital_booking"][0]["phone"] == ME


# What is not in it ------------------------------------------------------------------------------------------


def joined(say):
    """A report of mine that a neighbour joined, and both have more to say."""
    report(say)
    say("LAPOR JALAN PONDOK RANJI GG MAWAR LUBANG DALAM SEKALI", "1", "1", who=OTHER)
    say("3800-0012 kata tetangga", who=OTHER)
    say("3800-0012 kata saya")


def test_words_of_a_neighbour_are_not_in_the_reporters_copy(copy, say):
    joined(say)
    mine = str(copy()["cases"])
    assert "kata saya" in mine
    assert "kata tetangga" not in mine
    assert "dalam sekali" not in mine.lower()
    assert OTHER not in str(copy())


def test_the_story_of_the_reporter_is_not_in_the_neighbours_copy(copy, say, kiosk):
    joined(say)
    kiosk.write(lambda tx: actions.forward(tx, "3800-0012", "sari", "Dinas PU"))
    (theirs,) = copy(OTHER)["cases"]
    assert theirs["role"] == "follower"
    assert "details" not in theirs
    assert "secret" not in theirs
    told = str(theirs)
    assert "kata tetangga" in told
    assert "dalam sekali" in told.lower()
    assert "kata saya" not in told
    assert "Dinas PU" in told
    assert "depan rumah" not in str(copy(OTHER)["cases"])


def test_the_names_of_officers_are_not_in_it(copy, say, kiosk):
    report(say)
    kiosk.write(lambda tx: actions.answer(tx, "3800-0012", "sari", "ditambal"))
    assert "sari" not in str(copy())
    assert copy()["cases"][0]["history"][-1]["by"] == "petugas"


# The command ------------------------------------------------------------------------------------------------


def run(kiosk, *arguments):
    return CliRunner().invoke(
        cli, ["data", *arguments, "--data", str(kiosk.store.folder)], catch_exceptions=False
    )


def fails(kiosk, *arguments):
    """Run it as its user does; gives exit code and what stands on standard error."""
    command = [sys.executable, "-m", "kiosk", "data", *arguments, "--data", str(kiosk.store.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stderr


def audits(kiosk):
    return [
        (row.by, row.act, row.person) for row in kiosk.write(lambda tx: list(tx.run(sa.select(schema.audit))))
    ]


def test_the_page_says_what_is_kept_in_indonesian(kiosk, say):
    say("MULAI")
    report(say)
    book(say)
    page = run(kiosk, "export", "0812-1111-0001", "--officer", "Sari").output
    for words in (
        "SALINAN DATA WARGA",
        "oleh Sari, kios 38",
        "PENGENALAN (1)",
        "Mau menerima info           ya",
        "LAPORAN DAN PERMOHONAN (1)",
        "cerita: lubang di depan rumah saya",
        "ANTREAN RSU (1)",
        "************0001",
        "TIDAK DISERTAKAN",
    ):
        assert words in page
    assert max(map(len, page.splitlines())) <= paper.WIDTH
    assert NIK in run(kiosk, "export", ME, "--full").output


def test_a_resident_cannot_write_to_the_officers_terminal(clock):
    written = exporting.Section("mute", "Nomor dibisukan", ({"reason": "iseng\x1b]0;x\x07 sekali"},))
    made = exporting.Copy(ME, clock.now, masked=True, sections=(written,))
    assert "iseng ]0;x sekali" in "\n".join(paper.lines(made, "Sari\x1b[2J", "38"))
    assert all(line.isprintable() for line in paper.lines(made, "Sari\x1b[2J", "38"))


def test_the_object_is_whole(kiosk, say):
    report(say)
    told = json.loads(run(kiosk, "export", ME, "--json", "--officer", "Sari").output)
    assert (told["number"], told["by"], told["kiosk"], told["masked"]) == (ME, "Sari", "38", True)
    assert told["data"]["cases"][0]["details"]["cerita"] == "lubang di depan rumah saya"
    assert len(told["data"]["journal"]) > 3
    assert told["left_out"] == sheets.LEFT_OUT


def test_it_is_noted_who_made_a_copy_and_nothing_of_it(kiosk, say):
    report(say)
    run(kiosk, "export", ME, "--officer", "Sari")
    assert audits(kiosk) == [("Sari", "export", kiosk.sealer.blind(ME))]
    assert json.loads(run(kiosk, "export", ME, "--json").output)["data"]["audit"][0]["act"] == "export"


@pytest.mark.process
def test_an_unknown_number_is_told_and_noted_nowhere(kiosk):
    code, said = fails(kiosk, "export", "081211119999")
    assert (code, "Tidak ada data tentang +6281211119999" in said) == (1, True)
    assert audits(kiosk) == []


@pytest.mark.parametrize("number", ["abc", "112", ""])
def test_what_is_no_number_is_told(kiosk, number):
    done = run(kiosk, "export", number)
    assert done.exit_code == 2
    assert "bukan nomor HP" in done.output


@pytest.mark.process
def test_a_folder_without_data_stays_as_it_is(tmp_path):
    command = [sys.executable, "-m", "kiosk", "data", "export", ME, "--data", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "belum berisi data" in done.stderr) == (5, True)
    assert not (tmp_path / "none").exists()


# Erased at the counter --------------------------------------------------------------------------------------


def test_erasing_is_asked_first(kiosk, say, copy):
    report(say)
    arguments = ["data", "erase", ME, "--data", str(kiosk.store.folder)]
    done = CliRunner().invoke(cli, arguments, input="n\n")
    assert "Tidak ada yang dihapus." in str(done.exception)
    assert "Laporan dan permohonan: 1" in done.output
    assert copy()["cases"]
    done = CliRunner().invoke(cli, arguments, input="y\n", catch_exceptions=False)
    assert "Nomor bukti 3800-" in done.output
    assert "cases" not in copy()


@pytest.mark.process
def test_a_script_says_yes(kiosk, say):
    report(say)
    code, said = fails(kiosk, "erase", ME)
    assert code == 1
    assert "--yes" in said


def test_who_answers_for_the_office_reads_who_copied_and_erased(kiosk, say, clock):
    for who in (ME, OTHER):
        report(say, who=who)
    run(kiosk, "export", ME, "--officer", "Sari\x1b[2J")
    run(kiosk, "export", OTHER, "--officer", "Budi")
    proof = json.loads(run(kiosk, "erase", OTHER, "--yes", "--json", "--officer", "Budi").output)["proof"]
    first, second, third = run(kiosk, "audit").output.splitlines()
    assert re.search(
        r"^\d\d/\d\d/\d{4} pukul \d\d.\d\d  Sari \[2J membuat salinan data warga [0-9a-f]{8}$", first
    )
    assert "Budi membuat salinan" in second
    assert third.endswith(f", nomor bukti {proof}")
    assert first.split()[-1] != second.split()[-1], "two residents, two signs"
    assert second.split()[-1] == third.split()[-4].rstrip(","), "the copy of who was erased is nobody's, too"
    assert all(number not in first + second + third for number in (ME, OTHER, ME[3:]))
    (mine,) = json.loads(run(kiosk, "audit", ME, "--json").output)
    assert (mine["by"], mine["act"], mine["proof"]) == ("Sari\x1b[2J", "export", "")
    assert json.loads(run(kiosk, "audit", OTHER, "--json").output) == []
    assert json.loads(run(kiosk, "audit", "--since", "2099-01-01", "--json").output) == []
    assert "Belum ada" in fails(kiosk, "audit", "--since", "2099-01-01")[1]
    assert len(audits(kiosk)) == 3, "to read it leaves no line"


def test_erased_it_is_as_after_hapus(kiosk, say, copy):
    report(say)
    book(say)
    say("MULAI")
    report(say, who=OTHER)
    run(kiosk, "export", ME, "--officer", "Sari")
    others = copy(OTHER)
    told = json.loads(run(kiosk, "erase", ME, "--yes", "--json", "--officer", "Sari").output)
    assert told["number"] == ME
    left = copy()
    assert set(left) <= {"inbox"}, "keys that guard"
    assert copy(OTHER) == others
    rows = kiosk.write(lambda tx: list(tx.run(sa.select(schema.audit))))
    assert [(row.act, row.proof) for row in rows] == [("export", ""), ("erase", told["proof"])]
    assert {row.person for row in rows}.isdisjoint({kiosk.sealer.blind(ME)}), "nothing leads to who it was"


def test_it_waits_for_the_kiosk_that_writes(kiosk, say):
    """Another connection holds the write lock for a moment: the command waits and then erases."""
    import threading

    report(say)
    holder = kiosk.store.connect()
    holder.begin()
    threading.Timer(0.2, holder.commit).start()
    done = run(kiosk, "erase", ME, "--yes")
    holder.close()
    assert "Nomor bukti" in done.output


def test_a_clinic_that_the_table_does_not_have_is_told_and_nothing_is_erased(kiosk, say, copy):
    from kiosk.services.hospital.schema import booking

    book(say)
    kiosk.write(lambda tx: tx.run(sa.update(booking).values(clinic="lama")))
    arguments = ["data", "erase", ME, "--yes", "--data", str(kiosk.store.folder)]
    done = CliRunner().invoke(cli, arguments)
    assert "--config" in str(done.exception)
    assert copy()["hospital_booking"]
