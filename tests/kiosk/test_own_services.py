"""Services that an office adds in a folder of its own."""

import pytest

from kiosk.core import Inbound, Kiosk
from kiosk.errors import ConfigError
from kiosk.services import desk

MENU = """\
menu: posyandu
enter: {code: 8, label: Posyandu, words: [POSYANDU]}
screens:
  utama: {info: posyandu.jadwal}
"""
CODE = """\
import menus

from .jadwal import HARI

registry = menus.Registry()


@registry.info("posyandu.jadwal")
def schedule(call):
    return f"Posyandu buka hari {HARI}."
"""


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "layanan" / "posyandu"
    folder.mkdir(parents=True)
    (folder / "menu.yaml").write_text(MENU)
    (folder / "__init__.py").write_text(CODE)
    (folder / "jadwal.py").write_text('HARI = "Rabu"\n')
    return folder.parent


def test_a_service_of_the_office_stands_on_the_first_screen_and_acts(own, tmp_path):
    kiosk = Kiosk.open(tmp_path / "data", *desk(own=own), threaded=False)
    try:
        first = kiosk.receive(Inbound("sms", "+6281211110001", "MENU", "1"))
        second = kiosk.receive(Inbound("sms", "+6281211110001", "8", "2"))
    finally:
        kiosk.close()
    assert "8 Posyandu" in first.text
    assert "4 Daftar RSU" in first.text
    assert second.text.startswith("Posyandu buka hari Rabu.")


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        ("import nothing_of_this_name", "tidak bisa dimuat: ModuleNotFoundError"),
        ("1 / 0", "tidak bisa dimuat: ZeroDivisionError"),
        ("registry = 5", "tidak punya registry"),
    ],
)
def test_broken_python_is_told(own, code, fact):
    (own / "posyandu" / "__init__.py").write_text(code)
    with pytest.raises(ConfigError, match=fact):
        desk(own=own)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ConfigError, match="tidak ada"):
        desk(own=tmp_path / "nowhere")


def test_a_menu_without_python_is_a_service_too(own):
    (own / "posyandu" / "__init__.py").unlink()
    (own / "posyandu" / "menu.yaml").write_text(MENU.replace("{info: posyandu.jadwal}", '{text: "Rabu."}'))
    assert "posyandu.utama" in desk(own=own).book.nodes
