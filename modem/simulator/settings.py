"""Commands that only keep numbers: their ranges and defaults as one table, their forms made from it."""

from collections.abc import Mapping
from typing import NamedTuple

from modem.simulator.syntax import within


class Setting(NamedTuple):
    """`NAME=?` shows the ranges, `NAME?` the values, `NAME=` sets them; what is left out keeps its value.

    `extra` follows the values of a read; `cms` says that a wrong value is answered by +CMS ERROR.
    """

    ranges: tuple[str, ...]
    default: tuple[int, ...]
    required: int = 1
    extra: str = ""
    cms: bool = False


SETTINGS: Mapping[str, Setting] = {
    "+CMEE": Setting(("0-2",), (0,)),  # TS 27.007 clause 9.1
    "+CRC": Setting(("0,1",), (0,), required=0),  # 6.11
    "+CR": Setting(("0,1",), (0,), required=0),  # 6.9
    "+CSTA": Setting(("129,145",), (129,)),  # 6.1
    "+CMOD": Setting(("0",), (0,), required=0),  # 6.4: one mode, voice
    "+CBST": Setting(("0-134", "0,1", "0-3"), (7, 0, 1), required=0),  # 6.7
    "+FCLASS": Setting(("0",), (0,)),  # C.2.1: no fax
    "+CLIP": Setting(("0,1",), (0,), required=0, extra=",1"),  # 7.6
    "+CLIR": Setting(("0-2",), (0,), required=0, extra=",4"),  # 7.7
    "+COLP": Setting(("0,1",), (0,), required=0, extra=",1"),  # 7.8
    "+CSSN": Setting(("0,1", "0,1"), (0, 0), required=0),  # 7.17
    "+CTZU": Setting(("0,1",), (0,)),  # 8.40
    "+CTZR": Setting(("0-2",), (0,)),  # 8.41
    "+CMER": Setting(("0-3", "0", "0", "0,1", "0,1"), (0, 0, 0, 0, 0), required=0),  # 8.10
    "+CVHU": Setting(("0-2",), (0,), required=0),  # 6.20
    "+CMGF": Setting(("0,1",), (0,), cms=True),  # TS 27.005 clause 3.2.3
    "+CSDH": Setting(("0,1",), (0,), required=0, cms=True),  # 3.3.3
    "+CMMS": Setting(("0-2",), (0,), required=0, cms=True),  # 3.5.6
    "+IFC": Setting(("0-2", "0-2"), (2, 2)),  # V.250 clause 6.2.12
    "+ICF": Setting(("0-6", "0-3"), (3, 3)),  # 6.2.11
}


def within_all(values: object, ranges: tuple[str, ...]) -> bool:
    """Whether *values* are numbers, one for each range and in it.

    >>> within_all((2,), ("0-2",)), within_all((3,), ("0-2",)), within_all((0, 0), ("0-2",))
    (True, False, False)
    """
    return (
        isinstance(values, tuple)
        and len(values) == len(ranges)
        and all(
            type(value) is int and within(value, allowed)
            for value, allowed in zip(values, ranges, strict=True)
        )
    )
