"""The state of modem, SIM card and network (TS 27.007 clauses 7.2, 7.3, 8.5, 8.12)."""

import re
from datetime import datetime, timedelta, timezone

from modem.events import Health
from modem.exchange import Exchange
from modem.setup import Setting
from modem.store import Stores

STATES = {
    0: "off",
    1: "home",
    2: "searching",
    3: "denied",
    4: "unknown",
    5: "roaming",
    6: "home",
    7: "roaming",
}
"""What <stat> of +CREG means (TS 27.007 clause 7.2); 6 and 7 are registered for messages only."""

REGISTERED = ("home", "roaming")
YEARS = range(2024, 2070)
"""A clock that shows another year was never set by a network: makes begin in 1970, 1980 or 2004."""

_CLOCK = re.compile(r'"?(\d\d)/(\d\d)/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d\d)?"?')


def measure(exchange: Exchange, setting: Setting, stores: Stores) -> Health:
    """Ask; what is not answered stays empty."""
    used, total = stores.usage(stores.memory)
    state = registration(exchange)
    operator = _value(exchange, "+COPS?").split('"')
    return Health(
        registered=state in REGISTERED,
        roaming=state == "roaming",
        signal=_dbm(_value(exchange, "+CSQ")),
        operator=operator[1] if len(operator) > 1 else "",
        imei=setting.imei,
        iccid=setting.iccid,
        imsi=setting.imsi,
        memory=stores.memory,
        used=max(used, 0),
        total=total,
        registration=state,
        network_time=clock(_value(exchange, "+CCLK?")),
        smsc=_value(exchange, "+CSCA?").partition(",")[0].strip('" '),
    )


def registration(exchange: Exchange) -> str:
    """Tell where the modem stands in the network; in one of 4G only, by the questions of packets."""
    told = [state(_value(exchange, "+CREG?"), answer=True)]
    if told[0] not in REGISTERED:
        told += [state(_value(exchange, line), answer=True) for line in ("+CEREG?", "+CGREG?")]
    return next((each for each in told if each in REGISTERED), told[0])


def state(text: str, *, answer: bool) -> str:
    """Read a +CREG: as an *answer* its first field is the mode; told unasked it is the state itself.

    >>> state('2,5,"1A2B","0C3D"', answer=True), state('2', answer=False), state("", answer=True)
    ('roaming', 'searching', '')
    """
    fields = [field.strip() for field in text.split(",")]
    number = fields[1] if answer and len(fields) > 1 else fields[0]
    return STATES.get(int(number), "unknown") if number.isdecimal() and len(number) < 3 else ""


def clock(text: str) -> datetime | None:
    """Read a +CCLK; None for one that no network has set.

    >>> str(clock('"26/11/24,10:14:28+28"')), clock('"04/01/01,00:00:12+00"'), clock("nonsense")
    ('2026-11-24 10:14:28+07:00', None, None)
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    zone = timezone(timedelta(minutes=15 * int(found[7] or 0)))
    try:
        moment = datetime(2000 + year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return moment if moment.year in YEARS else None


def _dbm(csq: str) -> int | None:
    """Read a +CSQ.

    >>> _dbm("18,99"), _dbm("99,99")
    (-77, None)
    """
    level = csq.partition(",")[0].strip()
    return 2 * int(level) - 113 if level.isdecimal() and int(level) <= 31 else None


def _value(exchange: Exchange, line: str) -> str:
    return exchange.run(line).value(line.rstrip("?")) or ""
