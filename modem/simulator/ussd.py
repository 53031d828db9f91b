"""USSD in the network: sessions, functions that serve codes, what the network itself begins (TS 22.090)."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from modem import ussd as _strings
from modem.simulator import codes
from modem.simulator.codes import INVALID, THANKS
from modem.simulator.errors import HostFailed, NoSession, SimulatorError, UssdBusy
from modem.simulator.hosting import Hosted, Hosting, Serve
from modem.simulator.linkmodels import PLAIN, Passage
from modem.simulator.ussd_session import Session
from modem.simulator.values import UssdScreen

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem
    from modem.simulator.network import Network

DONE, WANTED, ENDED, ELSEWHERE, UNSUPPORTED, TIMED_OUT = range(6)
"""<m> of +CUSD (TS 27.007 clause 7.15)."""
DROPPED, TIMED = "dropped", "timed out"
"""Why a host gets no answer any more."""


class UssdRouter:
    """Finds who serves a code and keeps the sessions, one a subscriber."""

    def __init__(self, network: "Network") -> None:
        self._network = network
        self._world = network.world
        self._sessions: dict[str, Session] = {}
        self.hosting = Hosting(network.world)

    def session(self, number: str) -> Session | None:
        """Give the open session of a subscriber, if any."""
        return self._sessions.get(number)

    def forget(self, number: str, why: str = "") -> None:
        """Close a subscriber's session without a word to it; its host hears *why*, if that is told."""
        session = self._sessions.pop(number, None)
        if session is None:
            return
        session.rest()
        if why and session.over is not None:
            self.hosting.tell(session.over, session.asks(None), why)

    def close(self) -> None:
        """Close every session: whoever waits for a screen waits no longer."""
        for number in tuple(self._sessions):
            self.forget(number)

    # handsets: the answer is what the call gives

    def ask(self, number: str, text: str, *, dial: bool) -> UssdScreen:
        """Give a handset dials or replies; gives the next screen. `NoSession` for a reply without a session.

        The host's function runs outside the world, which is free for others meanwhile; it has the guard time
        (`timers.ussd_guard`) to answer.
        """
        session, passage = self._world.do(lambda: self._begin(number, text, dial=dial))
        if self._too_late(passage):
            screen, delay = INVALID, self._network.timers.ussd_guard
        else:
            screen, delay = self._screen(session, text, passage, dial=dial), passage.delays[0]
        if delay:
            self.hosting.rest(delay, lambda: not self._is_open(session))
        return self._world.do(lambda: self._show(session, screen))

    def _screen(self, session: Session, text: str, passage: Passage, *, dial: bool) -> UssdScreen:
        screen = self._world.do(lambda: self._gate(session, dial=dial))
        if screen is not None:
            return screen
        if session.serve is not None:
            return self._served(session, session.serve, None if dial else text, passage) or INVALID
        return self._world.do(lambda: self._own(session, text, dial=dial)) or INVALID

    def _begin(self, number: str, text: str, *, dial: bool) -> tuple[Session, Passage]:
        session = self._sessions.get(number)
        if dial:
            session = self._open(number, text, self.hosting.of(text))
        elif session is None:
            raise NoSession(f"{number} has no USSD session.")
        session.rest()
        return session, self._passage(session, dial=dial)

    def _served(
        self, session: Session, serve: Serve, text: str | None, passage: Passage
    ) -> UssdScreen | None:
        """Ask the host; None where the session is over before it answers."""
        self._world.do(lambda: self._guard(session))
        try:
            return self.hosting.wait(
                serve, session.asks(text), len(passage.delays), lambda: not self._is_open(session)
            )
        except HostFailed as error:
            fact = error.fact
            self._world.do(lambda: self._fail(session, fact))
            raise
        finally:
            self._world.do(session.rest)

    def _show(self, session: Session, screen: UssdScreen) -> UssdScreen:
        """Give what the phone shows; of a session that is over, nothing that came of it."""
        if not self._is_open(session):
            return INVALID
        screen = UssdScreen(self._fit(screen.text, session.code), bool(screen.more))
        if screen.more:
            session.screen = screen
            self._keep(session, self._leave, session.number)
        else:
            self.forget(session.number)
        self._tell(session.number, session.code, screen)
        return screen

    # modems: the answer comes later, as +CUSD

    def modem_asks(self, modem: "SimModem", text: str) -> None:
        """Give a modem dials a code or answers the open session; +CUSD comes a moment later."""
        session = self._sessions.get(modem.number)
        dial = session is None or text.startswith(("*", "#"))
        if session is None or dial:
            session = self._open(modem.number, text, self.hosting.of(text, modems=True))
        session.rest()
        passage = self._passage(session, dial=dial)
        if self._too_late(passage):
            self.forget(modem.number)
            self._later(modem, TIMED_OUT, None, self._network.timers.ussd_guard)
            return
        answered = partial(self._answered, modem, session, passage.delays[0])
        screen = self._gate(session, dial=dial)
        if screen is None and session.serve is not None:
            self._guard(session, modem)
            asked = session.asks(None if dial else text)
            self.hosting.later(session.serve, asked, len(passage.delays), answered)
        else:
            answered(screen or self._own(session, text, dial=dial))

    def _answered(
        self, modem: "SimModem", session: Session, delay: float, screen: UssdScreen | HostFailed | None
    ) -> None:
        """Tell a modem what came of its asking: a screen, None for a code that nobody serves."""
        if not self._is_open(session):
            return
        if isinstance(screen, HostFailed):
            self._fail(session, screen.fact)
        if not isinstance(screen, UssdScreen) or screen is INVALID:
            self.forget(modem.number)
            self._later(modem, UNSUPPORTED if screen is None else ENDED, None, delay)
            return
        if screen.more:
            self._keep(session, self._time_out, modem, delay)
        else:
            self.forget(modem.number)
        shown = self._fit(screen.text, session.code)
        self._tell(modem.number, session.code, screen._replace(text=shown))
        self._later(modem, WANTED if screen.more else DONE, shown, delay)

    def _later(self, modem: "SimModem", status: int, text: str | None, delay: float = 0.0) -> None:
        wait = self._world.delays.ussd + delay
        self._world.clock.after(wait, modem.device.ussd.show, status, text)

    def _leave(self, number: str) -> None:
        self.forget(number, TIMED)

    def _time_out(self, modem: "SimModem") -> None:
        self.forget(modem.number, TIMED)
        modem.device.ussd.show(TIMED_OUT, None)

    # what the network begins and ends

    def push(self, number: str, text: str, *, more: bool, serve: Serve | None = None) -> None:
        """Speak first: a notice, or with *more* a question whose answers `serve` gets.

        `UssdBusy` while the subscriber has a session, `SimulatorError` where it is off.
        """
        if number in self._sessions:
            raise UssdBusy(f"{number} has a USSD session already.")
        modem = self._network.modems.get(number)
        if not self._network.subscriber(number).reachable:
            raise SimulatorError(f"{number} cannot be reached.", "Switch it on first.")
        screen = UssdScreen(self._fit(text, ""), more)
        if more:
            session = self._open(number, "", Hosted(serve) if serve else None)
            session.screen, session.pushed = screen, True
            self._keep(session, self._leave if modem is None else self._time_out, modem or number)
        self._tell(number, "", screen)
        if modem is not None:
            self._later(modem, WANTED if more else DONE, screen.text)

    def release(self, number: str, status: int = ENDED) -> None:
        """End a subscriber's session from the network's side (3: another client has answered)."""
        session = self._sessions.get(number)
        if session is None:
            raise NoSession(f"{number} has no USSD session.")
        self.forget(number, DROPPED)
        self._tell(number, session.code, UssdScreen("", more=False))
        modem = self._network.modems.get(number)
        if modem is not None:
            self._later(modem, status, None)

    # both

    def _is_open(self, session: Session) -> bool:
        return self._sessions.get(session.number) is session

    def _guard(self, session: Session, modem: "SimModem | None" = None) -> None:
        """Give the host its time from now."""
        seconds = self._network.timers.ussd_guard
        session.rest()
        session.timer = self._world.clock.after(seconds, self._give_up, session, modem, seconds)

    def _give_up(self, session: Session, modem: "SimModem | None", seconds: float) -> None:
        """End a session whose host is late: what it still answers is nobody's."""
        self._fail(session, f"The service of {session.code} gave no answer within {seconds:g} seconds.")
        self._world.clock.ring()
        if modem is not None:
            modem.device.ussd.show(TIMED_OUT, None)

    def _fail(self, session: Session, why: str) -> None:
        if self._is_open(session):
            self.forget(session.number)
        self._world.happened("error", number=session.number, text=why)

    def _open(self, number: str, code: str, hosted: Hosted | None) -> Session:
        session = Session(self._world.ids.next(), number, code, hosted)
        before = self._sessions.get(number)
        same = before is not None and before.serve == session.serve  # it hears of the new one itself
        self.forget(number, "" if same else DROPPED)
        self._sessions[number] = session
        return session

    def _passage(self, session: Session, *, dial: bool) -> Passage:
        links = self._network.links
        if not links:
            return PLAIN
        passage = links.passage("ussd", session.number, session.number)
        return passage if dial else passage._replace(delays=passage.delays[:1])

    def _too_late(self, passage: Passage) -> bool:
        return not passage.delays or passage.delays[0] > self._network.timers.ussd_guard

    def _gate(self, session: Session, *, dial: bool) -> UssdScreen | None:
        """Give what keeps a subscriber from a code: the network (`INVALID`), or money. A balance is free."""
        accounts, number = self._network.accounts, session.number
        if not dial:
            return None
        if accounts.dead(number) or self._network.links.outcome("ussd", number, number) is not None:
            return INVALID
        if session.serve is None and codes.is_balance(accounts, number, session.code):
            return None
        if accounts.pay(number, "ussd"):
            return None
        return UssdScreen(accounts.operator(number).poor, more=False)

    def _own(self, session: Session, text: str, *, dial: bool) -> UssdScreen | None:
        """Give what the network itself answers; None: no such code."""
        accounts, number = self._network.accounts, session.number
        if session.pushed and not dial:
            self._world.happened("ussd", number=number, code="", reply=text, more=False)
            return THANKS
        page = codes.dialled(accounts, number, text) if dial else None
        if not dial:
            page = codes.replied(accounts, number, session.path, text)
        if page is None:
            return None
        session.path = page.path
        return page.screen

    def _keep(
        self, session: Session, when_over: Callable[..., object], argument: object, delay: float = 0.0
    ) -> None:
        session.rest()
        patience = self._network.timers.ussd_reply + delay
        session.timer = self._world.clock.after(patience, when_over, argument)

    def _fit(self, text: str, code: str) -> str:
        """Cut what no network carries (182 septets, 80 UCS2 units), and say so where people look."""
        if _strings.fits(text):
            return text
        short = text
        while not _strings.fits(short):
            short = short[:-1]
        words = f"USSD {code}: text of {len(text)} characters cut to {len(short)}"
        self._world.trace.note(-1, words)
        self._world.happened("error", text=words)
        return short

    def _tell(self, number: str, code: str, screen: UssdScreen) -> None:
        self._world.happened("ussd", number=number, code=code, text=screen.text, more=screen.more)
