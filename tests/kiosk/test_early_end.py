"""A long-running command ends with 0 while it is still being loaded; a short one is left to the system."""

import signal
import subprocess
import sys

import pytest

AT_ONCE = """
import os, signal, sys, types
sys.argv = ["kiosk", *sys.argv[2:], "--help"]
import kiosk.__main__
assert "click" not in sys.modules, "something is loaded before a signal is heard"
class Loading:  # what the signal interrupts
    def find_spec(name, path=None, target=None):
        if name == "kiosk.cli":
            os.kill(os.getpid(), int(NUMBER))
sys.meta_path.insert(0, Loading)
kiosk.__main__.main()
"""


def ended(number, *words, ignored=False):
    script = AT_ONCE.replace("NUMBER", str(int(number)))
    if ignored:  # as a shell does for what it starts with &
        script = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + script
    return subprocess.run(
        [sys.executable, "-c", script, "-", *words], capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.process
@pytest.mark.parametrize("words", [["demo"], ["run"], ["sim"], ["console"], ["modem", "receive"]])
def test_a_long_one_ends_with_0(words):
    done = ended(signal.SIGINT, *words, ignored=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.process
def test_also_by_sigterm():
    assert ended(signal.SIGTERM, "sim").returncode == 0


@pytest.mark.process
def test_a_short_one_does_not_say_that_all_went_well():
    assert ended(signal.SIGTERM, "backup").returncode == -signal.SIGTERM
