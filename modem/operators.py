"""The operators' codes and wordings, read from `operators.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PATTERNS: dict[str, list[str]] = _TABLES.pop("patterns")
OPERATORS: dict[str, dict[str, Any]] = _TABLES
