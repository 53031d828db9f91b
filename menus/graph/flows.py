"""How many went each way of a picture, as a journal counts it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from menus.book import Book
from menus.graph.ways import Edge
from menus.nodes import SUBMIT, Form, Node

Flows = Mapping[tuple[str, str], int]
"""By two states: how often an answer at the first led to the second."""
Flow = Callable[[Edge], "int | None"]
"""Tells how many went a way; None where nothing is known of ways."""


class Went(Protocol):
    """How often an answer at one screen led to another."""

    @property
    def start(self) -> str:
        """The state that was answered."""
        ...

    @property
    def end(self) -> str:
        """The state that was shown then."""
        ...

    @property
    def times(self) -> int:
        """How often."""
        ...


def flows(rows: Iterable[Went]) -> Flows:
    """Gather the rows of a journal."""
    return {(row.start, row.end): row.times for row in rows}


def flow(book: Book, went: Flows | None) -> Flow:
    """Tell of each drawn way how many went it.

    Within a form that is all who went on or by, since it passes over what need not be asked; a way into a
    form is one to any of its questions. Two choices that lead to the same screen are told together.
    """
    if went is None:
        return lambda edge: None
    nodes = book.nodes
    known = [
        (nodes[start], nodes[end], times)
        for (start, end), times in went.items()
        if start in nodes and end in nodes  # of the book as it is now
    ]

    def count(edge: Edge) -> int:
        start, end = nodes[edge.start], nodes[edge.end]
        if start.form is not None and start.form is end.form:
            return sum(times for one, other, times in known if _goes_on(start, start.form, one, other))
        form = end.form
        return sum(
            times
            for one, other, times in known
            if one is start and (other is end or (form is not None and other.form is form))
        )

    return count


def _goes_on(start: Node, form: Form, one: Node, other: Node) -> bool:
    """Whether a step from *one* to *other* passes what leads on from *start*, a state of a form.

    What `when` hides between the two was passed, too; what an edit left alone was not.
    """
    if other.form is not form:
        return False
    if start.kind == SUBMIT:
        return one.form is form and other.name == form.finish
    order = [form.state, *(field.state for field in form.fields), form.review, form.confirm, form.finish]
    here = order.index(start.name)
    began = order.index(one.name) if one.form is form else 0
    hidden = {field.state for field in form.conditional}
    return began <= here < order.index(other.name) and hidden.issuperset(order[began + 1 : here + 1])
