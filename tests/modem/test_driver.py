"""The driver against a small scripted modem, in virtual time: connecting and sending."""

import pytest

from modem import (
    CmeError,
    CmsError,
    Gone,
    OutcomeUnknown,
    PinRequired,
    Refused,
    Sent,
    Silent,
    open_modem,
)
from modem.parts import submits
from tests.modem.peer import ANI, BUDI, Peer, sms

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


@pytest.mark.parametrize("said", [b"\r\nOK\r\n", b"\r\n:5\r\n\r\nOK\r\n", b"\r\n+CMGS: 5\r\n\r\nOK\r\n"])
def test_nothing_is_sent_where_no_prompt_comes(gsm, peer, said):
    peer.answers["+CMGS"] = [said]
    with pytest.raises(Silent):
        gsm.send(ANI, "Halo")
    assert not peer.sent


def test_store_then_send(gsm, peer):
    peer.answers["+CMSS"] = b"\r\n+CMSS: 44\r\n\r\nOK\r\n"
    (tpdu,) = submits(ANI, "Bukti")
    assert gsm.store(tpdu) == 1
    assert gsm.send_stored(1) == 44
    peer.answers["+CMSS"] = [b""]
    with pytest.raises(OutcomeUnknown):
        gsm.send_stored(1)


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ([], ["+CMMS=1", "+CMSS=1", "+CMSS=2"]),
        (["+CMMS=1"], ["+CMMS=1", "+CMMS=2", "+CMSS=1", "+CMSS=2", "+CMMS=0"]),
        (["+CMMS"], ["+CMMS=1", "+CMMS=2", "+CMSS=1", "+CMSS=2"]),
    ],
)
def test_the_link_is_kept_between_what_was_stored(gsm, peer, refused, said):
    peer.answers["+CMSS"] = b"\r\n+CMSS: 9\r\n\r\nOK\r\n"
    peer.answers.update(dict.fromkeys(refused, b"\r\nERROR\r\n"))
    gsm.send_stored(1, more=True)
    gsm.send_stored(2)
    assert [line for line in peer.said if line.startswith(("+CMMS", "+CMSS"))] == said


@pytest.mark.parametrize(
    "number", ["", "12", "abc", "+62 811", '+62811"', "+62811\r+CMGD=1,4", "+62811;", "1" * 16]
)
def test_no_other_line_by_a_number(gsm, peer, number):
    with pytest.raises(Refused):
        gsm.send(number, "Halo")
    assert peer.said == []


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ((), ["+CMMS=1"]),
        (("+CMMS=1",), ["+CMMS=1", "+CMMS=2", "+CMMS=0", "+CMMS=2", "+CMMS=0"]),
        (("+CMMS",), ["+CMMS=1", "+CMMS=2"]),
    ],
)
def test_the_link_is_kept_between_the_parts_as_the_modem_can(gsm, peer, refused, said):
    peer.answers.update(dict.fromkeys(refused, b"\r\nERROR\r\n"))
    gsm.send(ANI, "Halo")
    assert not [line for line in peer.said if line.startswith("+CMMS")]
    for part in submits(ANI, "a" * 400, reference=1):
        gsm.submit(part)
    if refused:
        gsm.send(ANI, "b" * 400)
    assert [line for line in peer.said if line.startswith("+CMMS")] == said


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ('+CSCA: "+6281100000",145', []),
        ('+CSCA: "",129', ['+CSCA="+6281100000",145']),
        ("", ['+CSCA="+6281100000",145']),
    ],
)
def test_the_service_centre_is_set_where_the_card_has_another(peer, card, said):
    peer.answers["+CSCA?"] = b"\r\n%s\r\n\r\nOK\r\n" % card.encode()
    open_modem(peer, smsc="+6281100000").close()
    assert [line for line in peer.said if line.startswith("+CSCA=")] == said
