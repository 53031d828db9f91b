"""What is published stays true: numbers, words and dial strings of a lock file, and live conversations."""

from collections.abc import Iterator, Mapping

from menus.book import Book
from menus.lint.finding import Finding
from menus.lock import RETIRED, Code, published


def codes(book: Book, locked: Mapping[Code, str]) -> Iterator[Finding]:
    """Find published codes that lead elsewhere now, or nowhere."""
    now = published(book)
    menus = {node.menu for node in book.nodes.values()}
    for code, target in locked.items():
        menu = (target if code.where in ("dial", "word") else code.where).partition(".")[0]
        if menu not in menus:
            continue
        node = book.nodes.get(book.moved(code.where) or "")
        here = code._replace(where=node.name) if node is not None else code
        found, was = now.get(here), book.moved(target) or target
        if found is None and target != RETIRED:
            others = [each.number for each, leads in now.items() if each.where == here.where and leads == was]
            gone = f"It is at {others[0]} now: give it back its code" if others else "Bring it back"
            remedy = (
                f"{gone}, or write `{RETIRED}` in its line of the lock file: then it is never used again."
            )
            yield Finding(
                "code-gone",
                f"The published {code} led to `{target}` and leads nowhere now.",
                remedy,
                node,
                menu,
            )
        elif found is not None and found != was:
            led = "was given up for good" if target == RETIRED else f"led to `{target}`"
            what = f"The published {code} {led} and leads to `{found}` now."
            remedy = "Give the new line another number; an old poster must stay true."
            yield Finding("code-reused", what, remedy, node, menu)


def live(book: Book, screens: Mapping[str, int]) -> Iterator[Finding]:
    """Find screens at which conversations of a store stand, and that the book has no more."""
    for screen, count in sorted(screens.items()):
        if screen not in book.nodes and book.moved(screen) is None:
            menu, _, local = screen.partition(".")
            people = "1 conversation stands" if count == 1 else f"{count} conversations stand"
            what = f"{people} at the screen `{screen}`, which is gone."
            name = local.partition(".")[0]
            remedy = f"Say where it is now (`moves: {{{name}: …}}`), or wait until they are over."
            yield Finding("live-screen-gone", what, remedy, menu=menu if menu in book.places else book.name)
