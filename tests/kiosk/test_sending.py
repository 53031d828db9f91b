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


def test_menus_flash_where_it_is_wanted_and_nothing_else_does(new_world):
    world = new_world().start(flash=True)
    for text in ("MENU", "1", "Siti", "MENU", "STOP"):
        world.say(text)
    flash = {message.text.partition(".")[0]: message.flash for message in world.phone().inbox}
    assert flash == {
        "Layanan": True,
        "Ketik nama": True,
        "TERDAFTAR 3800-0012 Siti": False,
        "Baik, tidak ada info lagi": False,
    }


def test_what_is_too_late_is_dropped_with_a_note_though_the_modem_is_paused(new_world):
    world = new_world().start()
    world.kiosk.write(
        lambda tx: outbox.put(tx.about(RESIDENT), "Besok", kind="question", expires_at=tx.at + 600)
    )
    world.sim.fault(kind="cms", code=331)
    world.pump(1)
    world.sim.advance(seconds=700)
    assert world.kiosk.health().outbox == {"expired": 1}, "it will not be sent, and is not told to wait"
    world.pump(3)
    (row,) = world.rows(OUTBOX)
    assert (row.state, row.error) == ("expired", "terlambat: tidak dikirim lagi")
    assert [line.outcome for line in world.rows(sa.select(schema.journal))] == ["too late: question"]


def test_answers_go_before_status_before_news_in_the_order_they_came(new_world):
    world = new_world().start()
    for kind in ("info", "status", "screen") * 2:
        world.kiosk.write(
            lambda tx, kind=kind: outbox.put(tx.about(RESIDENT), f"{kind}{tx.count('n')}", kind=kind)
        )
    world.pump()
    assert [message.text for message in world.phone().inbox] == [
        "screen3", "screen6", "status2", "status5", "info1", "info4",
    ]  # fmt: skip


def test_no_network_for_three_days_loses_only_what_is_too_late(new_world):
    world = new_world().start()
    for kind in ("screen", "status", "receipt", "info"):
        world.kiosk.write(lambda tx, kind=kind: outbox.put(tx.about(RESIDENT), kind, kind=kind))
    world.sim.fault(kind="cms", code=38)
    for _ in range(40):
        world.pump(1)
        world.sim.advance(hours=1)
    tries = world.sim.trace.text().count("AT+CMGS=")
    world.sim.clear_fault()
    for _ in range(10):
        world.pump(600)
    assert {message.text for message in world.phone().inbox} == {"status", "receipt"}
    assert tries <= 45
