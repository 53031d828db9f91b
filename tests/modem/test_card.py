"""The SIM card: its PIN is tried once, its coming and going is told, whatever words the modem has for it."""

import pytest

from modem import CmeError, Gone, PinRequired, SimChanged, SmsReceived, card, open_modem
from modem.profile import load
from modem.simulator import Simulator, VirtualClock
from tests.modem.peer import ANI, Peer, all_of, sms

LOCKED = b"\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n"
READY = b"\r\n+CPIN: READY\r\n\r\nOK\r\n"


def entered(peer):
    return [line for line in peer.said if line.startswith("+CPIN=")]


class Book:
    """The PINs of cards, as a program keeps them."""

    def __init__(self, pin):
        self.pin, self.bad, self.open = pin, [], []

    def __call__(self, iccid):
        return None if iccid in self.bad + self.open else self.pin

    def tried(self, iccid):
        self.open.append(iccid)

    def unharmed(self, iccid):
        self.open = [other for other in self.open if other != iccid]

    def refused(self, iccid):
        self.bad.append(iccid)


def locked(pin="1234", answer=b"\r\n+CME ERROR: 16\r\n"):
    peer = Peer()
    peer.answers["+CPIN?"] = LOCKED
    peer.answers["+CPIN="] = answer
    return peer


def test_a_wrong_pin_is_tried_once_however_often_the_modem_is_asked():
    sim = Simulator(clock=VirtualClock(), pin="4321")
    for pin in ("1234", lambda iccid: "1234"):
        tries = card.Tries(pin)
        sim.modems[0].card.pin_tries = 3
        for _ in range(5):
            with pytest.raises(PinRequired, match="refused"):
                open_and_connect(sim, tries)
        assert sim.modems[0].card.pin_tries == 2


def open_and_connect(sim, tries):
    from modem.driver import Modem

    modem = Modem(sim.modems[0].link())
    modem._tries = tries
    try:
        modem.connect()
    finally:
        modem.close()


def test_one_that_the_card_wants_in_the_middle_of_things_is_tried_once_too():
    sim = Simulator(clock=VirtualClock(), pin="4321")
    book = Book("4321")
    with open_modem(sim.modems[0].link(), pin=book) as gsm:
        sim.modems[0].card.pin = "9999"  # another one, from now on
        sim.fault(kind="brown-out")
        for _ in range(5):
            with pytest.raises(PinRequired):
                all_of(gsm, 60)
        assert sim.modems[0].card.pin_tries == 2
        assert book.bad == [sim.modems[0].card.iccid]


def test_the_pin_book_is_told_which_card_refused():
    book = Book("0000")
    for told in ("refused the PIN", "waits for its PIN"):
        peer = locked()
        with pytest.raises(PinRequired, match=told):
            open_modem(peer, pin=book)
    assert book.bad == ["8962100000000000001"]
    assert entered(peer) == []


def test_a_card_too_busy_to_look_at_the_pin_has_not_refused_it():
    peer = locked(answer=[b"\r\n+CME ERROR: 14\r\n", b"\r\nOK\r\n"])
    peer.answers["+CPIN?"] = [LOCKED, LOCKED, READY]
    book = Book("1234")
    with open_modem(peer, pin=book):
        assert entered(peer) == ['+CPIN="1234"'] * 2
    assert book.bad == []


class Breaking(Peer):
    """The line breaks while the PIN goes over it."""

    def _command(self, line):
        super()._command(line)
        self.dead = line.startswith("AT+CPIN=")


@pytest.mark.parametrize(
    ("answers", "again"),
    [
        ({}, False),  # nobody knows what became of it
        ({"+CPINR": b"\r\n+CPINR: SIM PIN,2,3\r\n\r\nOK\r\n"}, False),  # it was a wrong one
        ({"+CPINR": b"\r\n+CPINR: SIM PIN,3,3\r\n\r\nOK\r\n"}, True),  # it never came, or was the right one
    ],
)
def test_a_pin_of_which_no_answer_was_seen_counts_as_a_wrong_one(answers, again):
    book, peer = Book("1234"), Breaking()
    peer.answers["+CPIN?"] = LOCKED
    with pytest.raises(Gone):
        open_modem(peer, pin=book)
    assert (entered(peer), book.open) == (['+CPIN="1234"'], ["8962100000000000001"])
    peer = locked(answer=b"\r\nOK\r\n")
    peer.answers |= answers
    peer.answers["+CPIN?"] = [LOCKED, READY]
    if again:
        open_modem(peer, pin=book).close()
    else:
        with pytest.raises(PinRequired):
            open_modem(peer, pin=book)
    assert entered(peer) == ['+CPIN="1234"'] * again
    assert (book.open == []) is again


def test_nor_is_it_tried_again_by_the_same_program():
    tries = card.Tries("1234")
    tries.tried("1", "1234")
    with pytest.raises(PinRequired, match="answer never came"):
        tries.pin("1")
    assert tries.pin("2") == "1234"
    tries.unharmed("1")
    assert tries.pin("1") == "1234"


def test_a_card_found_open_has_taken_the_pin():
    book = Book("1234")
    book.tried("8962100000000000001")
    open_modem(Peer(), pin=book).close()
    assert book.open == []


def test_the_last_try_is_left_to_a_person():
    peer = locked()
    peer.answers["+CPINR"] = b"\r\n+CPINR: SIM PIN,1,3\r\n+CPINR: SIM PUK,10,10\r\n\r\nOK\r\n"
    with pytest.raises(PinRequired, match="last try"):
        open_modem(peer, pin="1234")
    assert entered(peer) == []


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        (b"\r\n+CPIN: PH-NET PIN\r\n\r\nOK\r\n", "one operator"),
        (b"\r\n+CME ERROR: 40\r\n", "one operator"),
        (b"\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", "PUK"),
    ],
)
def test_other_locks_are_told_and_nothing_is_guessed(answer, fact):
    peer = Peer()
    peer.answers["+CPIN?"] = answer
    with pytest.raises(PinRequired, match=fact):
        open_modem(peer, pin="1234")
    assert entered(peer) == []


def test_a_second_pin_is_none_of_our_business():
    peer = Peer()
    peer.answers["+CPIN?"] = b"\r\n+CPIN: SIM PIN2\r\n\r\nOK\r\n"
    with open_modem(peer) as gsm:
        assert gsm.health().sim == "ready"


def test_a_card_that_is_not_inserted_by_words():
    peer = Peer()
    peer.answers["+CPIN?"] = b"\r\n+CPIN: NOT INSERTED\r\n\r\nOK\r\n"
    with pytest.raises(CmeError) as told:
        open_modem(peer)
    assert told.value.code == 10


# Coming and going


@pytest.mark.parametrize(
    "urc",
    [
        "+CPIN: NOT INSERTED",
        "+CPIN: SIM REMOVED",
        "+SIMCARD: NOT AVAILABLE",
        "^SIMST: 255,0",
        "^SIMST:255",
        "+QSIMSTAT: 1,0",
        "+CSMINS: 1,0",
        "#QSS: 0",
    ],
)
def test_a_card_that_is_taken_out_is_told_once(gsm, peer, urc):
    peer.answers["+CPIN?"] = b"\r\n+CME ERROR: 10\r\n"
    peer.answers["+CMGL"] = b"\r\n+CMS ERROR: 310\r\n"
    peer.urc(urc, after=1)
    peer.urc(urc, after=2)
    assert all_of(gsm, 30) == [SimChanged("missing")]
    assert gsm.health().sim == "missing"


@pytest.mark.parametrize("urc", ["+CPIN: READY", "^SIMST:1", "+QSIMSTAT: 1,1"])
def test_one_that_is_put_in_is_set_up_and_told(gsm, peer, urc):
    peer.urc("+CPIN: NOT INSERTED", after=1)
    peer.answers["+CPIN?"] = b"\r\n+CME ERROR: 10\r\n"
    assert all_of(gsm, 3) == [SimChanged("missing")]
    peer.answers["+CPIN?"] = READY
    peer.answers["+CCID"] = b"\r\n+CCID: 8962100000000000002\r\n\r\nOK\r\n"
    peer.put(1, *sms("Halo"))
    peer.urc(urc, after=1)
    events = all_of(gsm, 3)
    assert [event.state for event in events if isinstance(event, SimChanged)][-1] == "ready"
    assert [event.text for event in events if isinstance(event, SmsReceived)] == ["Halo"]
    assert gsm.iccid == "8962100000000000002"
    assert all_of(gsm, 3) == []


def test_a_modem_that_says_nothing_of_it_is_found_out():
    sim = Simulator(clock=VirtualClock())
    with open_modem(sim.modems[0].link()) as gsm:
        sim.fault(kind="sim-removed", seconds=200)
        assert gsm.next_event(100) == SimChanged("missing")
        assert gsm.next_event(60) is None
        sim.network.handset(ANI).text("Halo")
        events = all_of(gsm, 200)
    assert [event for event in events if isinstance(event, SimChanged)] == [SimChanged("ready")]
    assert [event.text for event in events if isinstance(event, SmsReceived)] == ["Halo"]


def test_a_pin_that_is_wanted_later_is_entered(peer):
    with open_modem(peer, pin="1234") as gsm:
        peer.answers["+CPIN?"] = [LOCKED, READY]
        peer.urc("+CPIN: SIM PIN", after=1)
        assert [event.state for event in all_of(gsm, 5) if isinstance(event, SimChanged)] == ["pin", "ready"]
        assert entered(peer) == ['+CPIN="1234"']


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (READY, "ready"),
        (LOCKED, "pin"),
        (b"\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", "puk"),
        (b"\r\n+CME ERROR: 10\r\n", "missing"),
        (b"\r\n+CME ERROR: 14\r\n", "busy"),
        (b"\r\n+CPIN: NOT READY\r\n\r\nOK\r\n", "busy"),
        (b"\r\nERROR\r\n", "ready"),
        (b"\r\n+CME ERROR: SIM not inserted\r\n", "missing"),
        (b"\r\n+CME ERROR: 13\r\n", "missing"),
    ],
)
def test_its_state_is_part_of_the_health(gsm, peer, answer, state):
    peer.answers["+CPIN?"] = answer
    assert gsm.health().sim == state


def test_other_lines_mean_nothing_for_the_card():
    assert load().card("+ZUSIMR", "2") == ""
    assert load().card("+QSIMSTAT", "0,1") == ""
