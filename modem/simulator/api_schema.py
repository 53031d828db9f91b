"""The control API as OpenAPI 3.1, written from the one table of operations."""

import re
from typing import Any

from modem.simulator.api import OPERATIONS, Operation
from modem.simulator.api_fields import Field
from modem.simulator.delays import Delays

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
BOOLEAN: Schema = {"type": "boolean"}
INTEGER: Schema = {"type": "integer"}
TIME: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "string", "description": "E.164, or a short code", "examples": ["+6281211110001"]}
IDENTIFIER: Schema = {"type": "string", "description": "opaque, unique across restarts"}
CARD: dict[str, Schema] = {
    "operator": {"type": "string", "description": "whose card it is"},
    "credit": {"type": "integer", "description": "rupiah"},
    "expires": {"type": "string", "format": "date", "description": "the last day on which it is active"},
    "card": {"enum": ["active", "grace", "dead"], "description": "grace: it only receives; dead: it is gone"},
    "charged": {"type": "boolean", "description": "whether what it does costs anything"},
}


def _thing(about: str, *optional: str, **properties: Schema) -> Schema:
    names = {name.rstrip("_"): schema for name, schema in properties.items()}  # `from_` is `from`
    required = [name for name in names if name not in optional]
    return {"type": "object", "description": about, "properties": names, "required": required}


ANSWERS: dict[str, Schema] = {
    "Error": _thing("A refusal: what is so, what to do.", error=STRING, remedy=STRING),
    "Accepted": _thing("The message is on its way.", id=IDENTIFIER, at=TIME),
    "Sent": _thing(
        "A message handed to the network.",
        "data",
        id=IDENTIFIER,
        from_=NUMBER,
        to=NUMBER,
        text=STRING,
        flash=BOOLEAN,
        parts=INTEGER,
        alphabet={"enum": ["gsm7", "8bit", "ucs2"]},
        at=TIME,
        data={"type": "string", "description": "what is no text, in hex"},
    ),
    "Text": _thing(
        "A message that a handset sent.",
        id=IDENTIFIER,
        from_=NUMBER,
        to=NUMBER,
        text=STRING,
        flash=BOOLEAN,
        at=TIME,
    ),
    "Received": _thing(
        "A message in an inbox.", id=IDENTIFIER, from_=STRING, text=STRING, flash=BOOLEAN, at=TIME
    ),
    "Screen": _thing("What a USSD service shows; more: it waits for a reply.", text=STRING, more=BOOLEAN),
    "Handset": _thing(
        "A handset.",
        number=NUMBER,
        on=BOOLEAN,
        missed={"type": "integer", "description": "calls that nobody answered"},
        **CARD,
        call={"type": ["object", "null"], "description": "its call, if there is one"},
        ussd={"type": ["object", "null"], "description": "its USSD session, if there is one"},
    ),
    "Modem": _thing(
        "A modem.",
        index=INTEGER,
        number=NUMBER,
        profile=STRING,
        plugged=BOOLEAN,
        registered=BOOLEAN,
        signal=INTEGER,
        **CARD,
    ),
    "Network": _thing(
        "How long things take (seconds), what they cost (rupiah), who is charged, how the air behaves.",
        **{name: {"type": "number"} for name in Delays._fields},
        seed=INTEGER,
        charging=BOOLEAN,
        timers={"type": "object", "description": "how long the network waits, in seconds"},
        tariffs={"type": "array", "items": {"type": "object"}, "description": "the operators"},
        accounts={"type": "array", "items": {"type": "object"}, "description": "the cards that are charged"},
        links={"type": "array", "items": {"type": "object"}, "description": "the link models that were set"},
    ),
    "Now": _thing("The simulated clock.", now=TIME),
    "TraceLine": _thing(
        "Octets on a modem's line.",
        id=IDENTIFIER,
        at=TIME,
        modem=INTEGER,
        direction={"enum": [">", "<", "!"], "description": "to the modem, from it, a note of the simulator"},
        text=STRING,
    ),
}
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
    described: Schema = {
        "summary": operation.about,
        "parameters": [_in_path(name) for name in re.findall(r"{(\w+)}", operation.path)],
        "responses": {
            str(operation.status): {
                "description": "done",
                "content": {"application/json": {"schema": answer}},
            },
            "4XX": REFUSED,
        },
    }
    if operation.method == "POST":
        described["requestBody"] = _body(operation)
    else:
        described["parameters"] += [_in_query(field) for field in operation.fields]
    return described


def _in_path(name: str) -> Schema:
    schema = NUMBER if name == "number" else {"type": "integer", "minimum": 0}
    example = "081211110001" if name == "number" else 0
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _in_query(field: Field) -> Schema:
    return {
        "name": field.name,
        "in": "query",
        "required": field.required,
        "description": field.about,
        "schema": _schema(field),
    }


def _body(operation: Operation) -> Schema:
    schema = _object(operation.fields)
    content: Schema = {"schema": schema, "example": operation.example or {}}
    return {"required": bool(schema["required"]), "content": {"application/json": content}}


def _object(fields: tuple[Field, ...]) -> Schema:
    return {
        "type": "object",
        "properties": {field.name: {**_schema(field), "description": field.about} for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _schema(field: Field) -> Schema:
    """Give a field in the words of JSON schema."""
    if field.type == "object":
        return _object(field.fields)
    if field.type == "array":
        return {"type": "array", "maxItems": field.maximum, "items": _object(field.fields)}
    bounds = {
        "minimum": field.minimum,
        "maximum": field.maximum,
        "minLength": field.shortest,
        "maxLength": field.longest,
        "const": field.only,
        "enum": list(field.choices) or None,
    }
    return {"type": field.type, **{word: bound for word, bound in bounds.items() if bound is not None}}
