"""The catalogue in use: read from the office's spreadsheet, kept as an edition, searched in memory.

Until the office has imported its own, the one that ships is in use. An edition replaces the whole catalogue,
and every process notices it with its next search.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.clock import WIB
from kiosk.errors import ConfigError
from kiosk.services.directory.entries import Entry
from kiosk.services.directory.schema import catalogue, use
from kiosk.services.directory.search import Index
from kiosk.services.directory.spreadsheet import read

if TYPE_CHECKING:
    from kiosk.transaction import Tx

BUILT_IN = Path(__file__).with_name("catalogue.csv")
SYNONYMS = Path(__file__).with_name("synonyms.csv")
EDITIONS = 3  # that are kept, to look at what was before
MONTHS = 3  # whose use decides what stands first
SHIPPED = ""  # in place of a digest: the built-in catalogue

_c, _u = catalogue.c, use.c
LATEST = sa.select(_c.digest).order_by(_c.id.desc()).limit(1)
READ = sa.select(_c.entries).where(_c.digest == bindparam("which")).order_by(_c.id.desc()).limit(1)
EDITION = sa.select(_c.at, _c.source).order_by(_c.id.desc()).limit(1)
KEEP = sa.insert(catalogue)
FORGET = sa.delete(catalogue).where(
    _c.id.not_in(sa.select(_c.id).order_by(_c.id.desc()).limit(EDITIONS).scalar_subquery())
)
_count = insert(use).values(entry=bindparam("entry"), month=bindparam("month"), times=1)
COUNT = _count.on_conflict_do_update(index_elements=["entry", "month"], set_={"times": _u.times + 1})
USES = (
    sa.select(_u.entry, sa.func.sum(_u.times).label("times"))
    .where(_u.month >= bindparam("since"))
    .group_by(_u.entry)
)


def keep(tx: "Tx", entries: Sequence[Entry], source: str) -> None:
    """Put entries to use in place of those before."""
    text = json.dumps(
        [[one.key, one.cells, one.checked and one.checked.isoformat()] for one in entries],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    tx.run(KEEP, at=tx.at, source=source, digest=sha256(text.encode()).hexdigest(), entries=text)
    tx.run(FORGET)


def current(tx: "Tx") -> Index:
    """Give the catalogue in use, ready to be searched."""
    digest = tx.run(LATEST).value() or SHIPPED
    found = _made.get(digest)
    if found is None:
        found = _made[digest] = _built_in() if digest == SHIPPED else _stored(tx, digest)
        while len(_made) > EDITIONS:
            del _made[next(iter(_made))]
    return found


_made: dict[str, Index] = {}  # by digest: what was made of an edition


def edition(tx: "Tx") -> tuple[datetime, str] | None:
    """Tell when the catalogue in use was imported, and from which file; None: it is the one that ships."""
    row = tx.run(EDITION).first()
    return None if row is None else (datetime.fromtimestamp(row.at, WIB), row.source)


def count(tx: "Tx", key: str) -> None:
    """Count that somebody looked at an entry."""
    tx.run(COUNT, entry=key, month=f"{tx.now.astimezone(WIB):%Y-%m}")


def uses(tx: "Tx") -> dict[str, int]:
    """Tell how often each entry was looked at lately."""
    return {row.entry: row.times for row in tx.run(USES, since=_month(tx, MONTHS - 1))}


def _month(tx: "Tx", before: int) -> str:
    """Give the month so many before this one."""
    now = tx.now.astimezone(WIB)
    months = now.year * 12 + now.month - 1 - before
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _stored(tx: "Tx", digest: str) -> Index:
    rows = json.loads(tx.run(READ, which=digest).value())
    entries = [Entry(key, cells, date.fromisoformat(day) if day else None) for key, cells, day in rows]
    return Index(entries, _synonyms())


@lru_cache(maxsize=1)
def _built_in() -> Index:
    found = read(BUILT_IN, date.max)
    if found.bad:
        raise ConfigError(f"{BUILT_IN} baris {found.bad[0].line}: {found.bad[0].why}.", "Pasang ulang Loket.")
    return Index(found.entries, _synonyms())


@lru_cache(maxsize=1)
def _synonyms() -> list[list[str]]:
    return [line.split(";") for line in SYNONYMS.read_text("utf-8").splitlines() if line.strip()]
