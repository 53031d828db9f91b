"""The engine's own sentences; a book says them its own way with `phrases`."""

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, str]] = {
    "id": {
        "back": "Kembali",
        "home": "Menu utama",
        "more": "Lanjut",
        "miss": "Maaf, balas angka di daftar ini.",
        "miss_free": "Maaf, jawaban itu belum sesuai.",
        "which": "Maksud Anda yang mana? Balas angka:",
        "guess": "Maksud Anda {what}?",
        "guess_yes": "Ya",
        "guess_no": "Bukan",
        "guess_menu": "Bukan, kirim menu utama",
        "last": "Ini halaman terakhir.",
        "fault": "Maaf, layanan itu sedang terganggu.",
        "slow": "Permintaan Anda dicatat. Jawabannya kami kirim lewat SMS.",
        "late": "Maaf, jawaban atas permintaan Anda belum ada. Petugas akan menghubungi Anda.",
        "moved": "Maaf, menu ini baru diperbarui. Mohon mulai lagi dari sini.",
        "empty": "Maaf, saat ini belum ada pilihan.",
        "confirm": "Benar",
        "yes": "Ya",
        "no": "Tidak",
        "language": "Pilih bahasa. Balas angka:",
        "collected": "Sudah dicatat. Ketik lagi, atau balas angka:",
        "collected_full": "Sudah panjang sekali, jadi SMS terakhir ini tidak dicatat. Balas angka:",
        "resume": "Tadi belum selesai: {what}.",
        "resume_go": "Lanjutkan",
        "resume_anew": "Mulai dari awal",
        "today": "hari ini",
        "tomorrow": "besok",
        "after": "lusa",
        "day": "EEEE dd/MM",
        "hour": "HH.mm",
        "money": "Rp {amount}",
    },
    "en": {
        "back": "Back",
        "home": "Menu",
        "more": "More",
        "miss": "Sorry, reply with a number below.",
        "miss_free": "Sorry, that answer does not fit.",
        "which": "Which one do you mean? Reply with a number:",
        "guess": "Did you mean {what}?",
        "guess_yes": "Yes",
        "guess_no": "No",
        "guess_menu": "No, send the menu",
        "last": "This is the last page.",
        "fault": "Sorry, that service has a fault just now.",
        "slow": "Your request is noted. The answer comes by SMS.",
        "late": "Sorry, there is no answer to your request yet. Our staff will contact you.",
        "moved": "Sorry, this menu has just been renewed. Please start again from here.",
        "empty": "Sorry, there is nothing to choose at the moment.",
        "confirm": "Correct",
        "yes": "Yes",
        "no": "No",
        "language": "Choose a language. Reply with a number:",
        "collected": "Noted. Type more, or reply with a number:",
        "collected_full": "It is very long already, so this last SMS is not noted. Reply with a number:",
        "resume": "Not finished yet: {what}.",
        "resume_go": "Continue",
        "resume_anew": "Start again",
        "today": "today",
        "tomorrow": "tomorrow",
        "after": "day after tomorrow",
        "day": "EEE d MMM",
        "hour": "HH:mm",
        "money": "Rp {amount}",
    },
    "su": {
        "back": "Mulang",
        "home": "Menu utama",
        "more": "Teras",
        "miss": "Hapunten, mangga waler ku angka di handap.",
        "miss_free": "Hapunten, walerna teu acan cocog.",
        "which": "Anu mana anu dimaksad? Waler ku angka:",
        "guess": "Maksadna {what}?",
        "guess_yes": "Muhun",
        "guess_no": "Sanés",
        "guess_menu": "Sanés, kintun menu utama",
        "last": "Ieu kaca panungtung.",
        "fault": "Hapunten, layanan éta nuju aya gangguan.",
        "slow": "Pamundutna parantos dicatet. Walerna dikintun ku SMS.",
        "late": "Hapunten, waler kana pamundut téh teu acan aya. Patugas badé ngahubungan.",
        "moved": "Hapunten, menu ieu nembé dianyarkeun. Mangga kawitan deui ti dieu.",
        "empty": "Hapunten, ayeuna teu acan aya pilihan.",
        "confirm": "Leres",
        "yes": "Muhun",
        "no": "Henteu",
        "language": "Pilih basa. Waler ku angka:",
        "collected": "Parantos dicatet. Serat deui, atanapi waler ku angka:",
        "collected_full": "Parantos panjang pisan, janten SMS panungtung ieu henteu dicatet. Waler ku angka:",
        "resume": "Tadi teu acan réngsé: {what}.",
        "resume_go": "Teraskeun",
        "resume_anew": "Kawitan deui",
        "today": "dinten ieu",
        "tomorrow": "énjing",
        "after": "pageto",
        "day": "EEEE dd/MM",
        "hour": "HH.mm",
        "money": "Rp {amount}",
    },
}
OWN = (
    "back",
    "home",
    "more",
    "miss",
    "miss_free",
    "which",
    "guess",
    "guess_yes",
    "guess_no",
    "guess_menu",
    "last",
    "fault",
    "slow",
    "late",
    "moved",
    "empty",
    "confirm",
    "yes",
    "no",
    "language",
    "collected",
    "collected_full",
    "resume",
    "resume_go",
    "resume_anew",
    "day",
    "hour",
    "money",
)
"""What a book may say its own way; the rest is for reading answers."""

WRITERS = ("day", "hour", "money")
"""How an answer is written; the rest is said."""

EXACT = frozenset(("ya", "tidak", "batal", "stop", "yes", "no", "cancel", "muhun", "henteu"))
"""Words that nobody shall be taken to have meant."""

YES = frozenset(("y", "ya", "iya", "iyaa", "iy", "yap", "yup", "yes", "muhun"))
NO = frozenset(
    f"{word}{more}"
    for word in ("tidak", "tdk", "ga", "gak", "ngga", "nggak", "engga", "enggak", "no", "henteu")
    for more in ("", " usah", " boleh", " jadi")
)
"""How yes and no are written, whole; and how the labels begin that they may mean."""
BEGINS = {
    True: ("ya", "yes", "muhun", "boleh", "benar", "correct", "leres"),
    False: ("tidak", "bukan", "belum", "no", "henteu", "sanés", "teu"),
}

AGAINST = frozenset(
    word
    for words in (
        "bukan jangan tidak tdk tak ga gak nggak enggak kecuali selain depan",
        "sanés sanes henteu moal",
        "not no don except next",
    )
    for word in words.split()
)
"""Words beside which no choice is taken to have been meant: "bukan gigi", "rabu depan"."""

NUMBERS = {
    word: str(number)
    for words in (
        "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh",
        "hiji dua tilu opat lima genep tujuh dalapan salapan sapuluh",
        "one two three four five six seven eight nine ten",
    )
    for number, word in enumerate(words.split(), start=1)
}


AMOUNTS = {"rb": 1_000, "ribu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000, "m": 1_000_000}
"""Words behind an amount of money, and what they are worth."""
CURRENCY = ("rp", "idr")
CLOCK = ("pukul", "jam", "tabuh", "at")
"""Words before an amount of money, and before a time."""
HALVES = {"pagi": 0, "am": 0, "siang": 12, "sore": 12, "malam": 12, "sonten": 12, "wengi": 12, "pm": 12}
"""Words behind a time of twelve hours, and what they add to it."""


def phrase(key: str, language: str) -> str:
    """Say it in a language, in Indonesian where the engine does not know that one."""
    return PHRASES.get(language, PHRASES["id"])[key]
