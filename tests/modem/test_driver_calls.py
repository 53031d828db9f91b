"""The driver against a scripted modem: calls, USSD and the health of modem and network."""

import pytest

from modem import (
    CallReceived,
    CmeError,
    ModemError,
    Refused,
    Silent,
    Ussd,
    UssdReceived,
    open_modem,
)
from tests.modem.peer import ANI, BUDI, Peer, all_of, sms

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


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (b'\r\nRING\r\n\r\n+CLIP: "+6281211110001",145,"",0,"",0\r\n', ANI),
        (b'\r\nRING\r\n+CLIP: "6281211110001",145\r\n', ANI),
        (b'\r\n+CLIP: "+6281211110001",145\r\n\r\nRING\r\n', ANI),
        (b'\r\n+CRING: VOICE\r\n\r\n+CLIP: "081211110001",129,,,,0\r\n', "081211110001"),
        (b'\r\nRING\r\n\r\n+CLIP: "",128\r\n', None),
        (b"\r\nRING\r\n\r\n+CLIP: ,128,,,,1\r\n", None),
        (b"\r\n+CRING: VOICE\r\n", None),
    ],
)
def test_a_call_in_every_form_of_the_line_cut_anywhere(gsm, peer, said, number):
    for cut in range(1, len(said)):
        for moment in (0.1, 5.0):  # it rings twice
            peer.say(said[:cut], after=moment)
            peer.say(said[cut:], after=moment + 0.01)
        assert all_of(gsm, 20) == [CallReceived(number)]
        gsm.hang_up()
        peer.time += 60


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


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (2, "ended without a word"),
        (3, "Another program"),
        (4, "does not serve"),
        (5, "did not answer in time"),
    ],
)
def test_an_end_without_a_text_is_told_by_its_number(gsm, peer, status, told):
    peer.urc(f"+CUSD: {status}", after=1)
    with pytest.raises(ModemError, match=told):
        gsm.ussd("*888#")
    assert peer.time < 10


def test_a_reply_may_be_the_last_word(gsm, peer):
    peer.urc('+CUSD: 1,"Pilih",15', after=1)
    assert gsm.ussd("*123#") == Ussd("Pilih", True)
    peer.urc("+CUSD: 2", after=1)
    assert gsm.ussd("0") == Ussd("", False)


def test_two_lines_at_once_are_the_answer_and_the_end(gsm, peer):
    peer.say(b'\r\n+CUSD: 0,"Pulsa Rp5.000",15\r\n\r\n+CUSD: 2\r\n', after=1)
    assert gsm.ussd("*888#") == Ussd("Pulsa Rp5.000", False)
    peer.say(b'\r\n+CUSD: 2\r\n\r\n+CUSD: 0,"Pulsa Rp4.000",15\r\n', after=1)
    assert gsm.ussd("*888#") == Ussd("Pulsa Rp4.000", False)
