"""The tables of the hospital: the places it has lent to this kiosk, and who holds one.

Numbers of persons stand here sealed (to be shown to the hospital) and blinded (to find the same person),
never as they are. Days are ISO 8601 text, times Unix seconds. `doctor` is "" where a clinic has no table of
doctors.
"""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text, text

from kiosk.store.schema import metadata

place = Table(  # one row a queue number that the hospital has lent: it is nobody else's to give
    "hospital_place",
    metadata,
    Column("clinic", Text, primary_key=True),
    Column("doctor", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("number", Integer, primary_key=True),  # angkaantrean
    Column("queue", Text, nullable=False),  # nomorantrean
    Column("serves_at", Float, nullable=False),  # estimasidilayani
    Column("until", Float, nullable=False),  # then it goes back, unless somebody holds it
    Column("ticket", Text),  # the booking that holds it; null: free
    Index(None, "ticket"),
)

session = Table(  # what the hospital last said of a doctor's day
    "hospital_session",
    metadata,
    Column("clinic", Text, primary_key=True),
    Column("doctor", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("places", Integer, nullable=False),  # all of them
    Column("left", Integer, nullable=False),  # that neither the counter nor a kiosk has
    Column("data_at", Float, nullable=False),
)

booking = Table(
    "hospital_booking",
    metadata,
    Column("ticket", Text, primary_key=True),
    Column("clinic", Text, nullable=False),
    Column("wish", Text, nullable=False),  # the doctor that was asked for; "" is any
    Column("doctor", Text, nullable=False),  # the doctor of the place
    Column("day", Text, nullable=False),
    Column("number", Integer),  # none until there is a place
    Column("queue", Text),
    Column("serves_at", Float),
    Column("state", Text, nullable=False),  # booked pending waiting cancelled closed missed
    Column("due", Float),  # until when an answer is promised; null: nothing is
    Column("edition", Integer, nullable=False),  # how often it moved: each has a code of its own there
    Column("person", LargeBinary, nullable=False),  # who booked: only they may cancel
    Column("phone", LargeBinary),  # sealed: where news go; null: nowhere, or erased
    Column("patient", LargeBinary),  # the patient's number blinded; null when erased
    Column("identity", LargeBinary),  # the patient's number sealed; null when erased
    Column("kind", Text, nullable=False),  # nik | bpjs
    Column("payer", Text, nullable=False),  # bpjs | umum
    Column("visit", Text, nullable=False),  # rujukan | kontrol | belum | umum
    Column("referral", LargeBinary),  # sealed
    Column("made_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("confirmed_at", Float),  # the hospital knows of it
    Index(None, "person", "day"),
    Index(None, "clinic", "day", "state"),
    Index(None, "day"),
)
LIVE = "state IN ('booked', 'pending', 'waiting')"
Index(
    "one_booking_a_patient_and_day",
    booking.c.patient,
    booking.c.clinic,
    booking.c.day,
    unique=True,
    sqlite_where=text(LIVE),
)
Index(
    "one_holder_a_place",
    booking.c.clinic,
    booking.c.doctor,
    booking.c.day,
    booking.c.number,
    unique=True,
    sqlite_where=text("state = 'booked'"),
)
