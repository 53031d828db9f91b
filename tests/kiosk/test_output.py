"""Streams as a command finds them: closed, full, of few letters; nothing of it is a fault of the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli.output import tell

ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")
pytestmark = pytest.mark.process
needs_full = pytest.mark.skipif(not FULL.exists(), reason="/dev/full is Linux's")


def kiosk(*words, **how):
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
        **how,
    )


def test_letters_that_the_terminal_does_not_have_are_question_marks():
    there = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = kiosk("menus", "graph", "kiosk/services/home.yaml", "--tree", stdout=subprocess.PIPE, env=there)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?" in done.stdout


def test_a_closed_output_is_no_fault():
    done = kiosk("menus", "graph", "kiosk/services/home.yaml", preexec_fn=lambda: os.close(1))
    assert (done.returncode, done.stderr) == (0, b"")


@needs_full
def test_a_full_disk_is_said_with_its_exit_code():
    with FULL.open("wb") as full:
        done = kiosk("menus", "schema", stdout=full)
    assert done.returncode == 5
    assert b"No space left on device. Look at its name, the room" in done.stderr


def test_a_name_that_no_disk_takes_is_no_fault_of_the_program():
    done = kiosk("menus", "check", "x" * 5000, stdout=subprocess.PIPE)
    assert done.returncode == 1
    assert b"File name too long. Look at its name" in done.stderr
    assert len(done.stderr) < 400


def test_a_service_tells_nobody_and_goes_on():
    script = (
        "from kiosk.cli.output import tell\n"
        "import os, sys\n"
        "read, write = os.pipe(); os.dup2(write, 1); os.close(read); os.close(write)\n"
        "tell('first'); tell('second'); sys.stderr.write('on')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"on")


def test_a_service_tells_who_reads(capsys):
    tell("Ctrl-C ends it.")
    assert capsys.readouterr().out == "Ctrl-C ends it.\n"
