"""Values that come from outside, checked one by one; what is wrong is said with the field's name."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

JSON = Any
Schema = dict[str, Any]


class ApiError(Exception):
    """A request that is refused: an HTTP status, one sentence of fact, one of remedy."""

    def __init__(self, status: int, error: str, remedy: str) -> None:
        super().__init__(error)
        self.status, self.error, self.remedy = status, error, remedy

    def json(self) -> JSON:
        """Give the body of the answer."""
        return {"error": self.error, "remedy": self.remedy}


class Field(NamedTuple):
    """A value of a body or a query: its JSON type, and the bounds that JSON schema has words for.

    `fields` are those of an object, or of each object in an array.
    """

    name: str
    type: str  # string, boolean, integer, number, object, array
    about: str
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    shortest: int | None = None
    longest: int | None = None
    only: Any = None  # the one value allowed
    choices: tuple[str, ...] = ()  # the values allowed, where not all are
    fields: "tuple[Field, ...]" = ()

    def check(self, value: JSON) -> JSON:
        """Give the value, or raise ApiError."""
        if not isinstance(value, _TYPES[self.type]) or (isinstance(value, bool) and self.type != "boolean"):
            self._wrong(f"must be {'an' if self.type[0] in 'aio' else 'a'} {self.type}")
        if self.only is not None and value != self.only:
            self._wrong(f"must be {json.dumps(self.only)}")
        if self.choices and value not in self.choices:
            self._wrong(f"must be one of {', '.join(self.choices)}")
        if isinstance(value, str):
            self._check_text(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._check_number(value)
        elif isinstance(value, dict):
            return check_fields(self.fields, value, self.name)
        elif isinstance(value, list):
            return self._check_list(value)
        return value

    def schema(self) -> Schema:
        """Give the field in the words of JSON schema."""
        if self.type == "object":
            return described(self.fields)
        if self.type == "array":
            return {"type": "array", "maxItems": self.maximum, "items": described(self.fields)}
        bounds = {
            "minimum": self.minimum,
            "maximum": self.maximum,
            "minLength": self.shortest,
            "maxLength": self.longest,
            "const": self.only,
            "enum": list(self.choices) or None,
        }
        return {"type": self.type, **{word: bound for word, bound in bounds.items() if bound is not None}}

    def _check_list(self, values: list[JSON]) -> JSON:
        if self.maximum is not None and len(values) > self.maximum:
            self._wrong(f"holds more than {self.maximum:g}")
        for place, value in enumerate(values):
            if not isinstance(value, dict):
                self._wrong(f"must hold objects: entry {place} is none")
        return [check_fields(self.fields, value, f"{self.name}[{n}]") for n, value in enumerate(values)]

    def _check_text(self, value: str) -> None:
        if self.shortest is not None and len(value) < self.shortest:
            self._wrong("is empty")
        if self.longest is not None and len(value) > self.longest:
            self._wrong(f"is longer than {self.longest} characters")
        if re.search("[\ud800-\udfff]", value):
            self._wrong("holds half a character (a lone surrogate)")

    def _check_number(self, value: float) -> None:
        if not math.isfinite(value):
            self._wrong("must be a finite number")
        if self.minimum is not None and value < self.minimum:
            self._wrong(f"must be at least {self.minimum:g}")
        if self.maximum is not None and value > self.maximum:
            self._wrong(f"must be at most {self.maximum:g}")

    def _wrong(self, what: str) -> NoReturn:
        raise ApiError(400, f"{self.name} {what}.", f"{self.name}: {self.about}.")


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "object": dict,
    "array": list,
    "integer": int,
    "number": (int, float),
}


def check_fields(fields: tuple[Field, ...], values: Mapping[str, JSON], where: str) -> dict[str, JSON]:
    """Give the values that a body or a query holds, all checked; null is the same as left out."""
    known = {field.name for field in fields}
    allowed = f"It may hold {', '.join(sorted(known))}." if known else "It holds nothing."
    for name in values:
        if name not in known:
            raise ApiError(400, f"{name!r} is no field of the {where}.", allowed)
    given = {
        field.name: field.check(values[field.name]) for field in fields if values.get(field.name) is not None
    }
    for field in fields:
        if field.required and field.name not in given:
            raise ApiError(400, f"{field.name} is missing in the {where}.", f"{field.name}: {field.about}.")
    return given


def described(fields: tuple[Field, ...]) -> Schema:
    """Give an object of these fields in the words of JSON schema."""
    return {
        "type": "object",
        "properties": {field.name: _described(field) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _described(field: Field) -> Schema:
    """Give one field of an object: null is a word for "left out"."""
    schema = field.schema()
    if not field.required:
        schema["type"] = [schema["type"], "null"]
        if "const" in schema:
            schema["enum"] = [schema.pop("const")]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return {**schema, "description": field.about}
