"""Permits: how an application stands, what is missing, news by consent; the agency well or not."""

import itertools
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from kiosk.agency import Nonsense
from kiosk.clock import WIB
from kiosk.core import Kiosk
from kiosk.errors import ConfigError
from kiosk.services.permits import connector, numbers, table, wording
from kiosk.services.permits.applications import Application
from kiosk.services.permits.centre import GOING, LACKING, LATE, Dpmptsp
from kiosk.services.permits.schema import watch
from kiosk.store import schema

BUDI, SITI = "+6281211110001", "+6281211110002"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=WIB)


def consent(office, number=LACKING):
    """Ask for a permit, and say yes to news of it."""
    office.say(f"IZIN 1 {number}")
    office.minute(minutes=31)
    office.minute(minutes=1)
    asked = office.news(("question",))[-1][1]
    assert asked.startswith(f"Maukah Anda kami kabari lewat SMS bila izin {number}")
    office.post()
    return office.say("1")


@pytest.fixture
def office(kiosk, clock, at_agency):
    return at_agency(kiosk, clock, "izin", Dpmptsp(clock), ("status", "follow"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("503-1234-2026", "503-1234-2026"),
        ("50312342026", "503-1234-2026"),
        ("503.1234.2026", "503-1234-2026"),
        (" 503 / 1234 / 2026 ", "503-1234-2026"),
        ("503\u20131234\u20132026", "503-1234-2026"),
        ("٥٠٣-١٢٣٤-٢٠٢٦", "503-1234-2026"),
        ("", None),
        ("503-1234", None),
        ("503-1234-20260", None),
        ("503-1234-3026", None),
        ("503-12E4-2026", None),
        ("503+1234+2026", None),
    ],
)
def test_numbers(text, number):
    assert numbers.parse(text) == number


def test_i1_to_i4(office):
    assert office.say("IZIN").splitlines()[1:] == [
        "1 Cek izin saya",
        "2 Syarat izin",
        "3 Loket keliling",
        "4 Jam dan alamat loket",
        "0 Kembali",
    ]
    assert office.say("1", LACKING) == (
        "Izin 503-1234-2026 (reklame): tahap 3 dari 5, Tim Teknis. KURANG: fotokopi bukti lunas PBB. "
        "Lengkapi paling lambat Selasa 01/12. Data 24/11 08.00."
    )
    assert office.say("IZIN", "1", "503-1234-2025") == (
        "Izin 503-1234-2025 sudah TERBIT. Ambil di loket DPMPTSP, Senin-Jumat pukul 08.00-15.00. "
        "Bawa KTP dan tanda terima. Tidak ada biaya tambahan."
    )


def test_more_papers_than_fit_are_listed(office):
    office.connect()
    office.say(f"IZIN 1 {LATE}")
    office.minute()
    assert office.news() == [
        (
            BUDI,
            (
                "Izin 503-1236-2026 (praktik): tahap 2 dari 5, Verifikasi. KURANG: fotokopi ijazah, +2 lagi. "
                "Lengkapi paling lambat Selasa 01/12. Data 24/11 08.00."
            ),
        )
    ]
    assert office.say(f"IZIN 1 {LATE}") == (
        "Izin 503-1236-2026 (praktik) KURANG: fotokopi ijazah, fotokopi STR, foto lokasi. "
        "Lengkapi paling lambat Selasa 01/12. Data 24/11 08.00.\n0 Kembali"
    )


def test_the_agency_is_not_there(office):
    office.connect("absent")
    assert office.say(f"IZIN 1 {LATE}").startswith("Izin 503-1236-2026 kami tanyakan ke DPMPTSP")
    office.minute()
    office.agency.mood = "slow"
    assert office.say("IZIN 1 503-1299-2026").startswith("Kami belum tersambung ke DPMPTSP.")
    assert "MENUNGGU jawaban DPMPTSP" in office.say("38000012")
    office.minute(minutes=2)
    office.minute(minutes=2)
    office.minute(minutes=2)
    told = [text for _, text in office.news()]
    assert len(told) == 2
    assert told[0].startswith("Izin 503-1236-2026 (praktik): tahap 2")
    assert told[1].startswith("Permintaan 3800-0020: nomor pendaftaran 503-1299-2026 tidak ditemukan.")
    assert office.say("38000012", who=SITI).startswith("Permintaan izin 3800-0012 sudah DIJAWAB")
    assert office.say("38000012").startswith("Izin 503-1236-2026 (praktik) KURANG:")


def test_nobody_answers_in_time(office):
    office.connect("wrong")
    office.say(f"IZIN 1 {LATE}")
    office.minute(days=1, hours=4, minutes=1)
    assert office.news()[0][1].startswith(
        "Maaf, jawaban DPMPTSP untuk permintaan 3800-0012 terlambat. Petugas akan menelepon Anda."
    )


def test_the_agency_answers_after_all(office):
    office.connect("absent")
    office.say(f"IZIN 1 {LATE}")
    office.minute(days=1, hours=4, minutes=1)
    office.agency.mood = "well"
    office.minute(hours=1)
    assert [text[:24] for _, text in office.news()] == [
        "Maaf, jawaban DPMPTSP un",
        "Izin 503-1236-2026 (prak",
    ]
    assert open_calls(office) == [], "nobody need call any more"


def test_a_person_has_called(office):
    office.connect("absent")
    office.say(f"IZIN 1 {LATE}")
    office.minute(days=1, hours=4, minutes=1)
    assert open_calls(office) == ["izin.belum_dijawab 3800-0012"]
    office.kiosk.write(lambda tx: tx.run(sa.update(schema.call_back).values(done_at=tx.at)))
    office.minute()
    for _ in range(6):
        office.minute(days=1)
    assert len(office.news()) == 1, "it is over, and nothing more is said of it"


def open_calls(office):
    of = sa.select(schema.call_back.c.reason).where(schema.call_back.c.done_at.is_(None))
    return [row.reason for row in office.kiosk.write(lambda tx: list(tx.run(of)))]


def test_what_is_known_is_told_at_once_and_what_changed_since_by_sms(office):
    office.connect()
    office.agency.put(LACKING, "reklame", "diproses", 4)
    assert "KURANG: fotokopi bukti lunas PBB" in office.say(f"IZIN 1 {LACKING}")
    office.minute()
    assert office.news() == [
        (
            BUDI,
            (
                "Izin 503-1234-2026 (reklame): DIPROSES, tahap 4 dari 5, Kepala Dinas. "
                "Selesai paling lambat Selasa 01/12. Data 24/11 08.00."
            ),
        )
    ]
    office.say(f"IZIN 1 {LACKING}")
    office.minute()
    assert len(office.news()) == 1, "nothing is new"


def test_ready_is_told_to_who_asked_for_it_once(office):
    office.connect()
    assert consent(office) == (
        "Baik, kami kabari bila izin 503-1234-2026 berubah atau siap diambil. Berhenti kapan saja: balas STOP"
    )
    office.minute(hours=2)
    office.minute(minutes=1)
    assert office.news() == []
    office.agency.put(LACKING, "reklame", "terbit", 5)
    for _ in range(4):
        office.minute(minutes=61)
        office.minute(minutes=1)
    assert [text for _, text in office.news()] == [
        (
            "Izin 503-1234-2026 sudah TERBIT. Ambil di loket DPMPTSP, Senin-Jumat pukul 08.00-15.00. "
            "Bawa KTP dan tanda terima. Tidak ada biaya tambahan."
        )
    ]
    assert office.kiosk.write(lambda tx: list(tx.run(sa.select(watch)))) == []


@pytest.mark.parametrize("end", [("STOP",), ("HAPUS", "1")])
def test_nothing_is_told_after_stop_or_erasure(office, end):
    office.connect()
    consent(office)
    office.say(*end)
    office.agency.put(LACKING, "reklame", "terbit", 5)
    for _ in range(3):
        office.minute(minutes=61)
    assert office.news() == []


def test_who_does_not_want_news_is_asked_no_more(office):
    office.say(f"IZIN 1 {GOING}")
    office.minute(minutes=31)
    office.post()
    assert office.say("2") == "Baik, izin 503-1235-2026 tidak kami kabarkan. Cek izin: balas IZIN"
    office.say(f"IZIN 1 {GOING}")
    office.minute(hours=2)
    asked = [text for _, text in office.news(("question",)) if text.startswith("Maukah Anda kami kabari")]
    assert len(asked) == 1


def test_a_live_kiosk_names_no_requirements_that_nobody_wrote(tmp_path, clock, shipped, at_agency):
    kiosk = Kiosk.open(tmp_path / "live", *shipped, clock=clock, threaded=False)
    live = at_agency(kiosk, clock, "izin", Dpmptsp(clock), ())
    assert live.say("IZIN 2", "1").startswith("Reklame: syaratnya tanyakan di loket DPMPTSP.")
    kiosk.close()


# Tables and answers


@pytest.mark.parametrize("language", ["id", "en", "su"])
def test_one_sms_at_worst(kiosk, language):
    found = table.table()
    for kind, stage in itertools.product(found.permits, range(1, len(found.stages) + 1)):
        for papers in (*((paper,) for paper in found.papers), tuple(found.papers)):
            for until in (date(2026, 12, 3), None):
                one = Application(LACKING, kind, "kurang", stage, 5, papers, until, NOW)
                text = said(kiosk, one, language)
                assert len(text) <= 160, text
    for kind in found.permits.values():
        assert len(wording.needs(kind, found, language)) <= 150


def said(kiosk, application, language):
    names = wording.names(application, table.table(), language)
    form = kiosk.book.nodes["izin.cek"].form
    text = kiosk.book.say(form.done[application.word], language)
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


GOOD = {
    "nomor": LACKING, "izin": "reklame", "status": "kurang", "tahap": 3, "daritahap": 5, "kurang": ["pbb"],
    "batas": "2026-12-04", "data": NOW.isoformat(),
}  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"nomor": GOING},
        {"izin": ""},
        {"izin": 7},
        {"status": "hilang"},
        {"status": "diproses"},  # and yet papers are missing
        {"kurang": []},  # and yet something is missing
        {"kurang": "pbb"},
        {"kurang": [7]},
        {"kurang": [" "]},
        {"kurang": ["x" * 61]},
        {"kurang": ["x"] * 31},
        {"tahap": 6},
        {"tahap": 0},
        {"tahap": True},
        {"daritahap": "5"},
        {"batas": "04/12/2026"},
        {"data": None},
        {"data": (NOW + timedelta(hours=1)).isoformat()},
    ],
)
def test_nothing_that_cannot_be_is_believed(changed):
    assert connector.read({"nomor": LACKING}, GOOD, NOW).missing == ("pbb",)
    with pytest.raises(Nonsense):
        connector.read({"nomor": LACKING}, {**GOOD, **changed}, NOW)


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("papers: [ktp, gambar, foto, pbb]", "papers: [ktp, surat]"),
        ("days: senin-jumat", "days: monday-friday"),
        ("hours: 08.00-15.00", "hours: 15.00-08.00"),
        ("check: 60", "check: often"),
        ("answer_by: 12.00", "answer_by: 25.00"),
        ("stages:", "steps:"),
        ("[Loket, Counter]", "Loket"),
    ],
)
def test_a_table_that_makes_no_sense_is_told(tmp_path, line, instead):
    path = tmp_path / "izin.yaml"
    text = table.EXAMPLE.read_text("utf-8")
    assert line in text
    path.write_text(text.replace(line, instead, 1), "utf-8")
    with pytest.raises(ConfigError, match=r"izin\.yaml") as told:
        table.use(path)
    assert "izin.yaml" in told.value.remedy
