"""Agencies on the officer's page: how each answers, and how much waits for it."""

from typing import TYPE_CHECKING

from kiosk import dates
from kiosk.agency import errands
from kiosk.doors.lights import Light

if TYPE_CHECKING:
    from kiosk.transaction import Tx


def agencies(tx: "Tx") -> list[Light]:
    """Tell how each agency answers, and how much waits for it."""
    return [_agency(line) for line in errands.lines(tx)]


def _agency(line: errands.Line) -> Light:
    service = errands.SERVICES.get(line.service)
    name = service.name if service else line.service
    waits = f" {line.waiting} permintaan menunggu, tidak ada yang hilang." if line.waiting else ""
    if line.failing_since is not None:
        since = dates.moment(line.failing_since)
        title = f"{name} tidak menjawab" if line.attempts else f"Jawaban {name} tidak bisa dipakai"
        return Light("attend", title, f"sejak {since}. {line.problem}{waits}")
    heard = dates.moment(line.heard_at or 0.0)
    return Light("good", f"{name} tersambung", f"terakhir menjawab {heard}.{waits}")
