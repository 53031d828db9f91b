"""Damaged books: each is a book all the same, or told with its place; never a traceback, never slow."""

import random
from pathlib import Path

import pytest

from menus import MenuError
from menus.compiler import compile_book
from menus.lint import lint
from menus.schema import define

ROOT = Path(__file__).parents[2]
GOOD = (ROOT / "kiosk" / "services" / "hospital" / "menu.yaml").read_text(encoding="utf-8").split("\n")
WRONG = [
    "",
    "[]",
    "{}",
    "[a, b]",
    "{a: b}",
    "12",
    "no",
    "~",
    "*x",
    "&x y",
    "!x y",
    '"',
    "'",
    "a: b: c",
    "- a",
    "\t",
    "98",
    "x" * 5000,
]
KINDS = 12


def mutated(seed):
    """The good book with one to three accidents."""
    chance = random.Random(seed)
    lines = list(GOOD)
    for _ in range(1 + seed % 3):
        _accident(lines, chance, chance.randrange(KINDS))
    return "\n".join(lines)


def _accident(lines, chance, kind):  # noqa: C901 - one case an accident
    at = chance.randrange(len(lines))
    key, colon, value = lines[at].partition(":")
    match kind:
        case 0:
            del lines[at]
        case 1:
            lines.insert(chance.randrange(len(lines)), lines[at])
        case 2:
            lines[at] = f"{key[:-1]}{colon}{value}"
        case 3:
            lines[at] = f"{key}{colon} {chance.choice(WRONG)}"
        case 4:
            lines[at] = " " * chance.randrange(9) + lines[at].lstrip()
        case 5:
            lines[at] = lines[at].replace('"', "")
        case 6:
            lines[at] = f"{key}{colon}{value[::-1]}"
        case 7:
            lines[at] = f"{key}{value}"
        case 8:
            lines[at] = lines[at] + chance.choice("{}[]:#&*!|>'\"%@`\x00\x07\ufeff\U0001f600")
        case 9:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case 10:
            lines[at] = lines[at].replace(" ", "\t", 1)
        case 11:
            lines[at : at + 1] = [lines[at]] * 60


def judged(source):
    """None when it loads, else its mistakes: each in the file, with a remedy, and shown in 80 columns."""
    try:
        book, problems = compile_book([define(source, "a.yaml")]), ()
    except MenuError as error:
        book, problems = None, error.problems
    if book is None:
        assert problems
        last = len(source.splitlines()) + 1
        for problem in problems:
            assert problem.file == "a.yaml"
            assert 1 <= problem.line <= last, problem
            assert problem.column >= 1
            assert problem.what
            assert problem.remedy
            assert all(len(line) <= 80 for line in str(problem).split("\n")[1:])
        return problems
    lint(book)
    return None


@pytest.mark.parametrize("kind", range(KINDS))
def test_each_accident_is_told_or_none(kind):
    chance = random.Random(kind)
    told = 0
    for _ in range(10):
        lines = list(GOOD)
        _accident(lines, chance, kind)
        told += judged("\n".join(lines)) is not None
    assert told or kind in (0, 5, 9), "an accident of this kind is no accident"


def test_200_damaged_books_never_end_in_a_traceback():
    told = sum(judged(mutated(seed)) is not None for seed in range(200))
    assert told > 150


def test_random_octets_are_told(tmp_path):
    import menus

    chance = random.Random(1)
    book = tmp_path / "menu.yaml"
    for size in range(100):
        book.write_bytes(chance.randbytes(size))
        with pytest.raises(MenuError) as error:
            menus.load(book)
        assert error.value.problems[0].remedy


def test_random_characters_are_told():
    chance = random.Random(2)
    letters = "menu: screens:\n  -{}[]\"'#&*!|>%@`~?,. \t\r\n\x85\u2028éß日\U0001f600"
    for size in range(300):
        source = "".join(chance.choice(letters) for _ in range(size))
        assert judged(source)


def test_ten_thousand_mistakes_are_told_quickly():
    source = "menu: a\nscreens:\n" + "".join(f"  s{at}: {{tekst: x}}\n" for at in range(2000))
    with pytest.raises(MenuError) as error:
        compile_book([define(source, "a.yaml")])
    assert len(error.value.problems) == 4000
