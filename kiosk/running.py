"""A kiosk at work: the desk, its modems' doors and its HTTP server, started together and ended in order."""

import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from kiosk.agency.runner import Runner
from kiosk.chores import Chores
from kiosk.core import Kiosk
from kiosk.doors.sms import SmsDoor
from kiosk.errors import StoreError
from kiosk.known import Known
from kiosk.pins import Pin
from kiosk.watchdog import READY, STOPPING, Watchdog, notify, patience
from modem.ladder import Ladder

if TYPE_CHECKING:
    from kiosk.reloading import Reloader
    from kiosk.serving import Serving
    from kiosk.settings import ModemSettings
    from modem.driver import Modem


class Worker(Protocol):
    """What works in a thread of its own until it is asked to stop."""

    def run(self) -> None:
        """Be the body of the thread."""
        ...

    def stop(self) -> None:
        """Ask `run` to end; from any thread."""
        ...


PATIENCE = 10.0  # seconds that a modem's thread gets to end


class Plugged(NamedTuple):
    """A modem as it is configured: what opens it, what the officer calls it, its card's number if known."""

    open: "Callable[[], Modem]"
    name: str = "modem"
    number: str = ""


class Running:
    """Starts and ends the threads of *kiosk*: one for each modem, one for HTTP. A context manager.

    with Running(kiosk, modems=[Plugged(open_it)], app=app, listener=listener) as running: stop.wait()
    """

    def __init__(
        self,
        kiosk: Kiosk,
        *,
        modems: Sequence[Plugged] = (),
        app: Callable[..., Any] | None = None,
        listener: socket.socket | None = None,
        reloader: "Reloader | None" = None,
        officer: str = "",
        beside: Mapping[str, Worker] = MappingProxyType({}),
    ) -> None:
        """Compose; *modems* are opened with `assemble=False`, *listener* is bound already.

        With a *reloader* changed books are taken while it runs; the *officer*'s phone is written to. Workers
        *beside*, by name, run in threads of their own and end first.
        """
        self._reloader = reloader
        self.kiosk = kiosk
        self.chores = Chores(kiosk, officer=officer)
        self.doors = [
            SmsDoor(kiosk, one.open, name=one.name, number=one.number, watches=True) for one in modems
        ]
        self._app = app
        self._listener = listener
        self._beside = beside
        self._ending = ExitStack()
        self.serving: Serving | None = None

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            starting.callback(self.kiosk.close)
            for number, door in enumerate(self.doors):
                _start(starting, door, f"modem-{number}")
            _start(starting, self.chores, "chores")
            if self.kiosk.agencies:
                _start(starting, Runner(self.kiosk), "agencies")
            if self._reloader is not None:
                _start(starting, self._reloader, "books")
            if self._app is not None and self._listener is not None:
                from kiosk.serving import Serving

                self.serving = starting.enter_context(Serving(self._app, self._listener))
            for name, worker in self._beside.items():
                _start(starting, worker, name)
            if seconds := patience():
                _start(starting, Watchdog(self.kiosk, seconds / 2), "watchdog")
            notify(READY)
            self._ending = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        notify(STOPPING)
        self._ending.close()


def _start(starting: ExitStack, worker: Worker, name: str) -> None:
    thread = threading.Thread(target=worker.run, name=name, daemon=True)
    thread.start()
    starting.callback(_end, worker, thread)


def _end(worker: Worker, thread: threading.Thread) -> None:
    worker.stop()
    thread.join(PATIENCE)


def opener(
    kiosk: Kiosk, settings: "ModemSettings", own: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
) -> "Callable[[], Modem]":
    """Give what opens the modem of a configuration, wherever it is plugged in meanwhile.

    *own* are the office's tables of operators; no USSD code but those that ask for the balance is dialled.
    A PIN that its card refused is not tried again.
    """
    pin = Pin(kiosk, settings.pin)
    known, ladder = Known(kiosk, settings.port), Ladder()

    def open_it() -> "Modem":
        from modem import open_modem
        from modem.operators import beside

        operators = beside(own, settings.operator)
        modem = open_modem(
            settings.port,
            imei=known.imei,
            pin=pin,
            smsc=settings.smsc,
            operators=operators,
            codes={operator.code for operator in operators.values()},
            assemble=False,
            ladder=ladder,
        )
        with suppress(StoreError):  # a full disk must not keep the modem out
            known.is_now(modem.imei)
        return modem

    return open_it
