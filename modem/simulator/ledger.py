"""Bounded lists of what happened, oldest first, read by "what came after this id"."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar, overload

from modem.simulator.errors import UnknownId


class Identified(Protocol):
    """An entry of a ledger."""

    @property
    def id(self) -> str:
        """Greater than the ids of all entries before."""
        ...


Item = TypeVar("Item", bound=Identified)


class Ids:
    """Gives ids that only grow, each once: the prefix tells one run of the simulator from another.

    >>> ids = Ids("r1-")
    >>> ids.next(), ids.next()
    ('r1-0000001', 'r1-0000002')
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.count = 0

    def next(self) -> str:
        """Give the next id."""
        self.count += 1
        return f"{self.prefix}{self.count:07x}"


class Ledger(Sequence[Item], Generic[Item]):
    """A list that forgets its oldest entries beyond `limit`; asking after a forgotten one is `UnknownId`."""

    def __init__(self, limit: int = 10_000) -> None:
        self._items: list[Item] = []
        self._limit = limit

    def add(self, item: Item) -> Item:
        """Append *item*, whose id is greater than all before."""
        self._items.append(item)
        if len(self._items) > self._limit + self._limit // 8:
            del self._items[: -self._limit]
        return item

    def after(self, item_id: str | None = None) -> list[Item]:
        """Everything after the entry with that id, everything for None.

        `UnknownId` if there is no such entry.
        """
        items = self._items
        if not item_id:
            return items[:]
        place = bisect_left(items, item_id, key=lambda item: item.id)
        if place == len(items) or items[place].id != item_id:
            raise UnknownId(item_id)
        return items[place + 1 :]

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items[:])

    def __repr__(self) -> str:
        return f"Ledger({self._items!r})"
