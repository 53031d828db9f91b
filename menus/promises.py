"""Outcomes that come later than the step that asked for them: the same text, told when it is known."""

from collections.abc import Mapping

from menus.book import Book
from menus.nodes import DONE
from menus.pages import clean
from menus.session import Promise
from menus.texts import fill


def fulfil(book: Book, promise: Promise, given: Mapping[str, str]) -> str:
    """Say the outcome of a form: its `done` with the names that are *given* now, and those answered then.

    `given["done"]` chooses among several texts. Where the form is gone from the book: the values alone.
    """
    state = book.moved(promise.state)
    node = None if state is None else book.nodes[state]
    if node is None or node.kind != DONE or node.form is None:
        return clean(", ".join(str(value) for name, value in given.items() if name != "done"))

    def shown(name: str) -> str:
        return clean(str(given.get(name, promise.answers.get(name, ""))))

    return fill(book.say(node.form.said(str(given.get("done", ""))), promise.language), shown)


def late(book: Book, promise: Promise) -> str:
    """Say that the outcome did not come within its time."""
    return book.phrase("late", promise.state.partition(".")[0], promise.language)
