"""The tables of permits: what the agency last said of an application, and who wants to hear of it.

No name stands here. Times are Unix seconds, days ISO 8601 text.
"""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text

from kiosk.store.schema import metadata

application = Table(
    "permit_application",
    metadata,
    Column("number", Text, primary_key=True),  # 503-1234-2026
    Column("kind", Text, nullable=False),  # the code of the permit
    Column("state", Text, nullable=False),  # diproses kurang terbit diambil ditolak
    Column("stage", Integer, nullable=False),
    Column("stages", Integer, nullable=False),
    Column("missing", Text, nullable=False),  # JSON: codes of papers
    Column(
        "until", Text, nullable=False
    ),  # the day by which it is done, or the papers are wanted; "" for none
    Column("data_at", Float, nullable=False),
    Column("at", Float, nullable=False),
    Index(None, "at"),
)

watch = Table(  # who hears of an application by itself
    "permit_watch",
    metadata,
    Column("person", LargeBinary, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("phone", LargeBinary, nullable=False),  # sealed
    Column("language", Text, nullable=False),
    Column("told", Text, nullable=False),  # what they know: state and papers
    Column("at", Float, nullable=False),
    Column("checked", Float, nullable=False),  # when the agency was last asked
    Index(None, "number"),
    Index(None, "checked"),
)
