"""The terminal adaptor: octets in, octets out (V.250, TS 27.005, TS 27.007). No thread, no port of its own.

`feed` takes what came over the line and gives the answer. What comes later (the result of a send, an
unsolicited result code) goes to the modem by itself, at its time on the world's clock.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from modem.simulator.commands import LATER, Group, Prompt
from modem.simulator.commands_calls import CallCommands
from modem.simulator.commands_card import CardCommands
from modem.simulator.commands_cardfiles import CardFileCommands
from modem.simulator.commands_general import GeneralCommands
from modem.simulator.commands_inbound import InboundCommands
from modem.simulator.commands_indicators import IndicatorCommands
from modem.simulator.commands_messages import MessageCommands
from modem.simulator.commands_network import NetworkCommands
from modem.simulator.commands_own import own_commands
from modem.simulator.commands_phonebook import PhonebookCommands
from modem.simulator.commands_sending import SendingCommands
from modem.simulator.commands_settings import SettingCommands
from modem.simulator.commands_supplementary import SupplementaryCommands
from modem.simulator.commands_ussd import UssdCommands
from modem.simulator.delays import NONE
from modem.simulator.store import Store
from modem.simulator.syntax import NOT_SUPPORTED, VERBOSE, AtError, Call, Cme, Cms, Final, parse

if TYPE_CHECKING:
    from modem.simulator.clock import Timer
    from modem.simulator.modem import SimModem

LONGEST_LINE = 2_048
"""Octets of a command line (V.250 clause 5.2.1 asks for 40 at least); a longer one is an ERROR."""
LONGEST_INPUT = 8_192
"""Octets kept at the prompt, and typed ahead while a command runs."""
HALF_TYPED = 5.0
"""Seconds that a line begun and not ended holds unsolicited result codes back."""
MOMENT = 1e-6
"""Seconds too short to wait for: sums of seconds are that exact, and no more."""
ESC, BACKSPACE = 0x1B, 0x08

NUMERIC = {
    "OK": 0,
    "CONNECT": 1,
    "RING": 2,
    "NO CARRIER": 3,
    "ERROR": 4,
    "BUSY": 7,
    "NO ANSWER": 8,
}  # V.250 table 1


class Device:
    """One modem's AT side.

    `settings` are what ATZ and AT&F bring back; `groups` hold the rest of the state.
    """

    def __init__(self, modem: "SimModem") -> None:
        self.modem = modem
        self._clock = modem.clock
        self._timing = modem.world.delays if modem.world.delays == NONE else modem.profile.timing
        storage = modem.profile.storage
        self.stores = {name: Store(name, slots, storage.first) for name, slots in storage.memories.items()}
        self.stores |= {alias: self.stores[name] for alias, name in storage.aliases.items()}
        self.general = GeneralCommands(self)
        self.settings = SettingCommands(self)
        self.indicators = IndicatorCommands(self)
        self.card = CardCommands(self)
        self.card_files = CardFileCommands(self)
        self.network = NetworkCommands(self)
        self.messages = MessageCommands(self)
        self.inbound = InboundCommands(self)
        self.sending = SendingCommands(self)
        self.calls = CallCommands(self)
        self.supplementary = SupplementaryCommands(self)
        self.ussd = UssdCommands(self)
        self.phonebook = PhonebookCommands(self)
        self.groups: tuple[Group, ...] = (
            self.general, self.settings, self.indicators, self.card, self.card_files, self.network,
            self.messages, self.inbound, self.sending, self.calls, self.supplementary, self.ussd,
            self.phonebook,
        )  # fmt: skip
        self._handlers: dict[str, Callable[[str], Any]] = {}
        for group in self.groups:
            self._handlers.update(group.handlers())
        self._handlers = own_commands(modem, self._handlers)
        self._ends_by_line_feed = modem.profile.commands.line_feed
        self._unsolicited: deque[bytes] = deque()
        self._timer: Timer | None = None
        self._timer_at = 0.0
        self._token = 0
        self.restart()

    def restart(self) -> None:
        """Start as after power on: nothing half done, all settings at their defaults."""
        self._buffer = b""
        self._echoed = 0
        self._out: list[bytes] = []
        self._prompt: Prompt | None = None
        self._typed = bytearray()
        self._busy = False
        self._token += 1  # what was to come of commands before comes no more
        self.outspoken = False  # whether a report may be said before the +CMGS it belongs to
        self._rest: Sequence[Call] = ()
        self._feeding = False
        self._last = b""
        self._heard = self._quiet_from = -1e9
        self._unsolicited.clear()
        self.reset()

    def reset(self) -> None:
        """Bring every setting back to its default (ATZ, AT&F)."""
        self.echo = True
        self.verbose = True
        self.suppressed = False
        for group in self.groups:
            group.reset()

    @property
    def prompting(self) -> bool:
        """Whether it waits for the data of a command."""
        return self._prompt is not None

    @property
    def commands(self) -> list[str]:
        """The names of all commands, for AT+CLAC."""
        return sorted({key.rstrip("=?") for key in self._handlers})

    # the line

    def feed(self, octets: bytes) -> bytes:
        """Take octets off the line; gives what is answered at once."""
        if octets:
            self._heard = self._clock.now()
        self._feeding = True
        self._buffer += octets
        while self._buffer and not self._busy:
            if self._prompt is not None:
                if not self._read_prompt(self._prompt):
                    break
            elif not self._read_line():
                break
        if len(self._buffer) > LONGEST_INPUT:
            self._buffer = self._buffer[:LONGEST_INPUT]
        if self._unsolicited:
            self._speak()
        self._feeding = False
        out = self._out
        answer = out[0] if len(out) == 1 else b"".join(out)
        out.clear()
        return answer

    def _read_line(self) -> bool:
        """Run the first line of the buffer, if it is whole."""
        line, end, rest = self._buffer.partition(b"\r")
        if self._ends_by_line_feed and b"\n" in line:
            line, end, rest = self._cut_at_line_feed(line, end, rest)
        if not end:
            return self._half_line()
        self._buffer = rest
        if self.echo:
            self._out.append(line[self._echoed :] + end)
        self._echoed = 0
        if BACKSPACE in line or ESC in line:
            line = _edited(line)
        if len(line) > LONGEST_LINE:
            self._result(Cme(NOT_SUPPORTED))
            return True
        calls = parse(line)
        if calls is not None:
            self._last = line
            self._run(calls)
        return True

    def _cut_at_line_feed(self, line: bytes, end: bytes, rest: bytes) -> tuple[bytes, bytes, bytes]:
        """Let a line feed end a line, but for one that follows the end of the line before."""
        start = 0 if self._echoed else len(line) - len(line.lstrip(b"\n"))
        first, found, second = line[start:].partition(b"\n")
        return (first, found, second + end + rest) if found else (line, end, rest)

    def _half_line(self) -> bool:
        """Keep what has come of a line; ESC outside the prompt and line feeds between lines are nothing."""
        if ESC in self._buffer:
            self._buffer = self._buffer.replace(b"\x1b", b"")
        if not self._echoed:
            self._buffer = self._buffer.lstrip(b"\n\x1a\x00")
        if self._buffer[-2:].upper() == b"A/" and len(self._buffer.strip()) == 2 and self._last:
            self._buffer = self._last + b"\r"  # V.250 clause 5.2.4: the last line again
            self._echoed = len(self._buffer) if self.echo else 0
            return True
        if self.echo and len(self._buffer) > self._echoed:
            self._out.append(self._buffer[self._echoed :])
            self._echoed = len(self._buffer)
        return False

    def _read_prompt(self, prompt: Prompt) -> bool:
        """Collect message data up to Ctrl-Z or ESC (TS 27.005 clause 3.5.1)."""
        if not self._typed:
            self._buffer = self._buffer.lstrip(b"\r\n")
        octets = self._buffer
        ends = [place for place in (octets.find(b"\x1a"), octets.find(b"\x1b")) if place >= 0]
        end = min(ends, default=len(octets))
        piece, self._buffer = octets[:end], octets[end + 1 :]
        if prompt.text and b"\r" in piece:
            self._out.append(piece.replace(b"\r", b"\r\n> ") if self.echo else b"\r\n> " * piece.count(b"\r"))
        elif self.echo and piece:
            self._out.append(piece)
        self._typed += piece[: LONGEST_INPUT - len(self._typed)]
        if not ends:
            return False
        data = bytes(self._typed)
        self._prompt = None
        self._typed.clear()
        if octets[end] == ESC:
            self._final("OK")
            return True
        self._continue(lambda: prompt.done(_edited(data) if BACKSPACE in data else data))
        return True

    # commands

    def _run(self, calls: Sequence[Call]) -> None:
        """Run the commands of a line in their order; the first that fails ends it."""
        for place, call in enumerate(calls):
            handler = self._handlers.get(call.key)
            if handler is None:
                self._result(self._unknown())
                return
            try:
                answer = handler(call.args)
            except (AtError, Final) as error:
                self._result(error)
                return
            if answer is None:
                continue
            if answer.__class__ is str:
                self._info(answer)
                continue
            self._rest = calls[place + 1 :]
            if isinstance(answer, Prompt):
                self._prompt = answer
                self._out.append(b"\r\n> ")
            else:
                self._busy = True
            return
        self._final("OK")

    def _continue(self, step: Callable[[], object]) -> None:
        """Go on with a command after its prompt; what it gives means the same as from a handler."""
        rest, self._rest = self._rest, ()
        try:
            answer = step()
        except (AtError, Final) as error:
            self._result(error)
            return
        if answer is LATER:
            self._busy, self._rest = True, rest
            return
        if isinstance(answer, str):
            self._info(answer)
        self._run(rest)

    def later(self, delay: float, step: Callable[[], str | None]) -> object:
        """Let a command's result come *delay* seconds from now: what `step` gives, or the error it raises."""
        self._token += 1
        self._clock.after(delay, self._finish, self._token, step)
        return LATER

    def _finish(self, token: int, step: Callable[[], str | None]) -> None:
        if token != self._token or not self._busy:
            return  # the modem was restarted meanwhile
        self._busy = self.outspoken = False
        self._continue(step)
        self._quiet_from = self._clock.now()
        self._flush()

    def _flush(self) -> None:
        """Say what is there, then go on with what was typed ahead."""
        waiting = self.feed(b"")
        if waiting:
            self.modem.put(waiting)

    def hold(self, delay: float) -> object:
        """Keep a command open until `release`, *delay* seconds at most."""
        return self.later(delay, lambda: None)

    def release(self, line: str) -> bool:
        """End the command that `hold` keeps open; False: there is none (it was given up)."""
        if not self._busy:
            return False
        self._finish(self._token, lambda: line)
        return True

    # results

    def _unknown(self) -> Exception:
        """Give what this make says to a command that it does not know."""
        errors = self.modem.profile.errors
        return Final(errors.unknown) if errors.unknown else Cme(errors.unknown_cme)

    def _info(self, text: str) -> None:
        if self.suppressed:
            return
        if self.verbose:
            self._out.append(f"\r\n{text}\r\n".encode("latin-1"))
        else:
            self._out.append(f"{text}\r\n".encode("latin-1"))

    def _final(self, text: str) -> None:
        if not self.suppressed:
            self._out.append(self._framed(text))

    def _framed(self, text: str) -> bytes:
        if self.verbose:
            return f"\r\n{text}\r\n".encode("latin-1")
        return f"{NUMERIC.get(text, text)}\r".encode("latin-1")

    def _result(self, error: Exception) -> None:
        """Answer by an error, in the form that AT+CMEE asks for."""
        self._rest = ()
        level = self.settings.value("+CMEE")
        if isinstance(error, Final):
            self._final(str(error))
        elif isinstance(error, Cms):
            texts = self.modem.profile.errors.sms_texts if level == 2 else {}
            self._final(f"+CMS ERROR: {texts.get(str(error.code), error.code)}")
        elif isinstance(error, Cme) and level:
            self._final(f"+CME ERROR: {self._words_for(error.code) if level == 2 else error.code}")
        else:
            self._final("ERROR")

    def _words_for(self, code: int) -> str:
        return self.modem.profile.errors.texts.get(str(code)) or VERBOSE.get(code, VERBOSE[100])

    # unsolicited result codes

    def tell(self, *lines: str) -> None:
        """Say something unasked when the line is quiet; the lines leave in one write."""
        if not self.modem.on:
            return
        self._unsolicited.append(b"".join(self._framed(line) for line in lines))
        while len(self._unsolicited) > 1_000:
            self._unsolicited.popleft()
        if not self._feeding:
            self._speak()
            self._flush()

    def hush(self, *lines: str) -> None:
        """Take back something that was not said yet."""
        octets = b"".join(self._framed(line) for line in lines)
        self._unsolicited = deque(said for said in self._unsolicited if said != octets)

    def _speak(self) -> None:
        """Put out unsolicited result codes, unless a command is being received or answered."""
        while self._unsolicited:
            wait = self._hold()
            if wait == math.inf:
                return
            if wait > MOMENT:
                self._look_again(self._clock.now() + wait)
                return
            self._out.append(self._unsolicited.popleft())
            self._quiet_from = self._clock.now() + self._timing.between - self._timing.quiet

    def _hold(self) -> float:
        """Seconds until something may be said; infinity: not before the command in hand has ended."""
        if self._prompt is not None or (self._busy and not self.outspoken):
            return math.inf
        now = self._clock.now()
        if self._buffer and now < self._heard + HALF_TYPED:
            return self._heard + HALF_TYPED - now
        return max(0.0, max(self._heard, self._quiet_from) + self._timing.quiet - now)

    def _look_again(self, when: float) -> None:
        if self._timer is None or when < self._timer_at:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._clock.at(when, self._speak_again)
            self._timer_at = when

    def _speak_again(self) -> None:
        self._timer = None
        self._speak()
        self._flush()

    def registration_changed(self) -> None:
        """Tell a terminal that asked for it whether the network is there."""
        self.network.changed()
        self.indicators.look()


def _edited(line: bytes) -> bytes:
    """Apply the backspaces that somebody typed; ESC is nothing."""
    kept = bytearray()
    for octet in line:
        if octet == BACKSPACE:
            del kept[-1:]
        elif octet != ESC:
            kept.append(octet)
    return bytes(kept)
