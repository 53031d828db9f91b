"""Lengths, at worst: the longest answers that a field allows, in every language, on every medium."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from menus.book import Book
from menus.checks import check, write_day
from menus.conditions import may_hold
from menus.lint.finding import Finding
from menus.medium import SMS, Medium, septets
from menus.nodes import DONE, LANGUAGE, PASSING, RESUME, REVIEW, Field, Node
from menus.pages import Keys, paginate
from menus.texts import Text, fill

LABEL = 24  # characters of a line that Python gives, where the book does not say `longest`
NAME = 8  # characters of a name that Python gives, where the book does not say `longest`
MOST = 100  # characters of a free answer that a screen is measured with; nobody repeats a longer one
_WIDE = {"time": 5, "phone": 16}  # 14.00, and + with 15 digits (E.164)
_MONDAY = date(2026, 11, 23)


class Sizes:
    """How long each name in braces may become."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.known: dict[tuple[str, str], tuple[Node, Field | None]] = {}
        for node in book.nodes.values():
            if node.field is not None:
                self.known.setdefault((node.menu, node.field.name), (node, node.field))
            elif node.lister:
                self.known.setdefault((node.menu, node.keep_as), (node, None))

    def of(self, menu: str, name: str, language: str) -> int:
        """Give the most characters that a name becomes."""
        if (menu, name) in self.book.longest:
            return self.book.longest[menu, name]
        if (menu, name) not in self.known:
            return NAME
        node, field = self.known[menu, name]
        if mask := self.book.masks.get((menu, name), 0):
            return mask + 2
        sizes = [len(self.book.say(choice.label, language)) for choice in node.choices]
        if node.lister:
            sizes.append(node.longest or LABEL)
        if field is not None and field.kind:
            sizes.append(_typed(field, language, lambda key: self.book.phrase(key, menu, language)))
        return max(sizes, default=NAME)


def _typed(field: Field, language: str, say: Callable[[str], str]) -> int:
    """Give the most characters of a free answer, as it is shown."""
    if field.kind == "text":
        return min(field.high, MOST)
    if field.kind == "date":
        return _longest_day(language, say("day"))
    if field.kind == "money":
        shown = check(field, str(field.high), _MONDAY, language, say)
        return len(shown.label) if shown else NAME
    return _WIDE.get(field.kind) or (len(str(field.high)) if field.kind == "number" else NAME)


@lru_cache(maxsize=32)
def _longest_day(language: str, pattern: str) -> int:
    days = (_MONDAY + timedelta(days=ahead) for ahead in range(7))
    return max(len(write_day(day, language, pattern)) for day in days)


def lengths(book: Book, media: tuple[Medium, ...]) -> Iterator[Finding]:
    """Find screens that need more pages than one, and questions over lists that leave no room for a line."""
    sizes = Sizes(book)
    for node in book.nodes.values():
        if node.kind in PASSING or node.kind in (LANGUAGE, RESUME) or (node.info and not node.text.source):
            continue  # made by Python or by the engine, which cuts it
        for language in book.languages:
            for medium in media:
                yield from _too_long(book, sizes, node, language, medium)


def _too_long(book: Book, sizes: Sizes, node: Node, language: str, medium: Medium) -> Iterator[Finding]:
    there = sum(may_hold(choice.when, medium.name) for choice in node.choices)
    many = bool(node.lister) or node.kind == REVIEW or there > medium.items
    for text in _bodies(node):
        pages = _pages(book, sizes, node, text, language, medium, many)
        if len(pages) > 1:
            room = medium.septets if septets("".join(pages)) is not None else medium.ucs2
            over = sum(len(page) for page in pages[1:])
            part = "with its longest line " if many else ""
            what = f"`{node.local}` needs {len(pages)} pages {part}on {medium.name} in {language}, at worst."
            remedy = f"One page holds {room} characters: shorten it by about {over}, or say `longest`."
            yield Finding("too-long", what, remedy, node)
            return


def _bodies(node: Node) -> tuple[Text, ...]:
    if node.kind == DONE and node.form is not None:
        return tuple(node.form.done.values())
    return (node.text, *node.variants.values(), *((node.wrong,) if node.wrong.source else ()))


def _pages(
    book: Book, sizes: Sizes, node: Node, text: Text, language: str, medium: Medium, many: bool
) -> tuple[str, ...]:
    def say(text: Text) -> str:
        said = book.say(text, language)
        return (
            fill(said, lambda name: "x" * sizes.of(text.menu, name, language), language)
            if "{" in said
            else said
        )

    back = f"{medium.back} {say(node.back)}" if "back" in node.nav and not node.end else ""
    home = f"{medium.home} {book.phrase('home', node.menu, language)}"
    keys = Keys(
        f"{medium.more} {say(node.more)}",
        back,
        home if node.own_nav and "home" in node.nav else "",
        first=node.name != book.home,
    )
    lines = [
        f"{choice.code or at} {say(choice.label)}"
        for at, choice in enumerate(node.choices, start=1)
        if may_hold(choice.when, medium.name)
    ]
    if not many:
        return paginate(say(text), lines, say(node.foot), keys, medium)
    if node.kind == REVIEW:
        return paginate(say(text), lines[:1], keys.more, keys, medium)
    if node.lister:
        lines.append(f"10 {'x' * (node.longest or LABEL)}")
    return paginate(say(text), [max(lines, key=len)], keys.more, keys, medium)


def alphabets(book: Book) -> Iterator[Finding]:
    """Find stray characters that halve the room; a text in a script of its own is meant so."""
    for node in book.nodes.values():
        for language in book.languages:
            odd: set[str] = set()
            for text in node.texts:
                said = book.say(text, language)
                if said.isascii() and "`" not in said:
                    continue
                strays = [letter for letter in said if septets(letter) is None]
                if len(strays) * 4 <= len(said):
                    odd.update(strays)
            if odd:
                what = (
                    f"`{node.local}` has {' '.join(sorted(odd))} in {language}: the whole page becomes UCS-2."
                )
                remedy = f"Replace it, for such a page holds {SMS.ucs2} characters."
                yield Finding("charset", what, remedy, node)
