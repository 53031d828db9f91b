"""What makes one make of modem differ from another, as data: `profiles/NAME.toml`, or a file of one's own.

A file has a table for each subject of `makes.py`; what it leaves out is as the standards have it. Each table
tells in `source` where its facts come from: a manual's clause, a dump, an issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from modem.simulator.errors import InvalidProfile, UnknownProfile
from modem.simulator.makes import Characters, Messages, Profile

FOLDER = Path(__file__).parent / "profiles"

TABLES: Mapping[str, Any] = {
    name: type(default)
    for name, default in Profile._field_defaults.items()
    if name not in ("about", "sources")
}
CHOICES = {
    "ussd.form": ("charset", "plain", "ucs2", "packed", "octets"),
    "ussd.ends": ("", "before", "after"),
    "ussd.typed": ("charset", "packed", "any"),
}
OWN = ("manufacturer", "model", "revision", "imei", "iccid", "imsi", "rssi", "number", "pin")
WORDS: Mapping[str, tuple[str, ...]] = {"calls": ("number", "time", "seconds"), "storage": ("memory",)}
"""What a line may hold in braces: this modem's own, in some tables others."""


@cache
def names() -> list[str]:
    """List the makes that come with the package.

    >>> "generic" in names()
    True
    """
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def profile(name: str) -> Profile:
    """Give the make of that name, or read it from a file (`NAME.toml`).

    Raises `UnknownProfile`, and `InvalidProfile` for a file with a key or value that means nothing.

    >>> profile("generic").storage.memories
    {'SM': 30, 'ME': 30}
    """
    if name.endswith(".toml"):
        return _load(Path(name))
    if name not in names():
        raise UnknownProfile(
            f"There is no profile {name!r}.", f"Take one of: {', '.join(names())}; or a file NAME.toml."
        )
    return _load(FOLDER / f"{name}.toml")


@cache
def _load(path: Path) -> Profile:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnknownProfile(f"{path} cannot be read: {error}.") from None
    return read(path.stem, text)


def read(name: str, text: str) -> Profile:
    """Read a profile from the text of its file; `InvalidProfile` says what is wrong with it."""
    import tomllib

    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidProfile(f"{name}.toml is no TOML: {error}.") from None
    about = tables.pop("about", "")
    _known(name, tables, TABLES, "has no table")
    _same(f"{name}.toml: about", about, "")
    sources = {key: _sources(f"{name}.toml: [{key}]", table) for key, table in tables.items()}
    found = {key: _table(f"{name}.toml", key, table) for key, table in tables.items()}
    made = Profile(name, about, sources=sources, **found)
    _consistent(made)
    return made


def _known(where: str, given: Iterable[str], there_are: Iterable[str], what: str) -> None:
    for key in given:
        if key not in there_are:
            raise InvalidProfile(f"{where} {what} {key!r}.", f"There are: {', '.join(there_are)}.")


def _sources(where: str, table: object) -> tuple[str, ...]:
    """Take the sources out of a table: every one has them."""
    source = table.pop("source", None) if isinstance(table, dict) else None
    sources = (source,) if isinstance(source, str) else tuple(source or ())
    if not sources or not all(isinstance(text, str) and text for text in sources):
        raise InvalidProfile(
            f"{where} has no source.", 'Write where its facts come from: source = "manual, clause".'
        )
    return sources


def _table(file: str, key: str, table: dict[str, Any]) -> Any:  # noqa: ANN401
    kind = TABLES[key]
    where = f"{file}: [{key}]"
    _known(where, table, kind._fields, "has no key")
    words = WORDS.get(key, OWN)
    values = {
        name: _same(f"{where} {name}", value, kind._field_defaults[name], words)
        for name, value in table.items()
    }
    for name, choices in CHOICES.items():
        if name.startswith(f"{key}.") and (field := name.partition(".")[2]) in values:
            _known(f"{where} {field}:", [str(values[field])], choices, "cannot be")
    return kind(**values)


def _same(where: str, value: object, default: object, words: tuple[str, ...] = ()) -> object:
    """Give *value* with the type of *default*: arrays as tuples, whole numbers as fractions."""
    if isinstance(value, list):
        value = tuple(tuple(item) if isinstance(item, list) else item for item in value)
    if isinstance(value, dict):
        value = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not type(default) or not _alike(value, default):
        raise InvalidProfile(f"{where} is {value!r}.", f"Write it like {default!r}.")
    _fill(where, value, words)
    return value


def _alike(value: object, default: object) -> bool:
    """Whether the items of an array or a table are what they may be: texts, or what the default has."""
    if isinstance(value, tuple):
        return all(isinstance(item, str | tuple) for item in value)
    if isinstance(value, Mapping) and isinstance(default, Mapping):
        kind = type(next(iter(default.values()), "")) if default else (str, tuple)
        return all(isinstance(item, kind) for item in value.values())
    return True


def _fill(where: str, value: object, words: tuple[str, ...]) -> None:
    """Try every line with braces: a word that nobody knows would only be found while a modem speaks."""
    if isinstance(value, tuple):
        for item in value:
            _fill(where, item, words)
    if isinstance(value, Mapping):
        for item in value.values():
            _fill(where, item, words)
    if isinstance(value, str) and "{" in value:
        try:
            value.format_map(dict.fromkeys(words, "0"))
        except (KeyError, ValueError, IndexError, AttributeError):
            raise InvalidProfile(
                f"{where}: {value!r} has an unknown word in braces.", f"There are: {', '.join(words)}."
            ) from None


def _consistent(made: Profile) -> None:
    """Refuse what would break the modem later: a memory that is not there, ranges that are none."""
    storage, where = made.storage, f"{made.name}.toml:"
    _known(f"{where} [storage]", storage.aliases.values(), storage.memories, "has no memory")
    _known(f"{where} [storage]", filter(None, (storage.reports,)), storage.memories, "has no memory")
    _known(f"{where} [storage]", storage.chosen, {**storage.memories, **storage.aliases}, "has no memory")
    _known(
        f"{where} [characters]",
        (made.characters.default, *made.characters.sets),
        Characters().sets,
        "has no set",
    )
    if not storage.memories or not all(
        type(slots) is int and 0 < slots < 10_000 for slots in storage.memories.values()
    ):
        raise InvalidProfile(f"{where} [storage] memories want slots.", "Write memories = { SM = 30 }.")
    if not 2 <= len(storage.chosen) <= 3:
        raise InvalidProfile(f"{where} [storage] chosen is of two or three memories.")
    _indications(f"{where} [messages]", made.messages)
    _settings(f"{where} [commands]", made)
    _moments(where, made)


def _indications(where: str, messages: Messages) -> None:
    from modem.simulator.settings import within_all

    if len(messages.cnmi) != 5 or not all(_ranges(text) for text in messages.cnmi):
        raise InvalidProfile(
            f"{where} cnmi has no five ranges.", 'Write cnmi = ["0-3", "0-3", "0-3", "0-2", "0,1"].'
        )
    modes = messages.cnmi_default.split(",")
    if not all(map(str.isdigit, modes)) or not within_all(tuple(map(int, modes)), messages.cnmi):
        raise InvalidProfile(
            f"{where} cnmi_default is not five numbers, each in its range.",
            'Write cnmi_default = "2,1,0,0,0".',
        )


def _settings(where: str, made: Profile) -> None:
    from modem.simulator.settings import SETTINGS, within_all

    for name, values in made.commands.settings.items():
        _known(where, [name], SETTINGS, "has no setting")
        if not within_all(values, SETTINGS[name].ranges):
            raise InvalidProfile(
                f"{where} {name} has no such values.", 'Write "+CMEE" = [2], as it shows them.'
            )


def _moments(where: str, made: Profile) -> None:
    for moment in (*made.boot.banner, *made.boot.ready):
        if not (
            isinstance(moment, tuple)
            and len(moment) == 2
            and isinstance(moment[0], int | float)
            and isinstance(moment[1], str)
        ):
            raise InvalidProfile(f"{where} [boot] {moment!r} is no moment.", 'Write [0.5, "RDY"].')
    if made.noise.lines and made.noise.every <= 0:
        raise InvalidProfile(f"{where} [noise] lines want every.", "Write every = 5.0, in seconds.")


def _ranges(text: object) -> bool:
    return isinstance(text, str) and all(
        low.isdigit() and (not high or high.isdigit())
        for low, _, high in (item.partition("-") for item in text.split(","))
    )
