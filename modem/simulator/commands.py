"""What groups of commands share: how a method says which commands it answers."""

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from modem.simulator.syntax import NO_CARD, PIN_WANTED, PUK_WANTED, Cme, Cms

if TYPE_CHECKING:
    from modem.simulator.device import Device

Handler = Callable[[str], Any]
Method = TypeVar("Method", bound=Callable[..., Any])


def at(*keys: str) -> Callable[[Method], Method]:
    """Name what a method answers: `+CSQ` executes, `+CREG?` reads, `+CREG=?` tests, `+CREG=` sets.

    The method takes the parameters as they were written and gives the information text (None: just OK), a
    `Prompt`, or `LATER`; it raises `AtError` or `Final` for another result.
    """

    def named(method: Method) -> Method:
        method.keys = keys  # type: ignore[attr-defined]
        return method

    return named


class Prompt:
    """What a command gives that wants more input.

    `done` gets the octets up to Ctrl-Z and answers as a command does.
    """

    def __init__(self, done: Callable[[bytes], object], *, text: bool) -> None:
        self.done = done
        self.text = text


LATER = object()
"""What a command gives whose result comes later, by `Device.later`."""


class Group:
    """Some commands and their state; one object of each group belongs to a device."""

    answers: ClassVar[Mapping[str, str | None]] = {}
    """Commands whose answer never changes."""
    wants_card: ClassVar[frozenset[str]] = frozenset()
    """Keys of commands that need a SIM card that is open."""
    card_error: ClassVar[type[Cme | Cms]] = Cme

    def __init__(self, device: "Device") -> None:
        self.device = device
        self.modem = device.modem
        self.world = device.modem.world

    def reset(self) -> None:
        """Bring the settings of this group back to their defaults."""

    def handlers(self) -> dict[str, Handler]:
        """Every command of this group with the bound method that answers it."""
        found: dict[str, Handler] = {key: _constant(answer) for key, answer in self.answers.items()}
        for name, member in vars(type(self)).items():
            if isinstance(member, FunctionType):
                found.update(dict.fromkeys(getattr(member, "keys", ()), getattr(self, name)))
        for key in self.wants_card & found.keys():
            found[key] = self._guarded(found[key])
        return found

    def _guarded(self, handler: Handler) -> Handler:
        card = self.modem.card

        def guarded(args: str) -> Any:  # noqa: ANN401
            if card.ready:
                if self.modem.start.busy:
                    boot = self.modem.profile.boot
                    raise Cme(boot.busy_cme) if self.card_error is Cme else Cms(boot.busy_cms)
                return handler(args)
            cme = PUK_WANTED if card.state == "SIM PUK" else PIN_WANTED
            if not card.inserted:
                cme = NO_CARD
            raise self.card_error(cme if self.card_error is Cme else cme + 300)

        return guarded


def _constant(answer: str | None) -> Handler:
    return lambda _: answer
