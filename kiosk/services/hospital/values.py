"""What is asked for and what comes of it, as values: a request, a booking, and why there is none. PURE."""

from datetime import date
from typing import Literal, NamedTuple

from kiosk.services.hospital.places import Place

State = Literal["booked", "pending", "waiting", "cancelled", "closed", "missed"]


class Request(NamedTuple):
    """What a resident asks for: `doctor` "" is any, `waits` asks for the waiting list of a full day.

    `phone` is where news go if the door tells no number.
    """

    clinic: str
    day: date
    payer: Literal["bpjs", "umum"]
    kind: Literal["nik", "bpjs"]
    number: str
    visit: Literal["rujukan", "kontrol", "belum", "umum"]
    referral: str = ""
    doctor: str = ""
    waits: bool = False
    phone: str = ""


class Booking(NamedTuple):
    """A booking as it stands; `number` is None as long as the hospital has given no place for it."""

    ticket: str
    clinic: str
    wish: str
    doctor: str
    day: date
    number: int | None
    queue: str
    serves_at: float | None
    state: State
    payer: str
    visit: str
    edition: int
    tail: str = ""  # the end of the patient's number

    @property
    def code(self) -> str:
        """Give the code by which the hospital knows it."""
        digits = self.ticket.replace("-", "")
        return f"{digits}-{self.edition}" if self.edition else digits

    @property
    def place(self) -> Place | None:
        """Give the place that it holds."""
        if self.state != "booked" or self.number is None:
            return None
        return Place(self.clinic, self.doctor, self.day, self.number, self.queue, self.serves_at or 0.0)


class Already(NamedTuple):
    """The same patient holds a booking for that clinic and day; `mine` when the same phone made it."""

    booking: Booking
    mine: bool


class Full(NamedTuple):
    """No place is left on that day."""

    clinic: str
    day: date


class Nameless(NamedTuple):
    """No place is certain, and the door tells no number to which one could be told later."""

    clinic: str
    day: date
