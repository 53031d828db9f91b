"""The clinics of the hospital, their hours and places, read from a table that the office can edit."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from kiosk import dates
from kiosk.dates import WEEKDAYS, Hours
from kiosk.errors import ConfigError
from kiosk.services.tables import InUse

TABLE = Path(__file__).with_name("clinics.yaml")
ROOM = 24  # letters of a clinic's name in a sentence and of its queue number, so that a receipt is one SMS
DOCTOR = 16  # letters of a doctor's name, so that a booking with what can be done to it is one SMS


class Doctor(NamedTuple):
    """A doctor of a clinic: the code in the hospital's system, a name, when and how many."""

    code: str
    name: str
    letter: str
    weekdays: frozenset[int]
    hours: Hours
    places: int


class Session(NamedTuple):
    """One doctor's hours on one day; `doctor` is "" where a clinic has no table of doctors."""

    clinic: str
    doctor: str
    day: date
    hours: Hours
    places: int
    letter: str


class Clinic(NamedTuple):
    """A clinic: when it is open, how many it sees a day, how it is called.

    `poli` is its code in the hospital's system.
    """

    code: str
    poli: str
    letter: str
    weekdays: frozenset[int]
    hours: Hours
    places: int
    names: dict[str, tuple[str, str]]  # language: in a list, in a sentence
    doctors: tuple[Doctor, ...] = ()

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

    def doctor(self, code: str) -> str:
        """Name a doctor; "" for none."""
        return next((each.name for each in self.doctors if each.code == code), "")

    def serving(self, day: date, doctor: str = "") -> int:
        """Count whose hours there are on a day, or whether that doctor is there."""
        if not self.doctors:
            return int(doctor == "" and day.weekday() in self.weekdays)
        return sum(doctor in ("", each.code) and day.weekday() in each.weekdays for each in self.doctors)

    def sessions(self, day: date) -> list[Session]:
        """List whose hours there are on a weekday."""
        if not self.doctors:
            whole = Session(self.code, "", day, self.hours, self.places, self.letter)
            return [whole] if day.weekday() in self.weekdays else []
        return [
            Session(self.code, each.code, day, each.hours, each.places, each.letter)
            for each in self.doctors
            if day.weekday() in each.weekdays
        ]


class Clinics:
    """The table: clinics in their order, and how far ahead they are booked."""

    def __init__(self, path: Path) -> None:
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
        self.answer_by = _clock(table["answer_by"])
        self.confirm_from, self.confirm_until = Hours.parse(table["confirm"])
        self.last_call = _clock(table["last_call"])
        self.lease = int(table["lease"])
        self.sync = timedelta(minutes=int(table["sync"]))
        self.fresh = timedelta(minutes=int(table["fresh"]))
        self.window = timedelta(minutes=int(table["window"]))
        self.closed = frozenset(date.fromisoformat(day) for day in table["closed"])
        self.all = {code: _clinic(code, row) for code, row in table["clinics"].items()}
        for clinic in self.all.values():
            _hold(clinic)
        self._ahead = lru_cache(maxsize=64)(self._open_days)  # every screen of days asks, and it is one day

    def __getitem__(self, code: str) -> Clinic:
        return self.all[code]

    def days(self, code: str, now: datetime, doctor: str = "") -> list[date]:
        """List the days to choose from: those of the next working days on which it is open.

        From the last call on, tomorrow is over: its free places have gone back.
        """
        return list(self._ahead(code, doctor, now.date(), self.over(now)))

    def _open_days(self, code: str, doctor: str, today: date, over: date) -> tuple[date, ...]:
        ahead = islice(dates.working_days(today, self.closed), self.book_ahead)
        return tuple([day for day in ahead if day > over and self[code].serving(day, doctor)])

    def over(self, now: datetime) -> date:
        """Give the last day on which nobody gets a place any more."""
        return now.date() + timedelta(days=1) if now.time() >= self.last_call else now.date()

    def sessions(self, now: datetime) -> list[Session]:
        """List all hours of all doctors that can be booked."""
        return [
            session
            for code, clinic in self.all.items()
            for day in self.days(code, now)
            for session in clinic.sessions(day)
        ]

    def of_poli(self, poli: str) -> Clinic | None:
        """Find a clinic by its code in the hospital's system."""
        return next((clinic for clinic in self.all.values() if clinic.poli == poli), None)

    def window_at(self, serves_at: datetime, hours: Hours) -> Hours:
        """When a patient who is served then is asked to come: the window of the hours in which that lies."""
        opens = datetime.combine(serves_at.date(), hours.opens, serves_at.tzinfo)
        begins = opens + (serves_at - opens) // self.window * self.window
        ends = min((begins + self.window).time(), hours.closes)
        return Hours(begins.time(), ends if ends > begins.time() else (begins + self.window).time())

    def comes(self, code: str, number: int, places: int) -> Hours:
        """When the patient with a queue number is asked to come: the hours of the clinic, shared out.

        A number beyond the places (others have cancelled) belongs to the last window.
        """
        opens, closes = self[code].hours
        windows = max(1, (_minutes(closes) - _minutes(opens)) // int(self.window.total_seconds() // 60))
        turn = min((number - 1) * windows // max(places, 1), windows - 1)
        begins = datetime.combine(date.min, opens) + turn * self.window
        return Hours(begins.time(), min((begins + self.window).time(), closes))


clinics = InUse(Clinics, TABLE)
use = clinics.use


def _clinic(code: str, row: dict[str, Any]) -> Clinic:
    names: dict[str, tuple[str, str]] = {
        language: (row[language][0], row[language][1]) for language in ("id", "su", "en") if language in row
    }
    doctors = tuple(_doctor(key, row | own) for key, own in row.get("doctors", {}).items())
    if not doctors:
        return Clinic(
            code,
            row["poli"],
            row["letter"],
            _weekdays(row["days"]),
            Hours.parse(row["hours"]),
            _places(row),
            names,
        )
    weekdays = frozenset[int]().union(*(each.weekdays for each in doctors))
    hours = Hours(min(each.hours.opens for each in doctors), max(each.hours.closes for each in doctors))
    places = sum(each.places for each in doctors)
    return Clinic(code, row["poli"], row["letter"], weekdays, hours, places, names, doctors)


def _hold(clinic: Clinic) -> None:
    """Make sure that what is said of a clinic fits one SMS. Raises ValueError."""
    from modem import gsm7

    letters = (clinic.letter, *(each.letter for each in clinic.doctors))
    room = ROOM - max(len(letter) for letter in letters) - len("-999")
    names = [(name, room) for pair in clinic.names.values() for name in pair]
    for name, most in (*names, *((each.name, DOCTOR) for each in clinic.doctors)):
        if len(name) > most or not gsm7.encodable(name) or sum(map(gsm7.width, name)) > most:
            raise ValueError(f"{clinic.code}: {name!r} is no name of {most} letters of an SMS at most")


def _doctor(code: str, row: dict[str, Any]) -> Doctor:
    return Doctor(
        code, row["name"], row["letter"], _weekdays(row["days"]), Hours.parse(row["hours"]), _places(row)
    )


def _places(row: dict[str, Any]) -> int:
    places = int(row["places"])
    if places < 0:
        raise ValueError(f"{row['letter']}: places {places}")
    return places


def _clock(text: str) -> time:
    return time.fromisoformat(text.replace(".", ":"))


def _weekdays(text: str) -> frozenset[int]:
    first, _, last = text.partition("-")
    return frozenset(range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1))


def _minutes(when: time) -> int:
    return when.hour * 60 + when.minute
