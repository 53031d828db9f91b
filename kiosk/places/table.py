"""Reads the tables of places, once."""

import csv
from functools import lru_cache
from pathlib import Path

from kiosk.errors import ConfigError
from kiosk.places.gazetteer import Found, Gazetteer, Kelurahan, Names, Which

FOLDER = Path(__file__).parent


@lru_cache(maxsize=256)  # one text is looked at several times in a step, and a near miss is dear
def find(text: str) -> Found | Which | None:
    """Find the kelurahan that a text names, in the table of the city.

    >>> find("kel pondok ranji, jl wr supratman").kelurahan.name
    'Pondok Ranji'
    """
    return _gazetteer().find(text)


def kelurahan(code: str) -> Kelurahan:
    """Give the kelurahan of a code of the ministry.

    >>> kelurahan("36.74.06.1001").name
    'Pamulang Barat'
    """
    return _gazetteer().by_code[code]


def everywhere() -> list[Kelurahan]:
    """List all kelurahan of the city, by code."""
    return [one for _, one in sorted(_gazetteer().by_code.items())]


def official(name: str) -> Kelurahan | None:
    """Give the kelurahan that is called exactly so, or has that code, as tables of an office name it.

    >>> official("lengkong gudang").code, official("36.74.01.1004").name, official("Pamulang")
    ('36.74.01.1004', 'Lengkong Gudang', None)
    """
    wanted = " ".join(name.split()).casefold()
    return next(
        (each for code, each in _gazetteer().by_code.items() if wanted in (code, each.name.casefold())), None
    )


def named(said: str) -> str:
    """Write a name that was typed as names are written.

    >>> named("pd. cabe"), named("bsd"), named("kec serpong")
    ('Pondok Cabe', 'BSD', 'Kec. Serpong')
    """
    return " ".join(map(_written, said.split()))


def _written(word: str) -> str:
    names, word = _gazetteer().names, word.casefold().rstrip(".")
    if word in names.kecamatan or word in names.kelurahan:
        return "Kec." if word in names.kecamatan else "Kel."
    if word in names.singkatan:
        return names.singkatan[word].capitalize()
    return word.upper() if len(word) <= 3 else word.capitalize()


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return read(FOLDER / "wilayah.csv", FOLDER / "nama.yaml")


def read(official: Path, names: Path) -> Gazetteer:
    """Read the official table and the names beside it; raises ConfigError with the file and what is wrong."""
    import yaml

    try:
        with official.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        districts = {row["kode_kemendagri"]: row["nama"] for row in rows if row["tingkat"] == "kecamatan"}
        villages = [
            Kelurahan(row["kode_kemendagri"], row["nama"], districts[row["kode_kecamatan"]])
            for row in rows
            if row["tingkat"] == "kelurahan"
        ]
        table = yaml.load(names.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
        return Gazetteer(villages, Names(**table))
    except (OSError, UnicodeError, KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise ConfigError(
            f"Tabel wilayah {official.parent} tidak bisa dipakai ({error}).".replace("\n", " "),
            "Bandingkan berkas itu dengan contoh aslinya.",
        ) from error
