"""From an event loop to a thread and back: every answer to its own question, whatever happens in between."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from kiosk.doors.crossing import across


def test_each_gets_its_own_answer():
    async def ask():
        with ThreadPoolExecutor(3) as pool:
            return await asyncio.gather(*[across(lambda n=n: pool.submit(str, n)) for n in range(500)])

    assert asyncio.run(ask()) == [str(n) for n in range(500)]


def test_a_fault_is_told_to_who_asked():
    async def ask():
        with ThreadPoolExecutor(1) as pool:
            wrong = across(lambda: pool.submit(int, "x"))
            right = across(lambda: pool.submit(int, "7"))
            return await asyncio.gather(wrong, right, return_exceptions=True)

    wrong, right = asyncio.run(ask())
    assert (type(wrong), right) == (ValueError, 7)


def test_what_cannot_be_handed_in_is_told_and_holds_up_nobody():
    def refuse():
        raise KeyError("closed")

    async def ask():
        with ThreadPoolExecutor(1) as pool:
            return await asyncio.gather(
                across(refuse), across(lambda: pool.submit(int, "7")), return_exceptions=True
            )

    wrong, right = asyncio.run(ask())
    assert (type(wrong), right) == (KeyError, 7)


def test_what_one_round_reads_is_handed_in_together():
    handed, answers = [], [Future() for _ in range(5)]

    def hand_in(number):
        handed.append(number)
        return answers[number]

    async def ask():
        waiting = [asyncio.create_task(across(lambda n=n: hand_in(n))) for n in range(5)]
        await asyncio.sleep(0)
        before = list(handed)
        await asyncio.sleep(0)
        for future in answers:
            future.set_result(None)
        await asyncio.gather(*waiting)
        return before

    assert asyncio.run(ask()) == []
    assert handed == [0, 1, 2, 3, 4]


def test_who_gave_up_disturbs_nobody():
    first, second = Future(), Future()

    async def ask():
        given_up = asyncio.create_task(across(lambda: first))
        stays = asyncio.create_task(across(lambda: second))
        await asyncio.sleep(0.001)
        given_up.cancel()
        first.set_result(1)
        second.set_result(2)
        with pytest.raises(asyncio.CancelledError):
            await given_up
        return await stays

    assert asyncio.run(ask()) == 2


def test_an_answer_after_the_loops_end_is_nobodys():
    late = Future()

    async def ask():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(across(lambda: late), 0.001)

    asyncio.run(ask())
    late.set_result(1)
