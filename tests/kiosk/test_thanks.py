"""Thanks after a receipt: no reply, no miss, no officer; an open question stays open."""

import pytest
import sqlalchemy as sa

from kiosk.store import schema

BESIDE = "+6281211110002"
OUTCOMES = sa.select(schema.journal.c.outcome)


@pytest.mark.parametrize("thanks", ["Makasih", "ok", "siap", "terima kasih min", "🙏"])
def test_after_a_receipt_nothing_is_said_and_nothing_is_a_mistake(desk, thanks):
    for text in ("MENU", "1", "Siti"):
        desk.sms(text)
    before = desk.outgoing()
    assert [desk.sms(thanks), desk.sms(thanks)] == [None, None]
    assert desk.outgoing() == before
    said = [row.outcome for row in desk.rows(OUTCOMES)]
    assert said.count("silent: courtesy") == 2
    assert "rejected" not in said
    assert desk.sms("MENU") is not None
    assert not desk.rows(sa.select(schema.flag))


def test_after_days_too_but_whoever_is_new_gets_the_menu(desk):
    menu = desk.sms("MENU")
    desk.clock.advance(minutes=3 * 24 * 60)
    assert desk.sms("makasih") is None
    assert desk.sms("makasih", who=BESIDE).endswith(menu)


def test_amid_a_form_it_is_no_courtesy(desk):
    for text in ("MENU", "1"):
        desk.sms(text)
    assert desk.sms("Terima Kasih") is not None, "a name, or a mistake: it is told"


def test_at_a_menu_thanks_end_it_and_ok_is_told_what_to_do(desk):
    desk.sms("MENU")
    assert desk.sms("ok") is not None
    assert desk.sms("makasih") is None
    assert desk.sms("1") == "Ketik nama.\n0 Kembali"


def test_doors_that_cost_nothing_always_answer(desk):
    desk.sms("MENU")
    assert desk.ask("web", "a", "makasih") is not None
    assert desk.ask("ussd", "+6281211110001", "makasih").text
