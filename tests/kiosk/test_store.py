"""The database: durable on every connection, one process a folder, refusals told in sentences."""

import os
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.errors import StoreError
from kiosk.store import Store, engine, schema, statements
from kiosk.store.errors import told
from kiosk.store.statements import Prepared

ADD = sa.insert(schema.counter)
ALL = sa.select(schema.counter)


@pytest.fixture
def store(tmp_path):
    store = Store.open(tmp_path / "data")
    yield store
    store.close()


@pytest.fixture
def connection(store):
    connection = store.connect()
    yield connection
    connection.close()


def test_every_connection_is_durable(store):
    for _ in range(2):
        connection = store.connect()
        found = {name: connection.execute(f"PRAGMA {name}")[0][0] for name in engine.PRAGMAS}
        connection.close()
        assert found == engine.PRAGMAS
        assert (found["journal_mode"], found["synchronous"], found["secure_delete"]) == ("wal", 2, 1)


def test_the_files_are_the_owners_alone(store):
    assert (store.folder / "loket.db").stat().st_mode & 0o77 == 0
    assert store.folder.stat().st_mode & 0o77 == 0


def test_rows_have_names_and_tell_what_was_written(connection):
    with connection.transaction():
        added = connection.run(ADD, name="a", value=1)
        connection.run(ADD, name="b", value=2)
    assert added.changed == 1
    assert [(row.name, row.value) for row in connection.run(ALL)] == [("a", 1), ("b", 2)]
    assert connection.run(ALL).first().name == "a"
    assert connection.run(ALL.where(schema.counter.c.name == "c")).first() is None
    assert connection.run(ALL.where(schema.counter.c.name.in_(["b", "c"]))).value() == "b"


def test_a_statement_is_compiled_once(connection, monkeypatch):
    connection.run(ALL)
    monkeypatch.setattr(statements, "_compile", lambda *_: pytest.fail("compiled again"))
    assert connection.run(ALL) == []


def test_statements_made_in_passing_do_not_fill_the_memory(connection):
    for number in range(statements.REMEMBERED + 5):
        connection.run(sa.select(sa.literal(number)))
    assert len(statements._known) <= statements.REMEMBERED


def test_a_prepared_statement_takes_its_values_by_place(connection):
    put = Prepared(sa.insert(schema.counter), "value", "name")  # not in the order of the table
    ask = Prepared(
        sa.select(schema.counter.c.value + 100, sa.literal("x"))
        .where(schema.counter.c.name == bindparam("who"), schema.counter.c.value < bindparam("most"))
        .where(schema.counter.c.name != "of nobody", bindparam("most") > 0),
        *("most", "who"),
    )
    with connection.transaction():
        assert connection.write(put, (7, "a")) == 1
        assert connection.write(put, (8, "b")) == 2
        assert connection.one(ask, (9, "b")) == (108, "x")
        assert connection.one(ask, (8, "b")) is None
    assert [(row.name, row.value) for row in connection.run(ALL)] == [("a", 7), ("b", 8)]


def test_a_prepared_statement_may_have_one_place_for_a_constant(connection):
    ask = Prepared(sa.select(sa.literal_column("1")).where(sa.literal("ab") == sa.literal_column("'ab'")))
    assert connection.one(ask, ()) == (1,)


def test_a_prepared_statement_fails_as_others_do(store, connection):
    put = Prepared(sa.insert(schema.counter), "name", "value")
    connection.write(put, ("a", 1))
    with pytest.raises(sqlite3.IntegrityError):
        connection.write(put, ("a", 2))
    connection.driver.execute("PRAGMA query_only = 1").close()
    with pytest.raises(StoreError):
        connection.write(put, ("b", 1))
    with pytest.raises(StoreError):
        connection.one(
            Prepared(sa.insert(schema.counter).returning(sa.literal(1)), "name", "value"), ("b", 1)
        )


def test_a_value_that_is_missing_is_the_callers_fault(connection):
    with pytest.raises(sqlite3.ProgrammingError):
        connection.run(ALL.where(schema.counter.c.name == bindparam("who")))


def test_a_transaction_is_all_or_nothing(connection):
    def work():
        with connection.transaction():
            connection.run(ADD, name="a", value=1)
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert connection.run(ALL) == []


def test_many_rows_are_one_call_whatever_the_order_of_their_values(connection):
    add = sa.insert(schema.counter)
    assert connection.run_many(add, ("value", "name"), [(1, "one"), (2, "two")]) == 2
    assert connection.run_many(add, ("name", "value"), [("three", 3)]) == 1
    assert connection.run_many(add, ("name", "value"), []) == 0
    rows = connection.run(sa.select(schema.counter).order_by(schema.counter.c.value))
    assert [tuple(row) for row in rows] == [("one", 1), ("two", 2), ("three", 3)]
    with pytest.raises(sqlite3.IntegrityError):
        connection.run_many(add, ("name", "value"), [("one", 1)])


def test_a_broken_constraint_stays_an_integrity_error(connection):
    connection.run(ADD, name="a", value=1)
    with pytest.raises(sqlite3.IntegrityError):
        connection.run(ADD, name="a", value=2)


def test_a_second_writer_waits_and_then_is_told(store, connection, monkeypatch):
    monkeypatch.setattr(engine, "PATIENCE", 0.01)
    other = store.connect()
    connection.begin()
    with pytest.raises(StoreError, match="dikunci"):
        other.begin()
    connection.rollback()
    other.begin()
    other.rollback()
    other.close()


def test_who_waits_is_let_in_before_who_has_just_written(store, connection):
    other, order = store.connect(), []

    def write():
        with other.transaction():
            order.append("other")

    connection.begin()
    thread = threading.Thread(target=write)
    thread.start()
    until = time.monotonic() + 5
    while connection._turn.take() and time.monotonic() < until:  # until the other one stands there
        connection._turn.leave()
    connection.commit()
    with connection.transaction():
        order.append("again")
    thread.join()
    other.close()
    assert order == ["other", "again"]


def test_who_stands_there_and_does_not_go_on_holds_up_nobody_for_ever(store, connection, monkeypatch):
    monkeypatch.setattr(engine, "PATIENCE", 0.01)
    other = store.connect()
    assert other._turn.take()
    with connection.transaction():
        connection.run(ADD, name="a", value=1)
    other.close()


def test_a_reader_waits_for_who_locks_it_out(store, connection, monkeypatch):
    holder = sqlite3.connect(store.folder / engine.DATABASE, isolation_level=None, check_same_thread=False)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.close()  # who locks it out must be alone at first
    holder.execute("BEGIN EXCLUSIVE")
    reader = sqlite3.connect(store.folder / engine.DATABASE, isolation_level=None)
    found = engine.Connection.__new__(engine.Connection)
    found.driver, found._cursor = reader, reader.cursor()
    reader.execute("PRAGMA busy_timeout = 0")
    monkeypatch.setattr(engine, "PATIENCE", 0.01)
    with pytest.raises(StoreError, match="dikunci"):
        found.run(ALL)
    monkeypatch.setattr(engine, "PATIENCE", 10.0)
    threading.Timer(0.02, holder.close).start()
    assert found.run(ALL) == []
    reader.close()


def test_another_connections_commit_is_noticed(store, connection):
    before, other = connection.version(), store.connect()
    with other.transaction():
        other.run(ADD, name="a", value=1)
    other.close()
    assert connection.version() != before


def test_one_process_holds_a_folder(tmp_path):
    held = Store.open(tmp_path, alone="kiosk run")
    with pytest.raises(
        StoreError, match=rf"`kiosk run` \(proses {os.getpid()}\) sejak \d\d/\d\d/\d{{4}} [\d:]{{8}}"
    ):
        Store.open(tmp_path, alone="kiosk run")
    Store.open(tmp_path).close()  # the console shares it
    held.close()
    Store.open(tmp_path, alone="kiosk run").close()


def test_a_killed_process_lets_the_folder_go(tmp_path):
    code = f"""
import os, pathlib
from kiosk.store import Store
store = Store.open(pathlib.Path({str(tmp_path)!r}), alone="kiosk run")
os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    Store.open(tmp_path, alone="kiosk run").close()


def test_demo_and_live_data_never_meet(tmp_path):
    Store.open(tmp_path, demo=True).close()
    Store.open(tmp_path, demo=True).close()
    with pytest.raises(StoreError, match="berisi data demo, bukan data kios sungguhan"):
        Store.open(tmp_path)


def test_a_damaged_file_is_told(tmp_path):
    (tmp_path / "loket.db").write_bytes(b"this was never a database" * 100)
    with pytest.raises(StoreError, match="bukan basis data Loket") as told_:
        Store.open(tmp_path)
    assert told_.value.remedy


def test_another_programs_database_is_left_alone(tmp_path):
    other = sqlite3.connect(tmp_path / "loket.db")
    other.execute("CREATE TABLE songs (name)")
    other.close()
    with pytest.raises(StoreError, match="program lain"):
        Store.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as told_:
        Store.open(tmp_path / "file" / "data")
    assert "--data" in told_.value.remedy


def test_a_full_disk_is_told_and_loses_nothing_older(connection):
    with connection.transaction():
        connection.run(ADD, name="kept", value=1)
    pages = connection.execute("PRAGMA page_count")[0][0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    connection.begin()
    with pytest.raises(StoreError, match="Disk penuh"):
        [connection.run(ADD, name="x" * 1000 + str(number), value=1) for number in range(1000)]
    connection.rollback()
    assert connection.run(ALL).value() == "kept"


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        (sqlite3.SQLITE_FULL, "Disk penuh"),
        (sqlite3.SQLITE_READONLY, "hanya bisa dibaca"),
        (sqlite3.SQLITE_CANTOPEN, "tidak bisa dibuka"),
        (sqlite3.SQLITE_CORRUPT, "rusak"),
        (sqlite3.SQLITE_IOERR | 3 << 8, "gagal membaca"),
        (sqlite3.SQLITE_BUSY, "dikunci"),
        (sqlite3.SQLITE_NOLFS, "menolak"),
    ],
)
def test_what_sqlite_refuses_has_a_remedy(code, fact):
    error = sqlite3.OperationalError("it says so")
    error.sqlite_errorcode = code
    with pytest.raises(StoreError, match=fact) as raised, told():
        raise error
    assert raised.value.remedy
    assert raised.value.exit_code == 5


def test_a_wrong_statement_is_no_store_error():
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError), told():
        connection.execute("SELECT nothing FROM nowhere")
    connection.close()
