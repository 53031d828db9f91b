"""Every command says what it does, shows an example, and is on the generated page."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from kiosk.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]


def walk(command, path=()):
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), (*path, name))


def spoken(path):
    return " ".join(("kiosk", *path))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name):
    command = cli.get_command(click.Context(cli), name)
    assert command.get_short_help_str(limit=100).rstrip(".") == COMMANDS[name][1].rstrip(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example(name):
    command = cli.get_command(click.Context(cli), name)
    assert f"kiosk {name}" in (command.help or ""), f"kiosk {name} --help shows no example"


def test_every_option_is_explained():
    silent = [
        f"{spoken(path)} {option.opts[0]}"
        for path, command in walk(cli)
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


@pytest.mark.process
def test_the_page_is_true():
    written = (
        subprocess.run(
            [sys.executable, "-m", "kiosk.cli.page"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
    )  # a fresh process: click keeps the help options of commands that other tests called by themselves
    assert (ROOT / "docs/cli.md").read_text(encoding="utf-8") == written, "run: make docs"
