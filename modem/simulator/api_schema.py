"""The control API as OpenAPI 3.1, written from the one table of operations."""

import re

from modem.simulator.api import OPERATIONS, Operation
from modem.simulator.api_answers import ANSWERS
from modem.simulator.api_fields import Field, Schema, described

OTHER_PATHS: dict[str, Schema] = {
    "/api/events": {
        "get": {
            "summary": "The news as server-sent events: `hello` with everything, then batches of `news`.",
            "responses": {"200": {"description": "a stream", "content": {"text/event-stream": {}}}},
        }
    },
    "/api/schema": {
        "get": {
            "summary": "This description.",
            "responses": {"200": {"description": "OpenAPI", "content": {"application/json": {}}}},
        }
    },
}
REFUSED = {
    "description": "refused: the body says why and what to do",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}

_GAP = r"[ ().\-]*"
SPELLED: Schema = {
    "type": "string",
    "description": "as people write it: 0812…, 62812…, +62812…, a short code; + and %2B are the same",
    "pattern": rf"^({_GAP}0{_GAP}0|(?!{_GAP}0{_GAP}0){_GAP}\+?){_GAP}([0-9]{_GAP}){{3,15}}$",
}


def openapi() -> Schema:
    """Give the whole description."""
    paths: dict[str, Schema] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Loket simulator",
            "version": "1",
            "description": "Simulated modems, their network and handsets, controlled from outside. "
            "Numbers are written 0812…, 62812… or +62812…, and given as E.164.",
        },
        "paths": {**paths, **OTHER_PATHS},
        "components": {"schemas": ANSWERS},
    }


def _operation(operation: Operation) -> Schema:
    name = operation.answer.strip("[]")
    answer: Schema = {"$ref": f"#/components/schemas/{name}"}
    if operation.answer.startswith("["):
        answer = {"type": "array", "items": answer}
    whole: Schema = {
        "summary": operation.about,
        "parameters": [_in_path(name) for name in re.findall(r"{(\w+)}", operation.path)],
        "responses": {
            str(operation.status): {
                "description": "done",
                "content": {"application/json": {"schema": answer}},
            },
            **dict.fromkeys(operation.refusals, REFUSED),
        },
    }
    if operation.method == "POST":
        whole["requestBody"] = _body(operation)
    else:
        whole["parameters"] += [_in_query(field) for field in operation.fields]
    return whole


def _in_path(name: str) -> Schema:
    schema = SPELLED if name == "number" else {"type": "integer", "minimum": 0}
    example = "081211110001" if name == "number" else 0
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _in_query(field: Field) -> Schema:
    return {
        "name": field.name,
        "in": "query",
        "required": field.required,
        "description": field.about,
        "schema": field.schema(),
    }


def _body(operation: Operation) -> Schema:
    schema = described(operation.fields)
    content: Schema = {"schema": schema, "example": operation.example or {}}
    return {"required": bool(schema["required"]), "content": {"application/json": content}}
