"""The functions that serve USSD codes: each is asked where it holds up nobody, and given up when late."""

import math
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, NamedTuple

from modem.simulator.errors import HostFailed, InvalidNumber
from modem.simulator.values import UssdRequest, UssdScreen

if TYPE_CHECKING:
    from modem.simulator.world import Simulator

Serve = Callable[[UssdRequest], UssdScreen | tuple[str, bool]]
Over = Callable[[UssdRequest, str], object]
Done = Callable[[UssdScreen | HostFailed], object]
IN_TURN = 5.0  # seconds that what is said of one phone waits for what was said of it before


class Hosted(NamedTuple):
    """Who serves a code, and who is told that a dialogue ended without the answer that it waited for."""

    serve: Serve
    over: Over | None = None


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
        self._handsets: dict[str, Hosted] = {}
        self._modems: dict[str, Hosted] = {}
        self._asked: dict[str, Future[UssdScreen]] = {}  # number: what was asked last for it
        self._ended: dict[str, Future[None]] = {}

    def host(self, code: str, serve: Serve, *, modems: bool = False, over: Over | None = None) -> None:
        """Let `serve` answer a code like `*123#` and everything below it, to handsets (or to modems)."""
        if not (code.startswith("*") and code.endswith("#") and set(code) <= set("*#0123456789")):
            raise InvalidNumber(f"{code!r} is no USSD code.", "Write it like *123#.")
        (self._modems if modems else self._handsets)[code] = Hosted(serve, over)

    def of(self, code: str, *, modems: bool = False) -> Hosted | None:
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

    def tell(self, over: Over, request: UssdRequest, why: str) -> None:
        """Tell a host that a dialogue is over, after what it was asked before and before what comes next."""
        if self._clock.jumps:
            self._told(over, request, why)
            return
        before, ended = self._asked.get(request.number), Future[None]()
        self._ended[request.number] = ended

        def work() -> None:
            if before is not None:
                wait([before], IN_TURN)
            self._told(over, request, why)
            ended.set_result(None)

        threading.Thread(target=work, name=f"USSD {request.code} over", daemon=True).start()

    def _told(self, over: Over, request: UssdRequest, why: str) -> None:
        try:
            over(request, why)
        except Exception as error:  # as one that fails to answer: the network goes on
            fact = f"The service of {request.code} failed: {error!r}."
            self._world.do(lambda: self._world.happened("error", number=request.number, text=fact))

    def _begin(
        self, serve: Serve, request: UssdRequest, times: int, tell: "Callable[[Future[UssdScreen]], object]"
    ) -> "Future[UssdScreen]":
        answer: Future[UssdScreen] = Future()
        answer.add_done_callback(tell)
        self._asked[request.number] = answer
        ended = self._ended.pop(request.number, None)

        def work() -> None:
            if ended is not None:
                wait([ended], IN_TURN)
            try:
                screen = ask(serve, request, times)
            except HostFailed as error:
                answer.set_exception(error)
            else:
                answer.set_result(screen)

        threading.Thread(target=work, name=f"USSD {request.code}", daemon=True).start()
        return answer
