"""What an answer means at a screen: one of its numbered lines, or the value of a free answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from menus import checks, courtesy, words
from menus.lines import picked
from menus.nodes import Field, Node
from menus.services import Item, Reject, function

if TYPE_CHECKING:
    from menus.lines import Option
    from menus.turn import Turn


def chosen(turn: "Turn", key: str, text: str, *, free: bool) -> "Option | None":
    """Find the option by its number, else by its words."""
    if key:
        return picked(turn, int(key))
    options = turn.see().options
    if free and not options:
        return None
    said = text.casefold().rstrip(".")
    for option in options.values():
        label = option.label.casefold()
        if said in (label, f"{option.number} {label}"):
            return option
    return None


def meant(turn: "Turn", text: str) -> "Option | None":
    """Find the option that a part of its words, its value or its day names alone; several are a doubt.

    Last a longer text that mentions one: "mau ke poli gigi", or one under courtesy: "sudah pak, makasih".
    """
    options = tuple(turn.see().options.values())
    places = _places(turn, text, options)
    if not places and (said := courtesy.bare(text)):
        if key := words.key(said, lenient=False):
            return picked(turn, int(key))
        places = _places(turn, said, options)
    if 1 < len(places) <= turn.medium.items:
        turn.note("rejected")
        turn.doubt, turn.page, turn.view = tuple([options[place].number for place in places]), 0, None
    return options[places[0]] if len(places) == 1 else None


def _places(turn: "Turn", text: str, options: Sequence["Option"]) -> list[int]:
    lines = [(option.label, option.value) for option in options]
    return (
        words.named(text, lines)
        or words.agreed(text, [option.label for option in options])
        or _of_day(turn, text, lines)
        or words.mentioned(text, lines)
    )


def _of_day(turn: "Turn", text: str, lines: Sequence[tuple[str, str]]) -> list[int]:
    """Find the lines whose value is the day that a text names: besok, Kamis saja, 26/11, tgl 26."""
    days = [(place, day) for place, (_, value) in enumerate(lines) if (day := checks.day_of(value))]
    if not days:
        return []
    wanted = checks.days_said(text, turn.now.date(), turn.language)
    of_month = checks.day_of_month(text)
    return [place for place, day in days if day in wanted or day.day == of_month]


def _read(turn: "Turn", node: Node, field: Field, text: str) -> Item | None:
    def say(key: str) -> str:
        return turn.book.phrase(key, node.menu, turn.language)

    return checks.check(field, text, turn.now.date(), turn.language, say)


def checked(turn: "Turn", node: Node, text: str) -> Item | Reject:
    """Read a free answer: by the engine where it knows the kind, then by the check that the book names."""
    field = node.field
    if field is None or not field.kind:
        return Reject()
    found: Item | Reject = Item(text, text)
    if field.kind != "check":
        found = _read(turn, node, field, text) or Reject()
    if isinstance(found, Reject) or not field.check:
        return found
    given = function("check", turn.services.checks, field.check)(turn.call(node), found.value)
    if isinstance(given, Item | Reject):
        return given
    return found if str(given) == found.value else Item(str(given), str(given))
