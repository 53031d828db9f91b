"""TS 23.038: alphabets cell by cell, packing bit by bit."""

import json
import unicodedata
from pathlib import Path

import pytest
from gsm0338.charset import (
    BASIC_CHARACTER_SET,
    BASIC_CHARACTER_SET_EXTENSION,
    SINGLE_SHIFT_CHARACTER_SET_SPANISH,
)
from gsm0338.codec import Codec
from hypothesis import given
from hypothesis import strategies as st

from modem import gsm7
from modem.alphabets import LOCKING, SHIFT, UNDEFINED
from modem.parts import submits

PEERS = Path(__file__).parents[2].parent / "shared/vectors/gsm7_tables.json"

septets = (st.binary(max_size=200) | st.binary(min_size=250, max_size=600)).map(
    lambda octets: bytes(octet & 0x7F for octet in octets)
)
PAIRS = [(locking, shift) for locking in LOCKING for shift in SHIFT]


def letters(locking=0, shift=0):
    return "".join(sorted((set(LOCKING[locking]) | set(SHIFT[shift])) - {UNDEFINED}))


# --- tables ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (LOCKING[0], BASIC_CHARACTER_SET),
        (SHIFT[0], BASIC_CHARACTER_SET_EXTENSION),
        (SHIFT[2], SINGLE_SHIFT_CHARACTER_SET_SPANISH),
    ],
    ids=["default", "extension", "spanish"],
)
def test_the_tables_agree_with_another_implementation(ours, theirs):
    held = {at: char for at, char in enumerate(ours) if char != UNDEFINED}
    # the escape, and the control code of the shift tables, are no characters
    named = {at: unicodedata.lookup(name) for at, name in theirs.items() if at != 0x1B}
    if ours is not LOCKING[0]:
        named.pop(0x0D, None)
    assert held == named


@pytest.mark.skipif(not PEERS.exists(), reason="the tables of other projects are not here")
def test_every_national_table_agrees_with_other_implementations():
    for language in json.loads(PEERS.read_text(encoding="utf-8"))["languages"]:
        for table, theirs in ((LOCKING, language["locking"]), (SHIFT, language["shift"])):
            ours = table.get(language["id"])
            held = ours and {f"{at:02X}": char for at, char in enumerate(ours) if char != UNDEFINED}
            assert held == theirs, (language["name"], theirs is language["locking"])


@pytest.mark.parametrize("table", [*LOCKING.values(), *SHIFT.values()])
def test_a_table_has_128_cells_and_leaves_the_escape_alone(table):
    assert len(table) == 128
    if table in LOCKING.values():  # the shift tables do have some signs twice
        held = table.replace(UNDEFINED, "")
        assert len(held) == len(set(held))
    assert table[gsm7.ESC] == UNDEFINED


def test_there_are_thirteen_languages_and_spanish_has_no_locking_table():
    assert sorted(SHIFT) == list(range(14))
    assert sorted(LOCKING) == [0, 1, *range(3, 14)]


# --- text and septets -----------------------------------------------------------------------------------

WRITTEN = [  # text, septets in hex (clauses 6.2.1 and 6.2.1.1)
    ("", ""),
    ("@£$¥", "00010203"),
    ("\n\r", "0a0d"),
    ("ÄÖÑÜ§¿äöñüà", "5b5c5d5e5f607b7c7d7e7f"),
    ("€", "1b65"),
    ("[{~}]", "1b3c1b281b3d1b291b3e"),
    ("\f^\\|", "1b0a1b141b2f1b40"),
    ("a€b", "611b6562"),
]


@pytest.mark.parametrize(("text", "hexed"), WRITTEN)
def test_a_text_and_its_septets(text, hexed):
    assert gsm7.encode(text).hex() == hexed
    assert gsm7.decode(bytes.fromhex(hexed)) == text
    assert gsm7.width(text) == len(hexed) // 2


READ = [  # septets that no encoder should send, and how they read (clause 6.2.1.1)
    ("1b61", "a"),  # not in the extension table: the basic table's character
    ("1b00", "@"),
    ("1b0d", "\r"),
    ("1b1b61", " a"),  # an escape to a table that does not exist yet is a space
    ("1b1b65", " e"),
    ("611b", "a "),  # the rest of the escape never came
]


@pytest.mark.parametrize(("hexed", "text"), READ)
def test_what_the_tables_leave_out_reads_as_the_clause_says(hexed, text):
    assert gsm7.decode(bytes.fromhex(hexed)) == text


def test_national_tables_are_chosen_by_language():
    assert gsm7.decode(b"\x07\x1c", locking=1) == "ıŞ"
    assert gsm7.decode(b"\x1b\x53", shift=1) == "Ş"
    assert gsm7.decode(b"\x1b\x53\x07") == "Sì"
    assert gsm7.encode("ıŞ", locking=1) == b"\x07\x1c"
    assert gsm7.encode("ıŞ", shift=1) == b"\x1b\x69\x1b\x53"
    assert gsm7.decode(b"\x07", locking=200, shift=99) == "ì"  # a language of the future: the default tables
    assert gsm7.decode(b"\x0c\x0e", locking=4) == "  "  # Bengali has no character there


@pytest.mark.parametrize(
    "text", ["`", "a\x00", "\x1b", "Привет", "ę", "日", "😀", "\ud83d", "·", "\x0e", "é\x00", "é\x1b", "·é"]
)
def test_what_is_outside_the_alphabet_is_refused_not_replaced(text):
    assert not gsm7.encodable(text)
    with pytest.raises(ValueError, match="codec can't encode"):
        gsm7.encode(text)
    with pytest.raises(UnicodeEncodeError) as refusal:
        gsm7.width("ok" + text)
    assert refusal.value.start == 2 + (text[0] in "aé")


@given(st.text(letters()))
def test_the_codec_agrees_with_another_implementation(text):
    assert gsm7.encode(text) == Codec().encode(text)[0]
    assert gsm7.decode(gsm7.encode(text)) == text
    assert gsm7.width(text) == len(gsm7.encode(text))


@given(st.sampled_from(PAIRS), st.data())
def test_a_text_survives_every_pair_of_tables(pair, data):
    text = data.draw(st.text(letters(*pair)))
    assert gsm7.decode(gsm7.encode(text, *pair), *pair) == text


@given(septets, st.integers(0, 20), st.integers(0, 20))
def test_every_septet_reads_as_something(octets, locking, shift):
    text = gsm7.decode(octets, locking, shift)
    assert UNDEFINED not in text
    if gsm7.ESC not in octets:
        assert len(text) == len(octets)


@given(st.text(max_size=20))
def test_encodable_says_what_encode_does(text):
    assert gsm7.encodable(text) is all(char in letters() for char in text)


def test_a_planned_text_is_still_encoded_by_the_tables_asked_for():
    text = "içi"  # in the Turkish tables, not in the default ones
    submits("0812", other := "ìci")
    assert gsm7.encode(other) == b"\x07ci"
    with pytest.raises(UnicodeEncodeError):
        gsm7.encode(other, locking=1)
    assert gsm7.encode(text, locking=1) == b"i\x60i"
    submits("0812", plain := "a@b")
    assert gsm7.encode(plain) == b"a\x00b"
    assert gsm7.encode(plain, locking=4, shift=4) == b"a\x1b\x00b"


def test_fits_finds_the_pairs_of_tables_that_hold_a_text():
    found = {(fit.locking, fit.shift): fit.septets for fit in gsm7.fits("ığĞ")}
    assert found[1, 0] == 3
    assert found[0, 1] == 6
    assert (0, 0) not in found
    assert all(locking == 1 or shift == 1 for locking, shift in found)
    assert list(gsm7.fits("日")) == []


# --- packing --------------------------------------------------------------------------------------------

PACKED = [  # clause 6.1.2.1.1; septets as text, octets in hex
    ("", ""),
    ("a", "61"),
    ("hello", "e8329bfd06"),
    ("hellohello", "e8329bfd4697d9ec37"),
    ("Hello World", "c8329bfd065ddf723619"),
    ("@@@@@@@@", "00000000000000"),
    ("àààààààà", "ffffffffffffff"),
    ("12345678", "31d98c56b3dd70"),
    ("123456789", "31d98c56b3dd7039"),
]


@pytest.mark.parametrize(("text", "octets"), PACKED)
def test_septets_lie_in_octets_from_the_low_bit_on(text, octets):
    assert gsm7.pack(gsm7.encode(text)).hex() == octets
    assert gsm7.decode(gsm7.unpack(bytes.fromhex(octets), len(text))) == text


def slow_pack(septets):
    bits = sum(septet << 7 * at for at, septet in enumerate(septets))
    return bits.to_bytes((7 * len(septets) + 7) // 8, "little")


@given(septets)
def test_packing_is_what_one_long_number_says(octets):
    assert gsm7.pack(octets) == slow_pack(octets)
    assert gsm7.unpack(gsm7.pack(octets), len(octets)) == octets


@given(st.binary(max_size=160) | st.binary(min_size=300, max_size=600), st.integers(0, 700))
def test_unpacking_reads_any_octets(octets, count):
    bits = int.from_bytes(octets, "little")
    assert gsm7.unpack(octets, count) == bytes(bits >> 7 * at & 0x7F for at in range(count))
