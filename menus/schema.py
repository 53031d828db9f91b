"""The words of a book: which keys there are, and what each may hold."""

from collections.abc import Callable, Mapping
from typing import Any

from menus import readers, spans, together
from menus.definition import ChoiceDef, Definition, Enter, FieldDef, Question, Ref, ScreenDef
from menus.phrases import OWN
from menus.readers import NAME, Reader
from menus.tree import Report, Tree, closest, read

Keys = Mapping[str, tuple[str, Reader]]


def define(source: str, file: str, catalogues: Mapping[str, str] | None = None) -> Definition:
    """Read a book; what is wrong stands in `.report.problems`, what could be read in the rest."""
    report = Report(file, source)
    return define_tree(read(source, report), report, catalogues or {})


def define_tree(tree: Tree | None, report: Report, catalogues: Mapping[str, str]) -> Definition:
    """Read a book from its tree, wherever that comes from; None: there is none, and the report says why."""
    nothing = Definition(report, tree or Tree("text", 1, 1), "")
    if tree is None:
        return nothing
    if tree.kind != "map":
        report.at(tree, "A book is a mapping of keys.", "Begin with `menu: NAME` and `screens:`.")
        return nothing
    for key, value in tree.pairs:
        if key.text == "format" and value.text != "1":
            readers.format_one(report, value)
            return nothing  # whatever else is odd in it is odd only to this edition of the format
    values = _record(report, tree, "a book", BOOK)
    menu = values.pop("menu", "")
    if not menu:
        report.at(tree, "The book has no name.", "Add `menu: NAME`.", code="missing-key")
    if not values.get("screens") and not any("screens" in problem.what for problem in report.problems):
        report.at(tree, "The book has no screens.", "Add `screens:` with at least one.", code="missing-key")
    return Definition(report, tree, menu, catalogues=catalogues, **values)


# Records --------------------------------------------------------------------------------------------------


def _record(report: Report, tree: Tree, what: str, keys: Keys, needs: tuple[str, ...] = ()) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, inner in readers.entries(report, tree, what):
        if key.text in keys:
            attribute, reader = keys[key.text]
            values[attribute] = reader(report, inner)
        else:
            known = closest(key.text, keys)
            report.at(key, f"`{key.text}` is not a key of {what}.", known, code="unknown-key")
    present = {key.text for key, _ in tree.pairs}
    for need in needs:
        if tree.kind == "map" and need not in present:
            report.at(tree, f"`{need}` is missing in {what}.", f"Add `{need}:`.", code="missing-key")
    return values


def _used(tree: Tree, keys: Keys, values: Mapping[str, Any]) -> set[str]:
    """Give the keys that are written and not switched off, whether their value could be read or not."""
    return {
        key.text
        for key, _ in tree.pairs
        if key.text in keys and values.get(keys[key.text][0]) not in (False, (), {})
    }


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
    return _labelled(report, tree, VALUE, VALUE_KEYS)


def _labelled(report: Report, tree: Tree, target: Reader, keys: Keys) -> ChoiceDef:
    """`{Label: target, code: 4}`: the one key that is no key of the format is the label."""
    if tree.kind != "map":
        report.at(tree, "A choice is a label and where it leads.", "Write `- Label: screen`.")
        return ChoiceDef(tree)
    pairs = {key.text: value for key, value in tree.pairs}
    written_out = "label" in pairs and "to" in pairs
    others = {*keys, "label", "to"} if written_out else keys
    labels = [(key, value) for key, value in tree.pairs if key.text not in others]
    known = Tree("map", tree.line, tree.column, pairs=tuple(p for p in tree.pairs if p[0].text in keys))
    values = _record(report, known, "a choice", keys)
    if values.get("services"):
        for key, _ in labels:
            report.at(key, "The slot of the services has no label of its own.", "Write `- services: true`.")
        return ChoiceDef(tree, services=True)
    if written_out:
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
        found[name.text] = ScreenDef(name.text, name, **values)
        if inner.kind == "map":
            used = _used(inner, SCREEN, values)
            together.SCREEN.check(report, name, f"The screen `{name.text}`", used)
            if isinstance(values.get("confirm"), str) and "review" not in used:
                what = f"`confirm` of the screen `{name.text}` needs `review`."
                remedy = "Add `review:`, or ask a question: `confirm: {ask: …}`."
                report.at(name, what, remedy, code="missing-key")
    return found


def _fields(report: Report, tree: Tree) -> dict[str, FieldDef]:
    found = {}
    for name, inner in readers.entries(report, tree, "fields"):
        _check_name(report, name)
        values = _record(report, inner, "a field", FIELD, needs=("ask",))
        found[name.text] = FieldDef(name.text, name, **values)
        if inner.kind == "map":
            together.FIELD.check(report, name, f"The field `{name.text}`", _used(inner, FIELD, values))
    return found


def _enter(report: Report, tree: Tree) -> Enter:
    values = _record(report, tree, "an entrance", ENTER)
    together.ENTER.check(report, tree, "An entrance", _used(tree, ENTER, values))
    return Enter(tree, **values)


def _confirm(report: Report, tree: Tree) -> str | Question:
    if tree.kind == "text":
        return str(readers.text(report, tree))
    return Question(**_record(report, tree, "a confirmation", QUESTION, needs=("ask",)))


def _check_name(report: Report, name: Tree) -> None:
    if not NAME.fullmatch(name.text):
        report.at(name, f"`{name.text}` is not a name.", "Use small letters, digits and _, like `utama`.")


# Keys -----------------------------------------------------------------------------------------------------


def _part(name: str) -> dict[str, str]:
    return {"$ref": f"#/definitions/{name}"}


def _named(name: str) -> dict[str, Any]:
    names = {"pattern": readers.anchored(NAME)}
    return {"type": "object", "propertyNames": names, "additionalProperties": _part(name)}


def _some(name: str) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": _part(name)}


VALUE = Reader(lambda report, tree: Ref(readers.text(report, tree), tree), readers.text.schema)
_TEXTS: Keys = {
    **{key: (key, readers.text) for key in ("wrong", "empty", "foot", "back", "more")},
    "variants": ("variants", readers.mapping("a variant", readers.text)),
}
QUESTION: Keys = {key: (key, readers.text) for key in ("ask", "yes", "no")}
CHOICE: Keys = {
    "code": ("code", readers.code),
    "when": ("when", readers.when),
    "services": ("services", readers.boolean),
}
VALUE_KEYS: Keys = {"code": CHOICE["code"], "when": CHOICE["when"], "shown": ("shown", readers.text)}
SCREEN: Keys = {
    **_TEXTS,
    "text": ("text", readers.text),
    "info": ("info", readers.function),
    "choices": ("choices", Reader(_choices, _some("choice"))),
    "list": ("lister", readers.function),
    "longest": ("longest", readers.integer(1, 160)),
    "as": ("keep_as", readers.name),
    "to": ("to", readers.target),
    "nav": ("nav", readers.nav),
    "end": ("end", readers.boolean),
    "form": ("form", readers.many(readers.name_ref)),
    "keep": ("keep", readers.mapping("a value to keep", readers.text)),
    "review": ("review", readers.text),
    "confirm": ("confirm", Reader(_confirm, {"anyOf": [readers.text.schema, _part("confirmation")]})),
    "submit": ("submit", readers.function),
    "done": ("done", readers.done),
    "slow": ("slow", readers.text),
    "sentence": ("sentence", readers.function),
    "given": ("given", readers.many(readers.name_ref)),
    "language": ("language", readers.target),
    "speak": ("speak", readers.language_ref),
    "goto": ("goto", readers.target),
    "label": ("label", readers.text),
}
FIELD: Keys = {
    **_TEXTS,
    "ask": ("ask", readers.text),
    "info": ("info", readers.function),
    "label": ("label", readers.text),
    "list": ("lister", readers.function),
    "longest": ("longest", readers.integer(1, 160)),
    "choices": ("choices", Reader(_values, _some("value"))),
    "check": ("check", readers.function),
    "text": ("text", spans.span),
    "collect": ("collect", readers.text),
    "number": ("number", spans.span),
    "date": ("date", spans.days),
    "time": ("time", spans.hours),
    "money": ("money", spans.span),
    "phone": ("phone", readers.region),
    "yes_no": ("yes_no", readers.boolean),
    "mask": ("mask", readers.integer(1, 20)),
    "tries": ("tries", readers.integer(1, 9)),
    "when": ("when", readers.when),
    "depends": ("depends", readers.many(readers.name_ref)),
    "nav": ("nav", readers.nav),
}
WORDS = readers.mapping("a word", readers.target, readers.HEARD)
ENTER: Keys = {
    "code": ("code", readers.code),
    "label": ("label", readers.text),
    "to": ("to", readers.target),
    "words": ("words", readers.many(readers.word_ref)),
    "words_in": ("words_in", readers.mapping("a language", readers.many(readers.word_ref), readers.LANGUAGE)),
    "dial": ("dial", readers.dial),
    "missed_call": ("missed_call", readers.boolean),
    "desk": ("desk", readers.text),
}
BOOK: Keys = {
    "menu": ("menu", readers.name),
    "format": ("format", readers.format_one),
    "version": ("version", readers.integer(1, 999_999)),
    "languages": ("languages", readers.languages),
    "home": ("home", readers.name_ref),
    "help": ("help", readers.many(readers.target)),
    "words": ("words", WORDS),
    "words_in": ("words_in", readers.mapping("a language", WORDS, readers.LANGUAGE)),
    "enter": ("enter", Reader(_enter, _part("entrance"))),
    "nav": ("nav", readers.nav),
    "phrases": ("phrases", readers.mapping("a phrase of the engine", readers.text, known=OWN)),
    "resume": ("resume", spans.duration),
    "moves": ("moves", readers.mapping("a screen of an older version", readers.name)),
    "longest": ("longest", readers.mapping("a name", readers.integer(1, 160))),
    "screens": ("screens", Reader(_screens, {**_named("screen"), "minProperties": 1})),
    "fields": ("fields", Reader(_fields, _named("field"))),
}
