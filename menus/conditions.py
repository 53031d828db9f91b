"""`when`: names, `not`, `==`, `!=`, `and`, `or`; data, so that nothing in a book is ever run."""

import re
from collections.abc import Callable
from typing import NamedTuple

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_NO = ("", "no", "0", "false")


class Test(NamedTuple):
    """`name == word`; an empty `operator` asks whether the name holds anything but no."""

    name: str
    operator: str = ""
    word: str = ""
    negated: bool = False


class Condition(NamedTuple):
    """Alternatives, each a row of tests that must all hold."""

    source: str
    alternatives: tuple[tuple[Test, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is asked for."""
        return tuple(test.name for tests in self.alternatives for test in tests)

    def holds(self, value_of: Callable[[str], str]) -> bool:
        """Whether it is so, given the value of each name.

        >>> bpjs = parse("payer == bpjs and not old or force")
        >>> bpjs.holds({"payer": "bpjs", "old": "", "force": ""}.get)
        True
        >>> bpjs.holds({"payer": "umum", "old": "", "force": "no"}.get)
        False
        """
        for tests in self.alternatives:
            for name, operator, word, negated in tests:
                value = value_of(name) or ""
                found = (value == word) is (operator == "==") if operator else value not in _NO
                if found is negated:
                    break
            else:
                return True
        return False


def may_hold(condition: "Condition | None", medium: str) -> bool:
    """Tell whether a condition may hold on a medium, whatever all other names are worth; without one, yes.

    >>> [may_hold(parse("medium == console or medium == web and old"), each) for each in ("web", "sms")]
    [True, False]
    """
    if condition is None:
        return True
    return any(
        all(
            test.name != "medium"
            or not test.operator
            or ((medium == test.word) is (test.operator == "==")) is not test.negated
            for test in tests
        )
        for tests in condition.alternatives
    )


def parse(source: str) -> Condition:
    """Read a condition; ValueError says what is wrong with it."""
    return Condition(
        source,
        tuple(
            tuple(_test(part) for part in re.split(r"\s+and\s+", alternative))
            for alternative in re.split(r"\s+or\s+", source.strip())
        ),
    )


def _test(source: str) -> Test:
    words = re.split(r"\s+|(?<=[\w])(?=[=!]=)|(?<=[=])(?=[\w])", source.strip())
    negated = words[:1] == ["not"]
    rest = words[1:] if negated else words
    if not rest or not _NAME.fullmatch(rest[0]):
        raise ValueError(f"`{source.strip()}` does not begin with a name.")
    if len(rest) == 1:
        return Test(rest[0], negated=negated)
    if len(rest) == 3 and rest[1] in ("==", "!="):
        return Test(rest[0], rest[1], rest[2], negated)
    raise ValueError(f"`{source.strip()}` is not `name`, `name == word` or `name != word`.")
