"""The tables of the spine, as SQLAlchemy Core values; the services put their own on the same `metadata`.

Columns hold plain values only (int, float, str, bytes): the statements run on the driver's connection,
without type conversion. Times are Unix seconds. `person` is always the blinded number (`Sealer.blind`);
what could name somebody is sealed.
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

inbox = Table(  # every inbound once: what makes redelivery harmless, and what the guards count
    "inbox",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("at", Float, nullable=False),
    Column("channel", Text, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("reply", LargeBinary),  # sealed; kept for the channels that may ask again (ussd, console, web)
    Column("moved", Integer),  # null: nothing was said; else `kiosk.guard`: IDLE, MOVED, ANSWERED, DONE
    Column("said", LargeBinary),  # what was written, blinded: the same once more is seen as such
    Index(None, "person", "at"),
)

person = Table(
    "person",
    metadata,
    Column("person", LargeBinary, primary_key=True),
    Column("number", LargeBinary, nullable=False),
    Column("language", Text),
    Column("news", Integer),  # null: never asked; 0: STOP; 1: consent
    Column("news_at", Float),
    Column("source", Text),  # how they heard of the number; null: not answered yet
    Column("village", Text),  # code of the kelurahan where they live; null: not answered yet
    Column("first_seen", Float, nullable=False),
)

session = Table(  # one row a resident: what was left on USSD goes on by SMS
    "session",
    metadata,
    Column("person", LargeBinary, primary_key=True),
    Column("medium", Text, nullable=False),  # where it was last shown
    Column("state", LargeBinary, nullable=False),
    Column("at", Float, nullable=False),
    Column("until", Float, nullable=False),  # then it is forgotten
    Column("open", Integer, nullable=False),  # 1: an answer is awaited, and nobody told that none will come
    Index(None, "open", "at"),
)

question = Table(  # what the kiosk asks by itself, one at a time and only when the resident is quiet
    "question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("once", LargeBinary, unique=True),  # blinded: the same question is not asked twice
    Column("screen", Text, nullable=False),
    Column("given", LargeBinary, nullable=False),  # sealed: name -> (value, label)
    Column("not_before", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),  # waiting asked answered left expired
    Column("outbox", Integer),  # the message that asks it
    Index(None, "state", "not_before"),
    Index(None, "person", "state"),
)

promise = Table(  # answers that come later, by SMS: `menus.Later`
    "promise",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("reference", LargeBinary, nullable=False, unique=True),  # blinded
    Column("number", LargeBinary, nullable=False),  # sealed
    Column("via", Text, nullable=False),
    Column("kept", LargeBinary, nullable=False),  # sealed: the promise
    Column("until", Float, nullable=False),
    Index(None, "until"),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("channel", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("screen", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("duration", Float),  # seconds since the step before; null at the first
    Column("variant", Text),  # of a text that is said in several ways: the one that was read
    Index(None, "at"),
)

outbox = Table(  # one row a message; its parts below carry the steps at the modem
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("recipient", LargeBinary, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),  # screen | receipt | question | status | follow | info
    Column("priority", Integer, nullable=False),  # 0 answers, 1 status, 2 info
    Column("expires_at", Float, nullable=False),
    Column("not_before", Float, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("via", Text, nullable=False),  # the modem by which the question came; "" is any
    Column(
        "state", Text, nullable=False, server_default="queued"
    ),  # queued | sent | failed | unknown | expired
    Column("error", Text),
    Column("answers", LargeBinary),  # the inbox key
    Column("flash", Integer, nullable=False, server_default="0"),  # 1: shown at once and not kept (class 0)
    Index(None, "state", "priority", "id"),
)

outbox_part = Table(
    "outbox_part",
    metadata,
    Column("outbox", Integer, ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("octets", LargeBinary, nullable=False),  # the sealed TPDU, built once
    Column("state", Text, nullable=False),  # queued storing stored handed sent failed unknown expired
    Column("slot", Integer),  # where the modem keeps it
    Column("via", Text),  # the modem that was told to store or send it
    Column("reference", Integer),  # TP-MR
    Column("resent", Integer, nullable=False, server_default="0"),
    Column("report", Text),  # null | delivered | failed | the status while the network still tries
    Column("at", Float, nullable=False),
    Index(None, "reference"),
)

inbound_part = Table(
    "inbound_part",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("via", Text, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("reference", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # of the octets: a part that comes twice is one
    Column("octets", LargeBinary, nullable=False),
    Column("joined", Integer, nullable=False, server_default="0"),
    UniqueConstraint("person", "digest"),
    Index(None, "at"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("via", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)

call_back = Table(  # PETUGAS: somebody wants to be called
    "call_back",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("number", LargeBinary, nullable=False),
    Column("channel", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("done_at", Float),
)

balance = Table(  # what the operator said is left on a modem's card
    "balance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("via", Text, nullable=False),  # the modem (IMEI)
    Column("card", LargeBinary, nullable=False),  # its card, blinded
    Column("amount", Integer),  # whole rupiah; null: asked, and no amount was told
    Column("expires", Text),  # the last day of use, ISO 8601
    Column("sent", Integer, nullable=False),  # parts that went out since the answer before
    Index(None, "via", "at"),
)

flag = Table(  # a number that an officer should look at: it loops or floods
    "flag",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("number", LargeBinary, nullable=False),
    Column("why", Text, nullable=False),  # loop | same | flood | daily
    Column("times", Integer, nullable=False, server_default="1"),
    Column("last_at", Float, nullable=False),
    Column("done_at", Float),
    Column("done_by", Text),
    Index(None, "person", "why"),
)

mute = Table(  # a prankster is not answered for a while: one officer decides, another looks at it
    "mute",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("number", LargeBinary, nullable=False),
    Column("until", Float, nullable=False),
    Column("muted_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reviewed_at", Float),
    Column("reviewed_by", Text),
    Column("upheld", Integer),  # null: nobody has looked yet; 0: ended by the second officer; 1: it stays
    Index(None, "person", "until"),
)

slip = Table(  # what the walk-up counter prints: once, or marked as a copy
    "slip",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("answers", LargeBinary, nullable=False, unique=True),  # the inbox key
    Column("number", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),  # sealed: words, what stands large, language
    Column(
        "state", Text, nullable=False, server_default="waiting"
    ),  # waiting printing printed unknown held expired
    Column("handed", Integer, nullable=False, server_default="0"),  # times that it went to the printer
    Column("why", Text, nullable=False, server_default=""),
    Index(None, "state", "id"),
    Index(None, "person"),
)

audit = Table(  # who gave out or erased what is kept of a resident, and when; never what it was
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("by", Text, nullable=False),  # the officer, as named on the command line or logged in
    Column("act", Text, nullable=False),  # export | erase
    Column("person", LargeBinary, nullable=False),
    Column("proof", Text, nullable=False),  # the number of an erasure; "" otherwise
    Index(None, "at"),
)
