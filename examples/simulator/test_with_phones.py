"""Tests of a program of yours with the simulator's fixtures: `pytest -p modem.simulator.pytest_plugin`.

The plugin comes with the package, needs nothing else of it, and is found by itself once that is installed.
"""

import pytest

from modem import CallReceived, open_modem


def answer_missed_calls(port="sim://"):
    """Send a text to whoever lets it ring: this is what is tested."""
    with open_modem(port) as gsm:
        event = gsm.next_event(timeout=60)
        assert isinstance(event, CallReceived)
        gsm.hang_up()
        gsm.send(event.number, "Balas 1 untuk jam buka.")


def test_who_calls_gets_a_text(handset):
    ani = handset("081211110001")
    ani.call()
    answer_missed_calls()
    assert ani.last_call["reason"] == "rejected"  # it cost her nothing
    assert ani.wait_for_sms(contains="jam buka", timeout=60)


MAKES = [
    pytest.param(marks=pytest.mark.simulator(profile=make), id=make) for make in ("sim800", "ec25", "zte")
]


@pytest.mark.parametrize((), MAKES)
def test_it_does_so_on_every_make(handset):
    ani = handset("081211110001")
    ani.call()
    answer_missed_calls()
    assert ani.wait_for_sms(timeout=60)
