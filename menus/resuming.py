"""Conversations that were left: when an input opens a new one, what is offered again, what we ask ourselves.

An input is never taken for an answer to another question than the one last shown on its medium.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from menus.book import Book
from menus.medium import Medium
from menus.nodes import CONFIRM, FIELD, RESUME, REVIEW, Node
from menus.passing import settle
from menus.session import NOTHING, Session, Visit
from menus.texts import fill

if TYPE_CHECKING:
    from menus.turn import Turn

BARE = re.compile(r"\s*[0-9]{1,2}\s*")  # a number that answers a question: without one it deserves the menu
ASKED = (FIELD, REVIEW, CONFIRM)


def enter(
    book: Book,
    session: Session | None,
    text: str,
    *,
    medium: Medium,
    now: datetime,
    first: bool = False,
    language: str = "",
) -> tuple[Session, str]:
    """Give the session in which *text* is heard, and what of the text: the other half of `step`.

    *session* is what was stored for this resident, wherever they were last; *first* opens a new dialogue (a
    dial, a call, a visitor), and a text with it is what was dialled behind the code. See `docs/menus.md`.
    """
    if session is not None and session.at and now.timestamp() - session.at >= book.resume:
        session = None
    if session is None:
        return Session.start(book, language), text if first or not BARE.fullmatch(text) else ""
    if session.edition != book.edition:
        session = session.on(book)
    here = session.medium in ("", medium.name)
    late = medium.quiet and now.timestamp() - session.at > medium.quiet and not session.pushed
    if not first and here and not late:
        return session, text
    left = leftover(book, session, now)
    fresh = Session.start(book, language or session.language)._replace(moved=session.moved)
    if left is not None:
        dialled = first and text
        return (fresh._replace(parked=left), text) if dialled else (_offered(book, fresh, left), text)
    if here and not first:
        return session, text
    return fresh, text if first or not BARE.fullmatch(text) else ""


def push(
    book: Book,
    session: Session | None,
    screen: str,
    answers: Mapping[str, tuple[str, str]] = NOTHING,
    *,
    now: datetime,
    language: str = "",
) -> Session:
    """Open a question of ours, a conversation of its own; what it interrupts is offered again after it.

    *answers* are the names that the screen has as `given`: name -> (value, label). `step` with the empty text
    says it. KeyError: no such screen.
    """
    spoken = language or (session.language if session else "")
    left = None if session is None else leftover(book, session, now)
    return Session.start(book, spoken, screen, answers)._replace(pushed=True, parked=left)


def leftover(book: Book, session: Session, now: datetime) -> Session | None:
    """Give what would be lost of a session: an unfinished form, a question of ours, or what it has parked."""
    for left in (unfinished(book, session), session.parked):
        if left is not None and now.timestamp() - left.at < book.resume:
            return left
    return None


def asks(node: Node) -> bool:
    """Whether there is something to answer at a state."""
    return node.kind in ASKED or bool(node.choices or node.lister)


def unfinished(book: Book, session: Session) -> Session | None:
    """Give the session at the question where it stands, or stood before a detour; None: nothing is lost."""
    for back, state in enumerate((session.screen, *reversed(session.stack))):
        node = book.nodes.get(state)
        if node is None or node.kind == RESUME:
            continue
        if node.kind in ASKED or (session.pushed and not back and asks(node)):
            stack = session.stack[: len(session.stack) - back]
            inner = session.parked
            inner = inner._replace(parked=None) if inner and _screen(inner.screen) != _screen(state) else None
            return session._replace(screen=state, stack=stack, page=0, misses=0, reason="", parked=inner)
    return None


def left(book: Book, session: Session, outcome: str, now: datetime) -> Visit:
    """Tell of a dialogue that ended without an answer: *outcome* is `dropped` or `timed out`."""
    node = book.nodes[session.screen]
    return Visit(node.menu, node.local, outcome, now.timestamp() - session.at)


def what(book: Book, left: Session, language: str) -> str:
    """Say what a state belongs to: its screen's `label`, the line that leads there, its service, its name."""
    screen = _screen(left.screen)
    menu, _, local = screen.partition(".")
    if screen in book.labels:
        label = book.say(book.labels[screen], language)
        said = fill(label, lambda name: book.shown(menu, name, left.answers), language)
        return " ".join(said.split())
    for node in book.nodes.values():
        for choice in node.choices:
            if choice.to == screen and choice.label.source:
                return book.say(choice.label, language)
    if menu in book.entrances and book.entrances[menu].label:
        return book.spoken(menu, language).get(book.entrances[menu].label, book.entrances[menu].label)
    return local.replace("_", " ").capitalize()


# What a step does with it ---------------------------------------------------------------------------------


def keep(turn: "Turn") -> None:
    """Before a key or a word leads away: park the form that is left, unless it is a question of ours."""
    left = None if turn.before.pushed else unfinished(turn.book, turn.before)
    if left is not None:
        turn.parked = left._replace(at=int(turn.now.timestamp()))


def offer(turn: "Turn") -> bool:
    """Offer what is parked; False when there is nothing, or it is too old."""
    parked = turn.parked
    if parked is None or turn.now.timestamp() - parked.at >= turn.book.resume:
        return False
    offered = _offered(turn.book, turn.before._replace(language=turn.language), parked)
    turn.land(offered.screen)
    turn.answers = offered.answers
    return True


def take_up(turn: "Turn", *, anew: bool) -> None:
    """Go on with what was parked, where it stood or from its beginning."""
    parked = turn.parked or Session.start(turn.book, turn.language)
    turn.parked, turn.pushed, turn.stack = parked.parked, parked.pushed, parked.stack
    turn.answers, turn.editing, turn.returning = parked.answers, parked.editing, True
    turn.land(parked.screen)
    form = turn.book.nodes[parked.screen].form
    if anew and form is not None:
        turn.answers, turn.editing, turn.given = NOTHING, False, frozenset()
        turn.land(form.state)
        settle(turn)


def after(turn: "Turn") -> Session | None:
    """Give what stays parked: not what the resident is in again, or has done."""
    parked = turn.parked
    if parked is not None and _screen(parked.screen) == _screen(turn.state):
        return parked.parked
    return parked


def _offered(book: Book, session: Session, left: Session) -> Session:
    said = what(book, left, session.language)
    return session._replace(
        screen=book.offer, answers={"what": ("", said)}, stack=(), page=0, parked=left, editing=False
    )


def _screen(state: str) -> str:
    return ".".join(state.split(".", 2)[:2])
