"""What the pictures of a book have in common: its ways with their words, and what happened at each screen."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from menus.book import Book
from menus.nodes import CONFIRM, DONE, FORM, LANGUAGE, PASSING, REVIEW, SCREEN, Node
from menus.rules import ways

FEW, MANY = 0.10, 0.25  # shares of those who stop at a screen: below is well, above is ill


class Counted(Protocol):
    """What happened at one screen, as a journal counts it."""

    @property
    def service(self) -> str:
        """The book that the screen is of."""
        ...

    @property
    def screen(self) -> str:
        """Its name there."""
        ...

    @property
    def shown(self) -> int:
        """How often it was shown."""
        ...

    @property
    def answered(self) -> int:
        """How often it was answered."""
        ...

    @property
    def dropped(self) -> int:
        """How often a dialogue broke off there."""
        ...

    @property
    def timed_out(self) -> int:
        """How often nobody answered."""
        ...


class Count(NamedTuple):
    """What happened at one screen, all its variants together."""

    shown: int = 0
    answered: int = 0
    stopped: int = 0
    tells: bool = False  # it asks nothing: who reads it and goes has got what there is

    @property
    def drop_off(self) -> float:
        """The share of those that it was shown to who went no further, 0 to 1."""
        return self.stopped / self.shown if self.shown else 0.0

    @property
    def health(self) -> str:
        """How the screen does: `well`, `so_so` or `ill`; `unseen` when nobody came."""
        if not self.shown:
            return "unseen"
        return "well" if self.tells or self.drop_off < FEW else "so_so" if self.drop_off < MANY else "ill"

    def __str__(self) -> str:
        if not self.shown:
            return "not shown"
        if self.tells:
            return f"{self.shown} shown"
        answered = f" · {self.answered / self.shown:.0%} answered" if self.answered else ""
        return f"{self.shown} shown{answered} · {self.drop_off:.0%} stop"


Counts = Mapping[str, Count]
"""By state of the book."""


def counts(rows: Iterable[Counted], book: Book | None = None) -> Counts:
    """Gather the rows of a funnel by state; the *book* tells which of them ask something."""
    found: dict[str, Count] = {}
    for row in rows:
        state = f"{row.service}.{row.screen}"
        old = found.get(state, Count())
        stopped = old.stopped + row.dropped + row.timed_out
        node = book.nodes.get(state) if book is not None else None
        tells = node is not None and node.kind == SCREEN and not (node.choices or node.lister or node.free)
        found[state] = Count(old.shown + row.shown, old.answered + row.answered, stopped, tells)
    return found


class Edge(NamedTuple):
    """One way, with the words of its choice."""

    start: str
    end: str
    label: str


def counted(label: str, times: int | None) -> str:
    """Write the words of a way with how many went it.

    >>> counted("1 Ya", 12), counted("", 3), counted("1 Ya", None)
    ('1 Ya · 12×', '3×', '1 Ya')
    """
    said = "" if label == "…" and times is not None else label
    return " · ".join([part for part in (said, "" if times is None else f"{times}×") if part])


def edges(book: Book) -> Iterator[Edge]:
    """List the ways that are drawn: choices, and forms in their order (edits and skips are understood)."""
    for node in book.nodes.values():
        if node.form is not None:
            yield from _form_edges(book, node)
        elif node.kind in (SCREEN, LANGUAGE):
            yield from _screen_edges(book, node)


def _screen_edges(book: Book, node: Node) -> Iterator[Edge]:
    labels = {choice.event: choice for choice in node.choices}
    for event, dest in ways(node, book.home):
        choice = labels.get(event)
        said = book.say(choice.label, book.languages[0]) if choice else ""
        yield Edge(node.name, dest, f"{choice.code or ''} {said}".strip() if choice else "…")


def _form_edges(book: Book, node: Node) -> Iterator[Edge]:
    form = node.form
    if form is None or node.kind == DONE:
        return
    order = [form.state, *(field.state for field in form.fields)]
    order += [
        *([form.review] if form.review else []),
        *([form.confirm] if form.confirm != form.submit else []),
    ]
    order += [form.submit, form.finish]
    label = ""
    if node.kind in (REVIEW, CONFIRM):
        label = f"1 {book.say(node.choices[0].label, book.languages[0])}"
    elif node.kind == FORM and form.fields and form.fields[0].when is not None:
        label = f"if {form.fields[0].when.source}"
    yield Edge(node.name, order[order.index(node.name) + 1], label)
    if node.kind == CONFIRM:
        yield Edge(node.name, book.home, f"2 {book.say(node.choices[1].label, book.languages[0])}")


def shown(book: Book) -> dict[str, list[Edge]]:
    """Give the ways between what residents see: states that only lead on are left out."""
    found: dict[str, list[Edge]] = {name: [] for name, node in book.nodes.items() if node.kind not in PASSING}
    onward = {edge.start: edge.end for edge in edges(book) if book.nodes[edge.start].kind in PASSING}
    for edge in edges(book):
        if edge.start in found:
            end = seen(edge.end, onward)
            found[edge.start].append(edge._replace(end=end))
    return found


def seen(state: str, onward: Mapping[str, str]) -> str:
    """Give the state that a resident sees when the conversation goes to *state*."""
    while state in onward:
        state = onward[state]
    return state


def entrances(book: Book) -> dict[str, list[str]]:
    """Give the words that lead to each state that is shown."""
    onward = {edge.start: edge.end for edge in edges(book) if book.nodes[edge.start].kind in PASSING}
    found: dict[str, list[str]] = {}
    for word, keyword in book.words.items():
        found.setdefault(seen(keyword.state, onward), []).append(word.upper())
    return found


def first_line(book: Book, node: Node) -> str:
    """Give the beginning of what a screen says."""
    finished = node.form if node.kind == DONE else None
    text = next(iter(finished.done.values())) if finished else node.text
    return book.say(text, book.languages[0]).split("\n")[0]


def cut(text: str, room: int) -> str:
    """Shorten a text to so many characters.

    >>> cut("Balas angka", 7), cut("Balas", 7)
    ('Balas…', 'Balas')
    """
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
