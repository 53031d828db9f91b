"""The programs of examples/simulator are run, and each does what it says."""

from pathlib import Path

import pytest

from modem.simulator import share
from tests.modem.alone import run_alone

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples/simulator"
SAYS = {
    "answering.py": [
        "08:00 +6281211110001: Kantor buka pukul 08.00 sampai 15.00 WIB.",
        "14:01 +6281211110002: Kantor Kelurahan Pamulang Barat.",
        "20:02 +6281211110003: Balas JAM atau SIAPA.",
    ],
    "plain_at.py": ["+CMGS: 0", "OK", "+CSQ: 20,0", "OK"],
    "bad_day.py": [
        f"{kind}: survived" for kind in ("unplug", "brown-out", "answer-lost", "late", "urc-inside")
    ],
    "ussd_code.py": ["Buka pukul 08.00 sampai 15.00 WIB.", "Jl. Siliwangi 1."],
}


def test_each_example_is_tried():
    assert {path.name for path in FOLDER.glob("*.py")} == {*SAYS, "test_with_phones.py"}


@pytest.mark.parametrize("name", SAYS)
def test_an_example_runs(name, capsys):
    share(None)
    names = {"__name__": "example"}
    exec(compile((FOLDER / name).read_text(encoding="utf-8"), name, "exec"), names)
    names["main"]()
    share(None)
    printed = iter(capsys.readouterr().out.splitlines())
    for expected in SAYS[name]:  # in this order, with other lines between them
        assert any(line.startswith(expected) for line in printed), expected


@pytest.mark.process
def test_the_example_for_pytest_runs(tmp_path):
    (tmp_path / "test_with_phones.py").write_bytes((FOLDER / "test_with_phones.py").read_bytes())
    told = run_alone(tmp_path)
    assert "4 passed" in told, told
