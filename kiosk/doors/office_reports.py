"""The open reports on the officer's page: what, where, by when, at whom."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kiosk import dates
from kiosk.cases import records
from kiosk.cases.records import Case
from kiosk.clock import WIB
from kiosk.services.reports import SERVICE, wording
from kiosk.services.reports.kinds import kinds

if TYPE_CHECKING:
    from kiosk.transaction import Tx

SHOWN = 50  # an officer works from the top
LONG = 90  # letters of a report that are shown
STATES = {  # where an open report stands
    "new": "baru",
    "taken": "dikerjakan {agency}",
    "asked": "menunggu jawaban warga",
    "forwarded": "diteruskan ke {agency}",
}


class Report(NamedTuple):
    """A report that somebody works on, or should; `people` wait for it."""

    ticket: str
    what: str
    where: str
    due: str
    late: bool
    state: str
    people: int


def reports(tx: "Tx") -> list[Report]:
    """List the open reports, the next due first; who reported is not shown, a road is mended without."""
    today = tx.now.astimezone(WIB).date()
    return [_report(tx, case, today) for case in records.waiting(tx, SERVICE, SHOWN)]


def _report(tx: "Tx", case: Case, today: date) -> Report:
    where = case.details.get("tempat", "")
    about = f"{kinds().all[case.kind].called('id')}: {case.details.get('cerita', '')}"
    return Report(
        case.ticket,
        wording.clipped(about, LONG),
        wording.clipped(f"Kel. {wording.village(case)}{', ' if where else ''}{where}", LONG),
        dates.day(case.due) if case.due else "-",
        case.due is not None and case.due < today,
        STATES[case.state].format(agency=case.agency or "kelurahan"),
        len(records.parties(tx, case.ticket)),
    )
