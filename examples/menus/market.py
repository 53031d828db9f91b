"""A book in YAML with its Python, spoken by USSD and by SMS from a store of its own: a dict here.

Run it and type what a caller would: `PYTHONPATH=. python examples/menus/market.py`.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import menus

registry = menus.Registry()
STALLS = iter(range(1, 100))


@registry.info("market.prices")
def prices(call: menus.Call) -> str:
    """Say it; what is said is cut into pages."""
    return "A stall is 5 a day. Water and light are free."


@registry.action("market.take")
def take(call: menus.Call) -> dict[str, str]:
    """Do it, and name what stands in the braces of `done`."""
    print(f"   [{call.user} takes a stall: {dict(call.answers)}]")
    return {"stall": str(next(STALLS))}


book = menus.load(Path(__file__).with_name("market.yaml"))
talks = menus.Conversations(book, registry, rows={})  # any mapping: shelve, a table behind one


def main() -> None:
    """Answer lines such as `+256700 ussd *384#` and `+256700 sms 2`."""
    while line := input("number medium text> ").strip():
        number, medium, said = [*line.split(maxsplit=2), "", ""][:3]
        if medium not in menus.MEDIA:
            print(f"The second word is the medium: {', '.join(menus.MEDIA)}.")
            continue
        dialled = said == "*384#"
        answer = talks.answer(
            number,
            "" if dialled else said,
            medium=menus.MEDIA[medium],
            now=datetime.now().astimezone(),
            first=dialled,
        )
        print(answer.text, "" if answer.more else "   [the end]", sep="\n")


if __name__ == "__main__":
    with suppress(EOFError, KeyboardInterrupt):
        main()
