"""What the README tells people to type is typed here."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line and not line.startswith("#")
]
ENDLESS = re.compile(r"kiosk (run|sim|demo|console)\b|^make run")
READY = {"sim": "http://", "run": "Ctrl-C", "demo": "Ctrl-C"}


def in_this_python(command):
    """The command line with the kiosk of this environment, wherever the test runs."""
    return command.replace(".venv/bin/kiosk", f"{sys.executable} -m kiosk").replace(
        "kiosk/services", str(ROOT / "kiosk/services")
    )


@pytest.fixture
def desk(tmp_path):
    """A folder with the example configuration, whose modem is simulated and whose page takes a free port."""
    example = (ROOT / "docs/kiosk.toml.example").read_text(encoding="utf-8")
    example = re.sub(r'(?m)^port = ".*?"', 'port = "sim://readme"', example)
    example = re.sub(r'(?m)^address = ".*?"', 'address = "127.0.0.1:0"', example)
    (tmp_path / "kiosk.toml").write_text(example, encoding="utf-8")
    return tmp_path


def environment(folder):
    return {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder / "share"), "no_proxy": "*"}


def start(command, folder):
    """Start a command that runs until it is ended; give it with all that it said up to its being ready."""
    process = subprocess.Popen(
        ["bash", "-c", f"exec {command}"],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            return process, said
    pytest.fail(f"{command}: {said}")


def end(process):
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=20)
    assert process.returncode == 0, rest
    assert "Traceback" not in rest


def test_the_readme_shows_the_two_commands():
    assert {"make run", "make test"} <= set(COMMANDS)


@pytest.mark.process
@pytest.mark.parametrize(
    "command", [line for line in COMMANDS if "kiosk" in line and not ENDLESS.search(line)]
)
def test_a_command_that_ends(command, desk):
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", in_this_python(command)],
        cwd=desk, env=environment(desk), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()


@pytest.mark.process
@pytest.mark.parametrize("command", [line for line in COMMANDS if re.search(r"kiosk run\b", line)])
def test_the_kiosk_runs_and_ends(command, desk):
    process, said = start(in_this_python(command), desk)
    end(process)
    assert "http://127.0.0.1:" in said


@pytest.mark.process
@pytest.mark.parametrize("command", [line for line in COMMANDS if re.search(r"kiosk console\b", line)])
def test_the_console_answers_a_pipe(command, desk):
    typed = f"printf '4\\n' | {in_this_python(command)}"
    done = subprocess.run(
        ["bash", "-c", typed], cwd=desk, env=environment(desk), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "RSU TANGSEL" in done.stdout


@pytest.mark.process
def test_the_simulator_takes_the_text_of_the_curl_line(desk):
    [simulate] = [line for line in COMMANDS if "kiosk sim" in line]
    [curl] = [line for line in COMMANDS if line.startswith("curl")]
    process, said = start(in_this_python(simulate).replace("127.0.0.1:8090", "127.0.0.1:0"), desk)
    try:
        address = re.search(r"http://(127\.0\.0\.1:\d+)", said)[1]
        typed = curl.replace("127.0.0.1:8090", address)
        if not shutil.which("curl"):
            pytest.skip("curl is not installed")
        done = subprocess.run(
            ["bash", "-c", f"{typed} --fail-with-body --noproxy '*' -sS"], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert (desk / "modem").is_symlink()
    finally:
        end(process)
    assert not (desk / "modem").is_symlink()


@pytest.mark.process
def test_make_run_shows_the_demo(desk):
    if not (ROOT / ".venv/.runtime").exists():
        pytest.skip("no .venv beside this tree: make run would install one")
    command = f"make -s -C {ROOT} run ARGS='--http 127.0.0.1:0 --no-browser --data {desk}/demo'"
    process, said = start(command, desk)
    try:
        url = re.search(r"http://127\.0\.0\.1:\d+/", said)[0]
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as page:
            assert page.status == 200
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_the_python_of_the_readme_runs(capsys):
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code.replace('"sim://"', '"sim://readme-python"'), "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("1 (")


def test_its_links_lead_somewhere():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []
