"""The tables of the evaluation: the journal, rolled up.

Days are those of the kiosk's time zone, ISO 8601 text; times Unix seconds.
"""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text

from kiosk.store.schema import metadata

visit = (
    Table(  # one row for each time that somebody used a service, up to a day of thinking between two steps
        "visit",
        metadata,
        Column("id", Integer, primary_key=True),
        Column(
            "person", LargeBinary, nullable=False
        ),  # blinded; once anonymous, only the same within its month
        Column("anonymous", Integer, nullable=False, server_default="0"),
        Column("month", Text, nullable=False),  # in which it began: 2026-11
        Column("service", Text, nullable=False),
        Column("channel", Text, nullable=False),  # by which it began
        Column("at", Float, nullable=False),
        Column("last_at", Float, nullable=False),
        Column("form_at", Float),  # when the first form was entered
        Column("done_at", Float),
        Column("answered", Integer, nullable=False),
        Column("screen", Text, nullable=False),  # where it stands, or fell
        Column("outcome", Text, nullable=False),
        Index(None, "person", "service", "id"),
        Index(None, "at"),
        Index(None, "anonymous", "month"),
    )
)

day_count = Table(  # how many lines of the journal: it names nobody, and stays
    "day_count",
    metadata,
    Column("day", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("screen", Text, primary_key=True),
    Column("variant", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("lines", Integer, nullable=False),
)
