"""What is wrong with a modem, in the officer's words: one table for `run`, `doctor`, `/health` and `/office`.

The modem room speaks English to developers; here its errors become one Indonesian sentence of fact and one of
remedy.
"""

import errno
from typing import NamedTuple

from modem.errors import (
    CmeError,
    CmsError,
    Gone,
    ModemError,
    OutcomeUnknown,
    PinRequired,
    Refused,
    ResultError,
    Silent,
)
from modem.lock import PortHeld


class Trouble(NamedTuple):
    """A sentence of fact, one of remedy."""

    fact: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.fact} {self.remedy}"


GONE = Trouble("Modem tidak terbaca.", "Cabut modem USB, lalu pasang lagi.")
NOBODY = Trouble("Modem di alamat itu tidak menjawab.", "Nyalakan modem itu, atau perbaiki [modem] port.")
NOT_ALLOWED = Trouble(
    "Modem tidak boleh dibuka oleh pengguna ini.",
    "Jalankan: sudo usermod -aG dialout $USER, lalu masuk lagi.",
)
SILENT = Trouble("Modem tidak menjawab.", "Cabut modem USB 10 detik, lalu pasang lagi.")
UNSURE = Trouble("Modem tidak menjawab saat mengirim.", "Tidak perlu dikirim ulang: kios memeriksanya.")
REFUSED = Trouble("Perintah tidak diberikan kepada modem.", "Perbaiki nomor, PIN, atau teksnya.")
CARD = Trouble("Kartu SIM tidak terbaca.", "Matikan modem, pasang kartu dengan benar, lalu nyalakan.")
PIN = Trouble("Kartu SIM meminta PIN.", "Tulis PIN yang benar di kiosk.toml: [modem] pin.")
WRONG_PIN = Trouble(
    "Kartu SIM menolak PIN itu.", "Perbaiki [modem] pin di kiosk.toml: tiga kali salah, kartu terkunci."
)
LAST_TRY = Trouble("PIN kartu SIM tinggal satu kali coba.", "Masukkan PIN yang benar di sebuah HP dahulu.")
PUK = Trouble("Kartu SIM terkunci.", "Buka kuncinya di sebuah HP dengan PUK dari operator.")
LOCKED = Trouble("Modem hanya menerima kartu SIM operatornya sendiri.", "Pakai kartu itu, atau modem lain.")
NETWORK = Trouble("Tidak ada jaringan.", "Pindahkan antena ke dekat jendela.")
CENTRE = Trouble("Nomor pusat SMS belum diatur.", "Minta nomornya kepada operator, atur dengan AT+CSCA.")
FAULT = Trouble(
    "Program modem terganggu.", "Kios mencobanya lagi sendiri; jika tetap, jalankan `kiosk doctor`."
)
KINDS = {
    "temporary": Trouble("Modem atau jaringan sedang sibuk.", "Tunggu; kios mencobanya lagi sendiri."),
    "credit": Trouble("Pulsa habis, atau kartu SIM diblokir operator.", "Isi pulsa, atau hubungi operator."),
    "full": Trouble("Tempat SMS di kartu SIM penuh.", "Biarkan kios mengambil isinya, atau hapus SMS lama."),
    "permanent": Trouble("Modem menolak perintah.", "Jalankan `kiosk doctor`."),
    "unknown": Trouble("Modem menolak tanpa alasan.", "Jalankan `kiosk doctor`."),
}
CMS = {310: CARD, 313: CARD, 315: CARD, 311: PIN, 317: PIN, 316: PUK, 318: PUK, 312: LOCKED, 330: CENTRE}
CME = {10: CARD, 13: CARD, 15: CARD, 11: PIN, 17: PIN, 16: WRONG_PIN, 12: PUK, 18: PUK, 5: LOCKED}
CMS |= {331: NETWORK, 332: NETWORK}
CME |= dict.fromkeys((6, 7, *range(40, 48)), LOCKED) | {30: NETWORK, 31: NETWORK}


def told(error: Exception) -> Trouble:
    """Say what is wrong with a modem.

    >>> print(told(CmsError(331)))
    Tidak ada jaringan (CMS 331). Pindahkan antena ke dekat jendela.
    """
    match error:
        case PortHeld():
            return _held(error)
        case ResultError():
            return refusal(error.label, error.code)
        case PinRequired():
            return _locked(error)
        case Gone():
            return _gone(error)
        case Silent():
            return SILENT
        case OutcomeUnknown():
            return UNSURE
        case Refused():
            return REFUSED
        case ModemError():
            return Trouble(
                f"Modem belum bisa dipakai ({error.fact.rstrip('.')}).", "Jalankan `kiosk doctor`."
            )
    return FAULT


def refusal(label: str, code: int | None) -> Trouble:
    """Say what a result code of a modem means: `CMS` or `CME` and its number, None for a bare ERROR.

    >>> print(refusal("CMS", 8))
    Pulsa habis, atau kartu SIM diblokir operator (CMS 8). Isi pulsa, atau hubungi operator.
    """
    error = (CmeError if label == "CME" else CmsError)(code)
    known = (CME if label == "CME" else CMS).get(-1 if code is None else code) or KINDS[error.kind]
    number = f"{label} {'ERROR' if code is None else code}"
    return Trouble(f"{known.fact.rstrip('.')} ({number}).", known.remedy)


def card(state: str) -> Trouble:
    """Say what is wrong with a SIM card whose state is not "ready" (`modem.card.state`).

    >>> print(card("missing"))
    Kartu SIM tidak terbaca. Matikan modem, pasang kartu dengan benar, lalu nyalakan.
    """
    return {"pin": PIN, "puk": PUK, "locked": LOCKED, "busy": KINDS["temporary"]}.get(state, CARD)


def _held(error: PortHeld) -> Trouble:
    if not error.holder.pid:
        return Trouble("Modem sedang dipakai program lain.", "Hentikan program itu.")
    who = f"{error.holder.command} (proses {error.holder.pid})"
    return Trouble(f"Modem sedang dipakai {who}.", "Hentikan program itu.")


def _locked(error: PinRequired) -> Trouble:
    if "PUK" in error.fact:
        return PUK
    if "one operator" in error.fact:
        return LOCKED
    if "last try" in error.fact:
        return LAST_TRY
    return WRONG_PIN if "refused" in error.fact else PIN


def _gone(error: Gone) -> Trouble:
    """Say why a port is not there; the system's own number of the error tells."""
    cause = error.__cause__
    if isinstance(cause, ConnectionError | TimeoutError):
        return NOBODY
    if isinstance(cause, OSError) and cause.errno in (errno.EACCES, errno.EPERM):
        return NOT_ALLOWED
    return GONE
