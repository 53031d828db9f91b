"""The small values that pass between network, handsets and their users."""

from datetime import datetime
from typing import Any, NamedTuple


class Sent(NamedTuple):
    """A message that somebody handed to the network, joined and decoded.

    `data` holds what is no text, in hex.
    """

    id: str
    sender: str
    to: str
    text: str
    flash: bool
    parts: int
    alphabet: str
    at: datetime
    data: str | None = None

    def json(self) -> dict[str, Any]:
        """Give what the control API says of it."""
        return {
            "id": self.id,
            "from": self.sender,
            "to": self.to,
            "text": self.text,
            "flash": self.flash,
            "parts": self.parts,
            "alphabet": self.alphabet,
            "at": self.at.isoformat(),
            **({} if self.data is None else {"data": self.data}),
        }


class Received(NamedTuple):
    """A message in a handset's inbox."""

    id: str
    sender: str
    text: str
    flash: bool
    at: datetime

    def json(self) -> dict[str, Any]:
        """Give what the control API says of it."""
        return {
            "id": self.id,
            "from": self.sender,
            "text": self.text,
            "flash": self.flash,
            "at": self.at.isoformat(),
        }


class Happening(NamedTuple):
    """Something that people may want to see at once.

    `kind` is sms, received, ussd, call, modem, fault or error.
    """

    id: str
    at: datetime
    kind: str
    what: dict[str, Any]

    def json(self) -> dict[str, Any]:
        """Give what the control API says of it."""
        return {"id": self.id, "at": self.at.isoformat(), "kind": self.kind, **self.what}


class UssdScreen(NamedTuple):
    """What a USSD service shows; `more` means that it waits for a reply."""

    text: str
    more: bool


class UssdRequest(NamedTuple):
    """What a handset's user dialled (`text` is None) or replied.

    `code` is what opened the session, in full.
    """

    session: str
    number: str
    code: str
    text: str | None
