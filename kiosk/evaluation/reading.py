"""Reads a report out of the database: what was rolled up, in three queries."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam, func

from kiosk.clock import WIB
from kiosk.evaluation import promises, satisfaction, screens, verdict
from kiosk.evaluation.figures import Figures, measure
from kiosk.evaluation.knowing import Knowing
from kiosk.evaluation.period import Period
from kiosk.evaluation.satisfaction import Satisfaction
from kiosk.evaluation.schema import day_count, visit
from kiosk.evaluation.visits import Visit
from kiosk.services.directory import demand
from kiosk.services.directory.demand import Wanted
from kiosk.store import schema
from kiosk.store.funnel import Reader
from menus import Book
from menus.resuming import asks

_v, _d = visit.c, day_count.c
VISITS = (
    sa.select(*(_v[name] for name in Visit._fields))
    .where(_v.at >= bindparam("since"), _v.at < bindparam("until"))
    .order_by(_v.at, _v.id)
)
MISSES = (
    sa.select(_d.service, _d.screen, func.sum(_d.lines).label("lines"))
    .where(_d.outcome.in_(("rejected", "refused")), _d.day >= bindparam("since"), _d.day < bindparam("until"))
    .group_by(_d.service, _d.screen)
    .order_by(func.sum(_d.lines).desc(), _d.screen)
)
FIRST = sa.select(func.min(_d.day))
LATEST = sa.select(func.max(schema.journal.c.at))


class Office(NamedTuple):
    """Whose report it is; no `kelurahan` and no `residents` where nobody said so."""

    kiosk: str
    kelurahan: str
    residents: int = 0


class Service(NamedTuple):
    """One service in the report; `names` and `texts` are those of the screens that are spoken of."""

    key: str
    name: str
    figures: Figures
    names: Mapping[str, str]
    texts: Mapping[str, str]


class Report(NamedTuple):
    """What is reported; `people` used the kiosk at all, `lost` of them opened no service."""

    office: Office
    period: Period
    now: datetime
    days: int
    people: int
    lost: int
    channels: Mapping[str, int]
    services: tuple[Service, ...]
    satisfaction: Satisfaction = satisfaction.NOTHING
    unmet: tuple[Wanted, ...] = ()  # what was looked for in the catalogue and not found, the most first

    def verdict(self, service: Service, *, exact: bool = True) -> verdict.Verdict:
        """Judge one of its services; not *exact* where others read it."""
        falls = service.figures.falls
        fall = service.names[falls[0].screen] if falls else ""
        known = self.satisfaction.knowing.get(service.key, Knowing())
        return verdict.judge(
            verdict.Case(
                service.name,
                service.figures,
                self.days,
                fall,
                self.office.residents,
                known.share,
                exact=exact,
            )
        )

    @property
    def names(self) -> Mapping[str, str]:
        """The services by their keys."""
        return {service.key: service.name for service in self.services}


def read(reader: Reader, book: Book, office: Office, period: Period, now: datetime) -> Report:
    """Read the report of a time out of what was rolled up."""
    of: dict[str, list[Visit]] = defaultdict(list)
    for row in reader.run(VISITS, since=period.begins, until=period.ends):
        of[row.service].append(Visit(*row))
    misses: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in reader.run(MISSES, since=period.since.isoformat(), until=period.until.isoformat()):
        misses[row.service].append((row.screen, row.lines))
    kept, at = promises.kept(reader, period), now.timestamp()
    services = []
    for key in dict.fromkeys((*book.entrances, *sorted(of), *sorted(kept))):
        if key == book.name:
            continue
        nodes = [node for node in book.nodes.values() if node.menu == key]
        forms = not nodes or any(node.field for node in nodes) or any(v.form_at for v in of[key])
        counted = measure(of[key], at, forms=forms, asks=any(map(asks, nodes)))
        figures = counted._replace(misses=tuple(misses[key]), promises=kept.get(key))
        services.append(_service(book, key, figures))
    everybody = measure([one for mine in of.values() for one in mine], at)
    served = {one.person for key, mine in of.items() if key != book.name for one in mine}
    first = next(iter(reader.run(FIRST)))[0]
    began, today = date.fromisoformat(first) if first else date.max, now.astimezone(WIB).date()
    return Report(
        office,
        period,
        now,
        period.elapsed(began, today),
        everybody.people,
        everybody.people - len(served),
        everybody.channels,
        tuple(services),
        satisfaction.read(reader, book, period),
        demand.most(reader.run, period.since, period.until),
    )


def _service(book: Book, key: str, figures: Figures) -> Service:
    places = [fall.screen for fall in (*figures.falls, *figures.stands)]
    spoken_of = {*places, *(screen for screen, _ in figures.misses)}
    label = book.entrances[key].label if key in book.entrances else ""
    return Service(
        key,
        label or key.capitalize(),
        figures,
        {screen: screens.name(book, key, screen) for screen in spoken_of},
        {screen: screens.text(book, key, screen) for screen in spoken_of},
    )
