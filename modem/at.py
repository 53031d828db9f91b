r"""The AT dialogue without its line: octets in, events out (ITU-T V.250; TS 27.005, 27.007).

PURE: knows no link and no clock. A modem speaks unasked at any line boundary: each line is told apart.

>>> dialogue = Dialogue()
>>> dialogue.command("+CSQ")
b'AT+CSQ\r'
>>> dialogue.receive(b'\r\n+CMTI: "SM",3\r\n\r\n+CSQ: 18,99\r\n\r\nO')
[Unsolicited(name='+CMTI', text='"SM",3', data='')]
>>> dialogue.receive(b'K\r\n')
[Result(command='+CSQ', lines=('+CSQ: 18,99',), final='OK', whole=True)]
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from modem import results
from modem.errors import Refused
from modem.results import PROMPT, Heard, Prompt, Result, Unsolicited

__all__ = ["HELD", "LINE", "Dialogue", "Heard", "Prompt", "Result", "Unsolicited"]

LINE = 4096
"""The longest line kept, in octets; a longer one is dropped up to its end. A PDU fills 400."""

HELD = 60_000
"""Octets kept of one answer; lines beyond them are dropped, since a modem gone mad says lines without end."""

PROMPTED = frozenset({("+CMGS", "="), ("+CMGW", "="), ("+CNMA", "=")})
_TEXT_LINES = 40
_PROMPTING = b"\r\n> "
"""A prompt as nearly every modem says it."""
_SIGN = re.compile("(?:^|\r) *> ?")
"""The sign of a prompt, at the beginning of a line."""


class Dialogue:
    """One command in flight at most; all that is not its answer is `Unsolicited`, in the order it came.

    *urcs* are further names (or whole lines) that this make says unasked.
    """

    def __init__(self, urcs: Iterable[str] = ()) -> None:
        self._urcs = results.URCS | frozenset(urcs)
        self._rest = ""  # the beginning of a line
        self._skipping = False  # the beginning was too long: drop the rest of the line
        self._header: Unsolicited | None = None  # waits for the line with its PDU
        self._text: list[str] = []  # the lines so far of a USSD text that has line ends inside
        self._command: str | None = None
        self._forms: dict[str, str] = {}
        self._answer: list[str] = []
        self._held = 0  # octets of them, also of those that were dropped
        self._echoes: list[str] = []
        self._prompting = False
        self.echoed = False  # whether the modem has repeated what it was told, since somebody set this back

    @property
    def busy(self) -> bool:
        """Whether a command waits for its answer."""
        return self._command is not None

    @property
    def in_flight(self) -> str:
        """The command that waits for its answer; "" for a bare `AT` and for none."""
        return self._command or ""

    def command(self, line: str) -> bytes:
        """Begin the command *line* (without `AT`): gives the octets to write.

        Raises `Refused` where a control character or a foreign letter would go over the line.
        """
        if self._command is not None:
            raise RuntimeError(f"AT{self._command} is not answered yet")
        if not (line.isascii() and line.isprintable()) and line:
            raise Refused(
                "A command must not hold control characters or letters outside ASCII.",
                "Check the number, code or PIN that was given.",
            )
        self._command, self._forms = line, results.forms(line)
        self._echoes = ["AT" + line]
        self._prompting = not PROMPTED.isdisjoint(self._forms.items())
        return b"AT%s\r" % line.encode()

    def body(self, pdu: bytes) -> bytes:
        """Give the octets that answer a `Prompt`, even before it comes: a PDU in hex, and Ctrl-Z."""
        digits = pdu.hex().upper()
        self._echoes.append(digits)
        return digits.encode() + b"\x1a"

    def abandon(self) -> None:
        """Give the command in flight up: what still comes of it is `Unsolicited`."""
        self._end()
        self._header, self._text = None, []

    def _end(self) -> None:
        self._command, self._forms, self._answer, self._echoes = None, {}, [], []
        self._held = 0
        self._prompting = False

    def receive(self, octets: bytes) -> list[Heard]:
        """Take what came, cut anywhere, and give what is complete by now.

        Total: NULs are skipped, lines longer than `LINE` dropped, octets outside ASCII kept as Latin-1.
        """
        if octets == _PROMPTING and self._prompting and self._is_between():
            self._prompting = False
            return [PROMPT]
        said = self._rest + octets.decode("latin-1").replace("\0", "")
        if self._skipping:
            _, end, said = said.partition("\n")
            self._skipping = not end
        *pieces, rest = said.split("\n")
        heard: list[Heard] = []
        for piece in pieces:
            line = piece.strip("\r")
            if len(piece) > LINE or not (line or self._text):
                continue
            if "\r" in line:  # the end of an echo is a CR alone
                for part in line.split("\r"):
                    self._line(part, heard)
            else:
                self._line(line, heard)
        self._rest = self._unfinished(rest, heard) if rest else ""
        return heard

    def _is_between(self) -> bool:
        """Whether the last line is over and wants no other."""
        return not (self._rest or self._skipping or self._header or self._text)

    def _unfinished(self, rest: str, heard: list[Heard]) -> str:
        """Find the prompt, which no line end follows; keep the beginning of a line within bounds."""
        if len(rest) > LINE:
            self._skipping = True
            return ""
        sign = _SIGN.search(rest) if self._prompting and not self._text else None
        if not sign:
            return rest
        before = rest[: sign.start()]
        for line in before.split("\r") if before else ():
            self._line(line, heard)
        if self._text or not self._prompting:  # by what was said before
            return rest[sign.start() :]
        self._line(">", heard)
        return rest[sign.end() :]

    def _line(self, raw: str, heard: list[Heard]) -> None:
        """Tell one line apart."""
        if self._text:
            self._text.append(raw)
            self._end_text(heard)
            return
        line = raw.strip(" ")
        if not line:
            return
        if self._header and self._is_data(self._header, line, heard):
            return
        if self._prompting and line[0] == ">":
            self._prompting = False
            heard.append(PROMPT)
            line = line[1:].lstrip(" ")
        name, _, text = line.partition(":")
        if line == "OK" and self._command is not None:
            self._finish(line, heard)
        elif name in self._forms and name not in self._urcs and name not in results.FINALS:
            self._keep(line)
        elif self._is_echo(line):
            return
        elif self._is_unasked(name, text):
            self._unasked(name, text.strip(" "), raw, heard)
        elif name in results.FINALS or self._is_connected(name):
            self._finish(line, heard)
        else:
            self._keep(line)

    def _is_data(self, header: Unsolicited, line: str, heard: list[Heard]) -> bool:
        """Give the result code that waits for a line with its PDU; whether this is it."""
        data = line if results.is_hex(line) else ""
        heard.append(header._replace(data=data))
        self._header = None
        return bool(data)

    def _keep(self, line: str) -> None:
        """Take a line as part of the answer."""
        self._held += len(line)
        if self._held <= HELD:
            self._answer.append(line)

    def _finish(self, final: str, heard: list[Heard]) -> None:
        """Take a line as the end of the answer."""
        heard.append(Result(self._command or "", tuple(self._answer), final, self._held <= HELD))
        self._end()

    def _is_echo(self, line: str) -> bool:
        """Whether the modem only repeats what it was told."""
        said = line.strip("> \x1a\x1b")
        if said in self._echoes:
            self._echoes.remove(said)
            self.echoed = True
            return True
        return not said

    def _is_unasked(self, name: str, text: str) -> bool:
        """Whether a line is no part of the answer to the command in flight."""
        if self._command is None:
            return True
        if name in self._urcs:
            return not results.is_reply(name, text.strip(" "), self._forms.get(name, "="))
        if name in results.CALL_ENDS:
            return self._command[:1] not in ("D", "A")
        return bool(text) and name.startswith(results.VENDORS)

    def _is_connected(self, name: str) -> bool:
        """Whether a line ends the answer to a command that calls, answers or goes back to data."""
        return name.startswith("CONNECT") and (self._command or "")[:1] in ("D", "A", "O")

    def _unasked(self, name: str, text: str, raw: str, heard: list[Heard]) -> None:
        """Begin an unsolicited result code, which may need further lines."""
        if name in results.WITH_DATA:
            self._header = Unsolicited(name, text)
        elif name == "+CUSD":
            self._text = [raw.lstrip(" ")]
            self._end_text(heard)
        else:
            heard.append(Unsolicited(name, text))

    def _end_text(self, heard: list[Heard]) -> None:
        """Give a `+CUSD` whose text is closed; an endless one is given as it stands."""
        text = "\n".join(self._text).partition(":")[2].strip(" ")
        if results.is_closed(text) or len(self._text) >= _TEXT_LINES or len(text) > LINE:
            self._text = []
            heard.append(Unsolicited("+CUSD", text))
