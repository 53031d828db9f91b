"""What a phone said and was answered, as a `.chat` file: a conversation that menus can test. PURE."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from modem.simulator.values import Happening

PAUSE = 120.0  # seconds of silence that are worth a line
CODED = str.maketrans({"\n": "\\n"})


def transcript(number: str, events: Iterable[Happening]) -> str:
    r"""Write what *number* texted, called and received, in its order; dialogues by USSD are not in it.

    A line break within a text that the phone sent is written `\n`.
    """
    lines: list[str] = []
    last: datetime | None = None
    calls: set[str] = set()
    for event in events:
        found = list(_lines(number, event, calls))
        if not found:
            continue
        if last is None:
            lines += ["channel: sms", f"clock: {event.at:%Y-%m-%d %H:%M}", f"number: {number}", ""]
        elif found[0].startswith(">") and (quiet := (event.at - last).total_seconds()) >= PAUSE:
            lines.append(f"! later {round(quiet / 60)}m")
        lines += found
        last = event.at
    return "\n".join(lines) + "\n" if lines else ""


def _lines(number: str, event: Happening, calls: set[str]) -> Iterator[str]:
    what = event.what
    if event.kind == "text" and what["from"] == number:
        yield f"> {what['text'].translate(CODED)}"
    elif event.kind == "call" and what["caller"] == number and what["call"] not in calls:
        calls.add(what["call"])  # it is told of again when its state changes
        yield "> (call)"
    elif event.kind == "received" and what["to"] == number:
        yield from (f"< {line}" for line in what["text"].split("\n"))
