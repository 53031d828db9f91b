"""What the encoder refuses: a value out of its range is told with its field, never cut, never masked."""

from datetime import UTC, datetime, timedelta

import pytest

from modem import udh
from modem.tpdu import (
    Address,
    Command,
    Concat,
    Dcs,
    Deliver,
    DeliverReport,
    Element,
    Enhanced,
    Ports,
    StatusReport,
    Submit,
    SubmitReport,
    TpduError,
    Waiting,
    encode_pdu,
)

AT = datetime(2026, 11, 24, 8, 5, 9, tzinfo=UTC)
SISKA = Address("6281234567890")
NO_ZONE = AT.replace(tzinfo=None)
UCS2, DATA = Dcs.of(8), Dcs.of(4)

REFUSED = [
    # what does not fit in one message
    (Submit(SISKA, "a" * 161), "TP-UD"),
    (Submit(SISKA, "[" * 81), "TP-UD"),
    (Submit(SISKA, "日" * 71, dcs=UCS2), "TP-UD"),
    (Submit(SISKA, None, bytes(141), dcs=DATA), "TP-UD"),
    (Submit(SISKA, "a" * 154, udh=(Concat(1, 2, 1).element(),)), "TP-UD"),
    (Deliver(SISKA, "a" * 161, AT), "TP-UD"),
    (StatusReport(7, SISKA, AT, AT, text="a" * 161), "TP-UD"),
    (Command(SISKA, data=bytes(141)), "TP-CD"),
    (Submit(SISKA, "", udh=(Element(1, bytes(138)),)), "TP-UDH"),
    # what the coding has no place for
    (Submit(SISKA, "日"), "TP-UD"),
    (Submit(SISKA, "\ud83d", dcs=UCS2), "TP-UD"),
    (Submit(SISKA, "a", dcs=DATA), "TP-UD"),
    (Submit(SISKA, "a", b"a", dcs=DATA), "TP-UD"),
    (Submit(SISKA, None, b"\x80"), "TP-UD"),
    (Submit(SISKA, "a", b"b"), "TP-UD"),
    (Submit(SISKA, "a", b"\x00b", dcs=UCS2), "TP-UD"),
    (Submit(SISKA, "a", b"a", dcs=Dcs.of(0x20)), "TP-UD"),
    # numbers that no octet holds
    (Submit(SISKA, "", reference=256), "TP-MR"),
    (Submit(SISKA, "", reference=-1), "TP-MR"),
    (Submit(SISKA, "", pid=-1), "TP-PID"),
    (Submit(SISKA, "", dcs=Dcs(256)), "TP-DCS"),
    (Deliver(SISKA, "", AT, pid=999), "TP-PID"),
    (Deliver(SISKA, "", AT, dcs=Dcs(-1)), "TP-DCS"),
    (StatusReport(256, SISKA, AT, AT), "TP-MR"),
    (StatusReport(7, SISKA, AT, AT, 256), "TP-ST"),
    (StatusReport(7, SISKA, AT, AT, pid=256), "TP-PID"),
    (Command(SISKA, 256), "TP-MR"),
    (Command(SISKA, command=256), "TP-CT"),
    (Command(SISKA, message=256), "TP-MN"),
    (Command(SISKA, pid=256), "TP-PID"),
    (DeliverReport(3), "TP-FCS"),
    (DeliverReport(256), "TP-FCS"),
    (DeliverReport(pid=256), "TP-PID"),
    (DeliverReport(dcs=Dcs(256)), "TP-DCS"),
    (SubmitReport(AT, -1), "TP-FCS"),
    (Submit(SISKA, "", udh=(Element(300, b""),)), "TP-UDH"),
    (Submit(SISKA, "", udh=(Element(-1, b""),)), "TP-UDH"),
    # addresses, each by the name of its field
    (Submit(Address("12x"), ""), "TP-DA"),
    (Submit(Address("1" * 21), ""), "TP-DA"),
    (Submit(Address("日", 5), ""), "TP-DA"),
    (Submit(Address("ABCDEFGHIJKL", 5), ""), "TP-DA"),
    (Submit(Address("12", 8), ""), "TP-DA"),
    (Submit(Address("12", -1), ""), "TP-DA"),
    (Deliver(Address("12", 0, 16), "", AT), "TP-OA"),
    (StatusReport(7, Address("+62"), AT, AT), "TP-RA"),
    (Command(Address("+62")), "TP-DA"),
    # moments and periods
    (Deliver(SISKA, "", NO_ZONE), "TP-SCTS"),
    (StatusReport(7, SISKA, NO_ZONE, AT), "TP-SCTS"),
    (StatusReport(7, SISKA, AT, NO_ZONE), "TP-DT"),
    (SubmitReport(NO_ZONE), "TP-SCTS"),
    (Submit(SISKA, "", validity=NO_ZONE), "TP-VP"),
    (Submit(SISKA, "", validity=timedelta(0)), "TP-VP"),
    (Submit(SISKA, "", validity=timedelta(weeks=63, seconds=1)), "TP-VP"),
    (Submit(SISKA, "", validity=Enhanced(b"\0")), "TP-VP"),
]


@pytest.mark.parametrize(("value", "field"), REFUSED, ids=lambda item: str(item)[:60])
def test_what_does_not_fit_is_refused_by_the_name_of_its_field(value, field):
    with pytest.raises(TpduError) as refusal:
        value.encode()
    assert refusal.value.field == field


def test_a_service_centre_that_is_no_number_is_refused():
    with pytest.raises(TpduError, match="SMSC"):
        encode_pdu(Submit(SISKA, ""), Address("0x"))


@pytest.mark.parametrize("place", [(1, 0, 0), (1, 2, 3), (1, 2, 0), (1, 256, 1), (-1, 2, 1), (65536, 2, 1)])
def test_a_part_that_cannot_be_has_no_element(place):
    with pytest.raises(TpduError, match="TP-UDH"):
        Concat(*place).element()


def test_a_port_that_cannot_be_has_no_element():
    for ports in ((-1, 0), (0, 65536)):
        with pytest.raises(TpduError, match="TP-UDH"):
            Ports(*ports).element()
    assert udh.ports((Ports(1, 2).element(wide=True),)) == Ports(1, 2)


@pytest.mark.parametrize(("count", "profile"), [(None, 1), (256, 1), (-1, 1), (1, 0), (1, 5)])
def test_an_indication_that_cannot_be_has_no_element(count, profile):
    with pytest.raises(TpduError, match="TP-UDH"):
        udh.indication(Waiting("fax", active=True, stored=False, count=count, profile=profile))
