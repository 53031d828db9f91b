"""`kiosk menus`: check, draw, play and test books of screens."""

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import click

import menus
from kiosk.cli import pictures, rehearsal, translations
from kiosk.cli.books import books, built_in, chats, door_of, own_service, read_chat
from kiosk.errors import CONFIGURATION, ERROR
from menus import chat, talk
from menus.standin import StandIn

PATH = click.argument("path", type=click.Path(path_type=Path))
MEDIUM = click.option(
    "--medium",
    type=click.Choice(list(menus.MEDIA)),
    default="sms",
    show_default=True,
    help="Where it is shown.",
)


@click.group()
def command() -> None:
    """Checks, draws, plays and tests menu books.

    PATH is a book (menu.yaml), a folder of books, or a conversation (.chat).

    \b
    Examples:
      kiosk menus check menu.yaml       every mistake with file, line and column
      kiosk menus play menu.yaml        walk it here, as a resident would
      kiosk menus graph menu.yaml       a picture: Mermaid, SVG or a tree
      kiosk menus test folder           speak the .chat files in it
      kiosk menus lock menu.yaml        keep its numbers, words and dial strings for good
      kiosk menus extract menu.yaml     the catalogues of its translations
    """  # noqa: D401  (click wants the backspace; the list of commands the third person)


command.add_command(translations.command)
command.add_command(pictures.command)


@command.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--json", "style", flag_value="json", help="One JSON object a line, for programs.")
@click.option("--sarif", "style", flag_value="sarif", help="One SARIF 2.1.0 log, for code hosts.")
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@click.option("--data", type=click.Path(path_type=Path), help="Also look at the conversations of this kiosk.")
def check(path: Path | None, style: str | None, strict: bool, data: Path | None) -> None:
    """Names every mistake of a book, each with its place and what to do.

    Beside a book counts what is published in its menus.lock. With --data also conversations count that
    stand at a screen which is gone; PATH is then the kiosk's own book unless it is given.
    Exit code 3 when there is an error, or with --strict a warning.

    \b
    Examples:
      kiosk menus check kiosk/services
      kiosk menus check --data ~/loket
    """
    from kiosk.cli import checking
    from kiosk.services import HOME

    if path is None and data is None:
        raise click.UsageError("Missing argument 'PATH'.")
    path = path or HOME
    problems: list[menus.Problem] = []
    number = 0
    for found in books(path):
        number += 1
        try:
            problems += checking.problems_of(found.path, found.load(), found.registry, data)
        except menus.MenuError as error:
            problems += error.problems
    if path.suffix == ".chat":
        try:
            read_chat(path)
        except menus.MenuError as error:
            problems += error.problems
    problems = list(dict.fromkeys(problems))  # a service is met by itself and in its home
    checking.show(problems, number, style or "text")
    if any(problem.severity == "error" for problem in problems) or (strict and problems):
        sys.exit(CONFIGURATION)


@command.command()
@PATH
def lock(path: Path) -> None:
    """Keeps the published codes of a book in menus.lock beside it.

    Numbers of choices, words and dial strings that are not there yet are added; what is there is never
    changed. From then on `kiosk menus check` refuses to let one of them mean anything else.

    \b
    Example:
      kiosk menus lock kiosk/services/home.yaml
    """  # noqa: D401
    from kiosk.cli import checking

    for found in books(path):
        file, added = checking.add_codes(found.path, found.load())
        click.echo(f"{file}: {added} codes added.")


@command.command()
def schema() -> None:
    """Prints the JSON Schema of a book, for editors.

    \b
    Example:
      kiosk menus schema > menus.schema.json
    """  # noqa: D401
    from menus.editor import schema as made

    click.echo(json.dumps(made(), ensure_ascii=False, indent=2))


@command.command()
@PATH
@MEDIUM
@click.option("--language", default="", help="Begin in this language: id, en.")
@click.option("--record", type=click.Path(path_type=Path), help="Write the conversation to this .chat file.")
def play(path: Path, medium: str, language: str, record: Path | None) -> None:
    """Plays a book in the terminal; q ends it.

    The services of the kiosk itself run on a database in a temporary folder, as at the walk-up screen;
    other books on their Python, or on stand-ins where it is not at hand.

    \b
    Examples:
      kiosk menus play kiosk/services/home.yaml --medium ussd
      kiosk menus play menu.yaml --record daftar.chat
    """
    from menus.player import Recorder
    from menus.player import play as walk

    found = next(books(path))
    services = StandIn(found.registry)
    playing = talk.Talk(found.load(), medium=menus.MEDIA[medium], services=services, language=language)
    with ExitStack() as ending:
        own = own_service(found.path)
        if own or built_in(found.path):
            playing = ending.enter_context(rehearsal.walk_up(playing, own))
        if sys.stdin.isatty():
            click.echo(
                "Type what a resident would; q ends it. With each screen: its name, and the room left."
            )
        recorder = Recorder(playing)
        columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        walk(recorder, playing.medium, _typed(), click.echo, columns)
    if services.used:
        click.echo(f"\nWithout their data, answers were made up for: {', '.join(services.used)}.")
    if record:
        header = {"channel": medium, "clock": f"{playing.began:%Y-%m-%d %H:%M}", "language": language}
        record.write_text(chat.written(header, recorder.heard), "utf-8")
        click.echo(f"\nThe conversation is in {record}.")


@command.command()
@PATH
@click.option(
    "--medium",
    type=click.Choice([*menus.MEDIA, "all"]),
    help="Speak them there in place of their own channel.",
)
@click.option("--update", is_flag=True, help="Write what came into the files, where it differs.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
def test(path: Path, medium: str | None, *, update: bool, as_json: bool) -> None:
    """Speaks the .chat files of a book and compares every reply.

    The services of the kiosk itself run against a kiosk in a temporary folder; other books against
    their Python, or against stand-ins where it is not at hand. With --medium a file is left out where its
    header `media:` does not name it. Exit code 1 when a reply differs.

    \b
    Examples:
      kiosk menus test kiosk/services/hospital
      kiosk menus test kiosk/services/hospital --medium all
      kiosk menus test my.chat --update
    """
    if update and medium:
        raise click.UsageError("--update writes what came on a file's own channel; leave --medium out.")
    failures: list[chat.Failure] = []
    for file in chats(path):
        media = read_chat(file).media
        for channel in menus.MEDIA if medium == "all" else [medium]:
            if channel and channel not in media:
                outcome, found = "left out", []
            else:
                spoken = _speak(file, path, channel)
                outcome, found = ("failed" if spoken.failures else "passed"), list(spoken.failures)
                if update and _update(file, spoken):
                    outcome, found = "updated", []
            click.echo((_object if as_json else _line)(outcome, file, channel, media, found))
            failures += found
    for failure in [] if as_json else failures:
        click.echo(f"\n{failure}")
    if failures:
        sys.exit(ERROR)


def _object(
    outcome: str, file: Path, channel: str | None, media: Sequence[str], failures: list[chat.Failure]
) -> str:
    told = {"file": str(file), "medium": channel, "outcome": outcome, "failures": list(map(str, failures))}
    return json.dumps(told, ensure_ascii=False)


def _line(outcome: str, file: Path, channel: str | None, media: Sequence[str], _: object) -> str:
    if outcome == "left out":
        return f"{outcome}  {file}  {channel}: it is for {', '.join(media)}"
    where = f"  {channel}" if channel else ""
    return f"{outcome} {file}" if outcome == "updated" else f"{outcome}  {file}{where}"


def _speak(file: Path, path: Path, channel: str | None) -> talk.Spoken:
    conversation = read_chat(file)
    if channel:
        conversation = conversation.on(channel)
    with door_of(conversation, path if path.suffix == ".yaml" else file) as door:
        return talk.run(conversation, door)


def _update(file: Path, spoken: talk.Spoken) -> bool:
    source = file.read_text("utf-8")
    anew = chat.updated(source, chat.parse(source, str(file)), spoken.heard)
    if anew == source:
        return False
    file.write_text(anew, "utf-8")
    return True


def _typed() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    while True:
        try:
            yield input("> ")
        except (EOFError, KeyboardInterrupt):
            return
