"""A copy of all that is kept of a resident, for them: sealed columns opened, nothing of others in it."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk import identity
from kiosk.cases import records
from kiosk.cases.schema import case, happening, party
from kiosk.errors import Unsealable
from kiosk.privacy import audit, sheets
from kiosk.privacy.erasing import PROMISES
from kiosk.privacy.sheets.column import Read, Sheet, moment, sealed, village
from kiosk.store import own, schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

Entry = Mapping[str, Any]

UNREADABLE = "(tidak bisa dibuka: disegel dengan kunci lain)"
_LONG = re.compile(r"(?<![\d.-])(?:\d[ .-]?){12,15}\d(?![\d.-]*\d)")
_in, _c, _h = schema.inbox.c, case.c, happening.c
PROMISED = sa.select(schema.promise).where(schema.promise.c.id == bindparam("which"))
MINE = (
    sa.select(
        case, *(party.c[name].label(f"my_{name}") for name in ("role", "number", "language", "muted", "at"))
    )
    .join(party, party.c.ticket == _c.ticket)
    .where(party.c.person == bindparam("who"))
    .order_by(_c.at)
)
HISTORY = sa.select(happening).where(_h.ticket == bindparam("which")).order_by(_h.id)
WROTE_THEN = sa.select(_in.person).where(_in.at == bindparam("then")).distinct()
TOLD = ("forward", "refuse", "answer")  # what is said to everybody who hears of a case


class Section(NamedTuple):
    """The rows of one table, or of what was gathered from several; the keys of an entry are the columns."""

    name: str
    title: str
    entries: tuple[Entry, ...]


class Copy(NamedTuple):
    """All that is kept of a number; `masked` says that NIK and BPJS numbers show only their end."""

    number: str
    at: datetime
    masked: bool
    sections: tuple[Section, ...]


def copy(tx: "Tx", *, full: bool = False) -> Copy:
    """Gather all that is kept of the resident of this transaction; empty sections are left away.

    NIK and BPJS numbers show their last 4 digits, unless *full*.
    """
    gathered = [
        _section(tx, "person", sheets.SHEETS["person"]),
        Section("cases", "Laporan dan permohonan", tuple(_cases(tx))),
        *(_section(tx, name, sheet) for name, sheet in sheets.SHEETS.items() if name != "person"),
        *(_section(tx, name, sheets.of_office(table)) for name, table in own.metadata.tables.items()),
        Section("promise", "Jawaban yang dijanjikan", tuple(_promises(tx))),
    ]
    found = tuple(one for one in gathered if one.entries)
    if not full:
        found = tuple(one._replace(entries=tuple(map(_masked_entry, one.entries))) for one in found)
    return Copy(tx.number, tx.now, not full, found)


def give(tx: "Tx", by: str, *, full: bool = False) -> Copy:
    """Gather it and note that the officer *by* gave it out; of an unknown number nothing is noted."""
    made = copy(tx, full=full)
    if made.sections:
        audit.note(tx, by, "export")
    return made


def mask(text: str) -> str:
    """Hide NIK and BPJS numbers in a text but for their last 4 digits.

    >>> mask("NIK 3674065203990001, BPJS 0001234567890, HP 6281211110001")
    'NIK ************0001, BPJS *********7890, HP 6281211110001'
    """
    return _LONG.sub(lambda found: hidden(found[0]) if _names_somebody(found[0]) else found[0], text)


def hidden(number: str) -> str:
    """Hide a number but for its last 4 digits."""
    digits = re.sub(r"\D", "", number)
    return "*" * (len(digits) - 4) + digits[-4:]


def _names_somebody(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if len(digits) == identity.NIK_DIGITS:
        return not isinstance(identity.nik(digits), identity.Fault)
    return len(digits) == identity.BPJS_DIGITS and digits.startswith("000")


def _masked_entry(entry: Entry) -> Entry:
    shown = {name: _masked(value) for name, value in entry.items()}
    return shown | {"identity": hidden(entry["identity"])} if entry.get("identity") else shown


def _masked(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    match value:
        case str():
            return mask(value)
        case dict():
            return {name: _masked(one) for name, one in value.items()}
        case list():
            return [_masked(one) for one in value]
    return value


def _section(tx: "Tx", name: str, sheet: Sheet) -> Section:
    table = own.metadata.tables.get(name, schema.metadata.tables.get(name))
    if table is None:  # of a service that is not at work here
        return Section(name, sheet.title, ())
    asked = sa.select(*(table.c[column] for column in sheet.columns)).where(
        table.c.person == bindparam("who")
    )
    if "at" in table.c:
        asked = asked.order_by(table.c.at)
    rows = tx.run(asked, who=tx.person)
    return Section(name, sheet.title, tuple(_entry(tx, sheet, row) for row in rows))


def _entry(tx: "Tx", sheet: Sheet, row: Any) -> Entry:  # noqa: ANN401 - a row of the table
    return {
        name: None if value is None else _open(tx, column.read, value)
        for (name, column), value in zip(sheet.columns.items(), row, strict=True)
    }


def _open(tx: "Tx", read: Read, value: Any) -> Any:  # noqa: ANN401
    try:
        return read(tx, value)
    except Unsealable:  # one value that does not open keeps nobody from the rest
        return UNREADABLE


# Cases ------------------------------------------------------------------------------------------------------


def _cases(tx: "Tx") -> Iterable[Entry]:
    """Give the cases that the resident opened, whole, and those that they joined, without whose they are."""
    for row in tx.run(MINE, who=tx.person):
        reported = row.my_role == records.REPORTER
        found = {
            "ticket": row.ticket,
            "service": row.service,
            "kind": row.kind,
            "place": village(tx, row.place),
            "state": row.state,
            "agency": row.agency,
            "at": moment(tx, row.at),
            "changed_at": moment(tx, row.changed_at),
            "due": row.due and date.fromisoformat(row.due),
            "late": row.late,
            "reopened": row.reopened,
            "role": row.my_role,
            "joined_at": moment(tx, row.my_at),
            "number": _open(tx, sealed, row.my_number),
            "language": row.my_language,
            "muted": bool(row.my_muted),
        }
        if reported:
            found |= {"secret": bool(row.secret), "details": _open(tx, _details, row.details)}
        yield found | {"history": _history(tx, row.ticket, reported=reported)}


def _details(tx: "Tx", value: bytes) -> dict[str, str]:
    return dict(json.loads(tx.open(value)))


def _history(tx: "Tx", ticket: str, *, reported: bool) -> list[Entry]:
    """Tell what happened, without the officers' names; words of a resident only where they are theirs."""
    rows = list(tx.run(HISTORY, which=ticket))
    alone = reported and all(row.event != "join" for row in rows)
    told: list[Entry] = []
    for row in rows:
        by = row.by if row.by in (records.RESIDENT, records.CLOCK) else "petugas"
        entry = {"at": moment(tx, row.at), "by": by, "event": row.event, "state": row.state}
        if row.note:
            mine = alone or _wrote(tx, row.at) if by == records.RESIDENT else reported or row.event in TOLD
            entry |= {"note": _open(tx, sealed, row.note)} if mine else {"withheld": True}
        told.append(entry)
    return told


def _wrote(tx: "Tx", then: float) -> bool:
    """Whether it was this resident, and nobody else, who wrote at that moment."""
    return [row.person for row in tx.run(WROTE_THEN, then=then)] == [tx.person]


# Promises ---------------------------------------------------------------------------------------------------


def _promises(tx: "Tx") -> Iterable[Entry]:
    """Give the answers that are promised to this number: no column tells whose they are."""
    for row in tx.run(PROMISES):
        if _open(tx, sealed, row.number) != tx.number:
            continue
        kept = tx.run(PROMISED, which=row.id)[0]
        promise = _open(tx, _promise, kept.kept)
        yield {
            "at": moment(tx, kept.at),
            "until": moment(tx, kept.until),
            "number": tx.number,
            "kept": promise,
        }


def _promise(tx: "Tx", value: bytes) -> dict[str, Any]:
    import menus

    promise = menus.Promise(*json.loads(tx.open(value)))
    return {"form": promise.state, "answers": dict(promise.answers)}
