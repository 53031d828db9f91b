"""What studies of small screens ask for: few items, few steps, little to type, an example, words apart."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from menus.book import Book
from menus.conditions import may_hold
from menus.lint.finding import Finding
from menus.lint.ways import depths
from menus.medium import SMS
from menus.nodes import FORM, LANGUAGE, SCREEN, Field, Node

ITEMS, TYPED, STEPS, SECONDS = 5, 2, 8, 120
SCREEN_TIME, CHOICE_TIME, USUAL = 2, 8, 16  # seconds; characters of an answer whose length Python knows
NEAR = 0.86  # two labels that share this much are read as one
_EXAMPLE = re.compile(r"\d|contoh|example|conto|e\.g\.", re.IGNORECASE)


def items(book: Book) -> Iterator[Finding]:
    """Find screens with many written lines; a line that only changes the language is not counted."""
    for node in book.nodes.values():
        lines = [
            each
            for each in node.choices
            if not _is_language(book, each.to) and may_hold(each.when, SMS.name)  # elsewhere there is room
        ]
        if node.kind == SCREEN and len(lines) > ITEMS:
            what = f"`{node.local}` has {len(lines)} choices; {ITEMS} are read at one glance."
            yield Finding("items", what, "Group them, or let the rarest go to another screen.", node)


def _is_language(book: Book, state: str) -> bool:
    return state in book.nodes and book.nodes[state].kind == LANGUAGE


def _makes_certain(before: Field, field: Field) -> bool:
    """Whether a field is asked only where the answer before it leaves something open: no step of its own."""
    return field.when is not None and field.depends == {before.name}


def forms(book: Book) -> Iterator[Finding]:
    """Find forms with much to type, many steps, or more time than a dialogue has."""
    deep = depths(book)
    for node in book.nodes.values():
        form = node.form
        if node.kind != FORM or form is None:
            continue
        nodes = [book.nodes[field.state] for field in form.fields]
        typed = [each for each in nodes if _is_typed(each)]
        screens = bool(form.review) + (form.confirm != form.submit)
        steps = len(form.fields) - sum(map(_makes_certain, form.fields, form.fields[1:])) + screens
        seconds = sum(_seconds(each) for each in nodes) + (screens + deep.get(node.name, 0)) * (
            SCREEN_TIME + CHOICE_TIME
        )
        if len(typed) > TYPED:
            what = f"The form `{node.local}` has {len(typed)} answers to type; {TYPED} are enough."
            yield Finding("typed", what, "Offer choices, or ask later and by voice.", node)
        if steps > STEPS:
            what = f"The form `{node.local}` has {steps} steps; {STEPS} are the most that people bear."
            yield Finding("steps", what, "Ask less, or make two forms of it.", node)
        if seconds > SECONDS:
            what = f"The form `{node.local}` takes about {seconds} s; a USSD dialogue has {SECONDS} s."
            yield Finding("time", what, "Ask less, or let choices replace what is typed.", node)


def _is_typed(node: Node) -> bool:
    return node.free and not (node.lister or node.choices)


def _seconds(node: Node) -> int:
    field = node.field
    if field is None or not _is_typed(node):
        return SCREEN_TIME + CHOICE_TIME
    return SCREEN_TIME + _characters(field)


def _characters(field: Field) -> int:
    if field.kind == "text":
        return max(field.low, min(field.high, USUAL))
    if field.kind in ("number", "money"):
        return len(str(field.high))
    return {"date": 5, "time": 5, "phone": 12}.get(field.kind, USUAL)


def examples(book: Book) -> Iterator[Finding]:
    """Find questions of a certain form that show none."""
    for node in book.nodes.values():
        field = node.field
        if field is None or field.kind in ("", "text"):
            continue
        if not any(_EXAMPLE.search(text.source) for text in (node.text, node.wrong)):
            what = f"The field `{field.name}` asks for an answer of a certain form and shows no example."
            yield Finding("no-example", what, "Show one in `ask` or `wrong`: `Contoh: 26/11`.", node)


def same_words(book: Book) -> Iterator[Finding]:
    """Find two lines of a screen that are nearly the same."""
    for node in book.nodes.values():
        for language in book.languages:
            labels = [
                " ".join(book.say(choice.label, language).casefold().split()) for choice in node.choices
            ]
            for at, one in enumerate(labels):
                for other in labels[at + 1 :]:
                    if _near(one, other):
                        what = f"`{one}` and `{other}` of `{node.local}` are nearly the same ({language})."
                        yield Finding(
                            "same-words", what, "Begin each with the word that tells it apart.", node
                        )


def _near(one: str, other: str) -> bool:
    if set(one.split()) == set(other.split()):
        return True
    compared = SequenceMatcher(None, one, other)
    return compared.quick_ratio() >= NEAR and compared.ratio() >= NEAR


def _plain(label: str) -> str:
    return " ".join(label.casefold().split())
