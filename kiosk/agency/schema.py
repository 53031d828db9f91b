"""The tables of the way to agencies: what is to be carried there, and how each agency answers."""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text, text

from kiosk.store.schema import metadata

errand = Table(
    "errand",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("service", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("once", Text),  # names it: while it waits, the same is not written down again
    Column("request", LargeBinary),  # sealed JSON; null when it is over
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),  # waiting done refused expired withdrawn
    Index(None, "state", "service", "id"),
    Index(None, "at"),
)
Index("one_errand_waits", errand.c.once, unique=True, sqlite_where=text("state = 'waiting'"))

agency = Table(  # one row an agency: what the officer has to know of the line
    "agency",
    metadata,
    Column("service", Text, primary_key=True),
    Column("heard_at", Float),  # the last answer that made sense
    Column("failing_since", Float),  # null: well
    Column("problem", Text, nullable=False),  # a sentence
    Column("attempts", Integer, nullable=False),  # without an answer, in a row
    Column("not_before", Float, nullable=False),
)
