r"""What passes between a terminal and a modem, with a word of explanation beside it. PURE.

>>> beside = Beside()
>>> beside.typed("AT+CMGS=9"), beside.heard(b"\r\n+CMS ERROR: 331\r\n")
(b'AT+CMGS=9\r', [Line(text='+CMS ERROR: 331', meaning='no network service')])
"""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from modem.at import LINE
from modem.causes import CME, CMS
from modem.errors import MOST_DIGITS, TpduError
from modem.results import ERRORS, FINALS, WITH_DATA

ESC, CTRL_Z = b"\x1b", b"\x1a"
_HEX = re.compile(r"[0-9A-Fa-f]{14,}")
_ENTRY = re.compile(r"\+CMG[LR]: *(?:\d+, *)?([0-3]),")
"""The index of a +CMGL and the state (TS 27.005 clauses 3.4.2, 3.4.3)."""
_WRITTEN = (2, 3)


class Line(NamedTuple):
    """A line that the modem said, and what it means ("": nothing more than it says)."""

    text: str
    meaning: str = ""


class Beside:
    """Follows both directions of one line; `prompting` while the modem waits for a message."""

    def __init__(self) -> None:
        self.prompting = False
        self.answered = True
        self._rest = b""
        self._echo = ""
        self._from_network = True  # the PDU on the next line

    def typed(self, line: str) -> bytes:
        """Give the octets to write for a line that was typed: a command, or the message of a prompt.

        An empty message leaves the prompt (ESC).
        """
        octets = line.encode("latin-1", "replace")
        self.answered, self._echo = False, line
        if not self.prompting:
            return octets + b"\r"
        self.prompting = False
        return octets + CTRL_Z if octets else ESC

    def explain(self, line: str) -> str:
        """Say what a line is that will be typed: a PDU behind a prompt; "" for all else."""
        return pdu(line, network=False) if self.prompting and _HEX.fullmatch(line) else ""

    def heard(self, octets: bytes) -> list[Line]:
        """Give the lines that are complete by now, each with its meaning; the prompt is one, too."""
        *pieces, rest = re.split(rb"[\r\n]+", self._rest + octets.replace(b"\0", b""))
        lines = [self._line(piece.decode("latin-1")) for piece in pieces if piece.strip()]
        if rest.strip() == b">":
            self.prompting = self.answered = True
            lines.append(Line(">"))
            rest = b""
        self._rest = rest[-LINE:]
        return [line for line in lines if line.text]

    def _line(self, text: str) -> Line:
        if text == self._echo:
            self._echo = ""
            return Line("")
        name, _, value = text.partition(":")
        self.answered |= is_final(text)
        if _HEX.fullmatch(text):
            return Line(text, pdu(text, network=self._from_network))
        entry = _ENTRY.match(text)
        self._from_network = not (entry and int(entry[1]) in _WRITTEN) or name in WITH_DATA
        return Line(text, _meaning(name, value.strip()))


def recorded(line: str) -> tuple[str, str, bytes]:
    """Read a line of a trace that `spy+` wrote: the link's clock, `>` sent or `<` received, the octets.

    Raises `ValueError`.

    >>> recorded("12.500000 < b'OK'")
    ('12.500000', '<', b'OK')
    """
    seconds, way, shown = line.rstrip("\n").split(" ", 2)
    try:
        octets = ast.literal_eval(shown)
    except SyntaxError as error:
        raise ValueError(line) from error
    if way not in ("<", ">") or not isinstance(octets, bytes):
        raise ValueError(line)
    return seconds, way, octets


def is_final(line: str) -> bool:
    """Whether a line ends an answer (V.250 clause 5.7.1), in the words of some makes, too."""
    return line in FINALS or line.startswith((*ERRORS, "CONNECT"))


def pdu(text: str, *, network: bool) -> str:
    """Say in a line what a PDU is; "" for hex that is none.

    >>> pdu("06912618010000040D91261832547698F000006211428000008204C830FB0D", network=True)
    "deliver from +6281234567890 at 2026-11-24T08:00:00+07:00: 'Halo'"
    """
    from modem.describe import to_dict
    from modem.tpdu import decode_pdu

    try:
        fields = to_dict(decode_pdu(bytes.fromhex(text), network=network))
    except (TpduError, ValueError):
        return ""
    way = "from" if fields["type"] == "deliver" else "to"
    said = f"{fields['type']} {way} {fields['address']}"
    when = fields.get("discharge") or fields.get("timestamp")
    said += f" at {when}" if when else ""
    if fields.get("status") is not None:
        from modem.status import meaning

        said += f", reference {fields['reference']}: {meaning(fields['status'])}"
    concat = fields.get("concat")
    said += f", part {concat['part']} of {concat['total']}" if concat else ""
    content = fields.get("text") if fields.get("text") is not None else fields.get("data")
    return said if content is None else f"{said}: {content!r}"


def _meaning(name: str, value: str) -> str:
    causes = {"+CMS ERROR": CMS, "+CME ERROR": CME}.get(name)
    if causes is not None and value.isdecimal() and len(value) <= MOST_DIGITS:
        return causes.get(int(value), ("", "unknown"))[0]
    if name == "+CUSD":
        from modem.ussd import parse_cusd

        try:
            text = parse_cusd(value).text
        except TpduError:
            return ""
        return "" if text is None or text in value else repr(text)
    if name in ("+CREG", "+CGREG", "+CEREG"):
        from modem.health import state

        return state(value, answer="," in value and value.split(",")[1].strip().isdecimal())
    return ""
