"""What is asked of the permit agency and what it answers, read strictly. PURE.

`cekizin` asks for one application: `{"nomor": "503-1234-2026"}`. The answer has `nomor`, `izin` (the code of
the permit), `status` (diproses, kurang, terbit, diambil, ditolak), `tahap` and `daritahap` (whole numbers),
`kurang` (codes of papers, of those of the table or a few words), `batas` (ISO 8601, "" for none) and `data`
(of when it is, with its offset). A number that does not exist is refused.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from kiosk.agency.strict import Strict
from kiosk.services.permits.applications import STATES, Application, State

READ = Strict("Hubungi pengelola sistem DPMPTSP.")
MOST = 30  # stages, or papers: more is nonsense
LONGEST = 60  # characters of a paper that the table does not have


def read(asked: Mapping[str, Any], answer: Mapping[str, Any], now: datetime) -> Application:
    """Read an answer. Raises Nonsense: nothing of it can be believed then."""
    if answer.get("nomor") != asked["nomor"]:
        raise READ.nonsense("nomor yang lain")
    kind, state = answer.get("izin"), answer.get("status")
    if not isinstance(kind, str) or not 0 < len(kind) <= LONGEST or state not in STATES:
        raise READ.nonsense("izin atau status")
    stages = READ.whole(answer, "daritahap", 1, MOST)
    stage = READ.whole(answer, "tahap", 1, stages)
    missing = _papers(answer.get("kurang"))
    if (state == "kurang") != bool(missing):
        raise READ.nonsense("status dan kurang yang tidak cocok")
    until, data_at = READ.day(answer.get("batas"), "batas"), READ.moment(answer.get("data"), now)
    return Application(asked["nomor"], kind, cast(State, state), stage, stages, missing, until, data_at)


def _papers(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever came
    good = isinstance(value, list) and len(value) <= MOST
    if not good or not all(isinstance(each, str) and 0 < len(each.strip()) <= LONGEST for each in value):
        raise READ.nonsense("kurang")
    return tuple(dict.fromkeys(" ".join(each.split()) for each in value))
