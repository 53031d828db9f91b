"""The programs in examples/menus, run as their readers run them: what is typed, and what is said."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli.menus import command

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "menus"
TYPED = {
    "market.py": (
        "".join(f"+256700 ussd {text}\n" for text in ("*384#", "2", "2", "9", "3"))
        + "".join(f"+256700 sms {text}\n" for text in ("MARKET", "1", "1", "1", "1"))
        + "hello\n",  # and the end of what is typed
        [
            "1 Today's prices",
            "Please send a number from 1 to 7.",
            "2 Goods: Fish",
            "Not finished yet: Take a stall.",  # what was left on USSD goes on by SMS
            "[+256700 takes a stall: {'goods': 'fish', 'days': '3'}]",
            "Stall 1 is yours for 3 days: Fish.",
            "The second word is the medium: sms, ussd, console, web.",
        ],
    ),
    "quiz.py": ("1\n3\n1\n1\n", ["Three questions.", "What is 12 x 12?", "2 of 3 are right."]),
}


@pytest.mark.parametrize("name", [path.name for path in sorted(EXAMPLES.glob("*.py"))])
def test_an_example_says_what_its_reader_expects(name):
    typed, said = TYPED[name]
    done = subprocess.run(
        [sys.executable, EXAMPLES / name],
        input=typed,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    at = 0
    for line in said:
        found = done.stdout.find(line, at)
        assert found >= 0, f"{line!r} is not in what follows:\n{done.stdout[at:]}"
        at = found


def test_the_book_of_an_example_has_no_finding():
    from click.testing import CliRunner

    result = CliRunner().invoke(command, ["check", "--strict", str(EXAMPLES / "market.yaml")])
    assert result.exit_code == 0, result.output
