"""What an answer means at a screen: one of its numbered lines, or the value of a free answer."""

from typing import TYPE_CHECKING

from menus import checks, words
from menus.book import Node
from menus.services import Item, Reject, function

if TYPE_CHECKING:
    from menus.turn import Turn
    from menus.view import Option


def chosen(turn: "Turn", key: str, text: str, *, free: bool) -> "Option | None":
    """Find the option by its number, else by its words."""
    options = turn.see().options
    if key:
        return options.get(int(key))
    if free and not options:
        return None
    said = text.casefold().rstrip(".")
    for option in options.values():
        label = option.label.casefold()
        if said in (label, f"{option.number} {label}"):
            return option
    return None


def meant(turn: "Turn", text: str) -> "Option | None":
    """Find the option that a part of its words, or its value, names alone."""
    options = tuple(turn.see().options.values())
    place = words.named(text, [(option.label, option.value) for option in options])
    return None if place is None else options[place]


def checked(turn: "Turn", node: Node, text: str) -> Item | Reject:
    """Read a free answer by the engine's kinds or by Python."""
    field = node.field
    if field is None or not field.kind:
        return Reject()
    if field.kind != "check":
        return checks.check(field, text, turn.now.date(), turn.language) or Reject()
    found = function("check", turn.services.checks, field.check)(turn.call(node), text)
    return found if isinstance(found, Item | Reject) else Item(str(found), str(found))
