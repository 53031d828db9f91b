"""The catalogue as a spreadsheet: what is read however it was saved, and what is told of what is wrong."""

from datetime import date

import pytest
from click.testing import CliRunner

from kiosk import services
from kiosk.cli.data import command
from kiosk.core import Kiosk
from kiosk.errors import KioskError
from kiosk.services.directory import catalogue, spreadsheet

TODAY = date(2026, 11, 24)
HEAD = "judul;instansi;topik;keterangan;biaya;jam;diperbarui"
ROW = "Pasar malam;Disperindag;Usaha;Pasar di alun-alun;gratis;Sabtu 18.00-22.00;20/11/2026"
ALL = "\r\n".join([HEAD, ROW, ""])


def read(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return spreadsheet.read(path, TODAY)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (ALL, "CSV UTF-8, pemisah titik koma"),
        (ALL.replace(";", ","), "CSV UTF-8, pemisah koma"),
        (ALL.replace(";", "\t"), "CSV UTF-8, pemisah tab"),
        (ALL.replace(";", "|"), "CSV UTF-8, pemisah garis tegak"),
        ("\ufeff" + ALL, "CSV UTF-8, pemisah titik koma"),
        (ALL.encode("utf-16"), "CSV UTF-16, pemisah titik koma"),
        (ALL.replace("malam", "malam \u00e9").encode("cp1252"), "CSV CP1252, pemisah titik koma"),
        ("Daftar layanan kelurahan\r\n" + ALL, "CSV UTF-8, pemisah titik koma"),
        (ALL.replace("Pasar di alun-alun", '"Pasar; di ""alun-alun"""'), "CSV UTF-8, pemisah titik koma"),
        (ALL.replace("\r\n", "\n\n\n"), "CSV UTF-8, pemisah titik koma"),
        (ALL.upper().replace("PASAR", "Pasar"), "CSV UTF-8, pemisah titik koma"),
    ],
)
def test_a_file_is_read_however_it_was_saved(tmp_path, content, kind):
    found = read(tmp_path / "layanan.csv", content)
    assert (found.kind, found.bad, len(found.entries)) == (kind, (), 1)
    assert found.entries[0].title().startswith("Pasar")
    assert found.entries[0].checked == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"judul": ""}, "judul kosong"),
        ({"topik": " "}, "topik kosong"),
        ({"judul": "Pasar malam di alun-alun kota lama"}, "judul 34 huruf, paling panjang 30"),
        ({"instansi": "Dinas Perindustrian dan Perdagangan"}, "instansi 35 huruf, paling panjang 24"),
        ({"keterangan": "kata " * 60}, "isinya lebih dari 2 SMS: pendekkan"),
        ({"keterangan": "Pasar 夜"}, "keterangan memuat 夜 yang memperpendek SMS"),
        ({"biaya": "=A1*2"}, "biaya berisi rumus: tempel sebagai nilai"),
        ({"biaya": "#REF!"}, "biaya berisi galat lembar kerja (#REF!)"),
        ({"jam": "1900-01-00"}, "jam berubah menjadi tanggal atau jam (1900-01-00)"),
        ({"jam": "08:00:00"}, "jam berubah menjadi tanggal atau jam (08:00:00)"),
        ({"diperbarui": "kemarin"}, "diperbarui 'kemarin' bukan tanggal"),
        ({"diperbarui": "31/02/2026"}, "diperbarui '31/02/2026' bukan tanggal"),
        ({"diperbarui": "01/01/1900"}, "diperbarui 01/01/1900 tidak masuk akal"),
        ({"diperbarui": "25/11/2026"}, "diperbarui 25/11/2026 tidak masuk akal"),
    ],
)
def test_a_bad_row_is_told_by_line_and_the_others_are_read(tmp_path, cells, why):
    names = HEAD.split(";")
    bad = ";".join((dict(zip(names, ROW.split(";"), strict=True)) | cells)[name] for name in names)
    found = read(tmp_path / "layanan.csv", f"{HEAD}\n{ROW}\n{bad}\n")
    assert [each.line for each in found.bad] == [3]
    assert found.bad[0].why.startswith(why)
    assert len(found.entries) == 1


@pytest.mark.parametrize(
    ("tail", "line", "why"),
    [
        ("Pasar;Disper", 3, "hanya 2 dari 7 kolom: barisnya terpotong?"),
        (f"{ROW};lebih", 3, "8 sel untuk 7 kolom: ada pemisah yang tidak dikutip?"),
        (f'"{ROW}', 3, "tanda kutip tidak ditutup"),
        (ROW, 3, "kode pasar-malam-disperindag sudah dipakai baris 2"),
    ],
)
def test_a_row_that_is_broken_is_told(tmp_path, tail, line, why):
    found = read(tmp_path / "layanan.csv", f"{HEAD}\n{ROW}\n{tail}")
    assert [each.line for each in found.bad] == [line]
    assert found.bad[0].why.startswith(why)


@pytest.mark.parametrize(
    ("content", "fact", "remedy"),
    [
        (b"", "kosong", "Ekspor"),
        (ALL.replace("topik", "topic"), "kolom 'topic' tidak dikenal", "Maksud Anda topik?"),
        (
            ALL.replace("biaya", "tarif pajak"),
            "kolom 'tarif pajak' tidak dikenal",
            "Kolom yang dikenal: kode",
        ),
        (ALL.replace("biaya", "jam"), "kolom jam ada dua kali", "Hapus salah satunya"),
        (ALL.replace("topik;", "").replace("Usaha;", ""), "kolom topik tidak ada", "judul, instansi"),
        ("a;b;c\n1;2;3\n", "tidak punya baris nama kolom yang dikenal", "kode, judul, instansi"),
        (b"\xd0\xcf\x11\xe0" + bytes(60), "Excel lama", "xlsx"),
        (b"PK\x03\x04" + bytes(60), "rusak atau terpotong", "xlsx"),
        (b"%PDF-1.7 x", "PDF", "CSV"),
        (bytes(range(256)) * 3, "bukan teks", "xlsx"),
    ],
)
def test_a_file_that_is_none_is_told_with_what_to_do(tmp_path, content, fact, remedy):
    with pytest.raises(KioskError) as told:
        read(tmp_path / "layanan.csv", content)
    assert fact in told.value.fact
    assert remedy in told.value.remedy


def test_a_workbook_is_read_and_its_formulas_and_dates_are_told(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEAD.split(";"))
    sheet.append(["Pasar malam", "Disperindag", "Usaha", "Pasar", 5000, "Sabtu", date(2026, 11, 20)])
    sheet.append(["Pasar pagi", "Disperindag", "Usaha", "=A2", 5000, "Sabtu", None])
    sheet.append(["Pasar siang", "Disperindag", "Usaha", "Pasar", 5000, date(1900, 1, 1), None])
    sheet.append([None, None, None, None, None, None, None])
    book.save(tmp_path / "layanan.xlsx")
    found = spreadsheet.read(tmp_path / "layanan.xlsx", TODAY)
    assert [(one.title(), one.cells["biaya"], one.checked) for one in found.entries] == [
        ("Pasar malam", "5000", date(2026, 11, 20))
    ]
    assert [(each.line, each.why.split(":")[0]) for each in found.bad] == [
        (3, "keterangan berisi rumus"),
        (4, "jam berubah menjadi tanggal atau jam (1900-01-01)"),
    ]
    with (tmp_path / "layanan.xlsx").open("r+b") as half:
        half.truncate(2000)
    with pytest.raises(KioskError, match="rusak atau terpotong"):
        spreadsheet.read(tmp_path / "layanan.xlsx", TODAY)


def test_a_cell_that_a_spreadsheet_would_compute_is_written_as_text(tmp_path):
    cells = {"telepon": "+62 21 555", "syarat": "-KTP, KK", "tempat": "@kelurahan"}
    entry = spreadsheet.read(catalogue.BUILT_IN, TODAY).entries[0]
    entry = entry._replace(cells=entry.cells | cells)
    octets = spreadsheet.written([entry])
    for text in cells.values():
        assert f";'{text}" in octets.decode("utf-8-sig")
    assert read(tmp_path / "layanan.csv", octets).entries[0].cells == entry.cells


def test_what_was_written_is_read_again(tmp_path):
    shipped = spreadsheet.read(catalogue.BUILT_IN, TODAY)
    again = read(tmp_path / "layanan.csv", spreadsheet.written(shipped.entries))
    assert (again.entries, again.bad) == (shipped.entries, ())


# The commands -----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, shipped):
    kiosk = Kiosk.open(tmp_path / "data", *shipped, demo=True, threaded=False)
    kiosk.write(services.seed)
    kiosk.close()
    return tmp_path / "data"


def run(*arguments):
    return CliRunner().invoke(command, [str(each) for each in arguments])


def in_use(folder, shipped):
    kiosk = Kiosk.open(folder, *shipped, demo=True, threaded=False)
    try:
        return [one.title() for one in kiosk.write(catalogue.current).entries]
    finally:
        kiosk.close()


def test_the_office_takes_the_list_out_changes_it_and_puts_it_back(folder, tmp_path, shipped):
    path = tmp_path / "layanan.csv"
    assert "139 layanan ditulis" in run("export-catalogue", path, "--data", folder).output
    text = path.read_text("utf-8-sig").replace("Pasar murah", "Pasar malam")
    path.write_text(text, "utf-8")
    assert "dipakai mulai sekarang" in run("import-catalogue", path, "--data", folder).output
    assert "Pasar malam" in in_use(folder, shipped)
    assert "Pasar murah" not in in_use(folder, shipped)


def test_one_bad_row_leaves_all_as_it_was_unless_that_is_wanted(folder, tmp_path, shipped):
    path = tmp_path / "layanan.csv"
    path.write_text(f"{HEAD}\n{ROW}\n;;;;;;\nPasar pagi;;;;;;\n", "utf-8")
    result = run("import-catalogue", path, "--data", folder)
    assert "  baris 4: instansi kosong; topik kosong; keterangan kosong" in result.output
    assert isinstance(result.exception, KioskError)
    assert len(in_use(folder, shipped)) == 139
    assert run("import-catalogue", path, "--data", folder, "--check", "--json").output.startswith(
        '{"services": 1, "used": false, "read_as": "CSV UTF-8, pemisah titik koma", "faults": [{"line": 4,'
    )
    assert run("import-catalogue", path, "--data", folder, "--partial").exit_code == 0
    assert in_use(folder, shipped) == ["Pasar malam"]


def test_a_list_without_a_service_is_refused(folder, tmp_path, shipped):
    path = tmp_path / "layanan.csv"
    path.write_text(f"{HEAD}\n", "utf-8")
    assert "tidak berisi satu layanan pun" in str(run("import-catalogue", path, "--data", folder).exception)
    assert len(in_use(folder, shipped)) == 139


def test_a_folder_without_a_kiosk_is_told(tmp_path):
    path = tmp_path / "layanan.csv"
    path.write_text(ALL, "utf-8")
    assert "belum berisi data kios" in str(run("import-catalogue", path, "--data", tmp_path / "x").exception)
    assert not (tmp_path / "x").exists()
