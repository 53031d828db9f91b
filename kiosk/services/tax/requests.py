"""Bills that no import has: Bapenda is asked, and a new import answers, too."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from kiosk.services.inquiries import Inquiries
from kiosk.services.tax import bills, connector
from kiosk.services.tax.nop import masked, spelled
from kiosk.services.tax.terms import terms

if TYPE_CHECKING:
    from kiosk.transaction import Tx

ASK, TOLD = "cektagihan", "tagihan"
PBB = Inquiries("pbb", "Bapenda", ASK, "nop", by=lambda: terms().answer_by, shown=masked, spelled=spelled)


@PBB.errands.done(ASK)
def answered(tx: "Tx", request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Keep what Bapenda told, and tell it."""
    found = connector.read(request, answer, terms(), tx.now)
    if isinstance(found, connector.Replaced):
        _ask_for_the_new_one(tx, request, found.nop)
        return
    bills.keep(tx, found)
    PBB.finish(tx, request["ticket"], TOLD)


def attend(tx: "Tx", connected: Collection[str]) -> None:
    """Note whether Bapenda is connected; answer what a new import has the answer to."""
    PBB.note(tx, connected)
    for case in PBB.waiting(tx):
        if bills.look_up(tx, case.details.get("nop", "0")) is not None:
            PBB.finish(tx, case.ticket, TOLD)


def _ask_for_the_new_one(tx: "Tx", request: Mapping[str, Any], nop: str) -> None:
    """Ask once more, for the number that the object has now; the case stays the same."""
    if "first" in request:
        raise connector.READ.nonsense("NOP yang diganti dua kali")
    bills.replace(tx, request["nop"], nop)
    if PBB.open_case(tx, request["ticket"]) is not None:
        again = {"nop": nop, "ticket": request["ticket"], "first": request["nop"]}
        PBB.errands.send(tx, ASK, again, until=PBB.deadline(tx).timestamp())
