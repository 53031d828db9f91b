"""What is queued for whom: kinds and their order, STOP, and who wakes the doors."""

import pytest
import sqlalchemy as sa

from kiosk.store import outbox, schema
from kiosk.store.outbox import Addressee

RESIDENT, SISTER = "+6281211110001", "+6281211110002"
OUTBOX = sa.select(schema.outbox).order_by(schema.outbox.c.id)


def put(desk, text, who=RESIDENT, **more):
    return desk.kiosk.write(lambda tx: outbox.put(tx.about(who), text, **more))


@pytest.mark.parametrize(
    ("kind", "priority", "hours"),
    [("screen", 0, 1), ("receipt", 0, 48), ("status", 1, 48), ("follow", 1, 48), ("info", 2, 24)],
)
def test_a_kind_has_its_priority_and_its_life(desk, kind, priority, hours):
    put(desk, "Kabar", kind=kind)
    (row,) = desk.rows(OUTBOX)
    assert (row.priority, row.expires_at - row.at) == (priority, hours * 3600)


def test_a_service_writes_to_another_than_who_is_being_answered(desk):
    desk.sms("MENU", who=SISTER)
    (sister,) = desk.rows(sa.select(schema.person))
    desk.kiosk.write(
        lambda tx: outbox.put(
            tx.about(RESIDENT), "Diteruskan.", kind="status", to=Addressee(sister.person, sister.number)
        )
    )
    assert desk.outgoing()[-1] == (SISTER, "Diteruskan.", "status")
    assert desk.rows(OUTBOX)[-1].person == sister.person


def test_stop_ends_news_and_the_cases_of_others_and_nothing_else(desk):
    desk.sms("STOP")
    assert [put(desk, "Kabar", kind=kind) > 0 for kind in outbox.LIFE] == [
        kind not in ("info", "follow") for kind in outbox.LIFE
    ]
    desk.sms("MULAI")
    assert put(desk, "Kabar", kind="info")


def test_stop_takes_back_what_waits(desk):
    desk.sms("MENU")
    desk.sms("MENU", who=SISTER)
    kept = [put(desk, "Kabar", kind="status"), put(desk, "Info", kind="info", who=SISTER)]
    gone = [put(desk, "Info", kind="info"), put(desk, "Kabar", kind="follow")]
    desk.sms("STOP")
    found = {row.id: (row.state, row.error) for row in desk.rows(OUTBOX)}
    assert {found[row] for row in kept} == {("queued", None)}
    assert {found[row] for row in gone} == {("expired", "ditarik: STOP")}


def test_whoever_queues_wakes_the_doors_and_nobody_else_does(desk):
    woken = []
    desk.kiosk.wakers.append(lambda: woken.append(1))
    desk.ask("ussd", RESIDENT, "", first=True)
    assert woken == []
    put(desk, "Kabar", kind="status")
    assert woken == [1]
