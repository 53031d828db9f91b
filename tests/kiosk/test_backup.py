"""`kiosk backup` and `kiosk restore`: one file, made while residents are answered, and the way back."""

import json
import os
import threading
import zipfile

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from kiosk import ticket
from kiosk.cli import cli, replacing
from kiosk.core import Kiosk
from kiosk.errors import StoreError
from kiosk.store import backup, schema
from kiosk.store.engine import DATABASE

ME = "+6281211110001"


def opened(desk, folder):
    return Kiosk.open(folder, *desk.kiosk.desk, clock=desk.clock, threaded=False, command="kiosk run")


@pytest.fixture
def saved(desk, tmp_path):
    """A kiosk with a resident, a number given, and an answer that waits: in a file."""
    for text in ("MENU", "1", "Siti"):
        desk.sms(text)
    target = tmp_path / "usb" / "loket.zip"
    target.parent.mkdir()
    assert backup.save(desk.folder, target, at=desk.clock().timestamp(), with_key=True)
    return target


def test_what_was_there_is_there_again_sealed_as_it_was(desk, saved, tmp_path):
    backup.restore(saved, tmp_path / "new")
    again = opened(desk, tmp_path / "new")
    assert again.write(lambda tx: [tx.open(row.number) for row in tx.run(schema.person.select())]) == [ME]
    again.close()


def test_it_is_made_beside_a_transaction_that_is_open(desk, tmp_path):
    desk.sms("MENU")
    writer, target = desk.kiosk.store.connect(), tmp_path / "loket.zip"
    writer.begin()
    writer.run(schema.counter.insert(), name="half", value=1)
    noting = threading.Thread(
        target=backup.save, args=(desk.folder, target), kwargs={"at": 0.0, "with_key": True}
    )
    noting.start()  # it copies at once, and waits only to note that it did
    writer.rollback()
    writer.close()
    noting.join(10)
    assert target.exists()


def test_a_number_that_was_given_after_the_copy_is_not_given_again(desk, saved, tmp_path):
    later = [desk.kiosk.write(lambda tx: tx.ticket()) for _ in range(backup.GAP - 1)]
    backup.restore(saved, tmp_path / "new")
    again = opened(desk, tmp_path / "new")
    fresh = again.write(lambda tx: tx.ticket())
    again.close()
    assert ticket.read(fresh)
    assert fresh not in later


def test_what_waited_is_not_sent_again(desk, saved, tmp_path):
    waiting = desk.kiosk.write(lambda tx: tx.run(sa.select(schema.outbox.c.state)))
    assert {row.state for row in waiting} == {"queued"}
    backup.restore(saved, tmp_path / "new")
    again = opened(desk, tmp_path / "new")
    rows = again.write(lambda tx: tx.run(sa.select(schema.outbox.c.state, schema.outbox.c.error)))
    again.close()
    assert {(row.state, row.error) for row in rows} == {("expired", backup.UNSURE)}


def test_nothing_is_overwritten(desk, saved):
    before = (desk.folder / DATABASE).read_bytes()
    with pytest.raises(StoreError, match="tidak ada yang ditimpa"):
        backup.restore(saved, desk.folder)
    assert (desk.folder / DATABASE).read_bytes() == before


def test_without_its_key_nothing_is_restored(desk, tmp_path):
    desk.sms("MENU")
    target = tmp_path / "loket.zip"
    assert not backup.save(desk.folder, target, at=0, with_key=False)
    assert zipfile.ZipFile(target).namelist() == [DATABASE]
    with pytest.raises(StoreError, match="Kunci"):
        backup.restore(target, tmp_path / "new")
    assert not (tmp_path / "new" / DATABASE).exists()
    (tmp_path / "new" / "loket.key").write_bytes((desk.folder / "loket.key").read_bytes())
    assert backup.restore(target, tmp_path / "new") == "live"


@pytest.mark.parametrize("damage", ["cut", "text", "empty", "other zip", "flipped"])
def test_a_damaged_file_is_told_and_leaves_nothing(saved, tmp_path, damage):
    octets = saved.read_bytes()
    bad = tmp_path / "bad.zip"
    if damage == "other zip":
        with zipfile.ZipFile(bad, "w") as file:
            file.writestr("README", "x")
    elif damage == "flipped":
        middle = len(octets) // 2
        bad.write_bytes(octets[:middle] + bytes([octets[middle] ^ 255]) + octets[middle + 1 :])
    else:
        bad.write_bytes({"cut": octets[: len(octets) // 2], "text": b"loket", "empty": b""}[damage])
    with pytest.raises(StoreError, match="bukan cadangan Loket yang utuh") as error:
        backup.restore(bad, tmp_path / "new")
    assert error.value.remedy
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["loket.lock"]


def test_a_copy_that_fails_leaves_the_one_before(desk, saved, monkeypatch):
    before = saved.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_sync", full)
    with pytest.raises(StoreError, match="No space"):
        backup.save(desk.folder, saved, at=0, with_key=True)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_the_commands_say_where_it_is_and_what_to_mind(desk, tmp_path):
    desk.sms("MENU")
    run = CliRunner().invoke
    made = run(cli, ["backup", str(tmp_path), "--data", str(desk.folder)])
    (file,) = tmp_path.glob("loket-*.zip")
    assert made.exit_code == 0
    assert f"Cadangan: {file}" in made.output
    assert "lemari terkunci" in made.output
    back = run(cli, ["restore", str(file), "--data", str(tmp_path / "new")])
    assert back.exit_code == 0, back.output
    assert "Data sudah pulih" in back.output
    made = run(cli, ["backup", str(file), "--data", str(desk.folder), "--without-key", "--json"])
    assert json.loads(made.output) == {"file": str(file), "octets": file.stat().st_size, "key": False}
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "loket.key").write_bytes((desk.folder / "loket.key").read_bytes())
    back = run(cli, ["restore", str(file), "--data", str(tmp_path / "other"), "--json"])
    told = {"data": str(tmp_path / "other"), "kind": "live", "gap": backup.GAP}
    assert json.loads(back.output) == told


def test_what_is_no_file_is_never_replaced(desk, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    desk.sms("MENU")
    for write in (
        lambda: backup.save(desk.folder, pipe, at=0, with_key=True),
        lambda: replacing.replace(pipe, "[kiosk]"),
    ):
        with pytest.raises(StoreError, match="bukan berkas biasa"):
            write()
        assert pipe.is_fifo()


def test_an_empty_folder_has_nothing_to_save(tmp_path):
    with pytest.raises(StoreError, match="belum berisi data"):
        backup.save(tmp_path, tmp_path / "x.zip", at=0, with_key=True)
