"""The house keeps its shape: who may import whom, what is pure, how large a file grows."""

import ast
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("modem", "menus", "kiosk")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts)

MAY_IMPORT = {
    "modem": {"serial"},
    "menus": {"transitions", "yaml", "babel", "phonenumbers"},
}
IMPURE = {
    "socket",
    "time",
    "threading",
    "random",
    "os",
    "select",
    "sqlite3",
    "subprocess",
    "serial",
    "pathlib",
}
EDGES = {  # what may touch the machine, and nothing else: a new module is pure until it is named here
    "modem": "exchange link lock operators owner ports profile wires",
    "modem/simulator": "bell clock endpoints handsets hosting http link openings profile ptys pytest_plugin "
    "shared transports virtual world",
    "modem/simulator/urlhandler": "protocol_sim",
    "menus": "load",
    "menus/compiler": "",
    "menus/lint": "",
    "kiosk/agency": "runner web",
    "kiosk": "__main__ chat_plugin chores config core demo demo_clock demo_pace opening reloading running "
    "server serving settings watchdog writer",
}
PURE = [
    path
    for path in FILES
    if path.relative_to(ROOT).parent.as_posix() in EDGES
    and path.stem not in EDGES[path.relative_to(ROOT).parent.as_posix()].split()
]


def named(path):
    return path.relative_to(ROOT).as_posix()


def imports(path):
    """Every top-level package that a file imports, with the line, lazily or not."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0], node.lineno


@pytest.mark.parametrize("path", FILES, ids=named)
def test_imports_point_down(path):
    import sys

    room = path.relative_to(ROOT).parts[0]
    if room == "kiosk":
        return
    allowed = MAY_IMPORT[room] | {room} | sys.stdlib_module_names
    if named(path) == "modem/simulator/http.py":
        allowed |= {"starlette", "uvicorn"}
    if named(path) == "modem/simulator/pytest_plugin.py":
        allowed |= {"pytest"}
    assert [(name, line) for name, line in imports(path) if name not in allowed] == []


@pytest.mark.parametrize("path", PURE, ids=named)
def test_what_is_not_at_the_edge_touches_nothing(path):
    assert [(module, line) for module, line in imports(path) if module in IMPURE] == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_sleeps(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sleeps = [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "sleep"
    ]
    assert sleeps == []


def test_no_test_file_grows_without_end():
    sizes = {
        named(path): path.read_text(encoding="utf-8").count("\n") for path in (ROOT / "tests").rglob("*.py")
    }
    assert {name: size for name, size in sizes.items() if size > 600} == {}


@pytest.mark.parametrize("path", FILES, ids=named)
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    assert lines <= 600, f"{named(path)} has {lines} lines: cut it by its concepts"
    if lines > 300:
        warnings.warn_explicit(f"{named(path)} has {lines} lines", HouseWarning, named(path), 1)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or 0) - node.lineno + 1
            assert size <= 80, f"{named(path)}:{node.lineno} {node.name} has {size} lines"
            if size > 40:
                warnings.warn_explicit(
                    f"{node.name} has {size} lines", HouseWarning, named(path), node.lineno
                )


class HouseWarning(UserWarning):
    """Something grows: not an error yet."""


pytestmark = pytest.mark.filterwarnings("default::UserWarning")


def subclasses(cls):
    for child in cls.__subclasses__():
        yield child
        yield from subclasses(child)


def test_every_error_has_a_remedy():
    from kiosk.errors import KioskError

    for cls in [KioskError, *subclasses(KioskError)]:
        assert cls("It is so.", "Do this.").remedy == "Do this."
