"""The wheel that people install: its metadata, its command and its data files."""

import email
import subprocess
import sys
import tarfile
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = ConfigParser()
SETTINGS.read(ROOT / "setup.cfg", encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A wheel and a source archive, built from the installed tools alone, of a copy of what git knows."""
    source = tmp_path_factory.mktemp("source")
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, names):
        if (ROOT / name).is_file():
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "build", "--no-isolation", "--sdist", "--wheel", "."],
        cwd=source, check=True, capture_output=True,
    )  # fmt: skip
    return source / "dist"


@pytest.fixture(scope="module")
def wheel(built):
    [path] = built.glob("loket-*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def read(wheel, ending):
    [name] = [name for name in wheel.namelist() if name.endswith(ending)]
    return wheel.read(name).decode()


@pytest.mark.process
def test_metadata_names_what_setup_cfg_says(wheel):
    metadata = email.message_from_string(read(wheel, ".dist-info/METADATA"))
    assert metadata["Name"] == "loket"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT" or metadata["License"] == "MIT"
    wanted = {line.split(">=")[0].lower() for line in SETTINGS["options"]["install_requires"].split()}
    given = {line for line in metadata.get_all("Requires-Dist") if "extra ==" not in line}
    assert {line.split(">=")[0].lower() for line in given} == wanted
    assert set(metadata.get_all("Provides-Extra")) == set(SETTINGS["options.extras_require"])


@pytest.mark.process
def test_the_command_is_kiosk(wheel):
    assert "kiosk = kiosk.__main__:main" in read(wheel, "entry_points.txt")


@pytest.mark.process
def test_every_data_file_travels(wheel):
    inside = set(wheel.namelist())
    at_home = {
        path.relative_to(ROOT).as_posix()
        for room in ("modem", "menus", "kiosk")
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert at_home - inside == set()


@pytest.mark.process
def test_tests_stay_at_home(wheel):
    assert not [name for name in wheel.namelist() if name.startswith(("tests/", "bench/", "examples/"))]


@pytest.mark.process
def test_the_source_archive_can_be_built_again(built):
    [path] = built.glob("loket-*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"setup.cfg", "pyproject.toml", "LICENSE", "README.md"} <= names
