"""Counts of each screen: what was answered, where residents stop, how long they think."""

import statistics

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql

from kiosk import dialogues
from kiosk.store import Store, funnel, schema
from kiosk.store.funnel import FUNNEL, ScreenCount

RESIDENT = "+6281211110001"


def counts(desk, **which):
    return {count.screen: count for count in desk.kiosk.write(lambda tx: funnel.funnel(tx, **which))}


def test_a_walk_is_counted_screen_by_screen(desk):
    for text, seconds in (("MENU", 0), ("2", 4), ("0", 6), ("1", 8), ("x", 30), ("Siti", 10)):
        desk.clock.advance(seconds=seconds)
        desk.sms(text)
    desk.ask("ussd", RESIDENT, "", first=True)
    desk.clock.advance(minutes=4)
    desk.kiosk.write(lambda tx: dialogues.sweep(tx, desk.kiosk.book))
    found = counts(desk)
    assert found["utama"] == ScreenCount("kecil", "utama", "", 3, 2, 0, 0, 1, 0, 1, 6.0)
    assert found["daftar.nama"] == ScreenCount("kecil", "daftar.nama", "", 2, 1, 1, 0, 0, 0, 0, 10.0)
    assert found["jadwal"] == ScreenCount("kecil", "jadwal", "", 1, 0, 0, 1, 0, 0, 0, None)
    assert found["utama"].drop_off == 1 / 3


def test_every_way_is_counted_by_what_was_shown_next(desk):
    for text in ("MENU", "1", "Siti", "MENU", "1", "x", "Budi"):
        desk.clock.advance(seconds=5)
        desk.sms(text)
    found = {(way.start, way.end): way.times for way in desk.kiosk.write(funnel.ways)}
    assert found["kecil.utama", "kecil.daftar.nama"] == 2
    assert ("kecil.daftar.nama", "kecil.daftar.nama") not in found, "a mistake is no way"
    assert sum(times for (start, _), times in found.items() if start == "kecil.daftar.nama") == 2
    assert desk.kiosk.write(lambda tx: funnel.ways(tx, channel="ussd")) == []


def test_time_and_channel_choose(desk):
    desk.sms("MENU")
    desk.ask("ussd", RESIDENT, "", first=True)
    assert counts(desk, channel="ussd")["utama"].shown == 1
    assert counts(desk, since=desk.clock().timestamp() + 1) == {}
    assert counts(desk, until=desk.clock().timestamp()) == {}


LINES = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from(["", "x"]),
    st.sampled_from(["shown", "answered", "rejected", "dropped", "timed out"]),
    st.none() | st.integers(0, 50).map(float),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_the_query_counts_as_python_does(tmp_path_factory, lines):
    store = Store.open(tmp_path_factory.mktemp("journal"))
    connection = store.connect()
    for screen, variant, outcome, seconds in lines:
        connection.run(
            sa.insert(schema.journal),
            at=1.0, person=b"", channel="sms", service="s", screen=screen, variant=variant or None,
            outcome=outcome, duration=seconds,
        )  # fmt: skip
    found = funnel.funnel(connection)
    connection.close()
    store.close()
    assert {(count.screen, count.variant) for count in found} == {line[:2] for line in lines}
    for count in found:
        mine = [line for line in lines if line[:2] == (count.screen, count.variant)]
        for name, outcomes in funnel.COUNTED.items():
            assert getattr(count, name) == sum(line[2] in outcomes for line in mine)
        times = [line[3] for line in mine if line[2] == "answered" and line[3] is not None]
        assert count.median == (statistics.median(times) if times else None)


def test_the_query_is_one_for_postgresql_too():
    said = str(FUNNEL.compile(dialect=postgresql.dialect()))
    assert "FILTER (WHERE" in said
    assert "row_number() OVER" in said
