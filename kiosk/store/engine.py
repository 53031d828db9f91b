"""SQLite under SQLAlchemy Core: one held connection a thread, durable on every commit.

Statements are compiled to SQL once and run on the driver's own connection (half of the time of
`Connection.execute`).
"""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kiosk.store import lock
from kiosk.store.errors import sentence, told
from kiosk.store.statements import REMEMBERED, Compiled, Prepared, Rows, compiled

DATABASE = "loket.db"
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: with WAL and NORMAL a power cut forgets commits whose SMS has left the modem
    "secure_delete": 1,
    "foreign_keys": 1,
    "cache_size": -1000,  # KiB; what is asked for again lies at the ends of the tables
    "busy_timeout": 0,  # it is the last: from here on `Connection` waits
}
PATIENCE = 10.0  # seconds to wait for another process' transaction
RETRY = 0.0005  # seconds between two tries; SQLite's own busy handler backs off up to 100 ms


class Connection:
    """One SQLite connection; not for two threads at once.

    `wakes` is set by whoever writes something that another thread waits for.
    """

    wakes = False

    def __init__(self, engine: sa.Engine) -> None:
        with told():
            self._core = engine.connect()
        self.driver: sqlite3.Connection = self._core.connection.driver_connection  # type: ignore[assignment]
        self._cursor = self.driver.cursor()
        self._turn = lock.Turn(Path(engine.url.database or "").parent)

    def run(self, statement: sa.Executable, **values: object) -> Rows:
        """Run a Core statement. Keep statements at module level: they are compiled once.

        Values must be int, float, str, bytes or None; raises StoreError, or sqlite3.IntegrityError for a
        broken constraint.
        """
        ready = compiled(statement, values)
        try:
            given = ready.order({**ready.defaults, **values} if ready.defaults else values)
            try:
                self._cursor.execute(ready.sql, given)
            except sqlite3.OperationalError as error:
                self._patiently(error, ready.sql, given)
            return self._rows(ready)
        except KeyError as missing:
            raise sqlite3.ProgrammingError(f"The statement lacks a value for {missing}.") from None
        except sqlite3.Error as error:
            raise sentence(error) or error from error.__cause__

    def write(self, statement: Prepared, values: tuple[object, ...]) -> int:
        """Run a prepared statement that writes, within a transaction; gives the id of the row it made."""
        try:
            self._cursor.execute(statement.sql, statement.bound(values))
        except sqlite3.Error as error:
            raise sentence(error) or error from error.__cause__
        return self._cursor.lastrowid or 0

    def one(self, statement: Prepared, values: tuple[object, ...]) -> Any:  # noqa: ANN401 - the statement's
        """Run a prepared statement that gives one row, within a transaction: a bare tuple, or None."""
        try:
            self._cursor.execute(statement.sql, statement.bound(values))
            return self._cursor.fetchone()
        except sqlite3.Error as error:
            raise sentence(error) or error from error.__cause__

    def run_many(
        self, statement: sa.Executable, names: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> int:
        """Run a Core statement once for each of *rows*, whose values stand in the order of *names*.

        Gives how many rows it changed. For bulk work: keep the transaction around it short.
        """
        values = dict.fromkeys(names)
        ready = compiled(statement, values)
        order = ready.order({name: place for place, name in enumerate(names)})
        if list(order) != list(range(len(names))):
            rows = [[row[place] for place in order] for row in rows]
        before = self.driver.total_changes
        try:
            self._cursor.executemany(ready.sql, rows)
        except sqlite3.Error as error:
            raise sentence(error) or error from error.__cause__
        return self.driver.total_changes - before

    def execute(self, sql: str) -> Rows:
        """Run a line of SQL without values (BEGIN, COMMIT, SAVEPOINT, PRAGMA)."""
        try:
            try:
                self._cursor.execute(sql)
            except sqlite3.OperationalError as error:
                self._patiently(error, sql)
            return Rows(self._cursor.fetchall())
        except sqlite3.Error as error:
            raise sentence(error) or error from error.__cause__

    def begin(self) -> None:
        """Take the write lock, waiting for other processes at most `PATIENCE` seconds, each in its turn."""
        deadline = None
        while not self._turn.take():
            deadline = deadline or time.monotonic() + PATIENCE
            if time.monotonic() > deadline:
                break  # somebody stands there and does not go on: try without
            threading.Event().wait(RETRY)
        try:
            self.execute("BEGIN IMMEDIATE")
        finally:
            self._turn.leave()

    def _patiently(self, error: sqlite3.OperationalError, sql: str, values: Sequence[Any] = ()) -> None:
        """Wait for other processes, if that was it; within a transaction there is nothing to wait for."""
        if self.driver.in_transaction or not _is_busy(error):
            raise error
        deadline = time.monotonic() + PATIENCE
        while True:
            threading.Event().wait(RETRY)
            try:
                self._cursor.execute(sql, values)
            except sqlite3.OperationalError as again:
                if time.monotonic() > deadline or not _is_busy(again):
                    raise
            else:
                return

    def savepoint(self) -> None:
        """Begin a part of the transaction that may be undone alone."""
        self._order("SAVEPOINT job")

    def release(self) -> None:
        """Let what was done since the savepoint stand, as a part of the transaction."""
        self._order("RELEASE job")

    def commit(self) -> None:
        """Commit; when this returns, a power cut no longer loses it."""
        self._order("COMMIT")

    def _order(self, sql: str) -> None:
        """Run a line of SQL that gives nothing, within a transaction."""
        try:
            self._cursor.execute(sql)
        except sqlite3.Error as error:
            raise sentence(error) or error from error.__cause__

    def rollback(self) -> None:
        """Take the open transaction back, if there is one."""
        if self.driver.in_transaction:
            self.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all or nothing."""
        self.begin()
        try:
            yield
            self.commit()
        except BaseException:
            self.rollback()
            raise

    @contextmanager
    def migration(self) -> Iterator[sa.Connection]:
        """Lend the SQLAlchemy connection inside one transaction, which it commits at the end."""
        self.begin()
        with told(), self._core.begin():
            yield self._core

    def version(self) -> int:
        """Give a number that changes when another connection or process commits."""
        return int(self.execute("PRAGMA data_version")[0][0])

    def close(self) -> None:
        """Close it; harmless twice."""
        if not self._core.closed:
            self._turn.close()
            self._cursor.close()
            self._core.close()

    def _rows(self, ready: Compiled) -> Rows:
        cursor = self._cursor
        columns = cursor.description
        rows = Rows(map(ready.row(columns), cursor.fetchall())) if columns else Rows()
        rows.changed, rows.inserted = cursor.rowcount, cursor.lastrowid
        return rows


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def engine_of(path: Path) -> sa.Engine:
    """Make the engine: transactions begin where the code says so, the pragmas hold on every connection."""
    engine = sa.create_engine(
        f"sqlite:///{path}",
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False, "timeout": 2.0, "cached_statements": REMEMBERED},
        poolclass=sa.pool.NullPool,
    )

    @sa.event.listens_for(engine, "connect")
    def _set(driver: sqlite3.Connection, _record: object) -> None:
        driver.isolation_level = None
        try:
            for name, value in PRAGMAS.items():
                driver.execute(f"PRAGMA {name} = {value}").close()
            path.chmod(0o600)
        except BaseException:
            driver.close()
            raise

    return engine
