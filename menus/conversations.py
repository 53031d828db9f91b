"""Conversations in the caller's own store: one row a user, and the same answer to the same input."""

import json
from collections import Counter
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import NamedTuple

from menus.book import Book
from menus.medium import SMS, Medium
from menus.reading import step
from menus.resuming import enter, push
from menus.services import Registry
from menus.session import NOTHING, Session, Step


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
        book, stored = self.book, None
        if (row := self.rows.get(user)) is not None:
            stored, before, said, more = _read(book, row)
            if key and key == before:
                return Answer(said, more)
        session, heard = enter(book, stored, text, medium=medium, now=now, first=first)
        services = self.services.bind(user=user)
        return self._keep(user, step(book, session, heard, medium=medium, services=services, now=now), key)

    def ask(
        self,
        user: str,
        screen: str,
        answers: Mapping[str, tuple[str, str]] = NOTHING,
        *,
        now: datetime,
        medium: Medium = SMS,
    ) -> Answer | None:
        """Ask something of our own, as `push` does; None while *user* is not quiet: ask again later.

        Whoever wrote less than half an hour ago may still be answering something else. Send the text before
        anything of theirs is heard: then a bare `1` is its answer. KeyError: there is no such screen.
        """
        book, row = self.book, self.rows.get(user)
        stored = None if row is None else _read(book, row)[0]
        session = push(book, stored, screen, answers, now=now)
        if stored is not None and now.timestamp() - stored.at < SMS.quiet:
            return None
        services = self.services.bind(user=user)
        return self._keep(user, step(book, session, "", medium=medium, services=services, now=now))

    def live(self) -> Counter[str]:
        """Count the conversations at each screen: `menus.lint.lint(changed, live=talks.live())`."""
        found: Counter[str] = Counter()
        for row in self.rows.values():
            try:
                found.update(set(Session.read(json.loads(row)[0]).screens()))
            except (ValueError, TypeError, LookupError, RecursionError):
                continue  # not a row of ours
        return found

    def _keep(self, user: str, done: Step, key: str = "") -> Answer:
        kept = [done.session.to_json(), key, done.text, done.more]
        self.rows[user] = json.dumps(kept, ensure_ascii=False)
        return Answer(done.text, done.more, done)


def _read(book: Book, row: str) -> tuple[Session, str, str, bool]:
    try:
        session, key, said, more = json.loads(row)
        return Session.from_json(book, str(session)), str(key), str(said), bool(more)
    except (ValueError, TypeError, RecursionError):  # not a row of ours: a kind beginning
        return Session.from_json(book, ""), "", "", False
