"""Play a book in the terminal: what a resident sees, and beside it where they are."""

from collections.abc import Callable, Iterator
from typing import Protocol

from menus.chat import CALL, Heard
from menus.medium import Medium
from menus.session import Step
from menus.talk import Talk


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


def play(speaker: Speaker, medium: Medium, inputs: Iterator[str], show: Callable[[str], None]) -> None:
    """Show the first screen, then one for each input, until they end or somebody types `q`."""
    show(framed(speaker.say(""), medium))
    for typed in inputs:
        if typed.strip() == "q":
            return
        show(framed(speaker.say(typed.rstrip("\n").replace("\\n", "\n")), medium))


def framed(step: Step, medium: Medium) -> str:
    """Draw a screen with its name, the room left, and what was done."""
    room = f"{medium.left(step.text)} left" if medium.septets else "no limit"
    did = "".join(f", {action} done" for action in step.actions)
    state = step.session.screen + (f" page {step.session.page + 1}" if step.session.page else "")
    end = "" if step.more else ", the end"
    body = "\n".join(f"  {line}" for line in step.text.split("\n"))
    return f"\n{body}\n  -- {state} · {medium.name}, {room}{did}{end}"
