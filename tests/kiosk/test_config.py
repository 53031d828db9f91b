"""`kiosk.toml`: read into values, every mistake with its place and its remedy."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kiosk import config, settings
from kiosk.errors import ConfigError
from kiosk.sampling import Sampling
from kiosk.serving import Address
from modem.balance import read
from modem.operators import beside

EXAMPLE = Path(__file__).parents[2] / config.EXAMPLE


def test_the_example_is_read():
    found = config.load(EXAMPLE)
    assert found.kiosk.number == "38"
    assert found.modem.own_numbers == ("+6281200000038",)
    assert found.http.address == Address("127.0.0.1", 8000)


def test_every_key_stands_in_the_example():
    text = EXAMPLE.read_text(encoding="utf-8")
    for section, key in [*config.KEYS, *(("operators.telkomsel", key) for key in config.OPERATOR)]:
        assert f"[{section}]" in text
        assert f"{key} = " in text


def test_what_the_example_only_shows_is_right_too():
    text = EXAMPLE.read_text(encoding="utf-8")
    shown = "\n".join(
        re.sub("^# ", "", line)
        for line in text.splitlines()
        if re.match(r"# (\w+ = |\[)", line) or line[:1] != "#"
    )
    found = config.parse(shown)
    assert found.modem.operator == "byu"
    assert list(found.modems) == ["modem", "kedua"]
    assert found.sms.flash
    assert found.own_numbers == ("+6281200000038", "+6281700000038")
    own = beside(found.operators)["telkomsel"]
    assert read("Sisa pulsa Rp25.000, aktif s/d 31-12-2026", own)[1:] == (25000, date(2026, 12, 31))


def test_what_is_left_out_has_a_default():
    assert config.parse("") == settings.Config()
    assert config.parse("").data.name == "kios"


def test_relative_paths_begin_at_the_file(tmp_path):
    found = config.parse('[kiosk]\ndata = "data"\n[privacy]\nkey_file = "/k"\n', tmp_path / "kiosk.toml")
    assert found.data == tmp_path / "data"
    assert found.privacy.key_file == Path("/k")


def test_the_survey_asks_a_share():
    assert config.parse("").sampling == Sampling(Fraction(1, 3), "skm", Fraction(1, 4), "")
    text = '[kiosk]\nofficer = "081211119999"\n[services.survey]\nshare = 0.25\nseed = "x"\n'
    assert config.parse(text).sampling == Sampling(Fraction(1, 4), "x", Fraction(1, 4), "+6281211119999")


@pytest.mark.parametrize("share", ["-0.1", "1.5", '"0.3"', "true", "[1]"])
def test_a_share_is_from_nobody_to_all(share):
    with pytest.raises(ConfigError, match="bagian dari semua, 0 sampai 1"):
        config.parse(f"[services.survey]\nshare = {share}\n")


def test_http_can_be_off():
    assert config.parse('[http]\naddress = "off"').http.address is None


@pytest.mark.parametrize(
    "port", ["", "/dev/ttyUSB0", "modem", "tcp://[::1]:7070", "sim://", "spy+tcp://host:1?file=a:b"]
)
def test_a_modem_is_at_a_device_or_an_address(port):
    assert config.parse(f'[modem]\nport = "{port}"').modem.port == port


def test_numbers_are_written_one_way():
    assert config.parse('[modem]\nown_numbers = ["081200000038"]').modem.own_numbers == ("+6281200000038",)


@pytest.mark.parametrize(
    ("text", "fact", "remedy"),
    [
        (
            '[modem]\nport = "tcp://modem"\n',
            "kiosk.toml:2:1: [modem] port 'tcp://modem' bukan port",
            "tcp://",
        ),
        ('[modem]\nport = "usb://0"\n', "kiosk.toml:2:1: [modem] port 'usb://0' bukan port", "/dev/ttyUSB0"),
        ("port = [broken\n", "kiosk.toml:1:9: bukan TOML", "contoh"),
        ("[kiosk]\nnumber = 38\n", "kiosk.toml:2:1: [kiosk] number harus berupa teks", '"38"'),
        ('[kiosk]\nnumber = "380"\n', "kiosk.toml:2:1: [kiosk] number harus dua angka", '"38"'),
        (
            '[kiosk]\nnumbr = "38"\n',
            "kiosk.toml:2:1: kunci numbr di [kiosk] tidak dikenal",
            "Maksud Anda number?",
        ),
        ('[kiosk]\nwarna = "biru"\n', "kunci warna di [kiosk]", "number, name, kelurahan, hours, data"),
        ("[kiosk]\nresidents = -1\n", "[kiosk] residents harus bilangan bulat", "27100"),
        ("\n  [mdem]\n", "kiosk.toml:2:4: bagian [mdem] tidak dikenal", "Maksud Anda modem?"),
        ("modem = 3\n", "kiosk.toml:1:1: modem adalah bagian", "[modem]"),
        ('[kiosk]\nnumber = "38"\n[modem]\n  pin = "12"\n', "kiosk.toml:4:3: [modem] pin", '"1234"'),
        ('[modem]\nown_numbers = "0812"\n', "own_numbers harus berupa daftar", '["+62'),
        ('[modem]\nown_numbers = ["Budi"]\n', "'Budi' yang bukan nomor HP", "+62"),
        ('[http]\naddress = "web"\n', "[http] address 'web' bukan alamat", "127.0.0.1:8000"),
        ('[modem]\nsmsc = "pusat"\n', "kiosk.toml:2:1: [modem] smsc harus nomor pusat SMS", "+6281100000"),
        (
            '[modem]\noperator = "esia"\n',
            "kiosk.toml:2:1: [modem] operator 'esia' tidak dikenal",
            "telkomsel",
        ),
        ('[operators]\nxl = "*123#"\n', "kiosk.toml:2:1: operators.xl adalah bagian", "[operators.NAMA]"),
        (
            '[operators.xl]\ncode = "*808#"\n[operators.tri]\n code = "*21*0811#"\n',
            "kiosk.toml:4:2: [operators.tri] code '*21*0811#' bukan kode USSD yang hanya bertanya",
            "*888#",
        ),
        (
            '[operators.xl]\nkode = "*1#"\n',
            "kiosk.toml:2:1: kunci kode di [operators.xl]",
            "Maksud Anda code?",
        ),
        ('[operators.xl]\nnetworks = ["XL"]\n', "'XL' yang bukan kode jaringan", "51010"),
        ("[operators.xl]\nsmsc = 62818\n", "[operators.xl] smsc harus berupa teks", '"62818"'),
        ("[operators.xl]\namount = 'rp'\n", "amount harus berupa daftar pola", "sisa rp"),
        ("[operators.xl]\namount = ['(rp']\n", "amount memuat pola yang rusak, '(rp'", "satu pasang kurung"),
        ("[operators.xl]\namount = ['rp \\d+']\n", "yang tidak punya satu kelompok", "satu pasang kurung"),
        ("[operators.xl]\nexpires = ['(?P<day>.)(?P<month>.)']\n", "atau day, month, dan year", "aktif"),
        (f"[operators.xl]\nexpires = ['({'x' * 400})']\n", "lebih panjang dari 400", "Pendekkan"),
        ('[kiosk]\nofficer = "Ani"\n', "kiosk.toml:2:1: [kiosk] officer 'Ani' bukan nomor HP", "+62"),
        ('[kiosk]\nofficer = "1708"\n', "'1708' bukan nomor HP", "+62"),
        ('[sms]\nflash = "ya"\n', "kiosk.toml:2:1: [sms] flash harus true atau false", "tanda kutip"),
        ('[operators.xl]\ntariff = "350"\n', "tariff harus rupiah untuk satu SMS", "350"),
        ("[operators.xl]\ntariff = 0\n", "tariff harus rupiah untuk satu SMS", "350"),
        (
            '[modem]\nport = "a"\n[modem.kedua]\nprt = "b"\n',
            "kiosk.toml:4:1: kunci prt di [modem.kedua]",
            "Maksud Anda port?",
        ),
        ('[modem.kedua]\npin = "1234"\n', "kiosk.toml:1:2: [modem.kedua] tidak punya port", "ttyUSB1"),
        (
            '[modem]\nport = "a"\n[modem.kedua]\nport = "a"\n',
            "kiosk.toml:4:1: [modem.kedua] port 'a' sudah dipakai [modem]",
            "modem yang lain",
        ),
        ('[modem."no 2"]\nport = "a"\n', "'no 2' bukan nama modem", "[modem.kedua]"),
        ('[modem.dua]\nport = "a"\noperator = "esia"\n', "[modem.dua] operator 'esia' tidak", "telkomsel"),
        ('[modem.port]\nport = "a"\n', "[modem] port harus berupa teks", "tanda kutip"),
        ("[kiosk]\ndata = true\n", "[kiosk] data harus berupa teks", "tanda kutip"),
    ],
)
def test_a_mistake_has_its_place_and_remedy(text, fact, remedy):
    with pytest.raises(ConfigError) as told:
        config.parse(text)
    assert fact in told.value.fact
    assert remedy in told.value.remedy
    assert told.value.exit_code == 3


def test_a_file_that_is_missing_or_unreadable_is_told(tmp_path):
    with pytest.raises(ConfigError, match="tidak ada") as told:
        config.load(tmp_path / "none.toml")
    assert config.EXAMPLE in told.value.remedy
    with pytest.raises(ConfigError, match="tidak bisa dibaca"):
        config.load(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"# \xff")
    with pytest.raises(ConfigError, match="UTF-8"):
        config.load(tmp_path / "latin.toml")


@pytest.mark.parametrize("hours", ["pagi", "15.00-08.00", "08.00"])
def test_hours_that_are_none(hours):
    with pytest.raises(ConfigError, match=r"\[kiosk\] hours .* bukan jam buka"):
        config.parse(f'[kiosk]\nhours = "{hours}"')


def test_names_by_which_the_pages_may_be_called():
    assert config.parse('[http]\nnames = ["Kios.Example.id"]').http.names == ("kios.example.id",)
    for wrong in ('"kios"', '["a b"]', "[1]"):
        with pytest.raises(ConfigError):
            config.parse(f"[http]\nnames = {wrong}")


def test_days_off_are_read_as_text_and_as_toml_has_them():
    found = config.parse('[kiosk]\nclosed = ["2026-12-24", 2026-12-31]').kiosk.closed
    assert sorted(map(str, found)) == ["2026-12-24", "2026-12-31"]
    for wrong in ('"2026-12-24"', '["24/12/2026"]', "[1]"):
        with pytest.raises(ConfigError, match="closed"):
            config.parse(f"[kiosk]\nclosed = {wrong}")
