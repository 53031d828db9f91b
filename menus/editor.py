"""What an editor knows of a book: JSON Schema (draft 7), made of the tables that the loader reads by."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from menus import readers, together
from menus.schema import BOOK, CHOICE, ENTER, FIELD, QUESTION, SCREEN, VALUE, VALUE_KEYS, Keys


def schema() -> dict[str, Any]:
    """Make the schema. It cannot know what names lead to, nor that a label stands once: the loader does."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A book of menus, format 1",
        **_record(BOOK, required=("menu", "screens")),
        "definitions": {
            "screen": {**_record(SCREEN), "allOf": [*together.SCREEN.schema["allOf"], _CONFIRMED]},
            "field": {**_record(FIELD, required=("ask",)), **together.FIELD.schema},
            "entrance": {**_record(ENTER), **together.ENTER.schema},
            "confirmation": _record(QUESTION, required=("ask",)),
            "choice": _labelled(CHOICE, readers.target.schema),
            "value": _labelled(VALUE_KEYS, VALUE.schema),
        },
    }


_CONFIRMED = {  # a label of item 1 stands in a review; a question of its own needs none
    "if": {"properties": {"confirm": {"type": ["string", "number", "boolean"]}}, "required": ["confirm"]},
    "then": {"required": ["review"]},
}


def _record(keys: Keys, required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: reader.schema for key, (_, reader) in keys.items()},
        "required": list(required),
        "additionalProperties": False,
    }


def _labelled(keys: Keys, target: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a choice: `{Label: target, code: 4}`, `{label: …, to: target}` or the slot of the services."""
    known = {key: reader.schema for key, (_, reader) in keys.items() if key != "services"}
    written_out = {
        "properties": {**known, "label": readers.text.schema, "to": target},
        "required": ["label", "to"],
        "additionalProperties": False,
    }
    short = {  # one key beside the known ones
        "properties": known,
        "additionalProperties": target,
        "propertyNames": {"pattern": r"\S"},
        "anyOf": [
            {
                "required": list(some),
                "propertyNames": {"not": {"enum": [key for key in known if key not in some]}},
                "minProperties": len(some) + 1,
                "maxProperties": len(some) + 1,
            }
            for size in range(len(known) + 1)
            for some in combinations(known, size)
        ],
    }
    ways: list[Mapping[str, Any]] = [written_out, short]
    if "services" in keys:
        slot = {"properties": {"services": {"enum": [True, "true"]}}, "required": ["services"]}
        ways.insert(0, {**slot, "additionalProperties": False})
    return {"type": "object", "anyOf": ways}
