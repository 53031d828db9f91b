"""A changed book is taken while the kiosk runs; a broken one is told and the old one stays."""

import os
import threading
import time

import pytest

from kiosk.core import Inbound, Kiosk
from kiosk.doors.http import application
from kiosk.errors import StoreError
from kiosk.reloading import Reloader
from kiosk.services import desk

RESIDENT = "+6281211110001"
MENU = """\
menu: posyandu
enter: {code: 8, label: Posyandu, words: [POSYANDU]}
screens:
  utama: {text: "Posyandu. Balas angka:", choices: [{Daftar: daftar}]}
  daftar: {form: [nama, umur], submit: posyandu.daftar, done: "Terdaftar."}
fields:
  nama: {ask: "Nama anak?", text: 2..40}
  umur: {ask: "Umur anak?", number: 1..99}
"""
CODE = """\
import menus

registry = menus.Registry()
registry.action("posyandu.daftar")(lambda call: None)
"""


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "layanan" / "posyandu"
    folder.mkdir(parents=True)
    (folder / "menu.yaml").write_text(MENU, encoding="utf-8")
    (folder / "__init__.py").write_text(CODE, encoding="utf-8")
    return folder.parent


@pytest.fixture
def served(own, tmp_path, clock):
    kiosk = Kiosk.open(tmp_path / "data", *desk(own=own), clock=clock, threaded=False)
    yield kiosk, Reloader(kiosk, lambda: desk(own=own), [own])
    kiosk.close()


def save(own, text, name="menu.yaml"):
    path = own / "posyandu" / name
    before = path.stat().st_mtime_ns
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def say(kiosk, text):
    return kiosk.receive(Inbound("sms", RESIDENT, text, f"{text} {time.monotonic_ns()}")).text


def test_a_changed_book_is_taken_when_nobody_is_saving_any_more(served, own):
    kiosk, reloader = served
    assert not reloader.look()
    save(own, MENU.replace("Posyandu. Balas", "Posyandu Melati. Balas"))
    assert not reloader.look(), "seen once: it may be half written"
    assert reloader.look()
    assert not reloader.look()
    assert say(kiosk, "POSYANDU").startswith("Posyandu Melati.")


def test_a_book_whose_tables_cannot_be_made_is_told_and_the_watch_goes_on(served, own, monkeypatch):
    kiosk, reloader = served

    def full(*_):
        raise StoreError("Disk penuh.", "Kosongkan.")

    save(own, MENU.replace("Posyandu. Balas", "Posyandu Melati. Balas"))
    reloader.look()
    with monkeypatch.context() as patch:
        patch.setattr(kiosk, "prepare", full)
        assert not reloader.look()
    assert kiosk.menus_problem.startswith("Disk penuh.")
    assert say(kiosk, "POSYANDU").startswith("Posyandu. Balas")


def test_a_conversation_goes_on_in_the_new_book(served, own):
    kiosk, reloader = served
    for text in ("POSYANDU", "1", "Siti"):
        said = say(kiosk, text)
    assert said.startswith("Umur anak?")
    changed = MENU.replace("umur:", "usia:").replace("[nama, umur]", "[nama, usia]")
    save(own, changed.replace("menu: posyandu\n", "menu: posyandu\nmoves: {umur: usia}\n"))
    reloader.look()
    assert reloader.look()
    assert say(kiosk, "3") == "Terdaftar."


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("menu.yaml", MENU + "  umur: [\n", "menu.yaml"),
        ("menu.yaml", MENU.replace("posyandu.daftar", "posyandu.dafar"), "posyandu.dafar"),
        ("__init__.py", "def (\n", "SyntaxError"),
    ],
)
def test_a_broken_one_is_told_and_the_old_one_stays(served, own, browse, caplog, name, text, told):
    kiosk, reloader = served
    save(own, text, name)
    reloader.look()
    assert not reloader.look()
    assert told in caplog.text
    health = browse(application(kiosk)).get("/health").json()
    assert told in health["menus"]["problem"]
    assert "menu sebelumnya tetap melayani" in browse(application(kiosk)).get("/office").text
    assert say(kiosk, "POSYANDU").startswith("Posyandu.")
    save(own, {"menu.yaml": MENU, "__init__.py": CODE}[name] + "\n", name)
    reloader.look()
    assert reloader.look()
    assert kiosk.health().menus.problem == ""


def test_python_that_did_not_change_is_not_run_again(served, own):
    kiosk, reloader = served
    action = kiosk.registry.actions["posyandu.daftar"]
    save(own, MENU.replace("Nama anak?", "Nama balita?"))
    reloader.look()
    assert reloader.look()
    assert kiosk.registry.actions["posyandu.daftar"] is action
    save(own, CODE.replace("None", "{}"), "__init__.py")
    reloader.look()
    assert reloader.look()
    assert kiosk.registry.actions["posyandu.daftar"] is not action


def test_a_step_ends_with_the_book_that_it_began_with(served, own):
    """The book is swapped while an action of the old one runs."""
    kiosk, reloader = served
    for text in ("POSYANDU", "1", "Siti"):
        say(kiosk, text)

    def swap(call):
        save(own, MENU.replace("Terdaftar.", "Sudah terdaftar."))
        reloader.look()
        assert reloader.look()

    kiosk.registry.actions["posyandu.daftar"] = swap
    assert say(kiosk, "3") == "Terdaftar."


def test_beside_a_program_it_looks_by_itself(served, monkeypatch):
    _, reloader = served
    looked = threading.Event()
    monkeypatch.setattr("kiosk.reloading.EVERY", 0.001)
    monkeypatch.setattr(reloader, "look", looked.set)
    with reloader:
        assert looked.wait(5)
    assert not any(thread.name == "books" for thread in threading.enumerate())


def test_the_walk_up_screen_looks_too(own, tmp_path, monkeypatch):
    from click.testing import CliRunner

    from kiosk.cli.console import command

    watched = []
    monkeypatch.setattr(Reloader, "run", lambda self: watched.extend(self._folders))
    (tmp_path / "kiosk.toml").write_text(f'[services]\npath = "{own}"\n', encoding="utf-8")
    options = ["--config", str(tmp_path / "kiosk.toml"), "--data", str(tmp_path / "data"), "--plain"]
    Kiosk.open(tmp_path / "data", *desk(own=own), threaded=False).close()
    result = CliRunner().invoke(command, options, input="8\n")
    assert "Posyandu. Balas angka:" in result.output
    assert own in watched


def test_the_demo_takes_a_changed_book_too(own, tmp_path, monkeypatch):
    from kiosk import demo, reloading
    from kiosk.serving import Address

    monkeypatch.setattr(reloading, "EVERY", 0.02)
    monkeypatch.setattr(demo, "FOLDER", own)
    monkeypatch.setattr(demo, "desk", lambda: desk(own=own))
    with demo.running(Address("127.0.0.1", 0), tmp_path / "data", city=False) as at_work:
        before = at_work.kiosk.book
        save(own, MENU.replace("Nama anak?", "Siapa nama anak?"))
        for _ in range(500):
            if at_work.kiosk.book != before:
                break
            threading.Event().wait(0.02)
        assert "Siapa nama anak?" in {node.text.source for node in at_work.kiosk.book.nodes.values()}
