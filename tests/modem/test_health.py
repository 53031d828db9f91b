"""What a modem can do and how it is: capabilities, signal, operator, time of the network, room."""

from datetime import datetime, timedelta, timezone

import pytest

from modem import Capabilities, StoreFilling, TimeTold, open_modem
from modem.simulator import Simulator, VirtualClock
from modem.simulator.profile import names
from tests.modem.peer import Peer, all_of, sms

WIB = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 24, 10, 14, 28, tzinfo=WIB)


def said(text):
    return f"\r\n{text}\r\n\r\nOK\r\n".encode()


REFUSED = b"\r\n+CME ERROR: 4\r\n"


def test_a_modem_of_the_standards_can_do_all(peer):
    peer.answers["+CMMS=?"] = said("+CMMS: (0-2)")
    with open_modem(peer) as gsm:
        assert gsm.capabilities == Capabilities(
            memories=("SM", "ME"),
            receiving="SM",
            writing="ME",
            hints="2,1,0,1,0",
            reports="direct",
            acknowledges=True,
            stores=True,
            keeps_link=("1", "2"),
            ussd="plain",
            caller_id=True,
            network_time=True,
        )


@pytest.mark.parametrize(
    ("refused", "field", "left"),
    [
        (["+CMGW=?"], "stores", False),
        (["+CMSS=?"], "stores", False),
        (["+CMMS=?"], "keeps_link", ()),
        (["+CLIP"], "caller_id", False),
        (["+CTZU", "+CTZR", "+CLTS"], "network_time", False),
        (["+CTZU"], "network_time", True),
        (["+CSMS"], "acknowledges", False),
        (["+CUSD"], "ussd", ""),
        (["+CNMI"], "hints", ""),
        (["+CPMS="], "memories", ()),
        (["+CNMI=2,1,0,1", "+CNMI=1,1,0,1"], "reports", "stored"),
        (['+CPMS="SM","ME"'], "writing", "SM"),
    ],
)
def test_what_is_refused_it_cannot(refused, field, left):
    peer = Peer()
    for name in refused:
        peer.answers[name] = REFUSED
    with open_modem(peer) as gsm:
        assert getattr(gsm.capabilities, field) == left


def test_a_make_that_takes_a_question_for_an_order_is_connected_all_the_same():
    peer = Peer()
    peer.answers["+CMGW=?"] = b"\r\n> "
    with open_modem(peer) as gsm:
        assert not gsm.capabilities.stores
        assert gsm.next_event(5) is None or gsm.next_event(5) is None


@pytest.mark.parametrize("make", names())
def test_every_make_tells(make):
    sim = Simulator(profile=make, clock=VirtualClock())
    with open_modem(sim.modems[0].link()) as gsm:
        can = gsm.capabilities
        assert can.receiving == can.memories[0]
        assert can.hints
        assert can.stores
        assert bool(can.keeps_link) == (make not in ("sim7600", "a7670"))
        gsm.ussd("*888#")
        assert gsm.capabilities.ussd == ("packed" if make in PACKED else "plain")


PACKED = ("e3372",)


@pytest.mark.parametrize(
    "urc",
    [
        "+CTZV: 28,0",
        '+CTZE: "+28",0,"2026/11/24,10:14:28"',
        "+CTZU: 1",
        '*PSUTTZ: 2026,11,24,3,14,28,"+28",0',
    ],
)
def test_the_time_of_the_network_is_told_as_a_hint(gsm, peer, urc):
    peer.answers["+CCLK?"] = said('+CCLK: "26/11/24,10:14:28+28"')
    peer.urc(urc, after=1)
    assert all_of(gsm, 5) == [TimeTold(NOW)]
    assert gsm.health().network_time == NOW


def test_a_clock_that_nobody_set_is_no_hint(gsm, peer):
    peer.answers["+CCLK?"] = said('+CCLK: "04/01/01,00:00:12+00"')
    peer.urc("+CTZV: 28", after=1)
    assert all_of(gsm, 5) == []


def test_a_memory_that_fills_is_told_once_and_again_after_it_was_emptied(gsm, peer):
    for index in range(1, 22):
        peer.put(index, *sms(f"{index}", seconds=index))
    peer.urc('+CMTI: "SM",21', after=1)
    events = all_of(gsm, 300)
    assert [event for event in events if isinstance(event, StoreFilling)] == [StoreFilling("SM", 21, 30)]
    for event in events:
        gsm.accept(event)
    assert all_of(gsm, 100) == []
    for index in range(1, 25):
        peer.put(index, *sms(f"{index}", seconds=100 + index))
    assert StoreFilling("SM", 24, 30) in all_of(gsm, 100)


@pytest.mark.parametrize(
    ("csq", "cesq", "dbm"),
    [
        ("+CSQ: 18,99", None, -77),
        ("+CSQ: 99,99", "+CESQ: 99,99,255,255,20,45", -96),
        ("+CSQ: 99,99", None, None),
        ("+CSQ: 99,99", "+CESQ: 99,99,31,255,255,255", -90),
        ("+CSQ: 99,99", "+CESQ: 40,0,255,255,255,255", -71),
        ("+CSQ: 0,0", None, -113),
        ("+CSQ: 199,99", None, None),
    ],
)
def test_the_signal_in_dbm(gsm, peer, csq, cesq, dbm):
    peer.answers["+CSQ"] = said(csq)
    peer.answers["+CESQ"] = said(cesq) if cesq else REFUSED
    assert gsm.health().signal == dbm


@pytest.mark.parametrize(
    ("cops", "told"),
    [
        (
            [said('+COPS: 0,0,"TELKOMSEL"'), said('+COPS: 0,2,"51010",7'), said('+COPS: 0,0,"TELKOMSEL",7')],
            ("TELKOMSEL", "51010"),
        ),
        (
            [said('+COPS: 0,2,"51001"'), said('+COPS: 0,2,"51001"'), said('+COPS: 0,0,"IND INDOSAT"')],
            ("IND INDOSAT", "51001"),
        ),
        ([said('+COPS: 0,2,"51089"')] * 3, ("51089", "51089")),
        ([said('+COPS: 0,0,"3"'), said('+COPS: 0,2,"51089"'), said('+COPS: 0,0,"3"')], ("3", "51089")),
        ([said("+COPS: 0")] * 3, ("", "")),
    ],
)
def test_the_operator_by_name_and_number(gsm, peer, cops, told):
    peer.answers["+COPS?"] = list(cops)
    health = gsm.health()
    assert (health.operator, health.network) == told


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        (said('+CNUM: "","+628119000001",145'), "+628119000001"),
        (said('+CNUM: "Saya","08119000001",129'), "08119000001"),
        (said("+CNUM: ,,"), ""),
        (b"\r\nOK\r\n", ""),
        (REFUSED, ""),
    ],
)
def test_the_cards_own_number(gsm, peer, answer, number):
    peer.answers["+CNUM"] = answer
    assert gsm.health().number == number
