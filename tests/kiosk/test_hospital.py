"""The hospital: places that cannot be oversold, bookings that are made once, what residents are told."""

import contextlib
import sqlite3
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import update

from kiosk.clock import WIB
from kiosk.privacy.sealing import Sealer
from kiosk.services.hospital import booking, quota, schema
from kiosk.services.hospital.booking import Already, Booking, Full, Request
from kiosk.store.schema import metadata
from kiosk.transaction import Tx

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=WIB)


def lend(connection, who="+6281211110001"):
    """A transaction as the kiosk lends it to a service."""
    return Tx(connection, Sealer(bytes(32)), NOW, kiosk="38", channel="sms", who=who, number=who)


@pytest.fixture
def connection(tmp_path):
    with database(tmp_path / "test.db") as opened:
        yield opened


@pytest.fixture
def tx(connection):
    return lend(connection)


@contextlib.contextmanager
def database(path):
    from kiosk.store.engine import Connection, engine_of

    engine = engine_of(path)
    metadata.create_all(engine)
    connection = Connection(engine)
    connection.execute("PRAGMA synchronous = OFF")  # a thousand commits, none of which need outlive the test
    try:
        yield connection
    finally:
        connection.close()
        engine.dispose()


def wants(number, clinic="anak", day=THURSDAY, **changes):
    return Request(clinic, day, "umum", "nik", number, "umum")._replace(**changes)


def people(count):
    return [f"36740605039900{number:02}" for number in range(1, count + 1)]


def test_places_are_taken_one_by_one_and_then_none(tx):
    quota.agree(tx, "anak", THURSDAY.weekday(), 2)
    assert [quota.take(tx, "anak", THURSDAY) for _ in range(4)] == [1, 2, None, None]
    assert quota.standing(tx, "anak", [THURSDAY])[0] == (THURSDAY, 0, 2)


def test_a_number_is_not_given_twice(tx):
    quota.agree(tx, "anak", THURSDAY.weekday(), 2)
    assert [quota.take(tx, "anak", THURSDAY) for _ in range(2)] == [1, 2]
    quota.give_back(tx, "anak", THURSDAY)
    assert quota.take(tx, "anak", THURSDAY) == 3
    assert quota.take(tx, "anak", THURSDAY) is None


def test_what_is_agreed_is_seeded_once(tx):
    for places in (2, 5):
        quota.agree(tx, "anak", THURSDAY.weekday(), places)
    assert quota.standing(tx, "anak", [THURSDAY, FRIDAY]) == [(THURSDAY, 2, 2), (FRIDAY, None, 0)]


def test_the_table_itself_refuses_one_too_many(tx):
    quota.agree(tx, "anak", THURSDAY.weekday(), 1)
    quota.take(tx, "anak", THURSDAY)
    with pytest.raises(sqlite3.IntegrityError, match="never_oversold"):
        tx.run(update(schema.quota).values(taken=schema.quota.c.taken + 1))


def test_a_booking_has_a_number_and_keeps_no_plain_identity(tx):
    quota.agree(tx, "anak", THURSDAY.weekday(), 3)
    nik, referral = people(1)[0], "0301U0110926P000123"
    made = booking.book(tx, wants(nik, referral=referral))
    assert (made.number, made.state, made.day) == (1, "booked", THURSDAY)
    row = tx.run(schema.booking.select()).first()
    assert not any(secret in repr(row) for secret in (nik, referral, "81211110001"))
    assert tx.open(row.identity) == nik


def test_the_same_patient_is_told_of_the_booking_that_stands(connection, tx):
    quota.agree(tx, "anak", THURSDAY.weekday(), 3)
    first = booking.book(tx, wants(people(1)[0]))
    again = booking.book(tx, wants(people(1)[0]))
    other = booking.book(lend(connection, "+6281211110002"), wants(people(1)[0]))
    assert again == Already(first, mine=True)
    assert not other.mine
    assert quota.standing(tx, "anak", [THURSDAY])[0].left == 2


def test_a_full_day_is_full_and_an_unknown_one_pending(tx):
    quota.agree(tx, "anak", THURSDAY.weekday(), 1)
    one, two, three = people(3)
    assert booking.book(tx, wants(one)).state == "booked"
    assert booking.book(tx, wants(two)) == Full("anak", THURSDAY)
    pending = booking.book(tx, wants(three, day=FRIDAY))
    assert (pending.state, pending.number) == ("pending", None)
    assert booking.cancel(tx, pending.ticket, THURSDAY).state == "cancelled"


def test_only_the_phone_that_booked_finds_and_cancels(connection, tx):
    other = lend(connection, "+6281211110002")
    quota.agree(tx, "anak", THURSDAY.weekday(), 1)
    made = booking.book(tx, wants(people(1)[0]))
    assert booking.cancel(other, made.ticket, THURSDAY) is None
    assert booking.mine(other, THURSDAY) == []
    assert booking.mine(tx, THURSDAY) == [made]
    assert booking.mine(tx, FRIDAY) == []
    for _ in range(2):  # the second changes nothing
        assert booking.cancel(tx, made.ticket, THURSDAY).state == "cancelled"
    assert quota.standing(tx, "anak", [THURSDAY])[0].left == 1


def test_who_was_pending_gives_back_no_place_of_others(tx):
    one, two = people(2)
    pending = booking.book(tx, wants(one))
    quota.agree(tx, "anak", THURSDAY.weekday(), 5)  # the hospital gives places only now
    assert booking.book(tx, wants(two)).state == "booked"
    booking.cancel(tx, pending.ticket, THURSDAY)
    assert quota.standing(tx, "anak", [THURSDAY])[0].left == 4


def test_what_names_the_patient_is_erased_after_thirty_days(tx):
    quota.agree(tx, "anak", THURSDAY.weekday(), 1)
    booking.book(tx, wants(people(1)[0], referral="0301U0110926P000123"))
    for day, erased in ((26, False), (27, True)):
        tx.now = datetime(2026, 12, day, 3, 0, tzinfo=WIB)
        assert booking.tidy(tx) is False
        row = tx.run(schema.booking.select()).first()
        assert ((row.identity, row.patient, row.referral) == (None, None, None)) is erased


class NeverOversold(RuleBasedStateMachine):
    """Bookings, cancellations and crashes in any order: places are neither sold twice nor lost."""

    places = 3

    def __init__(self):
        super().__init__()
        self.scope = contextlib.ExitStack()
        self.connection = self.scope.enter_context(
            database(Path(self.scope.enter_context(TemporaryDirectory())) / "test.db")
        )
        self.tx = {user: lend(self.connection, user) for user in "abc"}
        self.numbers = set()
        for clinic in ("anak", "gigi"):
            quota.agree(self.tx["a"], clinic, THURSDAY.weekday(), self.places)

    def teardown(self):
        self.scope.close()

    @contextlib.contextmanager
    def transaction(self, crash):
        self.connection.begin()
        yield
        self.connection.rollback() if crash else self.connection.commit()

    @rule(
        user=st.sampled_from("abc"),
        who=st.sampled_from(people(6)),
        clinic=st.sampled_from(["anak", "gigi"]),
        crash=st.booleans(),
    )
    def book(self, user, who, clinic, crash):
        before = self.held(clinic)
        with self.transaction(crash):
            made = booking.book(self.tx[user], wants(who, clinic))
        if isinstance(made, Booking):
            assert before < self.places
            assert crash or (clinic, made.number) not in self.numbers
            self.numbers |= set() if crash else {(clinic, made.number)}
        elif isinstance(made, Full):
            assert before == self.places

    @rule(user=st.sampled_from("abc"), which=st.integers(0, 5), crash=st.booleans())
    def cancel(self, user, which, crash):
        own = booking.mine(self.tx[user], THURSDAY)
        if own:
            with self.transaction(crash):
                booking.cancel(self.tx[user], own[which % len(own)].ticket, THURSDAY)

    @invariant()
    def places_and_bookings_agree(self):
        for clinic in ("anak", "gigi"):
            left = quota.standing(self.tx["a"], clinic, [THURSDAY])[0].left
            assert left == self.places - self.held(clinic) >= 0

    def held(self, clinic):
        rows = self.connection.run(schema.booking.select())
        return sum(row.clinic == clinic and row.state == "booked" for row in rows)


NeverOversold.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestNeverOversold = NeverOversold.TestCase
