"""The driver, with every fault at every exchange: it recovers, loses nothing, takes nothing twice."""

import contextlib

import pytest

from modem import (
    CmeError,
    CmsError,
    Gone,
    OutcomeUnknown,
    PinRequired,
    Recovered,
    RegistrationChanged,
    Silent,
    SmsReceived,
    open_modem,
)
from modem.simulator import Simulator, VirtualClock
from modem.simulator.delays import REAL
from modem.simulator.fault_kinds import KINDS, MOMENTS
from modem.simulator.profile import names
from modem.simulator.sweep import commands, sweep

ANI, BUDI = "+6281211110001", "+6281211110002"
SHORT, LONG = "Halo", "Pendaftaran rawat jalan untuk Ibu Ani dicatat, mohon datang pukul 08.00 WIB. " * 4
POWER = (
    [("unplug", moment) for moment in MOMENTS]
    + [("off", m) for m in MOMENTS]
    + [("brown-out", moment) for moment in MOMENTS]
)
PATIENCE = 40
"""Tries, five seconds apart, until a program gives up."""


class Program:
    """What anybody would write: try again, open again what is gone, send again only what did not go."""

    def __init__(self, sim):
        self.sim, self.gsm = sim, None
        self.taken, self.again = {}, 0
        self.sent, self.was_gone = None, False

    def do(self, job):
        for _ in range(PATIENCE):
            try:
                if self.gsm is None:
                    self.gsm = open_modem(self.sim.modems[0].link(), pin="1234", patience=600)
                return job(self.gsm)
            except OutcomeUnknown:
                raise
            except Gone:
                self.was_gone = True
                self.close()
            except (Silent, PinRequired, CmeError, CmsError):
                pass
            self.sim.advance(5)
        raise AssertionError("It never recovered.")

    def take(self, wanted):
        """Take messages until so many were taken: note each by its key, then accept it."""
        while len(self.taken) < wanted:
            event = self.do(lambda gsm: gsm.next_event(timeout=1000))
            assert event is not None, f"only {len(self.taken)} messages came"
            if isinstance(event, SmsReceived):
                self.taken.setdefault(event.key, (event.sender, event.text))
            with contextlib.suppress(Gone, Silent, CmeError, CmsError):  # then it is told again
                self.gsm.accept(event)

    def rest(self):
        """Look until all is as it should be."""
        for _ in range(PATIENCE):
            event = self.do(lambda gsm: gsm.next_event(timeout=100))
            if isinstance(event, SmsReceived) and event.complete:
                assert event.key in self.taken
                self.again += 1
            elif isinstance(event, SmsReceived):  # the rest of a message that was being deleted
                assert self.was_gone
                assert event.text.strip("… ") in LONG
            if event is not None:
                self.do(lambda gsm, event=event: gsm.accept(event))
            elif self.do(lambda gsm: gsm.health()).registered and not self.do(lambda gsm: gsm.stored()):
                return
        raise AssertionError("It never came to rest.")

    def send(self, text):
        try:
            self.sent = self.do(lambda gsm: gsm.send(ANI, text)).parts
        except OutcomeUnknown:
            self.sent = None

    def close(self):
        if self.gsm is not None:
            self.gsm.close()
            self.gsm = None


def scenario(sim):
    ani, budi = sim.network.handset(ANI), sim.network.handset(BUDI)
    program = Program(sim)
    ani.text(SHORT)
    try:
        program.take(1)
        budi.text(LONG)
        program.take(2)
        program.send("Baik")
        ani.text("Sudah")
        program.take(3)
        program.rest()
        assert list(program.taken.values()) == [(ANI, SHORT), (BUDI, LONG), (ANI, "Sudah")]
        got = [message.text for message in ani.inbox]
        assert got == ["Baik"] if program.sent else got in ([], ["Baik"])
        assert program.again <= 1
    finally:
        program.close()
    return program


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
