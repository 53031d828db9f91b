"""What is done in Python: functions registered by the name that the book gives them."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from menus.errors import BadFunction, UnknownName
from menus.medium import SMS, Medium


class Call(NamedTuple):
    """What a function of a service is told, always as its first argument.

    `answers` maps names to values; `now` is local time; `tx` and `user` are whatever the caller bound.
    """

    user: str
    language: str
    answers: Mapping[str, str]
    now: datetime
    medium: Medium = SMS
    tx: Any = None


class Item(NamedTuple):
    """One choice of a list: the value that is kept and the label of its line; `code` pins its number.

    `shown` is how the answer is shown later where the label says more: "Kamis 26/11" for
    "Kamis 26/11 (sisa 4)".
    """

    value: str
    label: str
    code: int = 0
    shown: str = ""


class Reject(NamedTuple):
    """An answer or a request that does not fit.

    `why` is said in place of the question (empty: the book's `wrong`); `screen` names the screen or field to
    go to, without it the resident stays, after an action at the review. `forget` are names of answers that
    are asked again.
    """

    why: str = ""
    screen: str = ""
    forget: tuple[str, ...] = ()


class Later(NamedTuple):
    """What an action gives when its outcome comes later, by SMS: the screen says `slow`.

    `reference` is the caller's own name for the outcome, under which it will be told; `given` are names for
    `slow`; `within` is how many seconds it may take.
    """

    reference: str
    given: Mapping[str, str] = {}
    within: float = 24 * 3600.0


Lister = Callable[[Call], Sequence[Item]]
Check = Callable[[Call, str], "str | Item | Reject"]
Info = Callable[[Call], "str | Mapping[str, str] | Reject"]
Action = Callable[[Call], "Mapping[str, str] | Reject | Later | None"]
Sentence = Callable[[Call, str], "Mapping[str, str | Item]"]
Flag = Callable[[Call], bool]

A = TypeVar("A", bound=Action)
L = TypeVar("L", bound=Lister)
C = TypeVar("C", bound=Check)
N = TypeVar("N", bound=Info)
B = TypeVar("B", bound=Flag)
S = TypeVar("S", bound=Sentence)
F = TypeVar("F", bound=Callable[..., Any])
G = TypeVar("G")


class Services(Protocol):
    """What `step` needs of the services; `Registry` is the usual one."""

    @property
    def user(self) -> str:
        """Whose conversation it is, for `call.user`."""
        ...

    @property
    def tx(self) -> Any:  # noqa: ANN401 (the caller's own)
        """What the functions shall have as `call.tx`."""
        ...

    @property
    def actions(self) -> Mapping[str, Action]:
        """What `submit` does."""
        ...

    @property
    def listers(self) -> Mapping[str, Lister]:
        """What `list` shows."""
        ...

    @property
    def checks(self) -> Mapping[str, Check]:
        """What `check` accepts."""
        ...

    @property
    def infos(self) -> Mapping[str, Info]:
        """What `info` says."""
        ...

    @property
    def flags(self) -> Mapping[str, Flag]:
        """What a dotted name in `when` asks."""
        ...

    @property
    def sentences(self) -> Mapping[str, Sentence]:
        """What `sentence` reads."""
        ...


class Registry:
    """Functions by name; `bind` gives a copy for one user and one transaction that shares them.

    >>> registry = Registry()
    >>> @registry.check("nik")
    ... def nik(call, text):
    ...     return text if len(text) == 16 else Reject("NIK harus 16 angka.")
    >>> registry.checks["nik"](None, "123")
    Reject(why='NIK harus 16 angka.', screen='', forget=())
    """

    __slots__ = ("actions", "checks", "flags", "infos", "listers", "sentences", "tx", "user")

    def __init__(self) -> None:
        self.user: str = ""
        self.tx: Any = None
        self.actions: dict[str, Action] = {}
        self.listers: dict[str, Lister] = {}
        self.checks: dict[str, Check] = {}
        self.infos: dict[str, Info] = {}
        self.flags: dict[str, Flag] = {}
        self.sentences: dict[str, Sentence] = {}

    def bind(self, *, user: str = "", tx: Any = None) -> "Registry":  # noqa: ANN401 (the caller's own)
        """Share the functions with one user and whatever the caller wants them to have as `call.tx`."""
        bound = Registry.__new__(Registry)
        bound.user, bound.tx = user, tx
        bound.actions, bound.listers = self.actions, self.listers
        bound.checks, bound.infos, bound.flags = self.checks, self.infos, self.flags
        bound.sentences = self.sentences
        return bound

    def include(self, *others: "Registry") -> "Registry":
        """Take the functions of other registries in; a name that two of them give is a ValueError."""
        for other in others:
            for kind in ("actions", "listers", "checks", "infos", "flags", "sentences"):
                mine, theirs = getattr(self, kind), getattr(other, kind)
                for name, function in theirs.items():
                    if mine.setdefault(name, function) is not function:
                        raise ValueError(f"Two services register {kind} {name!r}. Rename one of them.")
        return self

    def action(self, name: str) -> Callable[[A], A]:
        """Register what `submit: NAME` does: names for `done` or a `screen`, `Reject`, `Later`."""
        return _keep(self.actions, "action", name)

    def lister(self, name: str) -> Callable[[L], L]:
        """Register what `list: NAME` shows: `f(call)` gives items."""
        return _keep(self.listers, "lister", name)

    def check(self, name: str) -> Callable[[C], C]:
        """Register `check: NAME`: `f(call, text)` gives the value, an `Item` with its label, or `Reject`."""
        return _keep(self.checks, "check", name)

    def info(self, name: str) -> Callable[[N], N]:
        """Register what `info: NAME` says: text, the names in the book's braces, or `Reject` with why."""
        return _keep(self.infos, "info", name)

    def flag(self, name: str) -> Callable[[B], B]:
        """Register a yes or no for `when: NAME`; its name holds a dot."""
        return _keep(self.flags, "flag", name)

    def sentence(self, name: str) -> Callable[[S], S]:
        """Register what `sentence: NAME` reads: `f(call, text)` gives answers by field, or `{}`."""
        return _keep(self.sentences, "sentence", name)


def function(kind: str, table: Mapping[str, G], name: str) -> G:
    """Give a function of the services; UnknownName when they have none of that name."""
    try:
        return table[name]
    except KeyError:
        raise UnknownName(kind, name) from None


_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


def _keep(table: dict[str, Any], kind: str, name: str) -> Callable[[F], F]:
    """Register under a name that a book can write, and only what can be called as its kind is."""

    def register(function: F) -> F:
        takes = ("call", "text") if kind in ("check", "sentence") else ("call",)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            remedy = 'Use small letters, digits, _ and dots: "rsu.daftar".'
            raise BadFunction(f"{name!r} cannot name a function in a book.", remedy)
        wanted = f"def {name.rpartition('.')[2]}({', '.join(takes)})"
        if not callable(function):
            raise BadFunction(
                f"The {kind} {name!r} is no function.", f"Write @registry.{kind}({name!r}) over it."
            )
        if inspect.iscoroutinefunction(function):
            raise BadFunction(f"The {kind} {name!r} is asynchronous; a step is not.", f"Write `{wanted}`.")
        try:
            inspect.signature(function).bind(*takes)
        except TypeError as error:
            raise BadFunction(
                f"The {kind} {name!r} cannot be called with ({', '.join(takes)}): {error}.",
                f"Write `{wanted}`.",
            ) from None
        except ValueError:
            pass  # a builtin does not tell what it takes
        table[name] = function
        return function

    return register
