"""What was said and is still to be said: conversations, questions, messages both ways, slips."""

from kiosk.privacy.sheets.column import (
    AT,
    CHANNEL,
    CHANNELS,
    NUMBER,
    Column,
    Sheet,
    conversation,
    flag,
    given,
    moment,
    part,
    reply,
    sealed,
    slip,
)

SESSION = Sheet(
    "Percakapan yang belum selesai",
    {
        "medium": Column("Lewat", words=CHANNELS),
        "state": Column("Isi", conversation),
        "at": AT,
        "until": Column("Disimpan sampai", moment),
        "open": Column("Menunggu jawaban", flag),
    },
)
QUESTION = Sheet(
    "Pertanyaan dari kios",
    {
        "at": AT,
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
        "at": AT,
        "recipient": NUMBER,
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
    {"at": AT, "channel": CHANNEL, "reply": Column("Dijawab", reply)},
    left=frozenset({"key", "moved", "said"}),
    brief=True,
)
PARTS = Sheet(
    "Bagian SMS panjang",
    {
        "at": AT,
        "number": Column("Bagian"),
        "total": Column("Dari"),
        "octets": Column("Isi", part),
    },
    left=frozenset({"via", "reference", "digest", "joined"}),
)
SLIP = Sheet(
    "Slip di layar loket",
    {
        "at": AT,
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
