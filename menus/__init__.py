"""An engine for conversations on small screens: USSD, SMS, keypad and web from one book.

`docs/menus.md` is the format of a book. A step is pure given its services; sessions are values.
"""

from menus.book import Book
from menus.builder import Builder
from menus.conversations import Answer, Conversations
from menus.errors import BadFunction, MenuError, Problem, UnknownName
from menus.hosting import ussd_host
from menus.load import load
from menus.medium import CONSOLE, MEDIA, SMS, USSD, WEB, Medium
from menus.promises import fulfil, late
from menus.reading import step
from menus.resuming import enter, left, push, unfinished
from menus.services import Call, Item, Later, Registry, Reject, Services
from menus.session import Promise, Session, Step, Visit

__all__ = [
    "CONSOLE",
    "MEDIA",
    "SMS",
    "USSD",
    "WEB",
    "Answer",
    "BadFunction",
    "Book",
    "Builder",
    "Call",
    "Conversations",
    "Item",
    "Later",
    "Medium",
    "MenuError",
    "Problem",
    "Promise",
    "Registry",
    "Reject",
    "Services",
    "Session",
    "Step",
    "UnknownName",
    "Visit",
    "enter",
    "fulfil",
    "late",
    "left",
    "load",
    "push",
    "step",
    "unfinished",
    "ussd_host",
]
