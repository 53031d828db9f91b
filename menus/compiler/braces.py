"""Names in braces: which of them a book can fill."""

from collections.abc import Iterable

from menus.definition import Definition, FieldDef, Question, ScreenDef
from menus.texts import names
from menus.tree import closest


def check_braces(definition: Definition) -> None:
    """Note each name in braces that is no answer of this book.

    `done` may name what an action gives, a text with `info` what that gives.
    """
    known = _known(definition)
    for screen in definition.screens.values():
        texts = [] if screen.info.name else [screen.text, screen.foot, *screen.variants.values()]
        texts += [
            screen.label,
            screen.review,
            screen.wrong,
            screen.empty,
            screen.back,
            screen.more,
        ]
        texts += [choice.label for choice in screen.choices]
        texts += [screen.confirm.ask] if isinstance(screen.confirm, Question) else [screen.confirm]
        _check(definition, screen, texts, known)
    for field in definition.fields.values():
        texts = [] if field.info.name else [field.ask, field.foot, *field.variants.values()]
        texts += [field.wrong, field.empty, field.back, field.more]
        texts += [said for choice in field.choices for said in (choice.label, choice.shown)]
        _check(definition, field, texts, known)


def _known(definition: Definition) -> set[str]:
    found = set(definition.fields)
    for screen in definition.screens.values():
        kept = screen.keep_as or screen.name if screen.lister.name else ""
        found |= {*screen.keep, *(ref.name for ref in screen.given), kept}
    return found - {""}


def _check(
    definition: Definition, where: ScreenDef | FieldDef, texts: Iterable[str], known: set[str]
) -> None:
    for text in texts:
        for name in names(text):
            if name not in known:
                what = f"`{{{name}}}` in `{where.name}` is no answer of this book."
                definition.report.at(where.at, what, closest(name, known), code="unknown-brace")
