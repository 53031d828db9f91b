"""Sentences of the catalogue that depend on how well something was found. PURE."""

from kiosk.services.directory.search import ALL, NEARLY, SOME

SHOWN = 24  # letters of what was typed that are shown
BROWSE = 0  # in place of a level: nothing was typed
HEADS = {
    "id": {
        ALL: "Hasil untuk {kata}.",
        NEARLY: "Mungkin ini untuk {kata}?",
        SOME: "Belum ada yang persis untuk {kata}.",
        BROWSE: "Paling banyak dicari.",
    },
    "su": {
        ALL: "Hasil kanggo {kata}.",
        NEARLY: "Panginten ieu kanggo {kata}?",
        SOME: "Teu acan aya nu pas kanggo {kata}.",
        BROWSE: "Nu paling sering dipilari.",
    },
    "en": {
        ALL: "Results for {kata}.",
        NEARLY: "Is it this, for {kata}?",
        SOME: "Nothing quite fits {kata}.",
        BROWSE: "Asked for most.",
    },
}


def head(level: int, words: str, language: str) -> str:
    """Say what a list is of.

    >>> head(ALL, "KTP HILANG", "id"), head(BROWSE, "", "en")
    ('Hasil untuk KTP HILANG.', 'Asked for most.')
    """
    said = HEADS.get(language, HEADS["id"])
    return said[min(level, ALL)].replace("{kata}", words)


def shown(text: str) -> str:
    """Write what was typed as it is repeated: in capitals, and not all of a long one.

    >>> shown("ktp hilang"), shown("surat keterangan domisili usaha")
    ('KTP HILANG', 'SURAT KETERANGAN DOMI..')
    """
    text = " ".join(text.split()).upper()
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3].rstrip()}.."
