"""A pytest plugin: every `.chat` file that has a book beside it is a test.

Loaded by `-p kiosk.chat_plugin` or `pytest_plugins = ["kiosk.chat_plugin"]`; with `--chat-medium all` each
file is spoken on every medium.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import menus
from kiosk.cli.books import door_of, read_chat
from menus import talk


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--chat-medium`."""
    parser.addoption(
        "--chat-medium",
        choices=[*menus.MEDIA, "all"],
        help="speak .chat files there",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ChatFile | None":
    """Collect conversations."""
    if file_path.suffix != ".chat" or not list(file_path.parent.glob("*.yaml")):
        return None
    return ChatFile.from_parent(parent, path=file_path)


class ChatFile(pytest.File):
    """One file: one test a medium."""

    def collect(self) -> "Iterator[ChatItem]":
        """Give its tests."""
        asked = self.config.getoption("--chat-medium")
        media = read_chat(self.path).media if asked else ()
        for medium in menus.MEDIA if asked == "all" else [asked or "conversation"]:
            if media and medium not in media:
                continue
            yield ChatItem.from_parent(self, name=medium)


class ChatItem(pytest.Item):
    """One conversation on one medium."""

    def runtest(self) -> None:
        """Speak it; the first difference fails."""
        conversation = read_chat(self.path)
        if self.name in menus.MEDIA:
            conversation = conversation.on(self.name)
        with door_of(conversation, self.path) as door:
            failures = talk.run(conversation, door).failures
        if failures:
            raise Differs("\n\n".join(map(str, failures)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401
        """Show the difference without the traceback of this plugin."""
        if isinstance(excinfo.value, Differs | menus.MenuError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the file."""
        return self.path, 0, f"{self.path.name} ({self.name})"


class Differs(Exception):
    """A conversation went otherwise than its file says."""
