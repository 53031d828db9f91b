"""The tables of cases: what somebody asked of an office or agency, who hears of it, and all that happened.

Numbers and stories stand here sealed, persons blinded. Times are Unix seconds, days ISO 8601 text.
"""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text

from kiosk.store.schema import metadata

case = Table(
    "case_file",
    metadata,
    Column("ticket", Text, primary_key=True),
    Column("service", Text, nullable=False),
    Column("kind", Text, nullable=False),  # the service's own word: a category
    Column("place", Text, nullable=False),  # code of a kelurahan; "" where there is none
    Column("details", LargeBinary, nullable=False),  # sealed: a JSON object of the service
    Column("state", Text, nullable=False),  # see lifecycle
    Column("agency", Text, nullable=False),  # to whom it was forwarded; "" is the office itself
    Column("secret", Integer, nullable=False),  # 1: the agency may not see the resident's number
    Column("at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("due", Text),  # the day of the next promise; null: nothing is promised
    Column("late", Integer, nullable=False, server_default="0"),  # promises broken
    Column("reopened", Integer, nullable=False, server_default="0"),
    Index(None, "state", "due"),
    Index(None, "service", "kind", "place", "state"),
)

party = Table(  # who hears of a case: the one who opened it, and those who joined
    "case_party",
    metadata,
    Column("ticket", Text, primary_key=True),
    Column("person", LargeBinary, primary_key=True),
    Column("number", LargeBinary, nullable=False),  # sealed; the sealed empty text: no phone
    Column("language", Text, nullable=False),
    Column("role", Text, nullable=False),  # reporter | follower
    Column("muted", Integer, nullable=False, server_default="0"),  # STOP 38001273
    Column("at", Float, nullable=False),
    Index(None, "person"),
)

happening = Table(  # the history: nothing is ever changed here
    "case_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("by", Text, nullable=False),  # warga | sistem | the name of an officer
    Column("event", Text, nullable=False),
    Column("state", Text, nullable=False),  # after it
    Column("note", LargeBinary),  # sealed
    Index(None, "ticket", "id"),
)
