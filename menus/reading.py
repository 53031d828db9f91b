"""What an input asks for: a key, a word that leads elsewhere, or an answer."""

from datetime import datetime

from menus import forms, resuming, words
from menus.answering import answer, answer_beneath, guess, miss, strays
from menus.book import Book
from menus.meaning import chosen
from menus.medium import Medium
from menus.nodes import GUESS, MEANT, PASSING, RESUME, SCREEN, Node
from menus.passing import settle
from menus.services import Services
from menus.session import Session, Step
from menus.turn import MAX_STACK, NO_SERVICES, Turn


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
    turn.text = text
    if not text or (node.kind in PASSING and not turn.moved):
        turn.given = frozenset(turn.answers)
        settle(turn)
        return
    free = node.free
    key = words.key(text, lenient=not free)
    said = None if key else words.keyword(text, turn.book.heard(turn.language), free=free)
    if said is not None and not strays(turn, said, text):
        turn.moved = False
        _jump(turn, said)
    elif turn.moved:  # the answer was meant for a screen that is gone: go on with a word about it
        turn.note("moved")
        turn.page, turn.given = 0, frozenset(turn.answers)
        settle(turn)
    elif node.kind == RESUME and not turn.before.sequence:
        pass  # it was never shown: this is no answer to it
    elif node.end and not _paging(turn, key):
        if key == turn.medium.home or not (resuming.offer(turn) or guess(turn, node)):
            _go_home(turn)
    elif _turn_key(turn, _spare(turn, node, key) if key else _key_line(turn, node, text), node) or (
        node.kind == GUESS and _settle_guess(turn, key, text)
    ):
        pass
    elif not (answer(turn, node, key, text) or answer_beneath(turn, text)):
        heard = turn.book.heard(turn.language)
        said = words.alone(text, heard) or words.number(text, heard)
        if said is not None and not strays(turn, said, text):
            _jump(turn, said)
        else:
            miss(turn, node)
    turn.arrive()


def _spare(turn: Turn, node: Node, key: str) -> str:
    """Take the second key for back as the first one, where it is neither an item nor an answer."""
    if key == turn.medium.also_back and not node.free and int(key) not in turn.see().options:
        return turn.medium.back
    return key


def _key_line(turn: Turn, node: Node, text: str) -> str:
    """Give the key whose line was typed as it is shown, `0 Kembali`; or its words alone."""
    key, alone = turn.see().key_lines.get(text.casefold().rstrip("."), ("", False))
    if alone and (node.free or chosen(turn, "", text, free=False) is not None):
        return ""
    return key


def _turn_key(turn: Turn, key: str, node: Node) -> bool:
    """Back, home and more: no answer, so no event of the machine."""
    medium = turn.medium
    if key not in (medium.back, medium.more, medium.home):
        return False
    if _paging(turn, key):
        turn.note("more" if key == medium.more else "back")
        turn.page += 1 if key == medium.more else -1
    elif key == medium.more and not node.free:
        turn.note("more")
        turn.aside, turn.page = "last", len(turn.see().pages) - 1
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
    turn.arguments, turn.rest = said.arguments, said.rest
    turn.pushed = turn.pushed and turn.book.nodes[said.state].form is None
    turn.land(said.state)
    settle(turn)
    _choose_on(turn)


def _choose_on(turn: Turn) -> None:
    """Let what else was said after a word choose on the screens that follow: RSU 1 5."""
    for _ in range(MAX_STACK):
        node = turn.node
        if not turn.arguments or node.kind != SCREEN or node.end:
            return
        first, *turn_on = arguments = turn.arguments
        turn.arguments = tuple(turn_on)
        if not answer(turn, node, words.key(first, lenient=True), first):
            turn.arguments = arguments
            return


def _settle_guess(turn: Turn, key: str, text: str) -> bool:
    """Yes: do as if the word had been typed. No: go back."""
    option = chosen(turn, key, text, free=False)
    if option is None:
        return False
    meant = turn.answers.get(MEANT, ("", ""))[0]
    if option.event == "1" and (said := words.keyword(meant, turn.book.heard(turn.language), free=False)):
        turn.answers = {name: kept for name, kept in turn.answers.items() if name != MEANT}
        _jump(turn, said)
    else:
        _back(turn, turn.origin)
    return True


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
