"""The table of what can go wrong at a modem: a name, a sentence, what may be set. PURE."""

from collections.abc import Mapping
from typing import NamedTuple

from modem.simulator.api_fields import Field
from modem.simulator.errors import InvalidFault

MOMENTS: Mapping[str, str] = {
    "now": "at once",
    "command": "when the next command comes: it is not done",
    "data": "in the middle of AT+CMGS or AT+CMGW, when the message comes: nothing is sent or kept",
    "handed": "when the network has taken a message: before the flag STO SENT and before the answer",
    "answer": "when a command is done: in place of its answer",
    "delivery": "when a message is on its way to the modem: the network keeps it",
}
AT = Field("at", "string", "the moment: now unless told", choices=tuple(MOMENTS))


class Kind(NamedTuple):
    """A kind of fault.

    `counts` is what its `count` counts: answers, commands or messages; nothing where it takes none. `times`
    is the count where neither count nor seconds are told (None: until cleared). `also` are other names.
    """

    what: str
    fields: tuple[Field, ...] = ()
    counts: str = "answers"
    times: int | None = None
    also: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "unplug": Kind(
        "the modem is pulled out, its line is gone; clearing plugs it in, a new pty behind the same link",
        (AT,),
        counts="",
        also=("gone",),
    ),
    "off": Kind(
        "the modem has no power: its line stays and is mute; clearing switches it on again",
        (AT,),
        counts="",
        also=("power-off",),
    ),
    "brown-out": Kind(
        "the power dips: the modem starts anew, its settings lost, and says noise and its banner",
        (
            AT,
            Field("banner", "string", "what it says when it is up; else what its make says", longest=40),
        ),
        counts="times",
        times=1,
        also=("brownout", "reset", "restart", "crash"),
    ),
    "silent": Kind(
        "the modem takes what it is sent; it does and answers nothing",
        counts="commands",
        also=("hang", "mute"),
    ),
    "answer-lost": Kind(
        "commands are done, and their answers get lost", also=("lost", "lost-answer", "no-answer")
    ),
    "late": Kind(
        "answers come late",
        (Field("delay", "number", "seconds: 15 unless told", minimum=0, maximum=86_400),),
        also=("delay",),
    ),
    "garbage": Kind("octets of noise come in the middle of answers", also=("noise",)),
    "split": Kind("answers come in small pieces, 10 ms apart"),
    "merged": Kind("line ends inside answers are lost, so that lines run together", also=("merge", "joined")),
    "urc-inside": Kind(
        "an unsolicited result code comes inside the answer, between two of its lines",
        (Field("text", "string", 'what it says: +CMTI: "SM",1 unless told', shortest=1, longest=200),),
        also=("urc",),
    ),
    "echo-stuck": Kind("the line sends back what comes, whatever ATE says", also=("echo",)),
    "slow": Kind(
        "octets leave at a slow pace",
        (
            Field(
                "baud",
                "integer",
                "bits a second, ten an octet: 1200 unless told",
                minimum=50,
                maximum=921_600,
            ),
        ),
        also=("slow-baud", "baud"),
    ),
    "sim-removed": Kind("there is no SIM card", also=("no-sim",)),
    "pin": Kind("the SIM card asks for its PIN", also=("sim-pin",)),
    "puk": Kind("the SIM card asks for its PUK", also=("sim-puk", "sim-blocked")),
    "storage-full": Kind("no memory of the modem takes another message", also=("full", "sim-full")),
    "no-network": Kind(
        "the modem is registered nowhere and searches", also=("registration-lost", "registration")
    ),
    "signal": Kind(
        "AT+CSQ tells a bad signal",
        (Field("level", "integer", "0 to 31, or 99: not known (99 unless told)", minimum=0, maximum=99),),
        also=("no-signal", "csq"),
    ),
    "clock-reset": Kind(
        "the modem's clock begins anew in January of a year long past",
        (Field("year", "integer", "1970 or later: 2004 unless told", minimum=1970, maximum=2069),),
        also=("clock",),
    ),
    "duplicate": Kind(
        "a message to the modem is delivered twice, octet for octet", counts="messages", times=1
    ),
    "cms": Kind(
        "a message handed over is refused with +CMS ERROR",
        (Field("code", "integer", "the number of the error: 500 unless told", minimum=0, maximum=999),),
        counts="messages",
    ),
}
AFTER = Field("after", "integer", "how many commands pass first: 0 unless told", minimum=0, maximum=1_000_000)
DETAILS: tuple[Field, ...] = tuple(
    {field.name: field for row in KINDS.values() for field in row.fields}.values()
)
"""Every detail that some kind has; `Fault.make` refuses those of another kind."""
_NAMES = {name: kind for kind, row in KINDS.items() for name in (kind, *row.also)}


def named(name: str) -> str:
    """Give the kind of that name, however it is written; `InvalidFault` where there is none.

    >>> named("Brown_Out"), named("hang")
    ('brown-out', 'silent')
    """
    key = name.strip().lower().replace("_", "-").replace(" ", "-")
    if key not in _NAMES:
        from difflib import get_close_matches

        near = get_close_matches(key, _NAMES, n=1)
        hint = f"Did you mean {_NAMES[near[0]]}? " if near else ""
        raise InvalidFault(f"There is no fault {name!r}.", f"{hint}There are: {', '.join(KINDS)}.")
    return _NAMES[key]


def markdown() -> str:
    """Write the table for the documentation."""
    rows = ["| kind | what goes wrong | may be set | `count` counts |", "|---|---|---|---|"]
    for name, kind in KINDS.items():
        also = f" ({', '.join(f'`{other}`' for other in kind.also)})" if kind.also else ""
        fields = "; ".join(f"`{field.name}`: {field.about}" for field in kind.fields)
        once = f", {kind.times} unless told" if kind.times else ""
        counts = f"{kind.counts}{once}" if kind.counts else "-"
        rows.append(f"| `{name}`{also} | {kind.what} | {fields or '-'} | {counts} |")
    moments = [f"- `{name}`: {what}" for name, what in MOMENTS.items()]
    return "\n".join([*rows, "", "The moments of `at`:", "", *moments, ""])
