"""Setting a modem up that knows less than others, or that forgot its settings without a word."""

import pytest

from modem import Recovered, Silent, open_modem
from tests.modem.peer import ANI, Peer, after_trouble, sms

SETTINGS = "+CMGF?;+CMEE?;+CNMI?"


class Forgetful(Peer):
    """It starts anew without a word, in text mode, and with echo as its stored profile says."""

    def __init__(self, *, echoes):
        super().__init__()
        self.echoes = echoes
        self.restart()

    def restart(self):
        self.echo, self.format, self.hints = self.echoes, "1", ""

    def _answer(self, line):
        name, _, value = line.partition("=")
        if line == "+CMGF=0":
            self.format = value
        elif name == "+CNMI" and value != "?":
            self.hints = value
        elif line == SETTINGS and line not in self.answers:
            return b"\r\n+CMGF: %s\r\n+CMEE: 1\r\n+CNMI: %s\r\n\r\nOK\r\n" % (
                self.format.encode(), self.hints.encode())  # fmt: skip
        elif self.format == "1" and line == "+CMGL=4":
            return b"\r\nERROR\r\n"
        elif self.format == "1" and name == "+CMGR":
            return b'\r\n+CMGR: "REC UNREAD","+6281211110001",,"26/11/24,12:00:00+28"\r\nHalo\r\n\r\nOK\r\n'
        return super()._answer(line)


@pytest.mark.parametrize("echoes", [True, False])
def test_a_restart_without_a_word_is_noticed_before_anything_is_read_as_text(echoes):
    peer = Forgetful(echoes=echoes)
    with open_modem(peer) as gsm:
        assert gsm.next_event(1) is None
        peer.restart()
        peer.put(1, *sms("Halo"))  # and no hint of it
        assert [gsm.next_event(61), gsm.next_event(0).text] == [Recovered("setup"), "Halo"]
        assert not peer.echo
        peer.said.clear()
        assert gsm.next_event(130) is None
        assert peer.said == (["+CMGL=4"] if echoes else [SETTINGS, "+CMGL=4"]) * 2


@pytest.mark.parametrize("answer", [b"", b"\r\nERROR\r\n", b"\r\n+CME ERROR: 100\r\n"])
def test_a_modem_that_takes_one_question_a_line_is_asked_no_more(answer):
    peer = Forgetful(echoes=False)
    peer.answers[SETTINGS] = answer
    peer.put(1, *sms("Halo"))
    with open_modem(peer) as gsm:
        assert gsm.next_event(61).text == "Halo"
        assert gsm.next_event(130) is None
    assert peer.said.count(SETTINGS) == (1 if answer else 2)  # an answer may get lost


def test_a_message_is_not_handed_to_a_modem_that_lost_its_settings():
    peer = Forgetful(echoes=True)
    with open_modem(peer) as gsm:
        assert gsm.next_event(1) is None
        peer.restart()
        with pytest.raises(Silent, match="started anew"):
            gsm.send(ANI, "Halo")
        assert not peer.sent
        assert gsm.send(ANI, "Halo").parts == 1
        assert len(peer.sent) == 1


CONNECTING = """
    E0 +CMEE=1 +CGMI +CGMM +CCID +CSCS="GSM" +CLIP=1 +CREG=1 +CUSD=1 +CTZU=1 +CTZR=1 +CIMI +CSCA? +CSCA=
    +CSMS=1 +CPMS=? +CPMS="SM","SM","SM" +CNMI=2,1,0,1,0 +CMGW=? +CMSS=? +CMMS=? +CGSN
"""


@pytest.mark.parametrize("answer", [b"", b"\r\nERROR\r\n"], ids=["never answered", "refused"])
@pytest.mark.parametrize("line", CONNECTING.split())
def test_no_single_command_keeps_a_modem_from_being_used(line, answer):
    peer = Peer()
    peer.answers[line] = answer
    peer.put(1, *sms("Halo"))
    with open_modem(peer) as gsm:
        assert any(line in said for said in peer.said)
        assert after_trouble(gsm, 61).text == "Halo"
        assert gsm.send(ANI, "Halo").parts == 1
    assert peer.time < 120
    assert sum(said.startswith(line) for said in peer.said) <= 3


@pytest.mark.parametrize("line", ["+CCLK?", "+COPS?", "+COPS=3,2", "+CNUM", "+CSCA?", "+CESQ"])
def test_what_is_never_answered_leaves_one_field_of_the_health_empty_and_is_asked_no_more(gsm, peer, line):
    peer.answers |= {"+CSQ": b"\r\n+CSQ: 99,99\r\n\r\nOK\r\n", line: b""}
    assert gsm.health().registration == "roaming"
    peer.said.clear()
    assert gsm.health().registration == "roaming"
    assert line not in peer.said
    assert gsm.next_event(0) is None


def test_a_long_message_goes_though_keeping_the_link_is_never_answered(gsm, peer):
    peer.answers["+CMMS="] = b""
    assert gsm.send(ANI, "a" * 200).parts == 2
    peer.said.clear()
    assert gsm.send(ANI, "a" * 200).parts == 2
    assert not any(said.startswith("+CMMS") for said in peer.said)


def test_an_answer_that_got_lost_while_connecting_is_asked_for_again():
    peer = Peer()
    peer.answers["+CNMI"] = [b""]
    with open_modem(peer) as gsm:
        assert gsm.capabilities.hints == "2,1,0,1,0"
