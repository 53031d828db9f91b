"""Catalogues of translations: what a book says, for translators, and what became of it since.

Messages come in the order of the book, each with its place, what it is, and how long its translation may be.
What the book no longer says is kept behind `#~`; nothing is ever guessed from a similar text (fuzzy).
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import IO, Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import write_po

from menus import po
from menus.book import Book
from menus.compiler.forms import label_of
from menus.definition import NOWHERE
from menus.medium import SMS, septets
from menus.nodes import DONE, PASSING, REVIEW, Node
from menus.schema import FIELD, QUESTION, SCREEN
from menus.texts import fill, names
from menus.tree import Report, Tree, read
from menus.view import Values, View

TYPICAL = 8  # characters that a name in braces is taken to become
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_SAID = frozenset(("text", "ask", "wrong", "empty", "foot", "back", "more", "label", "review", "confirm"))


class Message(NamedTuple):
    """One text of a book: its line, what holds it (`screen lapor`), which key says it."""

    line: int
    owner: str
    key: str
    text: str


class Change(NamedTuple):
    """What an update did: the new catalogue, and how many messages are new, gone, without a translation."""

    po: str
    new: int
    gone: int
    open: int


def messages(source: str) -> Iterator[Message]:
    """List what a book says, in its order; what is no book says nothing."""
    tree = read(source, Report("book"))
    reviewed = _reviewed(tree) if tree is not None else set()
    for key, value in tree.pairs if tree is not None else ():
        if key.text == "enter":
            yield from _said("entrance", "", value, ("label",))
        elif key.text == "phrases":
            yield from _said("phrase", "", value, tuple(each.text for each, _ in value.pairs))
        elif key.text == "screens":
            for name, screen in value.pairs:
                yield from _record(f"screen {name.text}", screen, SCREEN)
        elif key.text == "fields":
            for name, field in value.pairs:
                yield from _record(f"field {name.text}", field, FIELD)
                if name.text in reviewed and "label" not in {each.text for each, _ in field.pairs}:
                    yield Message(name.line, f"field {name.text}", "label", label_of(name.text))


def extract(
    fileobj: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Give the messages of a book to Babel (`pybabel extract`, method `loket_book`)."""
    for message in messages(fileobj.read().decode("utf-8-sig", "replace")):
        yield message.line, None, message.text, [f"{message.owner}: {message.key}"]


def update(book: Book, source: str, language: str, old: str = "", file: str = "menu.yaml") -> Change:
    """Bring the catalogue of a book up to date: translations are kept, what is gone is marked so."""
    before = po.read(old).entries
    said: dict[str, list[Message]] = {}
    for message in messages(source):
        said.setdefault(message.text, []).append(message)
    after, limits = Catalog(locale=None), limit(book, language)
    for text, places in said.items():
        _add(after, text, places, file, limits.get(text, ""), before.get(text) or before.obsolete.get(text))
    gone = [entry for entry in before if entry.id and entry.id not in said]
    for entry in (*before.obsolete.values(), *gone):
        if entry.id not in said and entry.string:
            entry.auto_comments, entry.locations = [], []
            after.obsolete[str(entry.id)] = entry
    translated = sum(bool(entry.string) and not entry.fuzzy for entry in after if entry.id)
    new = sum(text not in before for text in said)
    return Change(_written(after, _head(old, language)), new, len(gone), len(said) - translated)


def _add(after: Catalog, text: str, places: list[Message], file: str, room: str, kept: Entry | None) -> None:
    entry = after.add(
        text,
        kept.string if kept else "",
        locations=[(file, place.line) for place in places],
        flags=["fuzzy"] if kept and kept.fuzzy else [],
        user_comments=kept.user_comments if kept else (),
        auto_comments=[
            *dict.fromkeys(f"{place.owner}: {place.key}" for place in places),
            *filter(None, [room]),
        ],
    )
    entry.flags.discard("python-brace-format")  # its braces are the book's own, not Python's


def limit(book: Book, language: str) -> Mapping[str, str]:
    """Tell how many septets each text may have in a language, so that its screens stay one SMS."""
    found: dict[str, int] = {}
    for node in book.nodes.values():
        if node.kind in PASSING or node.lister or node.kind == REVIEW or (node.info and not node.text.source):
            continue
        bodies = (
            tuple(node.form.done.values()) if node.kind == DONE and node.form else (node.text, node.wrong)
        )
        for body in bodies:
            if not (body.source or body.phrase):
                continue
            pages = _pages(book, node, book.say(body, language), language)
            if len(pages) > 1 or septets(pages[0]) is None:
                continue
            others = () if body is node.wrong else (node.foot, node.back, node.more, *node.labels[::2])
            for text in (body, *others):
                wide = septets(_filled(book.say(text, language), language))
                if text.source and wide is not None:
                    most = wide + SMS.left(pages[0])
                    found[text.source] = min(most, found.get(text.source, most))
    told = "at most {} septets on one SMS"
    braces = f", each name in braces counted as {TYPICAL}"
    return {text: told.format(most) + (braces if names(text) else "") for text, most in found.items()}


def _filled(text: str, language: str) -> str:
    return fill(text, lambda name: "x" * TYPICAL, language)


def _pages(book: Book, node: Node, body: str, language: str) -> tuple[str, ...]:
    shown = dict.fromkeys(node.names, "x" * TYPICAL)
    seen = Values(_filled(body, language), tuple(shown.items()))
    return View(book, node, language, SMS, False, seen, {}).pages


# Where the texts of a record stand ------------------------------------------------------------------------


def _record(owner: str, tree: Tree, keys: Mapping[str, Any]) -> Iterator[Message]:
    for key, value in tree.pairs:
        name = key.text
        if name == "text" and keys is FIELD:
            continue  # the range of a free text
        if name == "confirm" and value.kind == "map":
            yield from _said(owner, "confirm ", value, tuple(QUESTION))
        elif name in ("done", "variants") and value.kind == "map":
            yield from _said(owner, f"{name} ", value, tuple(each.text for each, _ in value.pairs))
        elif name == "choices":
            yield from _choices(owner, value)
        elif name in _SAID or name in ("done", "collect"):
            yield from _message(owner, name, value)


def _reviewed(tree: Tree) -> set[str]:
    """Give the fields whose labels are said: those of forms with a review."""
    screens = next((value for key, value in tree.pairs if key.text == "screens"), NOWHERE)
    keys = [{key.text: value for key, value in screen.pairs} for _, screen in screens.pairs]
    forms = [each["form"] for each in keys if "form" in each and "review" in each]
    return {ref.text for form in forms for ref in (form.items or (form,))}


def _choices(owner: str, tree: Tree) -> Iterator[Message]:
    for choice in tree.items:
        pairs = {key.text: value for key, value in choice.pairs}
        if "label" in pairs and "to" in pairs:
            yield from _message(owner, "choice", pairs["label"])
        else:
            for key, _ in choice.pairs:
                if key.text not in ("code", "when", "services", "shown"):
                    yield from _message(owner, "choice", key)
        if "shown" in pairs:
            yield from _message(owner, "choice as an answer", pairs["shown"])


def _said(owner: str, before: str, tree: Tree, keys: tuple[str, ...]) -> Iterator[Message]:
    for key, value in tree.pairs:
        if key.text in keys:
            yield from _message(owner, f"{before}{key.text}", value)


def _message(owner: str, key: str, tree: Tree) -> Iterator[Message]:
    if tree.kind == "text" and (text := tree.text.strip("\n")).strip():
        yield Message(tree.line, owner, key, text)


# The file -------------------------------------------------------------------------------------------------


def _written(entries: Catalog, head: str) -> str:
    written = BytesIO()
    write_po(written, entries, width=0, omit_header=True)
    body = written.getvalue().decode("utf-8").strip("\n")
    return f"{head}{body}\n"


def _head(old: str, language: str) -> str:
    """Keep the head of a catalogue as its translators wrote it."""
    head, _, _ = old.partition("\n\n")
    written = [line for line in head.splitlines() if not line.startswith("#")]
    return f"{head}\n\n" if written[:1] == ['msgid ""'] else HEADER.format(language=language)
