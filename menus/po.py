"""Gettext catalogues as translators leave them. Reading Babel takes 60 ms: import this where it is needed."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileParser

from menus.errors import Problem

_HEADER = re.compile(
    r'(?:^#[^~\n]*\n)*^msgid ""[ \t]*\nmsgstr[ \t]*"[^\n]*(?:\n[ \t]*"[^\n]*)*', re.MULTILINE
)


class Read(NamedTuple):
    """What a catalogue holds, and its lines that are no gettext: number and text."""

    entries: Catalog
    wrong: tuple[tuple[int, str], ...]


class _Parser(PoFileParser):
    """Babel's, which prints what it does not understand."""

    wrong: tuple[tuple[int, str], ...] = ()

    def _invalid_pofile(self, line: str, lineno: int, msg: str) -> None:
        self.wrong += ((lineno + 1, line),)


def read(po: str) -> Read:
    r"""Read a catalogue without its header: a book's own text and file name tell what stands there.

    The template of xgettext has `nplurals=INTEGER` and `YEAR-MO-DA` in it, on which Babel ends.

    >>> read('msgid ""\nmsgstr "Plural-Forms: nplurals=INTEGER;"\n\nmsgid "Ya"\noh').wrong[0]
    (5, 'oh')
    """
    plain = po.replace("\r\n", "\n")
    parser = _Parser(Catalog(locale=None))
    parser.parse(_HEADER.sub(lambda header: "\n" * header[0].count("\n"), plain, count=1).split("\n"))
    return Read(parser.catalog, parser.wrong)


def problems(file: str, po: str) -> list[Problem]:
    """Tell the lines that are no gettext, in *file*."""
    what, remedy = "This line is no gettext.", 'Write `msgid "…"` and `msgstr "…"`, or begin it with `# `.'
    return [Problem(file, line, 1, what, remedy, said, "catalogue") for line, said in read(po).wrong]


@lru_cache(maxsize=16)
def translations(po: str) -> Mapping[str, str]:
    """Give what is translated; what is untranslated or fuzzy is left out."""
    return {
        str(entry.id): str(entry.string)
        for entry in read(po).entries
        if entry.id and entry.string and not entry.fuzzy
    }
