"""`kiosk run`: starts in a sentence, ends cleanly, says what is wrong with its surroundings."""

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from click.testing import CliRunner

from kiosk import opening, running
from kiosk.cli import cli, run
from kiosk.config import parse
from kiosk.core import Kiosk
from kiosk.errors import ConfigError, PortTaken, StoreError

RESIDENT = "+6281211110001"
TOML = '[kiosk]\nnumber = "38"\ndata = "data"\n[modem]\nport = "{port}"\n[http]\naddress = "127.0.0.1:0"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kiosk.toml").write_text(TOML.format(port="sim://"))
    return tmp_path


@contextlib.contextmanager
def started(folder, **popen):
    """Start the program; gives it once it says that it runs."""
    command = [sys.executable, "-u", "-m", "kiosk", "run", "--config", str(folder / "kiosk.toml")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=subprocess.STDOUT, text=True, **popen) as process:
        try:
            said = ""
            while "Ctrl-C" not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            yield process, said
        finally:
            if process.poll() is None:
                process.kill()


@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_answers_health_and_ends_cleanly_in_the_background_too(folder, number):
    ignored = lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)  # noqa: E731 - as a background shell does
    with started(folder, preexec_fn=ignored) as (process, said):
        url = re.search(r"http://\S+", said)[0]
        with urllib.request.urlopen(f"{url}health", timeout=10) as answer:
            health = json.load(answer)
        process.send_signal(number)
        rest = process.communicate(timeout=20)[0]
    assert health["ok"] is True
    assert process.returncode == 0
    assert "Traceback" not in said + rest
    assert "Kios berhenti" in rest


@pytest.mark.process
def test_a_second_one_on_the_same_data_is_told_who_holds_it(folder):
    with started(folder) as (process, _):
        with pytest.raises(StoreError, match=rf"`kiosk run` \(proses {process.pid}\)") as told:
            serve(folder)
        assert told.value.exit_code == 5


def serve(folder):
    run.serve(parse((folder / "kiosk.toml").read_text(), folder / "kiosk.toml"), folder / "data")


def test_a_taken_port_is_told_before_anything_starts(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        (folder / "kiosk.toml").write_text(f'[http]\naddress = "{address}"\n')
        with pytest.raises(PortTaken, match=re.escape(address)) as told:
            serve(folder)
    assert told.value.exit_code == 6
    assert "[http] address" in told.value.remedy
    assert not (folder / "data").exists()


def test_a_missing_configuration_is_told(tmp_path):
    result = CliRunner().invoke(cli, ["run", "--config", str(tmp_path / "none.toml")])
    assert isinstance(result.exception, ConfigError)
    assert result.exception.exit_code == 3


def test_a_folder_that_cannot_be_written_is_told_and_the_port_let_go(folder):
    (folder / "data").write_text("a file, no folder")
    with pytest.raises(StoreError) as told:
        serve(folder)
    assert "--data" in told.value.remedy


def test_a_running_kiosk_answers_by_its_modem_and_ends_in_order(open_kiosk):
    from modem import open_modem
    from modem.simulator import RealClock, Simulator

    sim = Simulator(clock=RealClock(speed=1000))
    kiosk = open_kiosk(threaded=True, clock=sim.clock.wall)
    phone = sim.network.handset(RESIDENT)
    with running.Running(
        kiosk, modems=[running.Plugged(lambda: open_modem(sim.modems[0].link(), assemble=False))]
    ):
        phone.text("MENU")
        assert sim.clock.watch(lambda: len(phone.inbox) > 0, 10)
    open_kiosk(command="kiosk run").close()  # the folder is free again


def test_what_was_started_ends_when_the_rest_fails_to_start(open_kiosk):
    def broken(scope, receive, send):
        raise AssertionError

    listener = socket.socket()
    listener.close()
    kiosk = open_kiosk(threaded=True)
    with pytest.raises(OSError), running.Running(kiosk, app=broken, listener=listener):
        pass
    open_kiosk(command="kiosk run").close()


def test_who_names_only_the_folder_learns_the_number_of_the_kiosk(tmp_path, shipped):
    kiosk = Kiosk.open(tmp_path / "data", *shipped, number="71", threaded=False)
    opening.remember(kiosk)
    opening.remember(kiosk)
    kiosk.close()
    with opening.shared(None, tmp_path / "data") as (beside, _):
        assert beside.number == "71"


def test_before_the_first_run_there_is_no_number_to_learn(tmp_path):
    with opening.shared(None, tmp_path / "data") as (beside, _):
        assert beside.number == "00"
