"""The catalogue of other services: what is found, in which order, and what a resident reads of it."""

import itertools
from datetime import date

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kiosk import services
from kiosk.cli.menus import command as menus_command
from kiosk.core import Inbound
from kiosk.services.directory import catalogue, demand, schema, search, spreadsheet
from kiosk.services.directory.entries import Entry, plain
from kiosk.services.directory.search import ALL, EXACT, NEARLY, SOME, Index

WHO = "+6281211110001"
SHIPPED = spreadsheet.read(catalogue.BUILT_IN, date.max).entries
INDEX = Index(SHIPPED, [line.split(";") for line in catalogue.SYNONYMS.read_text("utf-8").splitlines()])
EVERYWHERE = services.FOLDER / "directory" / "semua.chat"
KEYS = itertools.count()
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def titles(found, many=5):
    return [hit.entry.title() for hit in found.hits[:many]]


def entry(title, **cells):
    return Entry(title, {"judul": title, "instansi": "Dinas", "topik": "Umum", "keterangan": "x", **cells})


# What is found ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first", "level"),
    [
        ("KTP HILANG", "KTP hilang/rusak", ALL),
        ("ktp ilang pak", "KTP hilang/rusak", ALL),
        ("lost ktp", "KTP hilang/rusak", ALL),
        ("ktphilang", "KTP hilang/rusak", ALL),
        ("cara bikin ktp hilang gimana ya", "KTP hilang/rusak", ALL),
        ("kartu kluarga", "Kartu Keluarga baru", NEARLY),
        ("karu keluarga baru", "Kartu Keluarga baru", NEARLY),
        ("akte kelahiran", "Akta lahir", ALL),
        ("Akta Lahir", "Akta lahir", EXACT),
        ("imb", "PBG (izin bangunan)", ALL),
        ("paspot", "Paspor baru/perpanjang", NEARLY),
        ("bursa kerja", "Lowongan kerja", ALL),
        ("surat kelakuan baik", "Pengantar SKCK", ALL),
        ("perpan", "SIM baru/perpanjang", ALL),
        ("paspor kucing", "Paspor baru/perpanjang", SOME),
        ("mobil jenazah", "Ambulans jenazah", ALL),
    ],
)
def test_words_as_residents_type_them(typed, first, level):
    found = INDEX.find(typed)
    assert (titles(found)[0], found.level) == (first, level)


@pytest.mark.parametrize("typed", ["zzyzx", "qwerty uiop", "999", "!!"])
def test_what_is_nowhere_is_not_found(typed):
    assert INDEX.find(typed).hits == ()


def test_a_word_that_leads_nowhere_is_told():
    assert INDEX.find("paspor kucingan").unknown == ("kucingan",)
    assert INDEX.find("ktp ya").unknown == (), "nobody looks for so short a word"


def test_only_the_very_title_is_certain():
    assert INDEX.find("AKTA  LAHIR").certain.title() == "Akta lahir"
    assert INDEX.find("ktp hilang").certain is None
    twice = Index([entry("Loket", instansi="A"), entry("Loket", instansi="B")._replace(key="b")])
    assert twice.find("loket").certain is None, "two have that title"


def test_among_equals_what_is_used_most_stands_first():
    index = Index([entry("Izin satu"), entry("Izin dua"), entry("Izin tiga")])
    assert titles(index.find("izin")) == ["Izin satu", "Izin dua", "Izin tiga"]
    assert titles(index.find("izin", {"Izin tiga": 9, "Izin dua": 2})) == [
        "Izin tiga",
        "Izin dua",
        "Izin satu",
    ]
    assert titles(index.find("izin satu", {"Izin tiga": 9}))[0] == "Izin satu", "use never beats what fits"


def mistyped(title, chance):
    """One slip of the finger in the letters of a title."""
    at = chance.draw(st.sampled_from([place for place, letter in enumerate(title) if letter.isalpha()]))
    letter = chance.draw(st.sampled_from(LETTERS))
    return chance.draw(
        st.sampled_from(
            [
                title[:at] + title[at + 1 :],
                title[:at] + letter + title[at:],
                title[:at] + letter + title[at + 1 :],
                title[:at] + title[at : at + 2][::-1] + title[at + 2 :],
            ]
        )
    )


@given(
    st.sampled_from(SHIPPED), st.sampled_from([str.upper, str.lower, str.title, lambda text: f" {text}. "])
)
def test_every_entry_is_found_by_its_title(wanted, written):
    found = INDEX.find(written(wanted.title()))
    assert found.hits[0].entry == wanted
    assert found.certain == wanted


@given(st.sampled_from(SHIPPED), st.data())
def test_a_title_with_one_slip_is_among_the_first_three(wanted, chance):
    typed = mistyped(wanted.title(), chance)
    assert wanted in [hit.entry for hit in INDEX.find(typed).hits[:3]], typed


@given(st.text(max_size=60))
def test_any_text_is_searched_without_harm(text):
    found = INDEX.find(text)
    assert len(found.hits) <= search.MOST
    assert len({hit.entry.key for hit in found.hits}) == len(found.hits)


# What ships -------------------------------------------------------------------------------------------------


def test_what_ships_says_that_nobody_has_checked_it():
    assert len(SHIPPED) > 130
    assert all(one.told().startswith("BELUM DIPERIKSA kantor: ") for one in SHIPPED)
    assert len({plain(one.title()) for one in SHIPPED}) == len(SHIPPED)


def test_an_entry_that_was_checked_tells_its_day():
    told = entry("Loket", syarat="KTP.", biaya="gratis", lewat_sms="RSU")._replace(checked=date(2026, 11, 24))
    assert told.told() == "Loket (Dinas). x. Syarat: KTP. Biaya: gratis. Data 24/11/2026. Langsung: balas RSU"
    assert told.told("en").endswith("Data of 24/11/2026. Do it here: reply RSU")


# By every door ----------------------------------------------------------------------------------------------


class Visitor:
    """Somebody who types, on one medium."""

    def __init__(self, kiosk, channel="sms", who=WHO):
        self.kiosk, self.channel, self.who = kiosk, channel, who

    def say(self, *texts):
        reply = None
        for text in texts:
            first = text == "MENU" and self.channel != "sms"
            inbound = Inbound(self.channel, self.who, "" if first else text, f"key {next(KEYS)}", first=first)
            reply = self.kiosk.receive(inbound)
        return reply.text


def test_the_conversation_on_every_medium():
    result = CliRunner().invoke(menus_command, ["test", "--medium", "all", str(EVERYWHERE)])
    assert result.exit_code == 0, result.output
    assert result.output.count("passed") == 4


@pytest.mark.parametrize("medium", ["sms", "ussd", "console", "web"])
def test_digits_lead_to_an_entry(medium, kiosk):
    visitor = Visitor(kiosk, medium)
    visitor.say("MENU", "5", "1")
    assert visitor.say("4").startswith("Jalan dan angkutan. Balas angka:\n1 Angkot")
    assert "Jalan rusak (Dinas PU)" in visitor.say("3")


def rows(kiosk, statement):
    connection = kiosk.store.connect()
    try:
        return [tuple(row) for row in connection.run(statement)]
    finally:
        connection.close()


def test_looking_is_counted_once_a_message_and_decides_the_order(kiosk):
    Visitor(kiosk).say("CARI paspor")
    before = kiosk.write(catalogue.uses)
    assert kiosk.receive(Inbound("sms", WHO, "1", "chosen")).text.startswith("BELUM DIPERIKSA kantor: Paspor")
    assert kiosk.receive(Inbound("sms", WHO, "1", "chosen")) is None, "the same message again"
    assert kiosk.write(catalogue.uses) == before | {"paspor-baru-perpanjang-imigrasi": 1}


def test_numbers_stay_what_they_were_while_others_look(kiosk):
    visitor = Visitor(kiosk)
    listed = visitor.say("CARI nikah")
    for number in range(30):
        Visitor(kiosk, who=f"+62812111100{number}").say("CARI Nikah di KUA")
    assert Visitor(kiosk, who="+6281211110099").say("CARI nikah") != listed, (
        "what is used most has come first"
    )
    second = listed.split("\n")[2].removeprefix("2 ")
    assert second in visitor.say("2")


def test_what_is_not_found_is_kept_without_numbers(kiosk):
    Visitor(kiosk).say("CARI pasang wifi 0812-1111-0001 budi@contoh.id")
    Visitor(kiosk).say("MENU", "5", "zzyzx 3674060503990001")
    assert rows(kiosk, sa.select(schema.unmet.c.words).where(schema.unmet.c.words.like("%..%"))) == [
        ("pasang wifi .. ..",),
        ("zzyzx ..",),
    ]


def test_what_is_found_is_no_unmet_demand(kiosk):
    before = rows(kiosk, sa.select(schema.unmet))
    Visitor(kiosk).say("CARI ktp hilang", "kartu kluarga", "akta lahir")
    assert rows(kiosk, sa.select(schema.unmet)) == before


def test_unmet_demand_is_counted_by_day_and_forgotten_in_time(kiosk, clock):
    for number in range(3):
        Visitor(kiosk, who=f"+628121111000{number}").say("CARI kolam renang")
    clock.advance(days=1)
    Visitor(kiosk, who="+6281211110002").say("CARI Kolam  Renang!")
    day = clock.now.date()
    counted = kiosk.write(lambda tx: demand.most(tx.run, date(2026, 11, 1), date(2026, 12, 1)))
    assert demand.Wanted("kolam renang", 4) in counted
    assert kiosk.write(lambda tx: demand.most(tx.run, day, date(2026, 12, 1))) == (
        demand.Wanted("kolam renang", 1),
    )
    clock.advance(days=500)
    kiosk.write(services.tidy)
    assert rows(kiosk, sa.select(schema.unmet)) == []


def test_a_new_edition_is_in_use_at_once_and_the_last_few_are_kept(kiosk):
    visitor = Visitor(kiosk)
    visitor.say("CARI nikah")
    for number in range(5):
        kiosk.write(
            lambda tx, number=number: catalogue.keep(
                tx, [entry("Lain sekali", waktu=str(number))], "baru.csv"
            )
        )
    assert visitor.say("1").startswith("Maaf, balas angka di daftar"), "what is gone cannot be chosen"
    assert len(rows(kiosk, sa.select(schema.catalogue.c.id))) == catalogue.EDITIONS
    assert kiosk.write(catalogue.edition)[1] == "baru.csv"
    assert visitor.say("CARI lain sekali").startswith("BELUM DIPERIKSA kantor: Lain sekali")
