"""Screens as an officer knows them: a short name, and the first words that a resident reads. PURE."""

import re
from functools import lru_cache

from menus import Book, Session
from menus.resuming import what

LONGEST = 40  # characters of a text: enough to know it again


@lru_cache(maxsize=4)
def ours(book: Book) -> frozenset[tuple[str, str]]:
    """Give the screens, by service and name, that the kiosk itself opens: news, questions, stages.

    Who answers there began no service: a look at a report is no report.
    """
    opened = {node.name for node in book.nodes.values() if node.given and not node.local.startswith("_")}
    return frozenset(
        (node.menu, node.local)
        for node in book.nodes.values()
        if ".".join(node.name.split(".", 2)[:2]) in opened
    )


def name(book: Book, service: str, screen: str) -> str:
    """Name a screen: the label of its question, or what leads to it; its key where it is gone."""
    node = book.nodes.get(f"{service}.{screen}")
    if node is None:
        return screen
    if node.field is not None:
        label = book.say(node.field.label, book.languages[0])
        return label or node.field.name.replace("_", " ").capitalize()
    return what(book, Session(node.name, book.languages[0]), book.languages[0])


def text(book: Book, service: str, screen: str) -> str:
    """Give the first words of a screen in its first language; "" where there are none."""
    node = book.nodes.get(f"{service}.{screen}")
    if node is None:
        return ""
    said = " ".join(re.sub(r"(?:\{\w+\}\.?)+", "…", book.say(node.text, book.languages[0])).split())
    if len(said) <= LONGEST:
        return said
    return said[:LONGEST].rsplit(" ", 1)[0].rstrip(" .,:;") + "…"
