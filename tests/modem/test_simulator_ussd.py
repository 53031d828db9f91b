"""USSD in the simulated network: menus, sessions, timers, and functions that serve codes."""

import threading

import pytest

from modem.simulator import (
    HostFailed,
    InvalidNumber,
    LinkModel,
    NoSession,
    RealClock,
    Simulator,
    SimulatorError,
    UssdBusy,
    UssdScreen,
)
from tests.modem.air import ANI, BUDI, OK, said


def test_the_modems_menu_has_two_levels(link):
    assert said(link, 'AT+CUSD=1,"*123#",15') == OK + (
        b'\r\n+CUSD: 1,"Menu simulasi\n1 Pulsa\n2 Paket data\n0 Keluar",15\r\n'
    )
    assert b'+CUSD: 1,"Pulsa\n1 Sisa' in said(link, 'AT+CUSD=1,"1"')
    assert b'+CUSD: 1,"Pilihan tidak ada.' in said(link, 'AT+CUSD=1,"9"')
    assert b'+CUSD: 0,"Sisa pulsa' in said(link, 'AT+CUSD=1,"1"')


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ('AT+CUSD=1,"*888#"', b'+CUSD: 0,"Pulsa Anda'),
        ("AT+CUSD=1,*888#", b'+CUSD: 0,"Pulsa Anda'),
        ("ATD*888#;", b'+CUSD: 0,"Pulsa Anda'),
        ('AT+CUSD=1,"*555#",15', b"+CUSD: 4\r\n"),
        ('AT+CUSD=1,"1",15', b"+CUSD: 4\r\n"),
        ('AT+CUSD=1,"002A0038003800380023",72', b'+CUSD: 0,"Pulsa Anda'),
    ],
)
def test_codes_of_the_modem(link, line, answer):
    assert answer in said(link, line)


def test_the_character_set_of_ussd(link):
    said(link, 'AT+CSCS="UCS2"')
    answer = said(link, 'AT+CUSD=1,"002A003800380038 0023"'.replace(" ", "")).decode()
    text = answer.partition('+CUSD: 0,"')[2].partition('"')[0]
    assert bytes.fromhex(text).decode("utf-16-be").startswith("Pulsa Anda")
    said(link, 'AT+CSCS="HEX"')
    assert b'+CUSD: 0,"50756C7361' in said(link, 'AT+CUSD=1,"2A38383823"')


def test_cancel_and_time_out(sim, link):
    said(link, 'AT+CUSD=1,"*123#"')
    assert said(link, "AT+CUSD=2") == OK
    assert b"+CUSD: 4" in said(link, 'AT+CUSD=1,"1"')
    said(link, 'AT+CUSD=1,"*123#"')
    assert link.read(179) == b""
    assert link.read(2) == b"\r\n+CUSD: 5\r\n"


def test_the_network_speaks_first(sim, link):
    sim.network.push(sim.modems[0], "Paket Anda habis")
    assert link.read(1) == b'\r\n+CUSD: 0,"Paket Anda habis",15\r\n'
    sim.network.push(sim.modems[0], "你好?", more=True)
    assert link.read(1) == b'\r\n+CUSD: 1,"4F60597D003F",72\r\n'


def test_ussd_is_silent_until_asked_and_off_without_network(link):
    said(link, "AT+CUSD=0")
    assert said(link, 'AT+CUSD=0,"*888#"') == OK
    said(link, "AT+CFUN=4;+CMEE=1")
    assert said(link, 'AT+CUSD=1,"*888#"') == b"\r\n+CME ERROR: 30\r\n"


def test_a_function_serves_a_code(sim, ani, budi):
    asked = []

    def serve(request):
        asked.append(request)
        return UssdScreen(f"{request.code} {request.text}", request.text != "0")

    sim.network.host("*123#", serve)
    assert ani.dial("*123#") == UssdScreen("*123# None", more=True)
    assert ani.screen == UssdScreen("*123# None", more=True)
    assert budi.dial("*123*4*5#").text == "*123*4*5# None"
    assert ani.reply("1").text == "*123# 1"
    assert ani.reply("0") == UssdScreen("*123# 0", more=False)
    assert ani.screen is None
    assert budi.reply("7").text == "*123*4*5# 7"
    assert len({request.session for request in asked}) == 2
    assert {request.number for request in asked} == {ANI, BUDI}
    with pytest.raises(NoSession):
        ani.reply("1")


def test_the_longest_code_wins(sim, ani):
    sim.network.host("*123#", lambda request: UssdScreen("short", False))
    sim.network.host("*123*4#", lambda request: UssdScreen("long", False))
    assert [ani.dial(code).text for code in ("*123#", "*123*4#", "*123*4*1#", "*123*5#")] == [
        "short",
        "long",
        "long",
        "short",
    ]
    assert not ani.dial("*12#").more


def test_dialling_again_starts_a_new_session(sim, ani):
    sessions = []
    sim.network.host("*123#", lambda request: (sessions.append(request.session), UssdScreen("?", True))[1])
    ani.dial("*123#")
    ani.dial("*123#")
    assert sessions[0] != sessions[1]
    ani.cancel()
    assert ani.screen is None
    with pytest.raises(NoSession):
        ani.reply("1")


def test_a_session_does_not_wait_for_ever(sim, ani):
    sim.network.host("*123#", lambda request: UssdScreen("?", True))
    ani.dial("*123#")
    sim.advance(179)
    ani.reply("1")
    sim.advance(181)
    with pytest.raises(NoSession):
        ani.reply("1")


def test_a_host_that_fails_is_told(sim, ani):
    sim.network.host("*123#", lambda request: 1 / 0)
    with pytest.raises(HostFailed) as caught:
        ani.dial("*123#")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert ani.screen is None
    assert sim.events[-1].kind == "error"


@pytest.mark.parametrize(("text", "length"), [("x" * 200, 182), ("你" * 100, 80), ("€" * 100, 91)])
def test_a_screen_too_long_is_cut_and_that_is_told(sim, ani, text, length):
    sim.network.host("*123#", lambda request: UssdScreen(text, False))
    assert ani.dial("*123#").text == text[:length]
    assert any("cut" in event.what.get("text", "") for event in sim.events if event.kind == "error")
    assert "cut" in sim.trace.text()


def test_a_function_serves_modems_too(sim, link):
    asked = []

    def serve(request):
        asked.append(request)
        if request.text == "x":
            raise ValueError(request.text)
        return UssdScreen(f"{request.code} {request.text}", request.text is None)

    sim.network.host("*123#", serve, modems=True)
    assert b'+CUSD: 1,"*123*4# None"' in said(link, 'AT+CUSD=1,"*123*4#"')
    assert b'+CUSD: 0,"*123*4# 7"' in said(link, 'AT+CUSD=1,"7"')
    assert [request.number for request in asked] == [sim.modems[0].number] * 2
    said(link, 'AT+CUSD=1,"*123#"')
    assert b"+CUSD: 2\r\n" in said(link, 'AT+CUSD=1,"x"')
    assert sim.events[-1].kind == "error"


def test_the_network_asks_and_a_phone_answers(sim, ani):
    sim.network.push(ani, "Puas?", more=True, serve=lambda request: UssdScreen(f"{request.text}!", False))
    assert ani.json()["ussd"] == {"text": "Puas?", "more": True}
    with pytest.raises(UssdBusy):
        sim.network.push(ANI, "Promo")
    assert ani.reply("ya") == UssdScreen("ya!", more=False)
    sim.network.push(ani, "Terima kasih")
    assert ani.screen is None
    assert sim.events[-1].what["text"] == "Terima kasih"
    sim.network.push(ani, "1 Ya", more=True)
    assert ani.reply("1").text == "Terima kasih."
    sim.network.push(ani, "1 Ya", more=True)
    sim.advance(181)
    with pytest.raises(NoSession):
        ani.reply("1")
    ani.power(False)
    with pytest.raises(SimulatorError):
        sim.network.push(ani, "Promo")


def test_the_network_asks_and_a_modem_answers(sim, link):
    sim.network.push(sim.modems[0], "Puas?", more=True)
    assert b'+CUSD: 1,"Puas?"' in link.read(1)
    with pytest.raises(UssdBusy):
        sim.network.push(sim.modems[0], "Promo")
    assert b'+CUSD: 0,"Terima kasih."' in said(link, 'AT+CUSD=1,"1"')
    sim.network.push(sim.modems[0], "Puas?", more=True)
    link.read(1)
    sim.advance(179)
    assert link.read(0) == b""
    assert link.read(2) == b"\r\n+CUSD: 5\r\n"


@pytest.mark.parametrize("status", [2, 3])
def test_the_network_ends_a_session(sim, link, ani, status):
    said(link, 'AT+CUSD=1,"*123#"')
    sim.network.release(sim.modems[0], status)
    assert link.read(1) == b"\r\n+CUSD: %d\r\n" % status
    assert b"+CUSD: 4" in said(link, 'AT+CUSD=1,"1"')
    ani.dial("*123#")
    sim.network.release(ANI)
    assert ani.screen is None
    with pytest.raises(NoSession):
        sim.network.release(ANI)


def test_a_phone_that_is_switched_off_loses_its_session(ani):
    ani.dial("*123#")
    ani.power(False)
    assert ani.screen is None


def test_the_timers_are_the_networks(sim, link, ani):
    sim.network.timers = sim.network.timers._replace(ussd_reply=60)
    said(link, 'AT+CUSD=1,"*123#"')
    ani.dial("*123#")
    assert link.read(59) == b""
    assert ani.screen
    assert link.read(2) == b"\r\n+CUSD: 5\r\n"
    sim.advance(0)
    assert ani.screen is None


@pytest.mark.parametrize(
    ("model", "heard", "shown"),
    [
        ({"delay": 20}, b'+CUSD: 1,"Menu', "Menu"),
        ({"delay": 31}, b"+CUSD: 5", "Connection problem"),
        ({"loss": 1}, b"+CUSD: 5", "Connection problem"),
        ({"outcome": "busy"}, b"+CUSD: 2", "Connection problem"),
        ({"outcome": "barred", "operator": "telkomsel"}, b"+CUSD: 2", "Connection problem"),
        ({"outcome": "barred", "operator": "tri"}, b"+CUSD: 1", "Menu"),
        ({"duplicate": 1}, b"+CUSD: 1", "Menu"),
    ],
)
def test_how_the_network_treats_a_session(sim, link, ani, model, heard, shown):
    sim.network.link_models(LinkModel("ussd", **model))
    link.write(b'AT+CUSD=1,"*123#"\r')
    assert heard in link.read(0) + link.read(40)
    assert (ani.dial("*123#").text).startswith(shown)
    assert (ani.screen is None) == (shown != "Menu")


def test_a_session_starts_twice_at_the_service(sim, ani):
    asked = []
    sim.network.host("*123#", lambda request: (asked.append(request), UssdScreen("?", True))[1])
    sim.network.link_models(LinkModel("ussd", duplicate=1))
    ani.dial("*123#")
    ani.reply("1")
    assert [request.text for request in asked] == [None, None, "1"]
    assert asked[0] == asked[1]


def test_a_session_costs_what_the_operator_takes(sim, link, ani):
    accounts = sim.network.accounts
    accounts.operators["telkomsel"] = accounts.operators["telkomsel"]._replace(ussd=500)
    sim.network.set_account(ANI, credit=700)
    assert ani.dial("*123#").more
    assert ani.dial("*123#").text == "Maaf, pulsa Anda tidak mencukupi. Silakan isi ulang."
    assert ani.screen is None
    assert ani.dial("*888#").text.startswith("Pulsa Anda Rp200,")
    sim.network.set_account(sim.modems[0].number, credit=0)
    assert b'+CUSD: 0,"Maaf, pulsa' in said(link, 'AT+CUSD=1,"*123#"')
    assert b'+CUSD: 0,"Pulsa Anda Rp0,' in said(link, 'AT+CUSD=1,"*888#"')


@pytest.mark.parametrize(("number", "code"), [("081511110001", "*555#"), ("089511110001", "*111#")])
def test_other_operators_have_their_own_code_for_the_balance(sim, number, code):
    phone = sim.network.handset(number)
    assert phone.dial(code) == phone.dial("*888#")
    assert "Rp25.000" in phone.dial(code).text
    assert phone.dial("*777#").text.startswith("Connection problem")


@pytest.mark.parametrize("code", ["123", "*123", "*12a#", ""])
def test_a_code_has_a_form(sim, code):
    with pytest.raises(InvalidNumber):
        sim.network.host(code, lambda request: UssdScreen("", False))


def test_a_host_is_called_outside_the_world():
    sim = Simulator(clock=RealClock())
    link = sim.modems[0].link()

    def serve(request):
        done = threading.Event()
        threading.Thread(target=lambda: (link.write(b"AT\r"), link.wake(), done.set())).start()
        return UssdScreen("free" if done.wait(5) else "locked", False)

    sim.network.host("*123#", serve)
    assert sim.network.handset(ANI).dial("*123#").text == "free"
