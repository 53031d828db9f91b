"""`kiosk menus graph`: a book as a picture, with what happened at its screens."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from menus.graph import Counts, Flows


@click.command("graph")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["mermaid", "svg", "tree"]),
    default="mermaid",
    show_default=True,
    help="Mermaid for pages, SVG to look at, a tree for the terminal.",
)
@click.option("--tree", "kind", flag_value="tree", help="The same as --format tree.")
@click.option("--data", type=click.Path(path_type=Path), help="Show what happened, by this kiosk's journal.")
def command(path: Path, kind: str, data: Path | None) -> None:
    """Draws a book.

    With --data each screen says how often it was shown and how many stopped there: green below 10%, yellow
    below 25%, red above; each way how many went it.

    \b
    Examples:
      kiosk menus graph kiosk/services/home.yaml --tree
      kiosk menus graph kiosk/services/home.yaml --format svg --data ~/loket > menu.svg
    """
    from kiosk.cli.books import books
    from menus.graph import mermaid, svg, tree

    counts, went = _journal(data) if data else (None, None)
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for found in books(path):
        book = found.load()
        if kind == "tree":
            click.echo(tree(book, counts, went, colour=colour), nl=False, color=colour)
        else:
            click.echo((svg if kind == "svg" else mermaid)(book, counts, went), nl=False)


def _journal(data: Path) -> "tuple[Counts, Flows]":
    from kiosk.opening import shared
    from kiosk.store.funnel import funnel, ways
    from menus.graph import counts, flows

    with shared(None, data) as (kiosk, _):
        return counts(kiosk.write(funnel), kiosk.book), flows(kiosk.write(ways))
