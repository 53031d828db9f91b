"""Rows into the database, beside those that are read, in bites that let an answer through; then the change.

Each bite is parsed before the write lock is taken and commits with the mark of how far the file is. A kill
loses a bite at most: the same file goes on from the mark. Nothing of it is read until all of it is there.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.services.tax import bills
from kiosk.services.tax.importing.cells import Wrong
from kiosk.services.tax.importing.columns import Row, Unusable
from kiosk.services.tax.schema import ASKED, bill, edition, fault, renumbered

if TYPE_CHECKING:
    from kiosk.services.tax.importing.columns import Plan
    from kiosk.services.tax.importing.source import Line, Source
    from kiosk.store.engine import Connection

LOCKED = 0.05  # seconds for which a bite holds the write lock; an answer waits for one bite at most
SMALLEST, FIRST, LARGEST = 200, 2_000, 10_000  # rows of a bite
CLEAR = 2_000  # rows of an edition that is over, taken out in one bite
FAULTS = 50_000  # that are kept with their reason; more are counted
CACHE = -64_000  # kB of the file that SQLite keeps in memory meanwhile
TWICE = {"bills": "NOP dan tahun ini sudah ada di baris sebelumnya", "nops": "NOP lama ini sudah ada di atas"}
CUT = "Berkas terpotong: baris terakhirnya (baris {line}) tidak utuh."
DOUBTFUL = "jumlah di akhir berkas, tanpa akhir baris: mungkin terpotong"
AGAIN = "Salin atau ekspor berkas itu sekali lagi, lalu ulangi."

_e, _b, _r, _f = edition.c, bill.c, renumbered.c, fault.c
NOPS = ("edition", "old", "new")
ADD = {
    "bills": (insert(bill).values({each: bindparam(each) for each in bills.COLUMNS}), bills.COLUMNS),
    "nops": (insert(renumbered).values({each: bindparam(each) for each in NOPS}), NOPS),
}
ADD = {kind: (statement.on_conflict_do_nothing(), names) for kind, (statement, names) in ADD.items()}
FAULT = ("edition", "line", "reason")
ADD_FAULT = insert(fault).values({each: bindparam(each) for each in FAULT}).on_conflict_do_nothing()
FAULTY = sa.select(_f.line, _f.reason).where(_f.edition == bindparam("of")).order_by(_f.line)
BEGUN = sa.select(edition).where(
    _e.kind == bindparam("kind_"), _e.state == "loading", _e.digest == bindparam("digest_")
)
BEGIN = sa.insert(edition)
MARK = (
    sa.update(edition)
    .where(_e.id == bindparam("of"))
    .values(
        position=bindparam("position_"),
        rows=bindparam("rows_"),
        bad=bindparam("bad_"),
        changed_at=bindparam("now"),
    )
)
END = (
    sa.update(edition).where(_e.kind == bindparam("kind_"), _e.state == bindparam("was")).values(state="over")
)
DROP = sa.update(edition).where(_e.id == bindparam("of")).values(state="over")
CHANGE = (
    sa.update(edition).where(_e.id == bindparam("of")).values(state="current", changed_at=bindparam("now"))
)
CURRENT = sa.select(edition).where(_e.kind == bindparam("kind_"), _e.state == "current")
OVER = sa.select(_e.id).where(_e.state == "over").limit(1)
_some_bills = sa.select(_b.nop, _b.year).where(_b.edition == bindparam("of")).limit(bindparam("most"))
_some_nops = sa.select(_r.old).where(_r.edition == bindparam("of")).limit(bindparam("most"))
_some_faults = sa.select(_f.line).where(_f.edition == bindparam("of")).limit(bindparam("most"))
CLEARS = (
    sa.delete(bill).where(_b.edition == bindparam("of"), sa.tuple_(_b.nop, _b.year).in_(_some_bills)),
    sa.delete(renumbered).where(_r.edition == bindparam("of"), _r.old.in_(_some_nops)),
    sa.delete(fault).where(_f.edition == bindparam("of"), _f.line.in_(_some_faults)),
)
FORGET = sa.delete(edition).where(_e.id == bindparam("of"))


class Job(NamedTuple):
    """What is imported: kind, file name, fingerprint, time of the data; `fewer` allows many fewer rows."""

    kind: str
    file: str
    digest: str
    data_at: float
    fewer: bool = False


class Taken(NamedTuple):
    """How an import stands: rows taken and not, rows of an earlier try, the seconds of the longest lock."""

    edition: int
    rows: int = 0
    bad: int = 0
    position: int = 0
    resumed: int = 0
    longest: float = 0.0


class Loading:
    """One import on a connection of its own."""

    def __init__(self, connection: "Connection", job: Job, clock: Callable[[], datetime]) -> None:
        self._connection, self._job, self._clock = connection, job, clock
        connection.execute(f"PRAGMA cache_size = {CACHE}")
        self.taken = Taken(0)

    def begin(self) -> Taken:
        """Take the import up where it was left, or begin it anew; other unfinished ones of its kind end."""
        run, job = self._connection.run, self._job
        with self._connection.transaction():
            row = run(BEGUN, kind_=job.kind, digest_=job.digest).first()
            if row is None:
                run(END, kind_=job.kind, was="loading")
                found = run(
                    BEGIN, kind=job.kind, file=job.file, digest=job.digest, data_at=job.data_at,
                    state="loading", position=0, rows=0, bad=0, begun_at=self._now(), changed_at=self._now(),
                ).inserted  # fmt: skip
                self.taken = Taken(int(found or 0))
            else:
                self.taken = Taken(row.id, row.rows, row.bad, row.position, row.position)
        assert self.taken.edition != ASKED
        return self.taken

    def load(self, source: "Source", plan: "Plan", seen: Callable[[Taken], None]) -> Taken:
        """Write all rows that are not written yet. Raises Unusable: the file was cut off."""
        rows, size = source.rows, FIRST
        for _ in range(self.taken.position):
            next(rows, None)
        ends_with_amount = plan.found.get("jumlah") == len(source.header) - 1
        while True:
            good, bad, count = _bite(rows, plan, size, ends_with_amount=ends_with_amount)
            if not count:
                return self.taken
            size = self._write(good, bad, count)
            seen(self.taken)

    def change_over(self) -> None:
        """Let residents read this import from now on, and the one before no more; in one moment.

        Raises Unusable: more rows are bad than good, or many fewer came than there were.
        """
        run, job, taken = self._connection.run, self._job, self.taken
        with self._connection.transaction():
            before = run(CURRENT, kind_=job.kind).first()
            why = _doubt(taken, before.rows if before else 0, fewer=job.fewer)
            if why is None:
                run(END, kind_=job.kind, was="current")
                run(CHANGE, of=taken.edition, now=self._now())
        if why is not None:
            raise why

    def drop(self) -> None:
        """Give the import up; its rows are cleared away later."""
        with self._connection.transaction():
            self._connection.run(DROP, of=self.taken.edition)

    def faults(self) -> list[tuple[int, str]]:
        """List the bad rows: line and reason."""
        return [(row.line, row.reason) for row in self._connection.run(FAULTY, of=self.taken.edition)]

    def _write(self, good: list[tuple[int, Row]], bad: list[tuple[int, str]], count: int) -> int:
        """Commit a bite; gives how many rows the next one may have."""
        connection, taken, kind = self._connection, self.taken, self._job.kind
        statement, names = ADD[kind]
        rows = [(taken.edition, *row) for _, row in good]
        connection.begin()
        began = time.perf_counter()
        try:
            connection.execute("SAVEPOINT rows")
            if connection.run_many(statement, names, rows) != len(rows):
                connection.execute("ROLLBACK TO rows")
                for (line, _), row in zip(good, rows, strict=True):
                    if not connection.run_many(statement, names, [row]):
                        bad.append((line, TWICE[kind]))
            connection.execute("RELEASE rows")
            kept = bad[: max(0, FAULTS - taken.bad)]
            connection.run_many(ADD_FAULT, FAULT, [(taken.edition, *each) for each in kept])
            now = taken._replace(
                rows=taken.rows + count - len(bad), bad=taken.bad + len(bad), position=taken.position + count
            )
            connection.run(
                MARK, of=now.edition, position_=now.position, rows_=now.rows, bad_=now.bad, now=self._now()
            )
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        held = time.perf_counter() - began
        self.taken = now._replace(longest=max(now.longest, held))
        return max(SMALLEST, min(LARGEST, int(count * LOCKED / max(held, 1e-4))))

    def _now(self) -> float:
        return self._clock().timestamp()


def _bite(
    rows: "Iterator[Line]", plan: "Plan", size: int, *, ends_with_amount: bool
) -> tuple[list[tuple[int, Row]], list[tuple[int, str]], int]:
    """Read so many rows: those that are good, those that are not and why, and how many they were."""
    good: list[tuple[int, Row]] = []
    bad: list[tuple[int, str]] = []
    read, count = plan.read, 0
    for line, cells, why, torn in rows:
        count += 1
        try:
            row = read(cells) if not why else ()
        except Wrong as wrong:
            why = str(wrong)
        if torn and why:
            raise Unusable(CUT.format(line=line), AGAIN)
        if torn and ends_with_amount:
            why = DOUBTFUL
        if why:
            bad.append((line, why))
        else:
            good.append((line, row))
        if count >= size:
            break
    return good, bad, count


def _doubt(taken: Taken, before: int, *, fewer: bool) -> Unusable | None:
    """Tell why an import had better not be used."""
    if not taken.rows:
        return Unusable(
            "Tidak ada satu baris pun yang bisa dipakai.", "Periksa kolom dan isinya; lihat laporan."
        )
    if taken.bad > taken.rows:
        return Unusable(
            f"Lebih banyak baris salah ({taken.bad}) daripada benar ({taken.rows}).",
            "Perbaiki menurut laporan, lalu ulangi.",
        )
    if taken.rows * 2 < before and not fewer:
        return Unusable(
            f"Hanya {taken.rows} baris, padahal sekarang ada {before}.",
            "Pastikan berkas itu lengkap (semua tagihan semua tahun); bila memang benar, tambahkan --fewer.",
        )
    return None


def clear(connection: "Connection") -> bool:
    """Take one bite out of an edition that is over; True when there is more."""
    with connection.transaction():
        row = connection.run(OVER).first()
        if row is None:
            return False
        if not any(connection.run(each, of=row.id, most=CLEAR).changed for each in CLEARS):
            connection.run(FORGET, of=row.id)
    return True
