"""What `kiosk menus check` and `kiosk menus lock` do with the books that they are given."""

import json
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import menus
from menus import lock

if TYPE_CHECKING:
    from kiosk.transaction import Tx


def problems_of(
    path: Path, book: menus.Book, registry: menus.Registry | None, data: Path | None
) -> list[menus.Problem]:
    """Lint a book with its Python, its published codes and the conversations of *data*."""
    from menus.lint import lint

    locked, problems = _locked(path)
    live = standing(data) if data else {}
    return [*lint(book, registry, locked=locked, live=live), *problems]


def _locked(path: Path) -> tuple[dict[lock.Code, str], list[menus.Problem]]:
    file = path.parent / lock.NAME
    if not file.exists():
        return {}, []
    found, report = lock.parse(file.read_text("utf-8", "replace"), str(file))
    return found, report.problems


def standing(data: Path) -> Counter[str]:
    """Count at which screens the conversations of a kiosk's data stand, as they were stored."""
    import sqlalchemy as sa

    from kiosk.opening import shared
    from kiosk.store import people, schema

    def count(tx: "Tx") -> Counter[str]:
        found: Counter[str] = Counter()
        for row in tx.run(sa.select(schema.session).where(schema.session.c.until > tx.at)):
            stored = people.read(tx, row)
            found.update(_screens(stored.state) if stored else ())
        return found

    with shared(None, data) as (kiosk, _):
        return kiosk.write(count)


def _screens(state: str) -> set[str]:
    try:
        return set(menus.Session.read(state).screens())
    except ValueError:
        return set()


def add_codes(path: Path, book: menus.Book) -> tuple[Path, int]:
    """Add the codes of a book to the lock file beside it; those that stand there stay as they are."""
    file = path.parent / lock.NAME
    locked, problems = _locked(path)
    if problems:
        raise menus.MenuError(problems)
    fresh = {code: target for code, target in lock.published(book).items() if code not in locked}
    if fresh or not file.exists():
        file.write_text(lock.write({**locked, **fresh}), "utf-8")
    return file, len(fresh)


def show(problems: Sequence[menus.Problem], number: int, style: str) -> None:
    """Print findings as text, as JSON lines or as one SARIF log."""
    if style == "sarif":
        from menus.sarif import sarif

        click.echo(json.dumps(sarif(problems), ensure_ascii=False, indent=2))
        return
    for problem in problems:
        if style == "json":
            click.echo(json.dumps(problem._asdict(), ensure_ascii=False))
        else:
            click.echo("\n".join(_wrapped(str(problem).split("\n"))))
    errors = sum(problem.severity == "error" for problem in problems)
    if style == "text":
        counts = _count(errors, "error"), _count(len(problems) - errors, "warning")
        click.echo(f"{_count(number, 'book')}: {', '.join(counts)}.", err=bool(errors))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _wrapped(lines: list[str]) -> Iterable[str]:
    """Wrap the sentence at its words where a person reads it; programs get one line."""
    if not sys.stdout.isatty():
        return lines
    width = min(shutil.get_terminal_size().columns, 110)
    head = textwrap.wrap(
        lines[0], width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return [*head, *lines[1:]]
