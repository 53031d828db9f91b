"""A book is read strictly: every mistake at once, each with its place and what to do."""

import pytest
import yaml

from menus import MenuError, tree
from menus.compiler import compile_book
from menus.conditions import parse
from menus.schema import define

GOOD = """\
menu: a
screens:
  utama:
    text: "Halo. Balas angka:"
    choices:
      - Satu: satu
      - {Dua: satu, code: 4, when: "medium == ussd"}
  satu: {text: "Sudah."}
  isi:
    form: [nama]
    submit: a.b
    done: "Oke {nama}"
fields:
  nama: {ask: "Nama?", text: 2..40}
"""


def problems(source):
    with pytest.raises(MenuError) as error:
        compile_book([define(source, "a.yaml")])
    assert all(problem.remedy and problem.what for problem in error.value.problems)
    assert error.value.remedy
    return error.value.problems


def edited(old, new):
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_good_book_is_a_book():
    assert compile_book([define(GOOD, "a.yaml")]).home == "a.utama"


CASES = {
    "unknown key": (edited("choices:", "chocies:"), 5, 5, "Did you mean `choices`?"),
    "unknown key of a book": (edited("menu: a", "menu: a\nscrens: {}"), 2, 1, "Did you mean `screens`?"),
    "missing target": (edited("- Satu: satu", "- Satu: stau"), 6, 15, "Did you mean `satu`?"),
    "missing field": (edited("form: [nama]", "form: [nma]"), 10, 12, "Did you mean `nama`?"),
    "depends on what comes after it": (
        edited('nama: {ask: "Nama?", text: 2..40}', 'nama: {ask: "Nama?", list: a.l, depends: [nama]}'),
        14,
        45,
        "Put `nama` before it in the form.",
    ),
    "key twice": (edited("  satu:", "  utama: {text: x}\n  satu:"), 8, 3, "Keep one of the two."),
    "dial code": (edited('text: "Halo. Balas angka:"', "text: *123#"), 4, 11, 'in double quotes: "*123#"'),
    "alias": (edited('"Sudah."', "*x"), 8, 16, "double quotes"),
    "anchor": (edited('"Sudah."', '&x "Sudah."'), 8, 16, "quotes"),
    "tag": (edited('"Sudah."', '!x "Sudah."'), 8, 16, "quotes"),
    "merge": (edited("  satu:", "  <<: {x: {text: y}}\n  satu:"), 8, 3, "Write the keys out."),
    "colon": (edited('"Halo. Balas angka:"', "Halo: balas: 1"), 4, 15, "double quotes"),
    "tab": (edited("    choices:", "\tchoices:"), 5, 1, "Use spaces."),
    "tab in a text": (edited('"Sudah."}', "Sudah.\n\tAda.}"), 9, 1, "Use spaces."),
    "list behind a key": (edited("choices:\n", "choices: - a\n"), 5, 14, "a line of its own"),
    "question mark": (edited('"Halo. Balas angka:"', "? ya"), 4, 11, "double quotes"),
    "no colon": (edited("    submit: a.b", "    submit a.b"), 11, 5, "`key: value`"),
    "no value": (edited("form: [nama]", "form: [, nama]"), 10, 12, "Write the value"),
    "bracket": (edited('"Halo. Balas angka:"', "] Halo"), 4, 11, "double quotes"),
    "escape": (edited("Sudah.", r"Sudah \q"), 8, 23, "single quotes"),
    "half a hexadecimal": (edited("Sudah.", r"Sudah \x1"), 8, 23, "single quotes"),
    "greater than": (edited('"Halo. Balas angka:"', "> 3 hari"), 4, 13, "double quotes"),
    "percent": (edited('"Halo. Balas angka:"', "%Halo"), 4, 11, "double quotes"),
    "end of a document": (edited("fields:", "...\nfields:"), 14, 1, "one book"),
    "open bracket": (edited("[nama]", "[nama"), 10, 11, "Close it"),
    "open quote": (edited('"Nama?"', '"Nama?'), 14, 15, "Close it"),
    "number taken": (edited("code: 4", "code: 1"), 7, 9, "another `code`"),
    "downward": (edited("- Satu: satu", "- {Satu: satu, code: 7}"), 7, 9, "Move the line up"),
    "reserved": (edited("code: 4", "code: 98"), 7, 27, "another number"),
    "zero": (edited("code: 4", "code: 0"), 7, 27, "digits"),
    "condition": (edited('"medium == ussd"', '"medium is ussd"'), 7, 36, "without brackets"),
    "range": (edited("2..40", "40..2"), 14, 30, "2..40"),
    "name": (edited("{nama}", "{nma}"), None, None, None),
    "name in a question": (edited('"Nama?"', '"Nama, {nma}?"'), 14, 3, "Did you mean `nama`?"),
    "says nothing": (edited('{text: "Sudah."}', "{nav: none}"), 8, 3, "Add `text`"),
    "two things": (edited('{text: "Sudah."}', '{text: "x", submit: a.b, done: y}'), 8, 3, "two screens"),
    "no done": (edited('    done: "Oke {nama}"\n', ""), 9, 3, "Add `done:`"),
    "no answer": (edited(", text: 2..40", ""), 14, 3, "Add `list`"),
    "two kinds": (edited("text: 2..40", "text: 2..40, number: 1..2"), 14, 3, "Keep one"),
    "list for text": (edited('"Halo. Balas angka:"', "[Halo]"), 4, 11, "quotes"),
    "format 2": (edited("menu: a", "menu: a\nformat: 2"), 2, 9, "format: 1"),
    "format 1.1": (edited("menu: a", "menu: a\nformat: 1.1\nscrens: {}"), 2, 9, "Install the Loket"),
    "language": (edited("menu: a", "menu: a\nlanguages: [id, xx]"), 2, 17, ""),
    "language meant": (edited("menu: a", "menu: a\nlanguages: [id, sun]"), 2, 17, "Did you mean `su`?"),
    "language twice": (edited("menu: a", "menu: a\nlanguages: [id, id]"), 2, 17, "Keep one"),
    "no language": (edited("menu: a", "menu: a\nlanguages: []"), 2, 12, "languages: [id]"),
    "dial without star": (edited("menu: a", "menu: a\nenter: {dial: 123#}"), 2, 15, '"*123*4#"'),
    "list without to": (edited('{text: "Sudah."}', '{text: "x", list: a.b}'), 8, 3, "Add `to:`"),
    "end and choices": (edited("    choices:", "    end: true\n    choices:"), 3, 3, "Leave `end` out"),
    "bad name": (edited("  satu:", "  Satu-1:"), 8, 3, "small letters"),
    "circle": (edited('{text: "Sudah."}', "{goto: satu}"), 8, 3, "real screen"),
    "no name": (edited("menu: a\n", ""), 1, 1, "menu: NAME"),
    "empty": ("", 1, 1, "Begin with"),
    "a list": ("- a\n", 1, 1, "Begin with"),
    "two documents": (GOOD + "---\n" + GOOD, 15, 1, "one file"),
    "control character": ("menu: a\x07\n", 1, 8, "UTF-8"),
    "complex key": (edited("  satu:", "  ? [a]\n  : {text: x}\n  satu:"), 8, 5, "quotes"),
    "deep": ("a: " + "[" * 60 + "]" * 60, 1, 28, "Flatten"),
    "the outside check": ('screens: {home: {text: "x", choices: [{A: nowhere}]}}\n', 1, 1, "menu: NAME"),
}


@pytest.mark.parametrize("name", ["alias", "zero", "format 2", "dial code"])
def test_one_mistake_is_told_once(name):
    assert len(problems(CASES[name][0])) == 1


def test_another_format_is_told_alone():
    (problem,) = problems(GOOD.replace("menu: a", "menu: a\nformat: 2").replace("choices:", "options:"))
    assert problem.what == "This book is in format 2; this Loket reads format 1."


def test_languages_of_the_archipelago_are_known():
    source = GOOD.replace("menu: a", "menu: a\nlanguages: [id, su, jv, ban, mad, min, ace, bug]")
    assert compile_book([define(source, "a.yaml")]).languages[3] == "ban"


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_with_its_place(name, loader, monkeypatch):
    monkeypatch.setattr(tree, "_LOADER", getattr(yaml, loader))
    source, line, column, remedy = CASES[name]
    if line is None:  # what an action gives is not known here: `done` may name anything
        assert compile_book([define(source, "a.yaml")])
        return
    found = problems(source)
    assert any(
        (problem.line, problem.column) == (line, column) and remedy in problem.remedy for problem in found
    ), [str(problem) for problem in found]


def test_all_mistakes_are_told_at_once():
    source = GOOD.replace("satu\n", "stau\n", 1).replace("2..40", "viele").replace("submit:", "sumbit:")
    assert len(problems(source)) >= 4


def test_a_caret_stands_under_the_place():
    told = str(problems(edited("- Satu: satu", "- Satu: stau"))[0]).split("\n")
    assert told[0].startswith("a.yaml:6:15: error: There is no screen `stau`.")
    assert told[1][told[2].index("^") :].startswith("stau")


def test_scalars_stay_text():
    source = GOOD.replace("Satu: satu", "no: satu").replace("Dua", "010").replace('"Sudah."', "12:30")
    book = compile_book([define(source, "a.yaml")])
    assert [choice.label.source for choice in book.nodes["a.utama"].choices] == ["no", "010"]
    assert book.nodes["a.satu"].text.source == "12:30"


def test_a_digest_tells_editions_apart():
    first, same = (compile_book([define(GOOD, name)]) for name in ("a.yaml", "b.yaml"))
    other = compile_book([define(GOOD.replace("Sudah", "Belum"), "a.yaml")])
    assert first.digest == same.digest != other.digest


def test_a_digest_is_of_what_is_said_not_of_how_it_is_written():
    other = GOOD.replace("  satu: {text:", "  # a comment\n  satu:\n    {text:").replace(
        "menu: a", "version: 1\nmenu: a"
    )
    first, same = compile_book([define(GOOD, "a.yaml")]), compile_book([define(other, "a.yaml")])
    assert first.digest == same.digest
    assert (first, hash(first)) == (same, hash(same))
    assert hash(first) == int(first.digest[:15], 16), "the same in every process"
    assert first != compile_book([define(GOOD.replace("code: 4", "code: 5"), "a.yaml")])


def test_two_services_cannot_claim_one_dial_string():
    home = 'menu: h\nscreens: {utama: {text: "x", choices: [{services: true}]}}\n'
    service = 'menu: {0}\nenter: {{dial: "*123*4#"}}\nscreens: {{utama: {{text: "x"}}}}\n'
    with pytest.raises(MenuError, match=r"`dial: \*123\*4#` is already that of `a` \(a.yaml\)"):
        compile_book([define(home, "h.yaml"), *(define(service.format(n), f"{n}.yaml") for n in "ab")])


@pytest.mark.parametrize(
    ("line", "column"),
    [("x" * 300 + "HERE" + "y" * 300, 301), ("\tHERE", 2), ("日" * 60 + "HERE", 61), ("HERE" + "y" * 300, 1)],
)
def test_a_caret_points_at_its_place_in_a_terminal_of_80_columns(line, column):
    from menus.errors import Problem, _columns

    _, source, caret = str(Problem("a.yaml", 7, column, "What.", "Do.", line)).split("\n")
    assert max(_columns(source), _columns(caret)) <= 80
    at = caret.index("^")
    while at and _columns(source[:at]) > caret.index("^"):
        at -= 1
    assert source[at:].startswith("HERE")


def test_two_services_cannot_claim_one_number_or_word():
    home = 'menu: h\nscreens: {utama: {text: "x", choices: [{services: true}]}}\n'
    service = 'menu: {0}\nenter: {{code: 4, label: {0}, words: [RSU]}}\nscreens: {{utama: {{text: "x"}}}}\n'
    with pytest.raises(MenuError) as error:
        compile_book([define(home, "h.yaml"), *(define(service.format(n), f"{n}.yaml") for n in "ab")])
    told = str(error.value)
    assert "The number 4 is taken by another line (of `a`)" in told
    assert "b.yaml:2:" in told
    assert "The word RSU is already one of `a` (a.yaml)" in told


def test_a_book_cannot_be_changed(city):
    with pytest.raises(TypeError):
        city.nodes["x"] = None
    with pytest.raises(AttributeError):
        city.home = "x"


@pytest.mark.parametrize(
    ("source", "values", "holds"),
    [
        ("a", {"a": "yes"}, True),
        ("a", {"a": "no"}, False),
        ("not a", {}, True),
        ("a == b", {"a": "b"}, True),
        ("a==b", {"a": "b"}, True),
        ("a != b and c", {"a": "x", "c": "1"}, True),
        ("a != b and c", {"a": "x"}, False),
        ("a == b or c == d", {"c": "d"}, True),
        ("kiosk.online", {"kiosk.online": "yes"}, True),
    ],
)
def test_conditions(source, values, holds):
    assert parse(source).holds(lambda name: values.get(name, "")) is holds


@pytest.mark.parametrize("source", ["", "a ==", "(a)", "a = b", "a and", "__import__('os')", "a == b == c"])
def test_a_condition_is_not_a_program(source):
    with pytest.raises(ValueError, match="`"):
        parse(source)


def test_mistakes_at_one_place_come_in_the_order_of_the_text():
    names = ("c", "a", "e", "b", "d")
    said = " ".join(f"{{{name}}}" for name in names)
    with pytest.raises(MenuError) as error:
        compile_book([define(f"menu: a\nscreens:\n  utama: {{text: 'Hai {said}', end: true}}\n", "a.yaml")])
    told = [problem.what for problem in error.value.problems]
    assert told == [f"`{{{name}}}` in `utama` is no answer of this book." for name in names]
