"""A book behind a USSD code: one function that a network can ask, for as many dialogues as there are."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from menus.book import Book
from menus.medium import USSD, Medium
from menus.reading import step
from menus.services import Registry
from menus.session import Session

MOST = 1_000
"""Dialogues that are kept: whoever hangs up says nothing, so the oldest one goes for a new one."""


class Asked(Protocol):
    """What a network asks: `text` is None for the beginning, `code` is what was dialled, in full."""

    @property
    def session(self) -> str:
        """The dialogue's own name."""
        ...

    @property
    def number(self) -> str:
        """Who dialled."""
        ...

    @property
    def code(self) -> str:
        """What was dialled."""
        ...

    @property
    def text(self) -> str | None:
        """What was answered."""
        ...


def ussd_host(
    book: Book, services: Registry | None = None, *, now: Callable[[], datetime], medium: Medium = USSD
) -> Callable[[Asked], tuple[str, bool]]:
    """Give the function that serves a book: what was asked in, text and whether it waits for an answer out.

    The functions of *services* are told the dialler's number; `now` gives local time. What is dialled behind
    the service code are choices: `*123*4*1#` is `*123#`, then 4, then 1. Sessions live in memory.
    """
    sessions: dict[str, Session] = {}

    def serve(asked: Asked) -> tuple[str, bool]:
        session = sessions.pop(asked.session, None)
        if session is None or asked.text is None:
            session = Session.start(book)
            texts = ["", *asked.code.strip("*#").split("*")[1:]] if asked.text is None else [asked.text]
        else:
            texts = [asked.text]
        bound = (services or Registry()).bind(user=asked.number)
        for text in texts:
            answer = step(book, session, text, medium=medium, services=bound, now=now())
            session = answer.session
            if not answer.more:
                return answer.text, False
        while len(sessions) >= MOST:
            del sessions[next(iter(sessions))]
        sessions[asked.session] = session
        return answer.text, True

    return serve
