"""The modem for programs of asyncio: the same calls, each a coroutine, on one thread that owns the modem.

    async with open_async_modem("/dev/ttyUSB0") as gsm:
        await gsm.send("+6281234567890", "Halo")
        async for event in gsm.events():
            ...

What is asked while `next_event` waits is done at once. A task that is cancelled leaves what the modem does to
its end (an AT command is never cut), and no event is lost: the next one who asks gets it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Unpack

from modem.capabilities import Capabilities
from modem.events import Call, Event, Health, Sent, Stored, Ussd
from modem.link import Link
from modem.opening import Options, prepare
from modem.owner import Owner

if TYPE_CHECKING:
    from modem.balance import Balance
    from modem.operators import Operator
    from modem.telephone import When
    from modem.tpdu import Submit


def open_async_modem(address: str | Link, *, imei: str = "", **options: Unpack[Options]) -> AsyncModem:
    """Give a modem that `async with` or `await` opens; takes and raises what `open_modem` does."""
    return AsyncModem(lambda: prepare(address, imei=imei, **options))


class AsyncModem(Owner):
    """The twin of `Modem`: see there what each call does, gives and raises.

    All calls belong to one event loop; only `close` may come from anywhere.
    """

    @property
    def imei(self) -> str:
        """See `Modem.imei`; "" until it is open."""
        return self._modem.imei if self._modem else ""

    @property
    def iccid(self) -> str:
        """See `Modem.iccid`; "" until it is open."""
        return self._modem.iccid if self._modem else ""

    @property
    def imsi(self) -> str:
        """See `Modem.imsi`; "" until it is open."""
        return self._modem.imsi if self._modem else ""

    @property
    def make(self) -> str:
        """See `Modem.make`; "" until it is open."""
        return self._modem.make if self._modem else ""

    @property
    def capabilities(self) -> Capabilities:
        """See `Modem.capabilities`; empty until it is open."""
        return self._modem.capabilities if self._modem else Capabilities()

    @property
    def operator(self) -> Operator | None:
        """See `Modem.operator`; None until it is open."""
        return self._modem.operator if self._modem else None

    async def send(
        self,
        number: str,
        text: str,
        *,
        report: bool = False,
        flash: bool = False,
        validity: timedelta | None = None,
    ) -> Sent:
        """See `Modem.send`."""
        return await self._queued(
            lambda modem: modem.send(number, text, report=report, flash=flash, validity=validity)
        )

    async def submit(self, tpdu: Submit) -> int:
        """See `Modem.submit`."""
        return await self._queued(lambda modem: modem.submit(tpdu))

    async def store(self, tpdu: Submit) -> int:
        """See `Modem.store`."""
        return await self._queued(lambda modem: modem.store(tpdu))

    async def send_stored(self, index: int, *, more: bool = False) -> int:
        """See `Modem.send_stored`."""
        return await self._queued(lambda modem: modem.send_stored(index, more=more))

    async def stored(self) -> list[Stored]:
        """See `Modem.stored`."""
        return await self._queued(lambda modem: modem.stored())

    async def room(self) -> int:
        """See `Modem.room`."""
        return await self._queued(lambda modem: modem.room())

    async def delete(self, index: int, memory: str = "") -> None:
        """See `Modem.delete`."""
        await self._queued(lambda modem: modem.delete(index, memory))

    async def accept(self, event: Event) -> None:
        """See `Modem.accept`."""
        await self._queued(lambda modem: modem.accept(event))

    async def ussd(self, code: str, timeout: float | None = None) -> Ussd:
        """See `Modem.ussd`."""
        return await self._queued(lambda modem: modem.ussd(code, timeout))

    async def balance(self, code: str | None = None, timeout: float | None = None) -> Balance:
        """See `Modem.balance`."""
        return await self._queued(lambda modem: modem.balance(code, timeout))

    async def ussd_cancel(self) -> None:
        """See `Modem.ussd_cancel`."""
        await self._queued(lambda modem: modem.ussd_cancel())

    async def hang_up(self) -> None:
        """See `Modem.hang_up`."""
        await self._queued(lambda modem: modem.hang_up())

    async def dial(self, number: str, *, hidden: bool = False) -> None:
        """See `Modem.dial`."""
        await self._queued(lambda modem: modem.dial(number, hidden=hidden))

    async def answer(self) -> None:
        """See `Modem.answer`."""
        await self._queued(lambda modem: modem.answer())

    async def tones(self, tones: str) -> None:
        """See `Modem.tones`."""
        await self._queued(lambda modem: modem.tones(tones))

    async def call(self) -> Call | None:
        """See `Modem.call`."""
        return await self._queued(lambda modem: modem.call())

    async def own_number(self) -> str:
        """See `Modem.own_number`."""
        return await self._queued(lambda modem: modem.own_number())

    async def forwarding(self, when: When) -> str:
        """See `Modem.forwarding`."""
        return await self._queued(lambda modem: modem.forwarding(when))

    async def forward(self, when: When, number: str | None) -> None:
        """See `Modem.forward`."""
        await self._queued(lambda modem: modem.forward(when, number))

    async def ask(self, line: str, timeout: float | None = None) -> tuple[str, ...]:
        """See `Modem.ask`."""
        return await self._queued(lambda modem: modem.ask(line, timeout))

    async def health(self) -> Health:
        """See `Modem.health`."""
        return await self._queued(lambda modem: modem.health())

    async def registration(self, timeout: float = 0.0) -> str:
        """See `Modem.registration`."""
        return await self._queued(lambda modem: modem.registration(timeout))
