"""Ticket numbers: two digits of the kiosk, five of a serial, one Damm digit.

They are unique without a server, and a slip at the keypad (one wrong digit, two neighbours swapped) is
noticed.
"""

import re

NUMBER = re.compile(r"(?<![\d-])\d{4}-\d{4}(?![\d-])")
SERIALS = 100_000  # five digits; then they begin again
DAMM = (  # H. Michael Damm, a totally anti-symmetric quasigroup of order 10
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def damm(digits: str) -> int:
    """Give the check digit of *digits*; 0 when they end with the right one.

    >>> damm("572"), damm("5724")
    (4, 0)
    """
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim


def write(kiosk: str, serial: int) -> str:
    """Write a ticket number as residents see it.

    >>> write("38", 127)
    '3800-1273'
    """
    digits = f"{kiosk}{serial % SERIALS:05d}"
    digits += str(damm(digits))
    return f"{digits[:4]}-{digits[4:]}"


def read(text: str) -> str | None:
    """Read a number as residents type it (spaces and hyphens forgiven); None when it cannot be one.

    >>> read("38001273"), read(" 3800 1273"), read("38001373"), read("0812")
    ('3800-1273', '3800-1273', None, None)
    """
    digits = re.sub(r"[\s.-]", "", text)
    if not re.fullmatch(r"[0-9]{8}", digits) or damm(digits):
        return None
    return f"{digits[:4]}-{digits[4:]}"


def first(text: str) -> str:
    """Give the first ticket number that *text* names; "" for none.

    >>> first("TERDAFTAR 3800-1273. RSU"), first("Telepon 0812-3456")
    ('3800-1273', '')
    """
    return next((found for each in NUMBER.findall(text) if (found := read(each))), "")
