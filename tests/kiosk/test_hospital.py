"""The hospital: lent places that cannot be oversold, bookings that are made once, who gets what is free."""

import contextlib
import sqlite3
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from kiosk.clock import WIB
from kiosk.privacy.sealing import Sealer
from kiosk.services.hospital import attending, booking, exchange, places, schema
from kiosk.services.hospital.answers import lent
from kiosk.services.hospital.centre import Centre
from kiosk.services.hospital.connector import Lent, Loan
from kiosk.services.hospital.values import Already, Full, Nameless, Request
from kiosk.store.schema import metadata, question
from kiosk.transaction import Tx

WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (25, 26, 27))
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=WIB)


def lend_tx(connection, who="+6281211110001", desk=None, now=NOW):
    """A transaction as the kiosk lends it to a service."""
    return Tx(connection, Sealer(bytes(32)), now, kiosk="38", channel="sms", who=who, number=who, desk=desk)


@pytest.fixture
def connection(tmp_path):
    with database(tmp_path / "test.db") as opened:
        yield opened


@pytest.fixture
def tx(connection, shipped):
    return lend_tx(connection, desk=shipped)


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


def loan(count, left=0, day=THURSDAY, clinic="anak", doctor="", first=1):
    """What the hospital lends: *count* numbers until the evening before, and what it has left itself."""
    until = datetime(day.year, day.month, day.day, tzinfo=WIB) - timedelta(hours=4)
    at = datetime(day.year, day.month, day.day, 8, tzinfo=WIB).timestamp()
    numbers = range(first, first + count)
    rows = tuple(Lent(number, f"A-{number:03}", at + 600 * number) for number in numbers)
    return Loan(clinic, doctor, day, 25, left, until.timestamp(), rows)


def left(tx, day=THURSDAY, clinic="anak"):
    return places.standing(tx, clinic, [day])[0]


def outgoing(tx):
    from kiosk.store.schema import outbox

    return [tx.open(row.text) for row in tx.run(sa.select(outbox).order_by(outbox.c.id))]


def test_places_are_taken_one_by_one_and_then_none(tx):
    places.lend(tx, loan(2))
    taken = [places.take(tx, "anak", THURSDAY, f"t{n}") for n in range(3)]
    assert [place and place.queue for place in taken] == ["A-001", "A-002", None]
    places.give_back(tx, taken[0], "t1")  # which is not its holder
    assert left(tx).full
    places.give_back(tx, taken[0], "t0")
    assert places.take(tx, "anak", THURSDAY, "t9").number == 1


def test_after_its_time_a_place_is_nobodys(connection, tx, shipped):
    places.lend(tx, loan(2))
    places.take(tx, "anak", THURSDAY, "t1")
    evening = lend_tx(connection, desk=shipped, now=datetime(2026, 11, 25, 20, 0, tzinfo=WIB))
    assert places.take(evening, "anak", THURSDAY, "t2") is None
    places.tidy(evening, WEDNESDAY)
    assert [row.ticket for row in evening.run(sa.select(schema.place))] == ["t1"]


@pytest.mark.parametrize(
    ("free", "there", "age", "sure", "known"),
    [
        (2, 3, 0, 2, 5),
        (0, 3, 0, 0, 3),
        (0, 0, 0, 0, 0),
        (2, 3, 3, 2, 2),  # what the hospital said three hours ago is not believed, what it lent stays lent
        (0, 3, 3, 0, None),
        (0, 0, 3, 0, None),
    ],
)
def test_what_is_left_is_what_is_lent_and_what_is_fresh(connection, tx, free, there, age, sure, known):
    places.lend(tx, loan(free, there))
    found = left(lend_tx(connection, now=NOW + timedelta(hours=age)))
    assert (found.sure, found.left) == (sure, known)


def test_the_table_itself_refuses_two_holders(tx):
    places.lend(tx, loan(2))
    for nik in people(2):
        booking.book(tx, wants(nik))
    with pytest.raises(sqlite3.IntegrityError):
        tx.run(sa.update(schema.booking).values(number=1))


def test_a_booking_has_a_number_and_keeps_no_plain_identity(tx):
    places.lend(tx, loan(3))
    nik, referral = people(1)[0], "0301U0110926P000123"
    made = booking.book(tx, wants(nik, referral=referral))
    assert (made.queue, made.state, made.day) == ("A-001", "booked", THURSDAY)
    for table in metadata.sorted_tables:
        for row in tx.run(table.select()):
            assert not any(secret in repr(row) for secret in (nik, referral, "81211110001"))
    assert tx.open(tx.run(schema.booking.select()).first().identity) == nik


def test_the_same_patient_is_told_of_the_booking_that_stands(connection, tx):
    places.lend(tx, loan(3))
    first = booking.book(tx, wants(people(1)[0]))
    again = booking.book(tx, wants(people(1)[0]))
    other = booking.book(lend_tx(connection, "+6281211110002"), wants(people(1)[0]))
    assert again == Already(first, mine=True)
    assert not other.mine
    assert left(tx).sure == 2


def test_a_full_day_is_full_and_an_unknown_one_pending(tx):
    places.lend(tx, loan(1))
    one, two, three, four = people(4)
    assert booking.book(tx, wants(one)).state == "booked"
    assert booking.book(tx, wants(two)) == Full("anak", THURSDAY)
    assert booking.book(tx, wants(two, waits=True)).state == "waiting"
    pending = booking.book(tx, wants(three, day=FRIDAY))
    assert (pending.state, pending.number) == ("pending", None)
    assert booking.cancel(tx, pending.ticket, THURSDAY).state == "cancelled"
    places.lend(tx, loan(0, left=4, day=FRIDAY))  # the hospital has some, but lent none
    assert booking.book(tx, wants(four, day=FRIDAY)).state == "pending"


def test_where_no_number_is_known_nothing_is_promised_for_later(connection, shipped):
    visitor = Tx(
        connection, Sealer(bytes(32)), NOW, kiosk="38", channel="console", who="walkup:1", desk=shipped
    )
    assert booking.book(visitor, wants(people(1)[0])) == Nameless("anak", THURSDAY)
    made = booking.book(visitor, wants(people(1)[0], phone="+6281211110009"))
    assert made.state == "pending"
    assert booking.find(lend_tx(connection, "+6281211110009"), made.ticket).ticket == made.ticket


def test_only_the_phone_that_booked_finds_and_cancels(connection, tx):
    other = lend_tx(connection, "+6281211110002")
    places.lend(tx, loan(1))
    made = booking.book(tx, wants(people(1)[0]))
    assert booking.cancel(other, made.ticket, THURSDAY) is None
    assert booking.move(other, made.ticket, FRIDAY) is None
    assert booking.mine(other, THURSDAY) == []
    assert booking.mine(tx, THURSDAY) == [made]
    assert booking.mine(tx, FRIDAY) == []
    for _ in range(2):  # the second changes nothing
        assert booking.cancel(tx, made.ticket, THURSDAY).state == "cancelled"
    assert left(tx).sure == 1


def test_what_becomes_free_goes_to_who_waits_the_promised_first(connection, tx, shipped):
    places.lend(tx, loan(1))
    one, two, three = people(3)
    held = booking.book(tx, wants(one))
    waiting = booking.book(lend_tx(connection, "+6281211110002", shipped), wants(two, waits=True))
    tx.run(sa.update(schema.session).values(data_at=0.0))  # nothing is known any more
    pending = booking.book(lend_tx(connection, "+6281211110003", shipped), wants(three))
    assert (waiting.state, pending.state) == ("waiting", "pending")
    booking.cancel(tx, held.ticket, THURSDAY)
    assert [booking.look_up(tx, one.ticket).state for one in (waiting, pending)] == ["waiting", "booked"]
    assert outgoing(tx)[-1] == (
        f"TERDAFTAR {pending.ticket}. RSU, poli Anak, Kamis 26/11, antrean A-001. Datang pukul 08.00-08.30. "
        f"Bawa KTP. Batal: balas BATAL {pending.code}"
    )
    booking.cancel(lend_tx(connection, "+6281211110003", shipped), pending.ticket, THURSDAY)
    assert booking.look_up(tx, waiting.ticket).queue == "A-001"


def test_a_move_takes_the_new_place_first_and_gives_the_old_one_on(connection, tx, shipped):
    places.lend(tx, loan(1))
    one, two = people(2)
    held = booking.book(tx, wants(one))
    waiting = booking.book(lend_tx(connection, "+6281211110002", shipped), wants(two, waits=True))
    assert booking.move(tx, held.ticket, FRIDAY) == Full("anak", FRIDAY)
    assert booking.look_up(tx, held.ticket) == held
    places.lend(tx, loan(1, day=FRIDAY))
    moved = booking.move(tx, held.ticket, FRIDAY)
    assert (moved.day, moved.queue, moved.code) == (FRIDAY, "A-001", f"{held.code}-1")
    assert booking.look_up(tx, waiting.ticket).state == "booked"


def test_a_doctor_that_was_asked_for_is_the_one_that_is_given(tx):
    places.lend(tx, loan(1, clinic="dalam", doctor="20101"))
    places.lend(tx, loan(2, clinic="dalam", doctor="20102"))
    one, two, three = people(3)
    assert booking.book(tx, wants(one, "dalam", doctor="20101")).doctor == "20101"
    assert booking.book(tx, wants(two, "dalam", doctor="20101")) == Full("dalam", THURSDAY)
    assert booking.book(tx, wants(three, "dalam")).doctor == "20102"


def test_what_names_the_patient_is_erased_after_thirty_days(tx):
    places.lend(tx, loan(1))
    booking.book(tx, wants(people(1)[0], referral="0301U0110926P000123"))
    for day, erased in ((26, False), (27, True)):
        tx.now = datetime(2026, 12, day, 3, 0, tzinfo=WIB)
        assert booking.tidy(tx) is False
        row = tx.run(schema.booking.select()).first()
        assert (({row.identity, row.patient, row.referral, row.phone}) == {None}) is erased


def test_bookings_of_yesterday_are_closed_and_who_waited_in_vain_is_told(connection, tx, shipped):
    places.lend(tx, loan(1))
    one, two = people(2)
    booking.book(tx, wants(one))
    booking.book(tx, wants(two, waits=True))
    evening = lend_tx(connection, desk=shipped, now=datetime(2026, 11, 25, 20, 1, tzinfo=WIB))
    booking.attend(evening)
    assert outgoing(tx)[-1].startswith("Maaf, tidak ada tempat untuk 3800-0020: poli Anak, Kamis 26/11.")
    after = lend_tx(connection, desk=shipped, now=datetime(2026, 11, 27, 0, 1, tzinfo=WIB))
    booking.attend(after)
    assert [row.state for row in tx.run(schema.booking.select())] == ["closed", "missed"]
    assert booking.mine(after, FRIDAY) == []


def test_an_officer_takes_down_the_number_that_was_told_by_telephone(connection, tx, shipped):
    pending = booking.book(tx, wants(people(1)[0]))
    at = datetime(2026, 11, 26, 9, 40, tzinfo=WIB)
    made = booking.given(tx, pending.ticket, 14, at)
    assert (made.state, made.queue) == ("booked", "A-014")
    assert "antrean A-014. Datang pukul 09.30-10.00." in outgoing(tx)[-1]
    assert booking.given(tx, pending.ticket, 15, at) is None
    other = booking.book(lend_tx(connection, "+6281211110002", shipped), wants(people(2)[1]))
    assert booking.given(tx, other.ticket, 14, at) is None, "one number has one holder"


@pytest.mark.parametrize(("day", "asked"), [(WEDNESDAY, 0), (THURSDAY, 1)])
def test_the_question_of_the_day_before_is_for_bookings_made_before_that_day(tx, day, asked):
    places.lend(tx, loan(1, day=day))
    made = booking.book(tx, wants(people(1)[0], day=day))
    assert len(tx.run(sa.select(question))) == asked
    booking.cancel(tx, made.ticket, day)
    assert len(tx.run(sa.select(question))) == 0


def test_a_restored_copy_catches_up_with_the_hospital(tx):
    centre = Centre(lambda: NOW)
    for _ in range(3):
        centre.lend(exchange.compose(tx, {}))
    tx.run(sa.text("UPDATE counter SET value = 1 WHERE name = 'rsu sewa'"))
    request = exchange.compose(tx, {})
    lent(tx, request, centre.lend(request))
    assert left(tx).left is None
    again = exchange.compose(tx, {})
    lent(tx, again, centre.lend(again))
    assert left(tx) == (THURSDAY, 5, 25, left(tx).first, tx.at)


def test_the_seed_is_what_a_fresh_hospital_lends(tx):
    attending.seed(tx)
    assert (left(tx).sure, left(tx).left) == (5, 25)
