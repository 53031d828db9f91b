"""The guide "add a service in 15 minutes", followed word by word by somebody who has nothing but it."""

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk import services
from kiosk.agency.runner import attend
from kiosk.cases import records
from kiosk.cli import cli
from kiosk.core import Inbound, Kiosk
from kiosk.services import own_services
from kiosk.store import schema

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "add-a-service.md").read_text("utf-8")
BLOCK = re.compile(r"(?ms)^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$|In `(?P<file>[^`]+)`:$")
ME = "+6281211110001"


def steps():
    """What the guide says to do, in its order: (what, its text, the file it is about)."""
    file = ""
    for found in BLOCK.finditer(GUIDE):
        file = found["file"] or file
        if found["kind"] is not None:
            yield found["kind"], found["body"], file


def change(path, diff):
    """Change a file as a reader of the diff would: what stands with - or nothing is found, and replaced."""
    lines = diff.splitlines()
    before = "\n".join(line[1:] for line in lines if line[:1] in ("-", " "))
    after = "\n".join(line[1:] for line in lines if line[:1] in ("+", " "))
    text = path.read_text("utf-8")
    assert text.count(before) == 1, f"{path.name}: {before!r} is there {text.count(before)} times"
    path.write_text(text.replace(before, after), "utf-8")


def run(line):
    words = shlex.split(line)
    assert words[0] == "kiosk"
    return CliRunner().invoke(cli, words[1:], input="q\n")


@pytest.fixture(scope="module")
def guided(tmp_path_factory):
    """A folder in which somebody has followed the guide to its end; each step went as it says."""
    tmp_path = tmp_path_factory.mktemp("office")
    with contextlib.chdir(tmp_path):
        follow(tmp_path)
    return tmp_path


@pytest.fixture
def followed(guided, tmp_path):
    """A copy of it for one test."""
    return shutil.copytree(guided, tmp_path / "office")


def follow(tmp_path):
    for kind, body, file in steps():
        if kind == "diff":
            change(tmp_path / file, body)
        elif kind == "toml":
            (tmp_path / file).write_text(body, "utf-8")
        else:
            for line in body.splitlines():
                if " run " in line:
                    continue  # it goes on for ever: see below
                done = run(line)
                assert (done.exit_code != 0) == kind.endswith("fails"), (
                    f"{line}\n{done.output}{done.exception}"
                )


def test_what_it_leads_to_takes_a_child_in_and_hears_from_the_puskesmas(followed, clock):
    own = followed / "layanan"
    kiosk = Kiosk.open(followed / "data", *services.desk(own=own), clock=clock, threaded=False)
    kiosk.agencies |= own_services.agencies(own)
    puskesmas = kiosk.agencies["posyandu"]
    puskesmas.midwife = ""
    for place, text in enumerate(["POSYANDU", "1", "3", "Siti", "18", "1"]):
        reply = kiosk.receive(Inbound("sms", ME, text, f"k{place}"))
    assert reply.text.startswith("TERCATAT 38")
    assert attend(kiosk) == 0
    [case] = kiosk.write(lambda tx: records.waiting(tx, "posyandu"))
    assert case.details == {"tempat": "Masjid Al-Ikhlas", "orang": "Siti", "umur": "18"}
    assert case.state == "new"

    puskesmas.midwife = "Bidan Ani"
    clock.advance(minutes=1)
    assert attend(kiosk) == 1
    asked = kiosk.write(lambda tx: [tx.open(row.given) for row in tx.run(schema.question.select())])
    assert "Ditangani Bidan Ani." in asked[0]
    kiosk.close()


@pytest.mark.process
def test_it_is_on_the_first_screen_of_the_kiosk_that_runs(followed):
    (followed / "kiosk.toml").write_text(
        (followed / "kiosk.toml").read_text() + '[http]\naddress = "127.0.0.1:0"\n[kiosk]\ndata = "data"\n'
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "no_proxy": "*"}
    command = [sys.executable, "-u", "-m", "kiosk", "run", "--config", "kiosk.toml"]
    with (
        subprocess.Popen(
            command, cwd=followed, env=environment, stdout=subprocess.PIPE, text=True
        ) as process,
        contextlib.ExitStack() as ending,
    ):
        ending.callback(process.send_signal, signal.SIGTERM)
        url = next(line.split()[1] for line in process.stdout if "Halaman" in line)
        body = json.dumps({"session": "a" * 16, "text": "", "seq": 0}).encode()
        request = urllib.request.Request(f"{url}phone", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert "7 Posyandu" in json.load(answer)["text"]


def test_what_is_no_connector_is_told(followed):
    code = followed / "layanan" / "posyandu" / "__init__.py"
    code.write_text(code.read_text().replace("agencies = {", "agencies = {'x': 5, "))
    with pytest.raises(Exception, match="agencies bukan tabel penghubung") as error:
        own_services.agencies(followed / "layanan")
    assert "ask(verb, request, key)" in error.value.remedy
