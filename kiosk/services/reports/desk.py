"""What the book of reports asks Python to do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk import places
from kiosk.cases import actions, records
from kiosk.cases.deadlines import due
from kiosk.cases.records import Case
from kiosk.places import Found, Which
from kiosk.services import asking, tickets
from kiosk.services.asking import reporter
from kiosk.services.reports import sentence, similar, wording
from kiosk.services.reports.kinds import kinds
from menus import Call, Item, Registry, Reject, courtesy

if TYPE_CHECKING:
    from kiosk.transaction import Tx

SERVICE = "laporan"
OTHER, KEEP_SECRET, NO_PHONE = "lain", "rahasia", "tanpa"
KEPT = 30 * 86_400.0  # seconds after the end; then nobody is known any more by whom it was reported
ROOM = 28  # letters of place and of story on the screen that asks whether a sentence was understood
FORGET = ("tempat", "kelurahan", "kelurahan_mana", "cerita", "benar", "sekali", "sama", "hp")
registry = Registry()
actions.TELLERS[SERVICE] = actions.Telling("lapor", wording.told, screen=wording.screen)


# Where it is ------------------------------------------------------------------------------------------------


@registry.check("lapor.tempat")
def check_place(call: Call, text: str) -> Item | Reject:
    """Take where it is; what is shown of it is the name that has to be asked about."""
    if len(text) < 3 or not any(letter.isalpha() for letter in text):
        return Reject()
    found = places.find(text)
    return Item(text, places.named(found.said) if isinstance(found, Which) else "")


@registry.flag("lapor.kelurahan_belum_pasti")
def uncertain(call: Call) -> bool:
    """Whether the place does not tell its kelurahan."""
    return "tempat" in call.answers and not isinstance(places.find(call.answers["tempat"]), Found)


@registry.lister("lapor.kelurahan")
def candidates(call: Call) -> list[Item]:
    """List the kelurahan that the place may mean."""
    return _listed(call.answers.get("tempat", ""))


@registry.flag("lapor.kelurahan_masih_banyak")
def still_uncertain(call: Call) -> bool:
    """Whether the kelurahan that was typed may be several, or is misspelt: a near miss is never taken."""
    return isinstance(places.find(call.answers.get("kelurahan", "")), Which)


@registry.lister("lapor.kelurahan_mana")
def closer(call: Call) -> list[Item]:
    """List the kelurahan that the typed name may mean."""
    return _listed(call.answers.get("kelurahan", ""))


def _listed(text: str) -> list[Item]:
    found = places.find(text)
    return [Item(one.code, one.name) for one in found.among] if isinstance(found, Which) else []


def code_of(answers: Mapping[str, str]) -> str:
    """Give the code of the kelurahan that was answered; "" while it is not certain."""
    found = places.find(answers.get("tempat", ""))
    if isinstance(found, Found):
        return found.kelurahan.code
    return answers.get("kelurahan_mana") or answers.get("kelurahan", "")


# All in one message -----------------------------------------------------------------------------------------


@registry.sentence("lapor.sekali")
def read_sentence(call: Call, text: str) -> Mapping[str, str | Item]:
    """Read a report in one message; what it leaves open is asked."""
    said = sentence.read(text, kinds())
    answers: dict[str, str | Item] = {}
    if said.kind and (said.place or said.story):
        answers["masalah"] = Item(said.kind, said.kind, shown=kinds().all[said.kind].called(call.language))
    if said.place and not isinstance(place := check_place(call, said.place), Reject):
        answers["tempat"] = place
    if len(said.story) >= 3:
        answers["cerita"] = said.story
    return {**answers, "sekali": "ya"} if answers else {}


@registry.info("lapor.ringkas")
def sum_up(call: Call) -> Mapping[str, str]:
    """Say how a sentence was understood."""
    code, text = code_of(call.answers), call.answers.get("tempat", "")
    found = places.find(text)
    where = found.rest if isinstance(found, Found) else text
    return {
        "masalah": kinds().all[call.answers["masalah"]].called(call.language),
        "di": places.kelurahan(code).name if code else "",
        "lokasi": wording.clipped(where or "-", ROOM),
        "isi": wording.clipped(call.answers.get("cerita", ""), ROOM),
    }


# The same once more -----------------------------------------------------------------------------------------


def _same(call: Call) -> Case | None:
    """Find an open report of the same thing: of those of its kind and kelurahan the likeliest, the oldest."""
    answers = call.answers
    code = code_of(answers)
    if call.tx is None or not code or "masalah" not in answers or "cerita" not in answers:
        return None
    signs = kinds().signs
    mine = similar.place(f"{answers['tempat']}\n{answers['cerita']}", signs)
    likely: list[tuple[float, Case]] = []
    for case in records.alike(call.tx, SERVICE, answers["masalah"], code):
        theirs = similar.place(f"{case.details.get('tempat', '')}\n{case.details.get('cerita', '')}", signs)
        likely.append((similar.alike(mine, theirs), case))
    likely.sort(key=lambda pair: -pair[0])
    return likely[0][1] if likely and likely[0][0] else None


@registry.flag("lapor.sudah_ada")
def reported_before(call: Call) -> bool:
    """Whether it looks like a report that is open."""
    return "sama" in call.answers or _same(call) is not None


@registry.info("lapor.yang_sama")
def tell_the_same(call: Call) -> Mapping[str, str]:
    """Say what was reported, where, by how many, and its number."""
    case = _same(call)
    if case is None:
        return {}
    story = case.details.get("cerita", "")
    street = similar.place(f"{case.details.get('tempat', '')}\n{story}", kinds().signs).street
    return {
        "apa": kinds().all[case.kind].about(story, call.language),
        "jalan": wording.clipped(street, 24) or f"Kel. {wording.village(case)}",
        "jumlah": str(len(records.parties(call.tx, case.ticket))),
        "nomor": case.ticket,
    }


@registry.lister("lapor.sama")
def join_or_not(call: Call) -> list[Item]:
    """Offer to join the report that is the same; its number is kept, so that no other one is joined later."""
    case = _same(call)
    join, other = wording.LABELS.get(call.language, wording.LABELS["id"])
    return [*([Item(case.ticket, join)] if case else []), Item(OTHER, other)]


@registry.flag("lapor.boleh_ditanya")
def may_be_asked(call: Call) -> bool:
    """Whether there is a number that an agency could call, and a report of its own."""
    tx = call.tx
    number = tx is None or tx.number or (tx.reached and call.answers.get("telepon") != NO_PHONE)
    return bool(number) and call.answers.get("sama", OTHER) == OTHER


# Sent -------------------------------------------------------------------------------------------------------


@registry.action("lapor.kirim")
def send(call: Call) -> Mapping[str, str] | Reject:
    """Open a report, or join the one that is the same."""
    if call.answers.get("benar") == "bukan":
        return Reject(screen="masalah", forget=FORGET)
    mine = call.tx if call.answers.get("telepon") == NO_PHONE else reporter(call.tx)
    joined = call.answers.get("sama", OTHER)
    case = None if joined == OTHER else records.find(mine, joined)
    if case is not None:
        records.join(mine, case.ticket, language=call.language)
        records.note(mine, case.ticket, records.RESIDENT, "join", case.state, call.answers["cerita"])
    else:
        case = _open(mine, call)
    call.tx.receipt()
    asking.after_success(mine)
    return wording.names(case, call.language) | {"done": "ikut" if joined == case.ticket else "diterima"}


def _open(mine: "Tx", call: Call) -> Case:
    answers = call.answers
    return records.open_case(
        mine,
        SERVICE,
        kind=answers["masalah"],
        place=code_of(answers),
        details={"tempat": answers["tempat"], "cerita": answers["cerita"]},
        due=due(call.now.date(), "new", closed=call.tx.closed),
        language=call.language,
        secret=answers.get("hp") == KEEP_SECRET,
    )


# How it stands, and what comes of it ------------------------------------------------------------------------

STATUS = {"new": "diterima", "taken": "dikerjakan", "forwarded": "dikerjakan", "asked": "ditanya"}
ENDED = {"solved": "selesai", "refused": "bukan_kami", "closed": "ditutup"}


@registry.action("lapor.status")
def tell_status(call: Call) -> Mapping[str, str]:
    """Tell the stage of a report to anybody who knows its number; take what its own people add."""
    mine, number = reporter(call.tx), call.answers["nomor"]
    case = records.find(mine, number)
    if case is None or case.service != SERVICE:
        return {"done": "asing", "nomor": number}
    message = call.answers.get("pesan", "")
    if not message:
        return wording.facts(case, call.now, call.language) | {"done": (STATUS | ENDED)[case.state]}
    if records.role(mine, number) is None:
        return {"done": "bukan_anda", "nomor": number}
    if case.state in ("closed", "refused"):
        case = actions.reopen(mine, number, why=message)
        return wording.names(case, call.language) | {"done": "dibuka"}
    case = actions.add(mine, number, message)
    return wording.names(case, call.language) | {"done": "ditambah"}


@registry.action("lapor.beres")
def say_whether_done(call: Call) -> Mapping[str, str]:
    """Close what is done; open again what is not. What went on meanwhile is told as it stands."""
    number = call.answers["nomor"]
    try:
        if call.answers["jadi"] == "sudah":
            case = actions.confirm(call.tx, number)
        else:
            case = actions.reopen(call.tx, number)
    except actions.NotNow:
        found = records.find(call.tx, number)
        assert found is not None
        return wording.names(found, call.language) | {"done": "sudah" if found.state == "closed" else "belum"}
    return wording.names(case, call.language) | {"done": call.answers["jadi"]}


@registry.check("lapor.jawaban")
def check_answer(call: Call, text: str) -> str | Reject:
    """Take an answer, also behind the report's number; the number alone is none, and so are thanks."""
    said = tickets.read_number(call, text)
    message = str(said.get("pesan", text))
    return message if message and courtesy.polite(message) != courtesy.THANKED else Reject()


@registry.action("lapor.jawab")
def take_answer(call: Call) -> Mapping[str, str]:
    """Take what the office had asked for; a report that was closed meanwhile is opened again by it."""
    number = call.answers["nomor"]
    text = call.answers.get("jawaban") or call.answers["patokan"]
    found = records.find(call.tx, number)
    if found is not None and found.state in ("closed", "refused"):
        return wording.names(actions.reopen(call.tx, number, why=text), call.language)
    return wording.names(actions.add(call.tx, number, text), call.language)


def tidy(tx: "Tx") -> bool:
    """Forget who reported and followed what ended 30 days ago; True when there may be more."""
    return records.forget_people(tx, SERVICE, tx.at - KEPT)
