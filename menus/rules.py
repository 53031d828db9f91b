"""The ways of a book as one transitions Machine: the rule book, driven through values that it never owns.

`auto_transitions=False`: otherwise every state would get an event `to_STATE` that a resident could type.
`model=None`, never `add_model`: a model kept per session costs 10 KB and a search through all of them.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from transitions import Event, Machine

from menus.nodes import CONFIRM, FIELD, FORM, LANGUAGE, REVIEW, SCREEN, SUBMIT, Node

ANSWER = "answer"


class Walker(Protocol):
    """What the machine sees of a step: where it is."""

    state: str


class Way(Event):
    """An event of the rule book: no condition, nothing called back, so that to move is all there is to do.

    The library's own trigger asks for all of that at each move, and takes many times as long.
    """

    def trigger(self, model: Any, *args: Any, **kwargs: Any) -> bool:  # noqa: ANN401 (the library's)
        """Move a walker; MachineError when no way with this event leads on from where it is."""
        for way in self.transitions.get(model.state, ()):
            model.state = way.dest
            return True
        return bool(super().trigger(model, *args, **kwargs))


class Rules(Machine):
    """The library's machine with events as lean as a book's."""

    event_cls = Way


def ways(node: Node, home: str) -> Iterable[tuple[str, str]]:
    """List the ways out of a state: event and destination.

    In a form the event is the number of a question in its review, and "1" what comes after the questions.
    """
    form = node.form
    if node.kind in (SCREEN, LANGUAGE):
        yield from ((choice.event, choice.to) for choice in node.choices)
        if node.to:
            yield ANSWER, node.to
    elif form is None:
        return
    elif node.kind in (FORM, FIELD, REVIEW):
        yield "1", form.confirm if node.kind == REVIEW else form.after
        yield from ((field.event, field.state) for field in form.fields)
    elif node.kind == CONFIRM:
        yield "1", form.submit
        yield "2", home
    elif node.kind == SUBMIT:
        yield ANSWER, form.finish


def machine(nodes: Iterable[Node], home: str) -> Rules:
    """Compile the ways of all states into one shared Machine."""
    states = list(nodes)
    rules = Rules(
        model=None,
        states=[node.name for node in states],
        initial=home,
        auto_transitions=False,
        send_event=False,
    )
    for node in states:
        for event, dest in ways(node, home):
            rules.add_transition(event, node.name, dest)
    return rules
