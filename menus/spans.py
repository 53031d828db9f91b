"""How a range or a duration in a book is read: readers like all others, of values with two ends or a unit."""

import re

from menus.readers import described, scalar
from menus.tree import Report, Tree

_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])\.\.([01][0-9]|2[0-3]):([0-5][0-9])")
_UNIT = {"m": 60, "h": 3600, "d": 86400}


@described({"type": "string", "pattern": r"^[0-9]{1,9}\.\.[0-9]{1,9}$"})
def span(report: Report, tree: Tree) -> tuple[int, int]:
    """Read a range like `2..40`."""
    said = scalar(report, tree) or ""
    if (found := re.fullmatch(r"([0-9]{1,9})\.\.([0-9]{1,9})", said)) and int(found[1]) <= int(found[2]):
        return int(found[1]), int(found[2])
    if tree.kind == "text":
        report.at(tree, f"`{said}` is not a range.", "Write it like `2..40`, the smaller number first.")
    return 0, 999_999_999


@described({"type": "string", "pattern": r"^[+-][0-9]{1,4}d\.\.[+-][0-9]{1,4}d$"})
def days(report: Report, tree: Tree) -> tuple[int, int]:
    """Read a range of days like `+1d..+14d`."""
    said = scalar(report, tree) or ""
    if (found := re.fullmatch(r"([+-][0-9]{1,4})d\.\.([+-][0-9]{1,4})d", said)) and int(found[1]) <= int(
        found[2]
    ):
        return int(found[1]), int(found[2])
    if tree.kind == "text":
        report.at(tree, f"`{said}` is not a range of days.", "Write it like `+1d..+14d`, counted from today.")
    return 0, 14


@described({"type": "string", "pattern": f"^{_HOURS.pattern}$"})
def hours(report: Report, tree: Tree) -> tuple[int, int]:
    """Read a part of the day like `08:00..15:00`, as minutes from midnight."""
    said = scalar(report, tree) or ""
    if found := _HOURS.fullmatch(said):
        begin, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if begin <= end:
            return begin, end
    if tree.kind == "text":
        what = f"`{said}` is not a part of the day."
        report.at(tree, what, "Write it like `08:00..15:00`, the earlier time first.")
    return 0, 24 * 60 - 1


@described({"type": "string", "pattern": "^[0-9]{1,4}[mhd]$"})
def duration(report: Report, tree: Tree) -> int:
    """Read a duration in seconds."""
    said = scalar(report, tree) or ""
    if found := re.fullmatch(r"([0-9]{1,4})([mhd])", said):
        return int(found[1]) * _UNIT[found[2]]
    report.at(tree, f"`{said}` is not a duration.", "Write it like `30m`, `24h` or `7d`.")
    return 0
