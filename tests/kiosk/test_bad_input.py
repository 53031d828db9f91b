"""What residents should not send and do: the door answers with a sentence, and nothing is lost."""

MENU = "Layanan. Balas angka:"


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
