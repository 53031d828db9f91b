"""How long the credit of a card lasts, from what its operator answered and what was sent: pure figures."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

TYPICAL = 350.0  # rupiah an SMS: a list price, until one is configured or learned
LEARNED_FROM = 10  # messages between answers before their price is believed
FEW, VERY_FEW = 50, 20  # messages left: news wait, then status, too
SOON, TODAY = 3.0, 1.0  # days left: the same
AMBER_DAYS, RED_DAYS = 30, 7  # of the card's own life
DAY = 86_400.0
GOOD, ATTEND, BROKEN = "good", "attend", "broken"


class Reading(NamedTuple):
    """An answer of the operator: rupiah and last day of use (None where it told none).

    `sent` are the messages since the answer before, `at` Unix seconds.
    """

    at: float
    amount: int | None
    expires: date | None
    sent: int = 0


class Outlook(NamedTuple):
    """How a card stands: about so many `messages`, at this use for so many `days` (None: nothing was used).

    `card_days` is how long the card itself lives, `tariff` rupiah a message; all of it as of `at`.
    """

    at: float
    amount: int | None
    expires: date | None
    tariff: float
    messages: int | None
    days: float | None
    card_days: int | None

    @property
    def level(self) -> str:
        """Give "good", "attend" or "broken": the officer's light."""
        levels = [GOOD]
        if self.amount is None:
            levels.append(ATTEND)
        if self.upto < 2:
            levels.append(BROKEN if self.upto < 1 else ATTEND)
        if self.card_days is not None and self.card_days < AMBER_DAYS:
            levels.append(BROKEN if self.card_days < RED_DAYS else ATTEND)
        return max(levels, key=(GOOD, ATTEND, BROKEN).index)

    @property
    def upto(self) -> int:
        """Give the last priority that the card is spent on: 2 everything, 1 no news, 0 only answers.

        Answers are never held back by a forecast: only the operator's refusal ends them.
        """
        if self.messages is None:
            return 2
        days = float("inf") if self.days is None else self.days
        if self.messages < VERY_FEW or days < TODAY:
            return 0
        return 1 if self.messages < FEW or days < SOON else 2

    def told(self) -> dict[str, Any]:
        """Give the figures as `/health` tells them."""
        expires = self.expires and self.expires.isoformat()
        return {**self._asdict(), "expires": expires, "level": self.level}


def learned(readings: Sequence[Reading]) -> float | None:
    """Learn the price of a message from what the balance lost between two answers; None from too little.

    *readings* are of one card, the newest first. The middle of the prices counts, so that a package that was
    bought or a top-up in between is no price.

    >>> learned([Reading(2, 16500, None, 10), Reading(1, 20000, None, 0)])
    350.0
    """
    prices: list[float] = []
    seen = 0
    for now, before in pairwise(readings):
        if now.amount is None or before.amount is None or not now.sent or now.amount >= before.amount:
            continue
        prices += [(before.amount - now.amount) / now.sent] * now.sent
        seen += now.sent
    return sorted(prices)[len(prices) // 2] if seen >= LEARNED_FROM else None


def outlook(readings: Sequence[Reading], a_day: float, today: date, tariff: float = 0.0) -> Outlook:
    """Tell how a card stands; *readings* are its answers, the newest first, *a_day* the messages of a day.

    Without a *tariff* it is learned, or the usual price.

    >>> seen = outlook([Reading(0, 4250, date(2026, 12, 10))], 12.0, date(2026, 11, 26), tariff=350)
    >>> seen.messages, seen.days, seen.card_days, seen.upto, seen.level
    (12, 1.0, 14, 0, 'broken')
    """
    last = readings[0]
    price = tariff or learned(readings) or TYPICAL
    messages = None if last.amount is None else int(last.amount / price)
    days = None if messages is None or a_day <= 0 else messages / a_day
    card_days = None if last.expires is None else (last.expires - today).days
    return Outlook(last.at, last.amount, last.expires, price, messages, days, card_days)
