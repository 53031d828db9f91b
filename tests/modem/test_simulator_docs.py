"""What docs/simulator.md shows is run here, and its table of faults is that of the code."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from modem.simulator import share
from modem.simulator.fault_kinds import markdown
from tests.modem.alone import run_alone

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/simulator.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
TABLE = re.compile(r"(<!-- faults: .*? -->\n).*?(<!-- end -->)", re.DOTALL)


SHOWN = [block for block in BLOCKS if "def test_" not in block]


@pytest.mark.parametrize("block", SHOWN, ids=map(str, range(len(SHOWN))))
def test_what_it_shows_in_python(block, capsys):
    share(None)
    exec(compile(block, "docs/simulator.md", "exec"), {"__name__": "shown"})
    share(None)


@pytest.mark.process
def test_what_it_shows_with_pytest(tmp_path):
    (block,) = [block for block in BLOCKS if "def test_" in block]
    (tmp_path / "test_shown.py").write_text(block, encoding="utf-8")
    told = run_alone(tmp_path)
    assert "2 passed" in told, told


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
def test_what_it_tells_to_type(tmp_path):
    first, *others = COMMANDS
    start = first.replace("kiosk ", f"{sys.executable} -m kiosk ")
    start = re.sub(r"(127\.0\.0\.1):\d+", r"\1:0", start)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "no_proxy": "*"}
    with subprocess.Popen(
        ["bash", "-c", f"exec {start}"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        said = next(line for line in process.stdout if "http://" in line)
        base = re.search(r"http://[\d.:]+", said).group()
        assert len(others) > 12
        for command in others:
            typed = command.replace("http://127.0.0.1:8090", base)
            done = subprocess.run(
                ["bash", "-c", typed], env=environment, capture_output=True, text=True, timeout=30
            )
            assert done.returncode == 0, (typed, done.stdout, done.stderr)
            assert done.stdout[:1] in "[{", typed
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert process.returncode == 0


def test_the_table_of_faults_is_that_of_the_code():
    written = TABLE.sub(lambda match: match[1] + markdown() + match[2], TEXT)
    if os.environ.get("LOKET_DOCS"):
        PAGE.write_text(written, encoding="utf-8")
    else:
        assert written == TEXT, "run: make docs"
