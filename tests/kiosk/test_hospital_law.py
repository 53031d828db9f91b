"""The law of the places: whatever is interleaved, and wherever a program dies, none is sold twice or lost.

A kiosk and a hospital that share one quota: residents book, move, cancel and wait, the counter sells, the
line is down or talks nonsense, answers get lost, old requests arrive late, and time goes by.
"""

import contextlib
import functools
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk import services
from kiosk.agency import runner
from kiosk.agency.schema import errand
from kiosk.agency.simulated import MOODS
from kiosk.clock import WIB
from kiosk.errors import StoreError
from kiosk.privacy.sealing import Sealer
from kiosk.services.hospital import attending, booking, clinics, exchange, schema
from kiosk.services.hospital.centre import Centre
from kiosk.services.hospital.values import Full, Request
from kiosk.store.engine import Connection, engine_of
from kiosk.store.schema import metadata
from kiosk.transaction import Tx

TABLE = """\
book_ahead: 3
calls: 08.00-15.00
answer_by: 17.00
window: 30
confirm: 16.00-20.00
last_call: 20.00
lease: 2
sync: 10
fresh: 120
closed: []
clinics:
  anak: { poli: ANA, letter: A, days: senin-jumat, hours: 08.00-12.00, places: 4, id: [A, A], en: [C, C] }
  gigi: { poli: GIG, letter: G, days: senin-jumat, hours: 08.00-12.00, places: 3, id: [G, G], en: [D, D],
    doctors: { "1": { name: dr. A, places: 2 }, "2": { name: dr. B, letter: H, places: 3 } } }
"""
SESSIONS = (("anak", ""), ("gigi", "1"), ("gigi", "2"))
DAYS = [date(2026, 11, day) for day in (25, 26, 27)]
USERS = ["+6281211110001", "+6281211110002", "+6281211110003"]
NIKS = [f"36740605039900{number:02}" for number in range(1, 13)]
RARELY = st.sampled_from([False, False, False, True])
NEAR = st.sampled_from([DAYS[1], DAYS[1], DAYS[2]])  # few, so that much happens at each
WHERE = {"clinic": st.sampled_from(["anak", "anak", "gigi"]), "day": NEAR}
WHO = {"user": st.sampled_from(USERS), "nik": st.sampled_from(NIKS)}


class Died(BaseException):
    """The program was killed here."""


class Desk:
    """What the runner needs of a kiosk: transactions, one of which may not come to its end."""

    def __init__(self, connection, centre, clock):
        self.connection, self.clock = connection, clock
        self.agencies = {"rsu": self}
        self.centre = centre
        self.dies_at = 0  # at the n-th step from now
        self.answers_lost = False
        self.late = []  # requests that may arrive again

    def ask(self, verb, request, key):
        """Be the line to the hospital: it loses answers, and remembers what was said."""
        if verb == exchange.LOAN:
            self.late.append(request)
        answer = self.centre.ask(verb, request, key)
        if self.answers_lost:
            raise Died
        return answer

    def write(self, work, who=USERS[0]):
        self.connection.begin()
        try:
            found = work(self.tx(who))
            self.dies_at -= 1
            if self.dies_at == 0:
                raise Died
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()
        return found

    def tx(self, who):
        return Tx(
            self.connection,
            SEALER,
            self.clock(),
            kiosk="38",
            channel="sms",
            who=who,
            number=who,
            desk=shipped(),
        )


SEALER = Sealer(bytes(32))
shipped = functools.cache(services.desk)


class NeverOversold(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.scope = contextlib.ExitStack()
        folder = Path(self.scope.enter_context(TemporaryDirectory()))
        (folder / "poli.yaml").write_text(TABLE)
        clinics.use(folder / "poli.yaml")
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=WIB)
        engine = engine_of(folder / "test.db")
        metadata.create_all(engine)
        connection = Connection(engine)
        connection.execute("PRAGMA synchronous = OFF")
        self.scope.callback(engine.dispose)
        self.scope.callback(connection.close)
        self.centre = Centre(lambda: self.now, counter=0.3)
        self.desk = Desk(connection, self.centre, lambda: self.now)

    def teardown(self):
        try:
            self.nothing_is_lost_in_the_end()
        finally:
            clinics.use(clinics.TABLE)
            self.scope.close()

    def do(self, work, who=USERS[0], dies=False):
        self.desk.dies_at = 1 if dies else 0
        with contextlib.suppress(Died):
            return self.desk.write(work, who)
        return None

    @rule(**WHERE, **WHO, doctor=st.sampled_from(["", "1"]), waits=st.booleans(), dies=RARELY)
    def book(self, clinic, day, user, nik, doctor, waits, dies):
        if day in clinics.clinics().days(clinic, self.now):
            doctor = doctor if clinic == "gigi" else ""
            wanted = Request(clinic, day, "umum", "nik", nik, "umum", doctor=doctor, waits=waits)
            made = self.do(lambda tx: booking.book(tx, wanted), user, dies)
            assert not (waits and isinstance(made, Full))

    @rule(user=st.sampled_from(USERS), which=st.integers(0, 9), dies=RARELY)
    def cancel(self, user, which, dies):
        for one in self.own(user, which):
            self.do(lambda tx, one=one: booking.cancel(tx, one.ticket, self.now.date()), user, dies)

    @rule(user=st.sampled_from(USERS), which=st.integers(0, 9), day=NEAR, dies=RARELY)
    def move(self, user, which, day, dies):
        for one in self.own(user, which):
            if day != one.day and day > clinics.clinics().over(self.now):
                self.do(lambda tx, one=one: booking.move(tx, one.ticket, day), user, dies)

    @rule(**WHERE, doctor=st.sampled_from(["1", "2"]))
    def the_counter_sells(self, clinic, day, doctor):
        self.centre.counter(clinic, day, doctor if clinic == "gigi" else "")

    @rule(**WHERE, doctor=st.sampled_from(["1", "2"]))
    def a_patient_of_the_counter_stays_away(self, clinic, day, doctor):
        self.centre.give_up(clinic, day, doctor if clinic == "gigi" else "")

    @initialize()
    def the_hospital_lends(self):
        self.look()

    @rule()
    def exchange(self):
        self.now += timedelta(minutes=11)
        self.centre.mood = "well"
        self.look()

    @rule(dies_at=st.integers(0, 8), lost=st.booleans(), mood=st.sampled_from(MOODS))
    def exchange_badly(self, dies_at, lost, mood):
        self.now += timedelta(minutes=11)
        self.centre.mood = mood
        self.look(dies_at, lost)

    @precondition(lambda self: len(self.desk.late) > 1)
    @rule(which=st.integers(0, 9))
    def an_old_request_arrives_late(self, which):
        self.centre.lend(self.desk.late[which % (len(self.desk.late) - 1)])

    @rule(minutes=st.sampled_from([5, 20, 90, 300]))
    def time_goes_by(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def each_place_has_one_holder_and_is_ours(self):
        rows = self.rows(schema.booking.select().where(schema.booking.c.state == "booked"))
        held = {(row.clinic, row.doctor, row.day, row.number): row.ticket for row in rows}
        assert len(held) == len(rows)
        ours = {tuple(row[:4]): row.ticket for row in self.rows(schema.place.select())}
        assert {place: ticket for place, ticket in ours.items() if ticket} == {
            place: ticket for place, ticket in held.items() if place[2] >= self.tidied
        }
        for clinic, doctor, day, number in {*ours, *held}:
            if date.fromisoformat(day) in DAYS:
                who = self.centre.holders(clinic, date.fromisoformat(day), doctor)
                assert who[number] == "kios 38", "sold to somebody else"

    @invariant()
    def nobody_waits_beside_a_free_place(self):
        places, waits = schema.place.c, schema.booking.c
        free = sa.select(places.clinic, places.day).where(
            places.ticket.is_(None),
            places.until > self.now.timestamp(),
            sa.exists().where(
                waits.clinic == places.clinic,
                waits.day == places.day,
                sa.or_(waits.wish == "", waits.wish == places.doctor),
                waits.state.in_(("pending", "waiting")),
            ),
        )
        assert self.rows(free) == []

    def nothing_is_lost_in_the_end(self):
        """When the line is well again, hospital and kiosk agree; when all have cancelled, all is back."""
        self.centre.mood, self.desk.answers_lost = "well", False
        self.settle()
        ours = {tuple(row[:4]) for row in self.rows(schema.place.select())}
        theirs = {
            (clinic, doctor, str(day), number)
            for clinic, doctor in SESSIONS
            for day in DAYS
            for number, who in self.centre.holders(clinic, day, doctor).items()
            if who == "kios 38" and day >= self.now.date()
        }
        assert {place for place in ours if place[2] in map(str, DAYS)} == theirs
        known = {row.ticket.replace("-", "") for row in self.live() if row.state == "booked"}
        assert {code.partition("-")[0] for code in self.centre.taken} >= known, "the hospital knows of all"
        for row in self.live():
            who = next(user for user in USERS if SEALER.blind(user) == row.person)
            self.do(lambda tx, row=row: booking.cancel(tx, row.ticket, self.now.date()), who)
        self.now = max(self.now, datetime(2026, 11, 26, 20, 1, tzinfo=WIB))
        self.settle()
        for clinic, doctor in SESSIONS:
            holders = self.centre.holders(clinic, DAYS[-1], doctor)
            assert set(holders.values()) <= {"", "loket"}, "every place is back"

    tidied = "2026-11-24"

    def settle(self):
        for _ in range(3):
            self.now += timedelta(minutes=16)
            self.look()
        assert self.rows(sa.select(errand).where(errand.c.state == "waiting")) == []

    def look(self, dies_at=0, lost=False):
        """Do what a kiosk does every minute."""
        self.desk.dies_at, self.desk.answers_lost = dies_at, lost
        with contextlib.suppress(Died, StoreError):
            self.desk.write(lambda tx: attending.attend(tx, ["rsu"]))
            self.tidied = self.now.date().isoformat()
            runner.attend(self.desk)
        self.desk.answers_lost = False

    def own(self, user, which):
        found = booking.mine(self.desk.tx(user), self.now.date())
        return [found[which % len(found)]] if found else []

    def live(self):
        states = schema.booking.c.state.in_(("booked", "pending", "waiting"))
        return self.rows(schema.booking.select().where(states, schema.booking.c.day >= str(self.now.date())))

    def rows(self, statement):
        return list(self.desk.connection.run(statement))


NeverOversold.TestCase.settings = settings(
    max_examples=30, stateful_step_count=35, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestNeverOversold = NeverOversold.TestCase
