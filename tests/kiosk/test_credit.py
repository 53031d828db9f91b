"""The credit of a card: asked of the operator, forecast from its use, spent on answers last of all."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from kiosk import credit, telling
from kiosk.clock import WIB
from kiosk.core import Inbound
from kiosk.credit import Reading, learned, outlook
from kiosk.doors import credit_watch
from kiosk.doors.lights import lights
from kiosk.store import outbox, schema

RESIDENT = "+6281211110001"
TODAY = date(2026, 11, 24)
BALANCE = sa.select(schema.balance).order_by(schema.balance.c.id)
OUTBOX = sa.select(schema.outbox).order_by(schema.outbox.c.id)


def of(amount, a_day=0.0, expires=None, tariff=100):
    return outlook([Reading(0, amount, expires)], a_day, TODAY, tariff)


@pytest.mark.parametrize(
    ("amount", "a_day", "upto", "level"),
    [
        (None, 5, 2, "attend"),  # nobody knows: nothing is held back, and somebody should look
        (20000, 10, 2, "good"),
        (20000, 100, 1, "attend"),  # two days
        (4900, 1, 1, "attend"),  # fewer than 50 messages
        (4900, 60, 0, "broken"),  # gone today
        (1900, 0, 0, "broken"),
        (0, 0, 0, "broken"),
    ],
)
def test_little_credit_holds_back_news_first_and_answers_never(amount, a_day, upto, level):
    found = of(amount, a_day)
    assert (found.upto, found.level) == (upto, level)


@pytest.mark.parametrize(
    ("days", "level"), [(30, "good"), (29, "attend"), (7, "attend"), (6, "broken"), (-1, "broken")]
)
def test_the_life_of_the_card_is_told(days, level):
    assert of(20000, expires=TODAY + timedelta(days=days)).level == level


def test_a_price_is_learned_from_what_the_balance_loses():
    readings = [Reading(9, 90_000, None, 2), Reading(5, 12_000, None, 20), Reading(4, 19_000, None, 4)]
    readings += [Reading(3, 20_400, None, 0), Reading(2, 50_000, None, 9)]
    assert learned(readings) == 350, "a top-up and a package that was bought are no price"
    assert learned(readings[2:]) is None, "too few messages"
    assert learned([]) is None


@given(
    st.lists(
        st.builds(Reading, st.just(0.0), st.none() | st.integers(0, 10**6), st.none(), st.integers(0, 99))
    )
)
def test_whatever_was_answered_there_is_an_outlook(readings):
    price = learned(readings)
    assert price is None or price > 0
    if readings:
        found = outlook(readings, 3.0, TODAY)
        assert found.upto in (0, 1, 2)
        assert found.level in (credit.GOOD, credit.ATTEND, credit.BROKEN)


# --- at the modem


@pytest.fixture
def world(new_world):
    made = new_world()
    made.sim.network.set_account(made.sim.modems[0].number, credit=200 * 350)
    return made.start(watches=True)


def pump(world, seconds, step=30.0):
    while seconds > 0:
        world.pump(min(step, seconds))
        seconds -= step


def card(world):
    return world.kiosk.modems["modem"].card


def put(world, kind, text="Kabar", count=1):
    for _ in range(count):
        world.kiosk.write(lambda tx: outbox.put(tx.about(RESIDENT), text, kind=kind))


def asked(world):
    return len(world.rows(BALANCE))


def account(world, **change):
    from modem.simulator.accounts import Change

    world.sim.do(lambda: world.sim.network.accounts.change(world.sim.modems[0].number, Change(**change)))


def test_the_operator_is_asked_soon_and_what_it_says_is_kept(world):
    pump(world, 30)
    assert (card(world).amount, card(world).messages) == (70_000, 200)
    (row,) = world.rows(BALANCE)
    assert (row.amount, row.via) == (70_000, world.door._modem.imei)
    assert row.expires == card(world).expires.isoformat()
    assert world.door._modem.iccid.encode() not in row.card


def test_it_is_asked_each_morning_and_after_many_messages(world):
    pump(world, 60)
    assert asked(world) == 1
    for _ in range(4):
        pump(world, 300)
    assert asked(world) == 1, "not all the time"
    world.sim.advance(hours=24)
    pump(world, 120)
    assert asked(world) == 2
    put(world, "screen", count=credit_watch.AFTER)
    pump(world, 120)
    assert asked(world) == 3
    assert world.rows(BALANCE)[-1].sent == credit_watch.AFTER
    assert card(world).tariff == 350


def test_it_is_asked_again_when_the_clock_of_the_kiosk_was_put_forward(world, monkeypatch):
    pump(world, 60)
    before = asked(world)
    now = world.kiosk.clock
    monkeypatch.setattr(world.kiosk, "clock", lambda: now() + timedelta(days=1))
    pump(world, 30)
    assert asked(world) == before + 1
    monkeypatch.undo()
    pump(world, 120)
    assert asked(world) == before + 1, "set back, it is no time at all"


def test_a_restart_does_not_ask_again_at_once(world):
    pump(world, 60)
    world.stop()
    world.start(watches=True)
    pump(world, 120)
    assert asked(world) == 1
    assert card(world).amount == 70_000


def test_little_credit_sends_answers_and_holds_news_until_it_is_topped_up(world):
    account(world, credit=40 * 350)
    pump(world, 30)
    put(world, "info", "Loket keliling")
    put(world, "status", "Diteruskan")
    put(world, "screen", "Menu")
    pump(world, 60)
    assert [message.text for message in world.phone().inbox] == ["Menu", "Diteruskan"]
    account(world, top_up=100_000)
    pump(world, credit_watch.WHILE_LOW + 120, step=300)
    assert [message.text for message in world.phone().inbox][2:] == ["Loket keliling"]


def test_very_little_credit_is_kept_for_answers(world):
    account(world, credit=10 * 350)
    pump(world, 30)
    put(world, "status", "Diteruskan")
    put(world, "screen", "Menu")
    pump(world, 60)
    assert [message.text for message in world.phone().inbox] == ["Menu"]
    world.sim.advance(hours=49)
    pump(world, 60)
    assert [row.state for row in world.rows(OUTBOX)] == ["expired", "sent"], "held back is not kept for ever"


@pytest.mark.parametrize("refusal", [38, 21])
def test_without_credit_it_pauses_asks_and_resumes_by_itself(world, refusal):
    accounts = world.sim.network.accounts
    accounts.operators = {name: each._replace(refusal=refusal) for name, each in accounts.operators.items()}
    account(world, credit=0)
    pump(world, 30)
    put(world, "receipt", "Terdaftar")
    put(world, "screen", "Menu")
    pump(world, credit_watch.WHILE_EMPTY + 60)
    state = world.kiosk.modems["modem"]
    assert state.state == "paused"
    assert state.why == "Pulsa habis, atau kartu SIM diblokir operator. Isi pulsa, atau hubungi operator."
    account(world, top_up=20_000)
    before = world.sim.clock.now()
    while not world.phone().inbox:
        world.pump(10)
    assert world.sim.clock.now() - before <= credit_watch.WHILE_EMPTY + 60
    pump(world, 30)
    assert [message.text for message in world.phone().inbox] == ["Terdaftar", "Menu"]
    assert world.kiosk.modems["modem"].state == "ready"


def test_a_busy_network_that_is_an_empty_card_is_told_as_that_as_soon_as_it_is_known(world):
    pump(world, 30)
    account(world, credit=0)
    pump(world, credit_watch.WHILE_EMPTY)
    put(world, "screen", "Menu")
    whys = []
    for _ in range(10):
        world.pump(1)
        if world.kiosk.modems["modem"].state == "paused":
            whys.append(world.kiosk.modems["modem"].why)
    assert whys[-1].startswith("Pulsa habis")
    light = lights(world.kiosk.modems)[-1]
    assert (light.title, "Tidak cukup untuk satu SMS pun" in light.detail) == ("Pulsa Rp0", True)


def test_a_message_of_the_operator_is_a_hint(world):
    account(world, credit=0)
    pump(world, 30)
    put(world, "receipt", "Terdaftar")
    pump(world, 90)
    account(world, top_up=20_000)
    world.sim.network.handset("TELKOMSEL").text("Isi ulang Rp20.000 berhasil.")
    before = world.sim.clock.now()
    while not world.phone().inbox:
        world.pump(5)
    assert world.sim.clock.now() - before < 30


def test_an_operator_that_does_not_answer_is_told_and_asked_again_later(world, monkeypatch, caplog):
    monkeypatch.setattr(world.sim.modems[0].card, "imsi", "510990000000001", raising=False)
    monkeypatch.setattr(type(world.door._modem), "operator", None)
    pump(world, 60)
    state = world.kiosk.modems["modem"]
    assert state.card is None
    assert "tidak menjawab pertanyaan sisa pulsa" in state.card_why
    assert caplog.text.count("sisa pulsa") == 1
    assert world.say("MENU") != [], "the rest goes on"
    monkeypatch.undo()
    pump(world, credit_watch.AFTER_FAILURE + 120, step=600)
    assert world.kiosk.modems["modem"].card.amount is not None
    assert world.kiosk.modems["modem"].card_why == ""


def test_figures_of_long_ago_hold_nothing_back(world):
    account(world, credit=10 * 350)
    pump(world, 30)
    world.stop()
    world.sim.advance(hours=72)
    world.start(watches=True)
    assert world.door._sender.upto == outbox.EVERYTHING


def test_a_new_card_begins_anew(world):
    account(world, credit=10 * 350)
    pump(world, 30)
    world.door._modem._setting = world.door._modem._setting._replace(iccid="8962000000000000000")
    watch = credit_watch.CreditWatch(world.kiosk, world.door._modem, world.door._sender)
    assert watch.known()["card"] is None
    assert world.door._sender.upto == outbox.EVERYTHING


def test_the_number_that_a_card_knows_as_its_own_is_never_answered(world):
    pump(world, 60)
    number = world.kiosk.modems["modem"].number
    assert number == world.sim.modems[0].number
    assert world.kiosk.receive(Inbound("sms", number, "MENU", "own")) is None
    assert world.rows(OUTBOX) == []


def test_the_officer_is_written_to_through_the_modem_before_it_is_empty(world):
    officer = "+6281211119999"
    while world.sim.clock.wall().astimezone(WIB).hour not in range(9, 15):
        world.sim.advance(hours=1)
    account(world, credit=4250)
    pump(world, 30)
    telling.tell(world.kiosk, officer)
    pump(world, 30)
    texts = [message.text for message in world.phone(officer).inbox]
    assert texts[0] == (
        "KIOS 38: pulsa tinggal Rp4.250, cukup untuk sekitar 12 SMS. SMS penting dikirim dulu, "
        "SMS info ditunda. Mohon isi pulsa nomor 08119000001"
    )
    assert [text for text in texts if "laporan baru" in text] == [], "the digest waits for credit"
