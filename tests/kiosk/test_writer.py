"""One thread writes: what waits shares a commit, what fails undoes only its own."""

import threading
from concurrent.futures import Future, wait

import pytest
import sqlalchemy as sa

from kiosk.errors import StoreError
from kiosk.store import Store, schema
from kiosk.writer import Writer

ADD = sa.insert(schema.counter)
NAMES = sa.select(schema.counter.c.name).order_by(schema.counter.c.name)


@pytest.fixture
def store(tmp_path):
    store = Store.open(tmp_path)
    yield store
    store.close()


@pytest.fixture(params=[True, False], ids=["threaded", "direct"])
def writer(store, request):
    writer = Writer(store.connect(), threaded=request.param)
    yield writer
    writer.close()


def add(name):
    return lambda connection: connection.run(ADD, name=name, value=1).changed


def names(store):
    connection = store.connect()
    found = [row.name for row in connection.run(NAMES)]
    connection.close()
    return found


def test_what_is_answered_is_committed(store, writer):
    assert writer.run(add("a")) == 1
    assert names(store) == ["a"]


def test_a_failing_job_undoes_only_its_own(store, writer):
    def fail(connection):
        add("bad")(connection)
        raise KeyError("bad")

    futures = [writer.submit(add("a")), writer.submit(fail), writer.submit(add("b"))]
    assert [type(future.exception()) for future in futures] == [type(None), KeyError, type(None)]
    assert names(store) == ["a", "b"]


def test_a_rescue_answers_in_place_of_a_failing_job(store, writer):
    def fail(connection):
        add("bad")(connection)
        raise KeyError

    def rescue(connection, error):
        add("sorry")(connection)
        return type(error)

    assert writer.run(fail, rescue) is KeyError
    assert names(store) == ["sorry"]


def test_a_rescue_within_a_group_undoes_only_the_failing_job(store):
    def fail(connection):
        add("bad")(connection)
        raise KeyError

    writer, gate = Writer(store.connect()), threading.Event()
    first = writer.submit(lambda _: gate.wait(5))
    rescue = lambda connection, error: add("sorry")(connection)  # noqa: E731
    group = [writer.submit(add("a")), writer.submit(fail, rescue), writer.submit(add("b"))]
    gate.set()
    wait([first, *group])
    writer.close()
    assert [future.result() for future in group] == [1, 1, 1]
    assert names(store) == ["a", "b", "sorry"]


def test_a_store_error_is_told_and_the_others_are_kept(store, writer):
    def refuse(connection):
        raise StoreError("Disk penuh.", "Kosongkan.")

    futures = [writer.submit(add("a")), writer.submit(refuse), writer.submit(add("b"))]
    assert isinstance(futures[1].exception(), StoreError)
    assert [futures[0].result(), futures[2].result()] == [1, 1]
    assert names(store) == ["a", "b"]


def test_what_waits_shares_one_commit(store):
    connection, commits = store.connect(), []
    commit = connection.commit
    connection.commit = lambda: (commits.append(1), commit())
    writer = Writer(connection)
    gate = threading.Event()
    first = writer.submit(lambda _: gate.wait(5))
    rest = [writer.submit(add(f"{number:02d}")) for number in range(20)]
    gate.set()
    wait([first, *rest])
    writer.close()
    assert len(names(store)) == 20
    assert len(commits) <= 2


def test_what_does_not_fit_in_a_turn_waits_for_the_next_commit(store, monkeypatch):
    monkeypatch.setattr("kiosk.writer.TURN", 0.0)
    connection, commits, done = store.connect(), [], []
    commit = connection.commit
    connection.commit = lambda: (commits.append(len(done)), commit())
    writer, gate = Writer(connection), threading.Event()
    first = writer.submit(lambda _: gate.wait(5))
    rest = [writer.submit(lambda _, number=number: done.append(number)) for number in range(5)]
    gate.set()
    wait([first, *rest])
    writer.close()
    assert done == [0, 1, 2, 3, 4]
    assert commits == [0, 1, 2, 3, 4, 5]


def test_everything_handed_in_is_done_before_the_end(store):
    writer = Writer(store.connect())
    futures = [writer.submit(add(f"{number:03d}")) for number in range(200)]
    writer.close()
    assert all(future.done() for future in futures)
    assert len(names(store)) == 200


def test_who_waits_no_longer_does_not_disturb(store):
    writer = Writer(store.connect())
    gate = threading.Event()
    writer.submit(lambda _: gate.wait(5))
    given_up: Future = writer.submit(add("never"))
    assert given_up.cancel()
    last = writer.submit(add("last"))
    gate.set()
    assert last.result(5) == 1
    writer.close()
    assert names(store) == ["last"]


def test_committed_is_called_before_the_answer(store):
    seen = []
    writer = Writer(store.connect(), committed=lambda: seen.append(names(store)))
    writer.run(add("a"))
    assert seen == [["a"]]
    writer.close()


def test_two_processes_worth_of_writers_lose_nothing(store):
    writers = [Writer(store.connect()) for _ in range(2)]
    futures = [
        writer.submit(add(f"{index}-{number}"))
        for number in range(50)
        for index, writer in enumerate(writers)
    ]
    assert [future.result(10) for future in futures] == [1] * 100
    for writer in writers:
        writer.close()
