"""The journal becomes visits and counts: each line once, whatever happens in between."""

from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.evaluation import rollup, visits
from kiosk.evaluation.schema import day_count, visit
from kiosk.evaluation.visits import Line, Visit
from kiosk.privacy import retention
from kiosk.store import Store, schema
from kiosk.store.engine import Connection

BUDI, SISTER = "+6281211110001", "+6281211110002"
NOON = 1_795_496_400.0  # 24 November 2026, 12.00 WIB
FIELDS = [visit.c[name] for name in Visit._fields]
VISITS = sa.select(*FIELDS).order_by(visit.c.at, visit.c.id)
COUNTS = sa.select(day_count)


def fold(*lines, person=b"p", service="rsu"):
    """The visits that lines of one resident come to: (minute, screen, outcome[, channel])."""
    found = []
    for minute, screen, outcome, *channel in lines:
        line = Line(minute * 60.0, person, channel[0] if channel else "sms", service, screen, outcome)
        last = found[-1] if found else None
        if visits.begins(last, line):
            found.append(visits.begin(line))
        elif last is not None:
            found[-1] = visits.go_on(last, line)
    return found


BOOKED = [
    (0, "utama", "shown"),
    (1, "utama", "answered"),
    (1, "jalan.poli", "shown"),
    (3, "jalan.poli", "answered"),
    (3, "jalan", "done"),
    (3, "jalan.done", "shown"),
]
LEFT = (0, "jalan.poli", "shown"), (1, "jalan.poli", "answered"), (1, "jalan.nik", "shown")


def test_a_visit_has_its_beginning_its_form_and_its_end():
    (one,) = fold(*BOOKED)
    assert one == Visit(b"p", "rsu", "sms", 0.0, 180.0, 60.0, 180.0, 2, "jalan.done", "shown")


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ([*LEFT, (9, "jalan.nik", "dropped", "ussd")], [("jalan.nik", "dropped")]),
        ([*LEFT, (1442, "jalan.nik", "timed out")], [("jalan.nik", "timed out")]),
        ([*LEFT, (2, "jalan.nik", "back"), (2, "jalan.poli", "shown")], [("jalan.nik", "back")]),
        (
            [*LEFT, (2, "jalan.nik", "back"), (2, "jalan.poli", "shown"), (3, "jalan.poli", "home")],
            [("jalan.nik", "back")],
        ),
        (
            [*LEFT, (2, "jalan.nik", "back"), (2, "jalan.poli", "shown"), (3, "jalan.poli", "answered")],
            [("jalan.poli", "answered")],
        ),
        ([*LEFT, (2, "jalan.nik", "rejected"), (2, "jalan.nik", "shown")], [("jalan.nik", "shown")]),
        ([*BOOKED, (4, "jalan.done", "home")], [("jalan.done", "home")]),
        ([*BOOKED, (1443, "jalan.done", "timed out")], [("jalan.done", "shown")]),
        ([*BOOKED, (9, "utama", "shown")], [("jalan.done", "shown"), ("utama", "shown")]),
        ([*LEFT, (1440, "jalan.nik", "answered")], [("jalan.nik", "answered")]),
        ([*LEFT, (1441, "jalan.nik", "answered")], [("jalan.nik", "shown"), ("jalan.nik", "answered")]),
        ([(0, "ingat", "asked")], []),
        ([*BOOKED, (5000, "jalan", "fulfilled")], [("jalan.done", "shown")]),
        ([(0, "utama", "timed out")], []),
        ([*LEFT, (2, "utama", "shown", "call")], [("jalan.nik", "shown"), ("utama", "shown")]),
    ],
)
def test_where_a_visit_stands_or_fell(lines, places):
    assert [one.place for one in fold(*lines)] == places


def put(tx, *lines):
    for line in lines:
        values = {"duration": None, "variant": None, **line._asdict()}
        tx.run(sa.insert(schema.journal), **values)


def rolled(kiosk):
    while kiosk.write(rollup.roll_up):
        pass
    return kiosk.write(lambda tx: [Visit(*row) for row in tx.run(VISITS)])


def test_a_missed_call_is_where_its_conversation_came_from(desk):
    desk.ask("call", BUDI, "")
    desk.clock.advance(minutes=2)
    desk.sms("1")
    desk.sms("1", who=SISTER)
    called, written = rolled(desk.kiosk)
    assert (called.channel, called.form_at is not None) == ("call", True)
    assert written.channel == "sms"


def test_what_follows_a_missed_call_in_another_service_is_its_doing(kiosk, clock):
    from kiosk.core import Inbound

    def ask(channel, text, key):
        clock.advance(minutes=1)
        kiosk.receive(Inbound(channel, BUDI, text, key))

    ask("call", "", "1")
    ask("sms", "4", "2")
    rolled(kiosk)
    clock.advance(days=2)
    ask("sms", "MENU", "3")
    rolled(kiosk)
    ask("sms", "4", "4")
    found = [(one.service, one.channel) for one in rolled(kiosk) if one.service == "rsu"]
    assert found == [("rsu", "call"), ("rsu", "sms")]


def test_a_question_of_ours_is_nobodys_visit(desk):
    desk.sms("MENU")
    before = rolled(desk.kiosk)
    desk.kiosk.write(lambda tx: tx.about(BUDI).ask("ingat", {"hari": ("x", "Rabu")}))
    desk.clock.advance(hours=1)
    from kiosk import questions

    assert questions.ask(desk.kiosk) == 1
    assert rolled(desk.kiosk) == before


def test_a_late_line_is_counted_on_its_own_day(desk):
    line = Line(NOON, b"p", "sms", "rsu", "jalan.nik", "shown")
    desk.kiosk.write(lambda tx: put(tx, line))
    rolled(desk.kiosk)
    desk.kiosk.write(lambda tx: put(tx, line._replace(at=NOON - 86_400.0, outcome="answered")))
    (one,) = rolled(desk.kiosk)
    assert (one.at, one.last_at, one.answered) == (NOON, NOON, 1)
    found = {(row.day, row.outcome): row.lines for row in desk.rows(COUNTS)}
    assert found == {("2026-11-24", "shown"): 1, ("2026-11-23", "answered"): 1}


SCREENS = st.sampled_from(["utama", "jalan.poli", "jalan.nik", "jalan.done", "jalan"])
OUTCOMES = st.sampled_from(
    ["shown", "answered", "rejected", "back", "home", "done", "dropped", "timed out", "asked"]
)
LINES = st.lists(
    st.builds(
        Line,
        st.integers(0, 400).map(lambda quarter: NOON + quarter * 900.0),
        st.sampled_from([b"p", b"q"]),
        st.sampled_from(["sms", "call", "ussd"]),
        st.sampled_from(["rsu", "kios", ""]),
        SCREENS,
        OUTCOMES,
    ),
    max_size=25,
)  # fmt: skip


class Burnt(BaseException):
    """The process is no more."""


class Desk:
    """A database, and transactions that may be ended before or after their commit."""

    def __init__(self, folder):
        from datetime import datetime

        from kiosk.clock import WIB
        from kiosk.privacy.sealing import Sealer
        from kiosk.transaction import Tx

        self.store = Store.open(folder)
        self.connection = self.store.connect()
        self.connection.execute("PRAGMA synchronous = 0")
        self.now = datetime(2026, 11, 25, tzinfo=WIB)
        self.tx = Tx(self.connection, Sealer(b"k" * 32), self.now)

    def write(self, work):
        with self.connection.transaction():
            return work(self.tx)

    def all(self):
        found = [Visit(*row) for row in self.connection.run(VISITS)]
        return sorted(found, key=repr), sorted(map(tuple, self.connection.run(COUNTS)))

    def empty(self):
        for table in (visit, day_count, schema.counter, schema.journal):
            self.write(lambda tx, table=table: tx.run(sa.delete(table)))


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("rollup"))
    yield made
    made.connection.close()
    made.store.close()


@settings(max_examples=60, deadline=None)
@given(lines=LINES, cut=st.integers(1, 5))
def test_small_bites_killed_in_between_come_to_the_same(bare, lines, cut):
    """Killed before a commit, the bite is done again; after it, it is not done twice."""
    bare.empty()
    bare.write(lambda tx: put(tx, *lines))
    bare.write(rollup.roll_up)
    whole = bare.all()
    assert sum(count[-1] for count in whole[1]) == len(lines)
    for table in (visit, day_count, schema.counter):
        bare.write(lambda tx, table=table: tx.run(sa.delete(table)))
    commit, few = Connection.commit, rollup.LINES.limit(cut)

    def killed(connection):
        raise Burnt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rollup, "LINES", few)
        patch.setattr(rollup, "BITE", cut)
        more = True
        while more:
            patch.setattr(Connection, "commit", killed)
            with pytest.raises(Burnt):
                bare.write(rollup.roll_up)
            patch.setattr(Connection, "commit", commit)
            more = bare.write(rollup.roll_up)
    assert bare.all() == whole


def test_the_kiosk_and_a_report_may_roll_up_at_once(desk, monkeypatch):
    monkeypatch.setattr(rollup, "LINES", rollup.LINES.limit(3))
    for who in (BUDI, SISTER):
        for text in ("MENU", "1", "Siti"):
            desk.sms(text, who=who)
    lines = len(desk.rows(sa.select(schema.journal)))
    from kiosk.core import Kiosk

    beside = Kiosk.open(desk.folder, *desk.kiosk.desk, clock=desk.clock, command="", threaded=False)
    for _ in range(lines):
        desk.kiosk.write(rollup.roll_up)
        beside.write(rollup.roll_up)
    beside.close()
    assert sum(row.lines for row in desk.rows(COUNTS)) == lines
    assert [one.done_at is not None for one in rolled(desk.kiosk)] == [True, True]


def test_the_statements_are_those_of_postgresql_too():
    from sqlalchemy.dialects import postgresql

    from kiosk.evaluation import promises, reading

    for room in (rollup, promises, reading):
        for statement in vars(room).values():
            if isinstance(statement, sa.Executable) and isinstance(statement, sa.ClauseElement):
                assert str(statement.compile(dialect=postgresql.dialect()))


def test_lines_go_when_they_are_old_and_rolled_up(desk):
    desk.sms("MENU")
    desk.sms("2")
    desk.clock.advance(days=91)
    desk.kiosk.write(retention.tidy)
    assert len(desk.rows(sa.select(schema.journal))) == 4, "nothing goes that is not rolled up"
    before = rolled(desk.kiosk)
    desk.kiosk.write(retention.tidy)
    assert len(desk.rows(sa.select(schema.journal))) == 1, "the last stays: else its number would come again"
    assert rolled(desk.kiosk) == before
    desk.sms("MENU")
    assert len(rolled(desk.kiosk)) == 2


def test_after_thirteen_months_a_visit_is_nobodys(desk):
    ids = sa.select(visit.c.person, visit.c.month, visit.c.anonymous).order_by(visit.c.at)
    for _ in range(3):  # November, December, January
        for who in (BUDI, BUDI, SISTER):
            desk.sms("MENU", who=who)
            desk.clock.advance(days=2)
        desk.clock.advance(days=25)
    rolled(desk.kiosk)
    before = [row.person for row in desk.rows(ids)]
    assert len(set(before)) == 2
    desk.clock.now = desk.clock.now.replace(year=2027, month=12, day=31)
    assert desk.kiosk.write(rollup.forget) is False
    assert {row.anonymous for row in desk.rows(ids)} == {0}
    desk.clock.advance(days=1)  # January 2028: the visits of November 2026 are 13 months old, and more
    desk.kiosk.write(rollup.forget)
    after = desk.rows(ids)
    november = [row.person for row in after if row.month == "2026-11"]
    assert not set(november) & set(before)
    assert sorted(Counter(november).values()) == [1, 2], "how many they were can still be told"
    assert [row.person for row in after if row.month != "2026-11"] == before[3:]
