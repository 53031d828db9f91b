"""How an SMS goes out: what a break leaves is settled by what the modem still has, never by guessing."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import outbox
from kiosk.outbox import DONE, Part, again, finished, outcome, settle
from modem.causes import CME, CMS

IMEI = "350000000000001"
OCTETS = bytes.fromhex("1100") + b"the rest"
STATES = ("queued", "storing", "stored", "handed", *DONE)


class Entry(NamedTuple):
    index: int
    status: int
    octets: bytes = b"\x00" + OCTETS


def part(state, **more):
    return Part(1, 1, OCTETS, state, **{"via": IMEI, **more})


@pytest.mark.parametrize(
    ("before", "entries", "state", "slot"),
    [
        (part("storing"), [], "queued", None),  # nothing was stored: store it
        (part("storing"), [Entry(3, 2)], "stored", 3),  # stored, the answer was lost
        (part("stored", slot=3), [Entry(3, 2)], "stored", 3),
        (part("stored", slot=3), [], "queued", None),  # somebody emptied the modem; it was never handed over
        (part("handed", slot=3), [Entry(3, 3)], "sent", 3),  # STO SENT
        (part("handed", slot=3), [Entry(3, 2)], "stored", 3),  # STO UNSENT
        (part("handed", slot=3), [], "unknown", None),
        (part("handed"), [], "unknown", None),
        (part("sent", slot=3), [Entry(3, 3)], "sent", 3),  # to be cleaned up
        (part("sent", slot=3), [], "sent", None),  # was cleaned up already
        (part("expired", slot=3), [Entry(3, 2)], "expired", 3),
        (part("storing"), [Entry(3, 2, b"\x00other")], "queued", None),
        (part("storing"), [Entry(3, 1)], "queued", None),  # what a resident sent is no entry of ours
        (
            part("storing"),
            [Entry(3, 2, b"\x02\x91\x21" + b"\x11\x2a" + OCTETS[2:])],
            "stored",
            3,
        ),  # TP-MR, SMSC
        (part("handed", slot=3, via="another modem"), [Entry(3, 3)], "unknown", None),
        (part("stored", slot=3, via="another modem"), [Entry(3, 2)], "queued", None),
    ],
)
def test_a_break_is_settled_by_the_modems_store(before, entries, state, slot):
    after = settle(before, entries, IMEI)
    assert (after.state, after.slot) == (state, slot)


def test_equal_messages_are_not_taken_for_each_other():
    entries = [Entry(3, 3), Entry(4, 2)]
    assert settle(part("handed", slot=4), entries, IMEI).state == "stored"
    assert settle(part("storing"), entries, IMEI, claimed={3, 4}).state == "queued"


@given(
    st.builds(
        lambda state, slot, via: part(state, slot=slot, via=via),
        st.sampled_from(STATES),
        st.none() | st.integers(1, 3),
        st.sampled_from([IMEI, "other", None]),
    ),
    st.lists(
        st.builds(
            Entry, st.integers(1, 3), st.integers(0, 3), st.sampled_from([b"", b"\x00", b"\x00" + OCTETS])
        )
    ),
)
def test_settling_is_total_and_settles(before, entries):
    once = settle(before, entries, IMEI)
    assert once.state not in ("storing", "handed")
    assert once.octets == before.octets
    if before.state == "handed":
        assert once.state != "queued", "what may have gone out is never simply sent again"


def test_an_unknown_receipt_goes_out_once_more_and_a_menu_does_not():
    assert again(part("unknown", receipt=True))
    assert not again(part("unknown", receipt=True, resent=1))
    assert not again(part("unknown"))
    assert finished(part("unknown"))


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (["sent", "sent"], "sent"),
        (["sent", "queued"], None),
        (["sent", "handed"], None),
        (["failed", "queued"], "failed"),
        (["sent", "unknown"], "unknown"),
        (["sent", "expired"], "expired"),
    ],
)
def test_a_message_ends_with_its_parts(states, state):
    assert outcome([part(each) for each in states]) == state


def test_every_refusal_has_a_verdict():
    for label, table in (("CMS", CMS), ("CME", CME)):
        for code, (_, kind) in table.items():
            assert outbox.verdict(label, code, kind).what in ("retry", "pause", "unknown", "failed")
    assert outbox.verdict("CMS", None, "unknown").why == "CMS ERROR"


def test_no_refusal_of_the_moment_is_for_ever():
    assert all(outbox.backoff(attempts) <= outbox.LONGEST_WAIT for attempts in range(10_000))
    tries, seconds = 0, 0.0
    while seconds < 24 * 3600:
        seconds += outbox.backoff(tries)
        tries += 1
    assert tries <= 40, "an outage of a day does not hammer the network"


def test_the_last_slots_stay_free_for_residents():
    receipt = outbox.Message(1, "+62", "x", "receipt", 0.0, 0, "")
    assert outbox.storable(receipt, can_store=True, free=11)
    assert not outbox.storable(receipt, can_store=True, free=10)
    assert not outbox.storable(receipt, can_store=False, free=50)
    assert not outbox.storable(receipt._replace(kind="screen"), can_store=True, free=50)
