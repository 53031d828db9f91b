"""Telephone numbers as people write them, made one.

E.164 for subscribers, short codes and names as they are.
"""

import re
from functools import lru_cache

from modem.simulator.errors import InvalidNumber

COUNTRY = "62"
_SEPARATORS = re.compile(r"[\s().-]+")
_DIGITS = re.compile(r"\+?[0-9]{3,15}")
_NAME = re.compile(r"[A-Za-z0-9 &_.!*#-]{1,11}")


@lru_cache(maxsize=4096)
def normalise(text: str, *, names: bool = False) -> str:
    """Give the one form of a number (*names*: also an alphanumeric sender's); `InvalidNumber` if it is none.

    >>> normalise("0812-1111-0001"), normalise("6281211110001"), normalise("+62 812 1111 0001")
    ('+6281211110001', '+6281211110001', '+6281211110001')
    >>> normalise("1708"), normalise("PEMKOT", names=True)
    ('1708', 'PEMKOT')
    """
    number = _SEPARATORS.sub("", text)
    if number.startswith("00"):
        number = "+" + number[2:]
    if not _DIGITS.fullmatch(number):
        if names and _NAME.fullmatch(text) and re.search("[A-Za-z]{2}", text):
            return text
        raise InvalidNumber(f"{text!r} is no telephone number.")
    if number.startswith("+"):
        return number
    if number.startswith("0"):
        return f"+{COUNTRY}{number[1:]}"
    if number.startswith(COUNTRY) and len(number) >= 10:
        return f"+{number}"
    if number.startswith("8") and 9 <= len(number) <= 12:  # people leave out the 0
        return f"+{COUNTRY}{number}"
    return number
