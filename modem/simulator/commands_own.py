"""What a make adds to the standards' commands, and what it lacks: from its profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modem.simulator.syntax import NOT_SUPPORTED, Cme

if TYPE_CHECKING:
    from modem.simulator.commands import Handler
    from modem.simulator.modem import SimModem

FORMS = ("", "=", "?", "=?")


def own_commands(modem: SimModem, handlers: dict[str, Handler]) -> dict[str, Handler]:
    """Give the handlers of this make: `missing` names without all their forms, `answers` and `taken` besides.

    A name that ends in `=` or `?` means this form alone.
    """
    commands = modem.profile.commands
    gone = {key for name in commands.missing for key in _keys(name)}
    found = {key: handler for key, handler in handlers.items() if key not in gone}
    for name, line in commands.answers.items():
        found[name] = _answer(modem, line)
    for name in commands.taken:
        found.update(dict.fromkeys(_keys(name), _take))
    mode = modem.profile.ussd.mode
    if mode:
        found[f"{mode}="] = _mode(modem)
    until = modem.profile.noise.until
    if until in found:
        found[until] = _hushing(modem, found[until])
    return found


def _hushing(modem: SimModem, handler: Handler) -> Handler:
    def answered(args: str) -> Any:  # noqa: ANN401
        modem.start.hush()
        return handler(args)

    return answered


def _keys(name: str) -> tuple[str, ...]:
    return (name,) if name.endswith(("=", "?")) else tuple(name + form for form in FORMS)


def _answer(modem: SimModem, line: str) -> Handler:
    return lambda _: modem.words(line) or None


def _take(_: str) -> None:
    """Take a command that changes nothing here."""


def _mode(modem: SimModem) -> Handler:
    def choose(args: str) -> Any:  # noqa: ANN401
        if args not in ("0", "1"):
            raise Cme(NOT_SUPPORTED)
        modem.device.ussd.as_text = args == "0"

    return choose
