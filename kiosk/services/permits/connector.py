"""What is asked of the permit agency and what it answers, read strictly. PURE.

`cekizin` asks for one application: `{"nomor": "503-1234-2026"}`. The answer has `nomor`, `izin` (the code of
the permit), `status` (diproses, kurang, terbit, diambil, ditolak), `tahap` and `daritahap` (whole numbers),
`kurang` (codes of papers, of those of the table or a few words), `batas` (ISO 8601, "" for none) and `data`
(of when it is, with its offset). A number that does not exist is refused.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast

from kiosk.agency import Nonsense
from kiosk.services.permits.applications import STATES, Application, State

REMEDY = "Hubungi pengelola sistem DPMPTSP."
MOST = 30  # stages, or papers: more is nonsense
LONGEST = 60  # characters of a paper that the table does not have
AHEAD = timedelta(minutes=10)  # that its clock may be before ours


def read(asked: Mapping[str, Any], answer: Mapping[str, Any], now: datetime) -> Application:
    """Read an answer. Raises Nonsense: nothing of it can be believed then."""
    if answer.get("nomor") != asked["nomor"]:
        raise _nonsense("nomor yang lain")
    kind, state = answer.get("izin"), answer.get("status")
    if not isinstance(kind, str) or not 0 < len(kind) <= LONGEST or state not in STATES:
        raise _nonsense("izin atau status")
    stages = _whole(answer, "daritahap", MOST)
    stage = _whole(answer, "tahap", stages)
    missing = _papers(answer.get("kurang"))
    if (state == "kurang") != bool(missing):
        raise _nonsense("status dan kurang yang tidak cocok")
    until, data_at = _day(answer.get("batas")), _moment(answer.get("data"), now)
    return Application(asked["nomor"], kind, cast(State, state), stage, stages, missing, until, data_at)


def _papers(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever came
    good = isinstance(value, list) and len(value) <= MOST
    if not good or not all(isinstance(each, str) and 0 < len(each.strip()) <= LONGEST for each in value):
        raise _nonsense("kurang")
    return tuple(dict.fromkeys(" ".join(each.split()) for each in value))


def _whole(answer: Mapping[str, Any], name: str, most: int) -> int:
    value = answer.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise _nonsense(name)
    return value


def _day(value: Any) -> date | None:  # noqa: ANN401
    if value in ("", None):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _nonsense("batas") from None


def _moment(value: Any, now: datetime) -> datetime:  # noqa: ANN401
    try:
        found = datetime.fromisoformat(value)
        ahead = found > now + AHEAD
    except (TypeError, ValueError):
        raise _nonsense("data") from None
    if ahead:
        raise _nonsense("data dari masa depan")
    return found


def _nonsense(what: str) -> Nonsense:
    return Nonsense(f"Jawabannya tidak masuk akal: {what}.", REMEDY)
