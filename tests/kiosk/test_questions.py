"""What the kiosk asks by itself, through the SMS door in virtual time."""

import pytest
import sqlalchemy as sa

from kiosk import questions
from kiosk.chores import Chores
from kiosk.core import Inbound
from kiosk.guard import e164
from kiosk.store import schema

RESIDENT, SISTER = "+6281211110001", "+6281211110002"
ASKED = "Besok Rabu 25/11. Jadi datang?\n1 Jadi\n2 Batal\n0 Kembali"
OFFER = "Tadi belum selesai: Daftar.\n1 Lanjutkan\n2 Mulai dari awal\n00 Menu utama"
STATES = sa.select(schema.question.c.state).order_by(schema.question.c.id)
DAY = {"hari": ("2026-11-25", "Rabu 25/11")}


def plan(world, who=RESIDENT, screen="ingat", **more):
    return world.kiosk.write(lambda tx: tx.ask(screen, DAY, person=tx.blind(e164(who)), **more))


def later(world, seconds):
    """Let time go by, with the look of every minute at its end; gives what came to the phone."""
    before = len(world.phone().inbox)
    world.pump(seconds)
    Chores(world.kiosk).attend()
    world.pump()
    return [message.text for message in list(world.phone().inbox)[before:]]


def states(world):
    return [row.state for row in world.rows(STATES)]


def test_it_waits_until_the_resident_is_quiet_and_is_said_once(world):
    world.say("MENU")
    world.say("1")
    assert plan(world)
    assert later(world, 60) == []
    assert later(world, 29 * 60) == [ASKED]
    assert later(world, 3600) == []
    assert states(world) == ["asked"]


def test_the_answer_is_its_answer_and_the_interrupted_form_comes_back(world):
    world.say("MENU")
    world.say("1")
    plan(world)
    later(world, 1900)
    assert world.say("1") == ["Buka Senin-Jumat.\n0 Kembali"]
    assert states(world) == ["answered"]
    assert world.say("Siti") == [OFFER]
    assert world.say("1") == ["Ketik nama.\n0 Kembali"]
    assert world.say("Siti")[0].startswith("TERDAFTAR")


def test_what_is_written_before_it_has_left_is_no_answer_to_it(world):
    world.say("MENU")
    world.say("1")
    plan(world)
    world.pump(1900)
    world.sim.fault(kind="no-network", seconds=300)
    questions.ask(world.kiosk)
    world.pump(5)
    assert states(world) == ["asked"]
    world.kiosk.receive(Inbound("sms", RESIDENT, "1", "crossing"))
    assert states(world) == ["waiting"], "it is taken back"
    world.pump(400)
    said = [message.text for message in world.phone().inbox]
    assert said[-1] == OFFER
    assert ASKED not in said
    assert later(world, 1900) == [ASKED], "and asked later"


def test_one_question_at_a_time(world):
    world.say("MENU")
    plan(world)
    plan(world)
    assert later(world, 1900) == [ASKED]
    assert later(world, 1900) == []
    world.say("2")
    assert states(world) == ["answered", "waiting"]
    assert later(world, 1900) == [ASKED]


def test_what_must_be_asked_today_does_not_wait_behind_a_question_that_nobody_answers(world):
    world.say("MENU")
    now = world.sim.clock.wall().timestamp()
    plan(world, until=now + 10 * 86_400)
    plan(world, until=now + 9 * 86_400)
    assert later(world, 1900) == [ASKED]
    plan(world, until=now + 20_000)
    assert later(world, 3600) == [], "the open one has its time"
    assert later(world, 3700) == [ASKED]
    assert later(world, 5_000) == [], "the others have days"
    assert world.say("2") == ["Sudah dibatalkan."]
    assert states(world) == ["waiting", "left", "answered"]


def test_the_same_question_is_planned_once(world):
    world.say("MENU")
    assert plan(world, once="ingat 3800-1299")
    assert not plan(world, once="ingat 3800-1299")
    assert states(world) == ["waiting"]


def test_it_has_its_time(world):
    world.say("MENU")
    now = world.sim.clock.wall().timestamp()
    plan(world, after=now + 7200, until=now + 10_000)
    assert later(world, 3600) == []
    assert later(world, 3700) == [ASKED]
    assert later(world, 4000) == []
    assert states(world) == ["left"], "nobody answered in time"


def test_too_late_it_is_not_asked(world):
    world.say("MENU")
    plan(world, until=world.sim.clock.wall().timestamp() + 600)
    assert later(world, 1900) == []
    assert states(world) == ["expired"]


def test_a_word_leaves_it(world):
    world.say("MENU")
    plan(world)
    later(world, 1900)
    assert world.say("MENU")[0].startswith("Layanan.")
    assert states(world) == ["left"]


@pytest.mark.parametrize(("who", "screen"), [(SISTER, "ingat"), (RESIDENT, "hilang")])
def test_what_cannot_be_asked_ends_without_harm(world, caplog, who, screen):
    world.say("MENU")
    plan(world, who=who, screen=screen)
    plan(world)
    later(world, 1900)
    later(world, 60)
    assert states(world)[0] == "expired"
    assert ASKED in [message.text for message in world.phone().inbox]


def test_no_more_is_kept_of_it_than_of_a_conversation(world):
    world.say("MENU")
    plan(world)
    row = world.rows(sa.select(schema.question))[0]
    assert b"Rabu" not in row.given
