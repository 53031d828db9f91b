"""The questions on the officer's page that only an agency can answer: which wait, by when, who asked."""

from typing import TYPE_CHECKING, NamedTuple

from kiosk import dates
from kiosk.cases import records
from kiosk.clock import WIB
from kiosk.doors.office_templates import ROWS
from kiosk.services.inquiries import ALL, WAITS, Inquiries

if TYPE_CHECKING:
    from kiosk.cases.records import Case
    from kiosk.transaction import Tx

NAMES = {"pbb": "Tagihan PBB, NOP", "izin": "Izin nomor"}


class Question(NamedTuple):
    """A question without an answer; `phones` are whose, empty where they have been erased."""

    ticket: str
    due: str
    late: bool
    about: str
    state: str
    phones: tuple[str, ...]


def inquiries(tx: "Tx") -> list[Question]:
    """List what waits for an agency, what is due first at the head."""
    found = [
        (case, each)
        for each in ALL.values()
        for case in records.waiting(tx, each.service, ROWS)
        if case.state in WAITS
    ]
    found.sort(key=lambda one: (one[0].due is None, one[0].due, one[0].at))
    return [_question(tx, case, each) for case, each in found[:ROWS]]


def _question(tx: "Tx", case: "Case", asked: Inquiries) -> Question:
    name = NAMES.get(asked.service, asked.service)
    return Question(
        case.ticket,
        f"{dates.day(case.due)} pukul {dates.clock(asked.by_time)}" if case.due else "-",
        bool(case.late) or (case.due is not None and case.due < tx.now.astimezone(WIB).date()),
        f"{name} {asked.spelled(case.details.get(asked.subject, ''))}",
        f"menunggu {asked.agency}"
        if asked.is_connected(tx)
        else f"{asked.agency} belum tersambung: tanyakan",
        tuple(party.number for party in records.parties(tx, case.ticket) if party.number),
    )
