"""Pictures of a book: Mermaid for pages, a tree for the terminal. Both read the same ways as the machine."""

from collections.abc import Iterator
from typing import NamedTuple

from menus.book import CONFIRM, DONE, FIELD, FORM, REVIEW, SUBMIT, Book, Node
from menus.rules import ways

SHAPES = {  # kind: how Mermaid draws it
    FORM: ("([", "])"),
    FIELD: ("[/", "/]"),
    REVIEW: ("{{", "}}"),
    CONFIRM: ("{", "}"),
    SUBMIT: ("[[", "]]"),
    DONE: ("((", "))"),
}


class Edge(NamedTuple):
    """One way, with the words of its choice."""

    start: str
    end: str
    label: str


def edges(book: Book) -> Iterator[Edge]:
    """List the ways that are drawn: choices, and forms in their order (edits and skips are understood)."""
    for node in book.nodes.values():
        if node.form is not None:
            yield from _form_edges(book, node)
            continue
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


def mermaid(book: Book) -> str:
    """Draw the book as a Mermaid flowchart, one box a book."""
    number = {name: f"s{at}" for at, name in enumerate(book.nodes)}
    lines = ["flowchart TD"]
    for menu in dict.fromkeys(node.menu for node in book.nodes.values()):
        lines.append(f'  subgraph {menu}_["{menu}"]')
        for node in book.nodes.values():
            if node.menu == menu:
                opening, closing = SHAPES.get(node.kind, ("[", "]"))
                lines.append(f'    {number[node.name]}{opening}"{_quoted(_title(book, node))}"{closing}')
        lines.append("  end")
    for edge in edges(book):
        label = f'|"{_quoted(edge.label)}"|' if edge.label else ""
        lines.append(f"  {number[edge.start]} -->{label} {number[edge.end]}")
    for word, keyword in book.words.items():
        lines.append(f'  w_{word}>"{_quoted(word.upper())}"] -.-> {number[keyword.state]}')
    return "\n".join(lines) + "\n"


def _title(book: Book, node: Node) -> str:
    text = book.say(node.text, book.languages[0]).split("\n")[0]
    first = text if len(text) <= 32 else f"{text[:30]}.."
    return f"{node.local}<br/>{first}" if first else node.local


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")


def tree(book: Book) -> str:
    """Draw the book as a tree for the terminal, each screen once, from the home on."""
    following: dict[str, list[Edge]] = {}
    for edge in edges(book):
        following.setdefault(edge.start, []).append(edge)
    lines = [book.home]
    seen = {book.home}
    _branch(book, following, book.home, "", lines, seen)
    words: dict[str, list[str]] = {}
    for word, keyword in book.words.items():
        words.setdefault(keyword.state, []).append(word.upper())
    for state, spoken in words.items():
        fresh = state not in seen
        lines.append(f"{' '.join(spoken)} -> {state}{'' if fresh else ' ^'}")
        if fresh:
            seen.add(state)
            _branch(book, following, state, "", lines, seen)
    return "\n".join(lines) + "\n"


def _branch(
    book: Book, following: dict[str, list[Edge]], state: str, indent: str, lines: list[str], seen: set[str]
) -> None:
    found = following.get(state, [])
    chain = book.nodes[state].form is not None and len(found) == 1
    for at, edge in enumerate(found):
        last = at == len(found) - 1
        label = f"{edge.label}: " if edge.label and edge.label != "…" else ""
        mark = " ^" if edge.end in seen else ""
        branch = "" if chain else "└ " if last else "├ "
        lines.append(f"{indent}{branch or '→ '}{label}{edge.end}{mark}")
        if not mark:
            seen.add(edge.end)
            deeper = indent if chain else indent + ("  " if last else "│ ")
            _branch(book, following, edge.end, deeper, lines, seen)
