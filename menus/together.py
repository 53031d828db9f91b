"""Which keys of a book belong together and which cannot stand together: one table for loader and editor."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from menus.definition import KINDS
from menus.tree import Report, Tree


class Rules(NamedTuple):
    """What holds between the keys of a record.

    `needs`: a key asks for one of others; `apart`: of these keys one stands at most; `one_of`: at least one
    of these must be there, else `silent` says what the record lacks, and `advice` what to write.
    """

    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    apart: tuple[tuple[tuple[str, ...], str], ...] = ()
    one_of: tuple[str, ...] = ()
    silent: str = ""
    advice: str = ""

    def check(self, report: Report, at: Tree, record: str, keys: Collection[str]) -> None:
        """Note what does not hold for a record with these keys."""
        if self.one_of and not any(key in keys for key in self.one_of):
            report.at(at, f"{record} {self.silent}.", self.advice)
        for key, others in self.needs:
            if key in keys and not any(other in keys for other in others):
                what = f"`{key}` of {record[0].lower()}{record[1:]} needs `{others[0]}`."
                report.at(at, what, f"Add `{others[0]}:` to it.", code="missing-key")
        for group, remedy in self.apart:
            there = [f"`{key}`" for key in group if key in keys]
            if len(there) > 1:
                report.at(at, f"{record} cannot have {' and '.join(there)} at once.", remedy)

    @property
    def schema(self) -> Mapping[str, Any]:
        """The same for an editor, as JSON Schema (draft 7)."""
        rules: list[Mapping[str, Any]] = []
        if self.one_of:
            rules.append({"anyOf": [{"required": [key]} for key in self.one_of]})
        for key, others in self.needs:
            rules.append({"dependencies": {key: {"anyOf": [{"required": [other]} for other in others]}}})
        for group, _ in self.apart:
            pairs = [[one, other] for at, one in enumerate(group) for other in group[at + 1 :]]
            rules.append({"not": {"anyOf": [{"required": pair} for pair in pairs]}})
        return {"allOf": rules} if rules else {}


_SHOWN = ("text", "info")
SCREEN = Rules(
    needs=(
        ("form", ("submit",)),
        ("submit", ("done",)),
        ("done", ("submit",)),
        ("review", ("submit",)),
        ("confirm", ("submit",)),
        ("keep", ("submit",)),
        ("slow", ("submit",)),
        ("sentence", ("submit",)),
        ("list", ("to",)),
        ("to", ("list",)),
        ("as", ("list",)),
        ("empty", ("list",)),
        ("speak", ("language",)),
        ("longest", ("list",)),
        ("list", _SHOWN),
        ("choices", _SHOWN),
        ("foot", _SHOWN),
        ("variants", ("text",)),
    ),
    apart=(
        (("text", "form"), "Make two screens of it."),
        (("text", "submit"), "Make two screens of it."),
        (("text", "goto"), "Make two screens of it."),
        (("info", "submit", "language", "goto"), "Make two screens of it."),
        (("end", "choices"), "Leave `end` out where something is asked."),
        (("end", "list"), "Leave `end` out where something is asked."),
    ),
    one_of=("text", "info", "form", "submit", "language", "goto"),
    silent="says nothing",
    advice="Add `text`, `info`, `form` with `submit`, `language` or `goto`.",
)
FIELD = Rules(
    needs=(("empty", ("list",)), ("longest", ("list",)), ("collect", ("text",))),
    apart=((KINDS, "Keep one of the two."),),
    one_of=("list", "choices", "check", "yes_no", *KINDS),
    silent="accepts no answer",
    advice=f"Add `list`, `choices`, `check`, `yes_no` or one of {', '.join(f'`{kind}`' for kind in KINDS)}.",
)
ENTER = Rules(needs=(("code", ("label",)),))
