"""Tables that a service of the office brings: in the resident's copy, and gone with all else of theirs."""

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from kiosk import services
from kiosk.cli.data import command
from kiosk.core import Inbound, Kiosk
from kiosk.privacy import exporting, paper
from kiosk.store import own

ME, OTHER = "+6281211110001", "+6281211110002"
MENU = """\
menu: kelas
format: 1
version: 1
enter: {code: 8, label: Kelas, words: [KELAS]}
screens:
  utama: {form: [nama], submit: kelas.catat, done: "Tercatat."}
fields:
  nama: {ask: "Ketik nama.", text: 2..40}
"""
PYTHON = """\
from sqlalchemy import Column, Integer, LargeBinary, insert

from kiosk.store import own
from menus import Registry

registry = Registry()
KELAS = own.table(
    "kelas",
    "Kelas ibu",
    Column("nama", LargeBinary, info={"label": "Nama peserta"}),
    Column("kali", Integer),
)
NOTE = insert(KELAS)


@registry.action("kelas.catat")
def note(call):
    tx = call.tx
    tx.run(NOTE, person=tx.person, at=tx.at, nama=tx.seal(call.answers["nama"]), kali=1)
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with one service; its table is forgotten again afterwards."""
    where = tmp_path / "layanan" / "kelas"
    where.mkdir(parents=True)
    (where / "menu.yaml").write_text(MENU)
    (where / "__init__.py").write_text(PYTHON)
    yield where.parent
    own.metadata.clear()


@pytest.fixture
def kelas(folder, tmp_path, clock):
    kiosk = Kiosk.open(
        tmp_path / "own", *services.desk(own=folder), clock=clock, number="38", threaded=False, demo=True
    )
    for number, (who, text) in enumerate(
        [(ME, "KELAS"), (ME, "Siti Aminah"), (OTHER, "KELAS"), (OTHER, "Dewi")]
    ):
        said = kiosk.receive(Inbound("sms", who, text, str(number))).text
    assert said == "Tercatat."
    yield kiosk
    kiosk.close()


def copy(kiosk, who=ME):
    return kiosk.write(lambda tx: exporting.copy(tx.about(who)))


def rows(kiosk):
    table = own.metadata.tables["own_kelas"]
    return kiosk.write(lambda tx: list(tx.run(sa.select(table))))


def test_it_is_made_and_stands_opened_in_the_copy(kelas, clock):
    (section,) = [one for one in copy(kelas).sections if one.name == "own_kelas"]
    assert section.title == "Kelas ibu"
    assert section.entries == ({"at": clock.now, "nama": "Siti Aminah", "kali": 1},)
    text = "\n".join(paper.lines(copy(kelas), "sari", "38"))
    assert "KELAS IBU (1)" in text
    assert "Nama peserta" in text
    assert "Dewi" not in text


def test_erasing_takes_its_rows_and_nobody_elses(kelas):
    kelas.receive(Inbound("sms", ME, "HAPUS", "a"))
    kelas.receive(Inbound("sms", ME, "1", "b"))
    assert [kelas.sealer.open(row.nama) for row in rows(kelas)] == ["Dewi"]
    assert "own_kelas" not in [one.name for one in copy(kelas).sections]


def test_a_service_that_comes_while_the_kiosk_works_is_erased_too(kelas, folder):
    python = folder / "kelas" / "__init__.py"
    python.write_text(f'{PYTHON}\n\nown.table("lain", "Lain")\n')
    kelas.serve(*services.desk(own=folder))
    other = own.metadata.tables["own_lain"]
    kelas.write(lambda tx: tx.run(sa.insert(other), person=tx.about(ME).person, at=tx.at))
    assert [one.title for one in copy(kelas).sections][-2:] == ["Kelas ibu", "Lain"]
    kelas.receive(Inbound("sms", ME, "HAPUS", "a"))
    kelas.receive(Inbound("sms", ME, "1", "b"))
    assert kelas.write(lambda tx: list(tx.run(sa.select(other)))) == []


def test_a_book_that_is_taken_anew_makes_no_table_again(kelas, folder, monkeypatch):
    monkeypatch.setattr(own, "create", lambda tx: pytest.fail("made again"))
    kelas.serve(*services.desk(own=folder))


def test_what_a_service_that_is_gone_has_left_is_erased_too(kelas, folder):
    table = own.metadata.tables["own_kelas"]
    own.metadata.clear()
    kelas.receive(Inbound("sms", ME, "HAPUS", "a"))
    kelas.receive(Inbound("sms", ME, "1", "b"))
    left = kelas.write(lambda tx: list(tx.run(sa.select(table))))
    assert [kelas.sealer.open(row.nama) for row in left] == ["Dewi"]


def test_what_does_not_open_keeps_nobody_from_the_rest(kelas):
    table = own.metadata.tables["own_kelas"]
    kelas.write(lambda tx: tx.run(sa.update(table).values(nama=b"\x01" + bytes(40))))
    (section,) = [one for one in copy(kelas).sections if one.name == "own_kelas"]
    assert section.entries[0]["nama"] == exporting.UNREADABLE


def test_the_command_has_it(kelas, folder, tmp_path):
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[kiosk]\ndata = "{tmp_path / "own"}"\n[services]\npath = "{folder}"\n')
    done = CliRunner().invoke(command, ["export", ME, "--config", str(config)])
    assert done.exit_code == 0, done.output
    assert "KELAS IBU (1)" in done.output
