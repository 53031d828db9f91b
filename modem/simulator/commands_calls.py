"""Voice calls: V.250 clause 6.3, TS 27.007 clauses 6 and 7."""

from typing import ClassVar

from modem.simulator.calls import Call, Notice
from modem.simulator.commands import Group, at
from modem.simulator.errors import InvalidNumber
from modem.simulator.numbers import normalise
from modem.simulator.syntax import INCORRECT, NOT_ALLOWED, Cme, Final, arguments, number

RING_EVERY = 4.0
"""Seconds between two rings."""
ENDS = {"busy": "BUSY", "no answer": "NO ANSWER"}


class CallCommands(Group):
    """ATD, ATA, ATH and what goes with them; to the network, this is the subscriber."""

    answers: ClassVar = {
        "+CHUP=?": None,
        "+CLCC=?": None,
        "+CEER=?": None,
        "+CCWA=?": "+CCWA: (0,1)",
        "+CHLD=?": "+CHLD: (0,1)",
    }
    wants_card = frozenset({"D", "+CCWA="})
    on_call: Call | None = None
    cause = "No cause"
    _hung_up = False
    _answered_at = 0.0
    _waiting_shown = 0

    def reset(self) -> None:
        """Tell of no waiting call."""
        self._waiting_shown = 0

    @property
    def number(self) -> str:
        """The modem's number."""
        return self.modem.number

    @property
    def reachable(self) -> bool:
        """Whether the network can ring it."""
        return self.modem.reachable

    # commands

    @at("D")
    def dial(self, args: str) -> object:
        """Call a number (`;`: voice), or send a USSD code."""
        wanted = args.strip().removesuffix(";").strip()
        hidden = self.device.settings.value("+CLIR") == 1
        if wanted[:4] in ("#31#", "*31#") and len(wanted) > 4:  # TS 22.030 annex B: for this call only
            hidden, wanted = wanted[0] == "#", wanted[4:]
        elif wanted[-1:] in ("I", "i"):  # TS 27.007 clause 6.2
            hidden = wanted[-1] == "I"
        if wanted.startswith(("*", "#")):
            return self.device.ussd.dial(wanted)
        if not args.rstrip().endswith(";") or not self.modem.reachable:
            raise Final("NO CARRIER")
        if self.on_call is not None:
            raise Cme(NOT_ALLOWED)
        try:
            callee = normalise("".join(c for c in wanted if c in "+0123456789"))
        except InvalidNumber:
            raise Cme(INCORRECT) from None
        self._hung_up = False
        self.device.phonebook.remember("DC", callee)
        self.world.network.calls.start(self, callee, 60.0, hidden=hidden)
        for line in self.modem.profile.calls.dialled:
            self.device.tell(line)
        return None

    @at("A")
    def answer(self, _: str) -> None:
        """Pick up."""
        call = self.on_call
        if call is None or call.state != "ringing" or call.callee is not self:
            raise Final("NO CARRIER")
        self.world.network.calls.answer(call)

    @at("H", "+CHUP")
    def hang_up(self, args: str) -> None:
        """End or reject the call; without one it is OK, too."""
        if args not in ("", "0"):
            raise Cme(INCORRECT)
        if self.on_call is not None:
            self._hung_up = True
            self.world.network.calls.hang_up(self.on_call, self)

    @at("+CHLD=")
    def hold(self, args: str) -> None:
        """0 rejects what waits, 1 ends what is active: here there is one call at most."""
        if number(arguments(args), 0, high=1) in (0, 1):
            self.hang_up("")

    @at("+CLCC")
    def list(self, _: str) -> str | None:
        """Give the call: direction, state, number."""
        call = self.on_call
        if call is None:
            return None
        incoming = call.callee is self
        state = {"talking": 0, "dialling": 2, "ringing": 4 if incoming else 3}.get(call.state, 0)
        other = call.shown(self)
        whose = f',"{other}",{kind(other)}' if other else ""
        return f"+CLCC: 1,{incoming:d},{state},0,0{whose}"

    @at("+CEER")
    def why(self, _: str) -> str:
        """How the last call ended."""
        return f'+CEER: "{self.cause}"'

    @at("+CCWA=")
    def waiting(self, args: str) -> str | None:
        """Call waiting: this network has none."""
        values = arguments(args)
        shown, mode = number(values, 0, self._waiting_shown, high=1), number(values, 1, 0, high=2)
        number(values, 2, 7)
        self._waiting_shown = shown
        return "+CCWA: 0,7" if mode == 2 else None

    @at("+CCWA?")
    def read_waiting(self, _: str) -> str:
        """Whether a waiting call would be told."""
        return f"+CCWA: {self._waiting_shown}"

    # the network's side

    def rings(self, call: Call) -> None:
        """Ring until somebody decides."""
        self._hung_up = False
        self.device.indicators.look()
        self._ring(call, 1)

    def _ring(self, call: Call, times: int) -> None:
        if call.state != "ringing" or self.on_call is not call:
            return
        automatic = self.device.general.s_parameters[0]
        self.device.tell(*self._lines(call))
        if automatic and times >= automatic:
            self.world.network.calls.answer(call)
            return
        self.world.clock.after(RING_EVERY, self._ring, call, times + 1)

    def _lines(self, call: Call) -> tuple[str, ...]:
        settings = self.device.settings
        ring = "+CRING: VOICE" if settings.value("+CRC") else "RING"
        told = (
            ("+CSSU: 0",) if call.diverted and settings.values("+CSSN")[1] else ()
        )  # after each +CLIP: 7.17
        if not settings.value("+CLIP"):
            return (ring, *told)
        number, clip = call.shown(self), self.modem.profile.calls.clip
        if not number:  # clause 7.6: withheld
            return (ring, f'+CLIP: "",128{clip[:-1]}{"1" if clip else ""}', *told)
        return (ring, f'+CLIP: "{number}",{kind(number)}{clip}', *told)

    def noticed(self, notice: Notice) -> None:
        """Say +CSSI, before any other word of the call (clause 7.17)."""
        if self.device.settings.values("+CSSN")[0]:
            self.device.tell(f"+CSSI: {notice}")

    def connected(self, call: Call) -> None:
        """Say what this make says; a voice call's OK came when it was dialled."""
        self._answered_at = self.world.clock.now()
        for line in self.modem.profile.calls.answered:
            self.device.tell(line)

    def ended(self, call: Call, reason: str) -> None:
        """Say how it ended, unless the terminal ended it."""
        self.cause = reason
        self.device.indicators.look()
        self.device.hush(*self._lines(call))
        if call.callee is self and not call.hidden:
            book = "RC" if reason in ("hung up", "rejected") else "MC"
            self.device.phonebook.remember(book, call.caller.number)
        if not self._hung_up and self.modem.reachable:
            self._tell_end(call, reason)

    def _tell_end(self, call: Call, reason: str) -> None:
        make = self.modem.profile.calls
        if call.callee is not self and reason in ENDS:
            self.device.tell(ENDS[reason])
            return
        now = self.world.clock
        words = {
            "number": call.shown(self),
            "time": f"{now.wall():%I:%M%p}",
            "seconds": f"{int(now.now() - self._answered_at) if reason == 'hung up' else 0:06d}",
        }
        missed = call.callee is self and reason != "hung up"
        for line in make.missed if missed else make.ended:
            self.device.tell(line.format_map(words))


def kind(text: str) -> int:
    """Give the type of an address (TS 24.008 clause 10.5.4.7): 145 international, 129 not known."""
    return 145 if text.startswith("+") else 129
