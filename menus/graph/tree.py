"""A book as a tree for the terminal: each screen once, from the home on."""

from collections.abc import Iterator, Mapping

from menus.book import Book
from menus.graph.flows import Flow, Flows, flow
from menus.graph.ways import Count, Counts, Edge, counted, edges
from menus.nodes import OWN

INKS = {"well": 32, "so_so": 33, "ill": 31, "unseen": 90}
"""Health of a screen: the colour of a terminal (ECMA-48, SGR)."""


def tree(book: Book, counts: Counts | None = None, went: Flows | None = None, *, colour: bool = False) -> str:
    """Draw the book as a tree; `^` marks what stands further up. With *counts* and *went* it has figures."""
    following: dict[str, list[Edge]] = {}
    for edge in edges(book):
        following.setdefault(edge.start, []).append(edge)
    drawn = _Tree(book, following, counts or {}, flow(book, went), colour)
    drawn.lines.append(drawn.named(book.home))
    drawn.branch(book.home, "")
    words: dict[str, list[str]] = {}
    for word, keyword in book.words.items():
        words.setdefault(keyword.state, []).append(word.upper())
    for state, spoken in words.items():
        drawn.root(state, f"{' '.join(spoken)} -> ")
    for name, node in book.nodes.items():
        if node.given and node.kind not in OWN:
            drawn.root(name, "(asked by us) -> ")
    return "\n".join(drawn.lines) + "\n"


class _Tree:
    def __init__(
        self, book: Book, following: Mapping[str, list[Edge]], counts: Counts, flow: Flow, colour: bool
    ) -> None:
        self.book, self.following, self.counts, self.colour = book, following, counts, colour
        self.flow = flow
        self.lines: list[str] = []
        self.seen = {book.home}

    def named(self, state: str) -> str:
        """Write a state, with what happened there."""
        if state not in self.counts:
            return state
        count: Count = self.counts[state]
        said = f"{state}  {count}"
        return f"\x1b[{INKS[count.health]}m{said}\x1b[0m" if self.colour else said

    def root(self, state: str, before: str) -> None:
        """Begin anew at a state that a word or the kiosk itself leads to."""
        fresh = state not in self.seen
        self.lines.append(f"{before}{self.named(state) if fresh else f'{state} ^'}")
        if fresh:
            self.seen.add(state)
            self.branch(state, "")

    def branch(self, state: str, indent: str) -> None:
        """Draw what follows a state."""
        found = self.following.get(state, [])
        chain = self.book.nodes[state].form is not None and len(found) == 1
        for last, edge in _with_last(found):
            times = self.flow(edge)
            said = counted("" if edge.label == "…" else edge.label, times)
            label = f"{said}: " if said else ""
            if times == 0 and self.colour:
                label = f"\x1b[{INKS['unseen']}m{label}\x1b[0m"
            drawn = edge.end in self.seen
            branch = "→ " if chain else "└ " if last else "├ "
            self.lines.append(f"{indent}{branch}{label}{f'{edge.end} ^' if drawn else self.named(edge.end)}")
            if not drawn:
                self.seen.add(edge.end)
                self.branch(edge.end, indent if chain else indent + ("  " if last else "│ "))


def _with_last(found: list[Edge]) -> Iterator[tuple[bool, Edge]]:
    return ((at == len(found) - 1, edge) for at, edge in enumerate(found))
