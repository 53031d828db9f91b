"""A book as a Mermaid flowchart, for pages that draw it."""

from collections.abc import Iterator, Mapping

from menus.book import Book
from menus.graph.flows import Flows, flow
from menus.graph.ways import Counts, counted, cut, edges
from menus.nodes import CONFIRM, DONE, FIELD, FORM, OWN, REVIEW, SUBMIT, Node

SHAPES = {  # kind: how Mermaid draws it
    FORM: ("([", "])"),
    FIELD: ("[/", "/]"),
    REVIEW: ("{{", "}}"),
    CONFIRM: ("{", "}"),
    SUBMIT: ("[[", "]]"),
    DONE: ("((", "))"),
}
COLOURS = {
    "well": "fill:#d9f0dd,stroke:#2e7d4f",
    "so_so": "fill:#fdf0cf,stroke:#b7791f",
    "ill": "fill:#fbdcd7,stroke:#c0392b",
    "unseen": "fill:#f2f3f5,stroke:#9aa3af",
}
"""Health of a screen: its colours."""
UNUSED = "stroke:#cbd2da,stroke-dasharray:4 3"
"""A way that nobody went."""


def mermaid(book: Book, counts: Counts | None = None, went: Flows | None = None) -> str:
    """Draw the book as a Mermaid flowchart, one box a book; *counts* and *went* give colours and figures."""
    drawn = [node for node in book.nodes.values() if node.kind not in OWN]
    number = {node.name: f"s{at}" for at, node in enumerate(drawn)}
    lines = ["flowchart TD"]
    for menu in dict.fromkeys(node.menu for node in drawn):
        lines.append(f'  subgraph {menu}_["{menu}"]')
        for node in drawn:
            if node.menu == menu:
                opening, closing = SHAPES.get(node.kind, ("[", "]"))
                title = _title(book, node, counts or {})
                lines.append(f'    {number[node.name]}{opening}"{title}"{closing}')
        lines.append("  end")
    count, unused = flow(book, went), []
    for at, edge in enumerate(edges(book)):
        times = count(edge)
        said = counted(edge.label, times)
        label = f'|"{_quoted(said)}"|' if said else ""
        lines.append(f"  {number[edge.start]} -->{label} {number[edge.end]}")
        unused += [str(at)] if times == 0 else []
    for at, (word, keyword) in enumerate(book.words.items()):
        lines.append(f'  w{at}>"{_quoted(word.upper())}"] -.-> {number[keyword.state]}')
    if counts:
        lines += _colours(counts, number)
    if unused:
        lines.append(f"  linkStyle {','.join(unused)} {UNUSED}")
    return "\n".join(lines) + "\n"


def _colours(counts: Counts, number: Mapping[str, str]) -> Iterator[str]:
    for health, colours in COLOURS.items():
        states = [number[name] for name in number if name in counts and counts[name].health == health]
        yield f"  classDef {health} {colours}"
        if states:
            yield f"  class {','.join(states)} {health}"


def _title(book: Book, node: Node, counts: Counts) -> str:
    first = cut(book.say(node.text, book.languages[0]).split("\n")[0], 32)
    parts = [node.local, first, str(counts[node.name]) if node.name in counts else ""]
    return "<br/>".join(_quoted(part) for part in parts if part)


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")
