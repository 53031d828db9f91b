"""Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a book."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from menus.errors import Problem
from menus.lint.codes import LOADER, RULES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(problems: Sequence[Problem]) -> dict[str, Any]:
    """Give the log of one run: every rule that was broken, every finding at its place."""
    codes = list(dict.fromkeys(problem.code for problem in problems))
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "kiosk menus check", "rules": [_rule(code) for code in codes]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, codes.index(problem.code)) for problem in problems],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    rule = RULES.get(code)
    what = rule.what if rule else LOADER.get(code, code)
    level = rule.severity if rule else "error"
    described: dict[str, Any] = {
        "id": code,
        "shortDescription": {"text": f"{what[0].upper()}{what[1:]}."},
        "defaultConfiguration": {"level": level},
    }
    if rule:
        described["fullDescription"] = {"text": f"{what[0].upper()}{what[1:]}. Behind it: {rule.behind}."}
    return described


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": problem.line, "startColumn": problem.column}
    if problem.source:
        region["snippet"] = {"text": problem.source}
    place = {"artifactLocation": {"uri": _uri(problem.file)}, "region": region}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": _plain(f"{problem.what} {problem.remedy}")},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str) -> str:
    r"""Write a file as a URI reference (clause 3.4.3, RFC 3986 and 8089).

    >>> _uri("menu/a b#1.yaml"), _uri("/srv/menu.yaml"), _uri("C:\\menu.yaml")
    ('menu/a%20b%231.yaml', 'file:///srv/menu.yaml', 'file:///C:/menu.yaml')
    """
    path = file.replace("\\", "/")
    if path[1:3] == ":/":
        return f"file:///{quote(path, safe='/:')}"
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)


def _plain(text: str) -> str:
    """Write a text without placeholders: a brace is doubled (clause 3.11.5)."""
    return text.replace("{", "{{").replace("}", "}}")
