"""The ratings (SKM) as a text, as JSON, as the table of the official form. PURE."""

import csv
import io
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from kiosk.evaluation import skm
from kiosk.evaluation.hiding import hidden, parts
from kiosk.evaluation.reading import Report
from kiosk.evaluation.satisfaction import ALL, Rated
from kiosk.evaluation.skm import ELEMENTS, ENOUGH, WEIGHT, Tally
from kiosk.evaluation.verdict import FEW, number
from kiosk.formulas import guarded

NAMES = {element.key: element.name for element in ELEMENTS}
SHORT = {  # as they are spoken of in a line
    "U1": "persyaratan", "U2": "prosedur", "U3": "waktu", "U4": "biaya", "U5": "produk", "U6": "kompetensi",
    "U7": "perilaku", "U8": "sarana", "U9": "pengaduan",
}  # fmt: skip
WHO = {
    "-20": "di bawah 20 tahun", "50+": "50 tahun ke atas", "p": "perempuan", "l": "laki-laki",
    "sd": "SD ke bawah", "smp": "SMP", "sma": "SMA/SMK", "s1": "Diploma/S1", "s2": "S2 ke atas",
    "asn": "PNS/TNI/Polri", "swasta": "pegawai swasta", "wira": "wiraswasta", "pelajar": "pelajar/mahasiswa",
    "lain": "lainnya", "lewati": "tidak menjawab",
}  # fmt: skip
COLUMNS = (
    "bagian", "layanan", "nama", "unsur", "unsur_nama", "jawaban", "nrr", "nrr_tertimbang", "bawah", "atas",
    "ikm", "mutu", "kinerja", "kuesioner", "bernomor",
)  # fmt: skip


def lines(report: Report, width: int) -> Iterator[str]:
    """Write the ratings, and what was looked for in vain, for a terminal of *width* columns."""
    found = report.satisfaction
    if found.official or found.pulse:
        span = found.since if found.since == found.until else f"{found.since} sampai {found.until}"
        yield from wrap(f"KEPUASAN WARGA (SKM), {span}", width)
        for one in found.official:
            advised = _advised(report, one)
            wanted = f" Dianjurkan {number(advised)} kuesioner." if advised else ""
            yield from wrap(f"Resmi, {one.name}: {official(one)}{wanted}", width, subsequent_indent="  ")
        for one in found.pulse:
            yield from wrap(f"Denyut SMS, {one.name}: {pulse(one)}", width, subsequent_indent="  ")
        yield ""
    if report.unmet:
        said = ", ".join(f"{one.words} ({number(one.times)})" for one in report.unmet)
        yield from wrap(f"DICARI TETAPI TIDAK ADA (Layanan lain): {said}", width, subsequent_indent="  ")
        yield ""


def _advised(report: Report, one: Rated) -> int:
    """Tell how many questionnaires the sampling table asks for: of those who got the service done."""
    services = [each.figures.completed for each in report.services if one.key in (each.key, ALL)]
    return skm.sample(sum(services))


def official(one: Rated) -> str:
    """Say an official rating in a line."""
    if one.ikm is None:
        return f"kurang dari {FEW} kuesioner, tidak ditampilkan."
    grade, lowest = one.grade, min(one.tallies.items(), key=lambda pair: (pair[1].nrr, pair[0]))
    said = f"{grade.letter}, {grade.said}" if grade else f"belum dinilai: kurang dari {ENOUGH} kuesioner"
    many = f"{number(one.n)} kuesioner, {number(one.numbered)} bernomor"
    worst = f"{SHORT[lowest[0]]} {_comma(skm.rounded(lowest[1].nrr))}"
    return f"IKM {_comma(one.ikm)} ({said}), {many}; terendah {worst}."


def pulse(one: Rated) -> str:
    """Say the pulse of a service in a line."""
    if not one.shown:
        return f"kurang dari {FEW} jawaban, tidak ditampilkan."
    return "; ".join(f"{SHORT[key]} {_mean(tally)}" for key, tally in one.shown.items()) + "."


def _mean(tally: Tally) -> str:
    low, high = map(_comma, skm.interval(tally))
    return f"{_comma(skm.rounded(tally.nrr))} ({low}-{high}, {number(tally.n)} jawaban)"


def as_dict(report: Report) -> dict[str, Any]:
    """Give the ratings as JSON has them; counts below five are hidden."""
    found = report.satisfaction
    return {
        "since": found.since or None,
        "until": found.until or None,
        "official": [
            {
                "service": one.key,
                "name": one.name,
                "questionnaires": hidden(one.n),
                "numbered": hidden(one.numbered) if one.told else None,
                "advised": hidden(_advised(report, one)) or None,
                "ikm": None if one.ikm is None else float(one.ikm),
                "grade": one.grade.letter if one.grade else None,
                "said": one.grade.said if one.grade else None,
                "elements": {key: {"nrr": float(skm.rounded(tally.nrr))} for key, tally in one.shown.items()},
            }
            for one in found.official
        ],
        "pulse": [
            {
                "service": one.key,
                "name": one.name,
                "elements": {key: _told(tally) for key, tally in one.shown.items()},
            }
            for one in found.pulse
        ],
    }


def _told(tally: Tally) -> dict[str, Any]:
    low, high = map(float, skm.interval(tally))
    return {"answers": tally.n, "nrr": float(skm.rounded(tally.nrr)), "low": low, "high": high}


def as_csv(report: Report) -> str:
    """Give the table of the official form, a line for each element; the pulse stands below it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for part, every in (("resmi", report.satisfaction.official), ("denyut", report.satisfaction.pulse)):
        for one in every:
            writer.writerows(_rows(part, one))
            writer.writerows(_who(one))
    return text.getvalue()


def _rows(part: str, one: Rated) -> Iterator[dict[str, object]]:
    whose = {"bagian": part, "layanan": "semua" if one.key == ALL else one.key, "nama": guarded(one.name)}
    for key, tally in one.shown.items():
        low, high = skm.interval(tally)
        row: dict[str, object] = whose | {"unsur": key, "unsur_nama": NAMES[key], "jawaban": tally.n}
        row |= {"nrr": _comma(skm.rounded(tally.nrr, 3)), "bawah": _comma(low), "atas": _comma(high)}
        if part == "resmi":
            row |= {"nrr_tertimbang": _comma(skm.rounded(WEIGHT * tally.nrr, 3))}
        yield row
    if part == "resmi":
        grade = one.grade
        yield whose | {
            "ikm": "" if one.ikm is None else _comma(one.ikm),
            "mutu": grade.letter if grade else "",
            "kinerja": grade.said if grade else "",
            "kuesioner": hidden(one.n),
            "bernomor": hidden(one.numbered) if one.told else "",
        }


def _who(one: Rated) -> Iterator[dict[str, object]]:
    """Give those who answered, as the form asks for; a group of one to four is hidden."""
    if not one.told:
        return
    for about, groups in one.who.items():
        for group, count in parts(groups).items():
            yield {
                "bagian": "responden",
                "layanan": one.key,
                "nama": guarded(one.name),
                "unsur": about,
                "unsur_nama": WHO.get(group, group),
                "jawaban": count,
            }


def _comma(value: object) -> str:
    return str(value).replace(".", ",")
