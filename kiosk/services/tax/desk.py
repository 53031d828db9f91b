"""What the book of the tax asks Python to do."""

from collections.abc import Mapping
from datetime import date

from kiosk import dates
from kiosk.cases import records
from kiosk.cases.records import Case
from kiosk.clock import WIB
from kiosk.services import asking, counters
from kiosk.services.counters import desk as counter_desk
from kiosk.services.tax import bills, nop, reminders, wording
from kiosk.services.tax.bills import Account
from kiosk.services.tax.nop import Fault
from kiosk.services.tax.requests import PBB
from kiosk.services.tax.terms import terms
from menus import Call, Item, Registry, Reject

registry = Registry()


@registry.check("pbb.nop")
def check_nop(call: Call, text: str) -> Item | Reject:
    """Take a NOP with any punctuation."""
    found = nop.parse(text, terms().regions)
    if isinstance(found, Fault):
        return Reject(wording.fault(found, text, call.language))
    return Item(found, nop.spelled(found))


@registry.action("pbb.cari")
def look_up(call: Call) -> Mapping[str, str]:
    """Lead to the bill; to the new number of an old one; or write the question down."""
    tx, number = call.tx, call.answers["nop"]
    newer = bills.newer(tx, number)
    if newer is not None:
        return {"screen": "diganti", "nop": newer, "nop_baru": nop.spelled(newer)}
    if bills.find(tx, number) is not None:
        reminders.offer(tx, number, asking.soon(tx.now.astimezone(WIB)))
        asking.after_success(tx)
        return {"screen": "tagihan"}
    at = bills.data_at(tx)
    if at is not None and not PBB.is_connected(tx):
        own = number.startswith(terms().regions[0])
        return {"done": "asing" if own else "lama", "nop": nop.masked(number)} | _data(call, at)
    mine = asking.reporter(tx)
    if not mine.number and call.answers.get("telepon_kabar") != asking.WITHOUT:
        return {"screen": "kabari"}
    case = PBB.ask(mine, number, call.language)
    tx.receipt()
    return {
        "done": PBB.noted(tx) if mine.number else asking.WITHOUT,
        "nop": nop.masked(number),
        "permintaan": case.ticket,
        "kapan": _by(call, case),
    }


@registry.info("pbb.tagihan")
def tell_bill(call: Call) -> str | Reject:
    """Tell how the object stands."""
    account = _account(call)
    return wording.bill(account, _today(call), call.language) if account else Reject(screen="cari")


@registry.info("pbb.kabar")
def tell_later(call: Call) -> str:
    """Tell how the object stands, in a message of our own."""
    account = _account(call)
    assert account is not None  # it is told once it is known
    return wording.told(account, _today(call), call.language)


@registry.info("pbb.rincian")
def tell_years(call: Call) -> str | Reject:
    """Tell what is owed of each year."""
    account = _account(call)
    return wording.years(account, _today(call), call.language) if account else Reject(screen="cari")


@registry.flag("pbb.terutang")
def owes(call: Call) -> bool:
    """Whether there is something to pay."""
    account = _account(call)
    return account is not None and bool(account.owed)


@registry.flag("pbb.tunggakan")
def has_arrears(call: Call) -> bool:
    """Whether several years are owed."""
    account = _account(call)
    return account is not None and bool(account.arrears)


@registry.action("pbb.bayar")
def tell_where(call: Call) -> Mapping[str, str]:
    """Tell where to pay, with the next mobile counter of the resident's own kelurahan, else the object's."""
    account = _account(call)
    if account is not None:
        call.tx.slip(wording.bill(account, _today(call), call.language))
    village = counter_desk.own_village(call.tx) or (account.village if account else "")
    if not village:
        return {"done": "tanya"}
    stop = counters.next_stop(call.tx, village, PBB.service)
    return {"done": "ada", **counter_desk.names(stop, call.language)} if stop else {"done": "kosong"}


@registry.action("pbb.loket")
def tell_counter(call: Call) -> Mapping[str, str]:
    """Tell the next mobile counter."""
    return counter_desk.tell(call, PBB.service)


@registry.action("pbb.ingat")
def remind(call: Call) -> Mapping[str, str]:
    """Keep whether they want to be reminded."""
    if call.answers["ingat"] == "ya":
        reminders.begin(call.tx, call.answers["nop"], call.language)
    else:
        reminders.end(call.tx, call.answers["nop"])
    return {"done": call.answers["ingat"]}


@registry.action("pbb.status")
def tell_status(call: Call) -> Mapping[str, str]:
    """Tell how a question stands: to whom it belongs, the answer; to others, only that."""
    mine, number = asking.reporter(call.tx), call.answers["nomor"]
    case = records.find(mine, number)
    if case is None or case.service != PBB.service:
        return {"done": "asing", "nomor": number}
    if case.state in ("refused", "closed", "solved"):
        wanted = case.details.get("nop", "")
        if records.role(mine, number) is not None and wanted and bills.look_up(call.tx, wanted):
            return {"screen": "tagihan", "nop": bills.newer(call.tx, wanted) or wanted}
        return {"done": "dijawab", "nomor": number}
    return {"done": "menunggu", "nomor": number, "kapan": _by(call, case)}


def _account(call: Call) -> Account | None:
    number = call.answers.get("nop")
    return bills.look_up(call.tx, number) if number and call.tx is not None else None


def _today(call: Call) -> date:
    return call.tx.now.astimezone(WIB).date()  # type: ignore[no-any-return]


def _by(call: Call, case: Case) -> str:
    return PBB.by(case, call.tx.now.astimezone(WIB), call.language)


def _data(call: Call, at: float) -> dict[str, str]:
    return {"data": dates.moment(at, call.language)}
