"""What a book says, without where it is written: the ground of its digest."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from menus.definition import Definition
from menus.tree import Report, Tree


def digest(definitions: Sequence[Definition]) -> str:
    """Give the digest of some books: of their content alone, so that YAML and Python give the same.

    The order of screens, choices and outcomes counts, that of keys, comments and white space does not.
    """
    text = json.dumps([content(each) for each in definitions], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def content(value: Any) -> Any:  # noqa: ANN401 (whatever a definition holds)
    """Give a value of a definition as lists and texts, without places and without what is at its default."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        defaults: Mapping[str, Any] = getattr(value, "_field_defaults", {})
        pairs = zip(value._fields, value, strict=True)
        kept = [(key, each) for key, each in pairs if not isinstance(each, Tree | Report)]
        return [[key, content(each)] for key, each in kept if key not in defaults or each != defaults[key]]
    if isinstance(value, Mapping):
        return [[key, content(each)] for key, each in value.items()]
    if isinstance(value, tuple):
        return [content(each) for each in value]
    return value
