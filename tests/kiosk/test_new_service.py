"""`kiosk services new`: what a stranger gets is a whole service, checked, tested and told about."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk import services
from kiosk.cases import actions, records
from kiosk.cli import cli
from kiosk.core import Inbound, Kiosk
from kiosk.store import schema
from menus.lint import lint
from menus.load import load

ME = "+6281211110001"


def kiosk(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path):
    assert kiosk("services", "new", "posyandu", "--path", tmp_path / "layanan").exit_code == 0
    return tmp_path / "layanan" / "posyandu"


def test_it_is_checked_and_its_conversation_goes_as_written(folder):
    assert lint(load(folder / "menu.yaml")) == []
    checked = kiosk("menus", "check", folder, "--strict")
    assert (checked.exit_code, checked.output) == (0, "1 book: 0 errors, 0 warnings.\n")
    tested = kiosk("menus", "test", folder)
    assert (tested.exit_code, tested.output) == (0, f"passed  {folder / 'daftar.chat'}\n")


def test_a_change_of_what_is_said_fails_its_test(folder):
    menu = folder / "menu.yaml"
    menu.write_text(menu.read_text().replace("TERCATAT", "DICATAT"))
    assert kiosk("menus", "test", folder).exit_code == 1


def test_residents_use_it_and_hear_what_the_office_does(folder, tmp_path, clock):
    desk = services.desk(own=folder.parent)
    opened = Kiosk.open(tmp_path / "data", *desk, clock=clock, demo=True, threaded=False)
    for place, text in enumerate(["POSYANDU", "1", "2", "Siti", "1"]):
        reply = opened.receive(Inbound("sms", ME, text, f"k{place}"))
    assert reply.text.startswith("TERCATAT 38")

    def forward(tx):
        (case,) = records.waiting(tx, "posyandu")
        assert case.details == {"tempat": "Balai RW 05", "orang": "Siti"}
        return actions.forward(tx, case.ticket, "sari", "Puskesmas Pamulang")

    ticket = opened.write(forward).ticket
    told = opened.write(
        lambda tx: [tx.open(row.text) for row in tx.run(schema.outbox.select()) if row.kind == "status"]
    )
    assert told == [
        f"Posyandu {ticket} kami teruskan ke Puskesmas Pamulang. Jawaban paling lambat Selasa 01/12."
    ]
    opened.close()


def test_the_next_one_has_another_number_and_both_are_listed(folder):
    made = kiosk("services", "new", "bank_sampah", "--path", folder.parent, "--title", "Bank Sampah")
    assert "dengan nomor 8 di menu utama" in made.output
    listed = kiosk("services", "list", "--path", folder.parent).output
    assert [line.split()[0] for line in listed.splitlines()][-2:] == ["8", "7"]
    assert "Bank Sampah" in listed
    assert kiosk("menus", "test", folder.parent).exit_code == 0


def test_programs_read_it_as_json(folder):
    made = kiosk("services", "new", "arisan", "--path", folder.parent, "--json")
    assert json.loads(made.output) == {"name": "arisan", "code": 8, "folder": str(folder.parent / "arisan")}
    listed = kiosk("services", "list", "--path", folder.parent, "--json").output
    found = [json.loads(line) for line in listed.splitlines()]
    assert found[-1] == {"code": 7, "label": "Posyandu", "menu": "posyandu", "words": ["POSYANDU"]}
    tested = kiosk("menus", "test", folder, "--json")
    chat = str(folder / "daftar.chat")
    assert json.loads(tested.output) == {"file": chat, "medium": None, "outcome": "passed", "failures": []}


@pytest.mark.parametrize("name", ["Posyandu", "pos yandu", "../x", "1a", "a"])
def test_a_name_that_is_none_is_told(tmp_path, name):
    refused = CliRunner().invoke(cli, ["services", "new", name, "--path", str(tmp_path)])
    assert refused.exit_code == 2
    assert "posyandu" in refused.output


def test_what_exists_is_left_alone(folder):
    before = {path: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}
    refused = kiosk("services", "new", "posyandu", "--path", folder.parent)
    assert "sudah ada" in str(refused.exception)
    assert {path: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()} == before
