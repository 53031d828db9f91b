"""What is said: texts with names in braces, in the languages of a book."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import StringIO
from typing import NamedTuple

_NAMES = re.compile(r"\{([a-z][a-z0-9_]*)\}")


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

    >>> names("Poli {poli}, {tanggal}. { x }")
    ('poli', 'tanggal')
    """
    return tuple(_NAMES.findall(template))


def fill(template: str, shown: Callable[[str], str]) -> str:
    """Put values in place of names, once: braces inside a value are never looked at.

    >>> fill("{a} {b}", {"a": "{b}", "b": "2"}.__getitem__)
    '{b} 2'
    """
    if "{" not in template:
        return template
    parts = _parts(template)
    return "".join([shown(part) if at % 2 else part for at, part in enumerate(parts)])


@lru_cache(maxsize=1024)
def _parts(template: str) -> tuple[str, ...]:
    """Cut a template: words of the book and names in turn."""
    return tuple(_NAMES.split(template))


def masked(value: str, shown: int) -> str:
    """Show the last characters only; twice is the same as once.

    >>> masked("3674991203850001", 4), masked(masked("3674991203850001", 4), 4), masked("123", 4)
    ('..0001', '..0001', '..')
    """
    if not shown:
        return value
    return ".." + (value[-shown:] if len(value) > shown else "")


def catalogue(po: str) -> Mapping[str, str]:
    """Read the translations of a gettext catalogue; what is untranslated or fuzzy is left out."""
    from babel.messages.pofile import read_po  # 60 ms: only for a language that is spoken

    found = {}
    for message in read_po(StringIO(po)):
        if message.id and message.string and not message.fuzzy:
            found[str(message.id)] = str(message.string)
    return found
