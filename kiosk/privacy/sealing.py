"""Sealed fields: AES-256-GCM under the kiosk's key, and keyed pseudonyms for look-ups.

A sealed value is one octet of version (1), a nonce of 12 octets, the ciphertext and its tag of 16.
A blinded value is HMAC-SHA-256 cut to 16 octets: the same number gives the same value, which only the key can
make.
"""

import base64
import hashlib
import hmac
import os
import secrets
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.errors import StoreError, Unsealable
from kiosk.store.errors import told

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_FILE = "loket.key"
VERSION = b"\x01"
HEADER = "loket-key-1:"
BLIND = 16
LATELY = 256  # values that are remembered as what they mean


class Sealer:
    """Seals, opens and blinds with one master key of 32 octets.

    >>> sealer = Sealer(bytes(32))
    >>> sealer.open(sealer.seal("3674016305900001"))
    '3674016305900001'
    >>> sealer.blind("+6281211110001").hex()
    '559eb27a575d1d40388ef884b3ae2281'
    """

    def __init__(self, key: bytes) -> None:
        self._seal_key = _derive(key, b"seal")
        self._blinding = hmac.new(
            _derive(key, b"blind"), digestmod="sha256"
        )  # a copy costs less than a new one
        self.pseudonym = lru_cache(LATELY)(self.blind)  # of who writes: they write again soon
        self._lately: dict[bytes, Any] = {}

    @cached_property
    def _cipher(self) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 11 ms, only when something is sealed

        return AESGCM(self._seal_key)

    @cached_property
    def _changed(self) -> type[Exception]:
        from cryptography.exceptions import InvalidTag

        return InvalidTag

    def seal(self, text: str) -> bytes:
        """Seal *text*; the same text gives another value each time."""
        return self.seal_octets(text.encode())

    def open(self, sealed: bytes) -> str:
        """Open what `seal` gave; raises Unsealable when it was changed or has another key."""
        return self.open_octets(sealed).decode()

    def seal_octets(self, octets: bytes) -> bytes:
        """Seal octets."""
        nonce = os.urandom(12)
        return VERSION + nonce + self._cipher.encrypt(nonce, octets, None)

    def open_octets(self, sealed: bytes) -> bytes:
        """Open what `seal_octets` gave; raises Unsealable."""
        if sealed[:1] != VERSION:
            raise Unsealable(
                "Data tersegel berasal dari versi Loket yang lain.", "Pasang Loket versi terbaru."
            )
        try:
            return self._cipher.decrypt(sealed[1:13], sealed[13:], None)
        except self._changed:
            raise Unsealable("Data tersegel tidak bisa dibuka dengan kunci ini.", RESTORE) from None

    def blind(self, value: str) -> bytes:
        """Give the pseudonym of a number (E.164) or any other text: 16 octets."""
        blinding = self._blinding.copy()
        blinding.update(value.encode())
        return blinding.digest()[:BLIND]

    def remember(self, sealed: bytes, meant: object) -> None:
        """Keep in memory what a value means that was sealed just now: who answers soon saves the opening.

        A sealed value is never made twice, so that what is remembered is what the row says.
        """
        if len(self._lately) >= LATELY:
            del self._lately[next(iter(self._lately))]
        self._lately[sealed] = meant

    def recall(self, sealed: bytes) -> Any:  # noqa: ANN401 - whatever was remembered
        """Give what is remembered of a sealed value, once; None when nothing is."""
        return self._lately.pop(sealed, None)

    def forget(self) -> None:
        """Remember nothing any more."""
        self._lately.clear()
        self.pseudonym.cache_clear()

    @property
    def fingerprint(self) -> str:
        """What a database remembers of its key."""
        return self.blind("loket").hex()


RESTORE = f"Kembalikan {KEY_FILE} milik data ini dari cadangan."


def load(path: Path, *, fresh: bool) -> Sealer:
    """Load the key file; make it when *fresh* (a new database). Raises StoreError: missing or damaged."""
    if not path.exists():
        if not fresh:
            raise StoreError(f"Kunci {path} tidak ada, padahal datanya ada.", RESTORE)
        _make(path)
    with told(path):
        text = path.read_text("ascii", errors="replace").strip()
    try:
        key = base64.b64decode(text.removeprefix(HEADER), validate=True)
    except ValueError:
        key = b""
    if not text.startswith(HEADER) or len(key) != 32:
        raise StoreError(f"Berkas {path} bukan kunci Loket atau rusak.", RESTORE)
    return Sealer(key)


def _make(path: Path) -> None:
    """Write a new key so that a power cut leaves the whole file or none."""
    draft = path.with_name(path.name + ".new")
    with told(path.parent):
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(HEADER + base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"loket " + purpose, hashlib.sha256)
