"""The books, conversations and Python that a path on the command line names."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import menus
from kiosk.cli import rehearsal
from kiosk.errors import ConfigError
from menus import chat, talk
from menus.load import read_definition
from menus.standin import StandIn


class Found(NamedTuple):
    """A book with the Python beside it, if there is some, and the file that it is named by."""

    path: Path
    services: tuple[Path, ...]
    registry: menus.Registry | None

    def load(self) -> menus.Book:
        """Load it, a home with its services."""
        return menus.load(self.path, self.services)


def read_chat(file: Path) -> chat.Chat:
    """Read a .chat file; MenuError names every line that is none."""
    return chat.parse(file.read_text("utf-8", "replace"), str(file))


def chats(path: Path) -> list[Path]:
    """List the conversations that a path names. Raises ConfigError when there is none."""
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
    own = own_service(file)
    if own or built_in(file):
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
    if built_in(files[0]):
        from kiosk.services import desk

        return desk().registry
    found = [registry for file in files if (registry := _registry_beside(file)) is not None]
    return menus.Registry().include(*found) if found else None


def own_service(file: Path) -> Path | None:
    """Give the folder of an office's own service: a menu with an entrance, and Python beside it."""
    folder = file.parent
    menu = folder / "menu.yaml"
    if built_in(file) or not (menu.exists() and (folder / "__init__.py").exists()):
        return None
    return folder if read_definition(menu).enter else None


def built_in(file: Path) -> bool:
    """Whether a file belongs to the services that the kiosk comes with."""
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
