"""The pytest plugin in projects that use nothing else of this one."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIRST = """
import pytest
from modem import open_modem

def test_a_program_answers(handset, sim, network):
    phone = handset("081211110001")
    phone.text("MENU")
    with open_modem("sim://") as gsm:
        event = gsm.next_event(timeout=60)
        gsm.send(event.sender, "Layanan: 1 Daftar")
        gsm.accept(event)
    assert phone.wait_for_sms(contains="Daftar", timeout=60).text == "Layanan: 1 Daftar"
    assert network.outbox[0].to == phone.number == "+6281211110001"

@pytest.mark.simulator(modems=2, seed=7)
def test_a_world_as_the_mark_says(sim):
    assert (len(sim.modems), sim.seed, sim.clock.now()) == (2, 7, 0.0)

def test_a_day_takes_a_moment(sim):
    assert sim.advance(days=1) == 86_400
"""


@pytest.fixture
def project(tmp_path):
    """Write a project's tests and run them with the plugin, as its own pytest would."""

    def run(text, *options, rc="", plugin=("-p", "modem.simulator.pytest_plugin"), installed=""):
        (tmp_path / "test_it.py").write_text(text)
        (tmp_path / "pytest.ini").write_text(f"[pytest]\nfilterwarnings = error\n{rc}")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            *plugin,
            "--strict-markers",
            *options,
        ]
        environment = {"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": "/usr/bin:/bin"}
        if installed:
            about = tmp_path / "loket-0.0.dist-info"
            about.mkdir(exist_ok=True)
            (about / "METADATA").write_text("Metadata-Version: 2.1\nName: loket\nVersion: 0.0\n")
            (about / "entry_points.txt").write_text(installed)
        else:
            environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.process
def test_fixtures_for_a_project_that_uses_nothing_else(project):
    code, said = project(FIRST)
    assert code == 0, said
    assert "3 passed" in said


@pytest.mark.process
def test_what_fails_tells_its_seed_and_the_end_of_the_trace(project):
    code, said = project(
        """
def test_it(sim):
    with sim.modems[0].link() as link:
        link.write(b"AT+CSQ" + bytes([13]))
        assert sim.seed == 0

def test_nothing_simulated():
    assert 0
""",
        "--sim-seed",
        "41",
    )
    assert code == 1
    assert said.count("simulated world") == 1
    assert "seed 41 (again with --sim-seed=41)" in said
    assert "AT+CSQ" in said.partition("simulated world")[2]


@pytest.mark.process
def test_a_line_left_open_fails_the_test_that_left_it(project):
    code, said = project("""
def test_leaves(sim):
    sim.link = sim.modems[0].link()
    sim.link.write(b"ATE0" + bytes([13]))

def test_closes(sim):
    sim.modems[0].link().close()

def test_fails_for_a_better_reason(sim):
    sim.link = sim.modems[0].link()
    assert 0, "the reason"
""")
    assert code == 1
    assert "2 passed" in said
    assert "1 failed" in said
    assert "1 error" in said
    assert "ERROR test_it.py::test_leaves - Failed: The test leaves lines open" in said
    assert "The test leaves lines open: sim://0 (11 octets unread)." in said


@pytest.mark.process
def test_the_seed_may_be_a_setting_or_random_but_no_word(project):
    text = "def test_it(sim): assert sim.seed == 5"
    assert project(text, rc="sim_seed = 5\n")[0] == 0
    assert project("def test_it(sim): assert 0 <= sim.seed < 10**6", "--sim-seed=random")[0] == 0
    code, said = project(text, "--sim-seed=five")
    assert code != 0
    assert "Give a whole number, or random." in said


@pytest.mark.process
def test_the_plugin_loads_nothing_until_it_is_used(project):
    code, said = project("""
import sys
def test_it():
    assert [name for name in sys.modules if name.startswith("modem")] == [
        "modem", "modem.simulator", "modem.simulator.pytest_plugin"]
""")
    assert code == 0, said


@pytest.mark.process
@pytest.mark.parametrize(
    "plugin", [(), ("-p", "modem.simulator.pytest_plugin")], ids=["by itself", "named, too"]
)
def test_an_installed_package_brings_it_along(project, plugin):
    points = (ROOT / "setup.cfg").read_text().partition("pytest11 =\n")[2].partition("\n\n")[0]
    code, said = project(FIRST, plugin=plugin, installed=f"[pytest11]\n{points.strip()}\n")
    assert code == 0, said
    assert "3 passed" in said
