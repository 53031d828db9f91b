"""A book written in Python is the book written in YAML: same content, same mistakes, same digest."""

import subprocess
import sys
from pathlib import Path

import pytest

import menus
from menus import builder, schema
from menus.load import read_definition
from menus.tree import Report, read

ROOT = Path(__file__).parents[2]
SHIPPED = {
    "home": ["kiosk/services/home.yaml"],
    "hospital": ["kiosk/services/hospital/menu.yaml"],
    "kiosk": ["kiosk/services/home.yaml", "kiosk/services/hospital/menu.yaml"],
    "city": ["tests/menus/books/kota.yaml", "tests/menus/books/rsu.yaml"],
}


def values(tree):
    """The tree of a YAML file as the values that one would write in Python."""
    if tree.kind == "map":
        return {key.text: values(value) for key, value in tree.pairs}
    return [values(item) for item in tree.items] if tree.kind == "list" else tree.text


def rebuilt(path):
    """The same book by the calls of a builder."""
    source = path.read_text(encoding="utf-8")
    top = values(read(source, Report("x", source)))
    screens, fields, menu = top.pop("screens"), top.pop("fields", {}), top.pop("menu")
    made = menus.Builder(menu, **top)
    for name, keys in screens.items():
        made.screen(name, **{"as_" if key == "as" else key: value for key, value in keys.items()})
    for name, keys in fields.items():
        made.field(name, **keys)
    for language, po in read_definition(path).catalogues.items():
        made.catalogue(language, po)
    return made


@pytest.mark.parametrize("name", SHIPPED)
def test_python_gives_the_book_that_yaml_gives(name):
    home, *services = (ROOT / path for path in SHIPPED[name])
    loaded = menus.load(home, services)
    built = rebuilt(home).book([rebuilt(path) for path in services])
    assert (built, hash(built), built.digest) == (loaded, hash(loaded), loaded.digest)
    for part in (
        "nodes",
        "words",
        "help",
        "masks",
        "plain",
        "phrases",
        "moves",
        "languages",
        "home",
        "longest",
    ):
        assert getattr(built, part) == getattr(loaded, part), part
    assert menus.load(home, [rebuilt(path) for path in services]) == loaded


def typed():
    made = menus.Builder("typed", languages=["id"], version=3, enter={"code": 4, "label": "Daftar"})
    made.screen("utama", text="Halo", choices=[("Isi", "isi"), {"Dua": "dua", "code": 4}])
    made.screen("isi", form="nama", submit="a.b", done="Oke {nama}")
    made.screen("dua", text="Pilih", list="a.c", as_="satu", to="utama", nav=["back", "home"])
    made.field("nama", ask="Nama?", text=(2, 40), yes_no=False)
    return made


YAML = """\
menu: typed
version: 3
enter: {label: Daftar, code: 4}
screens:
  utama: {text: Halo, choices: [{Isi: isi}, {Dua: dua, code: 4}]}
  isi: {form: [nama], submit: a.b, done: "Oke {nama}"}
  dua: {text: Pilih, list: a.c, as: satu, to: utama, nav: [back, home]}
fields:
  nama: {ask: "Nama?", text: 2..40}
"""


def test_python_values_stand_for_what_is_written(tmp_path):
    (tmp_path / "typed.yaml").write_text(YAML)
    assert typed().book() == menus.load(tmp_path / "typed.yaml")


def test_a_digest_is_the_same_in_every_process():
    code = (
        "import menus; b = menus.Builder('x'); b.screen('a', text='A'); "
        "print(b.book().digest, hash(b.book()))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def line_of(text):
    lines = Path(__file__).read_text(encoding="utf-8").split("\n")
    return next(at for at, line in enumerate(lines, start=1) if line.strip() == text)


def test_a_mistake_is_told_with_its_call():
    made = menus.Builder("x", vresion=3)
    made.screen("utama", text="Halo", choices=[("Isi", "isl")])
    made.screen("isi", tekst="Isi")
    made.screen("isi", text="Isi")
    made.field("nama", ask=object())
    with pytest.raises(menus.MenuError) as error:
        made.book()
    told: dict[int, str] = {}
    for problem in error.value.problems:
        told[problem.line] = f"{told.get(problem.line, '')}{problem}"
    wanted = {
        'made = menus.Builder("x", vresion=3)': "Did you mean `version`?",
        'made.screen("utama", text="Halo", choices=[("Isi", "isl")])': "Did you mean `isi`?",
        'made.screen("isi", tekst="Isi")': "Add `text`",
        'made.screen("isi", text="Isi")': "added twice",
        'made.field("nama", ask=object())': "cannot hold object",
    }
    for call, remedy in wanted.items():
        line = line_of(call)
        assert remedy in told[line]
        assert told[line].startswith(f"{__file__}:{line}:")
        assert call in told[line]
    assert told[line_of('made.field("nama", ask=object())')].endswith("^")


def test_every_key_can_be_written_in_python():
    pairs = (
        (builder.ScreenKeys, schema.SCREEN),
        (builder.FieldKeys, schema.FIELD),
        (builder.EnterKeys, schema.ENTER),
        (builder.BookKeys, {key: 0 for key in schema.BOOK if key not in ("menu", "screens", "fields")}),
    )
    for typed_keys, keys in pairs:
        assert {key.removesuffix("_") for key in typed_keys.__annotations__} == set(keys)
