"""Tables that an office can replace: the example that ships with a service, until there is one of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


class InUse(Generic[T]):
    """The table in use, read once: call it. `own`: the office has given one."""

    def __init__(self, read: Callable[[Path], T], example: Path) -> None:
        self._read, self._path = read, example
        self._found: T | None = None
        self.own = False

    def __call__(self) -> T:
        """Give the table. Raises ConfigError."""
        if self._found is None:
            self._found = self._read(self._path)
        return self._found

    def use(self, path: Path) -> None:
        """Take the office's own from now on. Raises ConfigError, and the one before stays in use."""
        self._found, self._path, self.own = self._read(path), path, True
