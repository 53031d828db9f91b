"""USSD in the network: sessions, the functions that serve codes, and a few codes of the network's own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from modem import ussd as _strings
from modem.simulator.clock import Timer
from modem.simulator.errors import HostFailed, InvalidNumber, NoSession
from modem.simulator.values import UssdRequest, UssdScreen

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem
    from modem.simulator.network import Network

Serve = Callable[[UssdRequest], UssdScreen]
PATIENCE = 180.0
"""Seconds that the network keeps a session open for a reply."""
DONE, WANTED, ENDED, UNSUPPORTED, TIMED_OUT = 0, 1, 2, 4, 5  # TS 27.007 clause 7.15: <m> of +CUSD
INVALID = UssdScreen("Connection problem or invalid MMI code.", more=False)

BALANCE = "Pulsa Anda Rp25.000, aktif s.d. 31-12-2026."
MENU = {
    "": ("Menu simulasi\n1 Pulsa\n2 Paket data\n0 Keluar", True),
    "1": ("Pulsa\n1 Sisa pulsa\n2 Masa aktif\n0 Keluar", True),
    "2": ("Paket data\n1 Sisa kuota\n2 Daftar paket\n0 Keluar", True),
    "11": ("Sisa pulsa Rp25.000.", False),
    "12": ("Masa aktif s.d. 31-12-2026.", False),
    "21": ("Sisa kuota 2,5 GB.", False),
    "22": ("Paket harian 1 GB Rp5.000, paket bulanan 12 GB Rp45.000.", False),
}


class Session:
    """An open dialogue of one subscriber; `path` is where in the network's own menu it stands."""

    def __init__(self, session_id: str, number: str, code: str, serve: Serve | None) -> None:
        self.id = session_id
        self.number = number
        self.code = code
        self.serve = serve
        self.path = ""
        self.screen: UssdScreen | None = None
        self.timer: Timer | None = None


class UssdRouter:
    """Finds who serves a code and keeps the sessions, one a subscriber."""

    def __init__(self, network: "Network") -> None:
        self._world = network.world
        self._hosts: dict[str, Serve] = {}
        self._sessions: dict[str, Session] = {}

    def host(self, code: str, serve: Serve) -> None:
        """Let `serve` answer a code like `*123#` and everything below it."""
        if not (code.startswith("*") and code.endswith("#") and set(code) <= set("*#0123456789")):
            raise InvalidNumber(f"{code!r} is no USSD code.", "Write it like *123#.")
        self._hosts[code] = serve

    def session(self, number: str) -> Session | None:
        """Give the open session of a subscriber, if any."""
        return self._sessions.get(number)

    def forget(self, number: str) -> None:
        """Close a subscriber's session without a word to it."""
        session = self._sessions.pop(number, None)
        if session is not None and session.timer is not None:
            session.timer.cancel()

    # handsets: the answer is what the call gives

    def ask(self, number: str, text: str, *, dial: bool) -> UssdScreen:
        """Give a handset dials or replies; gives the next screen. `NoSession` for a reply without a session.

        The host's function runs in the caller's thread, with the world free for others meanwhile.
        """
        session, request = self._world.do(lambda: self._request(number, text, dial=dial))
        if session.serve is None:
            screen = self._own(session, text, dial=dial) or INVALID
        else:
            try:
                screen = UssdScreen(*session.serve(request))
            except Exception as error:
                self._fail(session, error)
                raise HostFailed(f"The service of {session.code} failed: {error!r}.") from error
        return self._world.do(lambda: self._show(session, screen))

    def _request(self, number: str, text: str, *, dial: bool) -> tuple[Session, UssdRequest]:
        session = self._sessions.get(number)
        if dial:
            session = self._open(number, text, hosted=True)
        elif session is None:
            raise NoSession(f"{number} has no USSD session.")
        return session, UssdRequest(session.id, number, session.code, None if dial else text)

    def _show(self, session: Session, screen: UssdScreen) -> UssdScreen:
        screen = UssdScreen(self._fit(screen.text, session.code), bool(screen.more))
        if self._sessions.get(session.number) is session:
            if screen.more:
                session.screen = screen
                self._keep(session, self.forget, session.number)
            else:
                self.forget(session.number)
        self._tell(session.number, session.code, screen)
        return screen

    def _fail(self, session: Session, error: Exception) -> None:
        def fail() -> None:
            self.forget(session.number)
            self._world.happened("error", number=session.number, text=f"{session.code}: {error!r}")

        self._world.do(fail)

    # modems: the answer comes later, as +CUSD

    def modem_asks(self, modem: "SimModem", text: str) -> None:
        """Give a modem dials a code or answers the open session; +CUSD comes a moment later."""
        session = self._sessions.get(modem.number)
        dial = session is None or text.startswith(("*", "#"))
        if session is None or dial:
            session = self._open(modem.number, text, hosted=False)
        screen = self._own(session, text, dial=dial)
        if screen is None:
            self.forget(modem.number)
            self._later(modem, UNSUPPORTED, None)
            return
        text = self._fit(screen.text, session.code)
        if screen.more:
            self._keep(session, self._time_out, modem)
        else:
            self.forget(modem.number)
        self._tell(modem.number, session.code, screen)
        self._later(modem, WANTED if screen.more else DONE, text)

    def push(self, modem: "SimModem", text: str, more: bool) -> None:
        """Give the network speaks first."""
        if more:
            self._keep(self._open(modem.number, "", hosted=False), self._time_out, modem)
        self._later(modem, WANTED if more else DONE, self._fit(text, ""))

    def _later(self, modem: "SimModem", status: int, text: str | None) -> None:
        self._world.clock.after(self._world.delays.ussd, modem.device.ussd.show, status, text)

    def _time_out(self, modem: "SimModem") -> None:
        self.forget(modem.number)
        modem.device.ussd.show(TIMED_OUT, None)

    # both

    def _open(self, number: str, code: str, *, hosted: bool) -> Session:
        self.forget(number)
        serve = self._serving(code) if hosted else None
        session = self._sessions[number] = Session(self._world.ids.next(), number, code, serve)
        return session

    def _serving(self, code: str) -> Serve | None:
        """Give the function of that code, or of the longest one above it: `*123*4#` is below `*123#`."""
        while code not in self._hosts:
            head, star, _ = code.removesuffix("#").rpartition("*")
            if not head or not star:
                return None
            code = f"{head}#"
        return self._hosts[code]

    def _own(self, session: Session, text: str, *, dial: bool) -> UssdScreen | None:
        """Give what the network itself answers.

        Its menu at *123#, the balance at *888#; None: no such code.
        """
        if dial and text != "*123#":
            return UssdScreen(BALANCE, more=False) if text == "*888#" else None
        if text == "0":
            return UssdScreen("Terima kasih.", more=False)
        path = "" if dial else session.path + text
        if path not in MENU:
            screen, more = MENU.get(session.path, MENU[""])
            return UssdScreen(f"Pilihan tidak ada.\n{screen}", more)
        session.path = path
        return UssdScreen(*MENU[path])

    def _keep(self, session: Session, when_over: Callable[..., object], argument: object) -> None:
        if session.timer is not None:
            session.timer.cancel()
        session.timer = self._world.clock.after(PATIENCE, when_over, argument)

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
