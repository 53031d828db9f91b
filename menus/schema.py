"""The words of a book: which keys there are, and what each may hold."""

from collections.abc import Callable, Mapping
from typing import Any

from menus import readers
from menus.definition import ChoiceDef, Definition, Enter, FieldDef, Question, Ref, ScreenDef
from menus.phrases import OWN
from menus.readers import NAME, WORD, Reader
from menus.tree import Report, Tree, closest, read

Keys = Mapping[str, tuple[str, Reader]]


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
    return Definition(report, tree, menu, catalogues=catalogues or {}, **values)


def _confirm(report: Report, tree: Tree) -> str | Question:
    if tree.kind == "text":
        return readers.text(report, tree)
    return Question(**_record(report, tree, "a confirmation", QUESTION, needs=("ask",)))


# Records --------------------------------------------------------------------------------------------------


def _record(report: Report, tree: Tree, what: str, keys: Keys, needs: tuple[str, ...] = ()) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, inner in readers.entries(report, tree, what):
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
    return _labelled(report, tree, readers.target, CHOICE)


def _value_choice(report: Report, tree: Tree) -> ChoiceDef:
    return _labelled(report, tree, _value, CHOICE)


def _value(report: Report, tree: Tree) -> Ref:
    return Ref(readers.text(report, tree), tree)


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
    return ChoiceDef(tree, readers.text(report, label), target(report, to), **values)


def _screens(report: Report, tree: Tree) -> dict[str, ScreenDef]:
    found = {}
    for name, inner in readers.entries(report, tree, "screens"):
        _check_name(report, name)
        values = _record(report, inner, "a screen", SCREEN)
        found[name.text] = screen = ScreenDef(name.text, name, **values)
        if inner.kind == "map":
            _sensible_screen(report, screen)
    return found


def _fields(report: Report, tree: Tree) -> dict[str, FieldDef]:
    found = {}
    for name, inner in readers.entries(report, tree, "fields"):
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
    key: (key, readers.text) for key in ("wrong", "empty", "foot", "back", "more")
}
QUESTION: Keys = {key: (key, readers.text) for key in ("ask", "yes", "no")}
CHOICE: Keys = {
    "code": ("code", readers.code),
    "when": ("when", readers.when),
    "services": ("services", readers.boolean),
}
SCREEN: Keys = _TEXTS | {
    "text": ("text", readers.text),
    "info": ("info", readers.function),
    "choices": ("choices", _choices),
    "list": ("lister", readers.function),
    "as": ("keep_as", readers.name),
    "to": ("to", readers.target),
    "nav": ("nav", readers.nav),
    "end": ("end", readers.boolean),
    "form": ("form", readers.many(readers.name_ref)),
    "keep": ("keep", readers.mapping("a value to keep", readers.text)),
    "review": ("review", readers.text),
    "confirm": ("confirm", _confirm),
    "submit": ("submit", readers.function),
    "done": ("done", readers.done),
    "given": ("given", readers.many(readers.name_ref)),
    "language": ("language", readers.target),
    "goto": ("goto", readers.target),
    "label": ("label", readers.text),
}
FIELD: Keys = _TEXTS | {
    "ask": ("ask", readers.text),
    "label": ("label", readers.text),
    "list": ("lister", readers.function),
    "choices": ("choices", _values),
    "check": ("check", readers.function),
    "text": ("text", readers.span),
    "number": ("number", readers.span),
    "date": ("date", readers.days),
    "yes_no": ("yes_no", readers.boolean),
    "mask": ("mask", readers.integer(1, 20)),
    "when": ("when", readers.when),
    "depends": ("depends", readers.many(readers.name_ref)),
    "nav": ("nav", readers.nav),
}
ENTER: Keys = {
    "code": ("code", readers.code),
    "label": ("label", readers.text),
    "to": ("to", readers.target),
    "words": ("words", readers.many(readers.word_ref)),
    "dial": ("dial", readers.text),
    "missed_call": ("missed_call", readers.boolean),
    "desk": ("desk", readers.text),
}


def _enter(report: Report, tree: Tree) -> Enter:
    values = _record(report, tree, "an entrance", ENTER)
    if values.get("code") and not values.get("label"):
        report.at(
            tree, "An entrance with a `code` needs a `label`.", "Add the words of its line: `label: …`."
        )
    return Enter(tree, **values)


BOOK: Keys = {
    "menu": ("menu", readers.name),
    "format": ("format", readers.format_one),
    "version": ("version", readers.integer(1, 999_999)),
    "languages": (
        "languages",
        lambda report, tree: tuple(ref.name for ref in readers.many(readers.name_ref)(report, tree)),
    ),
    "home": ("home", readers.name_ref),
    "help": ("help", readers.many(readers.target)),
    "words": ("words", readers.mapping("a word", readers.target, WORD)),
    "enter": ("enter", _enter),
    "nav": ("nav", readers.nav),
    "phrases": ("phrases", readers.mapping("a phrase of the engine", readers.text, known=OWN)),
    "resume": ("resume", readers.duration),
    "moves": ("moves", readers.mapping("a screen of an older version", readers.name)),
    "screens": ("screens", _screens),
    "fields": ("fields", _fields),
}
