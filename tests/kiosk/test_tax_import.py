"""Bills from files, good and bad: what is taken, what is refused and why; nothing is lost or doubled."""

import io
import json
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from kiosk.cli.data import command
from kiosk.clock import WIB
from kiosk.services.tax import bills, schema
from kiosk.services.tax.importing import loading
from kiosk.services.tax.importing.columns import Unusable
from kiosk.services.tax.importing.files import OLE
from kiosk.services.tax.importing.job import Stopped, Wish, bring
from kiosk.store import Store

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=WIB)
HEAD = "nop;tahun;nama;jumlah;jatuh_tempo;status;tanggal_bayar;kelurahan"
ROW = "36.76.999.001.002-0003.0;2026;SITI RAHMA;1254000;2026-08-31;belum;;Pamulang Barat"
PAID = "36.76.999.001.002-0003.0;2025;SITI RAHMA;1.100.000;31/08/2025;lunas;11/07/2025;Pamulang Barat"
OTHER = "367699900100200047;2026;BUDI;500000;;lunas;;"
NOP = 367699900100200030


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """An empty database, made once."""
    folder = tmp_path_factory.mktemp("empty")
    Store.open(folder).close()
    return folder / "loket.db"


@pytest.fixture
def folder(tmp_path, empty):
    (tmp_path / "data").mkdir()
    shutil.copy(empty, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def store(folder):
    opened = Store.open(folder)
    yield opened
    opened.close()


@pytest.fixture
def take(store, tmp_path):
    """Import octets or lines; gives the outcome."""

    def take(content, name="tagihan.csv", kind="bills", seen=lambda source, taken: None, **more):
        path = tmp_path / name
        if not isinstance(content, bytes):
            content = ("\n".join(content) + "\n").encode()
        path.write_bytes(content)
        return bring(store, Wish(kind, path, NOW, **more), lambda: NOW, seen)

    return take


@pytest.fixture
def read(store):
    """What residents read: the rows of the current edition."""

    def read():
        connection = store.connect()
        try:
            current = sa.select(schema.edition.c.id).where(
                schema.edition.c.kind == "bills", schema.edition.c.state == "current"
            )
            rows = connection.run(sa.select(schema.bill).where(schema.bill.c.edition.in_(current)))
            return [tuple(row)[1:] for row in rows]
        finally:
            connection.close()

    return read


def reasons(outcome):
    return [(line, why) for line, why in outcome.faults]


SITI = (NOP, 2026, 1_254_000, "2026-08-31", "", "S*** R****", "36.74.06.1001")


def test_rows_are_taken_as_they_are_meant(take, read):
    outcome = take([HEAD, ROW, PAID, OTHER])
    assert (outcome.taken.rows, outcome.taken.bad) == (3, 0)
    assert read() == [
        (NOP, 2025, 1_100_000, "2025-08-31", "2025-07-11", "S*** R****", "36.74.06.1001"),
        SITI,
        (367699900100200047, 2026, 500_000, "", "-", "B***", ""),
    ]


def test_no_name_is_kept(take, store):
    take([HEAD, ROW])
    store.close()
    assert b"RAHMA" not in (store.folder / "loket.db").read_bytes()


TEXT = "\n".join([HEAD, ROW.replace("SITI RAHMA", "SITI RAHMÁ"), ""])


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (TEXT.encode(), "CSV UTF-8, pemisah titik koma"),
        (TEXT.encode("utf-8-sig"), "CSV UTF-8, pemisah titik koma"),
        (TEXT.encode("utf-16"), "CSV UTF-16, pemisah titik koma"),
        (TEXT.encode("utf-16-le"), "CSV UTF-16-LE, pemisah titik koma"),
        (TEXT.encode("utf-16-be"), "CSV UTF-16-BE, pemisah titik koma"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "CSV UTF-16, pemisah titik koma"),
        (TEXT.encode("cp1252"), "CSV CP1252, pemisah titik koma"),
        (TEXT.replace("\n", "\r\n").encode(), "CSV UTF-8, pemisah titik koma"),
        (TEXT.replace("\n", "\r").encode(), "CSV UTF-8, pemisah titik koma"),
        (TEXT.replace(";", ",").encode(), "CSV UTF-8, pemisah koma"),
        (TEXT.replace(";", "\t").encode(), "CSV UTF-8, pemisah tab"),
        (TEXT.replace(";", "|").encode("utf-16"), "CSV UTF-16, pemisah garis tegak"),
        (b"sep=;\n" + TEXT.encode(), "CSV UTF-8, pemisah titik koma"),
        (b"DAFTAR TAGIHAN PBB, TAHUN 2026\n\n" + TEXT.encode(), "CSV UTF-8, pemisah titik koma"),
    ],
)
def test_encodings_and_delimiters_are_told_apart(take, read, octets, told):
    outcome = take(octets)
    assert outcome.what == told
    assert read() == [SITI]


@pytest.mark.parametrize(
    "head",
    [
        "NOP;THN_PAJAK_SPPT;NM_WP_SPPT;PBB_YG_HARUS_DIBAYAR_SPPT;TGL_JATUH_TEMPO_SPPT;STATUS_PEMBAYARAN_SPPT;X;kel",
        "Nomor Objek Pajak;Tahun Pajak;Nama Wajib Pajak;Pokok;Tgl. Jatuh Tempo;Status Bayar;Lain;KELURAHAN",
        " nop ;Tahun;NAMA;Jumlah;jatuh-tempo;STATUS;tanggal bayar;kelurahan",
    ],
)
def test_headings_of_other_offices_are_known(take, read, head):
    take([head, ROW])
    assert read() == [SITI]


def test_a_nop_in_seven_columns(take, read):
    head = "KD_PROPINSI,KD_DATI2,KD_KECAMATAN,KD_KELURAHAN,KD_BLOK,NO_URUT,KD_JNS_OP,tahun,nama,jumlah,status"
    take([head, "36,76,999,1,2,3,0,2026,SITI RAHMA,1254000,0"])
    assert [row[0] for row in read()] == [NOP]


BAD = [  # what a row says in place of a good one, and why it is not taken
    ("36.76.999.001.002-003.0;2026;A;1;;belum;;", "NOP 17 angka, harus 18"),
    (";2026;A;1;;belum;;", "NOP kosong"),
    ("36.76.999.001.002-0003.O;2026;A;1;;belum;;", "NOP memuat huruf"),
    ("36.71.999.001.002-0003.0;2026;A;1;;belum;;", "NOP bukan dari kota ini (empat angka pertama)"),
    (
        "3,67699900100200E+17;2026;A;1;;belum;;",
        "NOP tersimpan sebagai bilangan (…E+17), angka akhirnya hilang: jadikan kolomnya teks",
    ),
    ("=A1;2026;A;1;;belum;;", "rumus, bukan nilai: simpan dahulu sebagai nilai"),
    ("367699900100200031;2026;A;1;;belum;;", "angka terakhir NOP bukan 0, 7, atau 9"),
    ("367699900100200040;;A;1;;belum;;", "tahun pajak kosong"),
    ("367699900100200040;26;A;1;;belum;;", "tahun pajak tidak masuk akal"),
    ("367699900100200040;1900;A;1;;belum;;", "tahun pajak tidak masuk akal"),
    ("367699900100200040;2026;A;;;belum;;", "jumlah kosong"),
    ("367699900100200040;2026;A;-5;;belum;;", "jumlah di bawah nol"),
    ("367699900100200040;2026;A;seribu;;belum;;", "jumlah bukan rupiah bulat"),
    ("367699900100200040;2026;A;1.25;;belum;;", "jumlah bukan rupiah bulat"),
    ("367699900100200040;2026;A;=SUM(D1:D2);;belum;;", "rumus, bukan nilai: simpan dahulu sebagai nilai"),
    (
        '367699900100200040;2026;"=HYPERLINK(""x"")";1;;belum;;',
        "rumus, bukan nilai: simpan dahulu sebagai nilai",
    ),
    ("367699900100200040;2026;A;99999999999999;;belum;;", "jumlah terlalu besar"),
    (
        "367699900100200040;2026;A;1;01/01/1900;belum;;",
        "tanggal tahun 1900: sel kosong atau bilangan yang diberi bentuk tanggal",
    ),
    (
        "367699900100200040;2026;A;1;;lunas;1899-12-30;",
        "tanggal tahun 1900: sel kosong atau bilangan yang diberi bentuk tanggal",
    ),
    (
        "367699900100200040;2026;A;1;46265;belum;;",
        "tanggal tersimpan sebagai bilangan: jadikan selnya tanggal",
    ),
    ("367699900100200040;2026;A;1;31/02/2026;belum;;", "tanggal tidak ada di kalender"),
    ("367699900100200040;2026;A;1;08/31/2026;belum;;", "tanggal tidak ada di kalender"),
    ("367699900100200040;2026;A;1;akhir Agustus;belum;;", "tanggal tidak terbaca, contoh: 2026-08-31"),
    ("367699900100200040;2026;A;1;;mungkin;;", "status bukan lunas atau belum"),
    ("367699900100200040;2026;A;1;;;;", "status kosong: lunas atau belum?"),
    ("367699900100200040;2026;A;1;;belum;2026-07-11;", "status belum lunas, tetapi ada tanggal bayar"),
    ("367699900100200040;2026;A", "hanya 3 kolom dari 8"),
    ("367699900100200040;2026;A;1;;belum;;;lebih", "9 kolom, seharusnya 8"),
    ('367699900100200040;2026;A"b;1;;"belum"x;;', "tanda kutip tidak ditutup atau berlebih"),
    (ROW, "NOP dan tahun ini sudah ada di baris sebelumnya"),
]


@pytest.mark.parametrize(("row", "why"), BAD, ids=[why for _, why in BAD])
def test_a_bad_row_is_told_with_its_line_and_left_out(take, read, row, why):
    outcome = take([HEAD, ROW, OTHER, row, PAID])
    assert reasons(outcome) == [(4, why)]
    assert (outcome.taken.rows, outcome.taken.bad) == (3, 1)
    assert len(read()) == 3
    assert outcome.report.read_text("utf-8-sig") == f"baris;alasan\n4;{why}\n".replace(
        f"4;{why}", f'4;"{why}"' if ";" in why else f"4;{why}"
    )


def test_kept_digits_blank_lines_and_room_behind_are_no_mistakes(take, read):
    row = ROW.replace("36.76.999.001.002-0003.0", '"=""367699900100200030"""')
    outcome = take([HEAD, "", row + ";;", ";;;;;;;", ""])
    assert read() == [SITI]
    assert reasons(outcome) == [(4, "NOP kosong")]


def test_lines_are_those_of_the_file(take):
    two = ROW.replace("SITI RAHMA", '"SITI\nRAHMA"')
    outcome = take([HEAD, two, OTHER, OTHER])
    assert reasons(outcome) == [(5, "NOP dan tahun ini sudah ada di baris sebelumnya")]


def test_a_quote_that_swallows_lines_is_told_with_all_of_them(take, read):
    outcome = take([HEAD, ROW, OTHER, '367699900100200040;2026;"A;1;;belum;;', PAID, '3;"x"y', PAID])
    assert reasons(outcome)[0][0] == 4
    assert "sampai baris" in reasons(outcome)[0][1]
    assert len(read()) == 3


REFUSED = [
    (b"", "kosong", "Ekspor"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "Excel lama", "xlsx"),
    (b"%PDF-1.7\n", "PDF", "CSV"),
    (b"\x00\x01\x02\x03 binary \x00", "bukan teks", "xlsx"),
    (b"PK\x03\x04 cut off", "rusak atau terpotong", "sekali lagi"),
    (b"halo\napa kabar\n", "nama kolom yang dikenal", "baris pertama"),
    (
        f"{HEAD.replace('nop', 'npo')}\n{ROW}\n".encode(),
        "Kolom nop tidak ada",
        "Maksud Anda 'npo' untuk nop?",
    ),
    (
        f"{HEAD.replace('jumlah', 'jumlh')}\n{ROW}\n".encode(),
        "Kolom jumlah tidak ada",
        "'jumlh' untuk jumlah",
    ),
    (f"{HEAD.replace('nama', 'tahun')}\n{ROW}\n".encode(), "Kolom tahun ada 2", "Hapus"),
    (b"nop;tahun;nama;jumlah\n367699900100200030;2026;A;1\n", "tidak diketahui mana yang lunas", "status"),
    (f"{HEAD}\n".encode(), "Tidak ada satu baris pun", "laporan"),
    (f"{HEAD}\n{ROW}\nx\ny\nz\n".encode(), "Lebih banyak baris salah (3) daripada benar (1)", "laporan"),
    (f"{HEAD}\n{ROW}\n{OTHER[:20]}".encode(), "terpotong: baris terakhirnya (baris 3)", "sekali lagi"),
    (f'{HEAD}\n{ROW}\n367699900100200047;2026;"BU'.encode(), "terpotong", "sekali lagi"),
    (
        f"{HEAD}\n{ROW}\n".replace("SITI", "SITÍ").encode() + "Í".encode()[:1],
        "di tengah huruf",
        "sekali lagi",
    ),
    (f"{HEAD}\n{ROW}\n".encode("utf-16")[:-1], "di tengah huruf", "sekali lagi"),
    (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "dikunci dengan sandi", "tanpa sandi"),
    (OLE + bytes(600), "Excel lama", ".xlsx"),
    (b"PK\x05\x06" + bytes(18), "bukan buku kerja", "sekali lagi"),
    (b"a\x1b[2Jb;c\n1;2\n", "baris pertamanya: a?[2Jb;c", "nama kolom"),
]


@pytest.mark.parametrize(("octets", "fact", "remedy"), REFUSED, ids=[fact for _, fact, _ in REFUSED])
def test_a_file_that_is_none_is_refused_and_the_bills_before_stay(take, read, octets, fact, remedy):
    take([HEAD, ROW], name="first.csv")
    with pytest.raises(Unusable) as told:
        take(octets)
    assert fact in told.value.fact
    assert remedy in told.value.remedy
    assert read() == [SITI]


def test_an_amount_that_may_be_cut_off_is_not_believed(take, read):
    head = "nop;tahun;nama;status;jumlah"
    outcome = take(
        f"{head}\n367699900100200030;2026;SITI;belum;1254000\n367699900100200047;2026;B;belum;1254".encode()
    )
    assert reasons(outcome) == [(3, "jumlah di akhir berkas, tanpa akhir baris: mungkin terpotong")]
    assert [row[0] for row in read()] == [NOP]


def test_the_last_row_needs_no_line_break_where_nothing_can_be_cut(take, read):
    take(f"{HEAD}\n{PAID}\n{ROW}".encode())
    assert len(read()) == 2


def test_a_file_that_grows_while_it_is_read_is_refused(take, read, tmp_path):
    take([HEAD, ROW], name="first.csv")

    def grow(source, taken):
        with (tmp_path / "tagihan.csv").open("a") as file:
            file.write(OTHER + "\n")

    with pytest.raises(Unusable, match="berubah selama dibaca"):
        take([HEAD, PAID], seen=grow)
    assert read() == [SITI]


def test_many_fewer_bills_than_before_are_doubted(take, read):
    take([HEAD, ROW, PAID, OTHER])
    with pytest.raises(Unusable, match="Hanya 1 baris, padahal sekarang ada 3") as told:
        take([HEAD, ROW])
    assert "--fewer" in told.value.remedy
    assert len(read()) == 3
    take([HEAD, ROW], fewer=True)
    assert read() == [SITI]


def test_an_import_takes_the_place_of_the_one_before(take, read, store):
    take([HEAD, ROW, PAID])
    take([HEAD, ROW.replace("1254000", "1300000"), OTHER])
    assert [row[2] for row in read()] == [1_300_000, 500_000]
    connection = store.connect()
    assert connection.run(sa.select(sa.func.count()).select_from(schema.bill)).value() == 2
    assert [row.state for row in connection.run(sa.select(schema.edition))] == ["current"]
    connection.close()


def many(count):
    return [HEAD, *(f"36769990010020{row:03d}0;2026;A;{row};;belum;;" for row in range(1, count + 1))]


@pytest.mark.parametrize("after", [1, 2, 3])
def test_an_import_that_was_stopped_goes_on(take, read, monkeypatch, after):
    monkeypatch.setattr(loading, "FIRST", 200)
    monkeypatch.setattr(loading, "LARGEST", 200)
    rows = [*many(900), "bad"]
    rows.insert(50, "bad, too")
    bites = iter(range(100))

    def stop(source, taken):
        assert read() == [], "half an import is read"
        if next(bites) == after:
            raise Stopped("Dihentikan.", "Ulangi.")

    with pytest.raises(Stopped):
        take(rows, seen=stop)
    assert read() == []
    outcome = take(rows)
    assert outcome.taken.resumed == 200 * (after + 1)
    assert (outcome.taken.rows, outcome.taken.bad) == (900, 2)
    assert [line for line, _ in outcome.faults] == [51, 903]
    assert len(read()) == 900


@pytest.mark.process
def test_an_import_that_was_killed_goes_on(folder, tmp_path):
    path = tmp_path / "tagihan.csv"
    with path.open("w") as file:
        file.write(HEAD + "\n")
        file.writelines(
            f"3676999001{row // 9000:03d}{row % 9000 + 1:04d}0;2026;A;{row};;belum;;\n"
            for row in range(80_000)
        )
    command = [
        sys.executable,
        "-m",
        "kiosk",
        "data",
        "import-bills",
        str(path),
        "--data",
        str(folder),
        "--json",
    ]
    position = sa.select(schema.edition.c.position)
    store, root = Store.open(folder), Path(__file__).parents[2]
    connection = store.connect()
    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL) as program:
        while not connection.run(position).value() and program.poll() is None:
            threading.Event().wait(0.002)
        program.kill()
    assert program.returncode == -signal.SIGKILL
    done = connection.run(position).value()
    assert 0 < done < 80_000
    assert bills_in(connection, "loading") == done
    told = json.loads(subprocess.run(command, cwd=root, capture_output=True, check=True).stdout)
    assert (told["rows"], told["bad"], told["resumed"]) == (80_000, 0, done)
    assert bills_in(connection, "current") == 80_000
    connection.close()
    store.close()


def bills_in(connection, state):
    of = sa.select(schema.edition.c.id).where(schema.edition.c.state == state)
    return connection.run(
        sa.select(sa.func.count()).select_from(schema.bill).where(schema.bill.c.edition.in_(of))
    ).value()


def test_another_file_does_not_go_on_where_this_one_was_left(take, read, monkeypatch, store):
    monkeypatch.setattr(loading, "FIRST", 200)

    def stop(source, taken):
        raise Stopped("Dihentikan.", "Ulangi.")

    with pytest.raises(Stopped):
        take(many(300), seen=stop)
    assert take([HEAD, ROW]).taken.resumed == 0
    assert read() == [SITI]
    connection = store.connect()
    assert connection.run(sa.select(sa.func.count()).select_from(schema.bill)).value() == 1
    connection.close()


def test_two_imports_at_once_are_one_too_many(take):
    from kiosk.errors import StoreError

    def again(source, taken):
        with pytest.raises(StoreError, match="import-bills"):
            take([HEAD, ROW], name="second.csv")

    take([HEAD, ROW], seen=again)


# Spreadsheets -----------------------------------------------------------------------------------------------


def workbook(*rows, title="SPPT", before=()):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Catatan"
    book.active.append(["bukan tabel"])
    sheet = book.create_sheet(title)
    for row in (*before, *rows):
        sheet.append(row)
    octets = io.BytesIO()
    book.save(octets)
    return octets.getvalue()


COLUMNS = ["nop", "tahun", "nama", "jumlah", "jatuh_tempo", "status", "tanggal_bayar", "kelurahan"]
GOOD = [
    "367699900100200030",
    2026,
    "SITI RAHMA",
    1254000,
    date(2026, 8, 31),
    "belum",
    None,
    "Pamulang Barat",
]


@pytest.mark.parametrize("name", ["tagihan", "tagihan.csv", "tagihan.xls", "tagihan.XLSX.bak"])
def test_a_workbook_is_known_by_its_octets_whatever_it_is_called(take, read, name):
    """openpyxl goes by the ending of a name; a file from a messenger or a backup has another one."""
    take(workbook(COLUMNS, GOOD), name=name)
    assert read() == [SITI]


@pytest.mark.parametrize("inside", ["a.txt", "word/document.xml", "[Content_Types].xml"])
def test_an_archive_that_is_no_workbook_is_refused(take, inside):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(inside, "<Types/>")
    with pytest.raises(Unusable, match="bukan buku kerja"):
        take(packed.getvalue(), name="arsip")


def test_a_workbook_is_read_as_it_is_meant(take, read):
    octets = workbook(COLUMNS, GOOD, [None] * 8, before=[["DAFTAR PBB"]])
    outcome = take(octets, name="tagihan.xlsx")
    assert outcome.what == "lembar 'SPPT'"
    assert read() == [SITI]
    assert outcome.taken.bad == 0


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (
            0,
            367699900100200030,
            "NOP tersimpan sebagai bilangan (…E+17), angka akhirnya hilang: jadikan kolomnya teks",
        ),
        (0, "=B1", "rumus, bukan nilai: simpan dahulu sebagai nilai"),
        (3, "=SUM(D1:D2)", "rumus, bukan nilai: simpan dahulu sebagai nilai"),
        (3, 1254000.5, "jumlah bukan rupiah bulat"),
        (3, "#REF!", "jumlah bukan rupiah bulat"),
        (4, date(1900, 1, 1), "tanggal tahun 1900: sel kosong atau bilangan yang diberi bentuk tanggal"),
        (4, date(1899, 12, 31), "tanggal tahun 1900: sel kosong atau bilangan yang diberi bentuk tanggal"),
        (4, 46265, "tanggal tersimpan sebagai bilangan: jadikan selnya tanggal"),
    ],
)
def test_cells_that_cannot_be_believed_are_told(take, place, value, why):
    bad = [*GOOD]
    bad[0], bad[place] = "367699900100200047", value
    outcome = take(workbook(COLUMNS, GOOD, bad), name="tagihan.xlsx")
    assert reasons(outcome) == [(3, why)]


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_half_a_workbook_is_refused(take, part):
    octets = workbook(COLUMNS, *[GOOD] * 50)
    with pytest.raises(Unusable, match="rusak atau terpotong"):
        take(octets[: int(len(octets) * part)], name="tagihan.xlsx")


def test_a_workbook_that_is_damaged_inside_is_refused(take):
    octets = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(COLUMNS, *[GOOD] * 50))) as whole,
        zipfile.ZipFile(octets, "w") as broken,
    ):
        for name in whole.namelist():
            inner = whole.read(name)
            broken.writestr(name, inner[: len(inner) // 2] if "sheet2" in name else inner)
    with pytest.raises(Unusable, match="rusak atau terpotong"):
        take(octets.getvalue(), name="tagihan.xlsx")


def test_a_sheet_that_is_not_there_is_told(take):
    from kiosk.services.tax.importing.source import Choices

    with pytest.raises(Unusable, match="tidak punya lembar 'Sheet9'") as told:
        take(workbook(COLUMNS, GOOD), name="tagihan.xlsx", choices=Choices(sheet="Sheet9"))
    assert "Catatan, SPPT" in told.value.remedy


# Old and new numbers, and the command -----------------------------------------------------------------------


def test_old_numbers_lead_to_new_ones(take, kiosk, tmp_path):
    path = tmp_path / "nop.csv"
    path.write_text(
        "lama,baru\n361921000501100660,367605000501100660\n367605000501100660,367699900100200030\n"
        "321901000100100010,321901000100100010\n360301000100100010,360301000100100027\n"
        "360301000100100027,360301000100100010\n"
    )
    outcome = bring(kiosk.store, Wish("nops", path, NOW), lambda: NOW, lambda source, taken: None)
    assert reasons(outcome) == [(4, "NOP lama dan NOP baru sama")]

    def newer(tx):
        return [bills.newer(tx, each) for each in ("361921000501100660", str(NOP), "360301000100100010")]

    assert kiosk.write(newer) == [str(NOP), None, None]


def test_the_command_says_what_it_did(tmp_path, folder):
    path = tmp_path / "tagihan.csv"
    path.write_text("\n".join([HEAD, ROW, "bad", OTHER, ""]))
    ran = CliRunner().invoke(command, ["import-bills", str(path), "--data", str(folder), "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert (told["rows"], told["bad"]) == (2, 1)
    assert told["faults"] == [{"line": 3, "reason": "hanya 1 kolom dari 8"}]
    ran = CliRunner().invoke(
        command,
        ["import-bills", str(path), "--data", str(folder), "--as-of", "2026-11-01 08:00"],
    )
    assert "data 01/11/2026 08.00" in ran.stdout
    assert "2 baris masuk, 1 salah" in ran.stdout
    assert "baris 3: hanya 1 kolom dari 8" in ran.stdout


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (["--data", "nowhere"], 5, "belum berisi data kios"),
        (["--as-of", "2099-01-01"], 1, "masa depan"),
        (["--delimiter", ";;"], 2, "bukan satu huruf"),
        (["--encoding", "utf-9"], 2, "utf-9"),
    ],
)
def test_the_command_ends_as_the_contract_says(tmp_path, folder, monkeypatch, capsys, more, code, told):
    from kiosk import cli

    path = tmp_path / "tagihan.csv"
    path.write_text("\n".join([HEAD, ROW, ""]))
    where = [] if "--data" in more else ["--data", str(folder)]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["kiosk", "data", "import-bills", str(path), *where, *more])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == code
    assert told in capsys.readouterr().err
