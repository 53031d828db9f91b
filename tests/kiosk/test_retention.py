"""What the kiosk forgets by itself, and when."""

import sqlalchemy as sa

from kiosk.chores import Chores
from kiosk.core import Inbound
from kiosk.errors import StoreError
from kiosk.privacy import retention
from kiosk.store import inbox, schema

RESIDENT = "+6281211110001"


def rows(kiosk, table):
    return kiosk.write(lambda tx: len(tx.run(sa.select(table))))


def replies(kiosk):
    return kiosk.write(
        lambda tx: len(tx.run(sa.select(schema.inbox).where(schema.inbox.c.reply.is_not(None))))
    )


def spoken(kiosk):
    """A kiosk that heard one text and one USSD dialogue, and sent its answer."""
    kiosk.receive(Inbound("sms", RESIDENT, "MENU", "1"))
    kiosk.receive(Inbound("ussd", RESIDENT, "", "2", first=True))
    kiosk.write(lambda tx: tx.run(sa.update(schema.outbox).values(state="sent")))
    return kiosk


def test_conversations_last_a_day_and_messages_a_month(open_kiosk, clock):
    kiosk = spoken(open_kiosk())
    chores = Chores(kiosk)
    seen = []
    for days in (0, 0.9, 0.2, 28, 2, 60):
        clock.advance(days=days)
        chores.once()
        seen.append(tuple(rows(kiosk, table) for table in (schema.session, schema.outbox, schema.inbox)))
    assert seen == [(1, 1, 2), (1, 1, 2), (0, 1, 2), (0, 1, 2), (0, 0, 2), (0, 0, 0)]


def test_a_reply_kept_for_a_door_that_asks_again_goes_after_a_day(open_kiosk, clock):
    kiosk = spoken(open_kiosk())
    assert replies(kiosk) == 1
    clock.advance(days=1, seconds=1)
    Chores(kiosk).once()
    assert (replies(kiosk), rows(kiosk, schema.inbox)) == (0, 2)


def test_what_waits_is_never_cleared_away(open_kiosk, clock):
    kiosk = open_kiosk()
    kiosk.receive(Inbound("sms", RESIDENT, "PETUGAS", "1"))
    clock.advance(days=365)
    Chores(kiosk).once()
    assert (rows(kiosk, schema.outbox), rows(kiosk, schema.call_back)) == (1, 1)


def test_a_great_clearing_is_done_in_bites(open_kiosk, clock):
    kiosk = open_kiosk()
    more = retention.BITE + 1
    for number in range(more):
        kiosk.write(lambda tx, number=number: inbox.isolate(tx, b"%d" % number, "test", ""))
    clock.advance(days=31)
    left = []
    while kiosk.write(retention.tidy):
        left.append(rows(kiosk, schema.quarantine))
    assert (left, rows(kiosk, schema.quarantine)) == ([1], 0)


def test_a_database_that_refuses_ends_nothing(open_kiosk, caplog):
    def refuse(tx):
        raise StoreError("Disk penuh.", "Kosongkan ruang.")

    Chores(open_kiosk(), [refuse]).once()
    assert "Disk penuh." in caplog.text
