"""SQLAlchemy Core statements as they are run: compiled to SQL once, their values bound by place."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

REMEMBERED = 500  # compiled statements

_dialect = sqlite.dialect(paramstyle="qmark")


class Rows(list[Any]):
    """What a statement gave: named tuples; `changed` counts the rows written, `inserted` the last row id."""

    __slots__ = ("changed", "inserted")
    changed: int
    inserted: int | None

    def first(self) -> Any:  # noqa: ANN401 - a row's fields are the statement's
        """Give the first row, or None."""
        return self[0] if self else None

    def value(self) -> Any:  # noqa: ANN401
        """Give the first field of the first row, or None."""
        return self[0][0] if self else None


class Compiled:
    """A statement as it is run."""

    __slots__ = ("_row", "defaults", "order", "sql")

    def __init__(self, sql: str, defaults: dict[str, Any], order: Callable[[Mapping[str, Any]], Any]) -> None:
        self.sql = sql
        self.defaults = defaults  # what the statement brings itself: constants, members of IN
        self.order = order  # from values by name to the places in the SQL
        self._row: Callable[[Any], Any] | None = None

    def row(self, columns: Sequence[Sequence[Any]]) -> Callable[[Any], Any]:
        """Give what names the fields of a row; *columns* are the cursor's own words for them."""
        if self._row is None:
            made = namedtuple("Row", [column[0] for column in columns], rename=True)  # type: ignore[misc]
            self._row = made._make
        return self._row


class Prepared:
    """A statement that nearly every answer runs, with its values in the order of *names*.

    By place instead of by name it takes half of the time; for everything else there is `Connection.run`.
    """

    def __init__(self, statement: sa.Executable, *names: str) -> None:
        self._statement, self._names = statement, names

    @cached_property
    def sql(self) -> str:
        """The statement as SQLite reads it."""
        return self._compiled.sql

    @cached_property
    def bound(self) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
        """Put values into the places of the SQL, where a name may stand twice and constants stand too."""
        order, constants = self._places, tuple(self._compiled.defaults.values())
        if order == list(range(len(self._names))):
            return _as_given
        if len(order) == 1:  # of one place `itemgetter` gives no tuple
            return lambda values: ((values + constants)[order[0]],)
        pick = itemgetter(*order)
        return lambda values: pick(values + constants)

    @cached_property
    def _compiled(self) -> Compiled:
        return compiled(self._statement, dict.fromkeys(self._names))

    @property
    def _places(self) -> list[int]:
        names = (*self._names, *self._compiled.defaults)
        return list(self._compiled.order({name: place for place, name in enumerate(names)}))


def _as_given(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return values


_known: dict[tuple[Any, ...], Compiled] = {}  # for all connections: statement and names of its values


def compiled(statement: sa.Executable, values: Mapping[str, object]) -> Compiled:
    """Give a statement for values of these names: compiled the first time, and remembered."""
    return _known.get((statement, *values)) or _compile(statement, values)


def _compile(statement: sa.Executable, values: Mapping[str, object]) -> Compiled:
    if len(_known) >= REMEMBERED:
        _known.clear()
    done = statement.compile(dialect=_dialect, column_keys=list(values) or None)  # type: ignore[attr-defined]
    wanted = {name for name, bind in done.binds.items() if bind.required}
    whole = done.construct_expanded_state(dict.fromkeys(wanted))  # IN (…) becomes its literal values
    defaults = {name: value for name, value in whole.parameters.items() if name not in wanted}
    made = Compiled(whole.statement, defaults, _in_order(whole.positiontup or ()))
    _known[(statement, *values)] = made
    return made


def _in_order(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Any]:
    """Give what puts values by name in this order: SQLite binds by place in half of the time."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]
