"""The control API as one table of operations: what is asked, how it is checked, what is done, what comes.

No HTTP in here: `http.py` serves the table, `api_schema.py` describes it as OpenAPI.
"""

from collections.abc import Callable
from typing import NamedTuple

from modem.simulator import Simulator
from modem.simulator import api_acts as acts
from modem.simulator import api_network as air
from modem.simulator.api_acts import Ask
from modem.simulator.api_fields import JSON, Field
from modem.simulator.fault_kinds import AFTER as AFTER_COMMANDS
from modem.simulator.fault_kinds import DETAILS, KINDS
from modem.simulator.handsets import LONGEST as LONGEST_TEXT

LONGEST_WAIT_S = 60
LONGEST_ADVANCE_S = 366 * 86_400


class Operation(NamedTuple):
    """One method of one path: `run` is called in a thread; a `feed` is a list to wait on instead."""

    method: str
    path: str
    about: str
    answer: str  # the name of its schema in api_schema.ANSWERS; `[Name]` for a list
    run: Callable[[Simulator, Ask], JSON] | None = None
    feed: Callable[[Simulator, Ask], list[JSON]] | None = None
    fields: tuple[Field, ...] = ()  # of the body, or of the query for GET
    status: int = 200
    example: JSON = None  # a body that may be sent as it is, once the simulator has started
    refusals: tuple[str, ...] = ("4XX",)


AFTER = Field("after", "string", "the id of the last entry that you have", longest=100)
WAIT = Field(
    "wait",
    "number",
    "real seconds to wait for the first new entry, 0 to 60",
    minimum=0,
    maximum=LONGEST_WAIT_S,
)
FROM = Field(
    "from", "string", "a number such as 0812…, 62812… or +62812…", required=True, shortest=1, longest=40
)
TO = Field("to", "string", "the number to reach; left out, the first modem's", shortest=1, longest=40)
TEXT = Field(
    "text",
    "string",
    f"what is sent, whole characters, {LONGEST_TEXT:,} at most",
    required=True,
    shortest=1,
    longest=LONGEST_TEXT,
)
KIND = Field(
    "kind",
    "string",
    f"the name of a fault: {', '.join(KINDS)}",
    required=True,
    shortest=1,
    longest=40,
)
COUNT = Field("count", "integer", "for how many answers, commands or messages", minimum=1, maximum=1_000_000)
SECONDS = Field("seconds", "number", "how long, in seconds of the simulated clock", minimum=0, maximum=86_400)

OPERATIONS = (
    Operation(
        "POST",
        "/api/sms",
        "A handset sends a text.",
        "Accepted",
        acts.send,
        example={"from": "081211110001", "text": "MENU"},
        status=202,
        fields=(FROM, TO, TEXT, Field("flash", "boolean", "whether it shows at once and is not kept")),
    ),
    Operation(
        "GET",
        "/api/outbox",
        "What modems handed to the network, joined and decoded; oldest first.",
        "[Sent]",
        feed=acts.outbox,
        fields=(AFTER, WAIT),
    ),
    Operation(
        "GET",
        "/api/handsets",
        "The handsets that exist: each comes into being when used.",
        "[Handset]",
        acts.handsets,
    ),
    Operation("GET", "/api/handsets/{number}", "A handset: its call and USSD state.", "Handset", acts.show),
    Operation(
        "GET",
        "/api/handsets/{number}/inbox",
        "What a handset received; oldest first.",
        "[Received]",
        feed=acts.inbox,
        fields=(AFTER, WAIT),
    ),
    Operation(
        "GET",
        "/api/handsets/{number}/sent",
        "What a handset sent; oldest first.",
        "[Text]",
        feed=acts.sent,
        fields=(AFTER, WAIT),
    ),
    Operation(
        "GET",
        "/api/handsets/{number}/chat",
        "What a handset texted, called and received by SMS, as a test of menus: a `.chat` file.",
        "Chat",
        acts.chat,
    ),
    Operation(
        "POST",
        "/api/handsets/{number}/ussd",
        "Dial a code, reply to the screen, or end the session: one of the three.",
        "Screen",
        acts.ussd,
        example={"dial": "*123#"},
        refusals=("4XX", "502"),  # the function that serves the code failed
        fields=(
            Field("dial", "string", "the code to dial, such as *123#", shortest=1, longest=182),
            Field("reply", "string", "the answer to the screen", longest=182),
            Field("cancel", "boolean", "true ends the session", only=True),
        ),
    ),
    Operation(
        "POST",
        "/api/handsets/{number}/call",
        "A handset calls: it rings for 20 s unless told.",
        "Handset",
        acts.call,
        example={"seconds": 10},
        fields=(TO, SECONDS, Field("hidden", "boolean", "whether its number is kept from who is called")),
        status=202,
    ),
    Operation(
        "POST",
        "/api/handsets/{number}/answer",
        "A handset picks up, if it rings; the call before is held.",
        "Handset",
        acts.answer,
    ),
    Operation(
        "POST",
        "/api/handsets/{number}/hold",
        "A handset holds its call and takes the other one, which waits or is held.",
        "Handset",
        acts.hold,
    ),
    Operation(
        "POST",
        "/api/handsets/{number}/join",
        "A handset makes one conference of its call and the held one.",
        "Handset",
        acts.join,
    ),
    Operation(
        "POST",
        "/api/handsets/{number}/power",
        "A handset is switched on or off; what waited for it comes when it is on.",
        "Handset",
        acts.power,
        example={"on": False},
        fields=(Field("on", "boolean", "whether it is on from now", required=True),),
    ),
    Operation("POST", "/api/handsets/{number}/hangup", "A handset ends its call.", "Handset", acts.hang_up),
    Operation("GET", "/api/modems", "The modems, counted from 0.", "[Modem]", acts.modems),
    Operation(
        "POST",
        "/api/modems/{index}/fault",
        "Break something at a modem: for `count` times, for `seconds`, else until cleared.",
        "Modem",
        acts.break_modem,
        example={"kind": "answer-lost", "count": 1, "after": 2},
        fields=(KIND, COUNT, SECONDS, AFTER_COMMANDS, *DETAILS),
    ),
    Operation(
        "DELETE",
        "/api/modems/{index}/fault",
        "Mend one kind of fault, or all.",
        "Modem",
        acts.mend_modem,
        fields=(KIND._replace(required=False),),
    ),
    Operation("GET", "/api/network", "How the network behaves.", "Network", air.network),
    Operation(
        "POST",
        "/api/network",
        "Change how the network behaves: delays, timers, tariffs, accounts, link models.",
        "Network",
        air.network,
        example=air.EXAMPLE,
        fields=air.NETWORK,
    ),
    Operation(
        "POST",
        "/api/ussd",
        "The network says something to a handset or a modem, asks it, or ends its session.",
        "Screen",
        air.ussd,
        example={"to": "081211110001", "text": "Apakah Anda puas?\n1 Ya\n2 Tidak", "more": True},
        fields=air.USSD,
    ),
    Operation(
        "POST",
        "/api/clock",
        "Move the clock on (what falls due on the way happens in its order), or have it go faster.",
        "Now",
        acts.clock,
        example={"advance": 3600},
        fields=(
            Field(
                "advance",
                "number",
                "seconds, up to a year",
                minimum=0,
                maximum=LONGEST_ADVANCE_S,
            ),
            Field(
                "speed",
                "number",
                "how many seconds pass in a real one from now, 0.1 to 1000; in its place",
                minimum=0.1,
                maximum=1000,
            ),
        ),
    ),
    Operation(
        "GET",
        "/api/trace",
        "What passed on the modems' lines: octets as characters (ISO 8859-1); oldest first.",
        "[TraceLine]",
        feed=acts.trace,
        fields=(AFTER, WAIT, Field("modem", "integer", "one modem's lines only", minimum=0)),
    ),
)
