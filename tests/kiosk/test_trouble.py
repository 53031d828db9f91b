"""What officers read of a modem in trouble: Indonesian, with a remedy, and who holds a port."""

import errno

import pytest

from kiosk.trouble import refusal, told
from modem import open_modem
from modem.causes import CME, CMS
from modem.errors import CmeError, CmsError, Gone, ModemError, OutcomeUnknown, PinRequired, Refused, Silent
from modem.lock import Holder, Lock, PortHeld

ENGLISH = ("the ", " is ", "modem at", "Check", "Run ", "port ")


def gone(number):
    try:
        raise Gone("The port is gone.") from OSError(number, "why")
    except Gone as error:
        return error


@pytest.mark.parametrize(
    ("error", "fact", "remedy"),
    [
        (gone(errno.ENOENT), "Modem tidak terbaca.", "Cabut modem USB"),
        (gone(errno.EACCES), "tidak boleh dibuka", "dialout"),
        (gone(errno.ECONNREFUSED), "di alamat itu", "port"),
        (Silent("x"), "Modem tidak menjawab.", "10 detik"),
        (OutcomeUnknown("x"), "saat mengirim", "dikirim ulang"),
        (Refused("x"), "tidak diberikan", "Perbaiki"),
        (PinRequired("The SIM card waits for its PIN."), "meminta PIN", "kiosk.toml"),
        (PinRequired("The SIM card refused the PIN it was given."), "menolak PIN", "tiga kali"),
        (PinRequired("The SIM card is locked and wants its PUK."), "terkunci", "PUK"),
        (PinRequired("The SIM card has one last try for its PIN."), "satu kali coba", "HP"),
        (PinRequired("The modem takes cards of one operator only."), "operatornya", "modem lain"),
        (CmeError(10), "SIM tidak terbaca (CME 10)", "pasang kartu"),
        (CmsError(331), "Tidak ada jaringan (CMS 331)", "antena"),
        (CmsError(8), "Pulsa habis", "Isi pulsa"),
        (CmsError(None), "(CMS ERROR)", "kiosk doctor"),
        (PortHeld("p", Holder(7, "kiosk run")), "dipakai kiosk run (proses 7)", "Hentikan"),
        (PortHeld("p", Holder(0, "")), "program lain", "Hentikan"),
        (ValueError("secret"), "Program modem terganggu.", "mencobanya lagi"),
    ],
)
def test_each_trouble_has_its_sentence_and_remedy(error, fact, remedy):
    trouble = told(error)
    assert fact in trouble.fact
    assert remedy in trouble.remedy
    assert "secret" not in str(trouble)


@pytest.mark.parametrize(("label", "causes"), [("CMS", CMS), ("CME", CME)])
def test_no_number_of_the_standard_is_told_in_english(label, causes):
    for code in causes:
        trouble = refusal(label, code)
        assert trouble.fact.endswith(f" ({label} {code}).")
        assert trouble.remedy
        assert not any(word in str(trouble) for word in ENGLISH), trouble


def test_a_port_tells_who_holds_it(tmp_path):
    port = tmp_path / "ttyUSB0"
    port.touch()
    lock = Lock(str(port))
    try:
        with pytest.raises(ModemError) as held:
            open_modem(str(port))
    finally:
        lock.release()
    assert "(proses " in told(held.value).fact
