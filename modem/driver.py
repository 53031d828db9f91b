"""The modem as a program sees it: one thread that pulls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from .events import Event, Health, PartReceived, ReportReceived, Sent, SmsReceived, Stored, Undecodable, Ussd
from .link import Link

if TYPE_CHECKING:
    from .tpdu import Submit

Accepted = SmsReceived | PartReceived | Undecodable | ReportReceived


def open_modem(
    address: str | Link,
    *,
    pin: str | Callable[[str], str | None] | None = None,
    profile: str | None = None,
    assemble: bool = True,
    codes: Collection[str] | None = None,
    reference: Callable[[str], int] | None = None,
    poll: float = 60.0,
    patience: float = 86400.0,
) -> Modem:
    """A connected modem: `open_link(address)`, or a link of your own, and `connect`.

    *pin* is the SIM's PIN, or a function that gives it for an ICCID (None: do not try). *profile* names a make of
    `modem/profiles`. *assemble* joins long messages; without it each part is a `PartReceived`. *codes* are the USSD
    codes that may be dialled, in place of the usual balance form. *reference* gives the number of the next long
    message to a recipient. Every *poll* seconds the store is listed; parts whose message stays incomplete for
    *patience* seconds are given as they are.
    """
    raise NotImplementedError


class Modem:
    """A modem on a link; a context manager. All calls but `wake` and `close` come from one thread."""

    link: Link
    imei: str
    iccid: str
    imsi: str

    def send(
        self,
        number: str,
        text: str,
        *,
        report: bool = False,
        flash: bool = False,
        validity: timedelta | None = None,
    ) -> Sent:
        """Send *text* of any length and script."""
        raise NotImplementedError

    def submit(self, tpdu: Submit) -> int:
        """Hand one TPDU to the network (`AT+CMGS`); gives its TP-MR.

        Raises `CmsError`, `CmeError` (refused, not sent), `Silent` or `Gone` (not handed over), `OutcomeUnknown`
        (handed over, the answer never came).
        """
        raise NotImplementedError

    def store(self, tpdu: Submit) -> int:
        """Write one TPDU to the store (`AT+CMGW`); gives its index."""
        raise NotImplementedError

    def send_stored(self, index: int) -> int:
        """Send what `store` wrote (`AT+CMSS`); gives its TP-MR. Raises as `submit`."""
        raise NotImplementedError

    def stored(self) -> list[Stored]:
        """All entries of the main memory, as they are."""
        raise NotImplementedError

    def delete(self, index: int) -> None:
        """Free a slot of the main memory; one that is free already is no error."""
        raise NotImplementedError

    def next_event(self, timeout: float | None = None) -> Event | None:
        """The next event; None when *timeout* seconds are over or someone called `wake`. Raises `Gone`."""
        raise NotImplementedError

    def events(self) -> Iterator[Event]:
        """Every event, until the modem is closed."""
        raise NotImplementedError

    def accept(self, event: Event) -> None:
        """Delete from the modem what *event* came from: call it when its content is safe."""
        raise NotImplementedError

    def ussd(self, code: str, timeout: float = 60.0) -> Ussd:
        """Dial a USSD code, or answer in the dialogue that the last one left open (`more`)."""
        raise NotImplementedError

    def ussd_cancel(self) -> None:
        """End an open USSD dialogue."""
        raise NotImplementedError

    def hang_up(self) -> None:
        """Reject the call that rings; one that is over already is no error."""
        raise NotImplementedError

    def health(self) -> Health:
        """Ask modem, SIM and network how they are."""
        raise NotImplementedError

    def wake(self) -> None:
        """End a waiting `next_event` (or the next one) with None. From any thread."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the link back. From another thread: the owner's current or next call does it."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
