"""What is said: texts with names in braces, in the languages of a book."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from babel.plural import PluralRule

_NAMES = re.compile(r"\{([a-z][a-z0-9_]*)(?:\|([^{}]*))?\}")
_PLURALS = ("zero", "one", "two", "few", "many", "other")  # CLDR's order


class Text(NamedTuple):
    """A text of a book; `menu` says whose catalogue translates it, `phrase` that it is the engine's own."""

    source: str = ""
    menu: str = ""
    phrase: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names in braces."""
        return names(self.source)


def names(template: str) -> tuple[str, ...]:
    """List the names in braces, in order.

    >>> names("Poli {poli}, {tanggal}. {n|resident|residents} { x }")
    ('poli', 'tanggal', 'n')
    """
    return tuple(_parts(template)[1::3])


def fill(template: str, shown: Callable[[str], str], language: str = "id") -> str:
    """Put values in place of names, once: braces inside a value are never looked at.

    `{n|resident|residents}` is the word that goes with the number *n* in that language: one form for each of
    the language's plurals in the order of CLDR (English: one, other).

    >>> fill("{a} {b}", {"a": "{b}", "b": "2"}.__getitem__)
    '{b} 2'
    >>> [fill("{n} {n|day|days}", {"n": n}.__getitem__, "en") for n in ("1", "3", "many")]
    ['1 day', '3 days', 'many days']
    """
    if "{" not in template:
        return template
    parts = list(_parts(template))
    for at in range(1, len(parts), 3):
        said, forms = shown(parts[at]), parts[at + 1]
        parts[at], parts[at + 1] = (_form(said, forms.split("|"), language) if forms else said), ""
    return "".join(parts)


def _form(number: str, forms: list[str], language: str) -> str:
    """Choose the form that goes with a number; what is no number has the last one."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return forms[-1]
    rule = _plural(language)
    kinds = [kind for kind in _PLURALS if kind in {*rule.tags, "other"}]
    return dict(zip(kinds, forms, strict=False)).get(rule(int(number)), forms[-1])


@lru_cache(maxsize=16)
def _plural(language: str) -> "PluralRule":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language).plural_form
    except (ValueError, UnknownLocaleError):
        return Locale.parse("id").plural_form


@lru_cache(maxsize=1024)
def _parts(template: str) -> tuple[str, ...]:
    """Cut a template: words of the book, a name, the forms that go with its number, and so on in turn."""
    return tuple([part or "" for part in _NAMES.split(template)])


def masked(value: str, shown: int) -> str:
    """Show the last characters only; twice is the same as once.

    >>> masked("3674991203850001", 4), masked(masked("3674991203850001", 4), 4), masked("123", 4)
    ('..0001', '..0001', '..')
    """
    if not shown:
        return value
    return ".." + (value[-shown:] if len(value) > shown else "")
