"""Message memories of modem and SIM card (TS 27.005 clause 3.1)."""

from typing import NamedTuple

UNREAD, READ, UNSENT, SENT, ALL = range(5)
STATUS = ("REC UNREAD", "REC READ", "STO UNSENT", "STO SENT", "ALL")


class Entry(NamedTuple):
    """One message: its status and the whole PDU, service centre first."""

    status: int
    octets: bytes

    @property
    def length(self) -> int:
        """Octets without the service centre's field, as result codes count them."""
        return len(self.octets) - 1 - self.octets[0]


class Store:
    """A memory with so many slots, counted from `first`; a new message takes the first free one."""

    def __init__(self, name: str, capacity: int, first: int = 1) -> None:
        self.name = name
        self.capacity = capacity
        self.first = first
        self.slots: dict[int, Entry] = {}

    def __len__(self) -> int:
        return len(self.slots)

    @property
    def full(self) -> bool:
        """Whether nothing more fits."""
        return len(self.slots) >= self.capacity

    @property
    def last(self) -> int:
        """The index of the last slot."""
        return self.first + self.capacity - 1

    def add(self, entry: Entry) -> int:
        """Keep an entry; gives its index. The caller asks `full` before."""
        index = next(index for index in range(self.first, self.last + 1) if index not in self.slots)
        self.slots[index] = entry
        return index

    def mark(self, index: int, status: int) -> None:
        """Change the status of an entry."""
        self.slots[index] = self.slots[index]._replace(status=status)

    def listed(self, status: int = ALL) -> list[tuple[int, Entry]]:
        """Give the entries of that status, by index."""
        return [(i, entry) for i, entry in sorted(self.slots.items()) if status in (ALL, entry.status)]
