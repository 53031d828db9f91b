"""Ways: what nothing leads to, what leads nowhere, what is too deep."""

import re
from collections import deque
from collections.abc import Iterator

from menus.book import Book
from menus.lint.finding import Finding
from menus.nodes import DONE, LANGUAGE, SCREEN, Node
from menus.rules import ways

DEEP, TOO_DEEP = 3, 4  # screens of choices on the way: a warning, an error above it


def reachable(book: Book) -> set[str]:
    """Give every state that a key, a choice or a word leads to, or that the kiosk itself opens."""
    todo = [book.home, *book.help]
    todo += [word.state for words in book.vocabulary.values() for word in words.values()]
    todo += [name for name, node in book.nodes.items() if node.given]
    seen: set[str] = set()
    while todo:
        state = todo.pop()
        if state not in seen and state in book.nodes:
            seen.add(state)
            todo += [dest for _, dest in ways(book.nodes[state], book.home)]
    return seen


def unreachable(book: Book) -> Iterator[Finding]:
    """Find screens that nothing leads to."""
    seen = reachable(book)
    for node in book.nodes.values():
        if node.name not in seen and "." not in node.local:
            what = f"Nothing leads to the screen `{node.local}`."
            remedy = (
                "Lead a choice or a word there, remove it, or say with `given` what Python opens it with."
            )
            yield Finding("unreachable", what, remedy, node)


def dead_ends(book: Book) -> Iterator[Finding]:
    """Find screens that show no way on."""
    for node in book.nodes.values():
        silent = node.kind == SCREEN and not (node.choices or node.lister or node.nav or node.end)
        if silent and node.name != book.home and not re.search(r"\b0\b", node.text.source):
            what = f"The screen `{node.local}` shows no way on."
            yield Finding("dead-end", what, "Show a key line (`nav: [back]`), or say `end: true`.", node)


def loops(book: Book) -> Iterator[Finding]:
    """Find screens that lead only to one another: no key line, no end, no way home among them."""
    leads = {name: [dest for _, dest in ways(node, book.home)] for name, node in book.nodes.items()}
    before: dict[str, list[str]] = {}
    for name, targets in leads.items():
        for target in targets:
            before.setdefault(target, []).append(name)
    todo = [name for name, node in book.nodes.items() if _exit(book, node)]
    out: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in out:
            out.add(name)
            todo += before.get(name, ())
    for name, node in book.nodes.items():
        if name not in out and leads[name] and "." not in node.local:
            what = f"From the screen `{node.local}` nothing leads out again."
            yield Finding("loop-no-exit", what, "Show a key line (`nav: [back, home]`) on one of them.", node)


def _exit(book: Book, node: Node) -> bool:
    return bool(node.name == book.home or node.end or node.kind == DONE or node.nav)


def depths(book: Book) -> dict[str, int]:
    """Give through how many screens of choices one comes from the home to each screen, by the shortest way.

    Only a screen with two written choices or more is a level; a list that Python makes is what beats levels.
    """
    found = {book.home: 0}
    todo = deque([book.home])
    while todo:
        name = todo.popleft()
        node = book.nodes[name]
        if node.kind not in (SCREEN, LANGUAGE):
            continue  # within a form one goes on, not down
        level = len(node.choices) > 1 and not node.lister
        for _, dest in ways(node, book.home):
            if found[name] + level < found.get(dest, len(book.nodes) + 1):
                found[dest] = found[name] + level
                todo.append(dest)
    return found


def deep(book: Book) -> Iterator[Finding]:
    """Find screens that stand too far under the home."""
    for name, depth in depths(book).items():
        if depth > DEEP:
            node = book.nodes[name]
            what = f"`{node.local}` stands under {depth} screens of choices; {DEEP} are enough."
            severity = "error" if depth > TOO_DEEP else "warning"
            remedy = "Put it higher, into a longer list: pages are found sooner than levels."
            yield Finding("depth", what, remedy, node, severity=severity)


def clashes(book: Book) -> Iterator[Finding]:
    """Find fields that accept a key of the engine."""
    for node in book.nodes.values():
        field = node.field
        if field is not None and field.kind == "number" and field.low <= 0:
            what = f"The field `{field.name}` accepts 0, but 0 leads back."
            yield Finding("key-clash", what, "Begin the range at 1, or offer a choice for none.", node)


def unused(book: Book) -> Iterator[Finding]:
    """Find fields that no form asks."""
    asked = {f"{node.menu}:{node.field.name}" for node in book.nodes.values() if node.field is not None}
    for key in book.places:
        if ":" in key and key not in asked:
            what = f"No form asks the field `{key.partition(':')[2]}`."
            yield Finding("unused-field", what, "Ask it, or remove it.", menu=key)
