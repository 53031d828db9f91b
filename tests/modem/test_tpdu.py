"""TS 23.040: octets and values, field by field."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modem import status, udh
from modem.octets import Octets
from modem.tpdu import (
    Address,
    Command,
    Concat,
    Dcs,
    Deliver,
    DeliverReport,
    Element,
    Enhanced,
    Pdu,
    Ports,
    StatusReport,
    Submit,
    SubmitReport,
    TpduError,
    Waiting,
    decode_pdu,
    encode_pdu,
)
from modem.validity import decode_relative, encode_relative

WIB = timezone(timedelta(hours=7))
AT = datetime(2026, 11, 24, 8, 5, 9, tzinfo=WIB)
SCTS = "62114280509082"
SISKA = Address("6281234567890")
DA = "0D91261832547698F0"
HELLO = "0AE8329BFD4697D9EC37"


def clean(hexed):
    return bytes.fromhex(hexed.replace("|", ""))


# --- whole messages -------------------------------------------------------------------------------------

DELIVERS = [
    (f"04|{DA}|00|00|{SCTS}|{HELLO}", Deliver(SISKA, "hellohello", AT)),
    (f"00|{DA}|00|00|{SCTS}|00", Deliver(SISKA, "", AT, more_to_send=True)),
    (
        f"AC|{DA}|39|08|{SCTS}|0400480069",
        Deliver(
            SISKA,
            "Hi",
            AT,
            dcs=Dcs.of(8),
            pid=0x39,
            reply_path=True,
            report_indication=True,
            loop_prevention=True,
        ),
    ),
    (f"04|{DA}|00|08|{SCTS}|04D83DDE00", Deliver(SISKA, "😀", AT, dcs=Dcs.of(8))),
    (f"04|{DA}|00|F5|{SCTS}|0301FF00", Deliver(SISKA, None, AT, b"\x01\xff\x00", Dcs.of(0xF5))),
    (f"04|10D0D42273F96C4E8B4C|00|00|{SCTS}|00", Deliver(Address("TELKOMSEL", 5, 0), "", AT)),
    (f"04|04817180|00|00|{SCTS}|00", Deliver(Address("1708", 0), "", AT)),
    # a header of 6 octets takes 7 septets: one spare bit, then the text
    (
        f"44|{DA}|00|10|{SCTS}|08|050003070201|C2",
        Deliver(SISKA, "a", AT, dcs=Dcs.of(0x10), udh=(Element(0, b"\x07\x02\x01"),)),
    ),
    # with a 16-bit reference it has 7 octets, 8 septets, no spare bit: the first character stays
    (
        f"44|{DA}|00|00|{SCTS}|0D|06080400100201|E8329BFD06",
        Deliver(SISKA, "hello", AT, udh=(Element(8, b"\x00\x10\x02\x01"),)),
    ),
    (
        f"44|{DA}|00|08|{SCTS}|09|06080401000201|0041",
        Deliver(SISKA, "A", AT, dcs=Dcs.of(8), udh=(Element(8, b"\x01\x00\x02\x01"),)),
    ),
    # a flash in UCS2, marked to be deleted by the phone; a message that replaces the one before (TP-PID 0x41)
    (f"04|{DA}|00|58|{SCTS}|020041", Deliver(SISKA, "A", AT, dcs=Dcs.of(0x58))),
    (f"04|{DA}|41|00|{SCTS}|0141", Deliver(SISKA, "A", AT, pid=0x41)),
    # message waiting: by the coding (discard, voice mail), and by an element (two stored e-mails, 0x82)
    (f"04|{DA}|00|C8|{SCTS}|0141", Deliver(SISKA, "A", AT, dcs=Dcs.of(0xC8))),
    (f"04|{DA}|00|E9|{SCTS}|020041", Deliver(SISKA, "A", AT, dcs=Dcs.of(0xE9))),
    (f"44|{DA}|00|00|{SCTS}|07|0401028202|0401", Deliver(SISKA, "A", AT, udh=(Element(1, b"\x82\x02"),))),
    # ports of 8 and of 16 bits beside a place of 8 bits: each element counts, in any order
    (
        f"44|{DA}|00|04|{SCTS}|0E|0B0504158A158A0003420201|CAFE",
        Deliver(
            SISKA,
            None,
            AT,
            b"\xca\xfe",
            Dcs.of(4),
            (Element(5, b"\x15\x8a\x15\x8a"), Element(0, b"\x42\x02\x01")),
        ),
    ),
    (
        f"44|{DA}|00|04|{SCTS}|07|040402F0F1|CAFE",
        Deliver(SISKA, None, AT, b"\xca\xfe", Dcs.of(4), (Element(4, b"\xf0\xf1"),)),
    ),
    # Turkish single shift: escape, 0x53; three spare bits
    (f"44|{DA}|00|00|{SCTS}|07|03240101|D84C01", Deliver(SISKA, "Ş", AT, udh=(Element(0x24, b"\x01"),))),
]

SUBMITS = [
    (f"01|00|{DA}|00|00|{HELLO}", Submit(SISKA, "hellohello")),
    (f"11|2A|{DA}|00|00|A7|00", Submit(SISKA, "", reference=42, validity=timedelta(days=1))),
    (f"19|00|{DA}|00|00|{SCTS}|00", Submit(SISKA, "", validity=AT)),
    (
        f"09|00|{DA}|00|00|425A0000000000|00",
        Submit(SISKA, "", validity=Enhanced.of(timedelta(seconds=90), single_shot=True)),
    ),
    (
        f"A5|FF|{DA}|41|04|02CAFE",
        Submit(
            SISKA,
            None,
            b"\xca\xfe",
            255,
            Dcs.of(4),
            report_requested=True,
            reject_duplicates=True,
            reply_path=True,
            pid=0x41,
        ),
    ),
    (
        f"41|00|{DA}|00|15|09|0605040B8423F0|0106",
        Submit(SISKA, None, b"\x01\x06", dcs=Dcs.of(0x15), udh=(Ports(2948, 9200).element(),)),
    ),
    ("01|00|04817180|00|00|00", Submit(Address("1708", 0), "")),
]

OTHERS = [
    (f"06|07|{DA}|{SCTS}|{SCTS}|00", True, StatusReport(7, SISKA, AT, AT)),
    (
        f"22|07|{DA}|{SCTS}|{SCTS}|46",
        True,
        StatusReport(7, SISKA, AT, AT, 0x46, more_to_send=True, of_command=True),
    ),
    (
        f"06|07|{DA}|{SCTS}|{SCTS}|30|07|00|08|020041",
        True,
        StatusReport(7, SISKA, AT, AT, 0x30, pid=0, dcs=Dcs.of(8), text="A"),
    ),
    (f"22|42|AB|02|34|{DA}|02CAFE", False, Command(SISKA, 0x42, 2, 0x34, 0xAB, True, data=b"\xca\xfe")),
    (f"02|00|00|00|00|{DA}|00", False, Command(SISKA)),
    ("00|00", False, DeliverReport()),
    ("00|D3|00", False, DeliverReport(0xD3)),
    ("00|D5|07|00|04|02CAFE", False, DeliverReport(0xD5, 0, Dcs.of(4), data=b"\xca\xfe")),
    (f"01|00|{SCTS}", True, SubmitReport(AT)),
    (f"01|C4|02|{SCTS}|08", True, SubmitReport(AT, 0xC4, dcs=Dcs.of(8))),
    (f"01|04|{SCTS}|01|61", True, SubmitReport(AT, text="a")),
]

WHOLE = [
    *((octets, True, value) for octets, value in DELIVERS),
    *((octets, False, value) for octets, value in SUBMITS),
    *OTHERS,
]


@pytest.mark.parametrize(("octets", "network", "value"), WHOLE, ids=lambda item: str(item)[:40])
def test_octets_and_value(octets, network, value):
    assert type(value).decode(clean(octets)) == value
    assert value.encode().hex() == clean(octets).hex()
    assert decode_pdu(clean(octets), network=network, smsc=False) == Pdu(None, value)
    assert decode_pdu(b"\0" + clean(octets), network=network) == Pdu(None, value)


def test_the_service_centre_leads_and_counts_octets():
    pdu = Pdu(Address("6281100000"), Submit(Address("1708", 0), "a"))
    assert encode_pdu(pdu.tpdu, pdu.smsc).hex() == "06912618010000" + "010004817180000001" + "61"
    assert decode_pdu(encode_pdu(pdu.tpdu, pdu.smsc), network=False) == pdu
    assert encode_pdu(pdu.tpdu)[:1] == b"\0"


WAITING = [  # coding, header, what it says
    (0x00, [], ()),
    (0x00, [(1, "0003")], (Waiting("voicemail", active=True, stored=False, count=3),)),
    (0x00, [(1, "8000")], (Waiting("voicemail", active=False, stored=True, count=0),)),
    (0x00, [(1, "C2FF")], (Waiting("email", active=True, stored=True, count=255, profile=3),)),
    (0x00, [(1, "0701")], (Waiting("video", active=True, stored=False, count=1),)),
    (0x00, [(1, "0B01")], (Waiting("other", active=True, stored=False, count=1),)),  # a type of the future
    (
        0x00,
        [(1, "0102"), (1, "0303")],
        (Waiting("fax", active=True, stored=False, count=2), Waiting("other", True, False, 3)),
    ),
    (0x00, [(1, "0102"), (1, "0105")], (Waiting("fax", active=True, stored=False, count=5),)),
    (0x00, [(1, "01"), (1, "010203")], ()),  # damage
    (0xC8, [], (Waiting("voicemail", active=True, stored=False),)),
    (0xC8, [(1, "0002")], (Waiting("voicemail", active=True, stored=False, count=2),)),
    (0xD8, [(1, "0002")], (Waiting("voicemail", active=True, stored=True, count=2),)),  # either is enough
]


@pytest.mark.parametrize(("coding", "header", "told"), WAITING)
def test_a_message_tells_what_waits(coding, header, told):
    elements = tuple(Element(kind, bytes.fromhex(data)) for kind, data in header)
    deliver = Deliver(SISKA, "a", AT, dcs=Dcs.of(coding), udh=elements)
    assert Deliver.decode(deliver.encode()).waiting == told


@pytest.mark.parametrize("kind", ["voicemail", "fax", "email", "other", "video"])
def test_an_indication_is_written_as_it_is_read(kind):
    told = Waiting(kind, active=True, stored=True, count=9, profile=4)
    assert udh.waiting((udh.indication(told),)) == (told,)


def test_parts_know_their_place_and_their_ports():
    concat, ports = Concat(300, 3, 2), Ports(16, 17)
    part = Submit(SISKA, "a", udh=(concat.element(), ports.element()))
    assert (part.concat, part.ports) == (concat, ports)
    assert [element.id for element in part.udh] == [8, 4]
    twice = Deliver(SISKA, "a", AT, udh=(Concat(1, 2, 1).element(), Concat(1, 2, 2).element()))
    assert twice.concat == Concat(1, 2, 2)  # of several the last counts
    assert (Deliver(SISKA, "a", AT).concat, Deliver(SISKA, "a", AT).ports) == (None, None)


# --- addresses ------------------------------------------------------------------------------------------

ADDRESSES = [  # field, value, as people write it
    ("0D91261832547698F0", Address("6281234567890", 1), "+6281234567890"),
    ("0C91261832547698", Address("628123456789", 1), "+628123456789"),
    ("0A818021436587", Address("0812345678", 0), "0812345678"),
    ("04817180", Address("1708", 0), "1708"),
    ("03811AFB", Address("*1#", 0), "*1#"),
    ("06811ACBED", Address("*1#abc", 0), None),
    ("0AA18021436587", Address("0812345678", 2), None),
    ("0080", Address("", 0, 0), None),
    ("10D0D42273F96C4E8B4C", Address("TELKOMSEL", 5, 0), "TELKOMSEL"),
]


@pytest.mark.parametrize(("field", "address", "written"), ADDRESSES)
def test_an_address_and_its_field(field, address, written):
    assert address.encode("TP-DA").hex().upper() == field
    assert Address.read(Octets(bytes.fromhex(field)), "TP-DA") == address
    if written:
        assert str(address) == written
        assert Address.of(written) == address


def test_an_address_without_its_filler_is_read_by_its_count():
    assert Address.read(Octets(bytes.fromhex("0B915310101010F0")), "TP-OA").number == "35010101010"
    assert Address.read(Octets(bytes.fromhex("0B91531010101000")), "TP-OA").number == "35010101010"


def test_a_filler_inside_a_number_is_no_digit():
    assert Address.read(Octets(bytes.fromhex("0C910661345542F6")), "TP-DA").number == "60164355246"


@pytest.mark.parametrize("name", ["A", "ABCDEFG", "ABCDEFGH", "Pemkot", "12 monkeys", "Balai Kota!"])
def test_a_name_of_any_length_has_no_stray_character(name):
    address = Address.of(name)
    assert address.ton == 5
    assert Address.read(Octets(address.encode("TP-OA")), "TP-OA") == address


REFUSED_ADDRESSES = [
    "",
    "+",
    "08 12",
    "+62 812",
    "1" * 21,
    "ABCDEFGHIJKL",
    "[uro]kalian",
    "Приве",
    "１２３",
    "++62",
    "?",
]


@pytest.mark.parametrize("text", REFUSED_ADDRESSES)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(TpduError):
        Address.of(text)


def test_a_number_may_be_a_kind_of_string():
    class Number(str):
        __slots__ = ()

    assert (Address.of(Number("0812")).ton, Address.of(Number("+62812")).ton) == (0, 1)


def test_each_of_two_addresses_in_turn_is_encoded_as_itself():
    one, other = Address("62811"), Address("62812")
    assert [address.encode("TP-DA").hex() for address in (one, other, one)] == [
        "05912618f1",
        "05912618f2",
        "05912618f1",
    ]


def test_only_an_international_number_has_a_plus():
    assert [str(Address("62812", ton)) for ton in range(8)] == ["62812", "+62812", *["62812"] * 6]
    assert str(Address("", 1)) == ""


# --- coding ---------------------------------------------------------------------------------------------

CODINGS = [  # octet, alphabet, class, compressed
    (0x00, "gsm7", None, False),
    (0x01, "gsm7", None, False),
    (0x04, "8bit", None, False),
    (0x08, "ucs2", None, False),
    (0x0C, "gsm7", None, False),
    (0x10, "gsm7", 0, False),
    (0x19, "ucs2", 1, False),
    (0x16, "8bit", 2, False),
    (0x23, "gsm7", None, True),
    (0x48, "ucs2", None, False),
    (0x80, "gsm7", None, False),
    (0xB4, "gsm7", None, False),
    (0xC8, "gsm7", None, False),
    (0xD0, "gsm7", None, False),
    (0xE0, "ucs2", None, False),
    (0xF0, "gsm7", 0, False),
    (0xF3, "gsm7", 3, False),
    (0xF5, "8bit", 1, False),
    (0xFB, "gsm7", 3, False),
]


@pytest.mark.parametrize(("octet", "alphabet", "message_class", "compressed"), CODINGS)
def test_a_coding_says_alphabet_and_class(octet, alphabet, message_class, compressed):
    dcs = Dcs.of(octet)
    assert (dcs.value, dcs.alphabet, dcs.message_class, dcs.compressed) == (
        octet,
        alphabet,
        message_class,
        compressed,
    )


def test_message_waiting_is_told():
    assert Dcs.of(0xC8).waiting == Waiting("voicemail", active=True, stored=False)
    assert Dcs.of(0xD1).waiting == Waiting("fax", active=False, stored=True)
    assert Dcs.of(0xEA).waiting == Waiting("email", active=True, stored=True)
    assert Dcs.of(0x00).waiting is None
    assert [octet for octet in range(256) if Dcs.of(octet).deletes] == list(range(0x40, 0x80))


@pytest.mark.parametrize("alphabet", ["gsm7", "8bit", "ucs2"])
@pytest.mark.parametrize("message_class", [None, 0, 1, 2, 3])
def test_a_coding_is_made_of_alphabet_and_class(alphabet, message_class):
    dcs = Dcs.make(alphabet, message_class)
    assert (dcs.alphabet, dcs.message_class, dcs.compressed) == (alphabet, message_class, False)
    assert Dcs.of(dcs.value) is dcs


def test_there_is_no_fifth_class_to_be_made_another():
    with pytest.raises(TpduError, match="TP-DCS"):
        Dcs.make("gsm7", 4)


def test_compressed_text_is_kept_as_data():
    read = Deliver.decode(clean(f"04|{DA}|00|20|{SCTS}|03010203"))
    assert (read.text, read.data) == (None, b"\x01\x02\x03")
    assert Deliver.decode(read.encode()) == read


# --- time -----------------------------------------------------------------------------------------------

ZONES = [  # octet, minutes east of Greenwich
    (0x00, 0),
    (0x82, 7 * 60),
    (0x23, 8 * 60),
    (0x63, 9 * 60),
    (0x22, 330),
    (0x8A, -7 * 60),
    (0x0A, -300),
    (0x97, 79 * 15),
    (0x9F, -79 * 15),
    (0xC2, 8 * 60),
    (0xA0, 150),
    (0xF7, 85 * 15),  # not BCD, seen from Jakarta
]


@pytest.mark.parametrize(("octet", "minutes"), ZONES)
def test_a_zone_is_quarters_of_an_hour(octet, minutes):
    stamp = Deliver.decode(clean(f"04|{DA}|00|00|621142805090{octet:02X}|00")).timestamp
    assert stamp.utcoffset() == timedelta(minutes=minutes)
    assert stamp.replace(tzinfo=None) == AT.replace(tzinfo=None)
    if octet not in (0xC2, 0xA0, 0xF7):
        assert Deliver(SISKA, "", stamp).encode().hex()[-4:] == f"{octet:02x}00"


def test_years_turn_at_1990():
    stamps = {year: f"04|{DA}|00|00|{year}11428050908200" for year in ("09", "98", "99", "00", "62")}
    years = {year: Deliver.decode(clean(octets)).timestamp.year for year, octets in stamps.items()}
    assert years == {"09": 1990, "98": 2089, "99": 1999, "00": 2000, "62": 2026}


NO_TIMES = [
    "62314280509082",
    "6211F280509082",
    "62110080509082",
    "62114242509082",
    "62114280069082",
    "A2114280509082",
    "00000000000000",
    "62020380509082",
]


@pytest.mark.parametrize("octets", NO_TIMES)
def test_what_is_no_time_is_refused(octets):
    with pytest.raises(TpduError, match=f"TP-SCTS at octet 12: {octets} is no date"):
        Deliver.decode(clean(f"04|{DA}|00|00|{octets}|00"))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 1),  # noqa: DTZ001
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(minutes=7))),
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=20))),
        datetime(1989, 1, 1, tzinfo=UTC),
        datetime(2090, 1, 1, tzinfo=UTC),
    ],
)
def test_a_moment_that_a_time_stamp_cannot_say_is_refused(moment):
    with pytest.raises(TpduError, match="TP-SCTS"):
        Deliver(SISKA, "", moment).encode()


# --- validity -------------------------------------------------------------------------------------------

RELATIVE = [  # octet, minutes (clause 9.2.3.12.1)
    (0, 5),
    (1, 10),
    (143, 720),
    (144, 750),
    (167, 1440),
    (168, 2 * 1440),
    (196, 30 * 1440),
    (197, 5 * 7 * 1440),
    (255, 63 * 7 * 1440),
]


@pytest.mark.parametrize(("octet", "minutes"), RELATIVE)
def test_a_relative_period(octet, minutes):
    assert decode_relative(octet) == timedelta(minutes=minutes)
    assert encode_relative(timedelta(minutes=minutes)) == bytes((octet,))


@given(st.integers(0, 255))
def test_every_relative_period_comes_back(octet):
    assert encode_relative(decode_relative(octet)) == bytes((octet,))


@given(st.timedeltas(timedelta(seconds=1), timedelta(weeks=63)))
def test_a_period_between_two_steps_becomes_the_longer_one(period):
    (octet,) = encode_relative(period)
    assert decode_relative(octet) >= period
    assert octet == 0 or decode_relative(octet - 1) < period


@pytest.mark.parametrize("period", [timedelta(0), timedelta(seconds=-1), timedelta(weeks=63, seconds=1)])
def test_a_period_that_no_octet_says_is_refused(period):
    with pytest.raises(TpduError, match="TP-VP"):
        encode_relative(period)


ENHANCED = [  # octets, period, single shot (clause 9.2.3.12.3)
    ("00000000000000", None, False),
    ("40000000000000", None, True),
    ("010B0000000000", timedelta(hours=1), False),
    ("42030000000000", timedelta(seconds=3), True),
    ("03100302000000", timedelta(hours=1, minutes=30, seconds=20), False),
]


@pytest.mark.parametrize(("octets", "period", "single_shot"), ENHANCED)
def test_an_enhanced_period(octets, period, single_shot):
    enhanced = Enhanced(bytes.fromhex(octets))
    assert (enhanced.period, enhanced.single_shot) == (period, single_shot)
    assert Enhanced.of(period, single_shot=single_shot).period == period
    assert Submit.decode(Submit(SISKA, "", validity=enhanced).encode()).validity == enhanced


def test_an_enhanced_period_of_the_future_is_kept_as_it_is():
    for octets in ("07000000000000", "03FF0000000000", "C2010203040506"):
        enhanced = Enhanced(bytes.fromhex(octets))
        assert Submit.decode(Submit(SISKA, "", validity=enhanced).encode()).validity == enhanced
    assert Enhanced(bytes.fromhex("07000000000000")).period is None
    assert Enhanced(bytes.fromhex("03FF0000000000")).period is None
    assert Enhanced.of(timedelta(days=10)).period == timedelta(days=10)


# --- status ---------------------------------------------------------------------------------------------


def test_a_status_is_delivered_given_up_or_still_trying():
    said = {octet: status.delivered(octet) for octet in range(256)}
    assert {octet for octet, found in said.items() if found} == {0, 1, *range(0x10, 0x20)}
    assert {octet for octet, found in said.items() if found is None} == {
        *range(0x20, 0x26),
        *range(0x30, 0x40),
    }
    assert said[0x02] is False  # replaced: that text was never read
    assert said[0xFF] is False


@pytest.mark.parametrize(
    ("octet", "words"),
    [
        (0x00, "received"),
        (0x21, "still trying: the recipient's phone is busy"),
        (0x46, "given up: the validity period has ended"),
        (0x62, "given up: no response"),
        (0x35, "still trying"),
        (0x55, "given up"),
        (0x15, "completed"),
        (0xAA, "service rejected"),
        (0x2A, "service rejected"),
    ],
)
def test_a_status_is_told_in_words(octet, words):
    assert words in StatusReport(0, SISKA, AT, AT, octet).meaning


# --- octets beyond, and of another ---------------------------------------------------------------------


def test_padding_of_a_sim_card_is_no_field():
    report = StatusReport(7, SISKA, AT, AT)
    assert StatusReport.decode(report.encode() + b"\xff" * 100) == report
    deliver = Deliver(SISKA, "Halo", AT)
    assert Deliver.decode(deliver.encode() + b"\xff" * 100) == deliver


def test_further_octets_of_the_parameter_indicator_are_skipped():
    report = StatusReport.decode(clean(f"06|07|{DA}|{SCTS}|{SCTS}|00|81|80|00|40"))
    assert report == StatusReport(7, SISKA, AT, AT, pid=0x40)


def test_a_class_refuses_the_octets_of_another():
    octets = Deliver(SISKA, "", AT).encode()
    for other in (Submit, StatusReport, Command, SubmitReport):
        with pytest.raises(TpduError, match="TP-MTI"):
            other.decode(octets)
