"""Answers that come later: a slow connector asks elsewhere, the resident has the outcome by SMS."""

import sqlalchemy as sa

from kiosk import promises
from kiosk.chores import Chores
from kiosk.store import schema

RESIDENT = "+6281211110001"
KEPT = sa.select(schema.promise)
LATE = "Maaf, jawaban atas permintaan Anda belum ada. Petugas akan menghubungi Anda."


def test_the_outcome_of_a_slow_connector_comes_by_sms(world):
    """Through the modem, in virtual time: the screen at once, the answer when the connector has it."""
    assert world.say("PIUTANG") == ["Ketik nama.\n0 Kembali"]
    assert world.say("Siti") == ["Kami tanyakan untuk Siti. Jawabannya lewat SMS."]
    world.pump(40)
    before = len(world.phone().inbox)
    assert promises.fulfil(world.kiosk, "piutang Siti", {"done": "ada", "jumlah": "50.000"})
    world.pump()
    assert [message.text for message in list(world.phone().inbox)[before:]] == ["Siti: Rp 50.000."]
    assert not promises.fulfil(world.kiosk, "piutang Siti", {"done": "lunas"}), "it is told once"
    assert world.rows(KEPT) == []


def test_after_a_dialogue_by_ussd_too_and_in_its_language(desk):
    desk.ask("ussd", RESIDENT, "", first=True)
    for text in ("3", "PIUTANG", "Budi"):
        reply = desk.ask("ussd", RESIDENT, text)
    assert not reply.more
    assert desk.outgoing() == []
    promises.fulfil(desk.kiosk, "piutang Budi", {"done": "lunas"})
    assert desk.outgoing() == [(RESIDENT, "Budi: lunas.", "receipt")]


def test_when_its_time_is_up_the_resident_is_told_and_an_officer_calls(desk):
    desk.sms("PIUTANG Siti")
    chores = Chores(desk.kiosk)
    desk.clock.advance(minutes=59)
    chores.attend()
    assert [text for _, text, _ in desk.outgoing()] == ["Kami tanyakan untuk Siti. Jawabannya lewat SMS."]
    desk.clock.advance(minutes=2)
    chores.attend()
    chores.attend()
    assert [text for _, text, _ in desk.outgoing()][1:] == [LATE]
    assert [row.reason for row in desk.rows(sa.select(schema.call_back.c.reason))] == ["janji"]
    assert not promises.fulfil(desk.kiosk, "piutang Siti", {"done": "lunas"})


def test_nothing_of_it_can_be_read_on_the_disk(desk):
    desk.sms("PIUTANG Siti Aminah")
    (row,) = desk.rows(KEPT)
    assert all(b"Siti" not in bytes(octets) for octets in (row.kept, row.reference, row.number))


def test_a_fault_of_the_step_promises_nothing(desk):
    desk.sms("PIUTANG")
    assert promises.fulfil(desk.kiosk, "piutang Siti", {}) is False
    assert desk.rows(KEPT) == []
