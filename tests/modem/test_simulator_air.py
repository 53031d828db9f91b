"""What the network does to messages: operators, money, link models, validity, reports, and nothing else."""

import math
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modem import parts
from modem.simulator import (
    Delays,
    InvalidAccount,
    InvalidLinkModel,
    InvalidNumber,
    LinkModel,
    NotSent,
    Simulator,
    VirtualClock,
)
from modem.simulator.operators import OPERATORS, key_of
from modem.simulator.syntax import Cms
from modem.tpdu import StatusReport, decode_pdu, encode_pdu
from modem.validity import Enhanced

ANI, BUDI, TRI = "+6281211110001", "+6281211110002", "+6289511110003"
DELIVERED, BARRED, UNKNOWN, EXPIRED = 0x00, 0x42, 0x43, 0x46


@pytest.fixture
def sim():
    return Simulator(2, clock=VirtualClock())


def hand_over(sim, to, text, *, modem=0, reference=0, **options):
    """A modem hands over a text, all its parts, with a report wanted; gives the first error's number."""
    for n, submit in enumerate(parts.submits(to, text, reference=reference % 256, report=True)):
        submit = submit._replace(reference=(reference + n) % 256, **options)
        try:
            sim.do(lambda submit=submit: sim.modems[modem].submit(submit))
        except Cms as error:
            return error.code
    return None


def came(sim, modem=0):
    """What lies in a modem's memories, decoded, oldest first, and is taken out of them."""
    found = []
    for store in sim.modems[modem].device.stores.values():
        for _, entry in store.listed():
            found.append(decode_pdu(entry.octets, network=True).tpdu)
        store.slots.clear()
    sim.do(sim.modems[modem].retry)
    return found


def reports(sim, modem=0):
    return [(each.reference, each.status) for each in came(sim, modem) if isinstance(each, StatusReport)]


def texts(phone):
    return [message.text for message in phone.inbox]


# operators


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("+628110000001", "telkomsel"), ("+6285100000001", "telkomsel"), ("+6281511110001", "indosat"),
        ("+6285811110001", "indosat"), ("+6281711110001", "xl"), ("+6285911110001", "xl"),
        ("+6283811110001", "axis"), ("+6289611110001", "tri"), ("+6288711110001", "smartfren"),
        ("+622112345678", "telkomsel"), ("+4915112345678", "telkomsel"), ("1708", "telkomsel"),
        ("PEMKOT", "telkomsel"),
    ],
)  # fmt: skip
def test_a_number_tells_its_operator(number, key):
    assert key_of(number) == key


def test_no_prefix_is_two_operators():
    prefixes = Counter(prefix for each in OPERATORS.values() for prefix in each.prefixes)
    assert set(prefixes.values()) == {1}
    assert all(len(prefix) == 4 and prefix.startswith("08") for prefix in prefixes)


def test_modems_have_their_operators_cards():
    sim = Simulator(clock=VirtualClock(), numbers=("081512345678", "0895 1234 5678"))
    assert [modem.number for modem in sim.modems] == ["+6281512345678", "+6289512345678"]
    link = sim.modems[1].link()
    link.write(b"ATE0;+COPS?;+CIMI\r")
    assert b'+COPS: 0,0,"3"\r\n\r\n51089' in link.read(0)
    link.write(b'AT+COPS=?;+COPS=1,2,"51089"\r')
    answer = link.read(0)
    assert b'+COPS: (2,"3","3","51089"),(3,"TELKOMSEL"' in answer
    assert answer.endswith(b"OK\r\n")
    link.close()
    with pytest.raises(InvalidNumber):
        Simulator(numbers=(ANI, ANI))


# money


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (ANI, "Pulsa Anda Rp1.500, aktif s.d. 01-03-2026."),
        ("+6281511110001", "Sisa pulsa Rp1.500. Masa aktif s/d 01 Mar 2026."),
        ("+6283811110001", "Pulsa: Rp1.500\nAktif sampai: 01-03-2026\nTerima kasih."),
        (TRI, "Hi! Pulsa utama kamu Rp1.500 s/d 01 Mar 2026"),
        ("+6288711110001", "Sisa pulsa kamu Rp1.500, berlaku hingga 01-03-2026"),
    ],
)
def test_each_operator_tells_a_balance_in_its_words(sim, number, told):
    sim.network.set_account(number, 1500, date(2026, 3, 1))
    assert sim.network.accounts.balance(number) == told


def test_a_card_pays_for_each_part_until_it_is_empty(sim):
    modem = sim.modems[0]
    sim.network.set_account(modem.number, credit=4 * 350 + 349)
    assert hand_over(sim, ANI, "x" * 400) is None
    assert modem.json()["credit"] == 350 + 349
    assert hand_over(sim, ANI, "satu") is None
    assert hand_over(sim, ANI, "dua") == 38
    assert modem.json()["credit"] == 349
    sim.network.top_up(modem.number, 1)
    assert hand_over(sim, ANI, "dua") is None
    assert texts(sim.network.handset(ANI)) == ["x" * 400, "satu", "dua"]


@pytest.mark.parametrize(
    ("number", "code"), [("081211110009", 38), ("081511110009", 21), ("081711110009", 50)]
)
def test_each_operator_has_its_error_for_no_credit(number, code):
    sim = Simulator(clock=VirtualClock(), numbers=(number,))
    sim.network.set_account(sim.modems[0].number, credit=0)
    assert hand_over(sim, ANI, "x") == code


def test_a_phone_without_credit_cannot_send(sim):
    ani, budi = sim.network.handset(ANI), sim.network.handset(BUDI)
    sim.network.set_account(ANI, credit=700)
    ani.text("x" * 300, BUDI)
    with pytest.raises(NotSent) as caught:
        ani.text("lagi", BUDI)
    assert caught.value.remedy
    budi.text("balas", ANI)  # receiving is free
    assert (texts(budi), texts(ani)) == (["x" * 300], ["balas"])


def test_a_card_is_active_then_only_receives_then_is_nobodys(sim):
    ani, budi = sim.network.handset(ANI), sim.network.handset(BUDI)
    sim.network.set_account(ANI, 25_000, date(2026, 1, 5))
    ani.text("hari ini", BUDI)
    sim.advance(days=1)
    with pytest.raises(NotSent):
        ani.text("besok", BUDI)
    budi.text("masa tenggang", ANI)
    sim.advance(days=30)
    assert hand_over(sim, ANI, "hangus") is None
    assert texts(budi) == ["hari ini"]
    assert texts(ani) == ["masa tenggang"]
    assert reports(sim) == [(0, UNKNOWN)]
    assert ani.json()["card"] == "dead"
    sim.network.top_up(ANI, 10_000, days=30)
    assert hand_over(sim, ANI, "hidup lagi") is None
    assert texts(ani) == ["masa tenggang", "hidup lagi"]


def test_nobody_is_charged_until_somebody_asks_for_it(sim):
    for n in range(100):
        assert hand_over(sim, ANI, f"{n}") is None
    assert sim.modems[0].json()["credit"] == 25_000
    sim.do(lambda: sim.network.accounts.charge_everybody(True))
    assert hand_over(sim, ANI, "x") is None
    assert sim.modems[0].json()["credit"] == 24_650


@pytest.mark.parametrize(
    "change", [{"credit": -1}, {"credit": 10**10}, {"expires": date.max}], ids=["debt", "riches", "for ever"]
)
def test_what_no_card_can_have_is_refused(sim, change):
    with pytest.raises(InvalidAccount) as caught:
        sim.network.set_account(ANI, **change)
    assert caught.value.remedy
    assert not sim.network.handset(ANI).json()["charged"]


# outcomes: model, the error at hand-over, the texts that come, the reports within ten days


@pytest.mark.parametrize(
    ("model", "code", "come", "statuses"),
    [
        ({}, None, 1, [DELIVERED]),
        ({"outcome": "barred", "direction": "mo"}, 10, 0, []),
        ({"outcome": "barred", "direction": "mt"}, None, 0, [BARRED]),
        ({"outcome": "barred", "number": ANI}, None, 0, [BARRED]),
        ({"outcome": "barred", "number": BUDI}, None, 1, [DELIVERED]),
        ({"outcome": "barred", "operator": "tri"}, None, 1, [DELIVERED]),
        ({"outcome": "no-credit"}, 38, 0, []),
        ({"outcome": "unknown", "number": ANI}, None, 0, [UNKNOWN]),
        ({"outcome": "full"}, None, 0, [EXPIRED]),
        ({"outcome": "full", "lasts": 3600}, None, 1, [DELIVERED]),
        ({"outcome": "full", "times": 1}, None, 1, [DELIVERED]),
        ({"outcome": "off", "lasts": 86_400}, None, 1, [DELIVERED]),
        ({"outcome": "down"}, 41, 0, []),
        ({"outcome": "down", "direction": "mt", "lasts": 60}, None, 1, [DELIVERED]),
        ({"outcome": "down", "begins": 60}, None, 1, [DELIVERED]),
        ({"outcome": "refused", "code": 500, "direction": "mo"}, 500, 0, []),
        ({"outcome": "refused", "code": 0x65, "direction": "mt"}, None, 0, [0x65]),
        ({"outcome": "down", "hours": "08:00-09:00"}, 41, 0, []),
        ({"outcome": "down", "hours": "22:00-07:00"}, None, 1, [DELIVERED]),
        ({"loss": 1}, None, 0, []),
        ({"duplicate": 1}, None, 2, [DELIVERED]),
        ({"delay": 6 * 86_400}, None, 1, [DELIVERED]),
        ({"delay": 8 * 86_400}, None, 0, [EXPIRED]),
        ({"loss": 1, "chance": 1, "times": 1, "begins": 5}, None, 1, [DELIVERED]),
        ({"loss": 1, "number": "+628119000001"}, None, 0, []),
        ({"service": "report", "loss": 1}, None, 1, []),
        ({"service": "report", "duplicate": 1}, None, 1, [DELIVERED, DELIVERED]),
        ({"service": "report", "delay": 7200}, None, 1, [DELIVERED]),
        ({"service": "report", "early": True}, None, 1, [DELIVERED]),
    ],
    ids=lambda what: (
        " ".join(f"{k}={v}" for k, v in what.items()) or "no model" if what.__class__ is dict else ""
    ),
)
def test_what_becomes_of_a_message(sim, model, code, come, statuses):
    sim.network.link_models(*([LinkModel(**model)] if model else []))
    assert hand_over(sim, ANI, "Halo") == code
    sim.advance(days=10)
    assert texts(sim.network.handset(ANI)) == ["Halo"] * come
    assert [status for _, status in reports(sim)] == statuses


def test_the_network_tries_on_and_says_so(sim):
    sim.network.link_models(LinkModel("report", trying=True), LinkModel(outcome="full", lasts=100))
    hand_over(sim, ANI, "Halo")
    assert reports(sim) == [(0, 0x25)]
    sim.advance(minutes=5)
    assert reports(sim) == [(0, DELIVERED)]


@pytest.mark.parametrize(
    ("validity", "seconds"),
    [
        (None, 7 * 86_400),
        (timedelta(minutes=5), 300),
        (timedelta(hours=24), 86_400),
        (Enhanced.of(timedelta(seconds=90)), 90),
        (Enhanced.of(single_shot=True), 0),
    ],
)
def test_a_message_expires_in_virtual_time(sim, validity, seconds):
    ani = sim.network.handset(ANI)
    ani.power(False)
    hand_over(sim, ANI, "Halo", validity=validity)
    if seconds:
        sim.advance(seconds - 1)
        assert reports(sim) == []
        sim.advance(1)
    assert reports(sim) == [(0, EXPIRED)]
    ani.power(True)
    assert texts(ani) == []


def test_an_absolute_validity(sim):
    ani = sim.network.handset(ANI)
    ani.power(False)
    hand_over(sim, ANI, "Halo", validity=sim.clock.wall() + timedelta(hours=2))
    sim.advance(hours=2)
    assert reports(sim) == [(0, EXPIRED)]


def test_what_waits_for_a_modem_expires_too(sim):
    sim.fault(1, "storage-full")
    hand_over(sim, sim.modems[1].number, "lama", validity=timedelta(hours=1))
    sim.advance(minutes=30)
    hand_over(sim, sim.modems[1].number, "baru", validity=timedelta(hours=1))
    sim.advance(minutes=45)
    assert [status for _, status in reports(sim)] == [EXPIRED]
    sim.clear_fault(1)
    assert [each.text for each in came(sim, 1)] == ["baru"]
    assert [status for _, status in reports(sim)] == [DELIVERED]


def test_messages_overtake_one_another(sim):
    sim.network.link_models(LinkModel(disorder=1, hold=10, times=1))
    for text in ("satu", "dua", "tiga"):
        sim.network.handset(BUDI).text(text, ANI)
    sim.advance(10)
    assert texts(sim.network.handset(ANI)) == ["dua", "tiga", "satu"]


def test_reports_overtake_one_another(sim):
    sim.network.link_models(LinkModel("report", disorder=1, times=1))
    for n in range(3):
        hand_over(sim, ANI, f"{n}", reference=n)
    sim.advance(60)
    assert [reference for reference, _ in reports(sim)] == [1, 2, 0]


def test_parts_come_in_disorder_or_not_at_all(sim):
    text = "".join(f"{n:05d}" for n in range(120))
    sim.network.link_models(LinkModel(part_disorder=1))
    sim.network.handset(ANI).text(text, sim.modems[0].number)
    got = came(sim)
    assert [each.concat.part for each in got] != sorted(each.concat.part for each in got)
    assert parts.join(got).text == text
    sim.network.link_models(LinkModel(part_loss=0.5))
    sim.network.handset(ANI).text(text, sim.modems[0].number)
    assert 0 < len(came(sim)) < 4


def test_a_report_before_its_answer():
    sim = Simulator(clock=VirtualClock(), delays=Delays())
    sim.network.link_models(LinkModel("report", early=True))
    link = sim.modems[0].link()
    link.write(b"ATE0;+CNMI=2,1,0,1\r")
    link.read(0)
    (submit,) = parts.submits(ANI, "Halo", report=True)
    octets = encode_pdu(submit)
    link.write(b"AT+CMGS=%d\r" % (len(octets) - 1))
    link.read(0)
    link.write(octets.hex().encode() + b"\x1a")
    heard = link.read(1) + link.read(1)
    assert heard.index(b"+CDS: ") < heard.index(b"+CMGS: 0")
    link.close()


@pytest.mark.parametrize(
    ("shape", "low", "high"),
    [
        ("fixed", 60, 60),
        ("uniform", 30, 90),
        ("normal", 0, 600),
        ("exponential", 0, 900),
        ("lognormal", 1, 9e5),
    ],
)
def test_delays_have_a_shape(sim, shape, low, high):
    sim.network.link_models(LinkModel(delay=60, spread=1 if shape == "lognormal" else 30, shape=shape))
    ani, begin = sim.network.handset(ANI), sim.clock.wall()
    for n in range(200):
        sim.network.handset(f"08131111{n:04d}").text("x", ANI)
    sim.advance(days=30)
    delays = [(message.at - begin).total_seconds() for message in ani.inbox]
    assert len(delays) == 200
    assert low <= min(delays) <= max(delays) <= high
    assert (len(set(delays)) == 1) == (shape == "fixed")
    assert 40 < sorted(delays)[100] < 80 or shape == "exponential"


@pytest.mark.parametrize(
    "model",
    [
        {"service": "fax"}, {"direction": "up"}, {"operator": "esia"}, {"loss": 2}, {"loss": -1},
        {"delay": float("nan")}, {"delay": float("inf")}, {"lasts": -1}, {"times": 0}, {"hours": "8-9"},
        {"hours": "25:00-26:00"}, {"hours": "08:00"}, {"outcome": "fire"}, {"outcome": "busy"},
        {"service": "report", "outcome": "full"}, {"outcome": "full", "loss": 1}, {"early": True},
        {"trying": True}, {"code": 1000}, {"shape": "bell"}, {"service": "call", "outcome": "full"},
    ],
)  # fmt: skip
def test_wrong_link_models_are_refused(sim, model):
    sim.network.link_models(LinkModel(loss=0.5))
    with pytest.raises(InvalidLinkModel) as caught:
        sim.network.link_models(LinkModel(**model))
    assert caught.value.remedy
    assert sim.network.links.json() == [{"service": "sms", "loss": 0.5}]


# laws

PROBABILITY = st.sampled_from([0.0, 0.0, 0.3, 1.0])
MODELS = st.lists(
    st.fixed_dictionaries(
        {
            "service": st.sampled_from(["sms", "report"]),
            "direction": st.sampled_from(["both", "mo", "mt"]),
            "number": st.sampled_from(["", ANI, TRI]),
            "operator": st.sampled_from(["", "tri"]),
            "delay": st.sampled_from([0.0, 5.0, 600.0]),
            "spread": st.sampled_from([0.0, 1.0]),
            "shape": st.sampled_from(["fixed", "uniform", "normal", "exponential", "lognormal"]),
            "disorder": PROBABILITY,
            "part_disorder": PROBABILITY,
        }
    )
    | st.fixed_dictionaries(
        {
            "outcome": st.sampled_from(["barred", "unknown", "full", "off", "down", "refused", "no-credit"]),
            "number": st.sampled_from(["", ANI, TRI]),
            "direction": st.sampled_from(["both", "mo", "mt"]),
            "begins": st.sampled_from([0.0, 30.0]),
            "lasts": st.sampled_from([None, 10.0, 5000.0]),
            "chance": st.sampled_from([0.3, 1.0]),
        }
    ),
    max_size=4,
).map(lambda models: [LinkModel(**model) for model in models])
STEPS = st.lists(
    st.tuples(
        st.sampled_from([ANI, BUDI, TRI]), st.sampled_from(["pendek", "panjang " * 40]), st.floats(0, 90)
    ),
    min_size=2,
    max_size=6,
)


def day(seed, models, steps, switched=()):
    """Run some days of traffic; gives the world, what was handed over, and what the reports told."""
    sim = Simulator(1, seed, clock=VirtualClock())
    sim.network.link_models(*models)
    taken, told = {}, []
    for n, (to, text, pause) in enumerate(steps):
        if to in switched:
            phone = sim.network.handset(to)
            phone.power(not phone.reachable)
        count = parts.plan(text).parts
        if hand_over(sim, to, f"{n} {text}", reference=n * 8) is None:
            taken[n] = (to, f"{n} {text}", count)
        sim.advance(pause)
        told += reports(sim)
    while sim.clock.next_due() < math.inf:  # chance sets no bound to some delays
        sim.advance(max(86_400, sim.clock.next_due() - sim.clock.now()))
        told += reports(sim)
    return sim, taken, told


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), MODELS, STEPS, st.sets(st.sampled_from([ANI, TRI])))
def test_each_text_comes_once_or_its_report_says_why_not(seed, models, steps, switched):
    sim, taken, told = day(seed, models, steps, switched)
    for n, (to, text, count) in taken.items():
        arrived = texts(sim.network.handset(to)).count(text)
        statuses = [status for reference, status in told if n * 8 <= reference < n * 8 + 8]
        assert len(statuses) == count
        assert len(set(statuses)) == 1
        assert arrived == (statuses[0] == DELIVERED)
    inboxes = sum(len(phone.inbox) for phone in sim.network.handsets.values())
    assert inboxes == sum(status == DELIVERED for status in {r // 8: s for r, s in told}.values())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), STEPS, st.sampled_from([0.3, 1.0]), st.sampled_from([0.0, 0.5]))
def test_only_the_model_of_loss_loses_and_that_of_duplicates_repeats(seed, steps, loss, duplicate):
    models = [LinkModel(loss=loss, number=ANI), LinkModel(duplicate=duplicate, number=BUDI)]
    sim, taken, _ = day(seed, models, steps)
    for to, text, _ in taken.values():
        arrived = texts(sim.network.handset(to)).count(text)
        assert arrived in {ANI: (0, 1), BUDI: (1, 2), TRI: (1,)}[to]
        if (to == ANI and loss == 1) or (to == BUDI and not duplicate):
            assert arrived == (to == BUDI)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), MODELS, STEPS)
def test_one_seed_is_one_world(seed, models, steps):
    first, second = (day(seed, models, steps)[0] for _ in range(2))
    assert first.trace.text() == second.trace.text()
    assert [event.json() for event in first.events] == [event.json() for event in second.events]
