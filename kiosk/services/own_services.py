"""The services of the office itself: folders of `[services] path`, each a `menu.yaml` and maybe Python."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from kiosk.errors import ConfigError
from menus import Registry

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


def _import(folder: Path, code: Path) -> ModuleType:
    name = f"loket_service_{folder.name}"
    spec = spec_from_file_location(name, code, submodule_search_locations=[str(folder)])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # before it runs: its own modules import each other through it
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise ConfigError(
            f"Layanan {folder.name} tidak bisa dimuat: {type(error).__name__}: {error}.",
            f"Perbaiki {code}, atau pindahkan folder itu.",
        ) from error
    return module
