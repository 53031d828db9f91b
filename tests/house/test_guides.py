"""What a guide tells people to type exists: commands, their options, the files and pages it names."""

import re
import shlex
from pathlib import Path

import click
import pytest

from kiosk.cli import cli

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ("add-a-service.md", "raspberry-pi.md", "petugas.md")
COMMAND = re.compile(r"(?:\$kiosk|\S*/kiosk|\bkiosk) ([a-z]+ ?[^`|\n]*)")


def commands(guide):
    """The command lines of a guide: those of its sh blocks, and those in backquotes."""
    text = (DOCS / guide).read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if "kiosk=" not in line]
    lines += re.findall(r"`([^`\n]*kiosk [^`\n]+)`", text)
    return [found[1] for line in lines if "kill" not in line for found in [COMMAND.search(line)] if found]


def parse(words):
    """Parse a command line as click would, without running it."""
    group, context = cli, click.Context(cli)
    while isinstance(group, click.Group):
        name, words = words[0], words[1:]
        group = group.get_command(context, name)
        assert group is not None, name
    group.make_context(group.name, list(words), resilient_parsing=True)
    known = {option for each in group.params for option in each.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("guide", GUIDES)
def test_its_commands_exist(guide):
    lines = commands(guide)
    assert len(lines) > 5
    for line in lines:
        parse(shlex.split(line.replace("KODE", "'*888#'").partition(" > ")[0], comments=True))


@pytest.mark.parametrize("guide", GUIDES)
def test_the_pages_and_files_it_links_are_there(guide):
    for target in re.findall(r"\]\(([^)#:]+)\)", (DOCS / guide).read_text("utf-8")):
        assert (DOCS / target).exists(), target
