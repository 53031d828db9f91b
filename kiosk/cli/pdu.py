"""`kiosk pdu`: PDUs for the eye and for programs, one line each."""

import json
import shutil
import sys
import textwrap
from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import click

from kiosk.errors import ERROR
from modem.compose import from_dict
from modem.describe import to_dict
from modem.errors import TpduError
from modem.status import meaning
from modem.tpdu import decode_pdu, encode_pdu

MARGIN = 20  # columns before a value
_LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}

ENCODE = """Encode messages: JSON lines from standard input.

Gives one hex line for each part, then an empty line; for a bad line {"error": {"field", "octet",
"message"}}, an empty line, and exit code 1. What `decode` prints comes back as the same octets.

\b
Keys, all optional but address and text (or data):
  type         submit (default), deliver, status-report, command,
               deliver-report, submit-report
  address      +62812…, 0812…, 1708 or a name of up to 11 characters
  text         of any length: cut into parts as needed; GSM 7-bit where it
               fits, else UCS2
  data         in place of text, hex: 8-bit data for one message
  class        0 (flash) to 3
  reference    of the parts of a long text (0 to 255; to 65535 as 16-bit)
               and TP-MR of the first; in a report: of its message
  validity     seconds, a moment (2026-11-24T08:00:00+07:00), or
               {"seconds": 90, "single_shot": true}
  report       true asks for a delivery report
  smsc         the service centre; without it the SIM card's own
  timestamp    of a deliver or a report: a moment
  pid, dcs     0 to 255; a dcs is used as it is, for one message
  alphabet     gsm7, 8bit or ucs2: refused where the message would not go so
  national     false: no national tables (phones elsewhere may lack them)
  ports        {"destination": 2948, "source": 9200}
  waiting      [{"kind": "voicemail", "count": 2}]: message waiting; fax,
               email, other, video; stored true or false, profile 1 to 4
  udh          [{"id": 0, "data": "070201"}] or
  concat       {"ref": 7, "total": 2, "part": 1}: for one message
  reject_duplicates, reply_path, more, loop_prevention,
  report_indication, of_command: true or false
  status, discharge, cause, command, message: of reports and commands

\b
Example:
  echo '{"address": "+6281234567890", "text": "Halo", "class": 0}' | kiosk pdu encode
"""


@click.group()
def command() -> None:
    """Decodes and encodes SMS PDUs.

    \b
    Examples:
      echo 06912618010000040D91261832547698F000006211428000008204C830FB0D | kiosk pdu decode
      echo '{"address": "+6281234567890", "text": "Halo"}' | kiosk pdu encode
    """  # noqa: D401  (click wants the backspace; the list of commands the third person)


@command.command()
@click.option(
    "--from",
    "sender",
    type=click.Choice(["network", "mobile"]),
    default="network",
    show_default=True,
    help="Who sent it: the network (DELIVER, STATUS-REPORT) or a mobile (SUBMIT, COMMAND).",
)
@click.option(
    "--smsc/--no-smsc", default=True, help="Whether the service centre's number leads.  [default: smsc]"
)
@click.option(
    "--json", "as_json", is_flag=True, help="JSON lines; always so where the output is no terminal."
)
def decode(sender: str, *, smsc: bool, as_json: bool) -> None:
    """Decode PDUs: hex lines from standard input.

    Gives one JSON object for each line, absent fields null, a bad line as
    {"error": {"field", "octet", "message"}} and exit code 1; on a terminal a table.

    \b
    Example:
      echo 0001000D91261832547698F0000004C830FB0D | kiosk pdu decode --from mobile
    """
    as_json = as_json or not _is_terminal()
    failed = False
    for line in _lines():
        fields = _decoded(line, network=sender == "network", smsc=smsc)
        failed |= "error" in fields
        click.echo(_json(fields) if as_json else "\n".join(_table(fields)) + "\n")
    sys.exit(ERROR if failed else 0)


@command.command(help=ENCODE)
@click.option(
    "--smsc/--no-smsc", default=True, help="Whether the service centre's number leads.  [default: smsc]"
)
def encode(*, smsc: bool) -> None:
    """Write each line of JSON as PDUs."""
    failed = False
    for line in _lines():
        if not line:
            continue
        try:
            written = from_dict(_parsed(line))
            hexes = [
                (encode_pdu(tpdu, written.smsc) if smsc else tpdu.encode()).hex().upper()
                for tpdu in written.tpdus
            ]
        except TpduError as error:
            failed, hexes = True, [_json(_error(error))]
        click.echo("\n".join(hexes) + "\n")
    sys.exit(ERROR if failed else 0)


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _lines() -> Iterator[str]:
    octets: bytes
    for number, octets in enumerate(sys.stdin.buffer):
        begun = octets if number else octets.removeprefix(BOM_UTF8)
        yield begun.decode("utf-8", "replace").strip()


def _decoded(line: str, *, network: bool, smsc: bool) -> dict[str, Any]:
    try:
        return to_dict(decode_pdu(_octets(line), network=network, smsc=smsc))
    except TpduError as error:
        return _error(error)


def _octets(line: str) -> bytes:
    for at, char in enumerate(line):
        if char not in "0123456789abcdefABCDEF":
            raise TpduError("hex", at // 2, f"{char!r} is no hex digit")
    if len(line) % 2:
        raise TpduError("hex", len(line) // 2, "half an octet")
    return bytes.fromhex(line)


def _parsed(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        where = error.pos if isinstance(error, json.JSONDecodeError) else 0
        raise TpduError("json", where, "the line is no JSON") from None
    if not isinstance(fields, dict):
        raise TpduError("json", 0, "the line is no JSON object")
    return fields


def _error(error: TpduError) -> dict[str, Any]:
    return {"error": {"field": error.field, "octet": error.octet, "message": error.message}}


def _json(fields: dict[str, Any]) -> str:
    """Write one line: it stays one for programs, too, that know more ends of lines than JSON does."""
    ascii_only = (sys.stdout.encoding or "").lower() not in ("utf-8", "utf8")
    return json.dumps(fields, ensure_ascii=ascii_only).translate(_LINE_ENDS)


def _table(fields: dict[str, Any]) -> Iterator[str]:
    """Draw one PDU: its type, then a row for each field that is there."""
    if "error" in fields:
        error = fields["error"]
        yield click.style("error", fg="red", bold=True)
        yield f"  {error['field']} at octet {error['octet']}: {_shown(error['message'])}"
        return
    yield click.style(fields["type"], bold=True)
    for key, value in fields.items():
        if key == "type" or value is None or value is False:
            continue
        first, *more = [line for row in _rows(key, value) for line in _wrapped(row)]
        yield f"  {key}".ljust(MARGIN) + first
        yield from (" " * MARGIN + line for line in more)


def _rows(key: str, value: object) -> list[str]:
    """Write a value for people: no control character of a message reaches the terminal."""
    if key == "concat" and isinstance(value, dict):
        return [f"part {value['part']} of {value['total']}, reference {value['ref']}"]
    if key == "status" and isinstance(value, int):
        return [f"0x{value:02X} {meaning(value)}"]
    if key in ("pid", "dcs"):
        return [f"0x{value:02X}"]
    if key == "validity" and isinstance(value, int):
        return [str(timedelta(seconds=value))]
    if value is True:
        return ["yes"]
    if key == "udh" and isinstance(value, list):
        return [f"0x{element['id']:02X} {element['data']}" for element in value]
    if key == "waiting" and isinstance(value, list):
        return [_waiting(told) for told in value]
    if isinstance(value, dict):
        return [", ".join(f"{name} {item}" for name, item in value.items())]
    return [_shown(row) for row in str(value).split("\n")]


def _wrapped(row: str) -> list[str]:
    """Cut a row where the terminal ends, so that what goes on stands under its beginning."""
    width = max(MARGIN, shutil.get_terminal_size().columns - MARGIN)
    return textwrap.wrap(row, width, drop_whitespace=False, break_on_hyphens=False) or [row]


def _waiting(told: dict[str, Any]) -> str:
    count = ("some" if told["active"] else "none") if told["count"] is None else told["count"]
    return f"{told['kind']}: {count}, {'stored' if told['stored'] else 'not stored'}"


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
