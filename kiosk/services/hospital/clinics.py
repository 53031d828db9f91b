"""The clinics of the hospital, their hours and places, read from a table that the office can edit."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from kiosk import dates
from kiosk.dates import WEEKDAYS, Hours
from kiosk.errors import ConfigError

TABLE = Path(__file__).with_name("clinics.yaml")


class Clinic(NamedTuple):
    """A clinic: when it is open, how many it sees a day, how it is called."""

    code: str
    letter: str
    weekdays: frozenset[int]
    hours: Hours
    places: int
    names: dict[str, tuple[str, str]]  # language: in a list, in a sentence

    def label(self, language: str) -> str:
        """Its name in a list of clinics."""
        return self.names.get(language, self.names["id"])[0]

    def name(self, language: str) -> str:
        """Its name in a sentence."""
        return self.names.get(language, self.names["id"])[1]

    def shown(self, language: str) -> str:
        """Name it once it is chosen: English says "Children's clinic", the others put "poli" before it."""
        return self.name(language) if language == "en" else self.label(language)

    def queue(self, number: int) -> str:
        """Write a queue number as it is called out, like A-014."""
        return f"{self.letter}-{number:03}"


class Clinics:
    """The table: clinics in their order, and how far ahead they are booked."""

    def __init__(self, path: Path = TABLE) -> None:
        """Read the table; a ConfigError names the file and what is wrong in it."""
        try:
            self._read(path)
        except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise ConfigError(
                f"{path}: the table of clinics cannot be used ({error}).", "Compare it with the example."
            ) from error

    def _read(self, path: Path) -> None:
        import yaml

        try:
            table: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
        except yaml.YAMLError as error:
            raise ValueError(str(error).replace("\n", " ")) from error
        self.book_ahead = int(table["book_ahead"])
        self.calls = Hours.parse(table["calls"])
        self.answer_by = time.fromisoformat(table["answer_by"].replace(".", ":"))
        self.window = timedelta(minutes=int(table["window"]))
        self.closed = frozenset(date.fromisoformat(day) for day in table["closed"])
        self.all = {code: _clinic(code, row) for code, row in table["clinics"].items()}

    def __getitem__(self, code: str) -> Clinic:
        return self.all[code]

    def days(self, code: str, today: date) -> list[date]:
        """List the days to choose from: those of the next working days on which it is open."""
        ahead = islice(dates.working_days(today, self.closed), self.book_ahead)
        return [day for day in ahead if day.weekday() in self[code].weekdays]

    def comes(self, code: str, number: int, places: int) -> Hours:
        """When the patient with a queue number is asked to come: the hours of the clinic, shared out.

        A number beyond the places (others have cancelled) belongs to the last window.
        """
        opens, closes = self[code].hours
        windows = max(1, (_minutes(closes) - _minutes(opens)) // int(self.window.total_seconds() // 60))
        turn = min((number - 1) * windows // max(places, 1), windows - 1)
        begins = datetime.combine(date.min, opens) + turn * self.window
        return Hours(begins.time(), min((begins + self.window).time(), closes))


@lru_cache(maxsize=1)
def clinics() -> Clinics:
    """Give the table of the folder, read once."""
    return Clinics()


def _clinic(code: str, row: dict[str, Any]) -> Clinic:
    names: dict[str, tuple[str, str]] = {
        language: (row[language][0], row[language][1]) for language in ("id", "su", "en") if language in row
    }
    places = int(row["places"])
    if places < 0:
        raise ValueError(f"{code}: places {places}")
    return Clinic(code, row["letter"], _weekdays(row["days"]), Hours.parse(row["hours"]), places, names)


def _weekdays(text: str) -> frozenset[int]:
    first, _, last = text.partition("-")
    return frozenset(range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1))


def _minutes(when: time) -> int:
    return when.hour * 60 + when.minute
