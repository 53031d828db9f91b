"""How one value of a book is read: each reader takes the report and the place, and gives what it found.

Beside it stands what an editor can know of the value, as JSON Schema. An editor takes plain scalars for
numbers and truth values, the loader for text, so that the schemas allow both.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from menus import conditions
from menus.definition import Ref
from menus.phrases import PHRASES
from menus.tree import Report, Tree, closest

Read = Callable[[Report, Tree], Any]
Schema = Mapping[str, Any]


class Reader(NamedTuple):
    """How a value is read, and what an editor knows of it."""

    read: Read
    schema: Schema

    def __call__(self, report: Report, tree: Tree) -> Any:  # noqa: ANN401 (what the key holds)
        """Read the value; what is wrong goes to the report."""
        return self.read(report, tree)


def described(schema: Schema) -> Callable[[Read], Reader]:
    """Make a reader of a function: what an editor knows stands above it."""
    return lambda read: Reader(read, schema)


NAME = re.compile(r"[a-z][a-z0-9_]*")
FUNCTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
WORD = re.compile(r"[^\W_]+")
HEARD = re.compile(r"[^\W_]+|#")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?")
DIAL = re.compile(r"\*[0-9]+(\*[0-9]+)*#")
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
WORDLIKE: Schema = {"type": ["string", "boolean"]}  # `true` may be a name


def scalar(report: Report, tree: Tree) -> str | None:
    """Give the text of a scalar; None for a list or a mapping, which is told."""
    if tree.kind != "text":
        kind = "a list" if tree.kind == "list" else "a mapping"
        report.at(
            tree, f"A text is expected here, not {kind}.", 'A text with ": " or brackets goes in quotes.'
        )
        return None
    return tree.text


@described({**SCALAR, "pattern": r"\S"})
def text(report: Report, tree: Tree) -> str:
    """Read what is said."""
    said = scalar(report, tree)
    if said is not None and not said.strip():
        report.at(tree, "The text is empty.", "Write what the resident shall read, or remove the key.")
    return (said or "").strip("\n")


def matching(pattern: re.Pattern[str], what: str, remedy: str, schema: Schema = WORDLIKE) -> Reader:
    """Make a reader of a text of a certain form, with its place."""

    def read_it(report: Report, tree: Tree) -> Ref:
        said = scalar(report, tree)
        if said is not None and not pattern.fullmatch(said):
            report.at(tree, f"`{said}` is not {what}.", remedy)
            said = None
        return Ref(said or "", tree)

    return Reader(read_it, {**schema, "pattern": anchored(pattern)})


def anchored(pattern: re.Pattern[str]) -> str:
    """Give a pattern of the loader as one of JSON Schema, which knows no letters beyond ASCII by class."""
    return f"^({pattern.pattern})$".replace(r"[^\W_]", r"[^\s_!-/:-@\[-`{-~]")


name_ref = matching(NAME, "a name", "Names are small letters, digits and _, and begin with a letter.")
function = matching(FUNCTION, "the name of a function", "Write it like `rsu.daftar`.")
target = matching(FUNCTION, "the name of a screen", "Write it like `jalan`, or `rsu.jalan` of another book.")
word_ref = matching(WORD, "one word", "Use letters and digits, no spaces.", SCALAR)
_dial = matching(DIAL, "a dial string", 'Write it like "*123*4#", in double quotes.')


def said_as(one: Reader) -> Reader:
    """Make a reader that gives the text alone, without its place."""
    return Reader(lambda report, tree: str(one(report, tree).name), one.schema)


name = said_as(name_ref)
dial = said_as(_dial)


def integer(low: int, high: int) -> Reader:
    """Make a reader of a number between two others."""

    def read_it(report: Report, tree: Tree) -> int:
        said = scalar(report, tree)
        if said is not None and re.fullmatch(r"[0-9]{1,9}", said) and low <= int(said) <= high:
            return int(said)
        if said is not None:
            report.at(tree, f"`{said}` is not a number from {low} to {high}.", "Write digits only.")
        return low

    known = {"type": ["integer", "string"], "pattern": "^[0-9]{1,9}$", "minimum": low, "maximum": high}
    return Reader(read_it, known)


@described({"enum": [1, "1"]})
def format_one(report: Report, tree: Tree) -> int:
    """Read the format of the book: there is one."""
    if (said := scalar(report, tree)) not in ("1", None):
        report.at(
            tree,
            f"This book is in format {said}; this Loket reads format 1.",
            "Install the Loket that it was written for, or write `format: 1` and see what is told then.",
            code="format",
        )
    return 1


@described({**integer(1, 999).schema, "not": {"enum": [98, "98"]}})
def code(report: Report, tree: Tree) -> int:
    """Read the number of a line."""
    before = len(report.problems)
    code: int = integer(1, 999)(report, tree)
    if code == 98:
        report.at(tree, "98 turns the page and is never an item.", "Choose another number.")
    return code if len(report.problems) == before else 0


@described({"enum": [True, False, "true", "false"]})
def boolean(report: Report, tree: Tree) -> bool:
    """Read true or false."""
    said = scalar(report, tree)
    if said not in ("true", "false", None):
        report.at(tree, f"`{said}` is neither true nor false.", "Write `true`, or remove the key.")
    return said == "true"


def many(one: Reader) -> Reader:
    """Make a reader of a list, or of a single one without brackets."""

    def read_it(report: Report, tree: Tree) -> tuple[Any, ...]:
        if tree.kind == "list":
            return tuple(one(report, item) for item in tree.items)
        return (one(report, tree),)

    return Reader(read_it, {"anyOf": [one.schema, {"type": "array", "items": one.schema}]})


def mapping(what: str, value: Reader, key: re.Pattern[str] = NAME, known: tuple[str, ...] = ()) -> Reader:
    """Make a reader of names with values."""

    def read_it(report: Report, tree: Tree) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, inner in entries(report, tree, what):
            if known and name.text not in known:
                report.at(
                    name, f"`{name.text}` is not {what}.", closest(name.text, known), code="unknown-key"
                )
            elif not key.fullmatch(name.text):
                report.at(name, f"`{name.text}` cannot name {what}.", "Use letters, digits and _ only.")
            else:
                found[name.text] = value(report, inner)
        return found

    names: Schema = {"enum": list(known)} if known else {"pattern": anchored(key)}
    return Reader(read_it, {"type": "object", "propertyNames": names, "additionalProperties": value.schema})


def entries(report: Report, tree: Tree, what: str) -> tuple[tuple[Tree, Tree], ...]:
    """Give the pairs of a mapping; anything else is told."""
    if tree.kind != "map":
        report.at(tree, f"Here names of {what} are expected, each with its value.", "Write `name: value`.")
        return ()
    return tree.pairs


@described({"type": ["string", "boolean"]})
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


@described({"type": "string", "pattern": "^[A-Z]{2}$"})
def region(report: Report, tree: Tree) -> str:
    """Read the country whose numbers may be typed without their country code."""
    said = scalar(report, tree)
    if said is not None and not re.fullmatch("[A-Z]{2}", said):
        report.at(tree, f"`{said}` is not a country.", "Write two capital letters, like `ID`.")
    return said or "ZZ"


@described({"anyOf": [{"const": "none"}, {"type": "array", "items": {"enum": ["back", "home"]}}]})
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


_outcomes = mapping("an outcome", text)


@described({"anyOf": [text.schema, {**_outcomes.schema, "minProperties": 1}]})
def done(report: Report, tree: Tree) -> dict[str, str]:
    """Read one last text, or several by name."""
    if tree.kind == "map":
        texts: dict[str, str] = _outcomes(report, tree)
        return texts
    return {"": text(report, tree)}


language_ref = matching(LANGUAGE, "the code of a language", "Write it like `id`, `en` or `su`.")


@described({**many(language_ref).schema})
def languages(report: Report, tree: Tree) -> tuple[str, ...]:
    """Read the languages of a book: each once, and known to the CLDR."""
    found: list[str] = []
    for ref in many(language_ref)(report, tree):
        if ref.name in found:
            report.at(ref.at, f"The language `{ref.name}` stands twice.", "Keep one of the two.")
        elif ref.name and ref.name not in PHRASES and ref.name not in known_languages():
            near = closest(ref.name, sorted(known_languages(), key=len))
            remedy = near if near.startswith("Did") else "Write it like `id`, `en`, `su` or `jv`."
            what = f"There is no language `{ref.name}`."
            report.at(ref.at, what, remedy, code="unknown-language")
        elif ref.name:
            found.append(ref.name)
    if not found and tree.kind == "list" and not tree.items:
        report.at(tree, "A book has at least one language.", "Write `languages: [id]`, or remove the key.")
    return tuple(found) or ("id",)


@lru_cache(maxsize=1)
def known_languages() -> frozenset[str]:
    """Give the codes of all languages that the CLDR knows, also those that it has no dates for (`ban`)."""
    from babel import Locale, localedata  # 20 ms: only for a language that the engine itself does not speak

    return frozenset(
        {*localedata.locale_identifiers(), *Locale("en").languages} - {"mis", "mul", "und", "zxx"}
    )
