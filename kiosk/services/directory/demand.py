"""What residents looked for and did not find: words and how often, by day, without anything of theirs."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.clock import WIB
from kiosk.privacy.redact import masked
from kiosk.services.directory.schema import unmet

if TYPE_CHECKING:
    from kiosk.transaction import Tx

WORDS, LETTERS = 4, 40  # that are kept of a search
KEPT = timedelta(days=400)
SHOWN = 20
_NUMBER = re.compile(r"\S*\d{3,}\S*|\S+@\S+")

_d = unmet.c
_note = insert(unmet).values(day=bindparam("day"), words=bindparam("words"), times=1)
NOTE = _note.on_conflict_do_update(index_elements=["day", "words"], set_={"times": _d.times + 1})
MOST = (
    sa.select(_d.words, sa.func.sum(_d.times).label("times"))
    .where(_d.day >= bindparam("since"), _d.day < bindparam("until"))
    .group_by(_d.words)
    .order_by(sa.func.sum(_d.times).desc(), _d.words)
    .limit(bindparam("most"))
)
OLD = sa.delete(unmet).where(_d.day < bindparam("before"))
Run = Callable[..., Iterable[Any]]


class Wanted(NamedTuple):
    """What was looked for in vain, and how often."""

    words: str
    times: int


def note(tx: "Tx", text: str) -> None:
    """Keep a search without a result."""
    tx.run(NOTE, day=tx.now.astimezone(WIB).date().isoformat(), words=cleaned(text))


def cleaned(text: str) -> str:
    """Give the words of a search without numbers, addresses and what goes beyond a few words.

    >>> cleaned("Pasang  WIFI, HP 0812-1111-0001 budi@x.id NIK 3674060503990001 segera sekali")
    'pasang wifi hp .. .. nik ..'
    """
    bare = _NUMBER.sub("..", masked(" ".join(text.split())))
    words = [word for word in re.findall(r"\.\.|[^\W_]+", bare.casefold()) if word]
    kept, counted = [], 0
    for word in words:
        counted += word != ".."
        if counted > WORDS:
            break
        kept.append(word)
    return " ".join(kept)[:LETTERS].strip()


def most(run: Run, since: date, until: date, many: int = SHOWN) -> tuple[Wanted, ...]:
    """List what was looked for most, from *since* to before *until*; *run* is that of a reader."""
    rows = run(MOST, since=since.isoformat(), until=until.isoformat(), most=many)
    return tuple(Wanted(row.words, row.times) for row in rows)


def forget(tx: "Tx") -> None:
    """Forget what is older than a year and a month."""
    tx.run(OLD, before=(tx.now.astimezone(WIB).date() - KEPT).isoformat())
