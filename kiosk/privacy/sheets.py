"""Which tables hold data of residents, and what of them a resident gets to read: one `Sheet` a table.

A copy is complete (UU 27/2022 article 6 and 7: access and a copy): each table that can hold what is sealed or
blinded stands in `SHEETS`, among the `GATHERED`, or in `LEFT_OUT` with the reason; each column of a sheet is
shown, or in `left`. A test holds both against the schema.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import LargeBinary

import menus
from kiosk.clock import WIB

if TYPE_CHECKING:
    import sqlalchemy as sa

    from kiosk.transaction import Tx

Read = Callable[["Tx", Any], Any]
Words = Mapping[Any, str]
NO_WORDS: Words = MappingProxyType({})


def plain(tx: "Tx", value: Any) -> Any:  # noqa: ANN401 - as it is in the table
    """Take a value as it is."""
    return value


def moment(tx: "Tx", value: float) -> datetime:
    """Read Unix seconds."""
    return datetime.fromtimestamp(value, WIB)


def day(tx: "Tx", value: str) -> date:
    """Read a day."""
    return date.fromisoformat(value)


def flag(tx: "Tx", value: int) -> bool:
    """Read yes or no."""
    return bool(value)


def sealed(tx: "Tx", value: bytes) -> str:
    """Open a text."""
    return tx.open(value)


def village(tx: "Tx", value: str) -> str:
    """Name a kelurahan."""
    from kiosk import places

    known = {one.code: one.name for one in places.everywhere()}
    return known.get(value, value)


def conversation(tx: "Tx", value: bytes) -> dict[str, Any]:
    """Open where a conversation stands: its screen, and what was answered."""
    session = menus.Session.read(tx.open(value))
    return {"screen": session.screen, "answers": _answered(session)}


def _answered(session: menus.Session) -> dict[str, str]:
    parked = {} if session.parked is None else _answered(session.parked)
    return parked | {name: label or value for name, (value, label) in session.answers.items()}


def given(tx: "Tx", value: bytes) -> dict[str, str]:
    """Open what a question of ours is about."""
    return {name: str(label or said) for name, (said, label) in json.loads(tx.open(value)).items()}


def reply(tx: "Tx", value: bytes) -> str:
    """Open what was said at a door that may ask again."""
    return str(json.loads(tx.open(value))[0])


def slip(tx: "Tx", value: bytes) -> str:
    """Open the words of a slip."""
    return str(json.loads(tx.open(value))["text"])


def part(tx: "Tx", value: bytes) -> str:
    """Open a part of a long message; "" for one that was joined."""
    from modem.tpdu import Deliver

    return Deliver.decode(tx.open_octets(value)).text or "" if value else ""


class Column(NamedTuple):
    """A column as a resident reads it; *words* say in Indonesian what its values mean."""

    label: str
    read: Read = plain
    words: Words = NO_WORDS


class Sheet(NamedTuple):
    """A table as a resident reads it; `--json` has all of it.

    On paper a *brief* one is only counted, of another the columns *on_paper* are shown (none named: all).
    """

    title: str
    columns: Mapping[str, Column]
    left: frozenset[str] = frozenset()
    brief: bool = False
    on_paper: tuple[str, ...] = ()


TECHNICAL = frozenset({"id", "person"})  # of any table: the number of the row, the blinded number
CHANNELS: Words = {
    "sms": "SMS",
    "call": "misscall",
    "ussd": "USSD",
    "console": "layar loket",
    "web": "telepon web",
}
LANGUAGES: Words = {"id": "Indonesia", "en": "Inggris", "su": "Sunda"}
_at, _channel = Column("Waktu", moment), Column("Lewat", words=CHANNELS)
_number = Column("Nomor HP", sealed)
_language = Column("Bahasa", words=LANGUAGES)

PERSON = Sheet(
    "Pengenalan",
    {
        "number": _number,
        "language": _language,
        "news": Column("Mau menerima info", flag),
        "news_at": Column("Dijawab pada", moment),
        "source": Column("Tahu nomor kios dari"),
        "village": Column("Kelurahan", village),
        "first_seen": Column("Pertama kali", moment),
    },
)
SESSION = Sheet(
    "Percakapan yang belum selesai",
    {
        "medium": Column("Lewat", words=CHANNELS),
        "state": Column("Isi", conversation),
        "at": _at,
        "until": Column("Disimpan sampai", moment),
        "open": Column("Menunggu jawaban", flag),
    },
)
QUESTION = Sheet(
    "Pertanyaan dari kios",
    {
        "at": _at,
        "screen": Column("Pertanyaan"),
        "given": Column("Tentang", given),
        "not_before": Column("Ditanyakan mulai", moment),
        "expires_at": Column("Sampai", moment),
        "state": Column(
            "Keadaan",
            words={
                "waiting": "menunggu waktunya",
                "asked": "ditanyakan",
                "answered": "dijawab",
                "left": "tidak dijawab",
                "expired": "tidak jadi ditanyakan",
            },
        ),
    },
    left=frozenset({"once", "outbox"}),
)
OUTBOX = Sheet(
    "Pesan dari kios",
    {
        "at": _at,
        "recipient": _number,
        "text": Column("Isi", sealed),
        "kind": Column(
            "Jenis",
            words={
                "screen": "menu",
                "receipt": "bukti",
                "question": "pertanyaan",
                "status": "kabar",
                "follow": "kabar laporan yang diikuti",
                "info": "info",
            },
        ),
        "state": Column(
            "Keadaan",
            words={
                "queued": "menunggu",
                "sent": "terkirim",
                "failed": "gagal",
                "unknown": "mungkin terkirim",
                "expired": "tidak dikirim",
            },
        ),
        "expires_at": Column("Dikirim paling lambat", moment),
        "flash": Column("Hanya tampil di layar HP", flag),
    },
    left=frozenset({"priority", "not_before", "attempts", "via", "error", "answers"}),
    on_paper=("at", "kind", "state", "text"),
)
INBOX = Sheet(
    "Pesan dan panggilan yang diterima",
    {"at": _at, "channel": _channel, "reply": Column("Dijawab", reply)},
    left=frozenset({"key", "moved", "said"}),
    brief=True,
)
PARTS = Sheet(
    "Bagian SMS panjang",
    {
        "at": _at,
        "number": Column("Bagian"),
        "total": Column("Dari"),
        "octets": Column("Isi", part),
    },
    left=frozenset({"via", "reference", "digest", "joined"}),
)
JOURNAL = Sheet(
    "Langkah di dalam layanan",
    {
        "at": _at,
        "channel": _channel,
        "service": Column("Layanan"),
        "screen": Column("Layar"),
        "outcome": Column("Hasil"),
        "duration": Column("Detik"),
        "variant": Column("Susunan kata"),
    },
    brief=True,
)
VISIT = Sheet(
    "Pemakaian layanan",
    {
        "service": Column("Layanan"),
        "channel": _channel,
        "at": _at,
        "last_at": Column("Terakhir", moment),
        "form_at": Column("Mulai mengisi", moment),
        "done_at": Column("Selesai", moment),
        "answered": Column("Pertanyaan dijawab"),
        "screen": Column("Layar"),
        "outcome": Column("Hasil"),
    },
    left=frozenset({"anonymous", "month"}),
    brief=True,
)
CALL_BACK = Sheet(
    "Permintaan ditelepon",
    {
        "at": _at,
        "number": _number,
        "channel": _channel,
        "reason": Column("Tentang"),
        "done_at": Column("Ditelepon", moment),
    },
)
FLAG = Sheet(
    "Nomor didiamkan",
    {
        "at": _at,
        "number": _number,
        "why": Column(
            "Sebab",
            words={
                "loop": "tidak maju",
                "same": "pesan yang sama berulang",
                "flood": "terlalu banyak pesan",
                "daily": "batas sehari",
            },
        ),
        "times": Column("Kali"),
        "last_at": Column("Terakhir", moment),
        "done_at": Column("Diperiksa petugas", moment),
    },
    left=frozenset({"done_by"}),
)
MUTE = Sheet(
    "Nomor dibisukan",
    {
        "at": _at,
        "number": _number,
        "until": Column("Sampai", moment),
        "reason": Column("Alasan"),
        "reviewed_at": Column("Diperiksa petugas kedua", moment),
        "upheld": Column("Tetap dibisukan", flag),
    },
    left=frozenset({"muted_by", "reviewed_by"}),
)
SLIP = Sheet(
    "Slip di layar loket",
    {
        "at": _at,
        "number": Column("Nomor"),
        "text": Column("Isi", slip),
        "state": Column(
            "Keadaan",
            words={
                "waiting": "menunggu",
                "printing": "sedang dicetak",
                "printed": "tercetak",
                "unknown": "mungkin tercetak",
                "held": "ditahan",
                "expired": "tidak dicetak",
            },
        ),
    },
    left=frozenset({"answers", "handed", "why"}),
)
BOOKING = Sheet(
    "Antrean RSU",
    {
        "ticket": Column("Nomor pendaftaran"),
        "clinic": Column("Poli"),
        "wish": Column("Dokter yang diminta"),
        "doctor": Column("Dokter"),
        "day": Column("Hari", day),
        "number": Column("Antrean"),
        "queue": Column("Nomor antrean"),
        "serves_at": Column("Perkiraan dilayani", moment),
        "state": Column(
            "Keadaan",
            words={
                "booked": "terdaftar",
                "pending": "belum pasti",
                "waiting": "daftar tunggu",
                "cancelled": "dibatalkan",
                "closed": "sudah lewat",
                "missed": "tidak mendapat tempat",
            },
        ),
        "due": Column("Dijanjikan jawaban sebelum", moment),
        "phone": _number,
        "kind": Column("Jenis nomor pasien", words={"nik": "NIK", "bpjs": "BPJS"}),
        "identity": Column("Nomor pasien", sealed),
        "payer": Column("Pembayar", words={"bpjs": "BPJS/JKN", "umum": "umum"}),
        "visit": Column(
            "Kunjungan",
            words={
                "rujukan": "dengan rujukan",
                "kontrol": "kontrol ulang",
                "belum": "belum punya rujukan",
                "umum": "umum",
            },
        ),
        "referral": Column("Nomor rujukan", sealed),
        "made_at": Column("Didaftarkan", moment),
        "changed_at": Column("Diubah", moment),
        "confirmed_at": Column("Dicatat RSU", moment),
    },
    left=frozenset({"patient", "edition"}),
)
AUDIT = Sheet(
    "Salinan data yang pernah dibuat",
    {"at": _at, "act": Column("Yang dilakukan", words={"export": "salinan", "erase": "penghapusan"})},
    left=frozenset({"by", "proof"}),
)
REMINDER = Sheet(
    "Pengingat PBB",
    {"nop": Column("NOP"), "number": _number, "language": _language, "at": _at},
    left=frozenset({"looked"}),
)
REMINDED = Sheet(
    "Pengingat PBB yang sudah dikirim",
    {"nop": Column("NOP"), "year": Column("Tahun"), "days": Column("Hari sebelum jatuh tempo"), "at": _at},
)
PERMIT = Sheet(
    "Kabar izin",
    {"number": Column("Nomor permohonan"), "phone": _number, "language": _language, "at": _at},
    left=frozenset({"told", "checked"}),
)
ASKED = Sheet("Ditanya tentang kepuasan", {"at": _at})

SHEETS: Mapping[str, Sheet] = {  # by table; a table that is not loaded holds nothing
    "person": PERSON,
    "hospital_booking": BOOKING,
    "tax_reminder": REMINDER,
    "tax_reminded": REMINDED,
    "permit_watch": PERMIT,
    "call_back": CALL_BACK,
    "session": SESSION,
    "question": QUESTION,
    "outbox": OUTBOX,
    "slip": SLIP,
    "inbound_part": PARTS,
    "flag": FLAG,
    "mute": MUTE,
    "inbox": INBOX,
    "visit": VISIT,
    "journal": JOURNAL,
    "survey_asked": ASKED,
    "audit": AUDIT,
}


def of_office(table: "sa.Table") -> Sheet:
    """Make the sheet of a table that a service of the office has declared (`kiosk.store.own`)."""
    columns = {
        column.name: Column(
            column.info.get("label", column.name),
            moment if column.name == "at" else sealed if isinstance(column.type, LargeBinary) else plain,
        )
        for column in table.columns
        if column.name not in TECHNICAL
    }
    return Sheet(table.info["title"], columns)


GATHERED = frozenset({"case_file", "case_party", "case_event", "promise"})  # by functions of `exporting`
LEFT_OUT: Mapping[str, str] = {
    "balance": "Pulsa kartu kios; tidak menyangkut warga.",
    "errand": "Permintaan yang sedang diantar ke RSU atau dinas: isinya sama dengan pendaftaran di atas.",
    "outbox_part": "Bentuk kiriman dari pesan yang sudah tertulis di atas.",
    "survey_voiced": "Nomor tiket yang sudah menilai layanan; jawabannya hanya dihitung.",
    "quarantine": "Pesan yang tidak dapat dibaca, atau dari pengirim yang tidak dapat dibalas.",
}
