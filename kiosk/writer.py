"""One thread writes for every door of the process: what waits is one commit, each job under its savepoint.

Alone, a job waits for nobody; under load one sync of the disk carries many answers.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar

from kiosk.errors import StoreError, Unsealable
from kiosk.store.engine import Connection

T = TypeVar("T")
BATCH = 64  # jobs in one commit: the last one waits for the work of all …
TURN = 0.015  # … and another process for a transaction: after so many seconds the rest waits for the next

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
            self._answer(job)
        else:
            self._queue.put(job)
        return job.future

    def run(self, work: Work[T], rescue: Rescue[T] | None = None) -> T:
        """Do *work* as `submit` does, and wait for its answer."""
        if self._thread is None:
            return self._alone(work, rescue)
        return self.submit(work, rescue).result()

    def close(self) -> None:
        """Finish what was handed in, then close the connection."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
        self._connection.close()

    def _loop(self) -> None:
        waiting: deque[_Job] = deque()
        while self._gather(waiting):
            self._batch(waiting, until=time.monotonic() + TURN)

    def _gather(self, waiting: "deque[_Job]") -> bool:
        """Take what is handed in beside what waits, and wait if there is nothing; False at the end."""
        with suppress(Empty):
            while len(waiting) < BATCH:
                job = self._queue.get_nowait() if waiting else self._queue.get()
                if job is None:
                    self._queue.put(None)  # the end comes after what waits
                    break
                if job.future.set_running_or_notify_cancel():
                    waiting.append(job)
        return bool(waiting)

    def _batch(self, waiting: "deque[_Job]", until: float) -> None:
        """Do what waits, in one commit; after *until* the rest is left waiting."""
        if len(waiting) == 1:
            self._answer(waiting.popleft())
            return
        jobs: list[_Job] = []
        answers: list[tuple[Any, Exception | None]] = []
        try:
            self._connection.begin()
            while waiting and (not jobs or time.monotonic() < until):
                jobs.append(waiting.popleft())
                answers.append(self._under_savepoint(jobs[-1]))
            self._connection.commit()
        except Exception as error:
            self._undo()
            self._each_alone(jobs or [waiting.popleft()], error)
            return
        except BaseException:
            self._undo()
            raise
        self._committed()
        for job, (value, failure) in zip(jobs, answers, strict=True):
            if failure is None:
                job.future.set_result(value)
            else:
                job.future.set_exception(failure)

    def _each_alone(self, jobs: list[_Job], error: Exception) -> None:
        """Find out whether one of them failed, or all."""
        if len(jobs) == 1:
            jobs[0].future.set_exception(error)
        else:
            for job in jobs:
                self._answer(job)

    def _answer(self, job: _Job) -> None:
        try:
            value = self._alone(job.work, job.rescue)
        except Exception as error:
            job.future.set_exception(error)
        else:
            job.future.set_result(value)

    def _alone(self, work: Work[T], rescue: Rescue[T] | None) -> T:
        """Do a job in a commit of its own."""
        connection = self._connection
        with self._direct:
            try:
                connection.begin()
                try:
                    value = work(connection)
                except Exception as error:
                    if rescue is None or not _is_the_jobs_own(error):
                        raise
                    connection.rollback()
                    connection.begin()
                    value = rescue(connection, error)
                connection.commit()
            except BaseException:
                self._undo()
                raise
            self._committed()
        return value

    def _under_savepoint(self, job: _Job) -> tuple[Any, Exception | None]:
        """Do a job among others: what it raises undoes its own writes only."""
        connection = self._connection
        connection.savepoint()
        try:
            value, failure = job.work(connection), None
        except Exception as error:
            if not _is_the_jobs_own(error):
                raise
            connection.execute("ROLLBACK TO job")
            value, failure = None, error
            if job.rescue is not None:
                value, failure = job.rescue(connection, error), None
        connection.release()
        return value, failure

    def _undo(self) -> None:
        with suppress(StoreError):
            self._connection.rollback()


def _is_the_jobs_own(error: Exception) -> bool:
    """Whether the store is well and the job is not."""
    return isinstance(error, Unsealable) or not isinstance(error, StoreError)
