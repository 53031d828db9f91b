"""Screens: their texts, their numbered lines, where these lead."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, NamedTuple

from menus import nodes as kinds
from menus.compiler.names import Names
from menus.definition import ChoiceDef, Definition, FieldDef, ScreenDef
from menus.nodes import Choice, Node
from menus.texts import Text
from menus.tree import closest


class _Line(NamedTuple):
    code: int
    owner: Definition
    choice: ChoiceDef
    label: Text


def screen_node(names: Names, definition: Definition, screen: ScreenDef) -> Node:
    """Make the state of a screen that is no form."""
    menu = definition.menu
    to = screen.to if not screen.language.name else screen.language
    spoken = Text("", menu, "language") if screen.language.name else kinds.SILENT
    return Node(
        f"{menu}.{screen.name}",
        menu,
        screen.name,
        kinds.LANGUAGE if screen.language.name else kinds.SCREEN,
        text=Text(screen.text, menu) if screen.text else spoken,
        info=screen.info.name,
        choices=tuple(_choices(names, definition, screen)),
        lister=screen.lister.name,
        longest=screen.longest,
        keep_as=screen.keep_as or (screen.name if screen.lister.name else ""),
        to=names.resolve(definition, to) if to.name else "",
        end=screen.end,
        given=bool(screen.given),
        speak=_spoken(definition, screen),
        **trimmings(definition, screen),
    )


def _spoken(definition: Definition, screen: ScreenDef) -> str:
    language = screen.speak.name
    if language and language not in definition.languages:
        what = f"`{language}` is not one of the book's languages."
        definition.report.at(screen.speak.at, what, closest(language, definition.languages))
        return ""
    return language


def trimmings(definition: Definition, written: ScreenDef | FieldDef) -> dict[str, Any]:
    """Give what every kind of screen may have, as keyword arguments of its node."""
    menu = definition.menu
    nav = definition.nav if written.nav is None else written.nav
    return {
        "empty": Text(written.empty, menu) if written.empty else Text("", menu, "empty"),
        "foot": Text(written.foot, menu),
        "wrong": Text(written.wrong, menu),
        "back": Text(written.back, menu) if written.back else Text("", menu, "back"),
        "variants": MappingProxyType({name: Text(said, menu) for name, said in written.variants.items()}),
        "more": Text(written.more, menu) if written.more else Text("", menu, "more"),
        "nav": nav,
        "own_nav": written.nav is not None,
    }


def _choices(names: Names, definition: Definition, screen: ScreenDef) -> Iterator[Choice]:
    if screen.lister.name:  # numbered when the list is known
        for ordinal, choice in enumerate(screen.choices, start=1):
            label = Text(choice.label, definition.menu)
            to = names.resolve(definition, choice.to)
            yield Choice(choice.code, label, str(ordinal), "", to, choice.when)
        return
    lines = [_Line(line[1].code, *line) for line in names.lines(definition, screen.choices)]
    for code, owner, choice, label in _numbered(lines, any(choice.services for choice in screen.choices)):
        to = names.resolve(owner, choice.to) if choice.to.name else names.entrance(owner)
        yield Choice(code, label, str(code), "", to, choice.when)


def _numbered(lines: list[_Line], sort: bool) -> list[_Line]:
    """Give numbers to lines without a code; lines run upward and no number is given twice."""
    taken: dict[int, Definition] = {}
    found = []
    last = 0
    for line in lines:
        number = line.code or last + 1 + (last == 97)
        if number in taken:
            what = f"The number {number} is taken by another line (of `{taken[number].menu}`)."
            line.owner.report.at(
                line.choice.at, what, "Give one of them another `code`.", code="claimed-twice"
            )
        elif number < last and not sort:
            what = f"The number {number} stands under {last}; lines run upward."
            line.owner.report.at(line.choice.at, what, "Move the line up, or give it a larger `code`.")
        taken[number] = line.owner
        found.append(line._replace(code=number))
        last = max(last, number)
    return sorted(found, key=lambda line: line.code)
