"""Long messages: cut and joined (TS 23.040 clause 9.2.3.24.1)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modem import gsm7
from modem.alphabets import LOCKING, SHIFT
from modem.parts import Assembler, Plan, delivers, join, plan, submits
from modem.tpdu import Address, Concat, Dcs, Deliver, Element, Submit, TpduError

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
WHO = "+6281234567890"
DAY = 24 * 3600

unicode_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
gsm_text = st.text("abc[€@\n", min_size=1, max_size=400)
texts = unicode_text | gsm_text | st.text("a😀日", max_size=300) | st.text("ığ€şa", max_size=300)

PLANS = [  # text, alphabet, parts, left
    ("", "gsm7", 1, 160),
    ("a" * 160, "gsm7", 1, 0),
    ("a" * 161, "gsm7", 2, 153 * 2 - 161),
    ("a" * 306, "gsm7", 2, 0),
    ("a" * 307, "gsm7", 3, 152),
    ("[" * 80, "gsm7", 1, 0),
    ("[" * 81, "gsm7", 2, 153 - 10),  # 152 septets in the first: an escape stays with its character
    ("a" * 149 + "[" * 20, "gsm7", 2, 153 - 36),  # each part is as full as can be
    ("é" * 160, "gsm7", 1, 0),
    ("日" * 70, "ucs2", 1, 0),
    ("日" * 71, "ucs2", 2, 67 * 2 - 71),
    ("😀" * 35, "ucs2", 1, 0),
    ("😀" * 36, "ucs2", 2, 67 - 6),  # 33 pairs in the first: a pair stays whole
    ("\U0010ffff" * 36, "ucs2", 2, 67 - 6),
    ("ğ", "ucs2", 1, 69),  # one part either way: the one that every phone reads
    ("ğ" * 78, "gsm7", 1, 155 - 78),  # Turkish locking table: 5 septets of header
    ("ğ" * 77, "gsm7", 1, 155 - 154),  # the single shift table does as well, and reads as g elsewhere
    ("ğ" + "a" * 150, "gsm7", 1, 155 - 152),
    ("ğé" * 200, "gsm7", 3, 149 * 3 - 400),
]


@pytest.mark.parametrize(("text", "alphabet", "count", "left"), PLANS)
def test_a_plan_says_what_a_text_costs(text, alphabet, count, left):
    assert plan(text) == Plan(alphabet, count, left)


def test_a_wide_reference_costs_a_septet_or_a_unit_a_part():
    assert plan("a" * 305, wide=True) == Plan("gsm7", 3, 152 * 3 - 305)
    assert plan("日" * 133, wide=True) == Plan("ucs2", 3, 66 * 3 - 133)


def test_national_tables_can_be_forbidden():
    assert plan("ğ" * 71, national=False) == Plan("ucs2", 2, 67 * 2 - 71)


def test_a_short_text_needs_no_header():
    (part,) = submits(WHO, "Halo", report=True, message_class=0, validity=timedelta(hours=1))
    assert part == Submit(
        Address("6281234567890"),
        "Halo",
        dcs=Dcs.make("gsm7", 0),
        report_requested=True,
        validity=timedelta(hours=1),
    )


def test_a_long_text_has_a_concatenation_header_in_each_part():
    parts = submits(WHO, "a" * 307, reference=7)
    assert [part.concat for part in parts] == [Concat(7, 3, 1), Concat(7, 3, 2), Concat(7, 3, 3)]
    assert [part.udh[0].data.hex() for part in parts] == ["070301", "070302", "070303"]
    assert [len(part.text) for part in parts] == [153, 153, 1]


def test_a_reference_above_255_is_a_wide_one_and_the_first_character_stays():
    parts = submits(WHO, "Welkom" + "a" * 200, reference=0x1234)
    assert [element.id for element in parts[0].udh] == [8]
    assert Submit.decode(parts[0].encode()).text.startswith("Welkom")
    assert Submit.decode(parts[1].encode()).concat == Concat(0x1234, 2, 2)


def test_national_parts_name_their_tables_and_read_back():
    text = "ığıışğ" * 60
    parts = submits("0812", text, reference=1)
    assert {part.dcs.alphabet for part in parts} == {"gsm7"}
    assert {part.udh[1:] for part in parts} == {(Element(0x25, b"\x01"),)}
    assert "".join(Submit.decode(part.encode()).text for part in parts) == text


def test_no_text_is_longer_than_255_parts():
    assert len(submits("0812", "a" * 153 * 255)) == 255
    with pytest.raises(TpduError, match=r"256 parts, 255 is the most\. Shorten the text"):
        submits("0812", "a" * (153 * 255 + 1))


def test_half_a_character_is_told_with_what_helps():
    with pytest.raises(TpduError, match=r"is half a character\. Take it out of the text\."):
        submits("0812", "Halo \ud83d")


@pytest.mark.parametrize(("who", "text"), [("", "a"), ("08 12", "a"), ("0812", "\ud83d")])
def test_what_cannot_be_sent_is_told_at_once(who, text):
    with pytest.raises(TpduError):
        submits(who, text)


@given(texts, st.integers(0, 0xFFFF), st.booleans(), st.booleans())
def test_a_text_survives_its_parts(text, reference, wide, national):
    parts = submits("0812", text, reference=reference, wide=wide, national=national)
    read = [Submit.decode(part.encode()) for part in parts]
    assert list(parts) == read
    assert "".join(part.text for part in read) == text
    assert all(part.data is None for part in read)  # nothing was cut inside a character
    wide = wide or reference > 0xFF
    assert plan(text, wide=wide, national=national)[:2] == (read[0].dcs.alphabet, len(read))


@example("".join(f"Antrean {number}, " for number in range(99)), 7, {"report": True})
@example("".join(f"Antrean {number} ığ€şa, " for number in range(99)), 0x107, {})
@example("".join(f"Antrean {number} 😀, " for number in range(99)), 7, {"wide": True})
@given(
    texts,
    st.integers(0, 0xFFFF),
    st.fixed_dictionaries(
        {
            "report": st.booleans(),
            "message_class": st.none() | st.integers(0, 3),
            "validity": st.none() | st.just(timedelta(days=1)),
            "reject_duplicates": st.booleans(),
            "wide": st.booleans(),
            "national": st.booleans(),
        }
    ),
)
def test_the_octets_in_one_go_are_those_of_each_part(text, reference, options):
    parts = submits("+62812", text, reference=reference, **options)
    assert parts.encode() == tuple(part.encode() for part in parts)


@given(texts)
def test_the_parts_are_as_few_as_they_can_be(text):
    for part, after in zip(parts := submits("0812", text), parts[1:], strict=False):
        fuller = part._replace(text=part.text + after.text[0])
        with pytest.raises(TpduError):
            fuller.encode()


@settings(max_examples=30)
@given(st.sampled_from([(a, b) for a in LOCKING for b in SHIFT if a or b]), st.data())
def test_the_tables_chosen_are_the_best(pair, data):
    letters = (set(LOCKING[pair[0]]) | set(SHIFT[pair[1]])) - {"·"}
    text = data.draw(st.text(sorted(letters), min_size=71, max_size=200))
    octets = len(text.encode("utf-16-be"))
    in_ucs2 = 1 if octets <= 140 else -(-octets // 134)
    header = 3 * (pair[0] > 0) + 3 * (pair[1] > 0)
    one = 160 - ((header + 1) * 8 + 6) // 7
    each = 160 - ((header + 6) * 8 + 6) // 7
    septets = gsm7.weight(gsm7.mark(text, *pair))
    if not gsm7.encodable(text):
        at_best = 1 if septets <= one else -(-septets // each)
        assert plan(text).parts <= min(in_ucs2, at_best + 1)


# --- joining --------------------------------------------------------------------------------------------


def arrived(text, sender=WHO, **options):
    return delivers(sender, text, timestamp=options.pop("at", AT), **options)


LONG = "Selamat pagi, ini pesan panjang. " * 20


def test_a_message_of_its_own_is_whole_at_once():
    (deliver,) = arrived("Halo", sender="TELKOMSEL", message_class=0)
    joined = Assembler().add(deliver, now=0, entry=3)
    assert joined == ("TELKOMSEL", "Halo", AT, 0, 1, (), None, (3,))


@given(texts.filter(bool), st.randoms(use_true_random=False), st.integers(0, 0xFFFF))
def test_any_order_with_duplicates_gives_the_text_once(text, random, reference):
    parts = list(arrived(text, reference=reference))
    mixed = parts + random.choices(parts, k=len(parts))
    random.shuffle(mixed)
    assembler = Assembler()
    if len(parts) == 1:
        mixed = parts
    found = [joined for part in mixed if (joined := assembler.add(part, now=0))]
    assert [(joined.sender, joined.text, joined.missing) for joined in found] == [(WHO, text, ())]
    assert len(assembler) == 0
    assert join(mixed)[:5] == found[0][:5]


def test_parts_of_several_senders_and_references_do_not_mix():
    messages = [
        arrived("a" * 200, sender="0811"),
        arrived("b" * 200, sender="0812"),
        arrived("c" * 200, sender="0811", reference=1),
        arrived("d" * 400, sender="0811"),
        arrived("e" * 200, sender="0811", wide=True),
    ]
    assembler = Assembler()
    found = [
        joined
        for place in range(3)
        for message in messages
        if place < len(message) and (joined := assembler.add(message[place], now=0))
    ]
    assert sorted(joined.text[0] for joined in found) == list("abcde")
    assert all(len(set(joined.text)) == 1 for joined in found)


def test_a_reference_used_again_begins_a_new_message():
    old, new = arrived("a" * 200), arrived("b" * 200, at=AT + timedelta(days=1))
    assembler = Assembler()
    assert assembler.add(old[0], now=0) is None
    assert assembler.add(new[1], now=DAY) is None
    assert assembler.add(new[0], now=DAY).text == "b" * 200
    assert assembler.add(old[1], now=DAY).text == "a" * 200


def test_parts_stamped_an_hour_apart_still_belong_together():
    early, late = arrived("a" * 200)[0], arrived("a" * 200, at=AT + timedelta(hours=1))[1]
    assembler = Assembler(window=3600)
    assembler.add(early, now=0)
    assert assembler.add(late, now=1).text == "a" * 200


def test_a_wide_reference_is_another_than_the_narrow_one_of_the_same_number():
    narrow, wide = arrived("a" * 200), arrived("b" * 200, wide=True)
    assembler = Assembler()
    assert assembler.add(narrow[0], now=0) is None
    assert assembler.add(wide[1], now=0) is None
    assert assembler.add(wide[0], now=0).text == "b" * 200


def test_a_reference_used_again_at_once_keeps_both_texts():
    first, second = arrived("a" * 200), arrived("b" * 200, at=AT + timedelta(seconds=2))
    assembler = Assembler()
    assert assembler.add(first[0], now=0) is None
    assert assembler.add(second[0], now=0) is None
    assert len(assembler) == 2


def test_a_late_duplicate_opens_nothing_and_its_entry_may_go():
    first, second = arrived("a" * 200)
    assembler = Assembler()
    assembler.add(first, 0, entry=1)
    assert assembler.add(second, 0, entry=2).entries == (1, 2)
    assert assembler.add(second, 1, entry=7) is None
    assert assembler.add(first, 1, entry=1) is None  # the same entry listed again, not accepted yet
    assert len(assembler) == 0
    assert assembler.spent() == [7]
    assert assembler.spent() == []


def test_a_part_that_is_told_again_and_again_takes_no_more_memory():
    first, second = arrived("a" * 200)
    assembler = Assembler(limit=10)
    for _ in range(100):
        assert assembler.add(first, 0, entry="the same slot") is None
    assert assembler.add(second, 0, entry="another").entries == ("the same slot", "another")
    for number in range(100):
        assert assembler.add(second, 1, entry=number) is None
    assert assembler.spent() == list(range(90, 100))


def test_entries_of_duplicates_come_with_the_message():
    first, second = arrived("a" * 200)
    assembler = Assembler()
    for entry in (1, 2):
        assert assembler.add(first, 0, entry=entry) is None
    assert assembler.add(second, 0, entry=3).entries == (1, 2, 3)


def test_what_never_becomes_whole_is_given_with_gaps():
    parts = arrived("a" * 153 + "b" * 153 + "c" * 153 + "d" * 9, reference=4)
    assembler = Assembler(patience=60)
    assembler.add(parts[1], now=0, entry="x")
    assembler.add(parts[3], now=50)
    assert assembler.expire(now=100) == []
    (joined,) = assembler.expire(now=110)
    assert joined.text == "…" + "b" * 153 + "…" + "d" * 9
    assert (joined.missing, joined.parts, joined.entries) == ((1, 3), 4, ("x",))
    assert assembler.expire(now=1000) == []


def test_memory_is_bounded_and_what_had_to_go_is_given():
    assembler = Assembler(limit=10)
    for number in range(200):
        part = arrived("a" * 200, reference=number, sender="0812")[0]
        assembler.add(part, now=number)
    assert len(assembler) == 10
    assert len(assembler.expire(now=200)) == 10
    late = [
        assembler.add(arrived("b" * 200, reference=n, at=AT + timedelta(days=1))[n % 2], n) for n in range(50)
    ]
    assert late == [None] * 50
    assert len(assembler) == 10


DAMAGE = ["000300", "00030000ff", "070001", "070000", "070200", "070203", "07"]


@pytest.mark.parametrize("data", DAMAGE)
def test_a_damaged_header_keeps_the_text_and_waits_for_nothing(data):
    deliver = Deliver(Address("62812"), "Halo", AT, udh=(Element(0, bytes.fromhex(data)),))
    read = Deliver.decode(deliver.encode())
    assert (read.text, read.concat) == ("Halo", None)
    assert Assembler().add(read, now=0).text == "Halo"


def torn(octets, part, dcs):
    return Deliver(Address("62812"), None, AT, data=octets, dcs=dcs, udh=(Concat(1, 2, part).element(),))


TORN = [
    (Dcs.make("ucs2"), "a😀b".encode("utf-16-be")[:4], "a😀b".encode("utf-16-be")[4:], "a😀b"),
    (Dcs.make("gsm7"), b"a\x1b", b"\x65b", "a€b"),
]


@pytest.mark.parametrize(("dcs", "head", "tail", "text"), TORN, ids=["surrogates", "escape"])
def test_a_character_that_a_foreign_encoder_cut_in_two_is_whole_again(dcs, head, tail, text):
    parts = [Deliver.decode(torn(octets, part, dcs).encode()) for part, octets in enumerate((head, tail), 1)]
    assert parts[0].text[0] == "a"
    assert join(parts).text == text
    assert Deliver.decode(parts[0].encode()) == parts[0]


def test_data_are_joined_as_data():
    header = (Concat(1, 2, 1).element(), Concat(1, 2, 2).element())
    parts = [
        Deliver(Address("62812"), None, AT, data=data, dcs=Dcs.make("8bit"), udh=(element,))
        for data, element in zip((b"\x00\x01", b"\xff"), header, strict=True)
    ]
    joined = join(reversed(parts))
    assert (joined.text, joined.data) == ("", b"\x00\x01\xff")


def test_join_waits_unless_gaps_are_allowed():
    first, second, third = arrived("a" * 153 + "b" * 153 + "c")
    assert join([]) is None
    assert join([first, third]) is None
    assert join([first, third], gaps=True).text == "a" * 153 + "…" + "c"
    assert join([third, second, first]).text == "a" * 153 + "b" * 153 + "c"


def test_parts_that_the_caller_kept_make_the_message_whole_after_a_restart():
    parts = arrived(LONG, sender="TELKOMSEL", reference=300)
    kept = []  # as rows of a table: octets, when they came
    before = Assembler(patience=60)
    for now, part in enumerate(parts[:-1]):
        assert before.add(part, now, entry=now) is None
        kept.append((part.encode(), now))
    after, late = Assembler(patience=60), Assembler(patience=60)
    for octets, now in kept:
        for assembler in (after, late):
            assert assembler.add(Deliver.decode(octets), now, entry=now) is None
    last = Deliver.decode(parts[-1].encode())
    whole = after.add(last, 50, entry="last")
    assert (whole.text, whole.entries) == (LONG, (*range(len(kept)), "last"))
    (expired,) = late.expire(
        60 + kept[-1][1]
    )  # its patience counts from when the part came, not from the start
    assert (expired.text, expired.missing) == (LONG[: len(expired.text) - 1] + "…", (len(parts),))


def test_a_part_that_is_told_again_does_not_put_off_the_end_of_the_wait():
    first = arrived("a" * 200)[0]
    assembler = Assembler(patience=60)
    for now in (0, 30, 59):
        assert assembler.add(first, now) is None
    (joined,) = assembler.expire(60)
    assert joined.missing == (2,)


def test_a_part_stored_in_ever_new_places_takes_no_more_memory():
    first, second = arrived("a" * 200)
    assembler = Assembler(limit=10)
    for number in range(100):
        assert assembler.add(first, 0, entry=number) is None
    spent = assembler.spent()
    joined = assembler.add(second, 0, entry="second")
    assert joined.entries == (*range(10), "second")
    assert spent == list(range(90, 100))
