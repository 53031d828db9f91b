"""A report for others: JSON for programs, CSV for a spreadsheet. Counts of 1 to 4 are hidden. PURE.

A hidden count is written `<5`. Where ways and screens come to a total that is told, and only one of them is
hidden, the next smallest is made vague (`<10`), too: otherwise it could be computed. What people started and
completed is told as it is: their difference says of nobody where or how they stopped.

The CSV is for LibreOffice and Excel under an Indonesian locale: UTF-8 with its mark, semicolons, decimal
commas.
"""

import csv
import io
from datetime import date
from typing import Any

from kiosk.evaluation import knowing, ratings
from kiosk.evaluation.figures import WAYS, Fall, Figures
from kiosk.evaluation.hiding import hidden, parts
from kiosk.evaluation.knowing import Knowing
from kiosk.evaluation.reading import Report, Service
from kiosk.evaluation.verdict import FEW, percent
from kiosk.formulas import guarded

CHANNELS = {"sms": "SMS", "call": "misscall", "ussd": "USSD", "console": "loket", "web": "web"}
KINDS = {
    "unknown": "belum dikenal",
    "turned away": "menu pertama",
    "too little": "belum cukup data",
    "untried": "belum dipakai",
    "broken": "ada yang menghalangi",
    "slow": "jawaban lambat",
    "weak": "perlu diperbaiki",
    "good": "baik",
}
COLUMNS = (
    "layanan", "nama", "dari", "sampai", "orang", "mulai", "selesai", "persen_selesai", "menit_median",
    "janji_ditepati", "janji_semua", "jatuh_di", "jatuh_di_teks", "jatuh_orang", "salah_di", "salah_kali",
    *(f"orang_{name.lower()}" for name in CHANNELS.values()), "kesimpulan", "kalimat",
    "ikm", "ikm_mutu", "ikm_kuesioner", "ditanya", "tahu", "tahu_persen",
)  # fmt: skip


def as_dict(report: Report) -> dict[str, Any]:
    """Give the report as JSON has it."""
    office, period = report.office, report.period
    return {
        "kiosk": office.kiosk,
        "kelurahan": office.kelurahan,
        "residents": office.residents or None,
        "since": period.since.isoformat(),
        "until": period.last.isoformat(),
        "made": report.now.isoformat(timespec="seconds"),
        "days": report.days,
        "hidden_below": FEW,
        "people": hidden(report.people),
        "people_without_service": hidden(report.lost),
        "channels": parts(report.channels),
        "services": [_service(report, service) for service in report.services],
        "skm": ratings.as_dict(report),
        "awareness": knowing.as_dict(report.satisfaction.knowing, report.names),
        "unmet": [{"words": one.words, "times": hidden(one.times)} for one in report.unmet],
    }


def as_csv(report: Report) -> str:
    """Give the report as a table, a line for each service; write it as `utf-8-sig`."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for service in report.services:
        writer.writerow({key: _cell(value) for key, value in _row(report, service).items()})
    return text.getvalue()


def _service(report: Report, service: Service) -> dict[str, Any]:
    f, verdict = service.figures, report.verdict(service, exact=False)
    return {
        "service": service.key,
        "name": service.name,
        "people": hidden(f.people),
        "started": hidden(f.started),
        "completed": hidden(f.completed),
        "going": hidden(f.going),
        "stands": _places(service, f.stands),
        "completion": _share(f),
        "median_minutes": _minutes(f),
        "promises": None
        if f.promises is None
        else {"kept": hidden(f.promises.kept), "all": hidden(f.promises.all)},
        "channels": parts(f.channels),
        "falls": _places(service, f.falls),
        "misses": [{**_place(service, screen), "times": hidden(times)} for screen, times in f.misses],
        "verdict": {"kind": verdict.kind, "sentence": verdict.sentence},
    }


def _row(report: Report, service: Service) -> dict[str, object]:
    f, verdict = service.figures, report.verdict(service, exact=False)
    fall, miss = (f.falls or (None,))[0], (f.misses or (None,))[0]
    ways = parts(dict.fromkeys(CHANNELS, 0) | dict(f.channels))
    return {
        "layanan": service.key,
        "nama": service.name,
        "dari": report.period.since,
        "sampai": report.period.last,
        "orang": hidden(f.people),
        "mulai": hidden(f.started),
        "selesai": hidden(f.completed),
        "persen_selesai": _share(f),
        "menit_median": _minutes(f),
        "janji_ditepati": hidden(f.promises.kept) if f.promises else None,
        "janji_semua": hidden(f.promises.all) if f.promises else None,
        "jatuh_di": service.names[fall.screen] if fall else None,
        "jatuh_di_teks": service.texts[fall.screen] if fall else None,
        "jatuh_orang": hidden(fall.people) if fall else None,
        "salah_di": service.names[miss[0]] if miss else None,
        "salah_kali": hidden(miss[1]) if miss else None,
        **{f"orang_{name.lower()}": ways[channel] for channel, name in CHANNELS.items()},
        "kesimpulan": KINDS[verdict.kind],
        "kalimat": verdict.sentence,
        **_rating(report, service),
        **_known(report, service),
    }


def _known(report: Report, service: Service) -> dict[str, object]:
    one = report.satisfaction.knowing.get(service.key, Knowing())
    share = None if one.share is None or 0 < one.know < FEW else percent(one.share)[:-1]
    return {"ditanya": hidden(one.asked), "tahu": hidden(one.know), "tahu_persen": share}


def _rating(report: Report, service: Service) -> dict[str, object]:
    found = next((one for one in report.satisfaction.official if one.key == service.key), None)
    if found is None:
        return {"ikm": None, "ikm_mutu": None, "ikm_kuesioner": 0}
    index, grade = found.ikm, found.grade
    return {
        "ikm": None if index is None else str(index).replace(".", ","),
        "ikm_mutu": grade.letter if grade else None,
        "ikm_kuesioner": hidden(found.n),
    }


def _places(service: Service, falls: tuple[Fall, ...]) -> list[dict[str, Any]]:
    people = parts({fall.screen: fall.people for fall in falls})
    return [
        {
            **_place(service, fall.screen),
            "people": people[fall.screen],
            "ways": parts({way: getattr(fall, way) for way in WAYS}) if fall.people >= FEW else None,
        }
        for fall in falls
    ]


def _place(service: Service, screen: str) -> dict[str, str]:
    return {"screen": screen, "name": service.names[screen], "text": service.texts[screen]}


def _share(f: Figures) -> int | None:
    return None if f.share is None or 0 < f.completed < FEW else int(percent(f.share)[:-1])


def _minutes(f: Figures) -> float | None:
    return None if f.minutes is None or f.completed < FEW else round(f.minutes, 1)


def _cell(value: object) -> object:
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else value
