"""The operators of Indonesia: codes, service centres and wordings, read from `operators.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Operator(NamedTuple):
    """One operator; what is not known is empty.

    `networks` are MCC and MNC as an IMSI begins, `code` asks by USSD what is left, `smsc` is the service
    centre, `tariff` the price of an SMS in rupiah. `amount` and `expires` are patterns for its answer with
    one group, or the groups `day`, `month` and `year`; those of `PATTERNS` come after them.
    """

    networks: tuple[str, ...] = ()
    code: str = ""
    smsc: str = ""
    amount: tuple[str, ...] = ()
    expires: tuple[str, ...] = ()
    tariff: int = 0


def _operator(table: Mapping[str, Any]) -> Operator:
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    return Operator(**fields)


_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PATTERNS = _operator(_TABLES.pop("patterns"))
OPERATORS: Mapping[str, Operator] = {name: _operator(table) for name, table in _TABLES.items()}


def of(imsi: str, operators: Mapping[str, Operator] = OPERATORS) -> Operator | None:
    """Give the operator of an IMSI, the first where several share its network; None for one not known.

    >>> of("510101234567890").code, of("262011234567890")
    ('*888#', None)
    """
    return next((each for each in operators.values() if imsi[:5] in each.networks), None)


def beside(own: Mapping[str, Mapping[str, Any]], first: str = "") -> Mapping[str, Operator]:
    """Give the operators with one's *own* tables before them; *first* names the one that counts most.

    A table of a known name replaces only the fields that it has.

    >>> beside({"xl": {"code": "*808#"}})["xl"][:3]
    (('51011',), '*808#', '+62818445009')
    >>> of("510101234567890", beside({}, first="byu")) == OPERATORS["byu"]
    True
    """
    changed = {name: OPERATORS.get(name, Operator())._replace(**fields) for name, fields in own.items()}
    every = {**changed, **{name: each for name, each in OPERATORS.items() if name not in changed}}
    return {first: every[first], **every} if first in every else every
