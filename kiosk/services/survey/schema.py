"""The tables of the survey. Answers are counted: nobody is told by a count; who was asked stands apart.

A month is as fine as it gets: neither a row nor an hour leads from an answer to whoever gave it.
"""

from sqlalchemy import Column, Float, Integer, LargeBinary, Table, Text

from kiosk.store.schema import metadata

answers = Table(
    "survey_answers",
    metadata,
    Column("month", Text, primary_key=True),  # 2026-11
    Column("kind", Text, primary_key=True),  # official | pulse
    Column("service", Text, primary_key=True),  # its key, as in the report
    Column("about", Text, primary_key=True),  # U1 to U9; of the official one also who answered: sex, age, …
    Column("answer", Text, primary_key=True),
    Column("times", Integer, nullable=False),
)

asked = Table(  # nobody is asked twice in 30 days
    "survey_asked",
    metadata,
    Column("person", LargeBinary, primary_key=True),
    Column("at", Float, nullable=False),
)

voiced = Table(  # a number of a finished transaction has one voice
    "survey_voiced",
    metadata,
    Column("number", LargeBinary, primary_key=True),  # blinded
    Column("month", Text, nullable=False),
)
