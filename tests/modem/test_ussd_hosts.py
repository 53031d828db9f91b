"""Functions that serve USSD codes and take their time: the network waits its guard time, and no longer."""

import threading

import pytest

from modem.simulator import HostFailed, LinkModel, NoSession, RealClock, Simulator, UssdScreen, VirtualClock
from modem.simulator.codes import INVALID
from tests.modem.air import ANI, said

GUARD = "The service of *123# gave no answer within 30 seconds."
BRISK = 20  # times as fast as real: the guard time is long enough for a busy machine to answer in


@pytest.fixture
def hang():
    """A host that never answers, until the test is over."""
    over = threading.Event()
    yield lambda request: (over.wait(30), UssdScreen("late", True))[1]
    over.set()


def told(sim):
    return [event.what["text"] for event in sim.events if event.kind == "error"]


@pytest.mark.parametrize(("seconds", "shown"), [(29, UssdScreen("?", True)), (31, INVALID)])
def test_in_virtual_time_the_time_counts_that_a_host_lets_pass(sim, ani, seconds, shown):
    sim.network.host("*123#", lambda request: (sim.clock.pause(seconds), ("?", True))[1])
    assert ani.dial("*123#") == shown
    assert (ani.screen is not None) == shown.more
    assert told(sim) == ([] if shown.more else [GUARD])


def hosted(sim, heard, **how):
    sim.network.host(
        "*123#", lambda request: ("?", True), over=lambda asked, why: heard.append((asked.number, why)), **how
    )


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (lambda sim, ani: ani.cancel(), "dropped"),
        (lambda sim, ani: ani.power(False), "dropped"),
        (lambda sim, ani: sim.network.release(ani), "dropped"),
        (lambda sim, ani: ani.dial("*888#"), "dropped"),
        (lambda sim, ani: sim.advance(181), "timed out"),
    ],
)
def test_a_host_hears_that_nobody_will_answer(sim, ani, end, why):
    heard = []
    hosted(sim, heard)
    ani.dial("*123#")
    end(sim, ani)
    sim.advance(400)
    assert heard == [(ANI, why)]


def test_a_host_is_not_told_what_it_knows(sim, ani):
    heard = []
    hosted(sim, heard)
    ani.dial("*123#")
    ani.dial("*123#")  # the beginning tells that the one before is over
    assert heard == []
    sim.network.host("*124#", lambda request: ("Bye", False), over=lambda *_: heard.append("over"))
    ani.cancel()
    ani.dial("*124#")
    ani.cancel()
    assert heard == [(ANI, "dropped")]


def test_a_modems_host_hears_it_too(sim, link):
    heard = []
    hosted(sim, heard, modems=True)
    said(link, 'AT+CUSD=1,"*123#"')
    said(link, "AT+CUSD=2")
    assert heard == [(sim.modems[0].number, "dropped")]


def test_a_host_that_fails_to_hear_it_is_told_of(sim, ani):
    sim.network.host("*123#", lambda request: ("?", True), over=lambda *_: 1 / 0)
    ani.dial("*123#")
    ani.cancel()
    assert told(sim) == ["The service of *123# failed: ZeroDivisionError('division by zero')."]


def test_in_real_time_the_end_is_heard_between_what_came_before_and_what_comes_next():
    sim, heard, asked, busy = Simulator(clock=RealClock()), [], threading.Event(), threading.Event()

    def serve(request):
        if request.text:
            asked.set()
            busy.wait(5)
        heard.append(request.text)
        return "?", True

    sim.network.host("*123#", serve, over=lambda request, why: heard.append(why))
    phone = sim.network.handset(ANI)
    phone.dial("*123#")
    waiting = threading.Thread(target=lambda: phone.reply("1"))
    waiting.start()
    assert asked.wait(5)
    phone.cancel()
    busy.set()
    phone.dial("*123#")
    waiting.join()
    assert heard == [None, "1", "dropped", None]


def test_what_a_user_waits_for_is_not_held_against_the_user(sim, ani):
    waits = iter([0, 20])
    sim.network.host("*123#", lambda request: (sim.clock.pause(next(waits)), ("?", True))[1])
    ani.dial("*123#")
    sim.advance(170)
    assert ani.reply("1").more  # at 190 s: the host's 20 s are not the user's
    assert ani.screen


def test_in_virtual_time_a_modem_is_told_too(sim, link):
    sim.network.host("*123#", lambda request: (sim.advance(31), ("?", True))[1], modems=True)
    assert b"+CUSD: 5\r\n" in said(link, 'AT+CUSD=1,"*123#"')
    assert link.read(300) == b""
    assert told(sim) == [GUARD]


def test_a_host_that_hangs_is_given_up_and_its_late_answer_is_nobodys():
    sim = Simulator(clock=RealClock(BRISK))
    usual, phone, released, ended = (
        sim.network.timers,
        sim.network.handset(ANI),
        threading.Event(),
        threading.Event(),
    )

    def serve(request):
        if request.text is None:
            return "?", True
        released.wait(30)
        ended.set()
        return "late", True

    sim.network.host("*123#", serve)
    assert phone.dial("*123#").more
    sim.network.timers = usual._replace(ussd_guard=1)
    begun = sim.clock.now()
    assert phone.reply("1") == INVALID
    assert sim.clock.now() - begun >= 1
    assert phone.screen is None
    released.set()
    assert ended.wait(30)
    with pytest.raises(NoSession):
        phone.reply("1")
    assert told(sim) == [GUARD.replace("30", "1")]
    sim.network.timers = usual
    assert phone.dial("*123#").more  # and it serves again


def test_a_host_that_hangs_does_not_hold_a_modem_up(hang):
    sim = Simulator(clock=RealClock(speed=1000))
    sim.network.host("*123#", hang, modems=True)
    with sim.modems[0].link() as link:
        link.write(b'ATE0;+CUSD=1,"*123#"\r')
        heard = link.read(1)
        link.write(b"AT+CSQ\r")
        while b"+CUSD: " not in heard:
            octets = link.read(10_000)
            assert octets
            heard += octets
        assert b"+CSQ: 20,0" in heard
        assert b"+CUSD: 5\r\n" in heard


def test_a_host_answers_a_modem_from_a_thread_of_its_own():
    sim = Simulator(clock=RealClock(BRISK))
    here = threading.current_thread()

    def serve(request):
        assert threading.current_thread() is not here
        if request.text == "x":
            raise ValueError(request.text)
        return "Halo?", True

    sim.network.host("*123#", serve, modems=True)
    with sim.modems[0].link() as link:
        for typed, wanted in (("*123#", b'+CUSD: 1,"Halo?"'), ("1", b"+CUSD: 1"), ("x", b"+CUSD: 2\r\n")):
            link.write(b'AT+CUSD=1,"%s"\r' % typed.encode())
            heard = b""
            while wanted not in heard:
                octets = link.read(10_000)
                assert octets, heard
                heard += octets


def test_where_the_clock_stands_only_its_advance_ends_a_host(hang):
    sim = Simulator(clock=VirtualClock(jumps=False))
    sim.network.host("*123#", hang)
    phone, shown = sim.network.handset(ANI), []
    dialling = threading.Thread(target=lambda: shown.append(phone.dial("*123#")))
    dialling.start()
    while not phone._network.ussd.session(ANI):
        sim.wait_change(sim.version, 0.01)
    sim.advance(29)
    assert shown == []
    sim.advance(2)
    dialling.join(30)
    assert shown == [INVALID]


def test_a_phone_that_goes_off_has_no_use_for_the_answer(sim, ani):
    sim.network.host("*123#", lambda request: (ani.power(False), ("?", True))[1])
    assert ani.dial("*123#") == INVALID
    assert ani.screen is None


@pytest.mark.parametrize("answer", [None, "text", ("text",), (None, True), ("text", True, 1), 5])
def test_what_is_no_screen_is_a_failure_of_the_host(sim, ani, link, answer):
    sim.network.host("*123#", lambda request: answer)
    sim.network.host("*123#", lambda request: answer, modems=True)
    with pytest.raises(HostFailed):
        ani.dial("*123#")
    assert b"+CUSD: 2\r\n" in said(link, 'AT+CUSD=1,"*123#"')
    assert all(text.startswith("The service of *123# failed") for text in told(sim))


def test_half_a_character_is_shown_as_a_question_mark(sim, ani):
    sim.network.host("*123#", lambda request: ("\ud83d", False))
    assert ani.dial("*123#").text == "\ufffd"


@pytest.mark.parametrize(
    ("model", "seconds", "shown"),
    [({"delay": 20}, 20, "?"), ({"delay": 31}, 30, INVALID.text), ({"loss": 1}, 30, INVALID.text)],
)
def test_a_link_that_is_slow_is_slow_for_phones_too(sim, ani, model, seconds, shown):
    sim.network.host("*123#", lambda request: ("?", True))
    sim.network.link_models(LinkModel("ussd", number=ANI, **model))
    for text in (ani.dial("*123#").text, ani.dial("*888#").text[: len(shown)]):
        assert text in (shown, "Pulsa Anda"[: len(shown)])
    assert sim.clock.now() == 2 * seconds


def test_a_phone_that_goes_off_waits_no_longer():
    sim = Simulator(clock=VirtualClock(jumps=False))
    sim.network.link_models(LinkModel("ussd", delay=20))
    phone, shown = sim.network.handset(ANI), []
    dialling = threading.Thread(target=lambda: shown.append(phone.dial("*123#")))
    dialling.start()
    while not phone._network.ussd.session(ANI):
        sim.wait_change(sim.version, 0.01)
    phone.power(False)
    dialling.join(30)
    assert shown == [INVALID]
