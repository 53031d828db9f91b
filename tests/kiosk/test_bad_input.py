"""What residents should not send and do: the door answers with a sentence, and nothing is lost."""

from contextlib import contextmanager

import sqlalchemy as sa

from kiosk.store import schema

MENU = "Layanan. Balas angka:"
WAITING = 40


@contextmanager
def full_disk(kiosk):
    """Let the database of a kiosk grow no more."""
    connection = kiosk._connection
    pages = connection.execute("PRAGMA page_count")[0][0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    connection.execute("PRAGMA max_page_count = 1000000")


def test_a_disk_that_fills_while_many_texts_wait_loses_none_and_answers_each_once(world, caplog):
    phones = [f"+62812111{number:05}" for number in range(WAITING)]
    with full_disk(world.kiosk):
        for who in phones:
            world.phone(who).text("MENU")
        before = world.sim.clock.now()
        world.pump(120)
        assert world.sim.clock.now() - before >= 120, "the door waits for room, it does not spin"
        answered = sum(len(world.phone(who).inbox) for who in phones)
        assert answered < WAITING
        assert "Disk penuh" in caplog.text
        assert caplog.text.count("Disk penuh") == 1
    world.pump(60)
    got = [[text.text.split("\n")[0] for text in world.phone(who).inbox] for who in phones]
    assert got == [[MENU]] * WAITING
    assert len(world.rows(sa.select(schema.inbox.c.key))) == WAITING
    assert {row.state for row in world.rows(sa.select(schema.outbox.c.state))} == {"sent"}
    assert world.slots() == {}


def test_a_text_of_ten_parts_is_one_answer(world):
    world.say("MENU")
    world.say("1")
    text = "Siti Rahmawati binti Haji Abdul " * 45
    assert len(text) > 9 * 153
    (reply,) = world.say(text)
    assert reply.splitlines()[0] != MENU
    assert world.say("Siti")[0].startswith("TERDAFTAR")
    assert world.slots() == {}


def test_emoji_are_a_name_or_are_asked_again(world):
    world.say("MENU")
    world.say("1")
    (reply,) = world.say("😀👨‍👩‍👧‍👦 Siti 🙏")
    assert "Siti" in reply or "nama" in reply
    assert world.slots() == {}


def test_nothing_but_spaces_is_answered_with_the_screen(world):
    world.say("MENU")
    for text in (" ", "\n\n", "\u200b", "."):
        replies = world.say(text)
        assert len(replies) <= 1
        assert all(reply for reply in replies)
    assert world.say("1")[0].startswith("Ketik nama.")
    assert world.slots() == {}


def test_an_answer_to_a_question_of_yesterday_is_no_answer_to_todays(world):
    world.say("MENU")
    world.say("1")
    world.sim.advance(hours=26)
    (reply,) = world.say("2")
    assert "Buka Senin" not in reply
    assert "TERDAFTAR" not in reply
