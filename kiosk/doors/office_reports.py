"""The open reports on the officer's page: what, where, by when, at whom; and the page of each."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kiosk import dates, ticket
from kiosk.cases import lifecycle, records
from kiosk.cases.records import Case
from kiosk.clock import WIB
from kiosk.doors.office_templates import ROWS, template
from kiosk.services.reports import SERVICE, wording
from kiosk.services.reports.kinds import kinds

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

NOTHING: Mapping[str, str] = {}
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
    return [_report(tx, case, today) for case in records.waiting(tx, SERVICE, ROWS)]


EVENTS = {  # what happened, as an officer reads it
    "open": "dilaporkan",
    "take": "dikerjakan",
    "ask": "ditanyakan kepada warga",
    "reply": "dijawab warga",
    "add": "ditambah warga",
    "join": "warga lain ikut",
    "forward": "diteruskan",
    "answer": "dijawab: beres",
    "refuse": "bukan wewenang kota",
    "escalate": "terlambat, dinaikkan",
    "confirm": "warga: sudah beres",
    "close": "ditutup",
    "reopen": "dibuka lagi",
}
STANDS = STATES | {
    "solved": "beres, menunggu kata warga",
    "refused": "diserahkan ke {agency}",
    "closed": "ditutup",
}
DOING = {  # what an officer may do: the button, what its words are (none: it takes none)
    "take": ("Kerjakan", ""),
    "forward": ("Teruskan", "Dinas, misalnya Dinas PU"),
    "ask": ("Tanyakan", "Pertanyaan untuk warga"),
    "answer": ("Sudah beres", "Apa yang sudah dilakukan"),
    "refuse": ("Bukan kami", "Milik siapa, misalnya PLN (teruskan dulu lewat LAPOR! 1708)"),
    "close": ("Tutup", ""),
    "reopen": ("Buka lagi", ""),
}


ROOM = {  # letters of them: what is told is one SMS
    "forward": wording.AGENCY,
    "ask": wording.QUESTION,
    "answer": wording.NOTE,
    "refuse": wording.AGENCY,
}


class Line(NamedTuple):
    """One line of a report's history."""

    at: str
    what: str
    by: str
    note: str


class Doing(NamedTuple):
    """What can be done to a report now; `words` says what to write, "" where nothing is to be.

    They have *room* letters; `offers` are some that fit, of which one may be chosen.
    """

    act: str
    button: str
    words: str
    room: int
    offers: tuple[str, ...]


def case_page(
    kiosk: "Kiosk", number: str, officer: str = "", problem: str = "", typed: Mapping[str, str] = NOTHING
) -> str | None:
    """Write the page of one report; None when there is none. Raises StoreError.

    What an officer has *typed* and what was not done, for the *problem*, stands there again.
    """
    found = kiosk.write(lambda tx: _whole(tx, number))
    if found is None:
        return None
    return template("case.html").render(officer=officer, problem=problem, typed=typed, **found)


def _whole(tx: "Tx", number: str) -> dict[str, Any] | None:
    case = records.find(tx, ticket.read(number) or "")
    if case is None or case.service != SERVICE:
        return None
    today = tx.now.astimezone(WIB).date()
    return {
        "one": _report(tx, case, today),
        "story": case.details.get("cerita", ""),
        "place": f"Kel. {wording.village(case)}, {case.details.get('tempat', '')}",
        "secret": case.secret,
        "history": [
            Line(dates.moment(each.at), EVENTS.get(each.event, each.event), each.by, each.note)
            for each in records.history(tx, case.ticket)
        ],
        "doing": [
            Doing(each, *DOING[each], ROOM.get(each, 0), _offers(each, case.kind))
            for each in DOING
            if each in lifecycle.possible(case.state)
        ],
    }


def _offers(act: str, kind: str) -> tuple[str, ...]:
    """Give words of the table of kinds: the agencies, who is in charge of this kind first; what was done."""
    table = kinds()
    match act:
        case "forward":
            everybody = (table.all[kind].agency, *(each.agency for each in table.all.values()))
            return tuple(name for name in dict.fromkeys(everybody) if name)
        case "answer":
            return tuple(table.all[kind].done)
        case "refuse":
            return tuple(table.others)
    return ()


def _report(tx: "Tx", case: Case, today: date) -> Report:
    where = case.details.get("tempat", "")
    about = f"{kinds().all[case.kind].called('id')}: {case.details.get('cerita', '')}"
    state = STANDS[case.state].format(agency=case.agency or "kelurahan")
    owed = case.late > 0 and _is_owed(tx, case)
    if owed:
        state += f"; sampaikan kepada {f'Kepala {case.agency}' if case.agency else 'Lurah'}"
    return Report(
        case.ticket,
        wording.clipped(about, LONG),
        wording.clipped(f"Kel. {wording.village(case)}{', ' if where else ''}{where}", LONG),
        dates.day(case.due) if case.due else "-",
        owed or (case.due is not None and case.due < today),
        state,
        len(records.parties(tx, case.ticket)),
    )


def _is_owed(tx: "Tx", case: Case) -> bool:
    """Whether it was late and no officer has done anything since: residents were told who is asked now."""
    done = [each.event for each in records.history(tx, case.ticket) if each.by != records.RESIDENT]
    return case.state in lifecycle.OPEN and done[-1:] == ["escalate"]
