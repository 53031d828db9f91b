"""The driver against a scripted modem: what goes wrong on the line, at every moment."""

import pytest

from modem import (
    CmeError,
    CmsError,
    Gone,
    Recovered,
    RegistrationChanged,
    Sent,
    Silent,
    open_modem,
)
from modem.parts import submits
from tests.modem.peer import ANI, Peer, after_trouble, all_of, sms

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


def test_what_a_modem_gone_mad_says_is_held_in_bounds_and_no_message_is_missed(gsm, peer):
    peer.arrive(*sms("Halo"), after=0.5)
    for number in range(400):
        peer.urc(f"^NOISE: {number:0200}", after=1)
    assert gsm.send(ANI, "Halo") == Sent(1, (1,))
    assert gsm._exchange.urcs.lost
    assert gsm.next_event(1).text == "Halo"


def test_a_restart_is_noticed_and_set_up_anew(gsm, peer):
    peer.echo = True
    peer.put(1, *sms("Halo"))
    peer.urc("RDY", after=1)
    peer.urc("Call Ready", after=2)
    assert after_trouble(gsm, 30).text == "Halo"
    assert "E0" in peer.said
    assert not peer.echo


class Restless(Peer):
    """Its echo comes back while it is set up: as after a restart that it does not tell, so many times."""

    def __init__(self, times):
        super().__init__()
        self.times = times

    def _command(self, line):
        super()._command(line)
        if self.times and line.startswith("AT+CNMI"):
            self.times, self.echo = self.times - 1, True


@pytest.mark.parametrize(("times", "begun"), [(1, 2), (99, 2)])
def test_a_restart_in_the_middle_of_setting_up_is_noticed_by_the_echo(times, begun):
    peer = Restless(times)
    with open_modem(peer) as gsm:
        for _ in range(3):
            gsm.next_event(10)
    assert peer.said.count("+CMEE=1") == begun  # not over and over where it means nothing


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
