"""The floor of the desk: the rows that a kiosk writes, written again by sqlite3 alone, as durably."""

import sqlite3

from kiosk.store.engine import PRAGMAS

READS = ("SELECT", "PRAGMA", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class Recorder:
    """Notes what is written on a connection of a kiosk, commit by commit."""

    def __init__(self, connection):
        self._cursor, self.writes = connection._cursor, []
        connection._cursor = self

    def execute(self, sql, values=()):
        if not sql.startswith(READS):
            self.writes.append((sql, values))
        return self._cursor.execute(sql, values)

    def taken(self):
        """Give what was written since the last time."""
        writes, self.writes = self.writes, []
        return writes

    def __getattr__(self, name):
        return getattr(self._cursor, name)


class Floor:
    """A database of the same tables, with nothing around it."""

    def __init__(self, path):
        self._connection = sqlite3.connect(path, isolation_level=None)
        for name, value in PRAGMAS.items():
            self._connection.execute(f"PRAGMA {name} = {value}").close()
        self._cursor = self._connection.cursor()

    def commit(self, writes):
        execute = self._cursor.execute
        execute("BEGIN IMMEDIATE")
        for sql, values in writes:
            execute(sql, values)
            self._cursor.fetchall()
        execute("COMMIT")

    def close(self):
        self._connection.close()
