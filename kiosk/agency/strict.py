"""How answers of agencies are read: what cannot be is nonsense, and nothing of the answer is taken. PURE."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from kiosk.agency import Nonsense

AHEAD = timedelta(minutes=10)  # that an agency's clock may be before ours


class Strict:
    """Reads values of one agency; its *remedy* says whom to call about nonsense.

    >>> read = Strict("Hubungi pengelola.")
    >>> read.whole({"tahap": 3}, "tahap", 1, 5), read.day("2026-11-24", "batas"), read.day("", "batas")
    (3, datetime.date(2026, 11, 24), None)
    """

    def __init__(self, remedy: str) -> None:
        self._remedy = remedy

    def nonsense(self, what: str) -> Nonsense:
        """Make the error: the answer has this, which cannot be."""
        return Nonsense(f"Jawabannya tidak masuk akal: {what}.", self._remedy)

    def whole(self, row: Mapping[str, Any], name: str, least: int, most: int) -> int:
        """Read a whole number between two. Raises Nonsense."""
        value = row.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.nonsense(name)
        return value

    def day(self, value: Any, what: str) -> date | None:  # noqa: ANN401 - whatever came
        """Read a day; None where there is none. Raises Nonsense."""
        if value in ("", None):
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.nonsense(what) from None

    def moment(self, value: Any, now: datetime) -> datetime:  # noqa: ANN401
        """Read of when the data are, with the offset; not of the future. Raises Nonsense."""
        try:
            found = datetime.fromisoformat(value)
            ahead = found > now + AHEAD
        except (TypeError, ValueError):
            raise self.nonsense("data") from None
        if ahead:
            raise self.nonsense("data dari masa depan")
        return found
