"""Which kelurahan a resident means: found when it is certain, asked when it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import places
from kiosk.errors import ConfigError
from kiosk.places import Found, Which, table

ALL = tuple(table._gazetteer().by_code.values())

FOUND = [  # what is typed, the kelurahan, what is left of it
    ("Pamulang Barat, Jl. Siliwangi, RT 02/RW 05", "Pamulang Barat", "Jl. Siliwangi, RT 02/RW 05"),
    ("kel. serpong jl raya", "Serpong", "jl raya"),
    ("KELURAHAN SERUA", "Serua", ""),
    ("kel lengkong gudang", "Lengkong Gudang", ""),
    ("Serpong, Ciater dekat stasiun", "Ciater", "dekat stasiun"),
    ("bsd rawa buntu", "Rawabuntu", ""),
    ("Rawabuntu", "Rawabuntu", ""),
    ("rawa mekarjaya gg 3", "Rawa Mekar Jaya", "gg 3"),
    ("Sawah Lama", "Sawah", ""),
    ("bambuapus#jl ketapang", "Bambu Apus", "jl ketapang"),
    ("pd. kacang tmr", "Pondok Kacang Timur", ""),
    ("jurang mangu timur blok c", "Jurangmangu Timur", "blok c"),
    ("Jl Ciputat Raya, Pondok Ranji", "Pondok Ranji", "Jl Ciputat Raya"),
    ("di pinggir sawah dekat jombang", "Jombang", "di pinggir sawah dekat"),
    ("kec pamulang kel kedaung", "Kedaung", "kec pamulang"),
    ("kec setu babakan", "Babakan", "babakan"),
    ("lampu di pondok benda muncul api", "Pondok Benda", "lampu di muncul api"),
    ("muncul", "Muncul", ""),
    ("jalan raya ciputat, rengas", "Rengas", "jalan raya ciputat"),
    ("lampu mati\nbuaran", "Buaran", "lampu mati"),
]  # fmt: skip

ASKED = [  # what is typed, who is asked about first, how many there are
    ("pamulang jl siliwangi dpn sdn1", ["Pamulang Barat", "Pamulang Timur"], 2),
    ("pd cabe", ["Pondok Cabe Udik", "Pondok Cabe Ilir"], 2),
    ("jurangmangu", ["Jurangmangu Barat", "Jurangmangu Timur"], 2),
    ("pondok kacang", ["Pondok Kacang Barat", "Pondok Kacang Timur"], 2),
    ("pondok jagung", ["Pondok Jagung", "Pondok Jagung Timur"], 2),
    ("parigi", ["Parigi", "Parigi Baru"], 2),
    ("serua", ["Serua", "Serua Indah"], 2),
    ("sawah", ["Sawah", "Sawah Baru"], 2),
    ("lengkong", ["Lengkong Gudang", "Lengkong Wetan", "Lengkong Gudang Timur", "Lengkong Karya"], 4),
    ("serpong", ["Serpong", "Ciater"], 9),
    ("pondok aren", ["Pondok Aren"], 11),
    ("ciputat", ["Ciputat"], 7),
    ("setu", ["Setu"], 6),
    ("serpong utara", ["Pakulonan"], 7),
    ("ciputat timur", ["Cempaka Putih"], 6),
    ("BSD", ["Lengkong Wetan"], 4),
    ("bintaro sektor 9", ["Pondok Jaya"], 4),
    ("alam sutera", ["Pakulonan"], 3),
    ("gading serpong", ["Pakujaya"], 3),
    ("Pamulang Dua", ["Benda Baru", "Pondok Benda"], 4),
    ("jl muncul raya", ["Muncul"], 1),  # a street has its name from a place that it may leave
    ("pamulng barat", ["Pamulang Barat"], 1),  # a near miss is asked, never guessed
    ("Pondk Ranji", ["Pondok Ranji"], 1),
    ("rempao", ["Rempoa"], 1),  # two neighbours swapped
    ("seura", ["Serua"], 2),
    ("di buaran", ["Buaran"], 1),
    ("alsut", ["Pakulonan"], 3),
    ("deket situ gintung", ["Cireundeu", "Pisangan"], 2),
    ("stasiun sudimara", ["Jombang", "Sawah"], 2),
    ("pamulang ii", ["Benda Baru"], 4),
]


@pytest.mark.parametrize(("text", "name", "rest"), FOUND)
def test_what_is_certain_is_found(text, name, rest):
    found = places.find(text)
    assert isinstance(found, Found)
    assert (found.kelurahan.name, found.rest) == (name, rest)


@pytest.mark.parametrize(("text", "first", "count"), ASKED)
def test_what_is_not_certain_is_asked(text, first, count):
    which = places.find(text)
    assert isinstance(which, Which)
    assert [one.name for one in which.among][: len(first)] == first
    assert len(which.among) == count


@pytest.mark.parametrize(
    "text", ["", "123", "jakarta selatan", "pondok", "lubang besar di jalan", "\N{GRINNING FACE}"]
)
def test_what_names_no_place_is_none(text):
    assert places.find(text) is None


def test_there_are_54_and_each_is_found_behind_kel():
    assert len(ALL) == 54
    for one in ALL:
        assert places.find(f"Kel. {one.name}, RT 01") == Found(one, "RT 01")


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_a_bare_name_is_found_or_asked_first(one):
    for text in (one.name, one.name.upper(), one.name.replace(" ", "")):
        answer = places.find(text)
        assert one in ((answer.kelurahan,) if isinstance(answer, Found) else answer.among)


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([one.name for one in ALL] + ["kel", "jl", "kec", ","])).map(" ".join)
)
def test_any_text_has_an_answer(text):
    answer = places.find(text)
    assert answer is None or isinstance(answer, Found) or answer.among


@pytest.mark.parametrize(
    "names", ["nama_lain: {Kampung: '1'}", "kawasan: [", "jalanan: [jl]", "\xff", "- a"], ids=range(5)
)
def test_a_broken_table_is_told(tmp_path, names):
    file = tmp_path / "nama.yaml"
    file.write_bytes(names.encode("latin-1"))
    with pytest.raises(ConfigError, match="wilayah") as told:
        table.read(table.FOLDER / "wilayah.csv", file)
    assert told.value.remedy
