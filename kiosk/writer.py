"""One thread writes for every door of the process: what waits is one commit, each job under its savepoint.

Alone, a job waits for nobody; under load one sync of the disk carries many answers.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar

from kiosk.errors import StoreError, Unsealable
from kiosk.store.engine import Connection

T = TypeVar("T")
BATCH = 64  # jobs in one commit: the last one waits for the work of all

Work = Callable[[Connection], T]
Rescue = Callable[[Connection, Exception], T]


class _Job(NamedTuple):
    work: Work[Any]
    rescue: Rescue[Any] | None
    future: "Future[Any]"


class Writer:
    """Runs jobs in transactions on a connection that nobody else touches."""

    def __init__(
        self,
        connection: Connection,
        *,
        threaded: bool = True,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        """Write on *connection*; *committed* is called after each commit, before the futures are answered."""
        self._connection = connection
        self._committed = committed
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._direct = threading.Lock()
        self._thread: threading.Thread | None = None
        if threaded:
            self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
            self._thread.start()

    def submit(self, work: Work[T], rescue: Rescue[T] | None = None) -> "Future[T]":
        """Do *work* in a transaction; the future is answered after the commit.

        When *work* raises, its writes are undone and *rescue* gives the answer in its place, if there is one.
        StoreError means that nothing was kept.
        """
        job = _Job(work, rescue, Future())
        if self._thread is None:
            with self._direct:
                self._batch([job])
        else:
            self._queue.put(job)
        return job.future

    def run(self, work: Work[T], rescue: Rescue[T] | None = None) -> T:
        """Do *work* as `submit` does, and wait for its answer."""
        return self.submit(work, rescue).result()

    def close(self) -> None:
        """Finish what was handed in, then close the connection."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
        self._connection.close()

    def _loop(self) -> None:
        while job := self._queue.get():
            jobs = [job]
            with suppress(Empty):
                while len(jobs) < BATCH:
                    following = self._queue.get_nowait()
                    if following is None:
                        self._queue.put(None)
                        break
                    jobs.append(following)
            self._batch([job for job in jobs if job.future.set_running_or_notify_cancel()])

    def _batch(self, jobs: list[_Job]) -> None:
        answers: list[tuple[_Job, Any, Exception | None]] = []
        try:
            self._connection.begin()
            answers.extend((job, *self._one(job, alone=len(jobs) == 1)) for job in jobs)
            self._connection.commit()
        except Exception as error:
            self._undo()
            if len(jobs) > 1:  # one of them, or all: each alone shows which
                for job in jobs:
                    self._batch([job])
            else:
                jobs[0].future.set_exception(error)
            return
        except BaseException:
            self._undo()
            raise
        self._committed()
        for job, value, failure in answers:
            if failure is None:
                job.future.set_result(value)
            else:
                job.future.set_exception(failure)

    def _one(self, job: _Job, *, alone: bool) -> tuple[Any, Exception | None]:
        """Do a job under a savepoint; *alone*, the transaction is one already."""
        connection = self._connection
        if not alone:
            connection.execute("SAVEPOINT job")
        try:
            value, failure = job.work(connection), None
        except Exception as error:
            if isinstance(error, StoreError) and not isinstance(error, Unsealable):
                raise
            if alone:
                connection.rollback()
                connection.begin()
            else:
                connection.execute("ROLLBACK TO job")
            value, failure = None, error
            if job.rescue is not None:
                value, failure = job.rescue(connection, error), None
        if not alone:
            connection.execute("RELEASE job")
        return value, failure

    def _undo(self) -> None:
        with suppress(StoreError):
            self._connection.rollback()
