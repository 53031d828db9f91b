"""Services for a book whose Python is not at hand: every function answers, and is named afterwards."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from menus.services import Call, Item, Registry, Reject


class _Table(Mapping[str, Callable[..., Any]]):
    """Functions of one kind: the real one, else a stand-in; asked for, never listed."""

    def __init__(
        self, real: Mapping[str, Callable[..., Any]], stand_in: Callable[[str], Any], used: list[str]
    ) -> None:
        self._real, self._stand_in, self._used = real, stand_in, used

    def __getitem__(self, name: str) -> Callable[..., Any]:
        function = self._real.get(name)
        stand_in = self._stand_in(name)

        def answer(call: Call, *text: str) -> Any:  # noqa: ANN401 (whatever the kind gives)
            if function is not None:
                try:
                    return function(call, *text)
                except Exception:
                    if call.tx is not None:
                        raise
            if name not in self._used:
                self._used.append(name)  # it is missing, or wants the kiosk's data, which is not here
            return stand_in(call, *text)

        return answer

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self._real)

    def __len__(self) -> int:
        return len(self._real)


class StandIn:
    """Services that always answer; `used` names the functions for which they stood in."""

    def __init__(self, real: Registry | None = None) -> None:
        real = real or Registry()
        self.user, self.tx = real.user or "+6281211110001", real.tx
        self.used: list[str] = []
        self.actions = _Table(real.actions, _action, self.used)
        self.listers = _Table(real.listers, _lister, self.used)
        self.checks = _Table(real.checks, _check, self.used)
        self.infos = _Table(real.infos, _info, self.used)
        self.flags = _Table(real.flags, _flag, self.used)
        self.sentences = _Table(real.sentences, _sentence, self.used)


class _Anything(dict[str, str]):
    """Gives every name that a text asks for and no answer has."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._answers = call.answers

    def __contains__(self, name: object) -> bool:
        return name not in ("done", "screen") and name not in self._answers

    def __missing__(self, name: str) -> str:
        return f"({name})"


def _action(name: str) -> Callable[[Call], Mapping[str, str]]:
    return _Anything


def _lister(name: str) -> Callable[[Call], list[Item]]:
    short = name.rpartition(".")[2]
    return lambda call: [Item(f"{short}{at}", f"{short} {at}") for at in range(1, 10)]


def _check(name: str) -> Callable[[Call, str], str | Reject]:
    return lambda call, text: text if text != "x" else Reject()


def _info(name: str) -> Callable[[Call], str]:
    return lambda call: f"({name}, {call.now:%d/%m %H.%M})"


def _flag(name: str) -> Callable[[Call], bool]:
    return lambda call: False


def _sentence(name: str) -> Callable[[Call, str], Mapping[str, str | Item]]:
    return lambda call, text: {}
