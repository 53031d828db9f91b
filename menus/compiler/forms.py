"""Forms: a state for each question, the review, the confirmation, the submit and what is said then."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from menus import nodes as kinds
from menus.compiler.screens import trimmings
from menus.definition import ChoiceDef, Definition, FieldDef, Question, Ref, ScreenDef
from menus.nodes import Choice, Field, Form, Node
from menus.rules import ANSWER
from menus.texts import Text
from menus.tree import closest

STEPS = ("review", "confirm", "submit", "done")
"""The states of a form beside its fields."""


def form_nodes(definition: Definition, screen: ScreenDef) -> Iterator[Node]:
    """Make all states of a form."""
    menu, state = definition.menu, f"{definition.menu}.{screen.name}"
    asked = [definition.fields[ref.name] for ref in _asked(definition, screen)]
    _in_order(definition, asked)
    submit = f"{state}.submit"
    fields = tuple(_field(definition, state, field, at) for at, field in enumerate(asked, start=2))
    form = Form(
        state,
        fields,
        MappingProxyType(dict(screen.keep)),
        screen.submit.name,
        MappingProxyType({key: Text(said, menu) for key, said in screen.done.items()}),
        review=f"{state}.review" if screen.review else "",
        confirm=f"{state}.confirm" if isinstance(screen.confirm, Question) else submit,
        submit=submit,
        finish=f"{state}.done",
        sentence=screen.sentence.name,
        slow=Text(screen.slow, menu) if screen.slow else Text("", menu, "slow"),
        conditional=tuple(field for field in fields if field.when),
    )
    yield Node(state, menu, screen.name, kinds.FORM, form=form, given=bool(screen.given))
    for written, field in zip(asked, form.fields, strict=True):
        yield _field_node(definition, written, field, form)
    if screen.review:
        yield _review(definition, screen, form)
    if isinstance(screen.confirm, Question):
        yield _confirmation(definition, screen, screen.confirm, form)
    yield Node(submit, menu, f"{screen.name}.submit", kinds.SUBMIT, form=form)
    more = Text("", menu, "more")
    yield Node(form.finish, menu, f"{screen.name}.done", kinds.DONE, form=form, end=True, more=more)


def label_of(field: str) -> str:
    """Give a field's name in a review where the book has none for it.

    >>> label_of("jam_buka")
    'Jam buka'
    """
    return field.replace("_", " ").capitalize()


def _review(definition: Definition, screen: ScreenDef, form: Form) -> Node:
    menu = definition.menu
    said = screen.confirm if isinstance(screen.confirm, str) else ""
    label = Text(said, menu) if said else Text("", menu, "confirm")
    return Node(
        form.review,
        menu,
        f"{screen.name}.review",
        kinds.REVIEW,
        Text(screen.review, menu),
        choices=(Choice(1, label, "1"),),
        form=form,
        **trimmings(definition, screen),
    )


def _confirmation(definition: Definition, screen: ScreenDef, asks: Question, form: Form) -> Node:
    menu = definition.menu
    words = [
        Text(said, menu) if said else Text("", menu, key)
        for key, said in (("yes", asks.yes), ("no", asks.no))
    ]
    return Node(
        form.confirm,
        menu,
        f"{screen.name}.confirm",
        kinds.CONFIRM,
        Text(asks.ask, menu),
        choices=tuple(Choice(at, label, str(at)) for at, label in enumerate(words, start=1)),
        form=form,
        **trimmings(definition, screen),
    )


def _asked(definition: Definition, screen: ScreenDef) -> Iterator[Ref]:
    seen: set[str] = set()
    for ref in screen.form:
        if ref.name in STEPS:
            what = f"A field cannot be called `{ref.name}`: it is a step of every form."
            definition.report.at(ref.at, what, "Choose another name.")
        elif ref.name in seen:
            definition.report.at(ref.at, f"The form asks `{ref.name}` twice.", "Keep one of the two.")
        elif ref.name in definition.fields:
            seen.add(ref.name)
            yield ref
        elif ref.name:
            remedy = closest(ref.name, definition.fields)
            definition.report.at(ref.at, f"There is no field `{ref.name}`.", remedy, code="missing-target")


def _in_order(definition: Definition, asked: Sequence[FieldDef]) -> None:
    """Tell of fields that depend on what is asked after them: an answer would be forgotten by the next."""
    later = {field.name for field in asked}
    for field in asked:
        for ref in field.depends:
            if ref.name in later:
                what = f"`{field.name}` depends on `{ref.name}`, which is not asked before it."
                definition.report.at(ref.at, what, f"Put `{ref.name}` before it in the form.")
        later.discard(field.name)


def _field(definition: Definition, state: str, written: FieldDef, at: int) -> Field:
    for ref in written.depends:
        if ref.name and ref.name not in definition.fields:
            remedy = closest(ref.name, definition.fields)
            definition.report.at(ref.at, f"There is no field `{ref.name}`.", remedy)
    return Field(
        written.name,
        f"{state}.{written.name}",
        str(at),
        Text(written.label or label_of(written.name), definition.menu),
        written.kind,
        written.check.name,
        *written.span,
        mask=written.mask,
        region=written.phone,
        tries=written.tries,
        when=written.when,
        depends=frozenset(ref.name for ref in written.depends),
        collect=bool(written.collect),
    )


def _shown(choice: ChoiceDef, menu: str) -> Text:
    return Text(choice.shown, menu) if choice.shown else kinds.SILENT


def _field_node(definition: Definition, written: FieldDef, field: Field, form: Form) -> Node:
    menu = definition.menu
    choices = [
        Choice(
            choice.code,
            Text(choice.label, menu),
            ANSWER,
            choice.to.name,
            "",
            choice.when,
            _shown(choice, menu),
        )
        for choice in written.choices
    ]
    choices += [Choice(0, Text(written.collect, menu), ANSWER)] if written.collect else []
    if written.yes_no:
        choices += [
            Choice(0, Text("", menu, "yes"), ANSWER, "yes"),
            Choice(0, Text("", menu, "no"), ANSWER, "no"),
        ]
    return Node(
        field.state,
        menu,
        field.state[len(menu) + 1 :],
        kinds.FIELD,
        Text(written.ask, menu),
        info=written.info.name,
        choices=tuple(choices),
        lister=written.lister.name,
        longest=written.longest,
        form=form,
        field=field,
        **trimmings(definition, written),
    )
