"""Voice calls: V.250 clause 6.3, TS 27.007 clauses 6 and 7."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from modem.simulator import holding
from modem.simulator.call import Call, Legs, Notice, Remark
from modem.simulator.commands import Group, at
from modem.simulator.errors import InvalidNumber, NotHeld
from modem.simulator.numbers import normalise
from modem.simulator.syntax import INCORRECT, NO_SERVICE, NOT_ALLOWED, Cme, Final, arguments, number

if TYPE_CHECKING:
    from modem.simulator.device import Device

_QUERY, _VOICE = 2, 1
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
        "+CHLD=?": "+CHLD: (0,1,1x,2,2x,3)",
    }
    wants_card = frozenset({"D", "+CCWA="})
    cause = "No cause"
    _waiting_shown = 0

    def __init__(self, device: "Device") -> None:
        super().__init__(device)
        self.legs = Legs()
        self._by_hand = False  # whether the terminal itself is ending calls

    def reset(self) -> None:
        """Tell of no waiting call."""
        self._waiting_shown = 0

    @property
    def on_call(self) -> Call | None:
        """Its call; of several the active one."""
        return self.legs.first(self)

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
        try:
            callee = normalise("".join(c for c in wanted if c in "+0123456789"))
        except InvalidNumber:
            raise Cme(INCORRECT) from None
        with self._holding():
            holding.make_room(self.world.network.calls, self)
        self.device.phonebook.remember("DC", callee)
        self.world.network.calls.start(self, callee, 60.0, hidden=hidden)
        for line in self.modem.profile.calls.dialled:
            self.device.tell(line)
        return None

    @at("A")
    def answer(self, _: str) -> None:
        """Pick up; what is active is held where another call waits."""
        call = self.legs.waiting() or self.on_call
        if call is None or call.state != "ringing" or call.callee is not self:
            raise Final("NO CARRIER")
        with self._holding():
            holding.take(self.world.network.calls, self, hold=True)

    @at("O")
    def resume(self, _: str) -> None:
        """Go back to the data of a call: there are no such calls (V.250 clause 6.3.7)."""
        raise Final("NO CARRIER")

    @at("H", "+CHUP")
    def hang_up(self, args: str) -> None:
        """End or reject calls, but not what waits: that rings then; without one it is OK, too."""
        if args not in ("", "0"):
            raise Cme(INCORRECT)
        with self._holding():
            for call in [call for call in self.legs.values() if not call.waiting]:
                self.world.network.calls.hang_up(call, self)

    @at("+CHLD=")
    def hold(self, args: str) -> None:
        """Hold, take, join or end calls; a second digit is the number of a call."""
        what, which = _asked(args)
        call = self.legs.get(which)
        if which and call is None:
            raise Cme(NOT_ALLOWED)
        calls = self.world.network.calls
        with self._holding():
            if call is not None and what == "1":
                calls.hang_up(call, self)
            elif call is not None:
                holding.single_out(calls, self, call)
            elif what == "0":
                holding.release(calls, self)
            elif what == "3":
                holding.join(calls, self)
            else:
                holding.take(calls, self, hold=what == "2")

    @contextmanager
    def _holding(self) -> Iterator[None]:
        """Do what the terminal asked for: it is not told of what ends by that."""
        self._by_hand = True
        try:
            yield
        except NotHeld:
            raise Cme(NOT_ALLOWED) from None
        finally:
            self._by_hand = False

    @at("+CLCC")
    def list(self, _: str) -> str | None:
        """Give the calls: direction, state, whether in a conference, number."""
        return "\r\n".join(self._listed(place, call) for place, call in sorted(self.legs.items())) or None

    def _listed(self, place: int, call: Call) -> str:
        incoming = call.callee is self
        state = {"talking": int(self in call.holders), "dialling": 2}.get(call.state, 4 if incoming else 3)
        joined = [each for each in self.legs.values() if self in each.joiners]
        other = call.shown(self)
        whose = f',"{other}",{kind(other)}' if other else ""
        state += call.waiting and incoming
        return f"+CLCC: {place},{incoming:d},{state},0,{call in joined and len(joined) > 1:d}{whose}"

    @at("+CEER")
    def why(self, _: str) -> str:
        """How the last call ended."""
        return f'+CEER: "{self.cause}"'

    @at("+CCWA=")
    def waiting(self, args: str) -> str | None:
        """Tell of waiting calls or not, and have the network let calls wait; voice is the only class here."""
        values = arguments(args)
        shown, classes = number(values, 0, self._waiting_shown, high=1), number(values, 2, 7, high=255)
        mode = number(values, 1, high=2) if len(values) > 1 else None
        calls = self.world.network.calls
        if mode is not None and not self.modem.reachable:
            raise Cme(NO_SERVICE)
        self._waiting_shown = shown
        if mode == _QUERY:
            return (
                "+CCWA: 1,1" if self.number in calls.waiters and classes & _VOICE else f"+CCWA: 0,{classes}"
            )
        if mode is not None and classes & _VOICE:
            calls.let_wait(self.number, bool(mode))
        return None

    @at("+CCWA?")
    def read_waiting(self, _: str) -> str:
        """Whether a waiting call would be told."""
        return f"+CCWA: {self._waiting_shown}"

    # the network's side

    def rings(self, call: Call) -> None:
        """Ring until somebody decides."""
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
        if not settings.value("+CLIP"):
            return (ring, *self._forwarded(call))
        number, clip = call.shown(self), self.modem.profile.calls.clip
        if not number:  # clause 7.6: withheld
            return (ring, f'+CLIP: "",128{clip[:-1]}{"1" if clip else ""}', *self._forwarded(call))
        return (ring, f'+CLIP: "{number}",{kind(number)}{clip}', *self._forwarded(call))

    def _forwarded(self, call: Call) -> tuple[str, ...]:
        """Tell, after each +CLIP and +CCWA, that a call was forwarded here (clause 7.17)."""
        shown = call.diverted and self.device.settings.values("+CSSN")[1]
        return (f"+CSSU: {Remark.FORWARDED_HERE}",) if shown else ()

    def waits(self, call: Call) -> None:
        """Say +CCWA, where AT+CCWA asks for it (clause 7.12)."""
        number = call.shown(self)
        whose = f'"{number}",{kind(number)},{_VOICE}' if number else f'"",128,{_VOICE},,1'
        if self._waiting_shown:
            self.device.tell(f"+CCWA: {whose}", *self._forwarded(call))

    def told(self, call: Call, remark: Remark) -> None:
        """Say +CSSU (clause 7.17)."""
        if self.device.settings.values("+CSSN")[1]:
            self.device.tell(f"+CSSU: {remark}")

    def noticed(self, notice: Notice) -> None:
        """Say +CSSI, before any other word of the call (clause 7.17)."""
        if self.device.settings.values("+CSSN")[0]:
            self.device.tell(f"+CSSI: {notice}")

    def connected(self, call: Call) -> None:
        """Say what this make says; a voice call's OK came when it was dialled."""
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
        if not self._by_hand and self.modem.reachable:
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
            "seconds": f"{int(now.now() - call.answered_at) if reason == 'hung up' else 0:06d}",
        }
        missed = call.callee is self and reason != "hung up"
        for line in make.missed if missed else make.ended:
            self.device.tell(line.format_map(words))


def _asked(args: str) -> tuple[str, int]:
    """Give what AT+CHLD asks for, and the number of a call (0: none)."""
    what, which = args.strip()[:1], args.strip()[1:]
    if what not in tuple("0123") or (which and (what in "03" or which not in tuple("1234567"))):
        raise Cme(INCORRECT)
    return what, int(which or 0)


def kind(text: str) -> int:
    """Give the type of an address (TS 24.008 clause 10.5.4.7): 145 international, 129 not known."""
    return 145 if text.startswith("+") else 129
