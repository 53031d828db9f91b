"""What the agency last said of an application, and who wants to hear of it by themselves."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.clock import WIB
from kiosk.services.permits.schema import application, watch

if TYPE_CHECKING:
    from kiosk.transaction import Tx

State = Literal["diproses", "kurang", "terbit", "diambil", "ditolak"]
STATES: tuple[State, ...] = get_args(State)
FINAL = ("terbit", "diambil", "ditolak")  # after which nothing is to be heard
KEPT = 180 * 86_400.0  # seconds after which what was said is forgotten
BITE = 50

_a, _w = application.c, watch.c
_COLUMNS = ("number", "kind", "state", "stage", "stages", "missing", "until", "data_at", "at")
_keep = insert(application).values({each: bindparam(each) for each in _COLUMNS})
KEEP = _keep.on_conflict_do_update(
    index_elements=["number"], set_={each: _keep.excluded[each] for each in _COLUMNS[1:]}
)
FIND = sa.select(application).where(_a.number == bindparam("which"))
_old = sa.select(_a.number).where(_a.at < bindparam("before")).limit(BITE)
FORGET = sa.delete(application).where(_a.number.in_(_old))

_mine = sa.and_(_w.person == bindparam("who"), _w.number == bindparam("which"))
_WATCH = ("person", "number", "phone", "language", "told", "at", "checked")
_watch = insert(watch).values({each: bindparam(each) for each in _WATCH})
WATCH = _watch.on_conflict_do_update(
    index_elements=["person", "number"],
    set_={each: _watch.excluded[each] for each in ("phone", "language", "told")},
)
WATCHED = sa.select(_w.at).where(_mine)
WATCHERS = sa.select(watch).where(_w.number == bindparam("which"))
TOLD = sa.update(watch).where(_mine).values(told=bindparam("told_"))
LEAVE = sa.delete(watch).where(_mine)
UNCHECKED = sa.select(_w.number).where(_w.checked <= bindparam("before")).distinct().limit(BITE)
CHECKED = sa.update(watch).where(_w.number == bindparam("which")).values(checked=bindparam("now"))


class Application(NamedTuple):
    """How an application stands: its stage of so many, the papers that are missing, by when, as of when."""

    number: str
    kind: str
    state: State
    stage: int
    stages: int
    missing: tuple[str, ...]
    until: date | None
    data_at: datetime

    @property
    def word(self) -> str:
        """Name the text that tells of it: its state, with or without a day by which something is done."""
        return self.state if self.until or self.state not in ("diproses", "kurang") else f"{self.state}_saja"

    @property
    def news(self) -> str:
        """What of it is worth a message: another state, other papers."""
        return " ".join((self.state, *sorted(self.missing)))


class Watcher(NamedTuple):
    """Who hears of an application; `told` is the `news` that they know."""

    person: bytes
    phone: str
    language: str
    told: str


def find(tx: "Tx", number: str) -> Application | None:
    """Find what was last said of an application."""
    row = tx.run(FIND, which=number).first()
    if row is None:
        return None
    until = date.fromisoformat(row.until) if row.until else None
    data_at = datetime.fromtimestamp(row.data_at, WIB)
    missing = tuple(json.loads(row.missing))
    return Application(row.number, row.kind, row.state, row.stage, row.stages, missing, until, data_at)


def keep(tx: "Tx", found: Application) -> None:
    """Keep what the agency said."""
    values: dict[str, Any] = found._asdict()
    values |= {
        "missing": json.dumps(found.missing),
        "until": found.until.isoformat() if found.until else "",
        "data_at": found.data_at.timestamp(),
    }
    tx.run(KEEP, **values, at=tx.at)


def forget(tx: "Tx") -> bool:
    """Forget what was said long ago; True when there may be more."""
    return tx.run(FORGET, before=tx.at - KEPT).changed >= BITE


def watches(tx: "Tx", number: str) -> bool:
    """Tell whether the resident hears of an application."""
    return tx.run(WATCHED, who=tx.person, which=number).first() is not None


def begin(tx: "Tx", found: Application, language: str) -> None:
    """Let the resident hear of an application from now on; they know how it stands."""
    tx.run(
        WATCH,
        person=tx.person,
        number=found.number,
        phone=tx.seal(tx.number),
        language=language,
        told=found.news,
        at=tx.at,
        checked=tx.at,
    )


def leave(tx: "Tx", person: bytes, number: str) -> None:
    """Let somebody hear no more of an application."""
    tx.run(LEAVE, who=person, which=number)


def watchers(tx: "Tx", number: str) -> list[Watcher]:
    """List who hears of an application."""
    rows: Iterable[Any] = tx.run(WATCHERS, which=number)
    return [Watcher(row.person, tx.open(row.phone), row.language, row.told) for row in rows]


def note_told(tx: "Tx", person: bytes, found: Application) -> None:
    """Note what somebody knows now."""
    tx.run(TOLD, who=person, which=found.number, told_=found.news)


def unchecked(tx: "Tx", before: float) -> list[str]:
    """List applications that somebody watches and the agency was not asked about since *before*."""
    found = [row.number for row in tx.run(UNCHECKED, before=before)]
    for number in found:
        tx.run(CHECKED, which=number, now=tx.at)
    return found
