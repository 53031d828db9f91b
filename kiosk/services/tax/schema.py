"""The tables of the property tax. Of a taxpayer only the masked name is ever written down.

An import is an *edition*: it is written beside the one that is read, and takes its place in one moment. A NOP
is a number of 18 digits, days are ISO 8601 text, times Unix seconds, amounts whole rupiah.
"""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text

from kiosk.store.schema import metadata

ASKED = 0  # the edition of bills that Bapenda told one by one

edition = Table(  # one row an import
    "tax_edition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # bills | nops
    Column("file", Text, nullable=False),  # its name
    Column("digest", Text, nullable=False),  # of the file and of how it is read: the same one is gone on with
    Column("state", Text, nullable=False),  # loading | current | over
    Column("data_at", Float, nullable=False),  # of when the figures are
    Column("position", Integer, nullable=False),  # rows of the file that are done with
    Column("rows", Integer, nullable=False),  # that were taken
    Column("bad", Integer, nullable=False),  # that were not
    Column("begun_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Index(None, "kind", "state"),
)

fault = Table(  # why a row of a file was not taken
    "tax_fault",
    metadata,
    Column("edition", Integer, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

bill = Table(
    "tax_bill",
    metadata,
    Column("edition", Integer, primary_key=True),
    Column("nop", Integer, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("due", Text, nullable=False),  # "": as the terms have it
    Column("paid", Text, nullable=False),  # "": not; "-": yes, nobody said when
    Column("name", Text, nullable=False),  # masked
    Column("village", Text, nullable=False),  # code of the kelurahan, or ""
    sqlite_with_rowid=False,
)

renumbered = Table(  # old NOP -> new NOP
    "tax_nop",
    metadata,
    Column("edition", Integer, primary_key=True),
    Column("old", Integer, primary_key=True),
    Column("new", Integer, nullable=False),
    sqlite_with_rowid=False,
)

told = Table(  # what Bapenda said of a NOP that no import has; its bills are those of edition ASKED
    "tax_told",
    metadata,
    Column("nop", Integer, primary_key=True),
    Column("data_at", Float, nullable=False),
    Column("at", Float, nullable=False),
    Index(None, "at"),
)

reminder = Table(  # who wants to be reminded of what
    "tax_reminder",
    metadata,
    Column("person", LargeBinary, primary_key=True),
    Column("nop", Integer, primary_key=True),
    Column("number", LargeBinary, nullable=False),  # sealed
    Column("language", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("looked", Text, nullable=False, server_default=""),  # the day on which it was last seen to
    Index(None, "looked"),
)

reminded = Table(  # what was said, so that nothing is said twice
    "tax_reminded",
    metadata,
    Column("person", LargeBinary, primary_key=True),
    Column("nop", Integer, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("days", Integer, primary_key=True),  # before the due day
    Column("at", Float, nullable=False),
    Index(None, "at"),
)
