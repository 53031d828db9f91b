"""What the book of permits asks Python to do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.cases import records
from kiosk.clock import WIB
from kiosk.services import asking
from kiosk.services.counters import desk as counter_desk
from kiosk.services.permits import applications, numbers, requests, wording
from kiosk.services.permits import table as tables
from kiosk.services.permits.applications import FINAL, Application
from kiosk.services.permits.requests import IZIN
from kiosk.services.permits.table import said, table
from kiosk.store.schema import person
from menus import Call, Item, Registry, Reject

if TYPE_CHECKING:
    from kiosk.cases.records import Case
    from kiosk.transaction import Tx

NEWS = sa.select(person.c.news).where(person.c.person == bindparam("who"))
TO_DO = ("kurang", "terbit")  # where the applicant has something to bring, or to fetch
registry = Registry()


@registry.check("izin.nomor")
def check_number(call: Call, text: str) -> Item | Reject:
    """Take a registration number with any punctuation."""
    found = numbers.parse(text)
    return Item(found, found) if found else Reject()


@registry.action("izin.cek")
def tell_status(call: Call) -> Mapping[str, str]:
    """Tell how an application stands, as of when; or write the question down."""
    tx, number = call.tx, call.answers["nomor"]
    found = applications.find(tx, number)
    if found is not None:
        if IZIN.is_connected(tx) and found.state != "diambil":
            requests.refresh(tx, number, call.language)
        _offer(tx, found)
        asking.after_success(tx)
        return _told(call, found)
    mine = asking.reporter(tx)
    if not mine.number and call.answers.get("telepon_kabar") != asking.WITHOUT:
        return {"screen": "kabari"}
    case = IZIN.ask(mine, number, call.language)
    tx.receipt()
    done = IZIN.noted(tx) if mine.number else asking.WITHOUT
    return {"done": done, "izin": number, "permintaan": case.ticket, "janji": _by(call, case)}


@registry.info("izin.fakta")
def tell_facts(call: Call) -> Mapping[str, str]:
    """Give what the news of an application say."""
    return requests.facts(call.tx, call.answers["nomor"], call.language)


@registry.info("izin.semua")
def tell_all_missing(call: Call) -> str | Reject:
    """List all that is missing."""
    found = applications.find(call.tx, call.answers["nomor"])
    return wording.all_missing(found, table(), call.language) if found else Reject(screen="cek")


@registry.lister("izin.jenis")
def list_permits(call: Call) -> list[Item]:
    """List the kinds of permits, in the order of the table."""
    return [Item(code, said(permit.name, call.language)) for code, permit in table().permits.items()]


@registry.info("izin.syarat")
def tell_needs(call: Call) -> str | Reject:
    """List what a permit asks for; where the office has not written that, say who knows it."""
    permit = table().permits.get(call.answers["jenis_izin"])
    if permit is None:
        return Reject(screen="syarat")
    if not tables.is_true(call.tx):
        return wording.unknown_needs(permit, call.language)
    return wording.needs(permit, table(), call.language)


@registry.info("izin.loket")
def tell_counter(call: Call) -> Mapping[str, str]:
    """Tell where the counter is and when it is open."""
    return wording.counter(table(), call.language)


@registry.action("izin.keliling")
def tell_mobile_counter(call: Call) -> Mapping[str, str]:
    """Tell the next mobile counter."""
    return counter_desk.tell(call, IZIN.service)


@registry.action("izin.pantau")
def watch(call: Call) -> Mapping[str, str]:
    """Keep whether they want to hear of an application; what became of it meanwhile is told at once."""
    number = call.answers["nomor"]
    found = applications.find(call.tx, number)
    if call.answers["pantau"] == "tidak" or found is None:
        applications.leave(call.tx, call.tx.person, number)
        return {"done": "tidak", "izin": number}
    if found.state in FINAL:
        return _told(call, found)
    applications.begin(call.tx, found, call.language)
    return {"done": "ya", "izin": number}


@registry.action("izin.status")
def tell_question(call: Call) -> Mapping[str, str]:
    """Tell how a question stands: to whom it belongs, the answer; to others, only that."""
    mine, number = asking.reporter(call.tx), call.answers["nomor"]
    case = records.find(mine, number)
    if case is None or case.service != IZIN.service:
        return {"done": "asing", "permintaan": number}
    if IZIN.open_case(mine, number) is not None:
        return {"done": "menunggu", "permintaan": number, "janji": _by(call, case)}
    found = applications.find(mine, case.details.get("nomor", ""))
    if found is None or records.role(mine, number) is None:
        return {"done": "dijawab", "permintaan": number}
    return _told(call, found)


def _told(call: Call, found: Application) -> dict[str, str]:
    if found.state == "kurang" and not wording.is_whole(found, table(), call.language):
        call.tx.slip(wording.all_missing(found, table(), call.language), said=False)
        return {"screen": "kurang_semua", "nomor": found.number}
    if found.state in TO_DO:
        call.tx.slip()
    return {"done": found.word, **wording.names(found, table(), call.language)}


def _offer(tx: "Tx", found: Application) -> None:
    """Ask once whether they want to hear what becomes of it by themselves; not after STOP."""
    if not tx.number or found.state in FINAL or applications.watches(tx, found.number):
        return
    if tx.run(NEWS, who=tx.person).value() != 0:
        tx.ask(
            "izin.kabarkan",
            {"nomor": (found.number, found.number)},
            once=f"izin.kabarkan {tx.person.hex()} {found.number}",
            after=asking.soon(tx.now.astimezone(WIB)),
        )


def _by(call: Call, case: "Case") -> str:
    return IZIN.by(case, call.tx.now.astimezone(WIB), call.language)
