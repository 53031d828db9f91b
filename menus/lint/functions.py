"""Python: names that the services do not have."""

from collections.abc import Iterator

from menus.book import Book
from menus.lint.finding import Finding
from menus.nodes import DONE, FIELD, Node
from menus.services import Services
from menus.tree import closest


def wanted(node: Node) -> Iterator[tuple[str, str]]:
    """Give kind and name of each function that a state needs."""
    if node.info:
        yield "info", node.info
    if node.lister:
        yield "lister", node.lister
    if node.kind == FIELD and node.field is not None and node.field.check:
        yield "check", node.field.check
    if node.kind == DONE and node.form is not None:
        yield "action", node.form.action
        if node.form.sentence:
            yield "sentence", node.form.sentence
    conditions = [choice.when for choice in node.choices]
    conditions += [node.field.when] if node.field is not None else []
    for condition in conditions:
        yield from (("flag", name) for name in (condition.names if condition else ()) if "." in name)


def unknown(book: Book, services: Services) -> Iterator[Finding]:
    """Find names that no function is registered by."""
    tables = {
        "info": services.infos,
        "lister": services.listers,
        "check": services.checks,
        "action": services.actions,
        "flag": services.flags,
        "sentence": services.sentences,
    }
    for node in book.nodes.values():
        for kind, name in wanted(node):
            if name not in tables[kind]:
                what = f"Python has no {kind} `{name}`, which `{node.local}` needs."
                near = closest(name, tables[kind])
                remedy = f'Register it: @registry.{kind}("{name}").'
                yield Finding("unknown-action", what, f"{near} {remedy}" if near[0] == "D" else remedy, node)
