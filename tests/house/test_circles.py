"""No two modules need each other while they run: one of the two can always be read first, and alone."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("modem", "menus", "kiosk")


def module(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(path): path for room in ROOMS for path in (ROOT / room).rglob("*.py")}


def needed(tree, known):
    """Every module of *known* that a program imports when it runs, at its head or within a function."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            todo += node.orelse
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written whole"
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from ({name if name in known else str(node.module) for name in names} & known.keys())
        else:
            todo += ast.iter_child_nodes(node)


def circle(sources):
    """A circle of imports among *sources*, the text of each module by its name; [] where there is none."""
    uses = {name: {*needed(ast.parse(text), sources)} - {name} for name, text in sources.items()}
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as found:
        return found.args[1]
    return []


def test_no_imports_go_in_a_circle():
    sources = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}
    assert circle(sources) == []


@pytest.mark.parametrize(
    ("back", "there"),
    [
        ("import room.one", True),
        ("from room import one", True),
        ("from room.one import name", True),
        ("def late():\n    from room import one", True),
        ("if TYPE_CHECKING:\n    from room import one", False),
    ],
)
def test_a_circle_is_seen(back, there):
    assert bool(circle({"room": "", "room.one": "from room import two", "room.two": back})) is there
