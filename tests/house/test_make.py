"""The guard of make: one line says what a fresh machine lacks; a half-made environment is made again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUARD = ROOT / "scripts" / "venv.sh"
OLD = '[ "$1" = -V ] && echo "Python 3.9.2" && exit 0; case "$2" in *version_info*) exit 1;; esac'
NO_VENV = 'case "$2" in *ensurepip*) exit 1;; *version_info*) exit 0;; esac'

pytestmark = pytest.mark.process


def guard(folder, python="python3", path=None):
    """Run the guard in *folder* with only these programs in reach."""
    return subprocess.run(
        ["/bin/sh", str(GUARD), python],
        cwd=folder,
        env={**os.environ, **({"PATH": str(path)} if path else {})},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def programs(tmp_path):
    """A folder of programs: what the guard itself uses, and a Python of the test's making."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "rm", "echo"):
        (folder / name).symlink_to(shutil.which(name))

    def python(script):
        (folder / "python3").write_text(f"#!/bin/sh\n{script}\nexit 0\n")
        (folder / "python3").chmod(0o755)
        return folder

    return python


@pytest.mark.parametrize(
    ("script", "remedy"),
    [
        (None, "sudo apt install -y python3 python3-venv"),
        (OLD, "Python 3.11 or newer is needed, Python 3.9.2 found"),
        (NO_VENV, "sudo apt install -y python3-venv"),
    ],
    ids=["no python", "old python", "no venv"],
)
def test_what_is_missing_is_one_line(programs, tmp_path, script, remedy):
    path = programs(script or "")
    if script is None:
        (path / "python3").unlink()
    run = guard(tmp_path, path=path)
    assert run.returncode == 1
    assert remedy in run.stderr
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / ".venv").exists()


def test_a_half_made_environment_is_made_again(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    run = guard(tmp_path, python=sys.executable)
    assert run.returncode == 0, run.stderr
    assert "half-made" in run.stdout
    python = tmp_path / ".venv/bin/python"
    pip = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, text=True)
    assert pip.returncode == 0


def test_a_whole_environment_is_left_alone(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / ".venv"], check=True)
    made = (tmp_path / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    run = guard(tmp_path, python=sys.executable)
    assert (run.returncode, run.stdout) == (0, "")
    assert (tmp_path / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == made


def test_the_environment_is_not_installed_twice():
    if not (ROOT / ".venv" / ".development").exists():
        pytest.skip("no .venv beside this tree")
    run = subprocess.run(["make", "-n", "install"], cwd=ROOT, capture_output=True, text=True)
    assert "pip" not in run.stdout
