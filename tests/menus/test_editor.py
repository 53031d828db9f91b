"""The JSON Schema for editors says what the loader says, as far as a schema can know."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from menus.editor import schema
from menus.schema import define

ROOT = Path(__file__).parents[2]
BOOKS = [
    *sorted(path for path in (ROOT / "kiosk").rglob("*.yaml") if path.stem in ("menu", "home")),
    *sorted((ROOT / "tests" / "menus" / "books").glob("*.yaml")),
]
CHECK = jsonschema.Draft7Validator(schema())

GOOD = """\
menu: a
format: 1
version: 2
languages: [id, en]
enter: {code: 4, label: A, words: [A, B], dial: "*123*4#", desk: F3, missed_call: true}
words: {MENU: home, LAGI: utama}
resume: 24h
phrases: {miss: Maaf.}
longest: {nomor: 9}
screens:
  utama:
    text: Halo. Balas angka
    choices:
      - Satu: isi
      - {Dua: isi, code: 4, when: medium == ussd}
      - {label: code, to: daftar}
    nav: [back, home]
    foot: kaki
  daftar: {text: Pilih, list: a.daftar, as: satu, to: utama, longest: 12, empty: tidak ada, more: lagi}
  isi: {form: [nama, umur], keep: {jenis: x}, review: Periksa, confirm: Benar, submit: a.b, done: Oke}
  tanya: {submit: a.b, confirm: {ask: Yakin, yes: Ya}, done: {satu: Oke, dua: Tidak}}
  bahasa: {language: utama}
  lama: {goto: utama}
  info: {info: a.info, nav: none, end: true}
fields:
  nama: {ask: Nama, text: 2..40, mask: 4, when: umur, depends: [umur]}
  umur: {ask: Umur, number: 1..120, wrong: Angka}
  hari: {ask: Hari, date: +1d..+14d}
  ya: {ask: Ya, yes_no: true}
  pilih: {ask: Pilih, choices: [{BPJS: bpjs}, {Umum: umum, code: 4}], list: a.c, longest: 9}
"""
KNOWABLE = [
    ("menu: a\n", ""),
    ("menu: a\n", "menu: A\n"),
    ("format: 1", "format: 2"),
    ("version: 2", "version: dua"),
    ("version: 2", "version: 0"),
    ("[id, en]", "[id, Inggris]"),
    ("code: 4, label: A", "code: 4"),
    ("code: 4, label", "code: 98, label"),
    ("code: 4, label", "code: 1000, label"),
    ('"*123*4#"', "123"),
    ("missed_call: true", "missed_call: maybe"),
    ("MENU: home", "ME NU: home"),
    ("resume: 24h", "resume: 24"),
    ("miss: Maaf.", "mis: Maaf."),
    ("longest: {nomor: 9}", "longest: {nomor: 900}"),
    ("screens:", "layar:"),
    ("    text: Halo. Balas angka\n", ""),
    ("    choices:", "    chocies:"),
    ("- Satu: isi", "- Satu: [isi]"),
    ("- Satu: isi", "- Satu"),
    ("- Satu: isi", "- {Satu: isi, Tiga: isi}"),
    ("- Satu: isi", "- {code: 3}"),
    ("- Satu: isi", "- {services: true, Satu: isi}"),
    ("- Satu: isi", "- Satu: is i"),
    ("nav: [back, home]", "nav: [forward]"),
    ("nav: [back, home]", "nav: back"),
    (", as: satu, to: utama", ", as: satu"),
    ("longest: 12", "longest: zwölf"),
    ("list: a.daftar, as: satu, to: utama, longest: 12, empty: tidak ada,", "as: satu,"),
    ("submit: a.b, done: Oke}", "submit: a.b}"),
    ("keep: {jenis: x}, review: Periksa, confirm: Benar, submit: a.b, done: Oke", "done: Oke"),
    ("review: Periksa, confirm", "confirm"),
    ("confirm: {ask: Yakin, yes: Ya}", "confirm: {yes: Ya}"),
    ("done: {satu: Oke, dua: Tidak}", "done: {}"),
    ("language: utama", "language: utama, goto: utama"),
    ("nav: none", "nav: none, list: a.c, to: utama"),
    ("text: 2..40", "text: 2-40"),
    ("text: 2..40", "text: 2..40, number: 1..2"),
    ("ask: Nama, ", ""),
    ("date: +1d..+14d", "date: besok"),
    ("mask: 4", "mask: 40"),
    ("ask: Ya, yes_no: true", "ask: Ya"),
    ("{BPJS: bpjs}", "{BPJS: [bpjs]}"),
    ("list: a.c, longest: 9", "longest: 9"),
    ("text: 2..40", "text: [2, 40]"),
    ("ask: Hari", "ask: ''"),
    ("ask: Hari", "ask: {a: b}"),
]


class Core(yaml.SafeLoader):
    """YAML as an editor reads it: 1.2, in which `no` is text."""


Core.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in rules if tag.rsplit(":", 1)[1] not in ("bool", "timestamp")]
    for key, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def verdicts(source):
    """What the loader says, then what the schema says."""
    return not define(source, "x.yaml").report.problems, CHECK.is_valid(yaml.load(source, Loader=Core))


def test_the_schema_is_one():
    jsonschema.Draft7Validator.check_schema(schema())


def test_the_file_in_the_package_is_the_schema():
    written = json.loads((ROOT / "menus" / "schema.json").read_text(encoding="utf-8"))
    assert written == schema(), "run: kiosk menus schema > menus/schema.json"


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.parent.name + "-" + path.stem)
def test_both_take_the_good_books(path):
    assert verdicts(path.read_text(encoding="utf-8")) == (True, True)


def test_both_take_a_book_with_nearly_every_key():
    assert verdicts(GOOD) == (True, True)


@pytest.mark.parametrize(("old", "new"), KNOWABLE)
def test_both_refuse_what_a_schema_can_know(old, new):
    assert GOOD.count(old) >= 1
    assert verdicts(GOOD.replace(old, new, 1)) == (False, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [("A, words", "2026, words"), ("Halo. Balas angka", "12"), ("- Satu: isi", "- no: isi"), ("B, B]", "B]")],
)
def test_both_take_scalars_as_they_are_written(old, new):
    assert verdicts(GOOD.replace(old, new, 1)) == (True, True)
