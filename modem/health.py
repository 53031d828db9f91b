"""The state of modem, SIM card and network (TS 27.007 clauses 7.2, 7.3, 8.5, 8.12)."""

import re
from datetime import datetime, timedelta, timezone

from modem import card
from modem.capabilities import asked
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
    operator, network = _operator(exchange)
    return Health(
        registered=state in REGISTERED,
        roaming=state == "roaming",
        signal=_dbm(exchange.run("+CSQ").value("+CSQ") or "") or _rsrp(_value(exchange, "+CESQ")),
        operator=operator,
        imei=setting.imei,
        iccid=setting.iccid,
        imsi=setting.imsi,
        memory=stores.memory,
        used=max(used, 0),
        total=total,
        registration=state,
        network_time=clock(_value(exchange, "+CCLK?")),
        smsc=_value(exchange, "+CSCA?").partition(",")[0].strip('" '),
        sim=card.state(exchange),
        network=network,
        number=_own_number(exchange),
    )


def registration(exchange: Exchange) -> str:
    """Tell where the modem stands in the network; in one of 4G only, by the questions of packets."""
    told = [state(exchange.run("+CREG?").value("+CREG") or "", answer=True)]
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


def _rsrp(cesq: str) -> int | None:
    """Read the signal of 4G, 3G or 2G from a +CESQ (TS 27.007 clause 8.69): where +CSQ knows only 2G.

    >>> _rsrp("99,99,255,255,20,45"), _rsrp("99,99,31,255,255,255"), _rsrp("99,99,255,255,255,255")
    (-96, -90, None)
    """
    fields = [field.strip() for field in cesq.split(",")]
    levels = [int(field) if field.isdecimal() and len(field) < 4 else 255 for field in fields]
    if len(levels) < 6:
        return None
    for level, highest, base in ((levels[5], 97, -141), (levels[2], 96, -121), (levels[0], 63, -111)):
        if level <= highest:
            return base + level
    return None


def _operator(exchange: Exchange) -> tuple[str, str]:
    """Ask for the operator's name and its MCC and MNC (TS 27.007 clause 7.3); "" for what is not told."""
    told = {_quoted(_value(exchange, "+COPS?"))}
    if asked(exchange, "+COPS=3,2").ok:
        told.add(_quoted(_value(exchange, "+COPS?")))
        exchange.attempt("+COPS=3,0")
        told.add(_quoted(_value(exchange, "+COPS?")))
    code = next((each for each in told if each.isdecimal() and len(each) in (5, 6)), "")
    return max((each for each in told if each != code), key=len, default="") or code, code


def _own_number(exchange: Exchange) -> str:
    """Ask for the card's own number (TS 27.007 clause 7.1): `+CNUM: "name","number",type`."""
    fields = _value(exchange, "+CNUM").split(",")
    number = fields[1].strip('" ') if len(fields) > 1 else ""
    return number if number.removeprefix("+").isdecimal() else ""


def _quoted(text: str) -> str:
    parts = text.split('"')
    return parts[1] if len(parts) > 2 else ""


def _value(exchange: Exchange, line: str) -> str:
    return asked(exchange, line).value(line.rstrip("?")) or ""
