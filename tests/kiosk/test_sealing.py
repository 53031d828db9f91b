"""Sealed fields open only with their key; pseudonyms tell equal numbers, and nothing else."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import StoreError
from kiosk.privacy import sealing
from kiosk.privacy.redact import Redacted, masked
from kiosk.privacy.sealing import Sealer, load
from kiosk.store import Store
from kiosk.store.key import sealer_of

SEALER = Sealer(b"k" * 32)
NIK = "3674016305900001"


@given(st.text())
def test_what_is_sealed_opens_again(text):
    assert SEALER.open(SEALER.seal(text)) == text


def test_the_same_text_is_sealed_differently_each_time():
    assert SEALER.seal(NIK) != SEALER.seal(NIK)
    assert NIK.encode() not in SEALER.seal(NIK)


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_a_changed_value_does_not_open(place):
    sealed = bytearray(SEALER.seal(NIK))
    sealed[place] ^= 1
    with pytest.raises(StoreError):
        SEALER.open(bytes(sealed))


def test_another_key_opens_nothing_and_blinds_differently():
    other = Sealer(b"o" * 32)
    with pytest.raises(StoreError, match="kunci"):
        other.open(SEALER.seal(NIK))
    assert other.blind(NIK) != SEALER.blind(NIK) == SEALER.blind(NIK)


def test_the_key_is_made_once_for_its_owner(tmp_path):
    path = tmp_path / "loket.key"
    first = load(path, fresh=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load(path, fresh=True).fingerprint == first.fingerprint


def test_a_lost_key_is_never_replaced(tmp_path):
    with pytest.raises(StoreError, match="tidak ada, padahal datanya ada") as told:
        load(tmp_path / "loket.key", fresh=False)
    assert "cadangan" in told.value.remedy


@pytest.mark.parametrize(
    "text", ["", "loket-key-1:abc", "loket-key-1:????", "hello", "loket-key-1:" + "A" * 44]
)
def test_a_damaged_key_is_told(tmp_path, text):
    (tmp_path / "loket.key").write_text(text)
    with pytest.raises(StoreError, match="rusak"):
        load(tmp_path / "loket.key", fresh=True)


def test_a_database_knows_its_key(tmp_path):
    store = Store.open(tmp_path)
    sealer_of(store, tmp_path / "loket.key")
    load(tmp_path / "other.key", fresh=True)
    with pytest.raises(StoreError, match="bukan kunci basis data ini"):
        sealer_of(store, tmp_path / "other.key")
    (tmp_path / "loket.key").unlink()
    with pytest.raises(StoreError, match="tidak ada"):
        sealer_of(store, tmp_path / "loket.key")
    store.close()


def test_the_key_stays_out_of_the_database(tmp_path):
    store = Store.open(tmp_path)
    sealer_of(store, tmp_path / "loket.key")
    store.close()
    key = (tmp_path / "loket.key").read_text().strip().removeprefix(sealing.HEADER)
    assert key.encode() not in (tmp_path / "loket.db").read_bytes()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"NIK {NIK} salah", "NIK ..001 salah"),
        ("+62 812-1111-0001", "..001"),
        ("0812 1111 0001,081211110002", "..001,..002"),
        ("24/11 08:00 port 8080, 14 SMS", "24/11 08:00 port 8080, 14 SMS"),
    ],
)
def test_no_number_reaches_a_log(line, shown):
    assert masked(line) == shown


def test_a_traceback_in_a_log_is_masked_too():
    try:
        int(f"x{NIK} {NIK}")
    except ValueError as error:
        record = logging.LogRecord(
            "kiosk", logging.ERROR, "", 0, "fault", (), (ValueError, error, error.__traceback__)
        )
    assert f" {NIK}" not in Redacted().format(record)


def test_what_was_sealed_just_now_is_remembered_once_and_not_without_end():
    sealer = Sealer(b"k" * 32)
    values = [sealer.seal(str(number)) for number in range(sealing.LATELY + 1)]
    for number, value in enumerate(values):
        sealer.remember(value, number)
    assert [sealer.recall(value) for value in values[:3]] == [None, 1, 2]
    assert sealer.recall(values[1]) is None
    sealer.forget()
    assert sealer.recall(values[-1]) is None
