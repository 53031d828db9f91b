"""The desk: every door hands in an `Inbound` and gets a `Reply`; one call is one transaction."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.clock import Clock, wall


class Inbound(NamedTuple):
    """What a resident did at a door.

    `channel` is sms, call, ussd, console or web; `who` the number (or, without one, a name of the screen);
    `key` is the same when the door hands the same thing in again; `via` the modem it came by (IMEI);
    `first` opens a new dialogue.
    """

    channel: str
    who: str
    text: str
    key: str
    via: str = ""
    first: bool = False


class Reply(NamedTuple):
    """What the kiosk says; `more` means that it waits for an answer."""

    text: str
    more: bool


class Kiosk:
    """The kiosk's desk: owns the store and the one thread that writes."""

    @classmethod
    def open(
        cls,
        data: Path,
        book: Any,  # noqa: ANN401
        registry: Any,  # noqa: ANN401
        *,
        clock: Clock = wall,
        demo: bool = False,
        command: str = "kiosk run",
        number: str = "38",
        own_numbers: tuple[str, ...] = (),
        key_file: Path | None = None,
        threaded: bool = True,
    ) -> "Kiosk":
        """Open the data folder and be ready to answer with *book*, whose functions are in *registry*.

        *clock* gives the aware time. Without *threaded* each call is direct (virtual time, tests).
        *command* "" shares the folder with the process that holds it (console, officer). Raises StoreError.
        """
        raise NotImplementedError

    def receive(self, inbound: Inbound) -> Reply | None:
        """Answer, in one transaction; None when nothing is said. Raises StoreError: nothing was kept."""
        raise NotImplementedError

    def submit(self, inbound: Inbound) -> "Future[Reply | None]":
        """Hand in without waiting: the future has what `receive` gives."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish what was handed in, close the database, let the folder go."""
        raise NotImplementedError
