"""`kiosk menus`: check, draw, play and test books of screens."""

import importlib
import importlib.util
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click

import menus
from kiosk.cli import pictures, rehearsal, translations
from kiosk.errors import CONFIGURATION, ERROR, ConfigError
from menus import chat, talk
from menus.load import read_definition
from menus.standin import StandIn

PATH = click.argument("path", type=click.Path(path_type=Path))
MEDIUM = click.option(
    "--medium",
    type=click.Choice(list(menus.MEDIA)),
    default="sms",
    show_default=True,
    help="Where it is shown.",
)


class Found(NamedTuple):
    """A book with the Python beside it, if there is some, and the file that it is named by."""

    path: Path
    services: tuple[Path, ...]
    registry: menus.Registry | None

    def load(self) -> menus.Book:
        """Load it, a home with its services."""
        return menus.load(self.path, self.services)


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
        own = _own_service(found.path)
        if own or _built_in(found.path):
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
def test(path: Path, medium: str | None, update: bool) -> None:
    """Speaks the .chat files of a book and compares every reply.

    The services of the kiosk itself run against a kiosk in a temporary folder; other books against
    their Python, or against stand-ins where it is not at hand. Exit code 1 when a reply differs.

    \b
    Examples:
      kiosk menus test kiosk/services/hospital
      kiosk menus test kiosk/services/hospital --medium all
      kiosk menus test my.chat --update
    """
    if update and medium:
        raise click.UsageError("--update writes what came on a file's own channel; leave --medium out.")
    failures: list[chat.Failure] = []
    for file in _chats(path):
        for channel in menus.MEDIA if medium == "all" else [medium]:
            spoken = _speak(file, path, channel)
            if update and _update(file, spoken):
                click.echo(f"updated {file}")
                continue
            failures += spoken.failures
            where = f"  {channel}" if channel else ""
            click.echo(f"{'failed' if spoken.failures else 'passed'}  {file}{where}")
    for failure in failures:
        click.echo(f"\n{failure}")
    if failures:
        sys.exit(ERROR)


def _speak(file: Path, path: Path, channel: str | None) -> talk.Spoken:
    conversation = read_chat(file)
    if channel:
        conversation = conversation._replace(channel=channel)
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


# Books and their Python ----------------------------------------------------------------------------------


def read_chat(file: Path) -> chat.Chat:
    """Read a .chat file; MenuError names every line that is none."""
    return chat.parse(file.read_text("utf-8", "replace"), str(file))


def _chats(path: Path) -> list[Path]:
    if not path.exists():
        raise ConfigError(f"There is no {path}.", "Give a book, a folder or a .chat file.")
    if path.suffix == ".chat":
        return [path]
    files = sorted((path.parent if path.is_file() else path).rglob("*.chat"))
    if not files:
        raise ConfigError(
            f"There is no .chat file {'beside' if path.is_file() else 'in'} {path}.",
            "Write one; docs/menus.md shows how.",
        )
    return files


@contextmanager
def door_of(conversation: chat.Chat, file: Path) -> Iterator[talk.Door]:
    """Open what a conversation speaks to: a kiosk for its own services and an office's, else the book alone.

    *file* is the book, or the conversation beside it. Raises MenuError, ConfigError.
    """
    own = _own_service(file)
    if own or _built_in(file):
        with rehearsal.spoken(conversation, own) as kiosk:
            yield kiosk
        return
    path = file if file.suffix == ".yaml" else _book_beside(file)
    found = next(books(path))
    yield talk.Talk(
        found.load(),
        medium=menus.MEDIA[conversation.channel],
        services=StandIn(found.registry),
        now=conversation.clock,
        language=conversation.language,
    )


def _book_beside(file: Path) -> Path:
    named = [file.with_suffix(".yaml"), file.parent / "menu.yaml", *sorted(file.parent.glob("*.yaml"))]
    for path in named:
        if path.exists():
            return path
    raise ConfigError(f"There is no book beside {file}.", "Put menu.yaml into the same folder.")


def books(path: Path) -> Iterator[Found]:
    """Give the books that a path means, each with its services and its Python."""
    for file in book_files(path):
        services = _services_of(file)
        yield Found(file, services, _registry((file, *services)))


def book_files(path: Path) -> list[Path]:
    """Give the books that a path means; ConfigError when there is none."""
    if not path.exists():
        raise ConfigError(f"There is no {path}.", "Give a book (menu.yaml) or a folder of books.")
    if path.suffix == ".chat":
        path = _book_beside(path)
    files = [path] if path.is_file() else sorted(path.rglob("*.yaml"))
    books = [file for file in files if path.is_file() or _is_book(file)]
    if not books:
        raise ConfigError(f"There is no book in {path}.", "A book is a YAML file with `screens:`.")
    return books


def _is_book(file: Path) -> bool:
    return any(line.startswith("screens:") for line in file.read_text("utf-8", "replace").splitlines())


def _services_of(home: Path) -> tuple[Path, ...]:
    """Find the books for the slot of a home: the folders beside it."""
    try:
        definition = read_definition(home)
    except menus.MenuError:
        return ()  # loading it tells why
    choices = (choice for screen in definition.screens.values() for choice in screen.choices)
    if not any(choice.services for choice in choices):
        return ()
    return tuple(sorted(home.parent.glob("*/menu.yaml")))


def _registry(files: tuple[Path, ...]) -> menus.Registry | None:
    if _built_in(files[0]):
        from kiosk.services import desk

        return desk().registry
    found = [registry for file in files if (registry := _registry_beside(file)) is not None]
    return menus.Registry().include(*found) if found else None


def _own_service(file: Path) -> Path | None:
    """Give the folder of an office's own service: a menu with an entrance, and Python beside it."""
    folder = file.parent
    menu = folder / "menu.yaml"
    if _built_in(file) or not (menu.exists() and (folder / "__init__.py").exists()):
        return None
    return folder if read_definition(menu).enter else None


def _built_in(file: Path) -> bool:
    from kiosk.services import FOLDER

    return file.resolve().is_relative_to(FOLDER)


def _registry_beside(file: Path) -> menus.Registry | None:
    """Import the folder of a book, when it is Python, and take its `registry`."""
    init = file.parent / "__init__.py"
    if not init.exists():
        return None
    name = f"_books_{file.parent.resolve().name}"
    spec = importlib.util.spec_from_file_location(name, init, submodule_search_locations=[str(file.parent)])
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ConfigError(
            f"{init} cannot be imported ({type(error).__name__}: {error}).",
            "Correct the Python of that folder.",
        ) from error
    registry: Any = getattr(module, "registry", None)
    return registry if isinstance(registry, menus.Registry) else None
