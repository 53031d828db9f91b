"""Play a book in the terminal: what a resident sees, and beside it where they are."""

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from textwrap import wrap
from typing import Protocol

from menus.chat import CALL, Heard
from menus.medium import Medium
from menus.session import Step
from menus.talk import Talk

WIDE, SCREEN = 80, 40  # columns: of a terminal with room for two, of the screen in it


class Speaker(Protocol):
    """What is played: anything that answers a text with a step."""

    def say(self, text: str) -> Step:
        """Answer one input."""
        ...


class Recorder:
    """Listens beside a conversation, so that it can be written to a `.chat` file."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.heard: list[tuple[str, Heard]] = []

    def say(self, text: str) -> Step:
        """Answer as the conversation does; its first screen is that of a missed call."""
        step = self._talk.say(text)
        self.heard.append((text or CALL, Heard(step.text, self._talk.done())))
        return step


def play(
    speaker: Speaker, medium: Medium, inputs: Iterator[str], show: Callable[[str], None], columns: int = 0
) -> None:
    """Show the first screen, then one for each input, until they end or somebody types `q`.

    *columns* of the terminal: from 80 on, what the author wants to know stands beside the screen.
    """

    def drawn(step: Step) -> str:
        return beside(step, medium, columns) if columns >= WIDE else framed(step, medium)

    show(drawn(speaker.say("")))
    for typed in inputs:
        if typed.strip() == "q":
            return
        show(drawn(speaker.say(typed.rstrip("\n").replace("\\n", "\n"))))


def framed(step: Step, medium: Medium) -> str:
    """Draw a screen with its name, the room left, and what was done."""
    did = "".join(f", {action} done" for action in step.actions)
    state = step.session.screen + (f" page {step.session.page + 1}" if step.session.page else "")
    end = "" if step.more else ", the end"
    body = "\n".join(f"  {line}" for line in step.text.split("\n"))
    return f"\n{body}\n  -- {state} · {medium.name}, {_room(step, medium)}{did}{end}"


def beside(step: Step, medium: Medium, columns: int) -> str:
    """Draw a screen, and in a second column its name, the room left and the values of the session."""
    left = _wrapped(step.text.split("\n"), SCREEN)
    right = _wrapped(_state(step, medium), columns - SCREEN - 5)
    rows = zip_longest(left, right, fillvalue="")
    lines = [f" {one:<{SCREEN}} │ {other}".rstrip() for one, other in rows]
    return "\n".join(["", f"{'─' * (SCREEN + 2)}┬{'─' * (columns - SCREEN - 4)}", *lines])


def _state(step: Step, medium: Medium) -> Iterator[str]:
    session = step.session
    yield session.screen + (f", page {session.page + 1}" if session.page else "")
    yield f"{medium.name} · {session.language} · {_room(step, medium)}"
    for name, (value, label) in session.answers.items():
        yield f"  {name} = {value}" + (f" ({label})" if label not in ("", value) else "")
    if session.misses:
        yield f"mistakes in a row: {session.misses}"
    if session.parked is not None:
        yield f"left for later: {session.parked.screen}"
    for action in step.actions:
        yield f"did {action}"
    if not step.more:
        yield "the end"


def _room(step: Step, medium: Medium) -> str:
    return f"{medium.left(step.text)} left" if medium.septets else "no limit"


def _wrapped(lines: Iterable[str], width: int) -> list[str]:
    return [part for line in lines for part in wrap(line, width, subsequent_indent="  ") or [""]]
