"""What the doctor is given and what it says: values that every check shares."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kiosk.errors import OK

if TYPE_CHECKING:
    from kiosk.settings import Config

GOOD, ATTEND, BROKEN = "siap", "perhatikan", "rusak"


class Finding(NamedTuple):
    """What a check found: `state` is siap, perhatikan or rusak; no remedy where nothing is to be done."""

    name: str
    state: str
    found: str
    remedy: str = ""
    exit_code: int = OK


class Patient(NamedTuple):
    """What is examined."""

    settings: "Config"
    data: Path
    now: datetime
