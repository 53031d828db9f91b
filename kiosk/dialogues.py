"""Where residents' conversations stand: taken up, put down, and found when nobody goes on with them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import menus
from kiosk.clock import WIB
from kiosk.store import journal, people
from menus import courtesy

if TYPE_CHECKING:
    from kiosk.transaction import Tx

LINK = "@"  # stands before the number whose conversation a visitor's is
BITE = 200  # rows in one transaction: an answer must not wait for a great sweep
PATIENCE = {"ussd": 180.0, "console": 180.0, "web": 1800.0}  # then a screen is given up; SMS: `resume`


def stored(tx: "Tx", book: menus.Book) -> tuple[menus.Session | None, bool]:
    """Give the resident's session as this book has it, and whether an answer to its screen is awaited."""
    return known(tx, book, people.find(tx))


def known(tx: "Tx", book: menus.Book, row: Any) -> tuple[menus.Session | None, bool]:  # noqa: ANN401 - of the table
    """Do what `stored` does with a row that was read already, or None."""
    if row is None or row.until <= tx.at:
        return None, False
    session: menus.Session | None = tx.recall(row.state)
    if session is not None:
        return session if session.edition == book.edition else session.on(book), bool(row.open)
    found = people.read(tx, row)
    if found is not None and found.state.startswith(LINK):
        number = found.state.removeprefix(LINK)
        found = people.load(tx.about(number))
        if found is None or found.medium != tx.channel:  # its owner went on elsewhere: that is theirs alone
            return None, False
        tx.reach(number)
    if found is None:
        return None, False
    return menus.Session.from_json(book, found.state), found.open


def needs_no_reply(text: str, book: menus.Book, session: menus.Session | None, *, awaited: bool) -> bool:
    """Tell whether an SMS is thanks, or says that ours was read, and asks and answers nothing.

    Each reply costs money, and the next thanks. Where an answer is *awaited* "ok" may be one, and who thanks
    amid a form, or for a question of ours, is told that it is open.
    """
    said = courtesy.polite(text)
    if not said or (session is not None and session.parked is not None):
        return False
    if session is None or not awaited:
        return True
    return said == courtesy.THANKED and menus.unfinished(book, session) is None


def save(tx: "Tx", book: menus.Book, step: menus.Step) -> None:
    """Keep where the conversation stands now."""
    session = step.session
    if tx.reached:
        owner = tx.about(tx.reached)
        theirs = people.load(owner)
        if theirs is None or theirs.medium == session.medium or not _unfinished(book, theirs):
            people.save(owner, session.medium, session.to_json(), keep=book.resume, awaits=step.more)
            people.save(tx, session.medium, LINK + tx.reached, keep=book.resume, awaits=False)
            return
    sealed = people.save(tx, session.medium, session.to_json(), keep=book.resume, awaits=step.more)
    tx.remember(sealed, session)


def _unfinished(book: menus.Book, row: people.Stored) -> bool:
    session = menus.Session.from_json(book, row.state)
    return menus.unfinished(book, session) is not None or session.parked is not None


def drop(tx: "Tx", book: menus.Book, outcome: str) -> None:
    """Note that the resident's dialogue ended without an answer: `dropped`, `timed out`."""
    session, awaited = stored(tx, book)
    if session is not None and awaited and session.medium == tx.channel:
        journal.note(tx, *menus.left(book, session, outcome, tx.now.astimezone(WIB)))
        people.close(tx, (tx.about(tx.reached) if tx.reached else tx).person)


def speak(tx: "Tx", book: menus.Book, language: str) -> None:
    """Let the resident's conversation go on in *language*, where it stands."""
    session, awaited = stored(tx, book)
    if session is not None and language in book.languages:
        whose = tx.about(tx.reached) if tx.reached else tx
        state = session._replace(language=language).to_json()
        people.save(whose, session.medium, state, keep=book.resume, awaits=awaited)


def sweep(tx: "Tx", book: menus.Book) -> bool:
    """Note the screens that nobody answers any more; True when there may be more."""
    more = False
    for medium in ("sms", *PATIENCE):
        before = tx.at - PATIENCE.get(medium, float(book.resume))
        rows = tx.run(people.SILENT, on=medium, before=before, most=BITE)
        for row in rows:
            _timed_out(tx, book, row)
        more = more or len(rows) == BITE
    return more


def _timed_out(tx: "Tx", book: menus.Book, row: Any) -> None:  # noqa: ANN401 - a row of the table
    found = people.read(tx, row)
    if found is not None:
        session = menus.Session.from_json(book, found.state)
        visit = menus.left(book, session, "timed out", datetime.fromtimestamp(tx.at, WIB))
        journal.note(tx, *visit, person=row.person, channel=row.medium)
    people.close(tx, row.person)
