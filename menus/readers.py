"""How one value of a book is read: each reader takes the report and the place, and gives what it found."""

import re
from collections.abc import Callable
from typing import Any

from menus import conditions
from menus.definition import Ref
from menus.tree import Report, Tree, closest

Reader = Callable[[Report, Tree], Any]

NAME = re.compile(r"[a-z][a-z0-9_]*")
FUNCTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
WORD = re.compile(r"[^\W_]+")
_UNIT = {"m": 60, "h": 3600, "d": 86400}


def scalar(report: Report, tree: Tree) -> str | None:
    """Give the text of a scalar; None for a list or a mapping, which is told."""
    if tree.kind != "text":
        kind = "a list" if tree.kind == "list" else "a mapping"
        report.at(
            tree, f"A text is expected here, not {kind}.", 'A text with ": " or brackets goes in quotes.'
        )
        return None
    return tree.text


def text(report: Report, tree: Tree) -> str:
    """Read what is said."""
    said = scalar(report, tree)
    if said is not None and not said.strip():
        report.at(tree, "The text is empty.", "Write what the resident shall read, or remove the key.")
    return (said or "").strip("\n")


def matching(pattern: re.Pattern[str], what: str, remedy: str) -> Reader:
    """Make a reader of a text of a certain form, with its place."""

    def read_it(report: Report, tree: Tree) -> Ref:
        said = scalar(report, tree)
        if said is not None and not pattern.fullmatch(said):
            report.at(tree, f"`{said}` is not {what}.", remedy)
            said = None
        return Ref(said or "", tree)

    return read_it


name_ref = matching(NAME, "a name", "Names are small letters, digits and _, and begin with a letter.")
function = matching(FUNCTION, "the name of a function", "Write it like `rsu.daftar`.")
target = matching(FUNCTION, "the name of a screen", "Write it like `jalan`, or `rsu.jalan` of another book.")
word_ref = matching(WORD, "one word", "Use letters and digits, no spaces.")


def name(report: Report, tree: Tree) -> str:
    """Read a name."""
    return str(name_ref(report, tree).name)


def integer(low: int, high: int) -> Reader:
    """Make a reader of a number between two others."""

    def read_it(report: Report, tree: Tree) -> int:
        said = scalar(report, tree)
        if said is not None and re.fullmatch(r"[0-9]{1,9}", said) and low <= int(said) <= high:
            return int(said)
        if said is not None:
            report.at(tree, f"`{said}` is not a number from {low} to {high}.", "Write digits only.")
        return low

    return read_it


def format_one(report: Report, tree: Tree) -> int:
    """Read the format of the book: there is one."""
    if (said := scalar(report, tree)) not in ("1", None):
        report.at(tree, f"Format {said} is not known here.", "Write `format: 1`, or use a newer Loket.")
    return 1


def code(report: Report, tree: Tree) -> int:
    """Read the number of a line."""
    code: int = integer(1, 999)(report, tree)
    if code == 98:
        report.at(tree, "98 turns the page and is never an item.", "Choose another number.")
    return code


def boolean(report: Report, tree: Tree) -> bool:
    """Read true or false."""
    said = scalar(report, tree)
    if said not in ("true", "false", None):
        report.at(tree, f"`{said}` is neither true nor false.", "Write `true`, or remove the key.")
    return said == "true"


def many(one: Reader) -> Reader:
    """Read a list, or a single one without brackets."""

    def read_it(report: Report, tree: Tree) -> tuple[Any, ...]:
        if tree.kind == "list":
            return tuple(one(report, item) for item in tree.items)
        return (one(report, tree),)

    return read_it


def mapping(what: str, value: Reader, key: re.Pattern[str] = NAME, known: tuple[str, ...] = ()) -> Reader:
    """Make a reader of names with values."""

    def read_it(report: Report, tree: Tree) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, inner in entries(report, tree, what):
            if known and name.text not in known:
                report.at(name, f"`{name.text}` is not {what}.", closest(name.text, known))
            elif not key.fullmatch(name.text):
                report.at(name, f"`{name.text}` cannot name {what}.", "Use letters, digits and _ only.")
            else:
                found[name.text] = value(report, inner)
        return found

    return read_it


def entries(report: Report, tree: Tree, what: str) -> tuple[tuple[Tree, Tree], ...]:
    """Give the pairs of a mapping; anything else is told."""
    if tree.kind != "map":
        report.at(tree, f"Here names of {what} are expected, each with its value.", "Write `name: value`.")
        return ()
    return tree.pairs


def when(report: Report, tree: Tree) -> conditions.Condition | None:
    """Read a condition."""
    said = scalar(report, tree)
    if said is None:
        return None
    try:
        return conditions.parse(said)
    except ValueError as error:
        report.at(tree, str(error), "Write for example `payer == bpjs and not control`, without brackets.")
        return None


def span(report: Report, tree: Tree) -> tuple[int, int]:
    """Read a range like `2..40`."""
    said = scalar(report, tree) or ""
    if (found := re.fullmatch(r"([0-9]{1,9})\.\.([0-9]{1,9})", said)) and int(found[1]) <= int(found[2]):
        return int(found[1]), int(found[2])
    if tree.kind == "text":
        report.at(tree, f"`{said}` is not a range.", "Write it like `2..40`, the smaller number first.")
    return 0, 999_999_999


def days(report: Report, tree: Tree) -> tuple[int, int]:
    """Read a range of days like `+1d..+14d`."""
    said = scalar(report, tree) or ""
    if (found := re.fullmatch(r"([+-][0-9]{1,4})d\.\.([+-][0-9]{1,4})d", said)) and int(found[1]) <= int(
        found[2]
    ):
        return int(found[1]), int(found[2])
    if tree.kind == "text":
        report.at(tree, f"`{said}` is not a range of days.", "Write it like `+1d..+14d`, counted from today.")
    return 0, 14


def duration(report: Report, tree: Tree) -> int:
    """Read a duration in seconds."""
    said = scalar(report, tree) or ""
    if found := re.fullmatch(r"([0-9]{1,4})([mhd])", said):
        return int(found[1]) * _UNIT[found[2]]
    report.at(tree, f"`{said}` is not a duration.", "Write it like `30m`, `24h` or `7d`.")
    return 0


def nav(report: Report, tree: Tree) -> tuple[str, ...]:
    """Read which key lines are shown."""
    if tree.kind == "text" and tree.text == "none":
        return ()
    if tree.kind == "list" and all(item.text in ("back", "home") for item in tree.items):
        return tuple(item.text for item in tree.items)
    report.at(
        tree, "`nav` says which key lines are shown.", "Write `[back]`, `[back, home]`, `[home]` or `none`."
    )
    return ("back",)


def done(report: Report, tree: Tree) -> dict[str, str]:
    """Read one last text, or several by name."""
    if tree.kind == "map":
        texts: dict[str, str] = mapping("an outcome", text)(report, tree)
        return texts
    return {"": text(report, tree)}
