"""Conversations in the caller's own store: one row a user, and the same answer to the same input."""

import json
from collections.abc import MutableMapping
from datetime import datetime
from typing import NamedTuple

from menus.book import Book
from menus.medium import Medium
from menus.reading import step
from menus.resuming import enter
from menus.services import Registry
from menus.session import Session, Step


class Answer(NamedTuple):
    """What is said, and whether an answer is awaited; `step` is None where it was said before."""

    text: str
    more: bool
    step: Step | None = None


class Conversations:
    r"""A book and the rows of its users: any mapping of text to text (a dict, shelve, a table behind one).

    >>> import menus
    >>> made = menus.Builder("jam")
    >>> made.screen("utama", text="Balas angka:", choices=[("Jam", "jam")])
    >>> made.screen("jam", text="Pukul 8.")
    >>> talks = Conversations(made.book(), menus.Registry(), {})
    >>> at = {"medium": menus.USSD, "now": datetime(2026, 11, 24)}
    >>> talks.answer("+62811", "", key="s1 1", first=True, **at).text
    'Balas angka:\n1 Jam'
    >>> [talks.answer("+62811", "1", key="s1 2", **at).text for _ in range(2)]
    ['Pukul 8.\n0 Kembali', 'Pukul 8.\n0 Kembali']
    """

    def __init__(self, book: Book, services: Registry, rows: MutableMapping[str, str]) -> None:
        """Speak *book*, which may be replaced by another edition at any time: `talks.book = changed`."""
        self.book, self.services, self.rows = book, services, rows

    def answer(
        self, user: str, text: str, *, medium: Medium, now: datetime, key: str = "", first: bool = False
    ) -> Answer:
        """Answer an input of *user*, as `enter` and `step` do, and keep where it led.

        *key* is the same when a gateway asks again (its session and sequence number): then nothing is done,
        and the same is said. One user at a time: lock the row where several threads may answer the same one.
        """
        session = None
        row = self.rows.get(user)
        if row is not None:
            session, before, said, more = _read(self.book, row)
            if key and key == before:
                return Answer(said, more)
        book = self.book
        session, heard = enter(book, session, text, medium=medium, now=now, first=first)
        done = step(book, session, heard, medium=medium, services=self.services.bind(user=user), now=now)
        kept = [done.session.to_json(), key, done.text, done.more]
        self.rows[user] = json.dumps(kept, ensure_ascii=False)
        return Answer(done.text, done.more, done)


def _read(book: Book, row: str) -> tuple[Session, str, str, bool]:
    try:
        session, key, said, more = json.loads(row)
        return Session.from_json(book, str(session)), str(key), str(said), bool(more)
    except (ValueError, TypeError, RecursionError):  # not a row of ours: a kind beginning
        return Session.from_json(book, ""), "", "", False
