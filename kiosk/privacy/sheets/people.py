"""Who a resident is to the kiosk, what it noted of their use of it, and what officers did about them."""

from kiosk.privacy.sheets.column import AT, CHANNEL, LANGUAGE, NUMBER, Column, Sheet, flag, moment, village

PERSON = Sheet(
    "Pengenalan",
    {
        "number": NUMBER,
        "language": LANGUAGE,
        "news": Column("Mau menerima info", flag),
        "news_at": Column("Dijawab pada", moment),
        "source": Column("Tahu nomor kios dari"),
        "village": Column("Kelurahan", village),
        "first_seen": Column("Pertama kali", moment),
    },
)
JOURNAL = Sheet(
    "Langkah di dalam layanan",
    {
        "at": AT,
        "channel": CHANNEL,
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
        "channel": CHANNEL,
        "at": AT,
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
        "at": AT,
        "number": NUMBER,
        "channel": CHANNEL,
        "reason": Column("Tentang"),
        "done_at": Column("Ditelepon", moment),
    },
)
FLAG = Sheet(
    "Nomor didiamkan",
    {
        "at": AT,
        "number": NUMBER,
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
        "at": AT,
        "number": NUMBER,
        "until": Column("Sampai", moment),
        "reason": Column("Alasan"),
        "reviewed_at": Column("Diperiksa petugas kedua", moment),
        "upheld": Column("Tetap dibisukan", flag),
    },
    left=frozenset({"muted_by", "reviewed_by"}),
)
AUDIT = Sheet(
    "Salinan data yang pernah dibuat",
    {"at": AT, "act": Column("Yang dilakukan", words={"export": "salinan", "erase": "penghapusan"})},
    left=frozenset({"by", "proof"}),
)
