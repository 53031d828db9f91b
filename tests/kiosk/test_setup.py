"""`kiosk setup`: each answer is checked, what is written keeps its comments, and `kiosk run` takes it."""

import json
import os
import pty
import select
import signal
import stat
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kiosk import config, first_answers, places, writing_config
from kiosk.cli import cli, setting_up
from kiosk.errors import ConfigError, KioskError
from kiosk.store import Store
from modem import ports
from modem.simulator import RealClock, Simulator, VirtualClock, serve, share

EXAMPLE = setting_up.EXAMPLE.read_text(encoding="utf-8")
ENOUGH = ("--number", "07", "--kelurahan", "Pondok Ranji", "--yes")


@pytest.fixture
def sim():
    sim = Simulator(clock=VirtualClock())
    share(sim)
    yield sim
    share(None)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(ports, "list_ports", list)
    return tmp_path / "kiosk.toml"


def run(file, *arguments, text=""):
    return CliRunner().invoke(cli, ["setup", "--config", str(file), *arguments], input=text)


def written(file):
    return tomllib.loads(file.read_text(encoding="utf-8"))


# The text ---------------------------------------------------------------------------------------------------


def test_only_what_was_answered_changes_in_the_example():
    filled = writing_config.fill(EXAMPLE, {("kiosk", "number"): "07", ("kiosk", "officer"): "+6281211119999"})
    changed = [
        (old, new) for old, new in zip(EXAMPLE.split("\n"), filled.split("\n"), strict=True) if old != new
    ]
    assert [new.partition(" #")[0].strip() for _, new in changed] == [
        'number = "07"',
        'officer = "+6281211119999"',
    ]
    assert [old.partition("  #")[2] for old, _ in changed] == [new.partition("  #")[2] for _, new in changed]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[kiosk]\nname = "x"\n'),
        ("[kiosk]", '[kiosk]\nname = "x"'),
        ('[modem]\nport = ""\n', '[modem]\nport = ""\n\n[kiosk]\nname = "x"\n'),
        ("[kiosk]\nname='a # b' # c\n", '[kiosk]\nname = "x"   # c\n'),
        (
            '# name = "no"\n[kiosk]\n# name = "a"\nname = "b"\n',
            '# name = "no"\n[kiosk]\n# name = "a"\nname = "x"\n',
        ),
        ('[kiosk]\n[modem]\nname = "b"\n', '[kiosk]\nname = "x"\n[modem]\nname = "b"\n'),
        ("[kiosk]\nname = [\n'a',\n]\n", '[kiosk]\nname = "x"\n'),
    ],
)
def test_a_value_finds_its_place(before, after):
    assert writing_config.fill(before, {("kiosk", "name"): "x"}) == after


def test_a_second_modem_in_comments_is_not_taken_for_the_first():
    filled = writing_config.fill(EXAMPLE, {("modem", "number"): "+628111", ("modem", "port"): "/dev/x"})
    assert tomllib.loads(filled)["modem"]["number"] == "+628111"
    assert '# port = "/dev/serial/by-id/usb-modem-2"' in filled


def test_what_has_no_value_stays_commented_out_and_what_is_in_force_is_emptied():
    nothing = {("kiosk", "officer"): "", ("modem", "pin"): "", ("modem", "own_numbers"): []}
    filled = writing_config.fill(EXAMPLE.replace('pin = ""', 'pin = "1234"'), nothing)
    assert '\n# officer = "' in filled
    assert tomllib.loads(filled)["modem"]["pin"] == ""
    assert tomllib.loads(filled)["modem"]["own_numbers"] == []


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_any_text_is_read_back_as_it_was(value):
    filled = writing_config.fill(EXAMPLE, {("kiosk", "name"): value, ("modem", "pin"): value})
    assert tomllib.loads(filled)["kiosk"]["name"] == value
    assert tomllib.loads(filled)["modem"]["pin"] == value


@pytest.mark.parametrize(
    "text", ['kiosk.name = "a"\n', 'kiosk = {name = "a"}\n', '[kiosk]\nname = """a\nb"""\n']
)
def test_what_cannot_be_changed_in_place_is_told(text):
    with pytest.raises(ConfigError, match=r"\[kiosk\] name tidak bisa diubah"):
        writing_config.fill(text, {("kiosk", "name"): "x"})


# Answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", places.everywhere(), ids=lambda one: one.name)
def test_every_kelurahan_is_known_by_its_name(one):
    assert first_answers.village(one.name.lower()) == one.name


@pytest.mark.parametrize(
    ("question", "typed", "told"),
    [
        (first_answers.NUMBER, "7", "Nomor kios harus dua angka."),
        (first_answers.NUMBER, "", "Nomor kios harus diisi."),
        (first_answers.KELURAHAN, "Jakarta", "tidak dikenal"),
        (first_answers.HOURS, "pagi", "bukan jam buka"),
        (first_answers.OFFICER, "112", "bukan nomor HP"),
        (first_answers.PORT, "http://x", "bukan port modem"),
        (first_answers.PIN, "12", "4 sampai 8 angka"),
    ],
)
def test_a_wrong_answer_is_told_in_a_sentence(question, typed, told):
    with pytest.raises(first_answers.Wrong, match=told):
        question.read(typed)


def test_an_answer_is_written_in_its_one_form():
    assert first_answers.OFFICER.read("0812-1111-9999") == "+6281211119999"
    assert first_answers.KELURAHAN.read("  pondok   ranji ") == "Pondok Ranji"
    assert first_answers.OFFICER.read("-") == ""


# By options -------------------------------------------------------------------------------------------------


def test_options_are_enough(sim, file):
    done = run(
        file, *ENOUGH, "--port", "sim://", "--officer", "081211119999", "--data", "d", "--card", "08118"
    )
    assert done.exit_code == 2
    assert "--card" in done.output
    done = run(file, *ENOUGH, "--port", "sim://", "--officer", "081211119999", "--data", "d")
    assert done.exit_code == 0, done.output
    assert "kiosk doctor" in done.output
    settings = config.load(file)
    assert settings.kiosk[:4] == ("07", "Layanan Kota Tangsel", "Pondok Ranji", "08.00-15.00")
    assert (settings.kiosk.officer, settings.data) == ("+6281211119999", file.parent / "d")
    assert (settings.modem.port, settings.own_numbers) == ("sim://", ())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "it may hold the PIN"
    assert [path.name for path in file.parent.iterdir()] == ["kiosk.toml"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--number", "07", "--yes"), "--kelurahan"),
        (("--kelurahan", "Setu", "--yes"), "--number"),
        (("--number", "7", "--kelurahan", "Setu", "--yes"), "dua angka"),
        (
            ("--number", "07", "--kelurahan", "pamulang", "--yes"),
            "Maksud Anda Pamulang Barat atau Pamulang Timur?",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_nothing_written(file, options, told):
    done = run(file, *options)
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())
    assert not file.exists()


def test_a_modem_is_found_by_itself(sim, file, monkeypatch):
    done = run(file, *ENOUGH, "--port", "auto")
    assert isinstance(done.exception, setting_up.NoModem)
    assert done.exception.exit_code == 4
    monkeypatch.setattr(ports, "list_ports", lambda: [ports.Port("sim://", "sim", "a stick")])
    told = json.loads(run(file, *ENOUGH, "--port", "auto", "--pin", "1234", "--json").stdout)
    assert sim.modems[0].imei in told["found"]
    assert (told["found"].startswith("Modem Loket"), told["changed"], told["backup"]) == (True, True, None)
    assert config.load(file).modem.port == "sim://"
    assert told["written"]["modem"] == {"port": "sim://", "pin": "****", "number": ""}


def test_a_port_where_nobody_answers_is_told_and_written(file):
    done = run(file, *ENOUGH, "--port", "tcp://127.0.0.1:1")
    assert "Tidak ada modem yang menjawab di tcp://127.0.0.1:1" in done.output
    assert written(file)["modem"]["port"] == "tcp://127.0.0.1:1"


def test_what_is_there_is_kept_and_saved(file):
    file.write_text('# mine\n[kiosk]\nnumber = "07"\nkelurahan = "Setu"\n\n[sms]\nflash = true\n')
    file.chmod(0o640)
    done = run(file, "--officer", "081211119999", "--yes")
    assert done.exit_code == 0, done.output
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert "flash = true" in text
    assert written(file)["kiosk"]["officer"] == "+6281211119999"
    assert (file.parent / "kiosk.toml.bak").read_text(encoding="utf-8").count("\n") == 7
    assert stat.S_IMODE(file.stat().st_mode) == 0o640, "the kiosk may be another user"
    run(file, "--hours", "09.00-14.00", "--yes")
    assert (file.parent / "kiosk.toml.bak2").exists(), "no copy is overwritten"


def test_the_file_stays_with_whom_it_belongs_to(file, monkeypatch):
    run(file, *ENOUGH)
    owned, mine = [], file.stat()
    monkeypatch.setattr(os, "chown", lambda path, *who: owned.append((path.name, *who)))
    run(file, "--number", "08", "--yes")
    assert owned == [
        ("kiosk.toml.bak", mine.st_uid, mine.st_gid),
        ("kiosk.toml.new", mine.st_uid, mine.st_gid),
    ]


def test_the_same_once_more_writes_nothing(file):
    run(file, *ENOUGH)
    before = file.stat().st_mtime_ns
    done = run(file, *ENOUGH)
    assert "tidak ada yang diubah" in done.output
    assert file.stat().st_mtime_ns == before
    assert not (file.parent / "kiosk.toml.bak").exists()


def test_a_broken_file_is_told_and_saved(file):
    file.write_text("[kiosk]\nnumber = 7\n")
    done = run(file, *ENOUGH)
    assert "kiosk.toml:2:1" in done.output
    assert written(file)["kiosk"]["number"] == "07"
    assert (file.parent / "kiosk.toml.bak").read_text() == "[kiosk]\nnumber = 7\n"


def test_a_folder_that_cannot_hold_the_data_is_told(file):
    (file.parent / "a-file").write_text("")
    Store.open(file.parent / "demo", demo=True).close()
    for folder, told in (("a-file", "adalah berkas"), ("demo", "data demo")):
        done = run(file, *ENOUGH, "--data", str(file.parent / folder))
        assert (done.exit_code, told in " ".join(done.output.split())) == (2, True)
    assert not file.exists()


# Asked ------------------------------------------------------------------------------------------------------


def test_it_asks_until_each_answer_is_right(sim, file):
    lines = [
        *("x", "07", "", "?", "pamulang", "2", "8", "", "0812-1111-9999"),
        *("sim://", "12", "1234", "", "", "y"),
    ]
    done = run(file, text="\n".join(lines) + "\n")
    assert done.exit_code == 0, done.output
    for told in (
        "harus dua angka",
        " 1 Babakan",
        "bukan jam buka",
        "Modem Loket",
        "PIN kartu SIM       ****",
    ):
        assert told in done.output
    assert config.load(file).kiosk[:4] == ("07", "Layanan Kota Tangsel", "Pamulang Timur", "08.00-15.00")
    assert config.load(file).modem.pin == "1234"


def test_the_pin_that_is_set_is_not_shown(file):
    run(file, *ENOUGH, "--pin", "4711")
    done = run(file, "--port", "", text="\n" * 9)
    assert "[****]" in done.output
    assert "4711" not in done.output


@pytest.mark.parametrize("text", ["07\n", "", "07\n\nSetu\n\n\n\n\n\n\nn\n"])
def test_whoever_stops_or_says_no_has_written_nothing(file, text):
    done = run(file, text=text)
    assert isinstance(done.exception, KioskError)
    assert "tidak diubah" in str(done.exception)
    assert list(file.parent.iterdir()) == []


class Terminal:
    """A program at a pseudo terminal: says lines, reads until something is shown."""

    def __init__(self, *arguments, cwd):
        self.ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "kiosk", *arguments]
        root = {"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm"}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env={**os.environ, **root}
        )
        os.close(theirs)
        self.said, self.at = "", 0

    def until(self, words, seconds=30):
        deadline = time.monotonic() + seconds
        while words not in self.said[self.at :]:
            assert time.monotonic() < deadline, self.said
            if select.select([self.ours], [], [], 0.2)[0]:
                self.said += os.read(self.ours, 4096).decode()
        self.at = self.said.index(words, self.at) + len(words)
        return self

    def say(self, line):
        os.write(self.ours, line.encode() + b"\n")

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.ours)


@pytest.mark.process
def test_an_officer_at_a_terminal_ends_with_a_file_that_the_kiosk_runs_with(tmp_path):
    sim = Simulator(clock=RealClock())
    with serve(sim, tcp=("127.0.0.1", 0)) as served:
        port = f"tcp://127.0.0.1:{served.addresses[0][1]}"
        terminal = Terminal("setup", cwd=tmp_path)
        try:
            for question, answer in (
                ("Nomor kios", "07"),
                ("Nama layanan", ""),
                ("Kelurahan", "pondok ranji"),
                ("Jam kantor", ""),
                ("HP petugas", ""),
                ("Port modem", port),
                ("PIN", ""),
                ("Nomor kartu", ""),
                ("Folder data", "data"),
            ):
                terminal.until(f"{question}").until("Jawaban").say(answer)
            terminal.until("Tulis? [Y/n]").say("")
            terminal.until("kiosk doctor")
            assert terminal.process.wait(20) == 0
        finally:
            terminal.close()
        assert sim.modems[0].imei in terminal.said
        file = tmp_path / "kiosk.toml"
        file.write_text(file.read_text("utf-8").replace("127.0.0.1:8000", "127.0.0.1:0"), "utf-8")
        command = [sys.executable, "-u", "-m", "kiosk", "run"]
        kiosk = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        try:
            said = "".join(iter(kiosk.stdout.readline, "Hentikan dengan Ctrl-C.\n"))
        finally:
            kiosk.send_signal(signal.SIGTERM)
            kiosk.communicate(timeout=20)
        assert "Kios 07 berjalan" in said
        assert port in said
        assert kiosk.returncode == 0
        assert (tmp_path / "data" / "loket.db").exists()
