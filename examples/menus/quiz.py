"""A book that a program makes: a quiz from a list of questions, played on a USSD screen.

The Builder takes the keys of YAML and gives the same Book. `PYTHONPATH=. python examples/menus/quiz.py`
"""

from contextlib import suppress
from datetime import datetime

import menus

QUESTIONS = {  # question: the answers, the right one first
    "Which is the longest river?": ("Nile", "Congo", "Niger"),
    "How many legs has a spider?": ("Eight", "Six", "Ten"),
    "What is 12 x 12?": ("144", "122", "124"),
}


def quiz() -> menus.Book:
    """Make the book: one field a question, its answers in the order of the alphabet."""
    made = menus.Builder("quiz", languages=["en"])
    made.screen("home", text="Three questions. Reply with a number:", choices=[("Begin", "play")])
    fields = [f"q{number}" for number in range(1, len(QUESTIONS) + 1)]
    made.screen("play", form=fields, submit="quiz.count", done="{right} of {all} are right.")
    for name, (question, answers) in zip(fields, QUESTIONS.items(), strict=True):
        made.field(name, ask=question, choices=[(answer, answer) for answer in sorted(answers)])
    return made.book()


registry = menus.Registry()


@registry.action("quiz.count")
def count(call: menus.Call) -> dict[str, str]:
    """Count what is right."""
    right = [answers[0] for answers in QUESTIONS.values()]
    given = [call.answers[f"q{number}"] for number in range(1, len(right) + 1)]
    return {"right": str(sum(map(str.__eq__, right, given))), "all": str(len(right))}


def main() -> None:
    """Play it: a session and a text give a step, the step has the next session."""
    book = quiz()
    session, text = menus.Session.start(book), ""
    while True:
        now = datetime.now().astimezone()
        step = menus.step(book, session, text, medium=menus.USSD, services=registry, now=now)
        print(step.text)
        if not step.more:
            break
        session, text = step.session, input("> ")


if __name__ == "__main__":
    with suppress(EOFError, KeyboardInterrupt):
        main()
