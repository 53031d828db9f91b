"""What the services keep of a resident: bookings, reminders, news of permits, the survey."""

from kiosk.privacy.sheets.column import AT, LANGUAGE, NUMBER, Column, Sheet, day, moment, sealed

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
        "phone": NUMBER,
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
REMINDER = Sheet(
    "Pengingat PBB",
    {"nop": Column("NOP"), "number": NUMBER, "language": LANGUAGE, "at": AT},
    left=frozenset({"looked"}),
)
REMINDED = Sheet(
    "Pengingat PBB yang sudah dikirim",
    {"nop": Column("NOP"), "year": Column("Tahun"), "days": Column("Hari sebelum jatuh tempo"), "at": AT},
)
PERMIT = Sheet(
    "Kabar izin",
    {"number": Column("Nomor permohonan"), "phone": NUMBER, "language": LANGUAGE, "at": AT},
    left=frozenset({"told", "checked"}),
)
ASKED = Sheet("Ditanya tentang kepuasan", {"at": AT})
