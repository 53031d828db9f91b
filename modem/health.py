"""The state of modem, SIM card and network (TS 27.007 clauses 7.2, 7.3, 8.5)."""

from modem.events import Health
from modem.exchange import Exchange
from modem.setup import Setting
from modem.store import Stores

_HOME, _ROAMING = "1", "5"


def measure(exchange: Exchange, setting: Setting, stores: Stores) -> Health:
    """Ask; what is not answered stays empty."""
    used, total = stores.usage(stores.memory)
    registration = _value(exchange, "+CREG?").split(",")
    status = registration[1].strip() if len(registration) > 1 else ""
    operator = _value(exchange, "+COPS?").split('"')
    return Health(
        registered=status in (_HOME, _ROAMING),
        roaming=status == _ROAMING,
        signal=_dbm(_value(exchange, "+CSQ")),
        operator=operator[1] if len(operator) > 1 else "",
        imei=setting.imei,
        iccid=setting.iccid,
        imsi=setting.imsi,
        memory=stores.memory,
        used=max(used, 0),
        total=total,
    )


def _dbm(csq: str) -> int | None:
    """Read a +CSQ.

    >>> _dbm("18,99"), _dbm("99,99")
    (-77, None)
    """
    level = csq.partition(",")[0].strip()
    return 2 * int(level) - 113 if level.isdecimal() and int(level) <= 31 else None


def _value(exchange: Exchange, line: str) -> str:
    return exchange.run(line).value(line.rstrip("?")) or ""
