"""`kiosk modem`: each command against a simulated modem, in virtual time; by TCP and at a keyboard, too."""

import json
import os
import pty
import re
import select
import subprocess
import sys

import pytest
from click.testing import CliRunner

from kiosk.cli import cli
from kiosk.cli import modem as commands
from modem import finding, ports
from modem.simulator import RealClock, Simulator, VirtualClock, serve, share

ANI = "+6281211110001"
LONG = "Pendaftaran rawat jalan untuk Ibu Ani dicatat, mohon datang pukul 08.00 WIB. " * 3


@pytest.fixture
def sim():
    sim = Simulator(clock=VirtualClock())
    share(sim)
    yield sim
    share(None)
    assert sim.lines == []


def run(*arguments, code=0, text=""):
    result = CliRunner().invoke(commands.command, arguments, input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result.stdout


@pytest.mark.parametrize("where", [["sim://"], ["--port", "sim://"]])
def test_info_tells_who_it_is(sim, where):
    shown = run("info", *where)
    for part in (
        *(sim.modems[0].imei, "TELKOMSEL (51010)", "home", "0 of 30 slots", "51010*******001", "2,1,0,1,0"),
        *("AT+CMMS=1, 2", "ready", sim.modems[0].number),
    ):
        assert part in shown
    assert sim.modems[0].card.imsi not in shown
    assert "True" not in shown


def test_info_as_data(sim):
    fields = json.loads(run("info", "sim://", "--json"))
    assert (fields["imei"], fields["registration"], fields["smsc"]) == (
        sim.modems[0].imei,
        "home",
        "+6281100000",
    )
    assert fields["network_time"].startswith("2026-01-05T08:00")
    assert (fields["sim"], fields["network"], fields["imsi"]) == ("ready", "51010", "51010*******001")
    assert fields["capabilities"]["stores"] is True
    assert fields["capabilities"]["keeps_link"] == ["1", "2"]


def test_send_tells_parts_and_references_and_waits_for_reports(sim):
    shown = run("send", "081211110001", LONG, "-p", "sim://", "--report")
    assert "Sent in 2 parts, references 0, 1." in shown
    assert shown.count("delivered") == 2
    assert [message.text for message in sim.network.handset(ANI).inbox] == [LONG]


def test_send_as_data(sim):
    sent = json.loads(run("send", ANI, "Halo", "-p", "sim://", "--json"))
    assert sent == {"parts": 1, "references": [0], "delivered": None}
    sent = json.loads(run("send", ANI, "Halo", "-p", "sim://", "--json", "--report"))
    assert sent["delivered"] == [True]


def test_a_report_that_does_not_come_is_exit_code_1(sim):
    sim.network.handset(ANI).power(False)
    run("send", ANI, "Halo", "-p", "sim://", "--report", "--wait", "60", code=1)


def test_receive_prints_and_leaves_what_is_not_to_be_deleted(sim):
    sim.network.handset(ANI).text("Halo\x1b[31m")
    sim.advance(10)
    shown = run("receive", "sim://", "--count", "1")
    assert ANI in shown
    assert "Halo" in shown
    assert "\x1b[31m" not in shown
    (line,) = run("receive", "sim://", "--timeout", "5", "--json", "--delete").splitlines()
    event = json.loads(line)
    assert (event["type"], event["sender"], event["complete"]) == ("sms-received", ANI, True)
    assert run("receive", "sim://", "--timeout", "5", "--json") == ""


def test_ussd_answers_in_turn_and_ends_what_is_left_open(sim):
    shown = run("ussd", "*123#", "1", "1", "-p", "sim://")
    assert "Sisa pulsa Rp25.000." in shown
    assert json.loads(run("ussd", "*123#", "-p", "sim://", "--json"))["more"] is True
    assert sim.network.ussd.session(sim.modems[0].number) is None


def test_a_balance_is_read(sim):
    assert "Balance: 25000 rupiah, until 2026-12-31." in run("ussd", "*888#", "--balance", "-p", "sim://")
    data = run("ussd", "*888#", "--balance", "--json", "-p", "sim://").splitlines()[-1]
    assert json.loads(data) == {"amount": 25000, "expires": "2026-12-31"}


def test_a_balance_is_read_by_the_words_of_a_configuration(sim, tmp_path):
    file = tmp_path / "kiosk.toml"
    file.write_text("[operators.telkomsel]\namount = ['s.d. (\\d\\d)']\n", encoding="utf-8")
    asked = ("ussd", "*888#", "--balance", "-p", "sim://", "--config", str(file))
    assert "Balance: 31 rupiah, until 2026-12-31." in run(*asked)


def test_the_terminal_explains_what_passes(sim):
    pdu = "0001000C81802111110010000004C830FB0D"
    shown = run("terminal", "sim://", text=f"ATE0\nAT+CMGS=17\n{pdu}\nAT+CREG?\nAT+CPIN=9\n")
    assert shown.splitlines()[:3] == ["ATE0", "OK", "AT+CMGS=17"]
    assert "submit to" in shown
    assert "+CREG: 0,1    home" in shown
    assert "+CMGS: 0" in shown


def test_a_trace_of_a_spy_is_read(sim, tmp_path):
    file = tmp_path / "trace.txt"
    sim.network.handset(ANI).text("Halo")
    sim.advance(10)
    run("receive", f"spy+sim://?file={file}", "--count", "1")
    run("send", ANI, "Bukti", "-p", f"spy+sim://?file={file}")
    shown = run("trace", str(file))
    assert "deliver from +6281211110001" in shown
    assert "'Halo'" in shown
    assert "submit to +6281211110001: 'Bukti'" in shown
    assert re.search(r"> AT\+CREG=1\n", shown)


@pytest.mark.parametrize(
    "text", ["nothing", "1.0 > AT", "1.0 > 'AT'", "1.0 ? b'AT'", "1.0 > b'AT' + b''", "1.0 > b'AT"]
)
def test_what_is_no_trace_is_told(text, tmp_path):
    file = tmp_path / "trace.txt"
    file.write_text(text)
    result = CliRunner().invoke(commands.command, ["trace", str(file)])
    assert isinstance(result.exception, commands.NoTrace)
    assert "spy+" in result.exception.remedy


def test_list_asks_the_ports(sim, monkeypatch):
    monkeypatch.setattr(ports, "list_ports", lambda: [ports.Port("sim://", "/dev/ttyUSB0", "A stick")])
    assert run("list") == "sim://  /dev/ttyUSB0  A stick\n"
    assert sim.modems[0].imei in run("list", "--ask")
    assert [row["imei"] for row in json.loads(run("list", "--ask", "--json"))] == [sim.modems[0].imei]
    assert sim.modems[0].imei in run("info")


def test_without_a_modem_one_line_tells(monkeypatch):
    monkeypatch.setattr(finding, "_plugged", list)
    result = CliRunner().invoke(commands.command, ["info"])
    assert (result.exception.exit_code, "--port" in result.exception.remedy) == (4, True)


@pytest.mark.process
def test_it_works_by_tcp_and_every_error_has_exit_code_4():
    sim = Simulator(clock=RealClock())
    with serve(sim, tcp=("127.0.0.1", 0)) as served:
        address = f"tcp://127.0.0.1:{served.addresses[0][1]}"
        command = [sys.executable, "-m", "kiosk", "modem"]
        sent = subprocess.run(
            [*command, "send", ANI, "Halo", "--port", address], capture_output=True, text=True
        )
        assert (sent.returncode, sent.stderr) == (0, "")
        refused = subprocess.run(
            [*command, "send", "1;+CMGD=1", "x", "--port", address], capture_output=True, text=True
        )
        assert refused.returncode == 2
        assert "no phone number" in refused.stderr
    assert [message.text for message in sim.network.outbox] == ["Halo"]


@pytest.mark.parametrize(
    "words", [("send", "08a", "Halo"), ("ussd", "abc"), ("ussd", "**21*0812#"), ("ussd", "*21*0811#")]
)
def test_what_no_modem_may_dial_is_a_mistake_of_the_command(words):
    done = CliRunner().invoke(cli, ["modem", *words, "--port", "/dev/none"])
    assert done.exit_code == 2, "before any port is looked at"


@pytest.mark.process
def test_a_make_that_nobody_knows_is_a_mistake_of_the_command():
    assert run("info", "sim://", "--profile", "nope", code=2) == ""


def test_the_terminal_is_for_a_keyboard_and_ctrl_d_ends_it(tmp_path):
    keys, screen = pty.openpty()
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "TERM": "dumb"}
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "modem", "terminal", "sim://"],
        stdin=screen, stdout=screen, stderr=screen, env=environment, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            os.close(screen)
            os.write(keys, b"AT+CREG?\n")
            _until(keys, b"home")
            os.write(keys, b"\x1b[A\n")  # up: the same again
            _until(keys, b"home")
            os.write(keys, b'AT+CPIN="1234"\n')
            _until(keys, b"ERROR")
            os.write(keys, b"\x1b[A\n")  # a PIN is not called back
            _until(keys, b"home")
            os.write(keys, b"\x04")
            assert process.wait(10) == 0
        finally:
            process.kill()
            os.close(keys)
    assert (tmp_path / "loket" / "terminal.history").read_text().split() == ["AT+CREG?"]


def _until(keys, wanted):
    shown = b""
    while wanted not in shown:
        assert select.select([keys], [], [], 20)[0], shown
        shown += os.read(keys, 4096)


def test_the_group_is_one_of_the_commands():
    assert "modem" in CliRunner().invoke(cli, ["--help"]).output
