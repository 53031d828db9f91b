"""The tables of the catalogue: its editions, how often an entry was looked at, what was looked for in vain.

Nothing here belongs to a person.
"""

from sqlalchemy import Column, Float, Integer, Table, Text

from kiosk.store.schema import metadata

catalogue = Table(  # an edition is read whole and replaced whole
    "catalogue",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("source", Text, nullable=False),  # the name of the file
    Column("digest", Text, nullable=False),
    Column("entries", Text, nullable=False),  # JSON: [key, {column: text}, day or null] each
)

use = Table(
    "catalogue_use",
    metadata,
    Column("entry", Text, primary_key=True),
    Column("month", Text, primary_key=True),  # 2026-11
    Column("times", Integer, nullable=False),
)

unmet = Table(  # searches without a result; numbers are masked before they come here
    "unmet_demand",
    metadata,
    Column("day", Text, primary_key=True),
    Column("words", Text, primary_key=True),
    Column("times", Integer, nullable=False),
)
