"""What a prepaid card has: credit, a date until which it is active, and what happens after it.

A card is charged once somebody has set its credit or its date, or when the network charges everybody
(`Accounts.charging`): a demonstration and a day of tests never run dry by surprise.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from modem.simulator.errors import InvalidAccount
from modem.simulator.operators import OPERATORS, Operator, key_of

START_CREDIT = 25_000
START_DAYS = 360
GRACE_DAYS = 30
"""*Masa tenggang*: after its date a card only receives; after that the number is nobody's."""
MOST_CREDIT = 1_000_000_000
ACTIVE, GRACE, DEAD = "active", "grace", "dead"


class Account:
    """One card's account. `charged`: whether what it does costs anything."""

    __slots__ = ("charged", "credit", "expires", "number")

    def __init__(self, number: str, expires: date) -> None:
        self.number = number
        self.credit = START_CREDIT
        self.expires = expires
        self.charged = False

    def state(self, today: date) -> str:
        """Tell where in its life the card is: active until its date, then in grace, then dead."""
        if not self.charged or today <= self.expires:
            return ACTIVE
        return GRACE if today <= self.expires + timedelta(days=GRACE_DAYS) else DEAD


class Change(NamedTuple):
    """What somebody does to an account; None leaves a thing as it is.

    `top_up` adds rupiah, `days` moves the date on from today or from the date, whichever is later.
    """

    credit: int | None = None
    expires: date | None = None
    top_up: int | None = None
    days: int | None = None


class Accounts:
    """All accounts; one comes into being when it is looked at."""

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self.charging = False
        self.operators: dict[str, Operator] = dict(OPERATORS)
        self._wall = wall
        self._accounts: dict[str, Account] = {}

    def __iter__(self) -> Iterator[Account]:
        return iter(tuple(self._accounts.values()))

    def operator(self, number: str) -> Operator:
        """Give the operator of a number, with the tariffs of this network."""
        return self.operators[key_of(number)]

    def of(self, number: str) -> Account:
        """Give a number's account."""
        account = self._accounts.get(number)
        if account is None:
            expires = (self._wall() + timedelta(days=START_DAYS)).date()
            account = self._accounts[number] = Account(number, expires)
            account.charged = self.charging
        return account

    def charge_everybody(self, on: bool) -> None:
        """Let everybody's account be charged, or nobody's."""
        self.charging = on
        for account in self._accounts.values():
            account.charged = on

    def change(self, number: str, change: Change) -> Account:
        """Set or top up; from now on the card is charged. `InvalidAccount` for what no card can have."""
        account = self.of(number)
        account.credit, account.expires = self.changed(number, change)
        account.charged = True
        return account

    def changed(self, number: str, change: Change) -> tuple[int, date]:
        """Give the credit and the date that a card would have; `InvalidAccount` where it cannot."""
        account, today = self.of(number), self._wall().date()
        credit = (account.credit if change.credit is None else change.credit) + (change.top_up or 0)
        if not 0 <= credit <= MOST_CREDIT:
            raise InvalidAccount(f"A card cannot have {credit} rupiah.")
        expires = account.expires if change.expires is None else change.expires
        try:
            if change.days is not None:
                expires = max(expires, today) + timedelta(days=change.days)
            expires + timedelta(days=GRACE_DAYS)
        except OverflowError:
            raise InvalidAccount("A card's date is too far away.") from None
        return credit, expires

    def charges(self, number: str) -> bool:
        """Whether what this number does costs anything."""
        account = self._accounts.get(number)
        return self.charging if account is None else account.charged

    def affords(self, number: str, service: str, units: int = 1) -> bool:
        """Whether the card could pay for so many of these now."""
        account = self.of(number) if self.charging else self._accounts.get(number)
        if account is None or not account.charged:
            return True
        active = account.state(self._wall().date()) == ACTIVE
        return active and account.credit >= self._price(number, service, units)

    def pay(self, number: str, service: str, units: int = 1) -> bool:
        """Take the price of `sms`, `ussd` or `call`; False without that much, or past the date."""
        if not self.affords(number, service, units):
            return False
        account = self._accounts.get(number)
        if account is not None and account.charged:
            account.credit -= self._price(number, service, units)
        return True

    def _price(self, number: str, service: str, units: int) -> int:
        price: int = getattr(self.operator(number), service)
        return units * price

    def dead(self, number: str) -> bool:
        """Whether the number is nobody's any more."""
        account = self._accounts.get(number)
        return account is not None and account.state(self._wall().date()) == DEAD

    def balance(self, number: str) -> str:
        """Tell credit and date in the operator's words."""
        account = self.of(number)
        return self.operator(number).tell(account.credit, account.expires)

    def json(self, number: str) -> dict[str, Any]:
        """Give what the control API says of a card; it does not come into being by being told."""
        account = self._accounts.get(number)
        if account is None:
            account = Account(number, (self._wall() + timedelta(days=START_DAYS)).date())
        return {
            "operator": key_of(number),
            "credit": account.credit,
            "expires": account.expires.isoformat(),
            "card": account.state(self._wall().date()),
            "charged": account.charged or self.charging,
        }
