"""Reading a JSON object: each value of the kind that is due, or `TpduError` that names its key."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from modem.errors import TpduError

Fields = Mapping[str, Any]
Value = TypeVar("Value")

_WORDS = {str: "a string", int: "a whole number", bool: "true or false", list: "a list", dict: "an object"}


def kind(fields: Fields, key: str, kind: type[Value]) -> Value | None:
    """Give the value of *key*, of this *kind*; None where it is absent or null."""
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TpduError(key, 0, f"{value!r} where {_WORDS[kind]} is due")
    return value


def text(fields: Fields, key: str) -> str | None:
    """Give a string."""
    return kind(fields, key, str)


def flag(fields: Fields, key: str) -> bool:
    """Give true or false; false where it is absent."""
    return kind(fields, key, bool) or False


def number(fields: Fields, key: str, least: int = 0, most: int = 0xFF) -> int | None:
    """Give a whole number from *least* to *most*."""
    number = kind(fields, key, int)
    if number is not None and not least <= number <= most:
        raise TpduError(key, 0, f"{number} is not from {least} to {most}")
    return number


def octets(fields: Fields, key: str) -> bytes | None:
    """Give the octets of a string of hex."""
    digits = text(fields, key)
    try:
        return None if digits is None else bytes.fromhex(digits)
    except ValueError:
        raise TpduError(key, 0, f"{digits!r} is no hex") from None


def moment(fields: Fields, key: str) -> datetime | None:
    """Give a moment, written in ISO 8601."""
    written = text(fields, key)
    try:
        return None if written is None else datetime.fromisoformat(written)
    except ValueError:
        raise TpduError(key, 0, f"{written!r} is no moment like 2026-11-24T08:00:00+07:00") from None


def needed(fields: Fields, key: str, read: Callable[[Fields, str], Value | None]) -> Value:
    """Give what *read* gives, which must be there."""
    value = read(fields, key)
    if value is None:
        raise TpduError(key, 0, "it is missing")
    return value
