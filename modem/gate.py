"""The last gate before the wire: numbers, USSD codes and PINs that may go out; all else is `Refused`. PURE.

Control characters are refused once more where lines are made (`modem.at.Dialogue.command`).
"""

import re
from collections.abc import Collection

from modem.errors import Refused

_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_CODE = re.compile(r"\*[0-9]{2,4}(\*[0-9]{1,2}){0,4}#")
_REPLY = re.compile(r'[^\x00-\x1f"\x7f-\x9f]{1,182}')

_SERVICES = """
    002 004 21 61 62 67 03 04 042 05 052 06 30 31 76 77 300
    33 330 331 332 333 35 351 353 43 37 66 68 75 96 3001 5005
"""
SERVICES = frozenset(_SERVICES.split())
"""Service codes that `*…#` would switch on: forwarding, PIN, identity, barring, waiting (22.030 Annex B)."""


def number(text: str) -> str:
    """Let a subscriber's number through: 3 to 15 digits, `+` before an international one."""
    if not _NUMBER.fullmatch(text):
        raise Refused(
            f"{text!r} is no phone number.", "Write 3 to 15 digits, with + for an international number."
        )
    return text


def code(text: str, allowed: Collection[str] | None = None) -> str:
    """Let a USSD code through: one of *allowed*; where that is None, any that only asks (`*888#`).

    Two digits at most after each star, so that no code carries a number or an amount: those transfer credit.
    """
    fits = text in allowed if allowed is not None else _asks(text)
    if not fits or not _REPLY.fullmatch(text):
        raise Refused(
            f"{text!r} is no USSD code that may be dialled.",
            "Use a code that only asks, like *888#, or add it to the codes that are allowed.",
        )
    return text


def _asks(text: str) -> bool:
    return bool(_CODE.fullmatch(text)) and text.strip("*#").split("*")[0] not in SERVICES


def reply(text: str) -> str:
    """Let an answer in an open USSD dialogue through; one that a modem could take for a code is none."""
    if not _REPLY.fullmatch(text) or text[0] in "*#+":
        raise Refused(
            f"{text!r} is no answer in a USSD dialogue.", "Answer with digits or words in one line."
        )
    return text


def tones(text: str) -> str:
    """Let the tones of a call through: digits, `*`, `#`, A to D (TS 23.014)."""
    if not re.fullmatch(r"[0-9*#A-D]{1,64}", text):
        raise Refused(f"{text!r} are no tones.", "Key digits, *, # and the letters A to D.")
    return text


def pin(text: str) -> str:
    """Let a PIN through: 4 to 8 digits (TS 31.101 clause 9)."""
    if not re.fullmatch(r"[0-9]{4,8}", text):
        raise Refused("A PIN has 4 to 8 digits.", "Correct the PIN in the configuration.")
    return text
