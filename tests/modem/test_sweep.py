"""The driver, with every fault at every exchange: it recovers, loses nothing, takes nothing twice."""

import pytest

from modem import CmsError, Gone, Recovered, RegistrationChanged, Silent, open_modem
from modem.simulator import Simulator, VirtualClock
from modem.simulator.delays import REAL
from modem.simulator.fault_kinds import KINDS, MOMENTS
from modem.simulator.profile import names
from modem.simulator.sweep import commands, sweep
from tests.modem.program import ANI, LONG, Program, scenario

POWER = (
    [("unplug", moment) for moment in MOMENTS]
    + [("off", m) for m in MOMENTS]
    + [("brown-out", moment) for moment in MOMENTS]
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_driver_recovers(kind):
    assert sweep(scenario, kind) > 25


def dialogue(sim):
    """Dial and walk to the end of a menu; what breaks off is dialled again."""
    program = Program(sim)

    def ask(gsm):
        assert gsm.ussd("*123#", 60).text.startswith("Menu simulasi")
        assert gsm.ussd("1", 60).text.startswith("Pulsa")
        return gsm.ussd("1", 60)

    try:
        told = program.do(ask)
        assert (told.text, told.more) == ("Sisa pulsa Rp25.000.", False)
        program.rest()
    finally:
        program.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_driver_recovers_in_a_dialogue(kind):
    assert sweep(dialogue, kind) > 15


@pytest.mark.parametrize(("kind", "moment"), POWER, ids=lambda pair: str(pair))
def test_the_driver_recovers_from_a_loss_of_power(kind, moment):
    how = {"at": moment, "seconds": 30.0} if kind != "brown-out" else {"at": moment, "count": 1}
    assert sweep(scenario, kind, **how) > 25


@pytest.mark.parametrize("moment", ["command", "data", "handed", "answer"])
def test_the_driver_recovers_from_a_restart_that_nobody_tells(moment):
    assert sweep(scenario, "brown-out", at=moment, count=1, banner="") > 25


@pytest.mark.parametrize(
    "kind", ["unplug", "off", "brown-out", "late", "slow", "urc-inside", "garbage", "split"]
)
def test_the_driver_recovers_where_things_take_their_time(kind):
    def world(seed):
        return Simulator(seed=seed, clock=VirtualClock(), delays=REAL)

    assert sweep(scenario, kind, world=world, seed=7) > 25


@pytest.mark.parametrize("profile", sorted(set(names()) - {"generic"}))
@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("unplug", {}),
        ("brown-out", {"at": "answer", "count": 1}),
        ("brown-out", {"at": "handed", "count": 1}),
        ("answer-lost", {}),
        ("garbage", {}),
        ("urc-inside", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else value.get("at", ""),
)
def test_the_driver_recovers_with_every_make(profile, kind, how):
    def world(seed):
        return Simulator(seed=seed, profile=profile, clock=VirtualClock(), delays=REAL)

    assert sweep(scenario, kind, world=world, every=3, **how) > 25


def test_a_restart_that_nobody_tells_is_seen_by_the_echo():
    sim = Simulator(clock=VirtualClock())
    modem, ani = sim.modems[0], sim.network.handset(ANI)
    with open_modem(modem.link()) as gsm:
        gsm.next_event(0)
        sim.fault(kind="brown-out", banner="")
        assert modem.device.echo
        gsm.next_event(200)
        assert not modem.device.echo
        ani.call()
        assert gsm.next_event(5).number == ANI
        gsm.hang_up()


def test_an_echo_that_sticks_is_no_restart():
    sim = Simulator(clock=VirtualClock())
    sim.fault(kind="echo-stuck")
    with open_modem(sim.modems[0].link()) as gsm:
        gsm.next_event(300)
        assert len([line for line in commands(sim) if line.startswith("ATE0")]) == 1


def test_a_slot_that_was_freed_is_not_freed_again_under_another_message():
    sim = Simulator(clock=VirtualClock())
    ani = sim.network.handset(ANI)
    with open_modem(sim.modems[0].link()) as gsm:
        ani.text("satu")
        one = gsm.next_event(60)
        sim.fault(kind="answer-lost", count=1)
        with pytest.raises(Silent):
            gsm.accept(one)
        ani.text("dua")  # it takes the slot
        gsm.accept(one)
        assert gsm.next_event(60) == Recovered("attention")
        assert gsm.next_event(60).text == "dua"
        assert len(gsm.stored()) == 1


def test_what_could_not_be_deleted_is_deleted_later():
    sim = Simulator(clock=VirtualClock())
    with open_modem(sim.modems[0].link()) as gsm:
        sim.network.handset(ANI).text(LONG)
        event = gsm.next_event(60)
        sim.fault(kind="pin", seconds=30)
        with pytest.raises(CmsError):
            gsm.accept(event)
        while (told := gsm.next_event(120)) is not None:
            assert isinstance(told, RegistrationChanged)  # the card is away, and back
        assert gsm.stored() == []


def test_what_goes_on_with_a_modem_that_is_gone_is_told_so():
    sim = Simulator(clock=VirtualClock())
    with open_modem(sim.modems[0].link()) as gsm:
        sim.fault(kind="unplug")
        for _ in range(3):
            with pytest.raises(Gone):
                gsm.health()
        with pytest.raises(Gone):
            gsm.send(ANI, "Halo")
        with pytest.raises(Gone):
            gsm.next_event(1)


def test_what_fails_tells_where():
    def three_commands(sim):
        with sim.modems[0].link() as link:
            for line in (b"AT\r", b"AT+CSQ\r", b"AT+CGSN\r"):
                link.write(line)
                assert b"OK" in link.read(60)

    with pytest.raises(AssertionError) as caught:
        sweep(three_commands, "answer-lost", seed=3)
    (note,) = caught.value.__notes__
    assert note.startswith("With the fault answer-lost {'count': 1} at exchange 1 of 3, 'AT")
    assert note.endswith("; seed 3.")
    assert sweep(three_commands, "late", every=2) == 3
