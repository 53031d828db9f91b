"""The words of a book: which keys there are, and what each may hold."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from menus import conditions
from menus.definition import ChoiceDef, Definition, Enter, FieldDef, Question, Ref, ScreenDef
from menus.phrases import OWN
from menus.tree import Report, Tree, closest, read

Reader = Callable[[Report, Tree], Any]
Keys = Mapping[str, tuple[str, Reader]]

NAME = re.compile(r"[a-z][a-z0-9_]*")
FUNCTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
WORD = re.compile(r"[^\W_]+")
_UNIT = {"m": 60, "h": 3600, "d": 86400}


def define(source: str, file: str, catalogues: Mapping[str, str] | None = None) -> Definition:
    """Read a book; what is wrong stands in `.report.problems`, what could be read in the rest."""
    report = Report(file, source)
    tree = read(source, report)
    empty = Definition(report, tree or Tree("text", 1, 1), "")
    if tree is None:
        return empty
    if tree.kind != "map":
        report.at(tree, "A book is a mapping of keys.", "Begin with `menu: NAME` and `screens:`.")
        return empty
    values = _record(report, tree, "a book", BOOK)
    menu = values.pop("menu", "")
    if not menu:
        report.at(tree, "The book has no name.", "Add `menu: NAME`.")
    if not values.get("screens") and not any("screens" in problem.what for problem in report.problems):
        report.at(tree, "The book has no screens.", "Add `screens:` with at least one.")
    return Definition(report, tree, menu, catalogues=catalogues or {}, source=source, **values)


# Values ---------------------------------------------------------------------------------------------------


def _scalar(report: Report, tree: Tree) -> str | None:
    if tree.kind != "text":
        kind = "a list" if tree.kind == "list" else "a mapping"
        report.at(
            tree, f"A text is expected here, not {kind}.", 'A text with ": " or brackets goes in quotes.'
        )
        return None
    return tree.text


def _text(report: Report, tree: Tree) -> str:
    said = _scalar(report, tree)
    if said is not None and not said.strip():
        report.at(tree, "The text is empty.", "Write what the resident shall read, or remove the key.")
    return (said or "").strip("\n")


def _matching(pattern: re.Pattern[str], what: str, remedy: str) -> Reader:
    def read_it(report: Report, tree: Tree) -> Ref:
        said = _scalar(report, tree)
        if said is not None and not pattern.fullmatch(said):
            report.at(tree, f"`{said}` is not {what}.", remedy)
            said = None
        return Ref(said or "", tree)

    return read_it


_name_ref = _matching(NAME, "a name", "Names are small letters, digits and _, and begin with a letter.")
_function = _matching(FUNCTION, "the name of a function", "Write it like `rsu.daftar`.")
_target = _matching(
    FUNCTION, "the name of a screen", "Write it like `jalan`, or `rsu.jalan` of another book."
)
_word_ref = _matching(WORD, "one word", "Use letters and digits, no spaces.")


def _name(report: Report, tree: Tree) -> str:
    return str(_name_ref(report, tree).name)


def _integer(low: int, high: int) -> Reader:
    def read_it(report: Report, tree: Tree) -> int:
        said = _scalar(report, tree)
        if said is not None and re.fullmatch(r"[0-9]{1,9}", said) and low <= int(said) <= high:
            return int(said)
        if said is not None:
            report.at(tree, f"`{said}` is not a number from {low} to {high}.", "Write digits only.")
        return low

    return read_it


def _format(report: Report, tree: Tree) -> int:
    if (said := _scalar(report, tree)) not in ("1", None):
        report.at(tree, f"Format {said} is not known here.", "Write `format: 1`, or use a newer Loket.")
    return 1


def _code(report: Report, tree: Tree) -> int:
    code: int = _integer(1, 999)(report, tree)
    if code == 98:
        report.at(tree, "98 turns the page and is never an item.", "Choose another number.")
    return code


def _bool(report: Report, tree: Tree) -> bool:
    said = _scalar(report, tree)
    if said not in ("true", "false", None):
        report.at(tree, f"`{said}` is neither true nor false.", "Write `true`, or remove the key.")
    return said == "true"


def _many(one: Reader) -> Reader:
    """Read a list, or a single one without brackets."""

    def read_it(report: Report, tree: Tree) -> tuple[Any, ...]:
        if tree.kind == "list":
            return tuple(one(report, item) for item in tree.items)
        return (one(report, tree),)

    return read_it


def _map(what: str, value: Reader, key: re.Pattern[str] = NAME, known: tuple[str, ...] = ()) -> Reader:
    def read_it(report: Report, tree: Tree) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, inner in _entries(report, tree, what):
            if known and name.text not in known:
                report.at(name, f"`{name.text}` is not {what}.", closest(name.text, known))
            elif not key.fullmatch(name.text):
                report.at(name, f"`{name.text}` cannot name {what}.", "Use letters, digits and _ only.")
            else:
                found[name.text] = value(report, inner)
        return found

    return read_it


def _entries(report: Report, tree: Tree, what: str) -> tuple[tuple[Tree, Tree], ...]:
    if tree.kind != "map":
        report.at(tree, f"Here names of {what} are expected, each with its value.", "Write `name: value`.")
        return ()
    return tree.pairs


def _when(report: Report, tree: Tree) -> conditions.Condition | None:
    said = _scalar(report, tree)
    if said is None:
        return None
    try:
        return conditions.parse(said)
    except ValueError as error:
        report.at(tree, str(error), "Write for example `payer == bpjs and not control`, without brackets.")
        return None


def _span(report: Report, tree: Tree) -> tuple[int, int]:
    said = _scalar(report, tree) or ""
    if (found := re.fullmatch(r"([0-9]{1,9})\.\.([0-9]{1,9})", said)) and int(found[1]) <= int(found[2]):
        return int(found[1]), int(found[2])
    if tree.kind == "text":
        report.at(tree, f"`{said}` is not a range.", "Write it like `2..40`, the smaller number first.")
    return 0, 999_999_999


def _days(report: Report, tree: Tree) -> tuple[int, int]:
    said = _scalar(report, tree) or ""
    if (found := re.fullmatch(r"([+-][0-9]{1,4})d\.\.([+-][0-9]{1,4})d", said)) and int(found[1]) <= int(
        found[2]
    ):
        return int(found[1]), int(found[2])
    if tree.kind == "text":
        report.at(tree, f"`{said}` is not a range of days.", "Write it like `+1d..+14d`, counted from today.")
    return 0, 14


def _duration(report: Report, tree: Tree) -> int:
    said = _scalar(report, tree) or ""
    if found := re.fullmatch(r"([0-9]{1,4})([mhd])", said):
        return int(found[1]) * _UNIT[found[2]]
    report.at(tree, f"`{said}` is not a duration.", "Write it like `30m`, `24h` or `7d`.")
    return 0


def _nav(report: Report, tree: Tree) -> tuple[str, ...]:
    if tree.kind == "text" and tree.text == "none":
        return ()
    if tree.kind == "list" and all(item.text in ("back", "home") for item in tree.items):
        return tuple(item.text for item in tree.items)
    report.at(
        tree, "`nav` says which key lines are shown.", "Write `[back]`, `[back, home]`, `[home]` or `none`."
    )
    return ("back",)


def _done(report: Report, tree: Tree) -> dict[str, str]:
    if tree.kind == "map":
        texts: dict[str, str] = _map("an outcome", _text)(report, tree)
        return texts
    return {"": _text(report, tree)}


def _confirm(report: Report, tree: Tree) -> str | Question:
    if tree.kind == "text":
        return _text(report, tree)
    return Question(**_record(report, tree, "a confirmation", QUESTION, needs=("ask",)))


# Records --------------------------------------------------------------------------------------------------


def _record(report: Report, tree: Tree, what: str, keys: Keys, needs: tuple[str, ...] = ()) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, inner in _entries(report, tree, what):
        if key.text in keys:
            attribute, reader = keys[key.text]
            values[attribute] = reader(report, inner)
        else:
            report.at(key, f"`{key.text}` is not a key of {what}.", closest(key.text, keys))
    present = {key.text for key, _ in tree.pairs}
    for need in needs:
        if tree.kind == "map" and need not in present:
            report.at(tree, f"`{need}` is missing in {what}.", f"Add `{need}:`.")
    return values


def _choices(report: Report, tree: Tree) -> tuple[ChoiceDef, ...]:
    return _list_of(report, tree, _choice)


def _values(report: Report, tree: Tree) -> tuple[ChoiceDef, ...]:
    return _list_of(report, tree, _value_choice)


def _list_of(report: Report, tree: Tree, one: Callable[[Report, Tree], ChoiceDef]) -> tuple[ChoiceDef, ...]:
    if tree.kind != "list" or not tree.items:
        report.at(tree, "`choices` is a list.", "Write each as `- Label: screen`.")
        return ()
    return tuple(one(report, item) for item in tree.items)


def _choice(report: Report, tree: Tree) -> ChoiceDef:
    return _labelled(report, tree, _target, CHOICE)


def _value_choice(report: Report, tree: Tree) -> ChoiceDef:
    return _labelled(report, tree, _value, CHOICE)


def _value(report: Report, tree: Tree) -> Ref:
    return Ref(_text(report, tree), tree)


def _labelled(report: Report, tree: Tree, target: Reader, keys: Keys) -> ChoiceDef:
    """`{Label: target, code: 4}`: the one key that is no key of the format is the label."""
    if tree.kind != "map":
        report.at(tree, "A choice is a label and where it leads.", "Write `- Label: screen`.")
        return ChoiceDef(tree)
    labels = [
        (key, value) for key, value in tree.pairs if key.text not in keys and key.text not in ("to", "label")
    ]
    known = Tree("map", tree.line, tree.column, pairs=tuple(p for p in tree.pairs if p[0].text in keys))
    values = _record(report, known, "a choice", keys)
    if values.get("services"):
        return ChoiceDef(tree, services=True)
    pairs = {key.text: value for key, value in tree.pairs}
    if "label" in pairs and "to" in pairs:
        labels.append((pairs["label"], pairs["to"]))
    if len(labels) != 1:
        found = f"{len(labels)} labels" if labels else "no label"
        report.at(tree, f"A choice has one label; here is {found}.", "Write `- {Label: screen, code: 4}`.")
        return ChoiceDef(tree, **values)
    (label, to) = labels[0]
    return ChoiceDef(tree, _text(report, label), target(report, to), **values)


def _screens(report: Report, tree: Tree) -> dict[str, ScreenDef]:
    found = {}
    for name, inner in _entries(report, tree, "screens"):
        _check_name(report, name)
        values = _record(report, inner, "a screen", SCREEN)
        found[name.text] = screen = ScreenDef(name.text, name, **values)
        if inner.kind == "map":
            _sensible_screen(report, screen)
    return found


def _fields(report: Report, tree: Tree) -> dict[str, FieldDef]:
    found = {}
    for name, inner in _entries(report, tree, "fields"):
        _check_name(report, name)
        values = _record(report, inner, "a field", FIELD, needs=("ask",))
        found[name.text] = field = FieldDef(name.text, name, **values)
        if inner.kind == "map":
            _sensible_field(report, field)
    return found


def _check_name(report: Report, name: Tree) -> None:
    if not NAME.fullmatch(name.text):
        report.at(name, f"`{name.text}` is not a name.", "Use small letters, digits and _, like `utama`.")


def _sensible_screen(report: Report, screen: ScreenDef) -> None:
    """Check what belongs together, and what cannot stand together."""
    shown = bool(screen.text or screen.info.name)
    kinds = [
        key
        for key, there in (
            ("text", shown),
            ("submit", screen.is_form),
            ("language", bool(screen.language.name)),
            ("goto", bool(screen.goto.name)),
        )
        if there
    ]
    if not kinds:
        remedy = "Add `text`, `info`, `form` with `submit`, `language` or `goto`."
        report.at(screen.at, f"The screen `{screen.name}` says nothing.", remedy)
    if len(kinds) > 1 and kinds != ["text", "language"]:
        both = " and ".join(f"`{kind}`" for kind in kinds)
        report.at(
            screen.at, f"The screen `{screen.name}` cannot be {both} at once.", "Make two screens of it."
        )
    needs = (
        (bool(screen.form), bool(screen.submit.name), "form", "submit"),
        (bool(screen.submit.name), bool(screen.done), "submit", "done"),
        (bool(screen.lister.name), bool(screen.to.name), "list", "to"),
        (bool(screen.choices or screen.lister.name or screen.foot), shown, "choices", "text"),
        (isinstance(screen.confirm, str) and bool(screen.confirm), bool(screen.review), "confirm", "review"),
        (bool(screen.review or screen.confirm or screen.done), bool(screen.submit.name), "done", "submit"),
    )
    for there, fulfilled, key, other in needs:
        if there and not fulfilled:
            what = f"`{key}` of the screen `{screen.name}` needs `{other}`."
            report.at(screen.at, what, f"Add `{other}:` to it.")
    if screen.text and screen.info.name:
        report.at(screen.at, f"The screen `{screen.name}` has `text` and `info`.", "Keep one of the two.")


def _sensible_field(report: Report, field: FieldDef) -> None:
    free = [kind for kind in ("text", "number", "date") if getattr(field, kind) is not None]
    free += ["check"] if field.check.name else []
    if len(free) > 1:
        what = f"The field `{field.name}` has {' and '.join(free)}."
        report.at(field.at, what, "Keep one of `check`, `text`, `number`, `date`.")
    if not (free or field.lister.name or field.choices or field.yes_no):
        what = f"The field `{field.name}` accepts no answer."
        report.at(field.at, what, "Add `list`, `choices`, `check`, `text`, `number`, `yes_no` or `date`.")


_TEXTS: dict[str, tuple[str, Reader]] = {
    key: (key, _text) for key in ("wrong", "empty", "foot", "back", "more")
}
QUESTION: Keys = {key: (key, _text) for key in ("ask", "yes", "no")}
CHOICE: Keys = {"code": ("code", _code), "when": ("when", _when), "services": ("services", _bool)}
SCREEN: Keys = _TEXTS | {
    "text": ("text", _text),
    "info": ("info", _function),
    "choices": ("choices", _choices),
    "list": ("lister", _function),
    "as": ("keep_as", _name),
    "to": ("to", _target),
    "nav": ("nav", _nav),
    "end": ("end", _bool),
    "form": ("form", _many(_name_ref)),
    "keep": ("keep", _map("a value to keep", _text)),
    "review": ("review", _text),
    "confirm": ("confirm", _confirm),
    "submit": ("submit", _function),
    "done": ("done", _done),
    "given": ("given", _many(_name_ref)),
    "language": ("language", _target),
    "goto": ("goto", _target),
}
FIELD: Keys = _TEXTS | {
    "ask": ("ask", _text),
    "label": ("label", _text),
    "list": ("lister", _function),
    "choices": ("choices", _values),
    "check": ("check", _function),
    "text": ("text", _span),
    "number": ("number", _span),
    "date": ("date", _days),
    "yes_no": ("yes_no", _bool),
    "mask": ("mask", _integer(1, 20)),
    "when": ("when", _when),
    "depends": ("depends", _many(_name_ref)),
    "nav": ("nav", _nav),
}
ENTER: Keys = {
    "code": ("code", _code),
    "label": ("label", _text),
    "to": ("to", _target),
    "words": ("words", _many(_word_ref)),
    "dial": ("dial", _text),
    "missed_call": ("missed_call", _bool),
    "desk": ("desk", _text),
}


def _enter(report: Report, tree: Tree) -> Enter:
    values = _record(report, tree, "an entrance", ENTER)
    if values.get("code") and not values.get("label"):
        report.at(
            tree, "An entrance with a `code` needs a `label`.", "Add the words of its line: `label: …`."
        )
    return Enter(tree, **values)


BOOK: Keys = {
    "menu": ("menu", _name),
    "format": ("format", _format),
    "version": ("version", _integer(1, 999_999)),
    "languages": (
        "languages",
        lambda report, tree: tuple(ref.name for ref in _many(_name_ref)(report, tree)),
    ),
    "home": ("home", _name_ref),
    "help": ("help", _many(_target)),
    "words": ("words", _map("a word", _target, WORD)),
    "enter": ("enter", _enter),
    "nav": ("nav", _nav),
    "phrases": ("phrases", _map("a phrase of the engine", _text, known=OWN)),
    "resume": ("resume", _duration),
    "moves": ("moves", _map("a screen of an older version", _name)),
    "screens": ("screens", _screens),
    "fields": ("fields", _fields),
}
