"""Phone numbers as the officer's pages show them."""

from typing import TYPE_CHECKING

from kiosk.errors import Unsealable

if TYPE_CHECKING:
    from kiosk.transaction import Tx

MOBILE_DIGITS = 9  # shorter numbers are not grouped


def opened(tx: "Tx", sealed: bytes) -> str:
    """Open a number that is kept sealed; "?" where another key sealed it: the rest of the page stands."""
    try:
        return tx.open(sealed)
    except Unsealable:
        return "?"


def spoken(number: str) -> str:
    """Write a number as people dial it.

    >>> spoken("+6281211110001"), spoken("021500")
    ('0812-1111-0001', '021500')
    """
    national = f"0{number[3:]}" if number.startswith("+62") else number
    if len(national) < MOBILE_DIGITS:
        return national
    return f"{national[:4]}-{national[4:8]}-{national[8:]}"
