"""Every example of the pages about the format is loaded and spoken."""

import re
from pathlib import Path

import pytest

import menus
from menus.chat import parse
from menus.compiler import compile_book
from menus.schema import define
from menus.talk import Talk, run

DOCS = Path(__file__).parents[2] / "docs"
INDEX = (DOCS / "menus.md").read_text(encoding="utf-8")
PAGES = [DOCS / name for name in re.findall(r"\]\((menus/\w+\.md)\)", INDEX)]
PAGE = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
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


def test_every_page_is_in_the_index_and_every_link_leads_somewhere():
    assert sorted(PAGES) == sorted((DOCS / "menus").glob("*.md"))
    for page in (DOCS / "menus.md", *PAGES):
        for link in re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


@pytest.mark.parametrize(
    "name",
    ["book", "choices", "lists", "info", "forms", "fields", "words", "languages", "services", "variants"],
)
def test_the_page_of_a_construct_has_an_example(name):
    assert "```chat\n" in (DOCS / "menus" / f"{name}.md").read_text(encoding="utf-8")


def test_every_key_of_the_format_is_on_the_page():
    from menus import schema

    for keys in (schema.BOOK, schema.SCREEN, schema.FIELD, schema.ENTER, schema.QUESTION, schema.CHOICE):
        for key in keys:
            assert re.search(rf"\b{key}\b", PAGE), key


def test_the_public_names_are_there():
    assert all(hasattr(menus, name) for name in menus.__all__)
