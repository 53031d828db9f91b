"""Time: real, virtual, held; one actor and several."""

import threading

import pytest

from modem.simulator import RealClock, Simulator, VirtualClock, clock_for
from modem.simulator.errors import SimulatorError


def never():
    return False


def wait(clock, seconds, ready=never):
    return clock.wait(ready, clock.now() + seconds, threading.Event())


@pytest.fixture(params=["virtual", "real"])
def clock(request):
    return VirtualClock() if request.param == "virtual" else RealClock(speed=1000)


def test_things_happen_in_their_order(clock):
    seen = []
    clock.after(2, seen.append, "b")
    clock.after(1, seen.append, "a")
    clock.after(2, seen.append, "c")
    cancelled = clock.after(1, seen.append, "never")
    cancelled.cancel()
    wait(clock, 3)
    assert seen == ["a", "b", "c"]
    cancelled.cancel()


def test_a_wait_ends_when_ready_else_in_time(clock):
    seen = []
    clock.after(1, seen.append, 1)
    assert wait(clock, 60, lambda: bool(seen))
    before = clock.now()
    assert not wait(clock, 5)
    assert clock.now() - before >= 5


def test_advance_lets_everything_happen_at_its_time(clock):
    seen = []

    def tick():
        seen.append(clock.now())
        if len(seen) < 5:
            clock.after(3600, tick)

    clock.after(3600, tick)
    start = clock.wall()
    clock.advance(86_400)
    first = seen[0]
    due = [0, 3600, 7200, 10_800, 14_400]  # a real clock runs on meanwhile, here 1,000 s in one
    assert [moment - first for moment in seen] == pytest.approx(due, abs=1000)
    assert (clock.wall() - start).total_seconds() >= 86_400


def test_do_runs_what_it_makes_due(clock):
    seen = []
    assert clock.do(lambda: (clock.after(0, seen.append, 1), clock.do(lambda: 5))[1]) == 5
    wait(clock, 1)
    assert seen == [1]


def test_an_error_in_do_reaches_who_asked(clock):
    with pytest.raises(ZeroDivisionError):
        clock.do(lambda: 1 / 0)
    assert clock.do(lambda: 1) == 1


def test_virtual_time_costs_no_time_and_starts_on_a_monday():
    clock = VirtualClock()
    assert f"{clock.wall():%A %Y-%m-%d %H:%M %Z}" == "Monday 2026-01-05 08:00 WIB"
    wait(clock, 365 * 86_400)
    assert f"{clock.wall():%Y-%m-%d}" == "2027-01-05"


def test_real_time_runs_as_fast_as_told():
    clock = RealClock(speed=1000)
    before = clock.now()
    wait(clock, 10)
    assert clock.now() - before >= 10


def test_an_earlier_event_ends_a_longer_sleep():
    clock = RealClock()
    seen = []
    threading.Timer(0.02, lambda: clock.do(lambda: clock.after(0.01, seen.append, 1))).start()
    assert wait(clock, 30, lambda: bool(seen))


def test_a_ring_ends_nobodys_wait_but_makes_them_look():
    clock = RealClock()
    bell, flag = threading.Event(), []
    threading.Timer(0.02, lambda: (flag.append(1), clock.wake(bell))).start()
    assert clock.wait(lambda: bool(flag), clock.now() + 30, bell)


def test_held_time_moves_only_when_told():
    clock = VirtualClock(jumps=False)
    seen = []
    clock.after(1, seen.append, "a")
    clock.do(lambda: clock.after(0, seen.append, "now"))
    assert seen == ["now"]
    thread = threading.Thread(target=lambda: seen.append(wait(clock, 5)))
    thread.start()
    clock.advance(2)
    assert seen == ["now", "a"]
    assert clock.now() == 2
    while thread.is_alive():
        clock.advance(5)
        thread.join(0.01)
    assert seen == ["now", "a", False]


# several actors


def chorus(clock, names, steps, rest=1.0):
    """Let threads take turns: each writes its name and the time, then rests."""
    seen = []

    def sing(actor):
        with actor:
            for _ in range(steps):
                seen.append((actor.name, clock.now()))
                wait(clock, rest)

    actors = [clock.actor(name) for name in names]
    threads = [threading.Thread(target=sing, args=(actor,)) for actor in actors]
    for thread in reversed(threads):
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    return seen


def test_actors_take_turns_in_the_order_of_registration():
    expected = [(name, float(step)) for step in range(50) for name in "abc"]
    assert chorus(VirtualClock(), "abc", 50) == expected


def test_time_stands_still_while_an_actor_runs():
    clock = VirtualClock()
    main = clock.actor("main")
    other = clock.actor("other")
    times = []

    def run():
        with other:
            wait(clock, 100)
            times.append(clock.now())

    thread = threading.Thread(target=run)
    with main:
        thread.start()
        threading.Event().wait(0.02)  # real time passes, virtual time does not
        assert clock.now() == 0
        wait(clock, 10)
        assert clock.now() == 10
        assert times == []
        wait(clock, 1000)
        assert times == [100]
    thread.join(30)


def test_foreign_threads_enter_when_the_actor_rests():
    clock = VirtualClock()
    seen = []
    with clock.actor("main"):
        errand = threading.Thread(target=lambda: clock.do(lambda: seen.append("errand")))
        errand.start()
        failing = threading.Thread(target=lambda: failed(clock, seen))
        failing.start()
        while len(clock._errands) < 2:
            threading.Event().wait(0.001)
        assert seen == []
        wait(clock, 1)
        assert seen[0] == "errand"
    errand.join(30)
    failing.join(30)
    assert seen == ["errand", "error"]


def failed(clock, seen):
    try:
        clock.do(lambda: 1 / 0)
    except ZeroDivisionError:
        seen.append("error")


def test_an_actor_that_fails_holds_nobody_up():
    clock = VirtualClock()
    with pytest.raises(ZeroDivisionError), clock.actor("a"):
        1 / 0  # noqa: B018
    with clock.actor("b"):
        assert not wait(clock, 10)


def test_two_drivers_and_a_world_are_the_same_in_every_run():
    def run():
        sim = Simulator(2, clock=VirtualClock())
        actors = [sim.clock.actor("one"), sim.clock.actor("two")]

        def drive(actor, modem, other):
            with actor:
                link = modem.link()
                link.write(b"ATE0;+CNMI=2,1;+CMGF=1\r")
                for n in range(20):
                    link.read(0.7)
                    link.write(f'AT+CMGS="{other.number}"\r'.encode())
                    link.read(0)
                    link.write(f"pesan {n}\x1a".encode())
                    link.read(0.3)
                    link.write(b"AT+CMGD=1,4\r")
                link.close()

        one, two = sim.modems
        threads = [
            threading.Thread(target=drive, args=(actors[0], one, two)),
            threading.Thread(target=drive, args=(actors[1], two, one)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
        return sim.trace.text()

    first = run()
    assert first.count("pesan 19") == 2
    assert [run() for _ in range(3)] == [first] * 3


@pytest.mark.parametrize(
    ("speed", "served", "kind", "jumps", "instant"),
    [
        ("real", False, RealClock, False, False),
        ("60", True, RealClock, False, False),
        ("instant", False, VirtualClock, True, True),
        ("instant", True, VirtualClock, False, True),
        ("step", True, VirtualClock, False, False),
    ],
)
def test_speeds_by_name(speed, served, kind, jumps, instant):
    clock = clock_for(speed, served=served)
    assert (type(clock), clock.jumps, clock.instant) == (kind, jumps, instant)


@pytest.mark.parametrize("speed", ["", "fast", "0", "-1", "nan", "inf"])
def test_wrong_speeds(speed):
    with pytest.raises(SimulatorError) as caught:
        clock_for(speed)
    assert caught.value.remedy


def test_a_real_clock_goes_on_faster_from_where_it_is():
    clock = RealClock()
    before = clock.now()
    clock.run_at(1000)
    assert clock.pace == (1000, 1000)
    assert clock.now() - before < 60  # nothing of the past is counted anew
    assert not wait(clock, 5)  # five of its seconds
    clock.run_at(1)
    assert clock.now() - before >= 5


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_no_clock_stands_still_or_goes_back(speed):
    with pytest.raises(SimulatorError):
        RealClock().run_at(speed)


def test_a_clock_that_does_not_run_has_no_speed():
    clock = VirtualClock()
    with pytest.raises(SimulatorError, match="does not run by itself"):
        clock.run_at(10)
    assert clock.pace == (0, 0)
