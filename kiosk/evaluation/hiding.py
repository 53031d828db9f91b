"""Counts of people as others may read them: one to four are hidden, and what would betray them. PURE."""

from collections.abc import Mapping

from kiosk.evaluation.verdict import FEW, FEWER

Shown = int | str


def hidden(count: int) -> Shown:
    """Write a count.

    >>> hidden(0), hidden(4), hidden(5)
    (0, '<5', 5)
    """
    return FEWER if 0 < count < FEW else count


def parts(counts: Mapping[str, int]) -> dict[str, Shown]:
    """Write counts whose total is told.

    >>> parts({"sms": 40, "ussd": 9, "web": 2, "call": 0})
    {'sms': 40, 'ussd': '<10', 'web': '<5', 'call': 0}
    """
    shown = {name: hidden(count) for name, count in counts.items()}
    small = [name for name, count in counts.items() if 0 < count < FEW]
    if len(small) == 1:
        others = [name for name, count in counts.items() if count >= FEW]
        if others:
            next_smallest = min(others, key=lambda name: counts[name])
            shown[next_smallest] = f"<{-(-(counts[next_smallest] + 1) // FEW) * FEW}"
    return shown
