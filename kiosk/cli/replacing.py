"""Writes a file of the office whole or not at all, and keeps the one before."""

import contextlib
import os
import shutil
from pathlib import Path

from kiosk.store.errors import check_replaceable, told


def replace(path: Path, text: str) -> Path | None:
    """Write *text* to *path*; gives where the file before is kept, None for none. Raises StoreError."""
    file = path.resolve()  # a link stays a link
    check_replaceable(file)
    with told(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        backup = _backed_up(file) if file.exists() else None
        draft = file.with_name(f"{file.name}.new")
        draft.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        descriptor = os.open(draft, flags, 0o600)  # it may hold a PIN
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        if backup:
            shutil.copymode(backup, draft)
            _own(draft, file.stat())
        draft.replace(file)
    return backup and path.with_name(backup.name)


def _backed_up(file: Path) -> Path:
    names = [f"{file.name}.bak{number or ''}" for number in (0, *range(2, 1000))]
    backup = next(path for name in names if not (path := file.with_name(name)).exists())
    shutil.copy2(file, backup)
    _own(backup, file.stat())
    return backup


def _own(path: Path, like: os.stat_result) -> None:
    """Give a file to whom the one before belonged: the kiosk may be another user."""
    with contextlib.suppress(PermissionError, AttributeError):
        os.chown(path, like.st_uid, like.st_gid)
