"""Time as the kiosk sees it: an aware `datetime`, given from outside so that a simulated day takes no day."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")

Clock = Callable[[], datetime]


def wall() -> datetime:
    """Give the time of this machine, in Western Indonesia Time (UTC+7, no daylight saving)."""
    return datetime.now(WIB)


def ahead_by(seconds: float) -> Clock:
    """Give the clock that is so many seconds ahead of this machine's."""
    return lambda: wall() + timedelta(seconds=seconds)
