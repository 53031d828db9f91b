"""Every text of the hospital is one SMS and one USSD screen, in every language, with the longest names."""

import re
from datetime import date, datetime, time, timedelta

import pytest
import yaml

from kiosk import dates
from kiosk.clock import WIB
from kiosk.dates import Hours
from kiosk.errors import ConfigError
from kiosk.services import FOLDER
from kiosk.services.hospital import answers, wording
from kiosk.services.hospital.clinics import DOCTOR, ROOM, TABLE, Clinics
from kiosk.services.hospital.values import Booking
from menus import SMS, USSD
from modem import gsm7

BOOK = FOLDER / "hospital" / "menu.yaml"
YEAR = [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]
HOURS = Hours(time(10, 0), time(10, 30))
NAME = ROOM - len("A-999")
LANGUAGES = ("id", "su", "en")
ASKED = [(1, "Ya"), (2, "Batal"), (3, "Ganti hari")]


def texts(found):
    """Give the texts of the book that depend on something."""
    if isinstance(found, str):
        return {" ".join(found.split())} if "{" in found else set()
    inner = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return set().union(*map(texts, inner))


TEXTS = sorted(texts(yaml.safe_load(BOOK.read_text(encoding="utf-8"))))


def widest(several):
    return max(several, key=lambda text: sum(map(gsm7.width, text)))


def longest(language):
    """Give for each name what is the longest that it may stand for."""
    day = widest(dates.day(each, language) for each in YEAR)
    now = datetime(2026, 1, 1, 8, tzinfo=WIB)
    by = [datetime.combine(each, time(17), WIB) for each in YEAR]
    found = {
        "nomor": "3800-0012",
        "kode": "38000012",
        "nama_poli": "x" * NAME,
        "poli": "x" * NAME,
        "tanggal": day,
        "hari": day,
        "antrean": "A-999",
        "jam": dates.hours(HOURS, language),
        "bawa": widest(wording.BRING[language].values()),
        "sebab": widest([*(each[language] for each in answers.CAUSES.values()), answers.DATA[language]]),
        "data": widest(wording.data_of(each.timestamp(), language) for each in by),
        "telp": {"id": "ini", "su": "ieu", "en": "this number"}[language],
    }
    deadline = widest(wording.deadline(now, each, language) for each in by)
    call = f"{day}, 08:00-15:00" if language == "en" else f"{day} pukul 08.00-15.00"
    return found, deadline, call


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", TEXTS)
def test_every_text_is_one_sms(shipped, language, source):
    book, _ = shipped
    known, deadline, call = longest(language)
    spoken = book.spoken("rsu", language).get(source, source)
    said = spoken.format(**known, kapan=call if "inap" in source else deadline)
    choices = {"id": "\n1 Ya\n2 Batal\n3 Ganti hari", "su": "\n1 Muhun\n2 Batal\n3 Gentos dinten", "en": ""}[
        language
    ]
    said += choices if "Jadi datang?" in source else ""
    assert gsm7.encodable(said)
    assert SMS.fits(said), f"{sum(map(gsm7.width, said))}: {said}"
    assert USSD.fits(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", sorted({"booked", "pending", "waiting", "cancelled", "closed", "missed"}))
def test_a_booking_with_what_can_be_done_to_it_is_one_sms(kiosk, shipped, language, state, tmp_path):
    book, _ = shipped
    table = yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    row = table["clinics"]["dalam"]
    row |= {spoken: ["x" * NAME, "x" * NAME] for spoken in LANGUAGES}
    row["doctors"]["20101"]["name"] = "d" * DOCTOR
    path = tmp_path / "clinics.yaml"
    path.write_text(yaml.safe_dump(table), encoding="utf-8")
    day = max((each for each in YEAR if each.weekday() < 4), key=lambda each: len(dates.day(each, language)))
    serves = datetime.combine(day, time(10), WIB).timestamp()
    made = Booking(
        "3800-0012", "dalam", "20101", "20101", day, 999, "D-999", serves, state, "bpjs", "kontrol", 0
    )
    said = wording.status(made, Clinics(path), language)
    assert ("d" * DOCTOR in said) == (state in ("booked", "pending", "waiting"))
    spoken = book.spoken("rsu", language)
    for number, choice in enumerate(("Batalkan antrean ini", "Ganti hari"), 1):
        said += f"\n{number} {spoken.get(choice, choice)}"
    said += {"id": "\n0 Kembali", "su": "\n0 Uih deui", "en": "\n0 Back"}[language]
    assert SMS.fits(said), f"{sum(map(gsm7.width, said))}: {said}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_with_a_number_is_one_sms(language):
    words = wording.SENTENCES[language]
    for name in ("nik", "bpjs", "several"):
        assert SMS.fits(words[name].format(digits=99) + "\n0 Kembali")
    assert SMS.fits(words["referral"].format(digits=99) + "\n1 Kontrol ulang\n2 Belum punya rujukan\n0 Back")
    day = widest(dates.day(each, language) for each in YEAR)
    assert SMS.fits(words["no_referral"] + "\n1 Kontrol ulang\n2 Belum punya rujukan\n0 Back")
    other = "\n1 Jumat 27/11 pukul 09.00\n2 Senin 30/11 pukul 08.00\n3 Daftar tunggu\n0 Kembali"
    assert SMS.fits(words["full"].format(clinic="x" * NAME, day=day) + other)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table["clinics"]["anak"].update(id=["Anak", "x" * (NAME + 1)]), "letters of an SMS"),
        (lambda table: table["clinics"]["anak"].update(letter="ANAK"), "letters of an SMS"),
        (lambda table: table["clinics"]["anak"].update(en=["Anak", "поли"]), "letters of an SMS"),
        (
            lambda table: table["clinics"]["dalam"]["doctors"]["20101"].update(name="d" * (DOCTOR + 1)),
            "16 letters",
        ),
    ],
)
def test_a_name_that_is_too_long_for_an_sms_is_refused_with_the_table(tmp_path, change, said):
    table = yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    table["clinics"]["anak"]["id"] = ["Anak", "x" * NAME]
    change(table)
    path = tmp_path / "clinics.yaml"
    path.write_text(yaml.safe_dump(table, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(str(path))) as refused:
        Clinics(path)
    assert said in str(refused.value)
