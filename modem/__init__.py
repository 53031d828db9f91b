"""A GSM modem in Python: SMS codec, AT driver, simulator (3GPP TS 23.038, 23.040, 27.005, 27.007; V.250).

    with open_modem("/dev/ttyUSB0") as gsm:
        gsm.send("+6281234567890", "Halo")
        for event in gsm.events():
            ...

The names below are the library; each is loaded when first used, so that `import modem` costs next to nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .async_modem import AsyncModem as AsyncModem
    from .async_modem import open_async_modem as open_async_modem
    from .capabilities import Capabilities as Capabilities
    from .driver import Modem as Modem
    from .errors import CmeError as CmeError
    from .errors import CmsError as CmsError
    from .errors import Gone as Gone
    from .errors import ModemError as ModemError
    from .errors import OutcomeUnknown as OutcomeUnknown
    from .errors import PinRequired as PinRequired
    from .errors import Refused as Refused
    from .errors import Silent as Silent
    from .events import Call as Call
    from .events import CallEnded as CallEnded
    from .events import CallReceived as CallReceived
    from .events import Event as Event
    from .events import Health as Health
    from .events import PartReceived as PartReceived
    from .events import Recovered as Recovered
    from .events import RegistrationChanged as RegistrationChanged
    from .events import ReportReceived as ReportReceived
    from .events import Sent as Sent
    from .events import SimChanged as SimChanged
    from .events import SmsReceived as SmsReceived
    from .events import Stored as Stored
    from .events import StoreFilling as StoreFilling
    from .events import TimeTold as TimeTold
    from .events import ToneReceived as ToneReceived
    from .events import Undecodable as Undecodable
    from .events import Ussd as Ussd
    from .events import UssdReceived as UssdReceived
    from .link import Link as Link
    from .link import open_link as open_link
    from .lock import PortHeld as PortHeld
    from .opening import open_modem as open_modem

_ROOMS = {
    "capabilities": "Capabilities",
    "async_modem": "AsyncModem open_async_modem",
    "driver": "Modem",
    "errors": "CmeError CmsError Gone ModemError OutcomeUnknown PinRequired Refused Silent",
    "events": "Call CallEnded CallReceived Event Health PartReceived Recovered RegistrationChanged "
    "ReportReceived Sent SimChanged SmsReceived Stored StoreFilling TimeTold ToneReceived Undecodable Ussd "
    "UssdReceived",
    "link": "Link open_link",
    "lock": "PortHeld",
    "opening": "open_modem",
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names.split()}
__all__ = list(_WHERE)


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])
