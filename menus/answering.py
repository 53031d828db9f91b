"""An answer: the choice or the value that it is, and what becomes of one that is none."""

from menus import forms, resuming, words
from menus.lines import Option
from menus.meaning import checked, chosen, meant
from menus.nodes import CONFIRM, FIELD, GUESS, LANGUAGE, MEANT, RESUME, REVIEW, Field, Form, Node
from menus.passing import reject, settle
from menus.rules import ANSWER
from menus.services import Item, Reject, function
from menus.turn import Turn

TRIES = 2  # mistakes in a row until somebody is offered who helps


def answer(turn: Turn, node: Node, key: str, text: str) -> bool:
    """Take a choice or a free answer; False when it is none."""
    option = chosen(turn, key, text, free=node.free)
    if node.kind == FIELD and node.form is not None and node.field is not None:
        return _answer_field(turn, node, node.form, node.field, option, text)
    option = option or meant(turn, text)
    if option is None:
        return turn.doubt != ()
    if node.kind == RESUME:
        turn.note("answered")
        resuming.take_up(turn, anew=option.event != "1")
        return True
    if node.kind == REVIEW:
        turn.editing = option.event != "1"
    elif node.kind == LANGUAGE:
        turn.speak(option.value)
    elif option.event == ANSWER:  # an item of a list
        turn.answers = {**turn.answers, node.keep_as: (option.value, option.shown)}
        turn.given = frozenset((node.keep_as,))
    turn.note("answered")
    turn.trigger(option.event)
    settle(turn)
    if node.kind == CONFIRM and turn.state == turn.book.home:
        resuming.offer(turn)  # "Tidak jadi" leads back to what it interrupted
    return True


def answer_beneath(turn: Turn, text: str) -> bool:
    """At a screen that offers help: take what answers the screen that it came up over."""
    if not turn.stack or (turn.state not in turn.book.help and turn.origin.kind != GUESS):
        return False
    *rest, below = turn.stack
    help_screen, misses, stack = turn.state, turn.misses, turn.stack
    node = turn.book.nodes[below]
    turn.land(below)
    turn.stack = tuple(rest)
    key = words.key(text, lenient=not node.free)
    option = chosen(turn, key, text, free=node.free) or meant(turn, text)
    if option is not None or (node.kind == FIELD and not isinstance(checked(turn, node, text), Reject)):
        turn.origin = node
        return answer(turn, node, key, text)
    turn.land(help_screen)
    turn.misses, turn.stack = misses, stack
    return False


def _answer_field(turn: Turn, node: Node, form: Form, field: Field, option: Option | None, text: str) -> bool:
    """Check before the event: what was refused is none. False: it is a word, or a number that has one."""
    if field.collect:
        found = _collected(turn, field, option, text)
        if found is None:
            return True
    else:
        found = Item(option.value, option.shown) if option else checked(turn, node, text)
    if isinstance(found, Reject) and (option := meant(turn, text)):
        found = Item(option.value, option.shown)
    if not isinstance(found, Reject):
        label = found.shown or found.label
        turn.answers = forms.accepted(form, field, turn.answers, str(found.value), label)
        following = forms.following(form, turn.answers, turn.value_of)
        turn.note("answered")
        turn.trigger(following.event if following else "1")
        settle(turn)
    elif found.screen:
        turn.note("rejected")
        reject(turn, node, found)
    elif _elsewhere(turn, text):
        return False
    elif not turn.doubt:
        miss(turn, node, found.why)
    return True


def strays(turn: Turn, said: words.Spoken, text: str) -> bool:
    """Whether a number amid a form is none for the word for numbers: a NIK where a day is to be chosen."""
    node = turn.book.nodes[said.state]
    amid = (turn.node.form is not None and not turn.node.end) or (turn.stack and turn.state in turn.book.help)
    if not amid or node.form is None or not node.form.fields or text[:1] not in "0123456789":
        return False
    first = node.form.fields[0]
    return isinstance(checked(turn, turn.book.nodes[first.state], said.rest), Reject)


def _elsewhere(turn: Turn, text: str) -> bool:
    """Whether a text that did not fit is a word, or a number of the form behind the word for numbers."""
    heard = turn.book.heard(turn.language)
    if words.alone(text, heard):
        return True
    said = words.number(text, heard)
    node = turn.book.nodes[said.state] if said else None
    if said is None or node is None or node.form is None or not node.form.sentence:
        return False
    read = function("sentence", turn.services.sentences, node.form.sentence)
    return bool(read(turn.call(node), said.rest))


def _number_within(turn: Turn) -> tuple[str, str] | None:
    """Give the one number in a sentence that the form behind the word for numbers understands."""
    found = [each for each in words.numbers(turn.text) if _elsewhere(turn, each)]
    return (found[0], found[0]) if len(found) == 1 else None


def _collected(turn: Turn, field: Field, option: Option | None, text: str) -> Item | Reject | None:
    """Take one of several texts that are one answer; None: it is kept, and more may come."""
    if option is None:  # "slesai" ends it, too
        offered = turn.see().options.values()
        option = next(
            (each for each in offered if words.one_apart(text.casefold(), each.label.casefold())), None
        )
    if option is not None:
        said, _ = turn.answers.get(field.name, ("", ""))
        return Item(said, said) if len(said) >= max(1, field.low) else Reject()
    said = forms.gathered(field, turn.answers, " ".join(text.split()))
    if len(said) > field.high:
        return Reject(turn.book.phrase("collected_full", turn.origin.menu, turn.language))
    turn.note("answered")
    turn.answers = {**turn.answers, field.name: (said, "")}
    turn.page, turn.misses, turn.view = 0, 0, None
    turn.reason = turn.book.phrase("collected", turn.origin.menu, turn.language)
    return None


def miss(turn: Turn, node: Node, why: str = "") -> None:
    """Say it again, with the reason; the second time in a row (or the field's own) help is offered."""
    if node.field is None and not turn.see().options and resuming.offer(turn):
        return  # nothing was asked: it is meant for what was left
    turn.page, turn.view = 0, None
    if guess(turn, node):
        return
    turn.note("rejected")
    turn.misses += 1
    before = turn.misses - (node.field.tries or TRIES if node.field else TRIES)
    helping = turn.book.help
    offers = helping[before:][:1] or helping[-1:] if before >= 0 else ()
    if offers and offers[0] != turn.state:
        turn.land(offers[0])
        turn.misses = before + TRIES
        settle(turn)
        return
    turn.reason = why or turn.wrong(node)
    turn.missed = True


def guess(turn: Turn, node: Node) -> bool:
    """Ask whether a word was meant that is one letter off, or at home stands in a sentence; False: none."""
    at_home, heard = node.end or node.name == turn.book.home, turn.book.heard(turn.language)
    word = None if node.kind == GUESS else words.near(turn.text, heard)
    if word is None and at_home:
        word = words.within(turn.text, heard) or _number_within(turn)
    if word is None:
        return False
    turn.note("rejected")
    turn.land(turn.book.guess_at_home if at_home else turn.book.guess)
    turn.answers = {**turn.answers, MEANT: (word[1], word[0].upper())}
    return True
