"""The ways of a book as one transitions Machine: the rule book, driven through values that it never owns.

`auto_transitions=False`: otherwise every state would get an event `to_STATE` that a resident could type.
`model=None`, never `add_model`: a model kept per session costs 10 KB and a search through all of them.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from transitions import Machine

from menus.book import CONFIRM, FIELD, FORM, LANGUAGE, REVIEW, SCREEN, SUBMIT, Node

ANSWER = "answer"


class Walker(Protocol):
    """What the machine sees of a step: `state`, where an accepted answer leads, whether it was refused."""

    state: str
    next: str
    refused: bool


class Leads:
    """The condition of one way out of a form: the step goes on to *state*."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state

    def __call__(self, walker: Walker) -> bool:
        """Whether this is the way."""
        return walker.next == self.state


def refused(walker: Walker) -> bool:
    """Whether the answer was not accepted: the first, internal way of every question."""
    return walker.refused


Way = tuple[str, str | None, Any]
"""Event, destination (None: stay), condition (None: always)."""


def ways(node: Node, home: str) -> Iterable[Way]:
    """List the ways out of a state, in the order in which they are tried."""
    form = node.form
    if node.kind in (SCREEN, LANGUAGE):
        yield from ((choice.event, choice.to, None) for choice in node.choices)
        if node.to:
            yield ANSWER, node.to, None
    elif form is None:
        return
    elif node.kind in (FIELD, FORM):
        yield ANSWER, None, refused
        states = [field.state for field in form.fields]
        here = states.index(node.name) + 1 if node.name in states else 0
        for state in [*states[here:], form.after, *states[:here]]:
            yield ANSWER, state, Leads(state)
    elif node.kind == REVIEW:
        yield "1", form.confirm, None
        yield from ((str(at), field.state, None) for at, field in enumerate(form.fields, start=2))
    elif node.kind == CONFIRM:
        yield "1", form.submit, None
        yield "2", home, None
    elif node.kind == SUBMIT:
        yield ANSWER, None, refused
        yield ANSWER, form.finish, None


def machine(nodes: Iterable[Node], home: str) -> Machine:
    """Compile the ways of all states into one shared Machine."""
    states = list(nodes)
    rules = Machine(
        model=None,
        states=[node.name for node in states],
        initial=home,
        auto_transitions=False,
        send_event=False,
    )
    for node in states:
        for event, dest, condition in ways(node, home):
            rules.add_transition(event, node.name, dest, conditions=condition)
    return rules
