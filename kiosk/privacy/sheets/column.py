"""What a column of a table is to a resident: its name, how it is opened, what its values mean."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import menus
from kiosk.clock import WIB

if TYPE_CHECKING:
    from kiosk.transaction import Tx

Read = Callable[["Tx", Any], Any]
Words = Mapping[Any, str]
NO_WORDS: Words = MappingProxyType({})


def plain(tx: "Tx", value: Any) -> Any:  # noqa: ANN401 - as it is in the table
    """Take a value as it is."""
    return value


def moment(tx: "Tx", value: float) -> datetime:
    """Read Unix seconds."""
    return datetime.fromtimestamp(value, WIB)


def day(tx: "Tx", value: str) -> date:
    """Read a day."""
    return date.fromisoformat(value)


def flag(tx: "Tx", value: int) -> bool:
    """Read yes or no."""
    return bool(value)


def sealed(tx: "Tx", value: bytes) -> str:
    """Open a text."""
    return tx.open(value)


def village(tx: "Tx", value: str) -> str:
    """Name a kelurahan."""
    from kiosk import places

    known = {one.code: one.name for one in places.everywhere()}
    return known.get(value, value)


def conversation(tx: "Tx", value: bytes) -> dict[str, Any]:
    """Open where a conversation stands: its screen, and what was answered."""
    session = menus.Session.read(tx.open(value))
    return {"screen": session.screen, "answers": _answered(session)}


def _answered(session: menus.Session) -> dict[str, str]:
    parked = {} if session.parked is None else _answered(session.parked)
    return parked | {name: label or value for name, (value, label) in session.answers.items()}


def given(tx: "Tx", value: bytes) -> dict[str, str]:
    """Open what a question of ours is about."""
    return {name: str(label or said) for name, (said, label) in json.loads(tx.open(value)).items()}


def reply(tx: "Tx", value: bytes) -> str:
    """Open what was said at a door that may ask again."""
    return str(json.loads(tx.open(value))[0])


def slip(tx: "Tx", value: bytes) -> str:
    """Open the words of a slip."""
    return str(json.loads(tx.open(value))["text"])


def part(tx: "Tx", value: bytes) -> str:
    """Open a part of a long message; "" for one that was joined."""
    from modem.tpdu import Deliver

    return Deliver.decode(tx.open_octets(value)).text or "" if value else ""


class Column(NamedTuple):
    """A column as a resident reads it; *words* say in Indonesian what its values mean."""

    label: str
    read: Read = plain
    words: Words = NO_WORDS


class Sheet(NamedTuple):
    """A table as a resident reads it; `--json` has all of it.

    On paper a *brief* one is only counted, of another the columns *on_paper* are shown (none named: all).
    """

    title: str
    columns: Mapping[str, Column]
    left: frozenset[str] = frozenset()
    brief: bool = False
    on_paper: tuple[str, ...] = ()


TECHNICAL = frozenset({"id", "person"})  # of any table: the number of the row, the blinded number
CHANNELS: Words = {
    "sms": "SMS",
    "call": "misscall",
    "ussd": "USSD",
    "console": "layar loket",
    "web": "telepon web",
}
LANGUAGES: Words = {"id": "Indonesia", "en": "Inggris", "su": "Sunda"}
AT, CHANNEL = Column("Waktu", moment), Column("Lewat", words=CHANNELS)
NUMBER = Column("Nomor HP", sealed)
LANGUAGE = Column("Bahasa", words=LANGUAGES)
