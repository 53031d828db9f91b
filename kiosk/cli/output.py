"""What a command writes to as it finds it: closed, full, or in an encoding of few characters."""

import contextlib
import io
import os
import sys
from pathlib import Path

import click


def prepare() -> None:
    """Let nothing that is said fail by its letters, or because the stream was closed before the start."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for as long as we run
        elif isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def tell(line: str) -> None:
    """Say a line of a service: it goes on where nobody reads, or the disk of its log is full."""
    try:
        click.echo(line)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        with contextlib.suppress(OSError):  # what is left in the stream goes there, too
            os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
