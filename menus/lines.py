"""The numbered lines of a screen: which they are, and which one a number means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from menus.book import Book
from menus.nodes import LANGUAGE, REVIEW, Field, Node
from menus.pages import clean
from menus.rules import ANSWER
from menus.services import Item, function
from menus.texts import Text

if TYPE_CHECKING:
    from menus.turn import Turn

_new = tuple.__new__  # a NamedTuple made for each line: half of the time


class Option(NamedTuple):
    """One numbered line: the event that it is, the value that it gives and how that is shown later."""

    number: int
    label: str
    event: str
    value: str = ""
    shown: str = ""


class Lines(NamedTuple):
    """What a book does not say of the lines of a screen.

    `items` are those that Python makes, `shown` which of the written ones are to be seen (None: all),
    `answers` those of a review, each with its event, its label and what was answered.
    """

    items: tuple[Item, ...] = ()
    shown: tuple[bool, ...] | None = None
    answers: tuple[tuple[str, Text, str], ...] = ()


AS_WRITTEN = Lines()


def lines(turn: "Turn", node: Node) -> Lines:
    """Gather the lines of a screen for this resident now."""
    if node.kind == REVIEW:
        menu, shown = node.menu, turn.shown
        answers = [(field.event, field.label, shown(menu, field.name)) for field in _asked(turn, node)]
        return Lines(answers=tuple(answers))
    seen = None
    if node.sifted:
        seen = tuple([each.when is None or each.when.holds(turn.value_of) for each in node.choices])
    return _new(Lines, (_listed(turn, node) if node.lister else (), seen, ()))


def picked(turn: "Turn", number: int) -> Option | None:
    """Find the line that a number means. What else its screen shows is neither asked nor made for that."""
    node = turn.node
    if turn.view is None and node.kind == REVIEW and number > 1:
        events = [field.event for field in _asked(turn, node)]
        return Option(number, "", events[number - 2]) if number - 2 < len(events) else None
    if turn.view is not None or not node.apart:
        return turn.see().options.get(number)
    found = lines(turn, node)
    key = (node.name, found)
    options: Mapping[int, Option] | None = turn.kept.get(key)
    if options is None:
        book, language = turn.book, turn.language
        options = numbered(book, node, language, found, lambda text: book.say(text, language))
        turn.kept[key] = options
    return options.get(number)


def _listed(turn: "Turn", node: Node) -> tuple[Item, ...]:
    """Ask Python for the lines that it makes, once for the same answers."""
    call, key = turn.call(node), id(node)
    found: tuple[Item, ...] | None = turn.known.get(key)
    if found is None:
        found = turn.known[key] = tuple(function("lister", turn.services.listers, node.lister)(call))
    return found


def _asked(turn: "Turn", node: Node) -> Sequence[Field]:
    fields = node.form.fields if node.form else ()
    return [field for field in fields if field.when is None or field.when.holds(turn.value_of)]


def numbered(
    book: Book, node: Node, language: str, found: Lines, say: Callable[[Text], str]
) -> Mapping[int, Option]:
    """Give the lines by their numbers, over all pages; *say* says a text of the screen."""
    last, options = 0, {}
    for value, said, code, shown in found.items:
        last = code if code > last and code != 98 else last + 1 + (last == 97)
        label = said if said.isprintable() else one_line(said)
        options[last] = _new(Option, (last, label, ANSWER, str(value), one_line(shown) if shown else label))
    for option in _written(node, found.shown, last, say):
        options[option.number] = option
    if node.kind == REVIEW:
        for number, (event, name, shown) in enumerate(found.answers, start=2):
            options[number] = Option(number, one_line(f"{book.say(name, language)}: {shown}"), event)
    elif node.kind == LANGUAGE:
        for number, spoken in enumerate(book.languages, start=1):
            options[number] = Option(number, _own_name(spoken), ANSWER, spoken)
    return options


def _written(
    node: Node, shown: tuple[bool, ...] | None, last: int, say: Callable[[Text], str]
) -> Iterator[Option]:
    """Give the lines that stand in the book, those that `when` does not hide; *last* stands over them."""
    ordered = node.field is not None or node.lister
    for place, choice in enumerate(node.choices):
        last = choice.code or (last + 1 + (last == 97) if ordered else last)
        if shown is None or shown[place]:
            label = say(choice.label)
            yield Option(last, label, choice.event, choice.value, say(choice.shown) or label)


def _own_name(language: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(language).get_language_name(language)
    except (ValueError, UnknownLocaleError):  # in its own words it is not known: in ours, then
        name = Locale.parse("id").languages.get(language)
    name = name or language
    return f"{name[:1].upper()}{name[1:]}"


def one_line(text: str) -> str:
    """Write a label on one line."""
    return text if text.isprintable() else " ".join(clean(text).split())
