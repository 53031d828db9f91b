"""The functions that serve USSD codes: each is asked where it holds up nobody, and given up when late."""

import math
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from modem.simulator.errors import HostFailed, InvalidNumber
from modem.simulator.values import UssdRequest, UssdScreen

if TYPE_CHECKING:
    from modem.simulator.world import Simulator

Serve = Callable[[UssdRequest], UssdScreen | tuple[str, bool]]
Done = Callable[[UssdScreen | HostFailed], object]


def ask(serve: Serve, request: UssdRequest, times: int = 1) -> UssdScreen:
    """Ask a function; a repeated start reaches it several times, as some gateways have it. `HostFailed`."""
    try:
        for _ in range(times - 1):
            serve(request)
        text, more = serve(request)
        return UssdScreen(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), bool(more))
    except Exception as error:
        raise HostFailed(f"The service of {request.code} failed: {error!r}.") from error


class Hosting:
    """Asks functions outside the world: in a thread of each one's own, so that one that hangs ends nothing.

    A clock that jumps has no such threads, since there the order of everything is the same in every run: the
    function is called directly, and the time that it lets pass is what counts.
    """

    def __init__(self, world: "Simulator") -> None:
        self._world = world
        self._clock = world.clock
        self._handsets: dict[str, Serve] = {}
        self._modems: dict[str, Serve] = {}

    def host(self, code: str, serve: Serve, *, modems: bool = False) -> None:
        """Let `serve` answer a code like `*123#` and everything below it, to handsets (or to modems)."""
        if not (code.startswith("*") and code.endswith("#") and set(code) <= set("*#0123456789")):
            raise InvalidNumber(f"{code!r} is no USSD code.", "Write it like *123#.")
        (self._modems if modems else self._handsets)[code] = serve

    def of(self, code: str, *, modems: bool = False) -> Serve | None:
        """Give the function of that code, or of the longest one above it: `*123*4#` is below `*123#`."""
        hosts = self._modems if modems else self._handsets
        while code not in hosts:
            head, star, _ = code.removesuffix("#").rpartition("*")
            if not head or not star:
                return None
            code = f"{head}#"
        return hosts[code]

    def wait(
        self, serve: Serve, request: UssdRequest, times: int, over: Callable[[], bool]
    ) -> UssdScreen | None:
        """Ask for a thread that waits, outside the world; None once it is *over* and nobody waits any more.

        Raises `HostFailed`.
        """
        if self._clock.jumps:
            screen = ask(serve, request, times)
            return None if over() else screen
        bell = threading.Event()
        answer = self._begin(serve, request, times, lambda _: self._clock.wake(bell))
        self._clock.wait(lambda: answer.done() or over(), math.inf, bell)
        return None if over() else answer.result()

    def rest(self, seconds: float, over: Callable[[], bool]) -> None:
        """Let time pass for a thread that waits, outside the world, until it is *over*."""
        self._clock.wait(over, self._clock.now() + seconds, threading.Event())

    def later(self, serve: Serve, request: UssdRequest, times: int, done: Done) -> None:
        """Ask from inside the world; *done* gets the answer there, or what went wrong."""
        if self._clock.jumps:
            try:
                done(ask(serve, request, times))
            except HostFailed as error:
                done(error)
            return

        def tell(answer: "Future[UssdScreen]") -> None:
            error = answer.exception()
            told = error if isinstance(error, HostFailed) else answer.result()
            self._world.do(lambda: done(told))

        self._begin(serve, request, times, tell)

    def _begin(
        self, serve: Serve, request: UssdRequest, times: int, tell: "Callable[[Future[UssdScreen]], object]"
    ) -> "Future[UssdScreen]":
        answer: Future[UssdScreen] = Future()
        answer.add_done_callback(tell)

        def work() -> None:
            try:
                screen = ask(serve, request, times)
            except HostFailed as error:
                answer.set_exception(error)
            else:
                answer.set_result(screen)

        threading.Thread(target=work, name=f"USSD {request.code}", daemon=True).start()
        return answer
