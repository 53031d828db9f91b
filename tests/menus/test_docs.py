"""Every example of the page about the format is loaded and spoken."""

import re
from pathlib import Path

import pytest

import menus
from menus.chat import parse
from menus.compiler import compile_book
from menus.schema import define
from menus.talk import Talk, run

PAGE = (Path(__file__).parents[2] / "docs" / "menus.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(yaml|po|chat|python)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def examples():
    """Books until a conversation, then the conversation: one example."""
    books, catalogue = [], ""
    for kind, text in BLOCKS:
        if kind == "yaml":
            books.append(text)
        elif kind == "po":
            catalogue = text
        elif kind == "chat":
            yield books, catalogue, text
            books, catalogue = [], ""


@pytest.fixture(scope="module")
def registry():
    space = {}
    for kind, text in BLOCKS:
        if kind == "python":
            exec(text, space)
    return space["registry"]


EXAMPLES = list(examples())


@pytest.mark.parametrize(
    ("books", "catalogue", "chat"), EXAMPLES, ids=[re.search(r"menu: (\w+)", b[0][0])[1] for b in EXAMPLES]
)
def test_an_example_is_spoken_as_the_page_says(books, catalogue, chat, registry):
    catalogues = {"en": catalogue} if catalogue else {}
    book = compile_book([define(text, f"{at}.yaml", catalogues) for at, text in enumerate(books)])
    talk = Talk(book, services=registry)
    assert [str(failure) for failure in run(parse(chat), talk).failures] == []


def test_the_page_has_an_example_for_each_construct():
    assert len(EXAMPLES) >= 8


def test_every_key_of_the_format_is_on_the_page():
    from menus import schema

    for keys in (schema.BOOK, schema.SCREEN, schema.FIELD, schema.ENTER, schema.QUESTION, schema.CHOICE):
        for key in keys:
            assert re.search(rf"\b{key}\b", PAGE), key


def test_the_public_names_are_there():
    assert all(hasattr(menus, name) for name in menus.__all__)
