"""Commands that only keep numbers, from the table in `settings.py`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from modem.simulator.commands import Group, Handler
from modem.simulator.settings import SETTINGS
from modem.simulator.syntax import Cme, Cms, arguments, number, within

if TYPE_CHECKING:
    from modem.simulator.device import Device


class SettingCommands(Group):
    """Keeps the values; `value(name)` is the first of a command's numbers."""

    def __init__(self, device: "Device") -> None:
        self._values: dict[str, tuple[int, ...]] = {}
        super().__init__(device)

    def reset(self) -> None:
        """Bring every number back to its default."""
        own = self.modem.profile.commands.settings
        self._values = {name: own.get(name, setting.default) for name, setting in SETTINGS.items()}

    def value(self, name: str) -> int:
        """Give the first number of a command."""
        return self._values[name][0]

    def values(self, name: str) -> tuple[int, ...]:
        """Give all numbers of a command."""
        return self._values[name]

    def handlers(self) -> dict[str, Handler]:
        """Make the three forms of every command in the table."""
        found: dict[str, Handler] = {}
        for name in SETTINGS:
            found[f"{name}=?"] = _bound(self._test, name)
            found[f"{name}?"] = _bound(self._read, name)
            found[f"{name}="] = _bound(self._set, name)
            if not SETTINGS[name].required:
                found[name] = found[f"{name}="]
        return found

    def _test(self, name: str, _: str) -> str:
        return f"{name}: {','.join(f'({ranges})' for ranges in SETTINGS[name].ranges)}"

    def _read(self, name: str, _: str) -> str:
        return f"{name}: {','.join(map(str, self._values[name]))}{SETTINGS[name].extra}"

    def _set(self, name: str, args: str) -> None:
        setting, old = SETTINGS[name], self._values[name]
        try:
            given = arguments(args)
            if not setting.required <= len(given) <= len(old):
                raise Cme(50)
            values = tuple(number(given, place, old[place]) for place in range(len(old)))
            if setting.required and not given[0]:
                raise Cme(50)
            if not given:  # AT+CRC alone: the default
                values = self.modem.profile.commands.settings.get(name, setting.default)
            if not all(within(value, allowed) for value, allowed in zip(values, setting.ranges, strict=True)):
                raise Cme(50)
        except Cme:
            if setting.cms:
                raise Cms(304) from None
            raise
        self._values[name] = values
        if name == "+CMER":
            self.device.indicators.look()


def _bound(method: Callable[[str, str], str | None], name: str) -> Handler:
    return lambda args: method(name, args)
