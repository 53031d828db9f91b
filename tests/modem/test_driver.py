"""The driver against a small scripted modem: what goes wrong on a line, at every moment, in virtual time."""

import heapq
from datetime import datetime, timedelta, timezone

import pytest

from modem import (
    CallReceived,
    CmeError,
    CmsError,
    Gone,
    OutcomeUnknown,
    PartReceived,
    PinRequired,
    Recovered,
    Refused,
    RegistrationChanged,
    ReportReceived,
    Sent,
    Silent,
    SmsReceived,
    Undecodable,
    Ussd,
    UssdReceived,
    open_modem,
)
from modem.parts import delivers, submits
from modem.tpdu import Address, StatusReport, encode_pdu

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=7)))
ANI, BUDI = "+6281211110001", "+6281211110002"


class Peer:
    """A modem that answers by a table, on a clock that jumps to whatever comes next; a `Link`."""

    name = "script"

    def __init__(self):
        self.time = 0.0
        self.said = []  # every command line
        self.sent = []  # every PDU, in hex
        self.store = {}  # (memory, index) -> (status, hex)
        self.memory = "SM"
        self.answers = {}  # command -> what replaces its answer: bytes, or a list of them, one a time
        self.mute = False
        self.dead = False
        self.echo = True
        self._due, self._count = [], 0
        self._typed, self._wants = b"", None
        self._woken = []

    # Link
    def now(self):
        return self.time

    def read(self, timeout):
        if self.dead:
            raise Gone("The modem is unplugged.")
        end = self.time + timeout
        events = [self._due[0][0]] if self._due else []
        moment = min([*events, *self._woken[:1], end])
        self.time = max(self.time, moment)
        if self._woken and self._woken[0] <= self.time:
            self._woken.pop(0)
            return b""
        octets = b""
        while self._due and self._due[0][0] <= self.time:
            octets += heapq.heappop(self._due)[2]
        return octets

    def write(self, octets):
        if self.dead:
            raise Gone("The modem is unplugged.")
        for octet in octets:
            self._typed += bytes([octet])
            if self._wants and octet == 0x1A:
                self._body(self._typed[:-1].decode())
            elif octet == 0x1B:
                self._typed, self._wants = b"", None
            elif octet == 0x0D and not self._wants:
                line, self._typed = self._typed.decode(), b""
                self._command(line.strip())

    def wake(self):
        self._woken.append(self.time)

    def close(self):
        self.dead = True

    # the modem
    def say(self, octets, after=0.0):
        if not octets:
            return
        self._count += 1
        heapq.heappush(self._due, (self.time + after, self._count, octets))

    def urc(self, text, after=0.0):
        self.say(b"\r\n%s\r\n" % text.encode(), after)

    def wake_after(self, seconds):
        self._woken.append(self.time + seconds)

    def _command(self, line):
        if self.mute:
            return
        self.said.append(line.removeprefix("AT"))
        if self.echo:
            self.say(line.encode() + b"\r")
        self.say(self._answer(line.removeprefix("AT")))

    def _answer(self, line):
        for begin, answer in self.answers.items():
            if line.startswith(begin):
                answer = answer.pop(0) if isinstance(answer, list) and answer else answer
                if isinstance(answer, bytes):
                    return answer
        name, _, value = line.partition("=")
        if value == "?" and name == "+CPMS":
            return b'\r\n+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")\r\n\r\nOK\r\n'
        if name == "+CPMS":
            self.memory = value.split('"')[1]
        if name in ("+CMGS", "+CMGW"):
            self._wants = name
            return b"\r\n> "
        if name == "+CMGL":
            return self._list()
        if name == "+CMGD":
            self.store.pop((self.memory, int(value)), None)
        if line == "E0":
            self.echo = False
        lines = {
            "+CPIN?": "+CPIN: READY", "+CGSN": "356938035643809", "+CIMI": "510101234567890",
            "+CCID": "+CCID: 8962100000000000001", "+CMGF?": "+CMGF: 0", "+CREG?": "+CREG: 1,5",
            "+COPS?": '+COPS: 0,0,"TELKOMSEL"', "+CSQ": "+CSQ: 18,99", "+CPMS?": '+CPMS: "SM",3,30,"SM",3,30',
        }  # fmt: skip
        return b"\r\n%s\r\n\r\nOK\r\n" % lines[line].encode() if line in lines else b"\r\nOK\r\n"

    def _list(self):
        entries = sorted(
            (index, *entry) for (memory, index), entry in self.store.items() if memory == self.memory
        )
        for index, status, pdu in entries:
            if status == 0:
                self.store[self.memory, index] = (1, pdu)
        return "".join(
            f"\r\n+CMGL: {index},{status},,{len(pdu) // 2 - 1}\r\n{pdu}" for index, status, pdu in entries
        ).encode() + (b"\r\n\r\nOK\r\n" if entries else b"\r\nOK\r\n")

    def _body(self, pdu):
        name, self._wants, self._typed = self._wants, None, b""
        if self.mute:
            return
        self.sent.append(pdu)
        answer = self.answers.get("body", f"\r\n{name}: {len(self.sent)}\r\n\r\nOK\r\n".encode())
        self.say(answer.pop(0) if isinstance(answer, list) else answer, after=2.0)

    def put(self, index, pdu, status=0, memory="SM"):
        self.store[memory, index] = (status, pdu if isinstance(pdu, str) else encode_pdu(pdu).hex().upper())

    def arrive(self, *pdus, after=0.0):
        for pdu in pdus:
            index = next(n for n in range(1, 300) if ("SM", n) not in self.store)
            self.put(index, pdu)
            self.urc(f'+CMTI: "SM",{index}', after)


@pytest.fixture
def peer():
    return Peer()


@pytest.fixture
def gsm(peer):
    with open_modem(peer) as modem:
        assert modem.next_event(0) is None
        peer.said.clear()
        yield modem


def sms(text, sender=ANI, reference=0, seconds=0):
    return delivers(sender, text, timestamp=NOON + timedelta(seconds=seconds), reference=reference)


def report(reference, status=0):
    return StatusReport(reference, Address.of(ANI), NOON, NOON, status)


def all_of(modem, timeout=0):
    events = []
    while (event := modem.next_event(timeout)) is not None:
        events.append(event)
    return events


def after_trouble(modem, timeout):
    """The next event that is not about the modem itself."""
    while isinstance(event := modem.next_event(timeout), Recovered):
        pass
    return event


# Connecting


def test_connects_from_any_echo_and_knows_who_it_is(gsm, peer):
    assert (gsm.imei, gsm.iccid, gsm.imsi) == ("356938035643809", "8962100000000000001", "510101234567890")
    assert not peer.echo


def test_waits_for_a_modem_that_boots():
    peer = Peer()
    peer.mute = True
    peer.urc("RDY", after=3.0)
    real = peer.read

    def read(timeout):
        peer.mute = peer.time < 6
        return real(timeout)

    peer.read = read
    with open_modem(peer) as modem:
        assert 6 <= peer.time < 10
        assert modem.imei


def test_answers_to_repeated_attention_are_no_answers_to_more():
    peer = Peer()
    real, last = peer.say, 2.4

    def say(octets, after=0.0):  # one after the other, as a modem that comes up late works its input off
        nonlocal last
        last = max(peer.time + after, last + 0.1)
        real(octets, last - peer.time)

    peer.say = say
    with open_modem(peer) as modem:
        assert (modem.imei, modem.imsi) == ("356938035643809", "510101234567890")


def test_connects_to_a_modem_left_at_a_prompt():
    peer = Peer()
    peer._wants = "+CMGS"
    with open_modem(peer):
        assert peer.sent == []


def test_a_dead_line_ends_in_bounds():
    peer = Peer()
    peer.mute = True
    with pytest.raises(Gone, match=r"does not answer"):
        open_modem(peer)
    assert peer.time <= 30
    assert peer.dead


@pytest.mark.parametrize(
    "refused", ["+CMEE", "+CSCS", "+CLIP", "+CSMS", "+CPMS", "+CNMI", "+CCID", "+CREG", "+CUSD"]
)
def test_connects_to_a_modem_that_refuses(refused):
    peer = Peer()
    peer.answers[refused] = b"\r\nERROR\r\n"
    peer.put(1, *sms("Halo"))
    with open_modem(peer) as modem:
        assert modem.next_event(5).text == "Halo"


def test_negotiates_how_messages_are_told():
    peer = Peer()
    peer.answers["+CNMI=2,1,0,1,0"] = peer.answers["+CNMI=1,1"] = b"\r\n+CMS ERROR: 303\r\n"
    with open_modem(peer):
        assert [line for line in peer.said if line.startswith("+CNMI")][-1] == "+CNMI=2,1,0,2,0"


def test_the_pin_is_entered_once():
    peer = Peer()
    peer.answers["+CPIN?"] = [b"\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", b"\r\n+CME ERROR: 14\r\n"]
    with open_modem(peer, pin=lambda iccid: "1234" if iccid.startswith("8962") else None):
        assert [line for line in peer.said if line.startswith("+CPIN=")] == ['+CPIN="1234"']


def test_a_card_that_takes_its_time_is_not_given_the_pin_again():
    peer = Peer()
    locked = b"\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n"
    peer.answers["+CPIN?"] = [locked] * 4
    with open_modem(peer, pin="1234"):
        assert peer.said.count('+CPIN="1234"') == 1
    peer = Peer()
    peer.answers["+CPIN?"] = locked
    with pytest.raises(CmeError):
        open_modem(peer, pin="1234")
    assert peer.said.count('+CPIN="1234"') == 1


@pytest.mark.parametrize(
    ("state", "pin", "fact"),
    [
        (b"\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", None, "waits for its PIN"),
        (b"\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", "0000", "refused the PIN"),
        (b"\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", "0000", "wants its PUK"),
        (b"\r\n+CME ERROR: 12\r\n", "0000", "wants its PUK"),
    ],
)
def test_a_locked_card_is_told_and_no_pin_is_guessed(peer, state, pin, fact):
    peer.answers |= {"+CPIN?": state, "+CPIN=": b"\r\n+CME ERROR: 16\r\n"}
    with pytest.raises(PinRequired, match=fact):
        open_modem(peer, pin=pin)
    assert sum(line.startswith("+CPIN=") for line in peer.said) <= 1


def test_a_missing_card_is_told(peer):
    peer.answers["+CPIN?"] = b"\r\n+CME ERROR: 10\r\n"
    with pytest.raises(CmeError, match="SIM"):
        open_modem(peer)


def test_a_busy_card_is_waited_for(peer):
    peer.answers["+CPIN?"] = [b"\r\n+CME ERROR: 14\r\n"] * 5
    with open_modem(peer):
        assert 2 < peer.time < 10


# Sending


def test_sends_a_short_message(gsm, peer):
    assert gsm.send(ANI, "Halo") == Sent(1, (1,))
    (tpdu,) = submits(ANI, "Halo")
    assert peer.said[-1] == f"+CMGS={len(tpdu.encode())}"
    assert bytes.fromhex(peer.sent[0])[1:] == tpdu.encode()


def test_sends_a_long_message_in_parts(gsm, peer):
    assert gsm.send(BUDI, "ą" * 100) == Sent(2, (1, 2))
    assert "+CMMS=1" in peer.said


def test_references_of_long_messages_go_on(gsm, peer):
    gsm.send(ANI, "x" * 200)
    gsm.send(ANI, "x" * 200)
    assert peer.sent[0] != peer.sent[2]
    with open_modem(other := Peer(), reference=lambda who: 7) as modem:
        modem.send(ANI, "x" * 200)
        modem.send(ANI, "x" * 200)
    assert other.sent[0] == other.sent[2]


def test_a_refused_message_was_not_sent(gsm, peer):
    peer.answers["body"] = b"\r\n+CMS ERROR: 38\r\n"
    with pytest.raises(CmsError) as caught:
        gsm.send(ANI, "Halo")
    assert (caught.value.code, caught.value.kind) == (38, "temporary")
    peer.answers["+CMGS"] = b"\r\nERROR\r\n"
    with pytest.raises(CmsError) as caught:
        gsm.send(ANI, "Halo")
    assert caught.value.code is None


def test_silence_before_the_prompt_means_not_sent(gsm, peer):
    peer.answers["+CMGS"] = [b""]
    with pytest.raises(Silent):
        gsm.send(ANI, "Halo")
    assert gsm.send(ANI, "Halo") == Sent(1, (1,))


@pytest.mark.parametrize("lost", [b"", b"\r\n+CMGS: 7\r\n", b"\r\nOK\r\n", b"\r\nRDY\r\n"])
def test_a_lost_answer_means_unknown(gsm, peer, lost):
    peer.answers["body"] = [lost]
    with pytest.raises(OutcomeUnknown):
        gsm.send(ANI, "Halo")
    assert peer.time < 10 or lost != b"\r\nRDY\r\n"
    peer.answers.pop("body")
    assert gsm.send(BUDI, "Halo") == Sent(1, (2,))


def test_a_lost_prompt_leaves_nothing_behind(gsm, peer):
    real = peer._answer
    peer._answer = lambda line: real(line) and b""
    with pytest.raises(Silent):
        gsm.send(ANI, "Halo")
    peer._answer = real
    assert gsm.send(ANI, "Halo") == Sent(1, (1,))
    assert len(peer.sent) == 1


def test_a_line_that_breaks_after_the_message_means_unknown(gsm, peer):
    real = peer._body

    def body(pdu):
        real(pdu)
        peer.dead = True

    peer._body = body
    with pytest.raises(OutcomeUnknown):
        gsm.send(ANI, "Halo")
    with pytest.raises(Gone):
        gsm.next_event(1)


def test_five_minutes_of_patience(gsm, peer):
    peer.answers["body"] = [b""]
    peer.urc("+CMGS: 9\r\n\r\nOK", after=290)
    assert gsm.send(ANI, "Halo").references == (9,)


def test_a_late_answer_is_not_taken_for_the_next_command(gsm, peer):
    peer.answers["+CSQ"] = [b""]
    peer.say(b"\r\n+CSQ: 1,0\r\n\r\nOK\r\n", after=10.5)
    with pytest.raises(Silent):
        gsm.health()
    peer.answers["body"] = [b"\r\n+CMS ERROR: 38\r\n"]
    with pytest.raises(CmsError):
        gsm.send(ANI, "Halo")


def test_store_then_send(gsm, peer):
    peer.answers["+CMSS"] = b"\r\n+CMSS: 44\r\n\r\nOK\r\n"
    (tpdu,) = submits(ANI, "Bukti")
    assert gsm.store(tpdu) == 1
    assert gsm.send_stored(1) == 44
    peer.answers["+CMSS"] = [b""]
    with pytest.raises(OutcomeUnknown):
        gsm.send_stored(1)


@pytest.mark.parametrize(
    "number", ["", "12", "abc", "+62 811", '+62811"', "+62811\r+CMGD=1,4", "+62811;", "1" * 16]
)
def test_no_other_line_by_a_number(gsm, peer, number):
    with pytest.raises(Refused):
        gsm.send(number, "Halo")
    assert peer.said == []


# Receiving


def test_what_lay_there_is_told_at_once():
    peer = Peer()
    peer.put(3, *sms("dua", seconds=2))
    peer.put(5, *sms("satu", seconds=1))
    peer.put(1, encode_pdu(submits(ANI, "keluar")[0]).hex(), status=3, memory="ME")
    peer.put(2, *sms("tiga", seconds=3), memory="ME")
    with open_modem(peer) as modem:
        events = all_of(modem)
        assert sorted(event.text for event in events) == ["dua", "satu", "tiga"]
        assert [event.text for event in events if event.entries[0].memory == "SM"] == ["satu", "dua"]
        for event in events:
            modem.accept(event)
        assert list(peer.store) == [("ME", 1)]
        assert [(entry.index, entry.status) for entry in modem.stored()] == [(1, 3)]


def test_a_message_stays_until_it_is_accepted_and_is_told_once(gsm, peer):
    peer.arrive(*sms("Halo"), after=5)
    event = gsm.next_event(60)
    assert (event.sender, event.text, event.sent_at, event.flash, event.complete) == (
        ANI,
        "Halo",
        NOON,
        False,
        True,
    )
    assert peer.time == 5
    assert all_of(gsm, 200) == []
    assert peer.store
    gsm.accept(event)
    gsm.accept(event)
    assert not peer.store
    assert peer.said.count("+CMGD=1") == 1


def test_a_lost_hint_costs_a_minute_at_most(gsm, peer):
    peer.put(4, *sms("Halo"))
    assert gsm.next_event(90).text == "Halo"
    assert peer.time <= 60


def test_a_slot_that_is_free_already_is_no_error(gsm, peer):
    peer.arrive(*sms("Halo"))
    event = gsm.next_event(1)
    peer.answers["+CMGD"] = b"\r\n+CMS ERROR: 500\r\n"
    with pytest.raises(CmsError):
        gsm.accept(event)
    peer.answers["+CMGD"] = b"\r\n+CMS ERROR: 321\r\n"
    gsm.accept(event)
    gsm.delete(7)


def test_a_slot_that_was_filled_anew_is_not_deleted(gsm, peer):
    peer.arrive(*sms("satu"))
    first = gsm.next_event(1)
    peer.put(1, *sms("dua", seconds=9))
    second = gsm.next_event(61)
    gsm.accept(first)
    assert peer.store
    gsm.accept(second)
    assert not peer.store


def test_the_same_message_twice_has_one_key(gsm, peer):
    peer.arrive(*sms("Halo"), *sms("Halo"))
    one, two = all_of(gsm)
    assert one.key == two.key
    assert one.key != gsm_key(sms("Halo", seconds=1), gsm, peer)


def gsm_key(message, gsm, peer):
    peer.arrive(*message)
    return gsm.next_event(1).key


def test_a_long_message_is_one_event_in_any_order(gsm, peer):
    text = "Pendaftaran " * 40
    parts = sms(text, reference=7)
    assert len(parts) > 2
    peer.arrive(*parts[1:])
    assert gsm.next_event(5) is None
    peer.arrive(parts[1], parts[0])
    event = gsm.next_event(5)
    assert event.text == text
    assert len(event.parts) == len(parts)
    gsm.accept(event)
    assert not peer.store


def test_a_part_that_comes_again_is_swept_up(gsm, peer):
    parts = sms("x" * 200, reference=7)
    peer.arrive(*parts)
    gsm.accept(gsm.next_event(5))
    peer.arrive(parts[1])
    assert gsm.next_event(5) is None
    assert not peer.store


def test_missing_parts_are_given_up_in_the_end(peer):
    with open_modem(peer, patience=3600) as gsm:
        parts = sms("x" * 200, reference=7)
        peer.arrive(parts[1])
        event = gsm.next_event(2 * 3600)
        assert not event.complete
        assert parts[1].text in event.text
        gsm.accept(event)
        assert not peer.store


def test_parts_one_by_one_where_the_caller_joins_them(peer):
    with open_modem(peer, assemble=False) as gsm:
        peer.arrive(*sms("x" * 200, reference=7), *sms("Halo", seconds=1))
        one, two, three = all_of(gsm)
        assert isinstance(one, PartReceived)
        assert (one.part.concat.part, two.part.concat.part, three.text) == (1, 2, "Halo")
        gsm.accept(one)
        assert sorted(peer.store) == [("SM", 2), ("SM", 3)]


@pytest.mark.parametrize("poison", ["", "zz", "0", "07", "0001", "FF" * 200, "00" * 20, "0891" + "F" * 320])
def test_poison_holds_nobody_up(gsm, peer, poison):
    peer.arrive(*sms("satu"))
    peer.put(2, poison)
    peer.arrive(*sms("dua", seconds=1))
    events = all_of(gsm)
    assert sorted(event.text for event in events if isinstance(event, SmsReceived)) == ["dua", "satu"]
    (bad,) = [event for event in events if isinstance(event, Undecodable)]
    assert bad.reason
    for event in events:
        gsm.accept(event)
    assert not peer.store


def test_a_store_that_cannot_be_listed_is_read_slot_by_slot(gsm, peer):
    peer.answers["+CMGL"] = b"\r\n+CMS ERROR: 500\r\n"
    (message,) = sms("Halo")
    peer.answers |= {
        "+CMGR=2": f"\r\n+CMGR: 0,,23\r\n{encode_pdu(message).hex()}\r\n\r\nOK\r\n".encode(),
        "+CMGR": b"\r\n+CMS ERROR: 321\r\n",
    }
    peer.urc('+CMTI: "SM",2')
    assert gsm.next_event(5).text == "Halo"


def test_reports_come_directly_or_by_the_store(gsm, peer):
    peer.urc("+CDS: 25\r\n" + encode_pdu(report(7)).hex())
    event = gsm.next_event(1)
    assert isinstance(event, ReportReceived)
    assert (event.reference, event.recipient, event.delivered, event.at) == (7, ANI, True, NOON)
    assert peer.said == ["+CNMA"]
    gsm.accept(event)
    peer.put(9, report(8, 0x46), memory="SR")
    peer.urc('+CDSI: "SR",9')
    event = gsm.next_event(1)
    assert (event.reference, event.delivered, event.status) == (8, False, 0x46)
    gsm.accept(event)
    assert not peer.store


def test_a_direct_message_is_kept_and_acknowledged(gsm, peer):
    (message,) = sms("Halo")
    peer.urc("+CMT: ,23\r\n" + encode_pdu(message).hex())
    event = gsm.next_event(1)
    assert event.text == "Halo"
    assert peer.said == ["+CNMA"]
    gsm.accept(event)
    assert peer.said == ["+CNMA"]
    peer.arrive(message)
    assert gsm.next_event(1).key == event.key


def test_where_the_modem_wants_no_acknowledgement_it_gets_none(peer):
    peer.answers["+CSMS=1"] = b"\r\nERROR\r\n"
    with open_modem(peer) as gsm:
        peer.urc("+CDS: 25\r\n" + encode_pdu(report(7)).hex())
        assert gsm.next_event(1).reference == 7
        assert "+CNMA" not in peer.said


def test_a_refused_acknowledgement_switches_the_reports_on_again(gsm, peer):
    peer.answers["+CNMA"] = b"\r\n+CMS ERROR: 340\r\n"
    peer.urc("+CDS: 25\r\n" + encode_pdu(report(7)).hex())
    assert gsm.next_event(1).reference == 7
    assert peer.said == ["+CNMA", "+CNMI=2,1,0,1,0"]


# The line


def exchange_with_a_urc(at):
    """Connect, list, send, accept; a message is announced before line end *at*. Gives how many there were."""
    peer = Peer()
    peer.put(1, *sms("lama"))
    real, ends = peer.say, 0

    def say(octets, after=0.0):
        nonlocal ends
        pieces = octets.split(b"\r\n")
        for number in range(len(pieces)):
            ends += 1
            if ends == at:
                peer.put(9, *sms("baru", seconds=1))
                pieces[number] = b'\r\n+CMTI: "SM",9\r\n' + pieces[number]
        real(b"\r\n".join(pieces), after)

    peer.say = say
    with open_modem(peer) as modem:
        assert modem.send(ANI, "Halo") == Sent(1, (1,))
        texts = []
        while (event := modem.next_event(1)) is not None:
            texts.append(event.text)
            modem.accept(event)
        assert sorted(texts) == (["baru", "lama"] if at <= ends else ["lama"])
        assert not peer.store
    return ends


def test_a_urc_anywhere_in_a_whole_exchange():
    at = 1
    while at <= exchange_with_a_urc(at):
        at += 1
    assert at > 50


def test_a_wake_ends_waiting_and_no_command(gsm, peer):
    peer.wake_after(3.0)
    assert gsm.next_event(60) is None
    assert peer.time == 3.0
    peer.wake_after(1.0)
    assert gsm.send(ANI, "Halo") == Sent(1, (1,))
    before = peer.time
    assert gsm.next_event(60) is None
    assert peer.time == before
    assert gsm.next_event(7) is None
    assert peer.time == before + 7


def test_a_restart_is_noticed_and_set_up_anew(gsm, peer):
    peer.echo = True
    peer.put(1, *sms("Halo"))
    peer.urc("RDY", after=1)
    peer.urc("Call Ready", after=2)
    assert after_trouble(gsm, 30).text == "Halo"
    assert "E0" in peer.said
    assert not peer.echo


def test_a_set_up_that_fails_after_a_restart_is_done_again(gsm, peer):
    peer.answers["+CPIN?"] = [b"\r\n+CME ERROR: 10\r\n"]
    peer.urc("RDY", after=1)
    with pytest.raises(CmeError):
        gsm.next_event(30)
    peer.put(1, *sms("Halo"))
    assert after_trouble(gsm, 30).text == "Halo"


def test_another_card_after_a_restart_keeps_its_messages(gsm, peer):
    peer.arrive(*sms("lama"))
    old = gsm.next_event(1)
    peer.answers["+CCID"] = b"\r\n+CCID: 8962100000000000002\r\n\r\nOK\r\n"
    peer.urc("RDY")
    new = after_trouble(gsm, 1)
    assert new.key == old.key  # the octets are equal by chance: the slots are not
    peer.put(1, *sms("baru", seconds=1))
    assert after_trouble(gsm, 61).text == "baru"
    gsm.accept(old)
    assert peer.store


def test_after_trouble_every_store_is_looked_at(gsm, peer):
    peer.put(2, *sms("Halo"), memory="ME")
    assert gsm.next_event(300) is None
    peer.answers["+CSQ"] = [b""]
    with pytest.raises(Silent):
        gsm.health()
    assert after_trouble(gsm, 1).text == "Halo"


def test_a_modem_that_falls_silent_is_gone_in_bounds(gsm, peer):
    peer.mute = True
    with pytest.raises(Gone):
        gsm.next_event(400)
    assert peer.time < 400


def test_a_listing_that_always_hangs_is_met_by_ever_stronger_means(gsm, peer):
    """Field: sticks of which only the message store hangs, every 20 minutes (gammu #4)."""
    peer.answers["+CMGL"] = b""
    peer.urc('+CMTI: "SM",1')
    steps = [gsm.next_event(300) for _ in range(3)]
    assert steps == [Recovered("attention"), Recovered("setup"), Recovered("restart")]
    said = [line for line in peer.said if line in ("+CMGL=4", "E0", "+CFUN=1,1")]
    assert said == ["+CMGL=4", "+CMGL=4", "E0", "+CMGL=4", "+CFUN=1,1", "E0"]
    assert peer.time < 600
    with pytest.raises(Gone, match="again and again"):
        gsm.next_event(300)


def test_a_change_of_registration_is_told_once(gsm, peer):
    for text in ("1", "1", "2", '2,"1A2B","0C3D"', "3", "5"):
        peer.urc(f"+CREG: {text}")
    assert all_of(gsm) == [RegistrationChanged(state) for state in ("searching", "denied", "roaming")]


@pytest.mark.parametrize(
    ("answers", "told", "seconds"),
    [
        ([b"\r\n+CREG: 0,2\r\n\r\nOK\r\n"] * 3, "roaming", 3),
        (b"\r\n+CREG: 0,2\r\n\r\nOK\r\n", "searching", 30),
        (b"\r\n+CREG: 0,3\r\n\r\nOK\r\n", "denied", 0),
        (b"\r\nERROR\r\n", "", 30),
    ],
)
def test_registration_is_waited_for_and_told(gsm, peer, answers, told, seconds):
    peer.answers["+CREG?"] = answers
    began = peer.time
    assert gsm.registration(timeout=30) == told
    assert peer.time - began == pytest.approx(seconds, abs=0.1)


def test_a_network_of_4g_only_is_one(gsm, peer):
    peer.answers["+CREG?"] = b"\r\n+CREG: 0,0\r\n\r\nOK\r\n"
    peer.answers["+CEREG?"] = b"\r\n+CEREG: 0,1\r\n\r\nOK\r\n"
    assert gsm.registration() == "home"
    assert gsm.health().registered


@pytest.mark.parametrize(
    ("clock", "time"),
    [("26/11/24,10:14:28+28", "2026-11-24 10:14:28+07:00"), ("80/01/06,00:01:02+00", "None")],
)
def test_the_clock_of_the_network_is_a_hint_where_one_was_set(gsm, peer, clock, time):
    peer.answers["+CCLK?"] = b'\r\n+CCLK: "%s"\r\n\r\nOK\r\n' % clock.encode()
    assert str(gsm.health().network_time) == time


def test_a_full_store_is_looked_through(gsm, peer):
    peer.answers["body"] = b"\r\n+CMS ERROR: 322\r\n"
    with pytest.raises(CmsError):
        gsm.store(submits(ANI, "Halo", reference=0)[0])
    peer.said.clear()
    peer.put(2, *sms("Halo"), memory="ME")
    assert gsm.next_event(1).text == "Halo"
    peer.said.clear()
    peer.urc('^SMMEMFULL: "SM"')
    gsm.next_event(1)
    assert peer.said.count("+CMGL=4") == 2


def test_a_modem_that_stalls_once_comes_back(gsm, peer):
    peer.answers["+CMGL"] = [b""]
    peer.put(1, *sms("Halo"))
    peer.urc('+CMTI: "SM",1')
    assert after_trouble(gsm, 300).text == "Halo"


def test_closing_ends_the_events(gsm, peer):
    peer.arrive(*sms("Halo"))
    for event in gsm.events():
        assert event.text == "Halo"
        gsm.close()
    with pytest.raises(Gone):
        gsm.next_event(1)


# Calls


def test_a_call_is_one_event_however_often_it_rings(gsm, peer):
    for second in range(0, 20, 5):
        peer.urc("RING", second)
        peer.urc(f'+CLIP: "{ANI}",145,"",0,"",0', second + 0.1)
    peer.urc("NO CARRIER", 21)
    peer.urc("RING", 23)
    peer.urc(f'+CLIP: "{ANI}",145', 23.1)
    assert all_of(gsm, 30) == [CallReceived(ANI), CallReceived(ANI)]


def test_a_hidden_number_is_told(gsm, peer):
    peer.urc("RING")
    assert gsm.next_event(10) == CallReceived(None)
    assert peer.time <= 2
    peer.urc("RING", 20)
    peer.urc('+CLIP: "",128', 20)
    assert gsm.next_event(60) == CallReceived(None)


def test_a_second_caller_is_another_call(gsm, peer):
    peer.urc(f'RING\r\n\r\n+CLIP: "{ANI}",145')
    peer.urc(f'RING\r\n\r\n+CLIP: "{BUDI}",145', 4)
    assert all_of(gsm, 9) == [CallReceived(ANI), CallReceived(BUDI)]


def test_hanging_up(gsm, peer):
    peer.urc(f'RING\r\n\r\n+CLIP: "{ANI}",145')
    assert gsm.next_event(1) == CallReceived(ANI)
    peer.answers["+CHUP"] = b"\r\nRING\r\n\r\nERROR\r\n"
    gsm.hang_up()
    assert peer.said == ["+CHUP", "H"]
    peer.urc(f'RING\r\n\r\n+CLIP: "{ANI}",145', 0.5)
    assert gsm.next_event(2) is None
    peer.urc(f'RING\r\n\r\n+CLIP: "{ANI}",145', 5)
    assert gsm.next_event(9) == CallReceived(ANI)


def test_a_call_that_rings_while_a_message_is_sent_is_kept(gsm, peer):
    peer.urc(f'RING\r\n\r\n+CLIP: "{ANI}",145', 1)
    peer.urc("NO CARRIER", 1.5)
    gsm.send(BUDI, "Halo")
    assert gsm.next_event(1) == CallReceived(ANI)


# USSD


def test_a_code_is_dialled_and_answered(gsm, peer):
    peer.urc('+CUSD: 1,"Menu:\n1 Pulsa\n2 Kuota",15', 3)
    assert gsm.ussd("*123#") == Ussd("Menu:\n1 Pulsa\n2 Kuota", more=True)
    assert peer.said == ['+CUSD=1,"*123#",15']
    peer.urc('+CUSD: 0,"Pulsa Rp5.000",15', 1)
    assert gsm.ussd("1") == Ussd("Pulsa Rp5.000", more=False)
    with pytest.raises(Refused):
        gsm.ussd("1")


def test_what_the_network_says_by_itself_is_no_answer(gsm, peer):
    peer.urc('+CUSD: 0,"Promo!",15', 1)
    assert gsm.next_event(5) == UssdReceived("Promo!", more=False)
    peer.urc('+CUSD: 1,"Kuota habis. 1 Beli",15')
    gsm.health()
    peer.urc('+CUSD: 0,"Pulsa Rp5.000",15', 2)
    assert gsm.ussd("*888#").text == "Pulsa Rp5.000"
    assert gsm.next_event(1) == UssdReceived("Kuota habis. 1 Beli", more=True)


def test_other_urcs_wait_while_ussd_does(gsm, peer):
    peer.arrive(*sms("Halo"), after=1)
    peer.urc('+CUSD: 2,"Terima kasih",15', 2)
    assert gsm.ussd("*888#") == Ussd("Terima kasih", more=False)
    assert gsm.next_event(1).text == "Halo"


def test_a_network_that_does_not_serve_or_answer(gsm, peer):
    peer.urc("+CUSD: 4", 1)
    with pytest.raises(Exception, match=r"does not serve \*777#"):
        gsm.ussd("*777#")
    with pytest.raises(Silent):
        gsm.ussd("*777#", timeout=20)
    assert peer.said[-1] == "+CUSD=2"
    peer.answers["+CUSD=1"] = b"\r\n+CME ERROR: 30\r\n"
    with pytest.raises(CmeError):
        gsm.ussd("*777#")


FORBIDDEN = """
    *21*0811111111# **21*0811111111# *21# **62*08# *61*08*11*20# **67*08# **002*08# *002# **004*08# ##002#
    ##21# #21# *#21# *#06# *#62# **04*1234*0000*0000# **05*12345678*1111*1111# **042*1*2*2# *33*0000#
    *330*0000# #33*0000# **03*330*0*1*1# *43# #43# *#43# *31# *30# *76# *77# #31#0811 *300# *353*0# *351*0#
    *858*081211110001*50000# *123*10000# 112 *5005*1# *1# *#*#4636#*#* *123#;+CMGD=1,4 *123"# *06# 123# *123
    ** # * *# ##
"""


@pytest.mark.parametrize("code", [*FORBIDDEN.split(), "*123#\r", "*123 #", "*12３#", ""])
def test_no_code_that_changes_anything_is_dialled(gsm, peer, code):
    with pytest.raises(Refused):
        gsm.ussd(code)
    assert peer.said == []


def test_an_allow_list_of_ones_own():
    peer = Peer()
    with open_modem(peer, codes={"*363*9000#"}) as modem:
        peer.urc('+CUSD: 0,"ok",15', 1)
        assert modem.ussd("*363*9000#").text == "ok"
        with pytest.raises(Refused):
            modem.ussd("*888#")


def test_health(gsm, peer):
    health = gsm.health()
    assert (health.registered, health.roaming, health.signal, health.operator) == (
        True,
        True,
        -77,
        "TELKOMSEL",
    )
    assert (health.memory, health.used, health.total, health.imei) == ("SM", 3, 30, gsm.imei)
    peer.answers |= {"+CSQ": b"\r\nERROR\r\n", "+COPS?": b"\r\n+COPS: 0\r\n\r\nOK\r\n"}
    assert gsm.health()._replace(used=0).signal is None
