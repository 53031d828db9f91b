"""What an input asks for: a key, a word that leads elsewhere, or an answer."""

from datetime import datetime

from menus import forms, resuming, words
from menus.answering import answer, answer_beneath, miss
from menus.book import PASSING, RESUME, Book, Node
from menus.medium import Medium
from menus.passing import settle
from menus.services import Services
from menus.session import Session, Step
from menus.turn import NO_SERVICES, Turn


def step(
    book: Book,
    session: Session,
    text: str,
    *,
    medium: Medium,
    services: Services = NO_SERVICES,
    now: datetime,
) -> Step:
    """Answer one input; the empty text shows the screen anew. Pure but for what the services do.

    `now` is local time. UnknownName when the services lack a function that the book names; every input of a
    resident gives a step.
    """
    if session.edition != book.edition or session.screen not in book.nodes:
        session = session.on(book)
    turn = Turn(book, session, medium, services, now)
    _read(turn, words.tidy(text))
    return turn.step()


def _read(turn: Turn, text: str) -> None:
    node = turn.origin
    if not text or (node.kind in PASSING and not turn.moved):
        turn.given = frozenset(turn.answers)
        settle(turn)
        return
    free = node.free
    key = words.key(text, lenient=not free)
    if not key and (said := words.keyword(text, turn.book.words, free=free)) is not None:
        turn.moved = False
        _jump(turn, said)
    elif turn.moved:  # the answer was meant for a screen that is gone: go on with a word about it
        turn.note("moved")
        turn.page, turn.given = 0, frozenset(turn.answers)
        settle(turn)
    elif node.kind == RESUME and not turn.before.sequence:
        pass  # it was never shown: this is no answer to it
    elif node.end and not _paging(turn, key):
        if key == turn.medium.home or not resuming.offer(turn):
            _go_home(turn)
    elif key and _turn_key(turn, key, node):
        pass
    elif not answer(turn, node, key, text) and not answer_beneath(turn, text):
        miss(turn, node)
    turn.arrive()


def _turn_key(turn: Turn, key: str, node: Node) -> bool:
    """Back, home and more: no answer, so no event of the machine."""
    medium = turn.medium
    if _paging(turn, key):
        turn.note("more" if key == medium.more else "back")
        turn.page += 1 if key == medium.more else -1
    elif key == medium.back:
        _back(turn, node)
    elif key == medium.home:
        _go_home(turn)
    else:
        return False
    return True


def _paging(turn: Turn, key: str) -> bool:
    """Whether the key turns the page of the present screen."""
    if key == turn.medium.more:
        return turn.page + 1 < len(turn.see().pages)
    return key == turn.medium.back and turn.page > 0


def _jump(turn: Turn, said: words.Spoken) -> None:
    """Go where a keyword leads; what follows it answers the first fields there."""
    turn.note("word")
    resuming.keep(turn)
    turn.arguments = said.arguments
    turn.pushed = turn.pushed and turn.book.nodes[said.state].form is None
    turn.land(said.state)
    settle(turn)


def _go_home(turn: Turn) -> None:
    """Leave everything and show the first screen."""
    turn.note("home")
    resuming.keep(turn)
    turn.land(turn.book.home)


def _back(turn: Turn, node: Node) -> None:
    """One field or one screen back; an edit goes back to its review."""
    turn.note("back")
    if (form := node.form) is not None:
        if turn.editing and forms.following(form, turn.answers, turn.value_of) is None:
            turn.land(form.after)
            return
        if before := forms.preceding(form, node.name, turn.value_of):
            turn.land(before)
            return
    *rest, last = turn.stack or (turn.book.home,)
    turn.stack = tuple(rest)
    turn.returning = True
    turn.land(last)
