"""States that are never shown: a form leads to a question, a submit to what came of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from menus import forms, words
from menus.errors import UnknownName
from menus.meaning import checked, chosen
from menus.nodes import FORM, LANGUAGE, PASSING, SLOW, SUBMIT, Field, Form, Node
from menus.rules import ANSWER
from menus.services import Item, Later, Reject, function
from menus.session import Promise, Visit
from menus.texts import names

if TYPE_CHECKING:
    from menus.turn import Turn

STRICT = frozenset(("number", "date", "time", "money", "phone"))  # kinds that do not take just any text
UNSEEN = PASSING | {LANGUAGE}  # as a rule
MAX_HOPS = 8  # states passed through in one step: a book that runs in a circle ends at home


def settle(turn: "Turn") -> None:
    """Go on from states that are never shown: a form to a question, a submit to what came of it."""
    for _ in range(MAX_HOPS):
        node = turn.node
        if node.kind not in UNSEEN:
            return
        if node.kind == FORM and node.form is not None:
            _begin(turn, node.form)
        elif node.kind == SUBMIT and node.form is not None:
            _submit(turn, node, node.form)
        elif node.kind == LANGUAGE and (node.speak or len(turn.book.languages) <= 2):
            turn.speak(_other_language(turn, node))
            turn.trigger(ANSWER)
        else:
            return
    circle = f"The book `{turn.book.name}` runs in a circle at `{turn.state}`"
    turn.fault = f"{circle}: {MAX_HOPS} states in one step. See where its Python sends with Reject."
    turn.aside = "fault"
    turn.land(turn.book.home)


def _other_language(turn: "Turn", node: Node) -> str:
    """Give the language to go on in: the one that the screen names; in that one already, the first other."""
    wanted = (node.speak, *turn.book.languages)
    return next((each for each in wanted if each and each != turn.language), turn.language)


def _begin(turn: "Turn", form: Form) -> None:
    """Enter a form: afresh, or with the answers that came along."""
    names = {field.name for field in form.fields}
    fresh = not turn.given & names
    answers = {name: kept for name, kept in turn.answers.items() if not (fresh and name in names)}
    turn.answers = answers | {name: (value, value) for name, value in form.keep.items()}
    event, reason = _take_arguments(turn, form)
    if not event:
        following = forms.following(form, turn.answers, turn.value_of)
        event = following.event if following else "1"
    why = reason or turn.reason
    turn.trigger(event)
    turn.reason, turn.misses = why, int(bool(reason))


def _take_arguments(turn: "Turn", form: Form) -> tuple[str, str]:
    """Answer the first fields with what followed a keyword; event and reason when one does not fit."""
    (given, turn.arguments), (rest, turn.rest) = (turn.arguments, ()), (turn.rest, "")
    if not given or (form.sentence and _read_sentence(turn, form, rest)):
        return "", ""
    while given:
        asked = [
            field
            for field in form.fields
            if not field.answered(turn.answers) and forms.visible(field, turn.value_of)
        ]
        if not asked:
            break
        text = given[0] if len(asked) > 1 else " ".join(given)
        why = ""
        for place, field in enumerate(asked):
            if place and not _strict(turn, field):
                continue
            found = _heard(turn, form, field, text)
            if not isinstance(found, Reject):
                label = found.shown or found.label
                turn.answers = forms.accepted(form, field, turn.answers, str(found.value), label)
                break
            why = why or found.why or turn.wrong(turn.book.nodes[field.state])
        else:
            return asked[0].event, why
        given = given[1:] if len(asked) > 1 else ()
    return "", ""


def _read_sentence(turn: "Turn", form: Form, text: str) -> bool:
    """Let Python read all that followed a word; False when it understood nothing of it."""
    heard = function("sentence", turn.services.sentences, form.sentence)
    found = heard(turn.call(turn.book.nodes[form.state]), text)
    fields = {field.name: field for field in form.fields}
    for name, said in found.items():
        item = said if isinstance(said, Item) else Item(said, said)
        value, label = str(item.value), item.shown or item.label
        if name in fields:
            turn.answers = forms.accepted(form, fields[name], turn.answers, value, label)
        else:
            turn.answers = {**turn.answers, name: (value, label)}
    return bool(found)


def _strict(turn: "Turn", field: Field) -> bool:
    """Whether a text that an earlier question refused may be meant for this one: nothing is guessed."""
    return field.kind in STRICT and not (field.check or field.depends or turn.book.nodes[field.state].lister)


def _heard(turn: "Turn", form: Form, field: Field, text: str) -> Item | Reject:
    node = turn.book.nodes[field.state]
    if (node.choices or node.lister) and not field.collect:
        key = words.key(text, lenient=not field.kind)
        here, turn.node, turn.view = turn.node, node, None
        option = chosen(turn, key, text, free=bool(field.kind))
        turn.node, turn.view = here, None
        if option:
            return Item(option.value, option.shown)
    return checked(turn, node, text)


def _submit(turn: "Turn", node: Node, form: Form) -> None:
    """Do it, unless an answer is missing after all."""
    following = forms.following(form, turn.answers, turn.value_of)
    if following is not None:
        turn.land(following.state)
        return
    given = function("action", turn.services.actions, form.action)(turn.call(node))
    turn.asked = None  # what was true before it may not be true now
    if isinstance(given, Reject):
        turn.visits.append(Visit(node.menu, turn.book.nodes[form.state].local, "refused"))
        reject(turn, node, given)
        return
    turn.actions = (*turn.actions, form.action)
    turn.receipt = True
    turn.visits.append(Visit(node.menu, turn.book.nodes[form.state].local, "done"))
    if isinstance(given, Mapping) and "screen" in given:
        facts = {name: (str(fact), str(fact)) for name, fact in given.items() if name != "screen"}
        turn.answers = {**turn.answers, **facts}
        turn.land(_screen(turn, node, given["screen"]))
        turn.given = frozenset(facts)
        return
    if isinstance(given, Later):
        shown = {name: turn.shown(node.menu, name) for name in turn.answers}
        promise = Promise(given.reference, form.finish, turn.language, shown, given.within)
        turn.promises = (*turn.promises, promise)
        given = {**given.given, "done": SLOW}
    turn.answers = _remembered(turn, node, form, {} if given is None else given)
    turn.trigger(ANSWER)


def _remembered(turn: "Turn", node: Node, form: Form, given: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Keep no more than what the last text shows, as it shows it."""
    outcome = str(given["done"]) if "done" in given else ""
    kept = {}
    for name in names(turn.book.say(form.said(outcome), turn.book.languages[0])):
        shown = str(given[name]) if name in given else turn.shown(node.menu, name)
        kept[name] = (shown, shown)
    if outcome == SLOW or (outcome in form.done and outcome):
        kept["done"] = (outcome, outcome)
    return kept


def _screen(turn: "Turn", node: Node, name: str) -> str:
    """Find the screen that Python names: one of its own book, else `book.screen`."""
    for state in (f"{node.menu}.{name}", name):
        if state in turn.book.nodes:
            return state
    raise UnknownName("screen", name)


def reject(turn: "Turn", node: Node, reject: Reject) -> None:
    """Go where Python sends: to a screen, or to a field of this form, whose answer is forgotten."""
    form = node.form
    if reject.forget:
        turn.answers = {name: kept for name, kept in turn.answers.items() if name not in reject.forget}
    field = next((each for each in form.fields if each.name == reject.screen), None) if form else None
    target = turn.origin.name
    if field is not None:
        turn.answers = {name: kept for name, kept in turn.answers.items() if name != field.name}
        target = field.state
    elif reject.screen:
        target = _screen(turn, node, reject.screen)
    elif node.kind == SUBMIT and form is not None and form.review:
        target = form.review
    elif turn.book.nodes[target].kind in PASSING:
        target = turn.book.home
    turn.land(target)
    turn.given = frozenset(turn.answers)  # a form that Python sends to goes on with what it knows
    turn.reason = reject.why or turn.wrong(turn.book.nodes[target])
