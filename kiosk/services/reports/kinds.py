"""The kinds of reports and the words for them, read from a table that the office can edit."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.errors import ConfigError

TABLE = Path(__file__).with_name("kinds.yaml")
LANGUAGES = ("id", "en")
_WORD = re.compile(r"[^\W_]+")


class Thing(NamedTuple):
    """What a report may be about: the words that tell, how it is called in each language."""

    words: frozenset[str]
    name: tuple[str, ...]


class Kind(NamedTuple):
    """A kind of report; `done` are answers of an agency by the word that it may send for them."""

    code: str
    name: tuple[str, ...]
    labels: frozenset[str]
    things: tuple[Thing, ...]
    thing: tuple[str, ...]
    agency: str
    done: dict[str, tuple[str, ...]]

    def called(self, language: str) -> str:
        """Name the kind in a sentence."""
        return said(self.name, language)

    def about(self, story: str, language: str) -> str:
        """Name what a story is about, to begin a sentence with."""
        words = words_of(story)
        for thing in self.things:
            if thing.words & words:
                return said(thing.name, language)
        return said(self.thing, language)


class Kinds(NamedTuple):
    """The table: kinds in their order, and who else may be responsible, with a number to call."""

    all: dict[str, Kind]
    others: dict[str, str]

    @property
    def signs(self) -> frozenset[str]:
        """Words that tell a problem."""
        return frozenset(word for kind in self.all.values() for thing in kind.things for word in thing.words)


def said(names: tuple[str, ...], language: str) -> str:
    """Choose the words of a language; Indonesian where there are none."""
    return names[LANGUAGES.index(language)] if language in LANGUAGES[: len(names)] else names[0]


def words_of(text: str) -> frozenset[str]:
    """Give the words of a text in small letters."""
    return frozenset(_WORD.findall(text.casefold()))


def read(path: Path) -> Kinds:
    """Read the table; a ConfigError names the file and what is wrong in it."""
    import yaml

    try:
        table: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
        kinds = {code: _kind(code, row) for code, row in table["kinds"].items()}
        return Kinds(kinds, {str(name): str(number) for name, number in table["others"].items()})
    except (OSError, UnicodeError, KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise ConfigError(
            f"{path}: tabel jenis laporan tidak bisa dipakai ({error}).".replace("\n", " "),
            "Bandingkan berkas itu dengan contoh aslinya.",
        ) from error


@lru_cache(maxsize=1)
def kinds() -> Kinds:
    """Give the table of the folder, read once."""
    return read(TABLE)


def _kind(code: str, row: dict[str, Any]) -> Kind:
    things = tuple(Thing(frozenset(each["words"]), _names(each["name"])) for each in row["things"])
    done = {word: _names(names) for word, names in row["done"].items()}
    return Kind(
        code, _names(row["name"]), frozenset(row["label"]), things, _names(row["thing"]), row["agency"], done
    )


def _names(written: list[str]) -> tuple[str, ...]:
    if len(written) != len(LANGUAGES):
        raise ValueError(f"{written} does not name it in {' and '.join(LANGUAGES)}")
    return tuple(written)
