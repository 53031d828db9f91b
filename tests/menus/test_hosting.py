"""A book behind a USSD code: the function that a network asks."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

import menus
from menus.hosting import MOST

BOOK = """
menu: loket
format: 1
screens:
  utama:
    text: "Loket desa. Balas angka:"
    choices:
      - Jam buka: jam
      - Antrean: antre
  antre:
    text: "Antrean:"
    choices:
      - Anak: anak
  anak: {text: "Poli anak: tidak antre", end: true}
  jam: {text: "Senin-Jumat pukul 08.00-15.00."}
"""
NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@pytest.fixture
def host(tmp_path):
    path = tmp_path / "menu.yaml"
    path.write_text(BOOK)
    return menus.ussd_host(menus.load(path), now=lambda: NOW)


def ask(text=None, session="1", code="*123#"):
    return SimpleNamespace(session=session, number="+6281211110001", code=code, text=text)


def test_a_dialogue_from_dialling_to_its_end(host):
    assert host(ask()) == ("Loket desa. Balas angka:\n1 Jam buka\n2 Antrean", True)
    assert host(ask("1"))[0].startswith("Senin-Jumat")
    host(ask("0"))
    assert host(ask("2"))[0].startswith("Antrean:\n1 Anak")
    assert host(ask("1")) == ("Poli anak: tidak antre", False)
    assert host(ask("2"))[0].startswith("Antrean:")  # a name that is used again begins anew


def test_dialogues_do_not_meet(host):
    host(ask(session="1"))
    host(ask(session="2"))
    host(ask("2", session="1"))
    assert host(ask("1", session="2"))[0].startswith("Senin-Jumat")
    assert host(ask("1", session="1")) == ("Poli anak: tidak antre", False)


def test_what_is_dialled_behind_the_code_are_choices(host):
    assert host(ask(code="*123*2#"))[0].startswith("Antrean:")
    assert host(ask(code="*123*2*1#", session="3")) == ("Poli anak: tidak antre", False)


def test_a_repeated_beginning_begins_anew(host):
    first = host(ask())
    host(ask("2"))
    assert host(ask()) == first


def test_functions_are_told_who_dialled_and_when(tmp_path):
    path = tmp_path / "menu.yaml"
    path.write_text("menu: jam\nformat: 1\nscreens:\n  utama: {info: saya}\n")
    registry, calls = menus.Registry(), []
    registry.info("saya")(lambda call: (calls.append(call), "Halo")[1])
    host = menus.ussd_host(menus.load(path), registry, now=lambda: NOW)
    host(ask())
    assert (calls[0].user, calls[0].now, calls[0].medium) == ("+6281211110001", NOW, menus.USSD)


def test_those_who_hang_up_leave_nothing_behind(host):
    for number in range(MOST + 1):
        host(ask(session=str(number)))
    assert host(ask("2", session="1"))[0].startswith("Antrean:")
    assert host(ask("1", session="0"))[0].startswith("Senin-Jumat")  # forgotten: from the beginning
