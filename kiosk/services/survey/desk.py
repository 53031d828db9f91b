"""What the book of the survey asks Python to do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk import ticket
from kiosk.cases import records
from kiosk.cases.actions import TELLERS
from kiosk.evaluation.skm import KEYS
from kiosk.services import callbacks
from kiosk.services.hospital import booking
from kiosk.services.survey import counts, wording
from menus import Call, Item, Registry, Reject

if TYPE_CHECKING:
    from kiosk.transaction import Tx

SKIPPED, WITHOUT = "lewati", "tanpa"
registry = Registry()


# The pulse --------------------------------------------------------------------------------------------------


@registry.info("skm.pembuka")
def open_question(call: Call) -> Mapping[str, str]:
    """Say what is rated, before the first of three questions."""
    if call.answers.get("ke", "1") != "1":
        return {"pembuka": ""}
    service = call.answers.get("asal", "")
    label = _label(call.tx, service, call.language)
    return {"pembuka": wording.opening(service, label, call.answers.get("lewat", ""), call.language)}


@registry.action("skm.catat")
def take_pulse(call: Call) -> Mapping[str, str]:
    """Count an answer, and go on to the next question; nothing of the answer is kept."""
    this, *others = call.answers["sisa"].split()
    value = call.answers[f"d{this}"]
    if value != SKIPPED:
        counts.add(call.tx, counts.PULSE, call.answers["asal"], f"U{this}", value)
    if not others:
        return {}
    following = str(int(call.answers["ke"]) + 1)
    return {"screen": f"n{others[0]}", "sisa": " ".join(others), "ke": following, f"d{this}": ""}


# Whether a visitor knew -------------------------------------------------------------------------------------


@registry.info("skm.apa")
def tell_service(call: Call) -> Mapping[str, str]:
    """Say which service is asked about."""
    service = call.answers.get("asal", "")
    return {"apa": wording.known(service, _label(call.tx, service, call.language), call.language)}


@registry.action("skm.tahu")
def take_awareness(call: Call) -> None:
    """Count whether a visitor knew."""
    counts.add(call.tx, counts.AWARE, call.answers["asal"], counts.HEARD, call.answers["dengar"])


# The nine, at the desk --------------------------------------------------------------------------------------


@registry.flag("skm.tanpa_nomor")
def without_number(call: Call) -> bool:
    """Whether the service must be asked: no number of a transaction tells it."""
    return call.answers.get("bukti") == WITHOUT


@registry.check("skm.bukti")
def check_number(call: Call, text: str) -> Item | Reject:
    """Take the number of a transaction of this kiosk, which has not spoken yet."""
    found = ticket.read(text)
    if found is None or not service_of(call.tx, found):
        return Reject()
    if counts.has_spoken(call.tx, found):
        return Reject(SPOKEN.get(call.language, SPOKEN["id"]).format(number=found), screen="bukti")
    return Item(found, found)


SPOKEN = {
    "id": "Nomor {number} sudah dipakai untuk menilai. Ketik nomor lain, atau balas angka:",
    "su": "Nomer {number} parantos dianggo niley. Ketik nomer sanés, atanapi waler ku angka:",
    "en": "Number {number} has rated already. Type another one, or reply with a number:",
}


def service_of(tx: "Tx", number: str) -> str:
    """Tell which service a number belongs to; "" for none."""
    case = records.find(tx, number)
    if case is not None:
        telling = TELLERS.get(case.service)
        return telling.menu if telling else case.service
    if booking.find(tx, number) is not None:
        return "rsu"
    return "kios" if callbacks.waits(tx, number) else ""


@registry.lister("skm.layanan")
def list_services(call: Call) -> list[Item]:
    """List the services that can be rated."""
    book = call.tx.book
    names = [] if book is None else [name for name in book.entrances if name != book.name]
    return [Item(name, _label(call.tx, name, call.language)) for name in names]


@registry.action("skm.mulai")
def begin(call: Call) -> Mapping[str, str]:
    """Go on from who answers to the nine."""
    return {"screen": "lima"}


@registry.action("skm.lanjut")
def go_on(call: Call) -> Mapping[str, str]:
    """Go on to the last four."""
    return {"screen": "empat"}


@registry.action("skm.kirim")
def take_official(call: Call) -> Mapping[str, str]:
    """Count a whole questionnaire, and nothing that leads to whoever filled it."""
    number = call.answers["bukti"]
    service = call.answers.get("layanan") or service_of(call.tx, number)
    voice = f"visit {call.tx.person.hex()}" if number == WITHOUT else number
    if not counts.voice(call.tx, voice):
        return {"done": "sudah"}
    if number != WITHOUT:
        counts.add(call.tx, counts.OFFICIAL, service, counts.NUMBERED, "ya")
    for key in KEYS:
        counts.add(call.tx, counts.OFFICIAL, service, key, call.answers[key.lower()])
    for about in counts.WHO:
        counts.add(call.tx, counts.OFFICIAL, service, about, call.answers[about])
    return {"done": "dihitung"}


def _label(tx: "Tx", service: str, language: str) -> str:
    book = tx.book
    if book is None or service not in book.entrances:
        return service
    label = book.entrances[service].label
    return book.spoken(service, language).get(label, label)
