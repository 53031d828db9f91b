"""What lies in the stores: what is told, what is a mere repetition and can go."""

from datetime import UTC, datetime

from modem.events import Stored
from modem.inbox import Inbox
from modem.parts import delivers
from modem.tpdu import encode_pdu

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)


def stored(*octets, first=1):
    return [Stored(index, 0, each, "SM") for index, each in enumerate(octets, first)]


def test_a_part_repeated_before_its_message_is_accepted_goes_with_it():
    one, two = (encode_pdu(part) for part in delivers("+62812", "a" * 200, timestamp=AT))
    inbox = Inbox()
    (event,) = inbox.listed("SM", stored(one, two), now=0)
    assert [entry.index for entry in event.entries] == [1, 2]
    assert inbox.listed("SM", stored(one, two, one), now=1) == []
    assert inbox.take_ghosts() == []  # nothing is freed while nobody has taken the message
    inbox.accepted(event)
    assert [(ghost.index, ghost.octets) for ghost in inbox.take_ghosts()] == [(3, one)]
    assert inbox.take_ghosts() == []


def test_a_slot_that_was_used_again_is_not_freed():
    one, two = (encode_pdu(part) for part in delivers("+62812", "a" * 200, timestamp=AT))
    (other,) = (encode_pdu(part) for part in delivers("+62813", "Halo", timestamp=AT))
    inbox = Inbox()
    (event,) = inbox.listed("SM", stored(one, two), now=0)
    inbox.listed("SM", stored(one, two, one), now=1)
    inbox.accepted(event)
    assert len(inbox.listed("SM", stored(other, first=3), now=2)) == 1
    assert inbox.take_ghosts() == []
