"""A phone's conversation by SMS, written as a `.chat` file that menus can speak again."""

from datetime import UTC, datetime, timedelta

from menus import chat
from modem.simulator.transcript import transcript
from modem.simulator.values import Happening

BEGAN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ME, OTHER, KIOSK = "+6281211110001", "+6281211110002", "+6281200000038"


def happened(kind, seconds=0.0, **what):
    return Happening(f"{kind}{seconds}", BEGAN + timedelta(seconds=seconds), kind, what)


def test_a_conversation_is_written_in_its_order_without_other_people():
    events = [
        happened("call", 0, call="c1", caller=ME, callee=KIOSK, state="dialling"),
        happened("call", 1, call="c1", caller=ME, callee=KIOSK, state="ringing"),
        happened("received", 9, to=ME, text="Halo\n1 Ya"),
        happened("text", 10, **{"from": OTHER, "to": KIOSK, "text": "apa"}),
        happened("received", 11, to=OTHER, text="Maaf"),
        happened("text", 909, **{"from": ME, "to": KIOSK, "text": "dua\nbaris"}),
        happened("sms", 910, text="x"),
    ]
    written = transcript(ME, events)
    assert written == (
        f"channel: sms\nclock: 2026-11-24 08:00\nnumber: {ME}\n\n"
        "> (call)\n< Halo\n< 1 Ya\n! later 15m\n> dua\\nbaris\n"
    )
    read = chat.parse(written)
    assert [exchange.said for exchange in read.exchanges] == ["(call)", "dua\nbaris"]
    assert (read.number, read.exchanges[1].before[0].seconds) == (ME, 900)


def test_nothing_said_is_nothing_written():
    assert transcript(ME, [happened("text", **{"from": OTHER, "to": KIOSK, "text": "x"})]) == ""
