"""What a form asks next, what its review shows, what it hands over: one rule for all ways through it."""

from collections.abc import Callable, Mapping

from menus.nodes import Field, Form

Answers = Mapping[str, tuple[str, str]]
"""Name -> (value, label)."""
ValueOf = Callable[[str], str]


def visible(field: Field, value_of: ValueOf) -> bool:
    """Whether the field is asked at all."""
    return field.when is None or field.when.holds(value_of)


def following(form: Form, answers: Answers, value_of: ValueOf) -> Field | None:
    """Give the first visible field without an answer; None: the form goes on to what is after them."""
    for field in form.fields:
        if field.name in answers and (answers[field.name][1] or not field.collect):
            continue  # as `answered` has it, without a call for each
        if field.when is None or field.when.holds(value_of):
            return field
    return None


def preceding(form: Form, state: str, value_of: ValueOf) -> str:
    """Give the visible field before *state* (a field, the review, the confirmation), else ""."""
    if state == form.confirm and form.review:
        return form.review
    before = ""
    for field in form.fields:
        if field.state == state:
            break
        if visible(field, value_of):
            before = field.state
    return before


def accepted(form: Form, field: Field, answers: Answers, value: str, label: str) -> Answers:
    """Keep an answer; answers that depend on it are forgotten when it changes, and those on them."""
    name = field.name
    kept = {**answers, name: (value, label)}
    if name in answers and answers[name][0] == value:
        return kept
    changed = [name]
    for gone in changed:
        for each in form.fields:
            if gone in each.depends and each.name in kept and each.name != name:
                del kept[each.name]
                changed.append(each.name)
    return kept


def gathered(field: Field, answers: Answers, text: str) -> str:
    """Put a text behind those already collected for an answer; one that was finished begins anew."""
    before, finished = answers.get(field.name, ("", ""))
    return text if finished or not before else f"{before}\n{text}"


def unasked(form: Form, answers: Answers, value_of: ValueOf) -> tuple[str, ...]:
    """Name the answers that Python does not see: those of fields that are not asked."""
    return tuple(
        [
            field.name
            for field in form.conditional
            if field.name in answers and not (field.when is None or field.when.holds(value_of))
        ]
    )
