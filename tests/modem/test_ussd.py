"""+CUSD in every form that networks send (TS 27.007 clause 7.15, TS 23.038 clause 6.1.2.3)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modem import ussd
from modem.errors import ModemError, TpduError
from modem.ussd import Cusd, parse_cusd

PEERS = Path(__file__).parents[2].parent / "shared/vectors/ussd.jsonl"

MENU = "Layanan Kota\n1. Rumah sakit\n2. Pajak (PBB)\n3. Lapor!\n0. Keluar"
FORMS = ("plain", "ucs2", "packed", "octets")

LINES = [  # what follows +CUSD:, and what it says
    (" 4", Cusd(4)),
    ("5", Cusd(5)),
    (" 2,", Cusd(2)),
    (' 2,"",15', Cusd(2, "", 15)),
    (' 0,"Pulsa Rp5.000 s/d 30/11/26",15', Cusd(0, "Pulsa Rp5.000 s/d 30/11/26", 15)),
    ('0,"Pulsa",', Cusd(0, "Pulsa")),
    (' 1,"1. Ya\r\n2. Tidak",0', Cusd(1, "1. Ya\r\n2. Tidak", 0)),
    (' 1,"Balas "YA" untuk lanjut",15', Cusd(1, 'Balas "YA" untuk lanjut', 15)),
    (' 1,"Balas "YA"",15', Cusd(1, 'Balas "YA"', 15)),
    (' 1,"terpotong di tengah', Cusd(1, "terpotong di tengah")),
    (' 1,"satu, "dua", 15 ribu', Cusd(1, 'satu, "dua", 15 ribu')),
    (" 0,Pulsa 5000,15", Cusd(0, "Pulsa 5000", 15)),
    (" 0,Pulsa 5000", Cusd(0, "Pulsa 5000")),
    (' 0,"Halo" , 72 ', Cusd(0, "Halo", 72)),
    (' 0,"Halo",999', Cusd(0, "Halo")),
    (' 1,"00480061006C006F",72', Cusd(1, "Halo", 72)),
    (' 1,"00480061006c006f",15', Cusd(1, "Halo", 15)),  # lower case, and the coding lies
    (' 1,"C830FB1D02",72', Cusd(1, "Halo!", 72)),
    (' 1,"48616C6F20",72', Cusd(1, "Halo ", 72)),
    (' 0,"6281234567890",15', Cusd(0, "6281234567890", 15)),
    (' 0,"628123456789",72', Cusd(0, "628123456789", 72)),
    (' 0,"08123456",0', Cusd(0, "08123456", 0)),
    (' 0,"00300038",72', Cusd(0, "08", 72)),
    (' 0,"4F60597D",72', Cusd(0, "你好", 72)),
    (' 0,"041F0440043804320435044200210020",15', Cusd(0, "Привет! ", 15)),
    (' 0,"D83DDE00",72', Cusd(0, "😀", 72)),
    (' 0,"10C98452B100",0', Cusd(0, "10C98452B100", 0)),  # no text in any form: what came is shown
    (' 0,"ABC",0', Cusd(0, "ABC", 0)),  # half an octet is no hex
]


@pytest.mark.parametrize(("line", "said"), LINES)
def test_a_line_and_what_it_says(line, said):
    assert parse_cusd(line) == said


@pytest.mark.parametrize("line", ["", " ", ",", "x", '"Halo",15', "-1", "12", "²", "٣,"])
def test_a_line_without_a_status_is_refused(line):
    with pytest.raises(TpduError, match="no status"):
        parse_cusd(line)


@pytest.mark.skipif(not PEERS.exists(), reason="the lines of other projects are not here")
def test_lines_from_the_field():
    for row in map(json.loads, PEERS.read_text(encoding="utf-8").splitlines()):
        expect = row["expect"]
        assert parse_cusd(row["line"].removeprefix("+CUSD:")) == (
            expect["status"],
            expect["text"],
            expect["dcs"],
        )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dcs", [None, 0, 15, 68, 72])
def test_a_menu_reads_the_same_in_every_form_whatever_the_coding_says(form, dcs):
    assert ussd.decode(ussd.encode(MENU, form), dcs) == MENU


sentences = st.lists(
    st.sampled_from(
        [
            "pulsa",
            "Anda",
            "Rp5.000,",
            "aktif",
            "sampai",
            "30/11/2026.",
            "Balas:",
            "kuota*",
            "#123",
            "[promo]",
            "€5",
            "Terima-kasih",
        ]
    ),
    min_size=1,
    max_size=12,
).map(lambda words: " ".join(["Saldo", *words]))


@given(sentences, st.sampled_from(FORMS), st.sampled_from([None, 0, 15, 68, 72]))
def test_a_sentence_reads_the_same_in_every_form(text, form, dcs):
    assert ussd.decode(ussd.encode(text, form), dcs) == text


@given(st.text(), st.none() | st.integers(0, 255))
def test_any_string_reads_as_something(field, dcs):
    assert isinstance(ussd.decode(field, dcs), str)


@given(st.text('0123456789ABCDEFabcdef",\n '))
def test_any_line_is_read_or_refused(line):
    try:
        said = parse_cusd("1" + line)
    except ModemError:
        return
    (said.text or "").encode()  # no half characters


PADS = [  # text, packed (clause 6.1.2.3.1)
    ("*123#", "aa986c3602"),
    ("*100#", "aa180c3602"),
    ("1234567", "31d98c56b3dd1a"),  # seven spare bits would read as @: a carriage return fills them
    ("12345678", "31d98c56b3dd70"),
    ("123456\r", "31d98c56b3351a"),
    ("1234567\r", "31d98c56b3dd1a0d"),  # a wanted one at the end of an octet is doubled
    ("", ""),
]


@pytest.mark.parametrize(("text", "packed"), PADS)
def test_spare_bits_are_filled_with_a_carriage_return(text, packed):
    assert ussd.pack(text).hex() == packed
    assert ussd.unpack(bytes.fromhex(packed)) == text


@given(st.text("ab\r@€", max_size=40).filter(lambda text: not text.endswith("\r\r")))
def test_packing_comes_back(text):
    """Two carriage returns at the end are one to the standard."""
    assert ussd.unpack(ussd.pack(text)) == text


FITS = [
    ("a" * 182, True),
    ("a" * 183, False),
    ("[" * 91, True),
    ("[" * 92, False),
    ("日" * 80, True),
    ("日" * 81, False),
    ("😀" * 40, True),
    ("😀" * 41, False),
    ("ę" + "a" * 79, True),
    ("ę" + "a" * 80, False),
]


@pytest.mark.parametrize(("text", "yes"), FITS)
def test_what_fits_in_one_string(text, yes):
    assert ussd.fits(text) is yes
    if yes and text[0] in "a[":
        assert len(ussd.pack(text)) <= 160


@pytest.mark.parametrize(("text", "form"), [("日", "packed"), ("日", "octets"), ("\ud83d", "ucs2")])
def test_what_a_form_cannot_say_is_refused(text, form):
    with pytest.raises(TpduError, match="USSD"):
        ussd.encode(text, form)
