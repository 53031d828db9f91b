"""One inbound within its transaction: what was known, what the menu makes of it, and what is said."""

import json
import logging
import traceback
from typing import TYPE_CHECKING, NamedTuple

import menus
from kiosk import dialogues, guard, promises, questions
from kiosk.clock import WIB
from kiosk.services import emergency
from kiosk.store import flags, inbox, journal, outbox, people, slips
from kiosk.store.inbox import BY_SMS
from kiosk.transaction import Tx

if TYPE_CHECKING:
    from kiosk.core import Kiosk

log = logging.getLogger("kiosk")

NUMBERED = ("sms", "call", "ussd")  # channels whose `who` is a phone number
MEDIA = {"sms": menus.SMS, "call": menus.SMS, "ussd": menus.USSD, "console": menus.CONSOLE, "web": menus.WEB}
APOLOGY = {
    "id": "Maaf, layanan ini sedang terganggu. Mohon coba lagi nanti. Darurat? Telepon 112",
    "su": "Hapunten, layanan ieu nuju aya gangguan. Mangga cobian deui engké. Darurat? Telepon 112",
    "en": "Sorry, this service has a fault just now. Please try again later. Emergency? Call 112",
}


class Inbound(NamedTuple):
    """What a resident did at a door.

    `channel` is sms, call, ussd, console or web; `who` the number (or, without one, a name of the screen);
    `key` is the same when the door hands the same thing in again; `via` the modem it came by (IMEI); `first`
    opens a new dialogue.
    """

    channel: str
    who: str
    text: str
    key: str
    via: str = ""
    first: bool = False


class Reply(NamedTuple):
    """What the kiosk says; `more` means that it waits for an answer."""

    text: str
    more: bool

    def to_json(self) -> str:
        """Write it as a pair; a third of the time that `json.dumps` takes for the whole."""
        return f"[{json.dumps(self.text)}, {'true' if self.more else 'false'}]"


def answer(kiosk: "Kiosk", tx: Tx, inbound: Inbound) -> Reply | None:
    """Do what `receive` does inside a transaction that is open already."""
    key = kiosk.key(inbound.channel, inbound.key)
    before = people.before(tx, key)
    if before.key is not None:
        return Reply(*json.loads(tx.open(before.reply))) if before.reply else None
    if inbound.channel in BY_SMS and not _may_answer(kiosk, tx, inbound, muted=bool(before.muted)):
        inbox.keep(tx, key, said=inbox.words(tx, inbound.text))
        return None
    return _converse(kiosk, tx, inbound, key, before)


def _may_answer(kiosk: "Kiosk", tx: Tx, inbound: Inbound, *, muted: bool) -> bool:
    if not guard.answerable(tx.number, kiosk.own_numbers):
        journal.note(tx, "", "", "unanswerable")
        if inbound.text:
            inbox.isolate(tx, f"{tx.number}\n{inbound.text}".encode(), "sender", inbound.via)
        return False
    if inbound.channel == "call" and inbox.called_lately(tx):
        return False
    if muted and not emergency.pleads(inbound.text):
        journal.note(tx, "", "", "silent: muted")
        return False
    return True


def _converse(kiosk: "Kiosk", tx: Tx, inbound: Inbound, key: bytes, found: people.Before) -> Reply | None:
    book, registry = kiosk.desk  # this step ends with the book that it began with
    services = registry.bind(user=tx.number, tx=tx)
    numbered = inbound.channel in NUMBERED
    language = found.language if numbered else None
    if numbered and found.met is None:
        people.remember(tx)
    stored, awaited = dialogues.known(tx, book, found if found.state is not None else None)
    held = questions.heard(tx, stored)
    known = inbound.channel == "sms" and found.met is not None and held is stored
    if known and dialogues.needs_no_reply(inbound.text, book, stored, awaited=awaited):
        inbox.keep(tx, key, said=inbox.words(tx, inbound.text))
        journal.note(tx, "", "", "silent: courtesy")
        return None
    awaited = awaited and held is stored
    step, before = _step(kiosk, tx, inbound, book, services, language or "", held, awaited=awaited)
    dialogues.save(tx, book, step)
    questions.settle(tx, held, step)
    if step.session.language != (language or book.languages[0]) and numbered:
        tx.language(step.session.language)
    for visit in step.visits:
        journal.note(tx, *visit)
    for promise in step.promises:
        promises.keep(tx, promise, inbound.via)
    if tx.is_receipt and kiosk.sampling.share:
        from kiosk.services.survey import pulse

        pulse.after(tx, step, kiosk.sampling)
    if step.fault:
        log.error("Menu: %s", step.fault)
        journal.note(tx, "", "", "fault")
    if inbound.channel == "console" and (step.receipt or tx.is_receipt or tx.paper):
        step = _whole(tx, book, services, step)
    reply = _say(kiosk, tx, inbound, key, step, progress(before, step))
    if tx.forgotten:
        from kiosk.privacy import erasing

        erasing.last(tx)
    return reply


def _whole(tx: Tx, book: menus.Book, services: menus.Registry, step: menus.Step) -> menus.Step:
    """Say a receipt whole, however short the pages of the screen are: it is printed and written down."""
    now = tx.now.astimezone(WIB)
    said = menus.step(book, step.session, "", medium=menus.CONSOLE, services=services, now=now)
    return step._replace(text=said.text, more=said.more)


def _step(
    kiosk: "Kiosk",
    tx: Tx,
    inbound: Inbound,
    book: menus.Book,
    services: menus.Registry,
    language: str,
    stored: menus.Session | None,
    *,
    awaited: bool,
) -> tuple[menus.Step, menus.Session]:
    """Answer within the resident's conversation, or open a new dialogue; gives where it stood before."""
    medium, now = _medium(kiosk, inbound.channel), tx.now.astimezone(WIB)
    called = inbound.channel == "call"
    session, text = menus.enter(
        book,
        stored,
        "" if called else inbound.text,
        medium=medium,
        now=now,
        first=inbound.first or called,
        language=language,
    )
    if stored is not None and awaited and session.sequence == 0:  # a dialogue whose end nobody told
        journal.note(tx, *menus.left(book, stored, "dropped", now), channel=stored.medium)
    return emergency.step(book, session, text, medium=medium, services=services, now=now), session


def _medium(kiosk: "Kiosk", channel: str) -> menus.Medium:
    return kiosk.console if channel == "console" else MEDIA[channel]


def _say(kiosk: "Kiosk", tx: Tx, inbound: Inbound, key: bytes, step: menus.Step, moved: int) -> Reply | None:
    reply = Reply(step.text, step.more)
    receipt = step.receipt or tx.is_receipt
    if inbound.channel not in BY_SMS:
        inbox.keep(tx, key, reply=reply.to_json(), moved=moved)
        if (tx.is_receipt or tx.paper) and kiosk.prints and inbound.channel == "console":
            above, whole = tx.paper or ("", True)
            text = "\n".join(part for part in (above, step.text if whole else "") if part)
            slips.put(tx, key, text, step.session.language)
        return reply
    if receipt and moved:
        moved = guard.DONE
    words = inbox.words(tx, inbound.text)
    said, plea = inbox.said(tx, outbox.day(tx), words), emergency.pleads(inbound.text)
    mistaken = not understood(inbound.text, step)
    why = guard.silent(said, guard.DONE if tx.is_receipt else moved, plea=plea, mistaken=mistaken)
    inbox.keep(tx, key, moved=None if why else moved, said=words)
    if why:
        journal.note(tx, "", "", f"silent: {why}")
        if why in guard.FLAGGED:
            flags.fly(tx, why)
        return None
    kind = "receipt" if receipt else "screen"
    flash = kiosk.flash and step.more and not receipt
    outbox.put(tx, step.text, kind=kind, via=inbound.via, answers=key, flash=flash)
    return reply


def apologise(kiosk: "Kiosk", tx: Tx, inbound: Inbound, error: Exception) -> Reply | None:
    """Tell the resident that a service has a fault; its writes are undone, the message is not lost."""
    log.error("Layanan gagal menjawab (%s); warga diberi tahu.", fault(error))
    language = people.meet(tx) if inbound.channel in NUMBERED else None
    step = menus.Step(APOLOGY.get(language or "", APOLOGY["id"]), False, menus.Session("", ""))
    journal.note(tx, "", "", "fault")
    key = kiosk.key(inbound.channel, inbound.key)
    return _say(kiosk, tx, inbound, key, step, guard.IDLE)


def fault(error: Exception) -> str:
    """Say where a fault is, without its message: that may hold what a resident typed."""
    frames = traceback.extract_tb(error.__traceback__)
    names = [frame.filename.replace("\\", "/").rpartition("/")[2] for frame in frames[-3:]]
    where = ", ".join(f"{name}:{frame.lineno}" for name, frame in zip(names, frames[-3:], strict=True))
    return f"{type(error).__name__} di {where}"


def understood(text: str, step: menus.Step) -> bool:
    """Tell whether a text was an answer, a key or a word: after an end whatever else leads home."""
    outcomes = [visit.outcome for visit in step.visits]
    return "rejected" not in outcomes and (outcomes[:1] != ["home"] or text.strip().isdigit())


def progress(before: menus.Session, step: menus.Step) -> int:
    """Tell how far a step brought the conversation: IDLE after a mistake or where it stood before.

    So is the first screen after an ended conversation, for words that chose nothing there.
    """
    outcomes = {visit.outcome for visit in step.visits}
    if "rejected" in outcomes or outcomes == {"home", "shown"}:
        return guard.IDLE
    if len(step.session.answers) > len(before.answers):
        return guard.ANSWERED
    return guard.MOVED if _place(before) != _place(step.session) else guard.IDLE


def _place(session: menus.Session) -> tuple[object, ...]:
    return session.screen, session.page, session.answers, session.editing, session.language
