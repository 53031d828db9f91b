"""What a form asks next, what its review shows, what it hands over: one rule for all ways through it."""

from collections.abc import Callable, Mapping

from menus.book import Field, Form

Answers = Mapping[str, tuple[str, str]]
"""Name -> (value, label)."""
ValueOf = Callable[[str], str]


def visible(field: Field, value_of: ValueOf) -> bool:
    """Whether the field is asked at all."""
    return field.when is None or field.when.holds(value_of)


def following(form: Form, answers: Answers, value_of: ValueOf) -> str:
    """Give the state that comes next: the first visible field without an answer, else what is after them."""
    for field in form.fields:
        if field.name not in answers and visible(field, value_of):
            return field.state
    return form.after


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


def accepted(
    form: Form, field: Field, answers: Answers, value: str, label: str
) -> dict[str, tuple[str, str]]:
    """Keep an answer; answers that depend on it are forgotten when it changes, and those on them."""
    kept = dict(answers)
    changed = {field.name} if field.name not in kept or kept[field.name][0] != value else set()
    kept[field.name] = (value, label)
    while changed:
        dependent = {each.name for each in form.fields if each.depends & changed and each.name in kept}
        for name in dependent:
            del kept[name]
        changed = dependent - {field.name}
    return kept


def handed_over(form: Form, answers: Answers, value_of: ValueOf) -> dict[str, str]:
    """Give the values that Python sees: all but those of fields that are not asked."""
    hidden = {field.name for field in form.fields if not visible(field, value_of)}
    return {name: value for name, (value, _) in answers.items() if name not in hidden}
