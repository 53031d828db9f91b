"""Spellings of a subscriber's number: `0812…`, `62812…`, `+62812…` and `0062812…` are one. PURE."""

ENOUGH = 7
"""Digits that must be alike where one spelling lacks the country: shorter numbers are services' codes."""


def same(one: str, other: str) -> bool:
    """Tell whether two spellings are one number, whatever the country.

    >>> same("+6281211110001", "081211110001"), same("0811110001", "+6281211110001"), same("1708", "+621708")
    (True, False, False)
    """
    if one == other:
        return True
    short, long = sorted((one.removeprefix("+").lstrip("0"), other.removeprefix("+").lstrip("0")), key=len)
    return short.isdecimal() and long.isdecimal() and len(short) >= ENOUGH and long.endswith(short)
