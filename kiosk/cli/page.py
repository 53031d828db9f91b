"""Writes the page of the commands from their own `--help`: `python -m kiosk.cli.page > docs/cli.md`."""

import sys
from collections.abc import Iterator

import click

from kiosk.cli import cli

HEAD = """# Commands

Written by `make docs` from the commands themselves; a test holds the two together.
"""


def commands(
    command: click.Command, parent: click.Context | None = None, name: str = "kiosk"
) -> Iterator[str]:
    """Yield one section a command, groups before their members."""
    settings = {"terminal_width": 100, "max_content_width": 100, **command.context_settings}
    context = click.Context(command, parent=parent, info_name=name, **settings)
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for member in command.list_commands(context):
            child = command.get_command(context, member)
            if child is not None and not child.hidden:
                yield from commands(child, context, member)


def page() -> str:
    """Give the whole page as Markdown."""
    return "\n".join([HEAD, *commands(cli)])


if __name__ == "__main__":
    sys.stdout.write(page())
