"""What is wrong with a book that loads: screens nobody reaches, texts too long, words not translated."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from menus.book import DONE, FIELD, PASSING, REVIEW, SCREEN, Book, Node
from menus.errors import Problem
from menus.medium import SMS, USSD, Medium, septets
from menus.pages import Keys, paginate
from menus.rules import ways
from menus.services import Services
from menus.texts import Text, fill, names

TYPICAL = 8  # characters that a name in braces is taken to become


class Finding(NamedTuple):
    """One finding before it has a place; `warning` or `error`."""

    node: Node
    code: str
    what: str
    remedy: str
    severity: str = "warning"


def lint(
    book: Book, services: Services | None = None, media: Iterable[Medium] = (SMS, USSD)
) -> list[Problem]:
    """Give every finding, in the order of the files; with *services* also names that they do not have."""
    found = [
        *_unreachable(book),
        *_dead_ends(book),
        *_lengths(book, tuple(media)),
        *_alphabets(book),
        *_translations(book),
        *_clashes(book),
        *(_unknown(book, services) if services is not None else ()),
    ]
    problems = {_placed(book, finding) for finding in found} | set(_unused(book)) | set(_catalogues(book))
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column, problem.code))


def _placed(book: Book, finding: Finding) -> Problem:
    node = finding.node
    keys = [f"{node.menu}.{node.local.partition('.')[0]}", node.menu]
    if node.field is not None:
        keys.insert(0, f"{node.menu}:{node.field.name}")
    place = next((book.places[key] for key in keys if key in book.places), ("", 1, 1, ""))
    return _problem(place, finding.code, finding.what, finding.remedy, finding.severity)


def _problem(
    place: tuple[str, int, int, str], code: str, what: str, remedy: str, severity: str = "warning"
) -> Problem:
    file, line, column, source = place
    return Problem(file, line, column, what, f"{remedy} [{code}]", source, code, severity)


# Ways ---------------------------------------------------------------------------------------------------


def reachable(book: Book) -> set[str]:
    """Give every state that a key, a choice or a word leads to, or that the kiosk itself opens."""
    todo = [book.home, *book.help, *(word.state for word in book.words.values())]
    todo += [name for name, node in book.nodes.items() if node.given]
    seen: set[str] = set()
    while todo:
        state = todo.pop()
        if state not in seen and state in book.nodes:
            seen.add(state)
            todo += [dest for _, dest in ways(book.nodes[state], book.home)]
    return seen


def _unreachable(book: Book) -> Iterator[Finding]:
    seen = reachable(book)
    for node in book.nodes.values():
        if node.name not in seen and "." not in node.local:
            what = f"Nothing leads to the screen `{node.local}`."
            remedy = "Lead a choice or a word there; ignore it if Python sends there with Reject."
            yield Finding(node, "unreachable", what, remedy)


def _dead_ends(book: Book) -> Iterator[Finding]:
    for node in book.nodes.values():
        silent = node.kind == SCREEN and not (node.choices or node.lister or node.nav or node.end)
        if silent and node.name != book.home and not re.search(r"\b0\b", node.text.source):
            what = f"The screen `{node.local}` shows no way on."
            yield Finding(node, "dead-end", what, "Show a key line (`nav: [back]`), or say `end: true`.")


def _clashes(book: Book) -> Iterator[Finding]:
    for node in book.nodes.values():
        field = node.field
        if field is not None and field.kind == "number" and field.low <= 0:
            what = f"The field `{field.name}` accepts 0, but 0 leads back."
            yield Finding(node, "key-clash", what, "Begin the range at 1, or offer a choice for none.")


# Words --------------------------------------------------------------------------------------------------


def _lengths(book: Book, media: tuple[Medium, ...]) -> Iterator[Finding]:
    for node in book.nodes.values():
        if node.kind in PASSING or node.info or node.kind == REVIEW:
            continue  # made by Python or by the answers: as long as they are
        for language in book.languages:
            for medium in media:
                for text in _bodies(node):
                    pages = _pages(book, node, text, language, medium)
                    if len(pages) > 1 and len(node.choices) <= medium.items:
                        room = medium.septets if septets("".join(pages)) is not None else medium.ucs2
                        what = f"`{node.local}` needs {len(pages)} pages on {medium.name} in {language}."
                        yield Finding(
                            node, "too-long", what, f"One page holds {room} characters: shorten it."
                        )


def _bodies(node: Node) -> Iterable[Text]:
    if node.kind == DONE and node.form is not None:
        return node.form.done.values()
    return (node.text, *node.variants.values(), *((node.wrong,) if node.wrong.source else ()))


def _pages(book: Book, node: Node, text: Text, language: str, medium: Medium) -> tuple[str, ...]:
    def say(text: Text) -> str:
        return fill(book.say(text, language), lambda name: "x" * TYPICAL)

    back = f"{medium.back} {say(node.back)}" if "back" in node.nav and not node.end else ""
    home = (
        f"{medium.home} {book.phrase('home', node.menu, language)}"
        if node.own_nav and "home" in node.nav
        else ""
    )
    keys = Keys(f"{medium.more} {say(node.more)}", back, home, first=node.name != book.home)
    lines = [f"{choice.code or at} {say(choice.label)}" for at, choice in enumerate(node.choices, start=1)]
    return paginate(say(text), lines, say(node.foot), keys, medium)


def _alphabets(book: Book) -> Iterator[Finding]:
    for node in book.nodes.values():
        for language in book.languages:
            for text in node.texts:
                odd = {letter for letter in book.say(text, language) if septets(letter) is None}
                if odd:
                    letters = " ".join(sorted(odd))
                    what = f"`{node.local}` has {letters} in {language}: the whole page becomes UCS-2."
                    yield Finding(
                        node, "charset", what, f"Replace it, or keep the page to {SMS.ucs2} characters."
                    )


def _translations(book: Book) -> Iterator[Finding]:
    for language in book.languages[1:]:
        for node in book.nodes.values():
            if (node.menu, language) not in book.catalogues:
                continue
            spoken = book.spoken(node.menu, language)
            for text in (*node.texts, *((node.field.label,) if node.field else ())):
                own = book.spoken(text.menu, language) if text.menu != node.menu else spoken
                if not text.source or text.phrase:
                    continue
                if text.source not in own:
                    what = f"`{_short(text.source)}` of `{node.local}` has no translation ({language})."
                    yield Finding(node, "translation", what, f"Add it to the catalogue .{language}.po.")
                elif sorted(names(own[text.source])) != sorted(names(text.source)):
                    what = (
                        f"The translation ({language}) of `{_short(text.source)}` has other names in braces."
                    )
                    yield Finding(node, "translation", what, "Use the same names in both.", "error")


def _catalogues(book: Book) -> Iterator[Problem]:
    """Find translations of texts that are gone, and languages without any."""
    for menu in {node.menu for node in book.nodes.values()}:
        nodes = [node for node in book.nodes.values() if node.menu == menu or node.name == book.home]
        said = {text.source for node in nodes for text in node.texts}
        said |= {node.field.label.source for node in nodes if node.field is not None}
        said |= {text.source for (owner, _), text in book.phrases.items() if owner == menu}
        said |= {text.source for text in book.labels.values() if text.menu == menu}
        said |= {book.entrances[menu].label} if menu in book.entrances else set()
        for language in book.languages[1:]:
            if (menu, language) not in book.catalogues:
                what = f"The book `{menu}` has no catalogue for {language}."
                yield _problem(book.places[menu], "translation", what, f"Write FILE.{language}.po beside it.")
                continue
            for stale in sorted(set(book.spoken(menu, language)) - said):
                what = f"`{_short(stale)}` is translated ({language}), but the book does not say it."
                yield _problem(book.places[menu], "translation", what, "Correct or remove the entry.")


def _unused(book: Book) -> Iterator[Problem]:
    asked = {f"{node.menu}:{node.field.name}" for node in book.nodes.values() if node.field is not None}
    for key, place in book.places.items():
        if ":" in key and key not in asked:
            name = key.partition(":")[2]
            yield _problem(
                place, "unused-field", f"No form asks the field `{name}`.", "Ask it, or remove it."
            )


def _short(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= 40 else f"{line[:38]}.."


# Python -------------------------------------------------------------------------------------------------


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
    conditions = [choice.when for choice in node.choices]
    conditions += [node.field.when] if node.field is not None else []
    for condition in conditions:
        yield from (("flag", name) for name in (condition.names if condition else ()) if "." in name)


def _unknown(book: Book, services: Services) -> Iterator[Finding]:
    tables = {
        "info": services.infos,
        "lister": services.listers,
        "check": services.checks,
        "action": services.actions,
        "flag": services.flags,
    }
    for node in book.nodes.values():
        for kind, name in wanted(node):
            if name not in tables[kind]:
                what = f"Python has no {kind} `{name}`, which `{node.local}` needs."
                remedy = f'Register it: @registry.{kind}("{name}").'
                yield Finding(node, "unknown-name", what, remedy, "error")
