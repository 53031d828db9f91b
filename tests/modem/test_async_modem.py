"""The twin for asyncio: nothing waits behind `next_event`, a cancelled task cuts and loses nothing."""

import asyncio
import gc
import inspect
import threading

import pytest

import modem
from modem import AsyncModem, Gone, Modem, PinRequired, Refused, SmsReceived, open_async_modem
from modem.simulator import RealClock, Simulator, VirtualClock
from modem.simulator.sweep import commands
from tests.modem.air import ANI

OWN = {"link", "connect", "wake", "is_closing", "wait_closed", "open"}
"""What only one of the two has: asyncio opens with `await` and cancels where a thread is woken."""


@pytest.fixture
def sim():
    return Simulator(clock=VirtualClock())


@pytest.fixture
def real():
    """A world in which waiting takes time, fast."""
    return Simulator(clock=RealClock(50.0))


def opened(sim, **options):
    return open_async_modem(sim.modems[0].link(), **options)


async def until(condition):
    for _ in range(10_000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("It never came.")


def public(kind):
    return {name: value for name, value in inspect.getmembers(kind) if not name.startswith("_")}


def test_it_is_the_twin_of_modem():
    one, other = public(Modem), public(AsyncModem)
    assert set(one) - OWN == set(other) - OWN
    for name in set(one) & set(other):
        if inspect.isfunction(one[name]):
            mine, its = inspect.signature(one[name]), inspect.signature(other[name])
            assert mine.parameters == its.parameters, name
            assert name in ("close", "events") or inspect.iscoroutinefunction(other[name]), name
            if name != "events":
                assert mine.return_annotation == its.return_annotation, name


def test_it_is_loaded_when_first_used():
    assert modem.AsyncModem is AsyncModem
    assert "open_async_modem" in modem.__all__


def test_a_conversation(sim):
    async def talk():
        phone = sim.network.handset(ANI)
        async with opened(sim, codes={"*888#"}) as gsm:
            assert (gsm.imei, gsm.iccid) == (sim.modems[0].imei, sim.modems[0].card.iccid)
            assert gsm.imsi
            phone.text("Halo " * 50)
            event = await gsm.next_event(60)
            assert isinstance(event, SmsReceived)
            assert len(await gsm.stored()) == len(event.parts)
            await gsm.accept(event)
            assert await gsm.stored() == []
            assert (await gsm.send(ANI, "Baik", flash=True)).parts == 1
            assert phone.inbox[0].flash
            assert "Rp25.000" in (await gsm.ussd("*888#")).text
            with pytest.raises(Refused):
                await gsm.ussd("*123#")
            assert (await gsm.health()).registered
            assert await gsm.registration() == "home"
            assert await gsm.next_event(0) is None
            assert await gsm.next_event(5) is None

    asyncio.run(talk())


def test_events_end_when_any_task_closes(real):
    async def talk():
        gsm = await opened(real)
        texts = []

        async def listen():
            async for event in gsm.events():
                await gsm.accept(event)
                texts.append(event.text)

        listening = asyncio.create_task(listen())
        for text in ("satu", "dua"):
            real.network.handset(ANI).text(text)
            await until(lambda text=text: text in texts)
        start = asyncio.get_running_loop().time()
        gsm.close()
        gsm.close()
        assert asyncio.get_running_loop().time() - start < 0.1
        await listening
        await gsm.wait_closed()
        assert texts == ["satu", "dua"]
        for call in (gsm.health, gsm.next_event, gsm.stored):
            with pytest.raises(Gone):
                await call()

    asyncio.run(talk())


def test_what_is_queued_is_done_while_an_event_is_awaited(real):
    async def talk():
        async with opened(real) as gsm:
            waiting = asyncio.create_task(gsm.next_event())
            await asyncio.sleep(0)
            healths = await asyncio.wait_for(asyncio.gather(*(gsm.health() for _ in range(20))), 5)
            assert all(health.registered for health in healths)
            assert not waiting.done()
            real.network.handset(ANI).text("Halo")
            assert (await asyncio.wait_for(waiting, 5)).text == "Halo"

    asyncio.run(talk())


def test_tasks_that_wait_side_by_side_get_one_event_each(real):
    async def talk():
        async with opened(real) as gsm:
            tasks = [asyncio.create_task(gsm.next_event()) for _ in range(3)]
            await asyncio.sleep(0)
            for text in "abc":
                real.network.handset(ANI).text(text)
            assert sorted(event.text for event in await asyncio.gather(*tasks)) == ["a", "b", "c"]

    asyncio.run(talk())


def test_an_event_that_a_cancelled_task_waited_for_is_not_lost(real):
    async def talk():
        async with opened(real) as gsm:
            for number in range(30):
                waiting = asyncio.create_task(gsm.next_event())
                await asyncio.sleep(0.0005 * (number % 5))
                real.network.handset(ANI).text(str(number))
                await asyncio.sleep(0.0005 * (number % 3))
                if waiting.cancel():
                    with pytest.raises(asyncio.CancelledError):
                        await waiting
                    event = await asyncio.wait_for(gsm.next_event(), 10)
                else:
                    event = waiting.result()
                assert event.text == str(number)
                await gsm.accept(event)

    asyncio.run(talk())


def test_a_cancelled_task_leaves_no_complaint_behind(real):
    complaints = []

    async def talk():
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        async with opened(real) as gsm:
            waiting = asyncio.create_task(gsm.next_event())
            await gsm.health()
            waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(talk())
    gc.collect()
    assert complaints == []


class Gate:
    """A link whose modem answers nothing until the gate is opened."""

    def __init__(self, link):
        self.link, self.name, self.open = link, link.name, threading.Event()
        self.write, self.wake, self.now, self.close = link.write, link.wake, link.now, link.close
        self.open.set()
        self.reading = threading.Event()

    def read(self, timeout):
        self.reading.set()
        self.open.wait()
        return self.link.read(timeout)


def test_a_cancelled_task_cuts_no_command(sim):
    link = Gate(sim.modems[0].link())

    async def talk():
        async with open_async_modem(link) as gsm:
            link.open.clear()
            sending = asyncio.create_task(gsm.send(ANI, "Halo"))
            await asyncio.sleep(0)
            dropped = asyncio.create_task(gsm.send(ANI, "Ini tidak"))
            link.reading.clear()
            await asyncio.to_thread(link.reading.wait, 5)
            for task in (sending, dropped):
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            link.open.set()
            assert (await gsm.health()).registered
            said = commands(sim)
            assert [message.text for message in sim.network.outbox] == ["Halo"]
            at = next(n for n, line in enumerate(said) if line.startswith("AT+CMGS"))
            assert said[at + 1].endswith("\x1a")

    asyncio.run(talk())


def test_closing_while_a_command_runs_and_while_it_connects(real):
    async def talk():
        real.fault(kind="silent")
        gsm = opened(real)
        connecting = asyncio.create_task(gsm.open())
        await asyncio.sleep(0.005)
        gsm.close()
        with pytest.raises(Gone):
            await asyncio.wait_for(connecting, 5)
        await gsm.wait_closed()
        real.clear_fault(kind="silent")
        async with opened(real) as gsm:
            real.fault(kind="silent")
            asking = asyncio.create_task(gsm.health())
            await asyncio.sleep(0.005)
            gsm.close()
            with pytest.raises(Gone):
                await asyncio.wait_for(asking, 5)

    asyncio.run(talk())


def test_what_hinders_opening_is_told_and_the_link_is_given_back():
    async def talk():
        sim = Simulator(clock=VirtualClock(), pin="4321")
        with pytest.raises(PinRequired):
            await opened(sim)
        async with opened(sim, pin="4321") as gsm:
            assert gsm.imsi
        with pytest.raises(Gone):
            await gsm.stored()
        with pytest.raises(Gone):
            async with open_async_modem("/dev/there/is/none"):
                pass

    asyncio.run(talk())


def test_a_modem_that_is_never_opened_says_so(sim):
    async def talk():
        gsm = opened(sim)
        with pytest.raises(Gone, match="not open"):
            await gsm.stored()
        assert (gsm.imei, gsm.iccid, gsm.imsi) == ("", "", "")
        gsm.close()
        await gsm.wait_closed()

    asyncio.run(talk())


def test_it_is_opened_once(sim):
    async def talk():
        async with await opened(sim) as gsm:
            assert await gsm.open() is gsm
        assert len([line for line in commands(sim) if line == "ATE0\r"]) == 1

    asyncio.run(talk())


def test_the_thread_is_the_only_one_that_touches_the_line(real):
    touched = set()

    class Watched(Gate):
        def __init__(self, link):
            super().__init__(link)
            self.write = self.noted

        def noted(self, octets):
            touched.add(threading.get_ident())
            self.link.write(octets)

        def read(self, timeout):
            touched.add(threading.get_ident())
            return super().read(timeout)

    async def talk():
        async with open_async_modem(Watched(real.modems[0].link())) as gsm:
            await asyncio.gather(gsm.health(), gsm.send(ANI, "Halo"), gsm.next_event(1))

    asyncio.run(talk())
    assert len(touched) == 1
    assert threading.get_ident() not in touched
