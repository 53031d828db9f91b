"""Changed books are taken without a restart: whole or not at all, while residents are being answered."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kiosk.errors import KioskError
from menus import MenuError
from menus.lint import lint

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from menus import Book, Registry

log = logging.getLogger("kiosk")
EVERY = 2.0  # seconds between two looks
BREAKS = ("unknown-action", "translation-names")  # what a resident would run into; the rest can wait
WATCHED = (".yaml", ".po", ".py")

Seen = dict[Path, tuple[int, int]]


class Reloader:
    """Looks at the files of the books; `run` is the body of a thread, until `stop`.

    A change is taken when two looks saw the same: nobody is half way through saving then. A book that does
    not load, or names a function that is not there, leaves the old one at work, and that is told.
    """

    def __init__(
        self, kiosk: "Kiosk", load: "Callable[[], tuple[Book, Registry]]", folders: Sequence[Path]
    ) -> None:
        """Watch *folders*; *load* gives book and registry anew. Raises MenuError, ConfigError."""
        self._kiosk, self._load, self._folders = kiosk, load, folders
        self._stopping = threading.Event()
        self._taken = self._seen = dict(self._files())

    def run(self) -> None:
        """Look until `stop`."""
        while not self._stopping.wait(EVERY):
            self.look()

    def stop(self) -> None:
        """Ask `run` to end; from any thread."""
        self._stopping.set()

    def __enter__(self) -> Self:
        """Look in a thread of its own, for a program that has no other."""
        self._thread = threading.Thread(target=self.run, name="books", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.join()

    def look(self) -> bool:
        """Look once; True when another book is at work now."""
        before, self._seen = self._seen, dict(self._files())
        if self._seen == self._taken or self._seen != before:
            return False
        self._taken = self._seen
        try:
            book, registry = self._load()
            broken = [problem for problem in lint(book, registry) if problem.code in BREAKS]
            if broken:
                raise MenuError(broken)
            self._kiosk.serve(book, registry)
        except (MenuError, KioskError, OSError) as error:
            log.error("Menu yang diubah belum dipakai; menu sebelumnya tetap melayani. %s", error)
            self._kiosk.menus_problem = str(error)
            return False
        log.info("Menu yang diubah dipakai (edisi %s).", book.edition)
        return True

    def _files(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        for folder in self._folders:
            for path in sorted(folder.rglob("*")):
                if path.suffix in WATCHED:
                    with suppress(OSError):  # gone meanwhile
                        found = path.stat()
                        yield path, (found.st_mtime_ns, found.st_size)
