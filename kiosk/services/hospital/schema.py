"""The tables of the hospital: how many places there are, and who holds one.

Numbers of persons stand here sealed (to be shown to the hospital) and blinded (to find the same person),
never as they are. Days are ISO 8601 text, times Unix seconds.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from kiosk.store.schema import metadata

plan = Table(  # what the hospital has agreed to for each week; without a row here nothing is promised
    "hospital_plan",
    metadata,
    Column("clinic", Text, primary_key=True),
    Column("weekday", Integer, primary_key=True),  # 0 is Monday
    Column("places", Integer, nullable=False),
)

quota = Table(  # one row a clinic and day, made from the plan when the first place is asked for
    "hospital_quota",
    metadata,
    Column("clinic", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("places", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column(
        "issued", Integer, nullable=False
    ),  # the last queue number; it never goes back, so no number is two
    CheckConstraint("taken >= 0 AND taken <= places", name="never_oversold"),
)

booking = Table(
    "hospital_booking",
    metadata,
    Column("ticket", Text, primary_key=True),
    Column("clinic", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("number", Integer),  # none while it is pending
    Column("state", Text, nullable=False),  # booked | pending | cancelled
    Column("person", LargeBinary, nullable=False),  # who booked: only they may cancel
    Column("patient", LargeBinary),  # the patient's number blinded; null when erased
    Column("identity", LargeBinary),  # the patient's number sealed; null when erased
    Column("kind", Text, nullable=False),  # nik | bpjs
    Column("payer", Text, nullable=False),  # bpjs | umum
    Column("visit", Text, nullable=False),  # rujukan | kontrol | belum | umum
    Column("referral", LargeBinary),  # sealed
    Column("made_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    UniqueConstraint("clinic", "day", "number"),  # no queue number is two
    Index(None, "person", "day"),
    Index(None, "day"),
)
Index(
    "one_booking_a_patient_and_day",
    booking.c.patient,
    booking.c.clinic,
    booking.c.day,
    unique=True,
    sqlite_where=text("state <> 'cancelled'"),
    postgresql_where=text("state <> 'cancelled'"),
)
