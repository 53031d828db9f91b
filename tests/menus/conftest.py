"""The hospital of the tests: a home and one service, with Python that remembers nothing."""

from datetime import datetime
from pathlib import Path

import pytest

import menus
from menus import Item, Registry, Reject
from menus.talk import Talk

BOOKS = Path(__file__).parent / "books"
NOW = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001 (local time)

CLINICS = {
    "id": "Anak,Kandungan,Penyakit dalam,Bedah,Gigi,Mata,Jantung,Saraf,THT",
    "en": "Children,Obstetrics,Internal medicine,Surgery,Dental,Eye,Heart,Nerves,ENT",
}
DAYS = {
    "id": (("Kamis 26/11", "sisa 4"), ("Jumat 27/11", "sisa 11"), ("Senin 30/11", "sisa 25")),
    "en": (("Thu 26 Nov", "4 left"), ("Fri 27 Nov", "11 left"), ("Mon 30 Nov", "25 left")),
}
OTHER = {
    "id": ("Jumat 27/11 pukul 09.00", "Senin 30/11 pukul 08.00"),
    "en": ("Fri 27 Nov, 09:00", "Mon 30 Nov, 08:00"),
}


def hospital():  # noqa: C901 (a list of functions)
    registry = Registry()

    @registry.lister("rsu.poli")
    def clinics(call):
        codes = CLINICS["id"].lower().split(",")
        return [Item(code, name) for code, name in zip(codes, CLINICS[call.language].split(","), strict=True)]

    @registry.lister("rsu.hari")
    def days(call):
        return [Item(day, f"{day} ({left})", shown=day) for day, left in DAYS[call.language]]

    @registry.lister("rsu.hari_lain")
    def other_days(call):
        return [
            Item(label, label, shown=label.partition(" pukul")[0].partition(",")[0])
            for label in OTHER[call.language]
        ]

    @registry.check("rsu.pasien")
    def patient(call, text):
        digits = text.replace(" ", "").replace(".", "")
        return digits if digits.isdigit() and len(digits) in (13, 16) else Reject()

    @registry.action("rsu.daftar")
    def book(call):
        assert call.answers["jenis"] == "jalan"
        if call.tx is not None:
            call.tx.append(dict(call.answers))
        if call.user == "full" and call.answers["tanggal"].startswith(("Kamis", "Thu")):
            return Reject(screen="penuh")
        outcome = "dicatat" if call.user == "offline" else "terdaftar"
        jam = "09.30-10.00" if call.language == "id" else "09:30-10:00"
        return {"done": outcome, "nomor": "3800-1299", "antrean": "A-014", "jam": jam, "kode": "38001299"}

    @registry.action("rsu.inap")
    def bed(call):
        return {"nomor": "3800-1301"}

    @registry.info("rsu.jadwal")
    def hours(call):
        return "Poli Anak: Senin-Jumat pukul 08.00-12.00. " * 12

    @registry.action("kota.petugas")
    def staff(call):
        return {"kelurahan": "Pamulang Barat"}

    registry.action("rsu.batal")(lambda call: {})
    registry.action("rsu.tunggu")(lambda call: {})
    return registry


@pytest.fixture(scope="session")
def books():
    return BOOKS


@pytest.fixture(scope="session")
def city():
    return menus.load(BOOKS / "kota.yaml", [BOOKS / "rsu.yaml"])


@pytest.fixture(scope="session")
def registry():
    return hospital()


@pytest.fixture
def talk(city, registry):
    """Say things one after the other; gives the last reply."""

    def make(*said, medium=menus.SMS, language="id", user="+62811", tx=None, book=city, services=None):
        bound = (services or registry).bind(user=user, tx=tx)
        conversation = Talk(book, medium=medium, services=bound, now=NOW, language=language)
        for text in said:
            conversation.say(text)
        return conversation

    return make


@pytest.fixture(scope="session")
def now():
    return NOW
