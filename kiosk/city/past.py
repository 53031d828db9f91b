"""What happened in the city before anybody looked: a month, or the hours that the clock was put forward.

It is lived through, not written down: residents answer what the kiosk says, at the times of their own clock,
by a second desk on the same data. What that desk sends counts as sent: it went to people long ago.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.agency.runner import attend as carry_errands
from kiosk.agency.schema import agency
from kiosk.chores import Chores
from kiosk.city import officer, wants
from kiosk.city.agencies import agencies
from kiosk.city.people import Resident
from kiosk.clock import WIB
from kiosk.core import Inbound, Kiosk
from kiosk.services.hospital.exchange import loan
from kiosk.services.hospital.schema import session
from kiosk.store import schema

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS = 30
A_DAY = 18.0  # conversations of an ordinary day, when the month is over; a kiosk is found little by little
HOURS = (0, 0, 0, 0, 0, 1, 3, 6, 9, 10, 9, 8, 6, 6, 7, 7, 7, 6, 6, 6, 5, 3, 1, 0)
"""How the conversations of a day are spread over its hours."""
ANSWERS_AN_HOUR = 0.2  # of what the kiosk has asked by itself
ASKED = (
    sa.select(schema.question.c.person, schema.person.c.number, schema.outbox.c.text)
    .join(schema.person, schema.person.c.person == schema.question.c.person)
    .join(schema.outbox, schema.outbox.c.id == schema.question.c.outbox)
    .where(schema.question.c.state == "asked", schema.question.c.at > bindparam("since"))
)
THINKING = (8.0, 45.0)  # seconds until an answer
ALREADY_SENT = (
    "CREATE TEMP TRIGGER IF NOT EXISTS already_sent AFTER INSERT ON outbox "
    "BEGIN UPDATE outbox SET state = 'sent' WHERE id = NEW.id; END"
)
OLD_NEWS = tuple(  # what agencies said then is no news to who has asked them since
    f"CREATE TEMP TRIGGER IF NOT EXISTS old_{table} BEFORE UPDATE ON {table} "
    f"WHEN NEW.{at} < OLD.{at} BEGIN SELECT RAISE(IGNORE); END"
    for table, at in ((session.name, "data_at"), (agency.name, "heard_at"))
)
NOT_DURABLE = "PRAGMA synchronous = OFF"  # made-up history may be lost; the kiosk's own connection stays FULL


class Past:
    """A desk whose clock is moved by who lives through it. `now` is where it stands."""

    def __init__(self, kiosk: Kiosk, residents: list[Resident], seed: int) -> None:
        self.now = kiosk.clock()
        self._residents = residents
        self._by_number = {one.number: one for one in residents}
        self._seed = seed
        self._desk = Kiosk.open(
            kiosk.store.folder,
            kiosk.book,
            kiosk.registry,
            clock=lambda: self.now,
            demo=True,
            command="",
            number=kiosk.number,
            threaded=False,
            begin=(NOT_DURABLE, ALREADY_SENT, *OLD_NEWS),
        )
        self._desk.sampling = kiosk.sampling
        self._desk.agencies |= agencies(lambda: self.now, seed).by_service
        self._chores = Chores(self._desk)

    def close(self) -> None:
        """Let the data go."""
        self._desk.close()

    def live(self, since: datetime, until: datetime, enough: "Callable[[], bool]") -> None:
        """Live through the hours from *since* to *until*, or until it is *enough*."""
        self.now = since.astimezone(WIB).replace(minute=0, second=0, microsecond=0)
        while self.now < until and not enough():
            began = self.now
            self._hour(began, (began - since) / timedelta(days=DAYS))
            self.now = began + timedelta(hours=1)

    def _hour(self, began: datetime, progress: float) -> None:
        chance = random.Random(f"{self._seed} {began:%Y-%m-%d %H}")  # noqa: S311 - a simulation
        if began.hour == 6:
            self._desk.write(loan)
        carry_errands(self._desk)
        self._chores.attend()
        if began.hour == 8:
            self._chores.once()
        if began.weekday() < 5 and 8 <= began.hour < 15:
            self._desk.write(lambda tx: officer.look(tx, chance))
        self._answer_questions(chance)
        share = HOURS[began.hour] / sum(HOURS) * A_DAY * (0.4 + 0.6 * min(progress, 1.0))
        for _ in range(int(share + chance.random())):
            self.now = began + timedelta(minutes=60 * chance.random())
            self._converse(chance)
            carry_errands(self._desk)  # at once: the agencies of today do not know what those of then lent

    def _answer_questions(self, chance: random.Random) -> None:
        since = (self.now - timedelta(days=2)).timestamp()  # who has not answered by then, does not
        read = self._desk.write(
            lambda tx: [(tx.open(row.number), tx.open(row.text)) for row in tx.run(ASKED, since=since)]
        )
        for number, text in read:
            resident = self._by_number.get(number)
            if resident is not None and chance.random() < ANSWERS_AN_HOUR:  # some now, some in an hour
                self._speak(
                    resident, "sms", wants.answer(resident, wants.wants().asked, chance, text), chance
                )

    def _converse(self, chance: random.Random) -> None:
        resident = chance.choice(self._residents)
        table = wants.wants().all
        want = chance.choices(table, [one.often for one in table])[0]
        self._speak(resident, resident.door, wants.come(resident, want, chance, resident.door), chance)

    def _speak(self, resident: Resident, door: str, talk: wants.Talk, chance: random.Random) -> None:
        """Have one conversation, until one of them has nothing more to say."""
        channel = "sms" if door == "call" else door
        who = f"walkup:{self._seed}:{self.now.timestamp()}" if channel == "console" else resident.number
        with _ended(talk):
            typed = next(talk)
            for count in range(wants.MOST + 3):
                by = door if not count else channel
                key = f"city {who} {self.now.timestamp()} {count}"
                first = not count and channel != "sms"
                reply = self._desk.receive(Inbound(by, who, typed, key, first=first))
                self.now += timedelta(seconds=chance.uniform(*THINKING))
                if reply is None or (not reply.more and channel != "sms"):
                    return
                typed = talk.send(reply.text)


@contextmanager
def _ended(talk: wants.Talk) -> Iterator[None]:
    """Leave quietly where the resident has nothing more to say."""
    try:
        yield
    except StopIteration:
        pass
    finally:
        talk.close()
