"""`kiosk report`: from the journal to the page, the table and the object."""

import csv
import io
import json
import unicodedata
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from kiosk.cases import actions, records
from kiosk.cases.schema import case, happening
from kiosk.chores import Chores
from kiosk.clock import WIB
from kiosk.core import Inbound
from kiosk.evaluation import export, page, reading, rollup, screens
from kiosk.evaluation.figures import Fall, Figures, Kept
from kiosk.evaluation.period import Period
from kiosk.evaluation.reading import Office, Report, Service
from kiosk.store import journal, schema

FIELDS = ("poli", "hari", "bayar", "pasien", "rujukan")
NOVEMBER = Period.month("2026-11")
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=WIB)


def walk(tx, number, *, upto=None, outcome="timed out", channel="sms"):
    """Note what one resident did at the hospital: registered, or stopped at the field *upto*."""
    mine = tx.about(number)

    def note(screen, what, seconds=None):
        journal.note(mine, "rsu", screen, what, seconds, channel=channel)

    note("utama", "shown")
    note("utama", "answered", 20.0)
    for field in FIELDS:
        note(f"jalan.{field}", "shown")
        if field == upto:
            note(f"jalan.{field}", outcome, 20.0)
            return
        note(f"jalan.{field}", "answered", 20.0)
    mine.at += 120
    note("jalan", "done")
    note("jalan.done", "shown")


def seeded(kiosk, clock, good, fallen, **how):
    """Let residents come, one an hour from 2 November on: *good* of them manage, *fallen* do not."""
    clock.now = datetime(2026, 11, 2, 8, 0, tzinfo=WIB)
    for who in range(good + fallen):
        clock.advance(hours=1)
        upto = None if who < good else how.get("upto", "rujukan")
        kiosk.write(lambda tx, who=who, upto=upto: walk(tx, f"+62812{who:08d}", **{**how, "upto": upto}))


def read(kiosk, clock, residents=0, period=NOVEMBER):
    clock.now = NOW
    while kiosk.write(rollup.roll_up):
        pass
    connection = kiosk.store.connect()
    report = reading.read(connection, kiosk.book, Office("38", "Setu", residents), period, NOW)
    connection.close()
    return report


def hospital(report):
    return next(one for one in report.services if one.key == "rsu")


def of_hospital(found):
    return next(one for one in found["services"] if one["service"] == "rsu")


def verdict(report, key="rsu"):
    (service,) = [one for one in report.services if one.key == key]
    return report.verdict(service)


@pytest.mark.parametrize(
    ("good", "fallen", "kind", "words"),
    [
        (10, 2, "good", "12 orang mencoba, 10 selesai (83%); berjalan baik."),
        (9, 31, "broken", '40 orang mencoba, hanya 9 selesai (22%), paling banyak jatuh di "Rujukan"'),
        (2, 1, "untried", "hanya 3 orang mencoba dari 27.100 penduduk → masalahnya sosialisasi"),
    ],
)  # fmt: skip
def test_what_residents_did_becomes_its_verdict(kiosk, clock, good, fallen, kind, words):
    seeded(kiosk, clock, good, fallen)
    found = verdict(read(kiosk, clock, 27_100))
    assert found.kind == kind
    assert words in found.sentence


def test_the_first_days_of_a_kiosk_are_too_little(kiosk, clock):
    seeded(kiosk, clock, 2, 1)
    found = verdict(read(kiosk, clock, period=Period(NOVEMBER.since, date(2026, 11, 9))))
    assert found == (
        "too little",
        "Daftar RSU: baru 3 orang mencoba dalam 7 hari: belum cukup data untuk menilai.",
    )


def test_where_they_fall_and_how(kiosk, clock):
    seeded(kiosk, clock, 12, 5, upto="pasien", outcome="dropped", channel="ussd")
    service = hospital(read(kiosk, clock))
    assert service.figures.falls == (Fall("jalan.pasien", dropped=5),)
    assert service.figures.minutes == 2.0
    assert (service.names["jalan.pasien"], service.texts["jalan.pasien"]) == (
        "NIK/BPJS",
        "Ketik nomor BPJS (13 angka) atau NIK…",
    )
    assert service.figures.channels == {"ussd": 17}
    assert screens.text(kiosk.book, "rsu", "jalan.hari") == "Poli … Pilih hari. Balas angka:"
    assert screens.name(kiosk.book, "rsu", "gone") == "gone"


def test_real_conversations_come_to_the_same(kiosk, clock):
    def say(who, *texts, channel="sms"):
        for text in texts:
            clock.advance(seconds=30)
            kiosk.receive(Inbound(channel, who, text, f"{who} {clock.now}"))

    say("+6281200000001", "RSU", "1", "5", "1", "2", "3674060503990001", "1", "PETUGAS")
    say("+6281200000002", "RSU", "1", "5")
    say("+6281200000003", "RSU", "1", "5", "0", "00")
    say("+6281200000004", "", "4", "1", channel="ussd")
    kiosk.drop("+6281200000004")
    clock.advance(days=1, minutes=1)
    Chores(kiosk).attend()
    Chores(kiosk).once()
    figures = hospital(read(kiosk, clock)).figures
    assert (figures.people, figures.started, figures.completed, figures.going) == (4, 4, 1, 0)
    assert figures.falls == (Fall("jalan.hari", silent=1, back=1), Fall("jalan.poli", dropped=1))
    assert figures.minutes == 3.0


def test_who_opened_no_service_is_told(kiosk, clock):
    seeded(kiosk, clock, 12, 0)
    for number in ("+62812900001", "+62812900002", "+6281200000000"):
        kiosk.write(lambda tx, number=number: journal.note(tx.about(number), "kios", "utama", "shown"))
    report = read(kiosk, clock)
    assert (report.people, report.lost, hospital(report).figures.people) == (14, 2, 12)


def test_a_service_that_nobody_came_to_is_in_the_report(kiosk, clock):
    report = read(kiosk, clock)
    assert [(one.key, one.figures.people) for one in report.services] == [
        ("lapor", 0),
        ("izin", 0),
        ("pbb", 0),
        ("rsu", 0),
        ("layanan", 0),
    ]
    assert "Belum ada yang memakai kios" in page.written(report, 80)


def test_promises_are_those_of_cases_and_of_later_answers(kiosk, clock):
    def opened(tx, number):
        return records.open_case(
            tx.about(number), "lapor", kind="jalan", details={}, due=(clock() + timedelta(days=3)).date()
        ).ticket

    kiosk.write(lambda tx: [tx.run(sa.delete(table)) for table in (happening, case)])  # those of the demo
    first = kiosk.write(lambda tx: opened(tx, "+6281200000001"))
    second = kiosk.write(lambda tx: opened(tx, "+6281200000002"))
    kiosk.write(lambda tx: actions.forward(tx, first, "Sari", "DPU"))
    clock.advance(days=9)
    kiosk.write(actions.look_at_promises)
    kiosk.write(lambda tx: actions.answer(tx, second, "Sari", "Lubang ditambal"))
    for outcome in ("fulfilled", "fulfilled", "late"):
        kiosk.write(lambda tx, outcome=outcome: journal.note(tx, "rsu", "jalan", outcome))
    clock.advance(days=40)
    report = read(kiosk, clock, period=Period(NOVEMBER.since, date(2027, 2, 1)))
    kept = {one.key: one.figures.promises for one in report.services}
    assert kept["rsu"] == Kept(2, 3)
    assert kept["lapor"].kept == 2
    assert kept["lapor"].all - kept["lapor"].kept == 2, "each went past its day once"


def test_a_month_is_reported_at_once(kiosk, clock):
    """How quick it is, bench/report.py measures; here that nobody queries for each resident."""
    seeded(kiosk, clock, 30, 10)
    count = []
    read(kiosk, clock)
    connection = kiosk.store.connect()
    connection.driver.set_trace_callback(count.append)
    reading.read(connection, kiosk.book, Office("38", "Setu"), NOVEMBER, NOW)
    connection.close()
    assert len(count) == 7


SERVICES = (
    Service(
        "rsu", "Daftar RSU",
        Figures(1204, 1190, 401, 3, (Fall("jalan.rujukan", 20, 700, 50, 16),),
                (Fall("jalan.nik", silent=3),), 12.25,
                {"sms": 1100, "ussd": 101, "call": 3}, (("jalan.nik", 61),), None),
        {"jalan.rujukan": "Rujukan", "jalan.nik": "NIK"},
        {"jalan.rujukan": "Ketik nomor rujukan dari…", "jalan.nik": "Ketik NIK."},
    ),
    Service("posyandu", "=Jadwal posyandu, imunisasi dan vitamin A",
            Figures(3, 3, 2, promises=Kept(59, 100)), {}, {}),
)  # fmt: skip
MADE = Report(Office("38", "Setu", 27_100), NOVEMBER, NOW, 29, 1300, 96, {"sms": 1200, "call": 100}, SERVICES)


def test_the_page_fits_the_terminal():
    for width in (24, 40, 63, 64, 80, 200):
        lines = page.written(MADE, width).splitlines()
        assert max(map(len, lines)) <= min(width, 100)
        assert not any(unicodedata.combining(letter) for line in lines for letter in line)


def test_numbers_stand_under_each_other():
    lines = page.written(MADE, 80).splitlines()
    head = next(line for line in lines if line.startswith("Layanan"))
    rows = lines[lines.index(head) + 2 :][:2]
    for column in ("Orang", "Mulai", "Selesai", "%", "Menit", "Janji"):
        end = head.index(column) + len(column)
        assert all(row[end - 1] != " " and row[end : end + 1] in ("", " ") for row in rows), column
    assert rows[0].split()[2:] == ["1.204", "1.190", "401", "34%", "12,2", "-"]


def test_the_table_opens_in_a_spreadsheet():
    text = export.as_csv(MADE)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["layanan"] for row in rows] == ["rsu", "posyandu"]
    assert rows[0]["menit_median"] == "12,2"
    assert rows[0]["dari"] == "2026-11-01"
    assert rows[0]["jatuh_orang"] == "786"
    assert rows[1]["nama"].startswith("'="), "a spreadsheet computes nothing of ours"
    assert text.count("\r\n") == 3


def test_small_counts_are_hidden_and_cannot_be_computed():
    found = export.as_dict(MADE)["services"]
    assert found[0]["channels"] == {"sms": 1100, "ussd": "<105", "call": "<5"}
    assert (found[0]["going"], found[1]["people"], found[1]["completed"]) == ("<5", "<5", "<5")
    assert (found[1]["completion"], found[1]["median_minutes"]) == (None, None)
    assert found[0]["falls"][0] == {
        "screen": "jalan.rujukan", "name": "Rujukan", "text": "Ketik nomor rujukan dari…", "people": 786,
        "ways": {"dropped": 20, "silent": 700, "back": 50, "left": 16},
    }  # fmt: skip
    assert found[0]["stands"][0]["ways"] is None
    assert "hanya <5 orang" in found[1]["verdict"]["sentence"]


@pytest.fixture
def folder(kiosk, clock):
    """A folder of demo data in which twelve residents came in November."""
    seeded(kiosk, clock, 10, 2)
    return kiosk.store.folder


def run(*arguments):
    from kiosk.cli.report import command

    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=True)


def test_the_command_prints_page_table_and_object(folder):
    of = ("--data", folder, "--month", "2026-11")
    page_, table, object_ = run(*of), run(*of, "--csv"), run(*of, "--json")
    assert "November 2026" in page_.output
    assert "12 orang mencoba, 10 selesai (83%); berjalan baik." in page_.output
    assert table.stdout_bytes.startswith(b"\xef\xbb\xbflayanan;")
    found = json.loads(object_.output)
    assert (found["kiosk"], found["people"], of_hospital(found)["completed"]) == ("38", 12, 10)


def test_the_command_takes_a_time_and_a_service(folder):
    found = json.loads(
        run("--data", folder, "--since", "2026-11-02", "--until", "2026-11-02", "--json").output
    )
    assert (found["since"], found["until"], found["people"]) == ("2026-11-02", "2026-11-02", 12)
    assert "Daftar RSU" in run("--data", folder, "--month", "2026-11", "--service", "RSU").output


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (("--month", "2026-13"), "bukan bulan"),
        (("--month", "2026-11", "--since", "2026-11-01"), "tidak keduanya"),
        (("--until", "2026-11-01"), "memerlukan --since"),
        (("--since", "2026-11-02", "--until", "2026-11-01"), "Tukar keduanya"),
        (("--since", "kemarin"), "--since"),
        (("--month", "9999-12"), "bukan bulan"),
    ],
)
def test_a_time_that_is_none_is_told(tmp_path, when, told):
    found = run("--data", tmp_path, *when)
    assert found.exit_code == 2
    assert told in found.output


def test_a_service_that_is_none_is_told_with_those_that_are(folder):
    found = run("--data", folder, "--service", "pajak")
    assert found.exit_code == 2
    assert "Yang ada: lapor, izin, pbb, rsu" in found.output


def test_days_far_off_are_only_empty(folder):
    for days in (("--since", "0001-01-01"), ("--since", "2026-11-01", "--until", "9999-12-31")):
        assert json.loads(run("--data", folder, *days, "--json").output)["people"] == 12
    assert run("--data", folder, "--month", "0001-01").exit_code == 0


def test_a_demo_that_is_ahead_of_its_time_is_reported_as_of_then(kiosk, clock):
    clock.now = datetime(2096, 1, 15, 8, 0, tzinfo=WIB)
    kiosk.write(lambda tx: walk(tx, "+6281200000001", upto="hari", outcome="shown"))
    assert of_hospital(json.loads(run("--data", kiosk.store.folder, "--json").output))["going"] == "<5"
    clock.advance(days=1, minutes=1)
    kiosk.write(lambda tx: journal.note(tx.about("+6281200000001"), "rsu", "jalan.hari", "timed out"))
    found = json.loads(run("--data", kiosk.store.folder, "--json").output)
    assert (found["since"], of_hospital(found)["going"]) == ("2096-01-01", 0)
    assert of_hospital(found)["falls"][0]["screen"] == "jalan.hari"


def test_a_folder_without_data_stays_as_it_is(tmp_path):
    found = run("--data", tmp_path / "none")
    assert found.exception.exit_code == 5
    assert "belum berisi data" in str(found.exception)
    assert not (tmp_path / "none").exists()


def test_the_kelurahan_is_told_only_where_it_is_known(open_kiosk, tmp_path):
    open_kiosk(data=tmp_path / "live").close()
    found = json.loads(run("--data", tmp_path / "live", "--json").output)
    assert found["kelurahan"] == ""
    file = tmp_path / "kiosk.toml"
    file.write_text('[kiosk]\nkelurahan = "Setu"\nresidents = 27100\ndata = "live"\n', "utf-8")
    found = json.loads(run("--config", file, "--json").output)
    assert (found["kelurahan"], found["residents"]) == ("Setu", 27100)


def test_it_needs_no_line_of_the_journal_once_rolled_up(kiosk, clock):
    seeded(kiosk, clock, 10, 2)
    before = read(kiosk, clock)
    kiosk.write(lambda tx: tx.run(sa.delete(schema.journal)))
    assert read(kiosk, clock) == before
