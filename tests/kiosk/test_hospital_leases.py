"""Places that are lent: to two kiosks at one hospital, and over while a resident is still answering."""

import pytest
import sqlalchemy as sa

from kiosk.agency import runner
from kiosk.chores import Chores
from kiosk.core import Inbound, Kiosk
from kiosk.services.hospital.centre import Centre
from kiosk.services.hospital.schema import booking, place

THURSDAY, WEDNESDAY = "2026-11-26", "2026-11-25"
TO_DAYS = ("RSU", "1", "1")


class Counter:
    """A kiosk with its residents, beside others at one hospital."""

    def __init__(self, kiosk, prefix):
        self.kiosk, self.prefix, self.count = kiosk, prefix, 0

    def minute(self):
        Chores(self.kiosk).attend()
        runner.attend(self.kiosk)

    def say(self, *texts, who="0001"):
        for text in texts:
            self.count += 1
            inbound = Inbound("sms", f"+62812{self.prefix}{who}", text, f"{self.prefix} {self.count}")
            reply = self.kiosk.receive(inbound)
        return reply.text

    def register(self, number, day="2"):
        return self.say(*TO_DAYS, day, "2", f"367406050399{number:04}", "1", who=f"{number:04}")

    def rows(self, statement):
        return self.kiosk.write(lambda tx: list(tx.run(statement)))

    def lent(self, day, clinic="anak"):
        rows = self.rows(sa.select(place.c.number).where(place.c.day == day, place.c.clinic == clinic))
        return {row.number for row in rows}

    def taken(self, day):
        held = sa.select(booking.c.number).where(booking.c.day == day, booking.c.state == "booked")
        return [row.number for row in self.rows(held)]


@pytest.fixture
def centre(clock):
    return Centre(clock)


@pytest.fixture
def open_counter(tmp_path, shipped, clock, centre):
    opened = []

    def open_one(number):
        kiosk = Kiosk.open(tmp_path / number, *shipped, clock=clock, threaded=False, number=number)
        kiosk.agencies["rsu"] = centre
        opened.append(kiosk)
        made = Counter(kiosk, f"{number}000")
        made.minute()
        return made

    yield open_one
    for kiosk in opened:
        kiosk.close()


def test_two_kiosks_at_one_hospital_never_have_the_same_number(open_counter, centre, clock):
    one, other = open_counter("38"), open_counter("39")
    for number in range(1, 15):
        for counter in (one, other):
            assert "TERDAFTAR" in counter.register(number + 100 * (counter is other)) or number > 11
            clock.advance(minutes=11)
            one.minute()
            other.minute()
            assert not one.lent(THURSDAY) & other.lent(THURSDAY)
    mine, theirs = one.taken(THURSDAY), other.taken(THURSDAY)
    assert len(mine + theirs) == len(set(mine + theirs)) == 25, "all places of the day, none twice"
    assert sorted(mine + theirs) == list(range(1, 26))
    holders = centre.holders("anak", clock().date().replace(day=26))
    assert {number for number, who in holders.items() if who == "kios 38"} == set(mine)
    told = {int(request["angkaantrean"]) for request in centre.taken.values() if request["kodepoli"] == "ANA"}
    assert told == set(mine + theirs), "the hospital knows of each"
    assert {code[:2] for code in centre.taken} == {"38", "39"}, "by the kiosk's own numbers"


def test_what_one_kiosk_gives_back_the_other_may_give(open_counter, clock):
    one, other = open_counter("38"), open_counter("39")
    for number in range(1, 6):
        one.register(number)
    for number in range(101, 122):
        clock.advance(minutes=11)
        one.minute()
        other.minute()
        other.register(number)
    one.minute()
    before = set(other.taken(THURSDAY))
    one.say("BATAL 38000012", who="0001")
    (free,) = {1, 2, 3, 4, 5} - set(one.taken(THURSDAY))
    for _ in range(2):
        clock.advance(minutes=11)
        one.minute()
        other.minute()
    assert free in one.lent(THURSDAY), "it stays with the kiosk that has it, ready for its own residents"
    assert free not in other.lent(THURSDAY) | before
    assert f"antrean A-{free:03}" in one.register(77)


def test_a_lease_that_ends_while_a_resident_answers_sells_nothing(open_counter, centre, clock):
    """At the last call for tomorrow free places go back; who is still at the review gets no number."""
    one = open_counter("38")
    clock.advance(hours=11, minutes=50)  # 19.50
    one.minute()
    review = one.say(*TO_DAYS, "1", "2", "3674060503990001")
    assert "\n3 Hari: Rabu 25/11\n" in review
    clock.advance(minutes=15)  # 20.05
    one.minute()
    assert one.lent(WEDNESDAY) == set()
    told = one.say("1")
    assert "TERDAFTAR" not in told
    assert "antrean A-" not in told
    assert one.taken(WEDNESDAY) == []
    assert "kios 38" not in centre.holders("anak", clock().date().replace(day=25)).values()
    assert "TERDAFTAR" in one.register(2, day="1"), "the days that can be had are offered"
    assert one.taken(THURSDAY) == [1]


def test_a_place_that_somebody_holds_does_not_go_back_with_the_lease(open_counter, centre, clock):
    one = open_counter("38")
    assert "antrean A-001" in one.register(1, day="1")
    clock.advance(hours=13)
    one.minute()
    assert one.taken(WEDNESDAY) == [1]
    assert centre.holders("anak", clock().date().replace(day=25))[1] == "kios 38"


def test_a_lease_is_not_given_out_after_its_time_even_when_nobody_asks_the_hospital(
    open_counter, centre, clock
):
    one = open_counter("38")
    centre.mood = "absent"
    clock.advance(hours=12, minutes=1)
    assert one.lent(WEDNESDAY) == {1, 2, 3, 4, 5}, "the rows are there still"
    asked = one.say(*TO_DAYS)
    assert "Rabu 25/11" not in asked
    review = one.say("1", "2", "3674060503990001", "1")
    assert "Kamis 26/11" in review
