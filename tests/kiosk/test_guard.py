"""Loops, floods and pranks: silence, a flag for the officer, two names for a mute, 112 for all."""

import pytest
import sqlalchemy as sa

from kiosk import guard, mutes
from kiosk.errors import KioskError
from kiosk.store import flags, schema

RESIDENT, SISTER = "+6281211110001", "+6281211110002"
OFFICERS = {"by": "Ani", "reason": "Iseng"}


@pytest.fixture
def town(kiosk, desk):
    """The kiosk as it ships, with the hands of a desk."""
    return desk._replace(kiosk=kiosk)


def flying(desk):
    return [(flag.number, flag.why, flag.times) for flag in desk.kiosk.write(flags.flying)]


def test_the_same_again_and_again_falls_silent(desk):
    desk.sms("MENU")
    said = [desk.sms(text) is not None for text in ("HALO", "halo ", "Halo", "HALO", "halo")]
    assert said == [True] * guard.SAME_LIMIT + [False] * 2
    assert flying(desk) == [(RESIDENT, "same", 2)]
    assert desk.sms("2") is not None, "who then answers properly is served"
    desk.clock.advance(minutes=61)
    assert desk.sms("HALO") is not None


def test_the_same_nonsense_falls_silent_also_where_it_ends_at_a_person(town):
    said = [town.sms("promo murah") is not None for _ in range(12)]
    assert said == [True] * 3 + [False] * 9, "the menu, the offer, the person, and no menu after that"
    assert ("same", 9) in [(why, times) for _, why, times in flying(town)]


def test_the_promise_that_a_person_calls_is_told_however_many_mistakes_led_to_it_and_once(town):
    confused = ("halo", "rsu", "apa", "rsu", "gimana", "rsu", "bingung", "tolong")
    assert [town.sms(text) is not None for text in confused] == [True] * 6 + [False] * 2
    assert town.sms("aduh").startswith("Baik. Petugas Kel. Pamulang Barat akan menelepon Anda hari ini")
    assert [town.sms(text) for text in ("a", "b", "c", "d", "e", "f")] == [None] * 6


def test_a_word_that_is_understood_may_be_said_again(desk):
    assert [desk.sms("MENU") is not None for _ in range(7)] == [True] * guard.IDLE_LIMIT + [False] * 2


def test_a_flood_that_wanders_about_falls_silent_and_an_officer_is_told_once(desk):
    said = [desk.sms(text) is not None for _ in range(10) for text in ("2", "0")]
    assert said == [True] * guard.FLOOD_LIMIT + [False] * 8
    assert flying(desk) == [(RESIDENT, "flood", 8)]
    assert desk.sms("MENU", who=SISTER) is not None
    desk.clock.advance(minutes=59)
    assert desk.sms("2") is None, "as long as it goes on"
    desk.clock.advance(minutes=61)
    assert desk.sms("2") is not None


def test_whoever_gets_something_done_is_no_flood(desk):
    for _ in range(5):
        for text in ("MENU", "2", "0", "1", "Siti"):
            assert desk.sms(text) is not None
    assert flying(desk) == []


def test_the_answers_of_a_form_are_no_flood(desk):
    for text in ("2", "0") * 5:
        desk.sms(text)
    assert [desk.sms(text) is not None for text in ("1", "Siti", "MENU", "1", "Ani")] == [True] * 5


def test_calls_are_counted_too(desk):
    for _ in range(guard.FLOOD_LIMIT + 1):
        desk.ask("call", RESIDENT, "")
        desk.clock.advance(seconds=61)
    assert flying(desk) != []


def test_an_officer_strikes_a_flag_and_it_flies_anew(desk):
    for _ in range(guard.SAME_LIMIT + 3):
        desk.sms("HALO")
    (flag,) = desk.kiosk.write(flags.flying)
    assert desk.kiosk.write(lambda tx: flags.strike(tx, flag.id, "Ani"))
    assert not desk.kiosk.write(lambda tx: flags.strike(tx, flag.id, "Ani"))
    assert flying(desk) == []
    desk.sms("HALO")
    assert flying(desk) == [(RESIDENT, "same", 1)]


def test_a_plea_is_answered_whatever_fell_silent(town):
    for text in ("2", "0") * 10:
        town.sms(text)
    assert town.sms("2") is None
    assert all("112" in town.sms("tolong, kejang!") for _ in range(10))


def test_a_plea_is_answered_until_the_day_is_over(town):
    answered = [town.sms("darurat") is not None for _ in range(guard.DAILY_LIMIT + 5)]
    assert sum(answered) == guard.DAILY_LIMIT


def mute(desk, **more):
    return desk.kiosk.write(lambda tx: mutes.mute(tx, "081211110001", **{**OFFICERS, **more}))


def review(desk, which, by, *, uphold):
    desk.kiosk.write(lambda tx: mutes.review(tx, which, by=by, uphold=uphold))


def test_a_muted_number_gets_nothing_but_help(town):
    mute(town)
    assert town.sms("MENU") is None
    assert town.ask("call", RESIDENT, "") is None
    assert "112" in town.sms("anak saya sesak napas")
    assert town.sms("MENU", who=SISTER) is not None
    assert town.ask("ussd", RESIDENT, "", first=True) is not None
    town.clock.advance(hours=25)
    assert town.sms("MENU") is not None


def test_a_second_officer_looks_at_a_mute(desk):
    which = mute(desk)
    for by in ("Ani", " ani ", ""):
        with pytest.raises(KioskError, match="petugas lain"):
            review(desk, which, by, uphold=True)
    assert [one.reviewed_by for one in desk.kiosk.write(mutes.standing)] == [""]
    review(desk, which, "Budi", uphold=True)
    assert desk.sms("MENU") is None
    (one,) = desk.kiosk.write(mutes.standing)
    assert (one.number, one.muted_by, one.reviewed_by, one.reason) == (RESIDENT, "Ani", "Budi", "Iseng")
    with pytest.raises(KioskError, match="sudah diperiksa Budi"):
        review(desk, which, "Citra", uphold=False)


def test_a_second_officer_ends_a_mute(desk):
    review(desk, mute(desk), "Budi", uphold=False)
    assert desk.kiosk.write(mutes.standing) == []
    assert desk.sms("MENU") is not None
    mute(desk)


@pytest.mark.parametrize(
    ("wrong", "fact"),
    [
        ({"by": " "}, "nama petugas"),
        ({"reason": ""}, "alasan"),
        ({"hours": 0}, "0 jam"),
        ({"hours": 9999}, "9999 jam"),
    ],
)
def test_a_mute_has_a_name_a_reason_and_an_end(desk, wrong, fact):
    with pytest.raises(KioskError, match=fact) as told:
        mute(desk, **wrong)
    assert told.value.remedy
    mute(desk)
    with pytest.raises(KioskError, match="sudah dibisukan"):
        mute(desk)
    with pytest.raises(KioskError, match="tidak ada"):
        review(desk, 99, "Budi", uphold=True)


def test_what_was_written_is_known_again_and_cannot_be_read(desk):
    desk.sms("rahasia saya")
    (row,) = desk.rows(sa.select(schema.inbox.c.said))
    assert b"rahasia" not in row.said
