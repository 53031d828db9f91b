"""What the control API answers, in the words of JSON schema, by the names in the table of operations."""

from modem.simulator.api_fields import Schema, described
from modem.simulator.api_network import LINK, WAITING
from modem.simulator.calls import WHEN
from modem.simulator.delays import Delays, Timers
from modem.simulator.fault_kinds import AFTER, DETAILS

STRING: Schema = {"type": "string"}
BOOLEAN: Schema = {"type": "boolean"}
INTEGER: Schema = {"type": "integer"}
SECONDS: Schema = {"type": "number"}
TIME: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "string", "description": "E.164, or a short code", "examples": ["+6281211110001"]}
IDENTIFIER: Schema = {"type": "string", "description": "opaque, unique across restarts"}
CARD: dict[str, Schema] = {
    "operator": {"type": "string", "description": "whose card it is"},
    "credit": {"type": "integer", "description": "rupiah"},
    "expires": {"type": "string", "format": "date", "description": "the last day on which it is active"},
    "card": {"enum": ["active", "grace", "dead"], "description": "grace: it only receives; dead: it is gone"},
    "charged": {"type": "boolean", "description": "whether what it does costs anything"},
}


SERVICES: dict[str, Schema] = {
    "forwarding": {
        "type": "array",
        "description": "which of its calls go elsewhere; one that is not active is kept for later",
        "items": {
            "type": "object",
            "properties": {"when": {"enum": list(WHEN)}, "to": NUMBER, "active": BOOLEAN},
            "required": ["when", "to", "active"],
        },
    },
    "call_waiting": {"type": "boolean", "description": "whether a second call waits, or is busy"},
}


def _thing(about: str, *optional: str, **properties: Schema) -> Schema:
    names = {name.rstrip("_"): schema for name, schema in properties.items()}  # `from_` is `from`
    required = [name for name in names if name not in optional]
    return {"type": "object", "description": about, "properties": names, "required": required}


def _or_null(name: str, about: str) -> Schema:
    return {"anyOf": [{"$ref": f"#/components/schemas/{name}"}, {"type": "null"}], "description": about}


FAULT = _thing(
    "A fault at work, or one that waits for its command.",
    "after",
    *(field.name for field in DETAILS),
    kind=STRING,
    count={"type": ["integer", "null"], "description": "how often it still strikes; null: until cleared"},
    seconds={"type": ["number", "null"], "description": "how long it lasts; null: until cleared"},
    **{field.name: field.schema() for field in (AFTER, *DETAILS)},
)
TARIFF = _thing(
    "An operator and its prices, in rupiah.",
    operator=STRING,
    name=STRING,
    code={"type": "string", "description": "its MCC and MNC"},
    prefixes={"type": "array", "items": STRING},
    balance={"type": "string", "description": "the code that tells the balance"},
    sms=INTEGER,
    ussd=INTEGER,
    call=INTEGER,
    refusal={"type": "integer", "description": "the +CMS ERROR for a card without credit"},
)
ACCOUNT = _thing("A card.", number=NUMBER, **CARD)
ANSWERS: dict[str, Schema] = {
    "Error": _thing("A refusal: what is so, what to do.", error=STRING, remedy=STRING),
    "Accepted": _thing("The message is on its way.", id=IDENTIFIER, at=TIME),
    "Sent": _thing(
        "A message handed to the network.",
        "data",
        id=IDENTIFIER,
        from_=NUMBER,
        to=NUMBER,
        text=STRING,
        flash=BOOLEAN,
        parts=INTEGER,
        alphabet={"enum": ["gsm7", "8bit", "ucs2"]},
        at=TIME,
        data={"type": "string", "description": "what is no text, in hex"},
    ),
    "Text": _thing(
        "A message that a handset sent.",
        id=IDENTIFIER,
        from_=NUMBER,
        to=NUMBER,
        text=STRING,
        flash=BOOLEAN,
        at=TIME,
    ),
    "Received": _thing(
        "A message in an inbox.", id=IDENTIFIER, from_=STRING, text=STRING, flash=BOOLEAN, at=TIME
    ),
    "Screen": _thing("What a USSD service shows; more: it waits for a reply.", text=STRING, more=BOOLEAN),
    "Chat": _thing("A conversation, to be kept as a file.", chat=STRING),
    "Handset": _thing(
        "A handset.",
        number=NUMBER,
        on=BOOLEAN,
        missed={"type": "integer", "description": "calls that nobody answered"},
        **CARD,
        messages={"type": "integer", "description": "in its inbox"},
        call=_or_null("Call", "its call, if there is one; of several the active one"),
        calls={
            "type": "array",
            "items": {"$ref": "#/components/schemas/Call"},
            "description": "all its calls",
        },
        **SERVICES,
        last_call=_or_null("Call", "the call before"),
        ussd=_or_null("Screen", "the screen that waits for its answer, if there is one"),
    ),
    "Call": _thing(
        "A call, seen from one end.",
        id=IDENTIFIER,
        with_={"type": "string", "description": "the other end; empty where it hides its number"},
        state={
            "type": "string",
            "description": "such as dialling, ringing, incoming, waiting, talking, held, ended",
        },
        reason={"type": "string", "description": "why it ended; empty while it has not"},
    ),
    "Modem": _thing(
        "A modem.",
        index=INTEGER,
        number=NUMBER,
        imei=STRING,
        profile={"type": "string", "description": "its make"},
        plugged={"type": "boolean", "description": "whether it is plugged in"},
        on={"type": "boolean", "description": "whether it has power"},
        radio={"type": "boolean", "description": "whether its radio is on (AT+CFUN)"},
        registered={"type": "boolean", "description": "whether the network has it"},
        signal={"type": "integer", "description": "0 to 31; 99: not known"},
        memories={
            "type": "object",
            "description": "by its name, how many messages a memory holds, and how many it can",
            "additionalProperties": {"type": "array", "items": INTEGER, "minItems": 2, "maxItems": 2},
        },
        faults={"type": "array", "items": FAULT, "description": "what is broken"},
        **SERVICES,
        **CARD,
    ),
    "Network": _thing(
        "How long things take (seconds), what they cost (rupiah), who is charged, how the air behaves.",
        **dict.fromkeys(Delays._fields, SECONDS),
        seed=INTEGER,
        charging=BOOLEAN,
        timers=_thing("How long the network waits, in seconds.", **dict.fromkeys(Timers._fields, SECONDS)),
        tariffs={"type": "array", "items": TARIFF, "description": "the operators"},
        accounts={"type": "array", "items": ACCOUNT, "description": "the cards that are charged"},
        forwarding={
            "type": "array",
            "description": "whose calls go elsewhere",
            "items": _thing(
                "A forwarding.", number=NUMBER, when={"enum": list(WHEN)}, to=NUMBER, active=BOOLEAN
            ),
        },
        waiting={"type": "array", "items": described(WAITING), "description": "who has call waiting"},
        links={"type": "array", "items": described(LINK), "description": "the link models that were set"},
    ),
    "Now": _thing(
        "The simulated clock.",
        now=TIME,
        speed={
            "type": "number",
            "description": "seconds that pass in a real one; 0: it does not run by itself",
        },
    ),
    "TraceLine": _thing(
        "Octets on a modem's line.",
        id=IDENTIFIER,
        at=TIME,
        modem=INTEGER,
        direction={"enum": [">", "<", "!"], "description": "to the modem, from it, a note of the simulator"},
        text=STRING,
    ),
}
