"""The report as an officer reads it in a terminal, wide or narrow, or on paper. PURE."""

from collections.abc import Callable, Iterator, Mapping
from textwrap import wrap

from kiosk.evaluation import knowing, ratings
from kiosk.evaluation.export import CHANNELS
from kiosk.evaluation.figures import Fall, Figures
from kiosk.evaluation.reading import Report, Service
from kiosk.evaluation.verdict import number, percent

NARROW = 64  # columns: below, each service has lines of its own in place of a table
WIDEST = 100
WAYS = {"dropped": "terputus", "silent": "tidak membalas", "back": "kembali", "left": "pindah menu"}
NOTHING = "-"
COLUMNS: dict[str, Callable[[Figures], str]] = {
    "Orang": lambda f: number(f.people),
    "Mulai": lambda f: number(f.started),
    "Selesai": lambda f: number(f.completed),
    "%": lambda f: NOTHING if f.share is None else percent(f.share),
    "Menit": lambda f: NOTHING if f.minutes is None else f"{f.minutes:.1f}".replace(".", ","),
    "Janji": lambda f: NOTHING if f.promises is None else f"{f.promises.kept}/{f.promises.all}",
}


def written(report: Report, width: int) -> str:
    """Write the report for a terminal of *width* columns."""
    width = max(24, min(width, WIDEST))
    counted = _table if width >= NARROW else _blocks
    lines = [*_head(report, width), ""]
    if report.services:
        lines += [*counted(report.services, width), ""]
    for service in report.services:
        lines += [*_judged(report, service, width), ""]
    if report.satisfaction.knowing:
        lines += _wrapped("SUDAH TAHU? (ditanya setelah selesai di layar loket)", width)
        for line in knowing.lines(report.satisfaction.knowing, report.names):
            lines += _wrapped(line, width)
        lines += [""]
    lines += ratings.lines(report, width)
    lines += _wrapped(LEGEND, width)
    return "\n".join(line.rstrip() for line in lines)


LEGEND = (
    "Orang: membuka layanan. Mulai: mulai mengisi. Selesai: sampai tanda terima. %: selesai dari yang "
    "mulai dan tidak sedang berjalan. Menit: lamanya sampai selesai (median). Janji: ditepati/semua."
)


def _head(report: Report, width: int) -> Iterator[str]:
    office, period = report.office, report.period
    where = f", Kel. {office.kelurahan}" if office.kelurahan else ""
    yield from _wrapped(f"LAPORAN KIOS {office.kiosk}{where}", width)
    days = (period.until - period.since).days
    so_far = f" ({report.days} dari {days} hari)" if report.days < days else ""
    yield from _wrapped(f"{period}{so_far}", width)
    if not report.people:
        yield from _wrapped("Belum ada yang memakai kios ini pada waktu itu.", width)
        return
    reach = ""
    if office.residents:
        per_thousand = f"{1000 * report.people / office.residents:.1f}".replace(".", ",")
        reach = f", {per_thousand} dari 1.000 penduduk"
    ways = _ways(report.channels)
    yield from _wrapped(f"{number(report.people)} orang memakai kios{reach}. Lewat {ways}.", width)
    if report.lost:
        yield from _wrapped(
            f"{number(report.lost)} di antaranya tidak membuka layanan apa pun "
            "(hanya menu utama, atau menanyakan nomor).",
            width,
        )


def _table(services: tuple[Service, ...], width: int) -> Iterator[str]:
    cells = {name: [show(one.figures) for one in services] for name, show in COLUMNS.items()}
    wide = {name: max(map(len, (name, *column))) for name, column in cells.items()}
    room = width - sum(wide.values()) - 2 * len(wide)
    first = min(room, max(len("Layanan"), *(len(one.name) for one in services)))
    yield "Layanan".ljust(first) + "".join(f"  {name:>{wide[name]}}" for name in cells)
    yield "─" * (first + sum(wide.values()) + 2 * len(wide))
    for row, one in enumerate(services):
        yield _cut(one.name, first) + "".join(f"  {cells[name][row]:>{wide[name]}}" for name in cells)


def _blocks(services: tuple[Service, ...], width: int) -> Iterator[str]:
    for place, one in enumerate(services):
        if place:
            yield ""
        yield from _wrapped(one.name, width)
        for name, show in COLUMNS.items():
            yield f"  {name:<8}{show(one.figures):>12}"


def _judged(report: Report, service: Service, width: int) -> Iterator[str]:
    f = service.figures
    yield from _wrapped(report.verdict(service).sentence, width)
    if f.falls:
        yield from _wrapped(
            f"Berhenti di {_place(service, f.falls[0].screen)}: {_fallen(f.falls[0])}", width, "  "
        )
    if f.misses:
        screen, times = f.misses[0]
        yield from _wrapped(
            f"Sering tidak dipahami: {_place(service, screen)}, {number(times)} kali", width, "  "
        )
    if f.going:
        most = f.stands[0]
        where = f"paling banyak di {_place(service, most.screen)}: {number(most.people)}"
        yield from _wrapped(f"Masih berjalan: {number(f.going)} orang, {where}", width, "  ")
    if f.people:
        yield from _wrapped(f"Lewat {_ways(f.channels)}", width, "  ")


def _place(service: Service, screen: str) -> str:
    name, text = service.names[screen], service.texts[screen]
    return f"{name} (“{text}”)" if text else name


def _fallen(fall: Fall) -> str:
    ways = [f"{number(getattr(fall, way))} {word}" for way, word in WAYS.items() if getattr(fall, way)]
    return f"{number(fall.people)} orang ({', '.join(ways)})"


def _ways(channels: Mapping[str, int]) -> str:
    total = sum(channels.values())
    most = sorted(channels.items(), key=lambda each: -each[1])
    return ", ".join(f"{CHANNELS.get(name, name)} {percent(people / total)}" for name, people in most)


def _wrapped(text: str, width: int, inset: str = "") -> list[str]:
    return wrap(text, width, initial_indent=inset, subsequent_indent=inset and f"{inset}  ")


def _cut(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"
