"""The table of permits, which the office can change: papers, stages, the counter. See `izin.yaml`."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kiosk.dates import WEEKDAYS, Hours
from kiosk.errors import ConfigError
from kiosk.services.tables import InUse
from kiosk.store import remembered

if TYPE_CHECKING:
    from kiosk.transaction import Tx

EXAMPLE = Path(__file__).with_name("izin.yaml")
DEMO = "permits example"  # remembered in the data of a demo
ORDER = ("id", "en", "su")
Text = Mapping[str, str]  # by language


class Permit(NamedTuple):
    """A kind of permit: its name in a list and in a sentence, the papers it asks for, what it costs."""

    code: str
    name: Text
    said: Text
    papers: tuple[str, ...]
    fee: Text


class Table(NamedTuple):
    """What the office says of its permits."""

    address: str
    weekdays: frozenset[int]
    hours: Hours
    answer_by: time
    check: timedelta
    stages: tuple[Text, ...]
    papers: Mapping[str, Text]
    permits: Mapping[str, Permit]

    def paper(self, code: str, language: str) -> str:
        """Name a paper; one that the table does not have is named as the agency does."""
        found = self.papers.get(code)
        return said(found, language) if found else code

    def stage(self, number: int, language: str) -> str:
        """Name a stage."""
        return said(self.stages[number - 1], language)

    def kind(self, code: str, language: str) -> str:
        """Name a kind of permit as a sentence does; one that the table does not have by its code."""
        found = self.permits.get(code)
        return said(found.said, language) if found else code


def said(text: Text, language: str) -> str:
    """Give a text in a language; what is not translated is said in Indonesian."""
    return text.get(language) or text["id"]


def read(path: Path) -> Table:
    """Read a table. Raises ConfigError: the file and what is wrong in it."""
    import yaml

    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
        return _table_of(table)
    except (
        OSError,
        UnicodeError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        yaml.YAMLError,
    ) as error:
        why = f"kunci {error} tidak ada" if isinstance(error, KeyError) else error
        raise ConfigError(
            f"Tabel izin {path} tidak bisa dipakai ({why}).".replace("\n", " "),
            f"Bandingkan berkas itu dengan contoh aslinya, {EXAMPLE.name}.",
        ) from error


def _table_of(table: dict[str, Any]) -> Table:
    counter = table["counter"]
    first, _, last = counter["days"].partition("-")
    papers = {code: _text(text) for code, text in table["papers"].items()}
    permits = {code: _permit(code, row) for code, row in table["permits"].items()}
    for permit in permits.values():
        for paper in permit.papers:
            if paper not in papers:
                raise ValueError(f"permits: {permit.code}: papers: {paper} tidak ada di papers")
    stages = tuple(map(_text, table["stages"]))
    if not stages:
        raise ValueError("stages kosong")
    return Table(
        counter["address"],
        frozenset(range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)),
        Hours.parse(counter["hours"]),
        time.fromisoformat(table["answer_by"].replace(".", ":")),
        timedelta(minutes=int(table["check"])),
        stages,
        papers,
        permits,
    )


def _permit(code: str, row: dict[str, Any]) -> Permit:
    return Permit(code, _text(row["name"]), _text(row["said"]), tuple(row["papers"]), _text(row["fee"]))


def _text(value: Sequence[str]) -> Text:
    if isinstance(value, str) or not value or not all(value):
        raise ValueError(f"{value!r} bukan [Indonesia, Inggris]")
    return dict(zip(ORDER, value, strict=False))


table = InUse(read, EXAMPLE)
use = table.use


def seed(tx: "Tx") -> None:
    """Let a demo have the example."""
    remembered.write(tx, DEMO, "yes")


def is_true(tx: "Tx") -> bool:
    """Tell whether the table may be told to residents: the office's own, or a demo's example."""
    return table.own or bool(remembered.read(tx, DEMO))
