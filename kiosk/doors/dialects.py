"""How USSD gateways ask, and how they want to be answered: a table. A new gateway is a new row.

A dialect reads the fields of a request (a form, a query or a JSON object, all as text) and writes a reply.
Whether a request is new or a gateway's second try is decided by the door, from `Asked`.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kiosk import guard

Fields = Mapping[str, str]  # names in small letters
_written = json.JSONEncoder(ensure_ascii=False).encode  # made once: half of the time


class Asked(NamedTuple):
    """What a gateway asks: whose dialogue it is, where it stands, what is new.

    `session` and `turn` are "" where the gateway has none. `path` is everything typed so far, joined by `*`
    (then `text` is not used), `jump` the choices dialled behind the service code; `over` tells how it ended.
    """

    who: str
    session: str = ""
    turn: str = ""
    begins: bool = False
    text: str = ""
    path: str | None = None
    jump: tuple[str, ...] = ()
    over: str = ""


class Answer(NamedTuple):
    """What goes back to a gateway."""

    body: str
    media: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = {}
    status: int = 200


class BadRequest(Exception):
    """The request cannot be understood: `str` says what is missing, in words for who set the gateway up."""


class Dialect(NamedTuple):
    """How one kind of gateway asks, and how it is answered: `write(text, more, fields)`."""

    read: Callable[[Fields], Asked]
    write: Callable[[str, bool, Fields], Answer]


def read_africastalking(fields: Fields) -> Asked:
    """Read a form of sessionId, serviceCode, phoneNumber and text, where text is the whole path.

    >>> read_africastalking({"sessionid": "s", "phonenumber": "+6281211110001", "text": "4*1"}).path
    '4*1'
    """
    return Asked(_number(fields, "phonenumber"), _given(fields, "sessionid"), path=fields.get("text", ""))


def read_json(fields: Fields) -> Asked:
    """Read SessionId, Mobile, ServiceCode, Type, Message and Sequence, if it is sent (Hubtel, its kin).

    >>> asked = {"sessionid": "s", "mobile": "0812-1111-0001", "type": "Initiation", "message": "*123*4#"}
    >>> read_json(asked | {"servicecode": "*123#"}).jump
    ('4',)
    """
    kind = _given(fields, "type").lower()
    if kind not in ("initiation", "response", "release", "timeout", "hijacksession"):
        raise BadRequest(f"Type is {kind!r}; Initiation, Response, Release or Timeout is wanted.")
    message = fields.get("message", "")
    begins = kind in ("initiation", "hijacksession")
    return Asked(
        _number(fields, "mobile"),
        _given(fields, "sessionid"),
        turn=fields.get("sequence", ""),
        begins=begins,
        text="" if begins else message,
        jump=dialled(message, fields.get("servicecode", "")) if begins else (),
        over={"release": "dropped", "timeout": "timed out"}.get(kind, ""),
    )


def read_plain(fields: Fields) -> Asked:
    """Read msisdn and text; an empty text or a dial string begins. There is neither session nor turn.

    >>> read_plain({"msisdn": "6281211110001", "text": "*123*4#"})[0:4]
    ('+6281211110001', '', '', True)
    """
    text = fields.get("text", "")
    begins = not text.strip() or re.fullmatch(r"\s*\*[0-9*]+#\s*", text) is not None
    return Asked(
        _number(fields, "msisdn"),
        begins=begins,
        text="" if begins else text,
        jump=dialled(text, fields.get("code", "")) if begins else (),
    )


def write_con_end(text: str, more: bool, fields: Fields) -> Answer:
    """Write CON where an answer is awaited, END where none is."""
    return Answer(("CON " if more else "END ") + text)


def write_json(text: str, more: bool, fields: Fields) -> Answer:
    """Write Type Response where an answer is awaited, Release where none is."""
    body = {
        "SessionId": fields.get("sessionid", ""),
        "Type": "Response" if more else "Release",
        "Message": text,
    }
    return Answer(_written(body), "application/json")


def write_plain(text: str, more: bool, fields: Fields) -> Answer:
    """Write the text alone; the header Freeflow says whether the dialogue goes on (FC) or ends (FB)."""
    return Answer(text, headers={"Freeflow": "FC" if more else "FB"})


DIALECTS: dict[str, Dialect] = {
    "africastalking": Dialect(read_africastalking, write_con_end),
    "json": Dialect(read_json, write_json),
    "plain": Dialect(read_plain, write_plain),
}


def dialled(string: str, code: str = "") -> tuple[str, ...]:
    """Give the choices behind the service code of a dial string.

    >>> dialled("*123#"), dialled("*123*4*1#"), dialled("*384*77*4#", "*384*77#")
    ((), ('4', '1'), ('4',))
    """
    parts = [part for part in string.strip().strip("*#").split("*") if part]
    own = [part for part in code.strip().strip("*#").split("*") if part]
    length = len(own) if own and parts[: len(own)] == own else 1
    return tuple(parts[length:])


def number(text: str) -> str:
    """Write a gateway's number in E.164, with or without its plus; raises BadRequest for what is none.

    >>> number("081211110001"), number("254711000111")
    ('+6281211110001', '+254711000111')
    """
    found = guard.e164(text.strip())
    for one in (found, f"+{found}"):
        if guard.SENDER.fullmatch(one):
            return one
    raise BadRequest(f"{text!r} is no phone number.")


def _number(fields: Fields, name: str) -> str:
    return number(_given(fields, name))


def _given(fields: Fields, name: str) -> str:
    if not (value := fields.get(name, "").strip()):
        raise BadRequest(f"The field {name} is missing.")
    return value
