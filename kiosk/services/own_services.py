"""The services of the office itself: folders of `[services] path`, each a `menu.yaml` and maybe Python."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from kiosk.errors import ConfigError
from menus import Registry

if TYPE_CHECKING:
    from kiosk.agency import Agency

MENU = "menu.yaml"


def folders(path: Path) -> list[Path]:
    """Give the folders that hold a service, by name; raises ConfigError when *path* is no folder."""
    if not path.is_dir():
        raise ConfigError(f"Folder layanan {path} tidak ada.", "Buat folder itu, atau ubah [services] path.")
    return sorted(menu.parent for menu in path.glob(f"*/{MENU}"))


def registries(folder: Path) -> list[Registry]:
    """Import the Python of a service and give its `registry`; nothing when the folder has no Python.

    Raises ConfigError: its Python cannot be imported, or it has no registry.
    """
    code = folder / "__init__.py"
    if not code.exists():
        return []
    registry = getattr(_import(folder, code), "registry", None)
    if not isinstance(registry, Registry):
        raise ConfigError(f"{code} tidak punya registry.", "Tulis di sana: registry = menus.Registry()")
    return [registry]


def agencies(own: Path | None) -> "dict[str, Agency]":
    """Give the connectors that the office's services bring as `agencies`: service -> connector.

    Raises ConfigError: what a service calls so is none.
    """
    found: dict[str, Agency] = {}
    for folder in folders(own) if own else ():
        code = folder / "__init__.py"
        given = getattr(_import(folder, code), "agencies", {}) if code.exists() else {}
        if not isinstance(given, dict) or not all(
            callable(getattr(one, "ask", None)) for one in given.values()
        ):
            raise ConfigError(
                f"{code}: agencies bukan tabel penghubung.",
                'Tulis: agencies = {"nama layanan": Penghubung()}, dengan fungsi ask(verb, request, key).',
            )
        found |= given
    return found


_loaded: dict[Path, tuple[object, ModuleType]] = {}  # by folder: as it was, and what came of it


def _import(folder: Path, code: Path) -> ModuleType:
    """Import the Python of a folder, once as long as none of its files changes."""
    stamp = [(path, path.stat().st_mtime_ns) for path in sorted(folder.rglob("*.py"))]
    before, module = _loaded.get(folder, (None, None))
    if module is None or stamp != before:
        module = _fresh(folder, code)
        _loaded[folder] = (stamp, module)
    return module


def _fresh(folder: Path, code: Path) -> ModuleType:
    name = f"loket_service_{folder.name}"
    before = {key: sys.modules.pop(key) for key in list(sys.modules) if f"{key}.".startswith(f"{name}.")}
    spec = spec_from_file_location(name, code, submodule_search_locations=[str(folder)])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # before it runs: its own modules import each other through it
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        sys.modules.update(before)  # the kiosk goes on with what it had
        raise ConfigError(
            f"Layanan {folder.name} tidak bisa dimuat: {type(error).__name__}: {error}.",
            f"Perbaiki {code}, atau pindahkan folder itu.",
        ) from error
    return module
