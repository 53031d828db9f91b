"""The form of command lines (V.250 clause 5) and of the errors that answer them."""

import re
from functools import lru_cache
from typing import NamedTuple


class AtError(Exception):
    """A command ends in ERROR; the subclasses say why, where the terminal wants to know."""


class Cme(AtError):
    """`+CME ERROR: code` (TS 27.007 clause 9.2), or ERROR where AT+CMEE=0."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Cms(AtError):
    """`+CMS ERROR: code` (TS 27.005 clause 3.2.5)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Final(Exception):
    """A command ends in another final result than OK or ERROR: NO CARRIER, BUSY."""


NOT_ALLOWED, NOT_SUPPORTED, NO_CARD, PIN_WANTED, PUK_WANTED, WRONG_PIN = 3, 4, 10, 11, 12, 16
INVALID_INDEX, NOT_FOUND, NO_SERVICE, INCORRECT = 21, 22, 30, 50

VERBOSE = {  # TS 27.007 clause 9.2.1
    0: "phone failure",
    3: "operation not allowed",
    4: "operation not supported",
    10: "SIM not inserted",
    11: "SIM PIN required",
    12: "SIM PUK required",
    13: "SIM failure",
    14: "SIM busy",
    15: "SIM wrong",
    16: "incorrect password",
    17: "SIM PIN2 required",
    18: "SIM PUK2 required",
    20: "memory full",
    21: "invalid index",
    22: "not found",
    23: "memory failure",
    24: "text string too long",
    25: "invalid characters in text string",
    26: "dial string too long",
    27: "invalid characters in dial string",
    30: "no network service",
    31: "network timeout",
    32: "network not allowed - emergency calls only",
    50: "incorrect parameters",
    100: "unknown",
}


class Call(NamedTuple):
    """One command of a line.

    `key` finds its handler (`+CSQ`, `+CREG?`, `+CREG=?`, `+CREG=`, `E`, `S=`), `args` is the rest.
    """

    key: str
    args: str = ""


_EXTENDED = re.compile(
    r"""\s*([+*$^%\#@][A-Z][A-Z0-9!%./:_-]*)\s*   # the name
        (?:(=\?|\?)\s*(?=;|$)|(=)((?:[^;"]|"[^"]*(?:"|$))*))?\s*(?:;|$)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_S_PARAMETER = re.compile(r"\s*S\s*(\d+)\s*(?:(\?)|=\s*(\d*))\s*;?", re.IGNORECASE)
_DIAL = re.compile(r"\s*D([^;]*;?)", re.IGNORECASE | re.DOTALL)
_BASIC = re.compile(r"\s*(&?[A-Z])\s*(\d*)\s*;?", re.IGNORECASE)
_SPACE = re.compile(r"[\s;]*")
_BLANKS = re.compile(r'"[^"]*"?|\s+')


@lru_cache(maxsize=1024)
def parse(line: bytes) -> tuple[Call, ...] | None:
    """Read a command line without its CR, None if there is no AT in it; `Call("")` is what is malformed.

    >>> parse(b'at+cmee=1;+CREG?')
    (Call(key='+CMEE=', args='1'), Call(key='+CREG?', args=''))
    >>> parse(b"ATE0V1"), parse(b"hello")
    ((Call(key='E', args='0'), Call(key='V', args='1')), None)
    """
    start = line.upper().find(b"AT")
    if start < 0:
        return None
    text = line[start + 2 :].decode("latin-1")
    if " " in text:  # V.250 clause 5.2.1: blanks mean nothing, except in a string
        text = _BLANKS.sub(lambda found: found[0] if found[0][0] == '"' else "", text)
    calls: list[Call] = []
    place = _skip(text, 0)
    while place < len(text):
        found = _next(text, place)
        if found is None:
            return (*calls, Call(""))
        call, place = found
        calls.append(call)
        place = _skip(text, place)
    return tuple(calls)


def _skip(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _next(text: str, place: int) -> tuple[Call, int] | None:
    found = _EXTENDED.match(text, place)
    if found:
        name, question, equals, args = found.groups()
        return Call(name.upper() + (question or equals or ""), (args or "").strip()), found.end()
    found = _S_PARAMETER.match(text, place)
    if found:
        number, question, value = found.groups()
        return Call("S?", number) if question else Call("S=", f"{number},{value}"), found.end()
    found = _DIAL.match(text, place)
    if found:
        return Call("D", found[1]), found.end()
    found = _BASIC.match(text, place)
    if found:
        return Call(found[1].upper(), found[2]), found.end()
    return None


_ARGUMENT = re.compile(r'\s*(?:"([^"]*)(?:"|$)|([^,"]*))\s*(?:,|$)', re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{2})")


@lru_cache(maxsize=1024)
def arguments(args: str) -> tuple[str, ...]:
    r"""Split parameters at commas outside quotes, the quotes taken off (V.250 clause 5.4.2).

    >>> arguments('1,"*123#",15'), arguments('"a\\2Cb",,'), arguments("")
    (('1', '*123#', '15'), ('a,b', '', ''), ())
    """
    if not args:
        return ()
    values = []
    place = 0
    while place <= len(args):
        found = _ARGUMENT.match(args, place)
        if found is None:
            raise Cme(INCORRECT)
        quoted, bare = found.groups()
        values.append(bare.strip() if quoted is None else _ESCAPE.sub(_unescape, quoted))
        if not found[0].endswith(",") or found.end() == place:
            break
        place = found.end()
    if place < len(args) and found is not None and found.end() < len(args):
        raise Cme(INCORRECT)
    return tuple(values)


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def number(
    values: tuple[str, ...], place: int, default: int | None = None, high: int = 255, low: int = 0
) -> int:
    """Give a whole number among parameters, *default* for one left out; `Cme` if it is wrong or lacking.

    >>> number(("1", ""), 1, default=7), number(("1",), 0)
    (7, 1)
    """
    text = values[place] if place < len(values) else ""
    if not text:
        if default is None:
            raise Cme(INCORRECT)
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not low <= int(text) <= high:
        raise Cme(INCORRECT)
    return int(text)


def within(value: int, allowed: str) -> bool:
    """Whether a number is in a range as test commands write it.

    >>> within(2, "0-3"), within(1, "0,2"), within(2, "0,2")
    (True, False, True)
    """
    for item in allowed.split(","):
        low, _, high = item.partition("-")
        if int(low) <= value <= int(high or low):
            return True
    return False
