"""The doctor: what it finds on a healthy kiosk, and on each kind of sick one."""

import contextlib
import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta

import click
import pytest
from click.testing import CliRunner

from kiosk import credit, doctor
from kiosk.cli.doctor import command
from kiosk.clock import WIB
from kiosk.core import Kiosk
from kiosk.known import Known
from kiosk.services import desk
from kiosk.services.hospital import seed
from kiosk.settings import Config
from kiosk.store import balances
from modem.lock import Holder, PortHeld
from modem.simulator import Simulator, VirtualClock

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=WIB)


@pytest.fixture
def data(tmp_path):
    """A data folder that a kiosk has worked in."""
    folder = tmp_path / "data"
    Kiosk.open(folder, *desk(), threaded=False).close()
    return folder


def findings(data, now=NOW, **sections):
    config = Config()._replace(**sections)
    return {found.name: found for found in doctor.examine(doctor.Patient(config, data, now))}


def test_a_data_folder_that_cannot_be_is_found_before_the_first_run(tmp_path):
    (tmp_path / "file").write_text("")
    for data in (tmp_path / "file", tmp_path / "file" / "loket"):
        found = findings(data)["Folder data"]
        assert (found.state, found.exit_code) == (doctor.BROKEN, 5)
        assert "file bukan folder." in found.found
    assert findings(tmp_path / "none" / "loket")["Folder data"].exit_code == 0


def modem_at(port):
    return Config().modem._replace(port=port)


def test_a_healthy_kiosk_has_nothing_broken(data):
    found = findings(data, modem=modem_at("sim://doctor"))
    assert {name for name, finding in found.items() if finding.state == "rusak"} == set()
    assert found["Modem"].state == "siap"
    assert found["Jaringan"].state == "siap"
    assert "Utuh, 0 SMS menunggu" in found["Basis data"].found
    assert found["Folder data"].found.startswith(f"{data}, ruang kosong ")


def test_the_credit_is_asked_for_and_told(data, monkeypatch):
    found = findings(data, modem=modem_at("sim://doctor"))["Pulsa"]
    assert found.state == "siap"
    said = r"Rp25\.000, cukup untuk sekitar 71 SMS\. Masa aktif sampai \d\d/\d\d/\d{4}\. Data 24/11 08\.00\."
    assert re.fullmatch(said, found.found)
    monkeypatch.setattr(credit, "FEW", 80)
    found = findings(data, modem=modem_at("sim://doctor"))["Pulsa"]
    assert (found.state, found.remedy) == ("perhatikan", "Isi pulsa.")
    monkeypatch.undo()
    own = {"telkomsel": {"code": "*123#"}}
    found = findings(data, modem=modem_at("sim://doctor"), operators=own)["Pulsa"]
    assert found.state == "perhatikan"
    assert "[operators.…]" in found.remedy


def hospital_at(centre):
    hospital = Config().services.hospital._replace(centre=centre)
    return Config().services._replace(hospital=hospital)


def test_without_a_hospital_it_is_said_what_residents_get(data):
    found = findings(data)
    assert found["RSU"].state == "siap"
    assert "BELUM PASTI" in found["RSU"].found
    assert "Tempat RSU" not in found


def test_the_hospital_is_asked_whether_it_answers(data, monkeypatch):
    found = findings(data, services=hospital_at("http://127.0.0.1:1/ws"))
    assert (found["RSU"].state, found["RSU"].exit_code) == ("rusak", 1)
    assert found["RSU"].found.startswith("http://127.0.0.1:1/ws: Sistem itu tidak menjawab")
    assert found["RSU"].remedy == "Periksa jaringan kios."
    monkeypatch.setattr("kiosk.agency.web.WebAgency.greet", lambda _: None)
    assert findings(data, services=hospital_at("http://127.0.0.1:1/ws"))["RSU"].state == "siap"


def test_what_the_hospital_has_lent_and_how_old_its_figures_are(data):
    kiosk = Kiosk.open(data, *desk(), threaded=False, clock=lambda: NOW)
    kiosk.write(seed)
    kiosk.close()
    found = findings(data)
    assert (found["RSU"].state, found["RSU"].found) == ("siap", "Terakhir menjawab 24/11 08.00.")
    lent = (
        r"\d+ tempat kosong disewa \(yang terakhir sampai 02/12 20\.00\), 0 kabar menunggu\. "
        r"Data 24/11 08\.00, umur 0 menit\."
    )
    assert re.fullmatch(lent, found["Tempat RSU"].found)
    assert found["Tempat RSU"].state == "siap"
    found = findings(data, NOW + timedelta(hours=5))["Tempat RSU"]
    assert found.state == "perhatikan"
    assert found.found.endswith("umur 5 jam.")
    assert "hubungi pengelola sistem RSU" in found.remedy
    assert findings(data, NOW + timedelta(days=20))["Tempat RSU"].found.startswith("0 tempat kosong disewa, ")


@pytest.mark.parametrize(("pin", "state"), [("", "rusak"), ("4321", "perhatikan"), ("1111", "perhatikan")])
def test_no_try_of_the_pin_is_spent(data, pin, state):
    sim = Simulator(clock=VirtualClock(), pin="4321")
    settings = Config().modem._replace(port=sim.modems[0].link(), pin=pin)
    found = findings(data, modem=settings)["Modem"]
    assert found.state == state
    assert sim.modems[0].card.pin_tries == 3
    assert not sim.modems[0].card.ready


def test_without_a_port_the_modem_is_to_be_attended(data):
    assert findings(data)["Modem"].state == "perhatikan"


def test_a_missing_modem_is_exit_code_4(data, tmp_path):
    found = findings(data, modem=modem_at(str(tmp_path / "ttyUSB9")))
    assert found["Modem"].state == "rusak"
    assert doctor.verdict(list(found.values())) == 4


@pytest.mark.parametrize(("command", "state"), [("kiosk run", "siap"), ("minicom", "perhatikan")])
def test_a_port_in_use_is_well_if_it_is_our_own_kiosk(data, monkeypatch, command, state):
    def held(*_, **__):
        raise PortHeld("/dev/ttyUSB0", Holder(77, command))

    monkeypatch.setattr("modem.open_modem", held)
    found = findings(data, modem=modem_at("/dev/ttyUSB0"))["Modem"]
    assert (found.state, found.exit_code) == (state, 0)
    assert f"sedang dipakai {command} (proses 77)" in found.found


def test_the_credit_that_a_kiosk_at_work_was_told_is_told(data, monkeypatch):
    kiosk = Kiosk.open(data, *desk(), threaded=False, clock=lambda: NOW)
    Known(kiosk, "/dev/ttyUSB0").is_now("352949060000009")
    kiosk.write(lambda tx: balances.add(tx, "352949060000009", "8962", 4250, None))
    kiosk.close()

    def held(*_, **__):
        raise PortHeld("/dev/ttyUSB0", Holder(77, "kiosk run"))

    monkeypatch.setattr("modem.open_modem", held)
    found = findings(data, modem=modem_at("/dev/ttyUSB0"))
    assert found["Modem"].state == "siap"
    assert found["Pulsa"].state == "perhatikan"
    assert found["Pulsa"].remedy == "Isi pulsa hari ini."
    assert found["Pulsa"].found.startswith("Rp4.250, cukup untuk sekitar 12 SMS. Hanya balasan")


def test_every_modem_is_examined_by_its_name(data):
    more = {"kedua": modem_at("sim://two"), "ketiga": modem_at("/nowhere")}
    found = findings(data, modem=modem_at("sim://doctor"), more=more)
    assert found["Modem modem"].state == found["Pulsa kedua"].state == "siap"
    assert found["Modem ketiga"].state == "rusak"


def test_data_of_a_newer_program_are_exit_code_5(data):
    with contextlib.closing(sqlite3.connect(data / "loket.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    found = findings(data)
    assert "lebih baru (data 9999" in found["Basis data"].found
    assert doctor.verdict(list(found.values())) == 5


@pytest.mark.parametrize("key", ["another", "damaged"])
def test_a_key_that_does_not_fit_is_exit_code_5(data, key, tmp_path):
    if key == "another":
        Kiosk.open(tmp_path / "other", *desk(), threaded=False).close()
        (tmp_path / "other" / "loket.key").replace(data / "loket.key")
    else:
        (data / "loket.key").write_text("short")
    found = findings(data)
    assert found["Kunci data"].state == "rusak"
    assert doctor.verdict(list(found.values())) == 5


def test_a_damaged_database_is_exit_code_5(data):
    (data / "loket.db").write_bytes(b"not a database" * 1000)
    found = findings(data)
    assert found["Basis data"].state == "rusak"
    assert doctor.verdict(list(found.values())) == 5


def test_a_lost_key_is_broken_and_an_open_one_is_to_be_attended(data):
    (data / "loket.key").chmod(0o644)
    assert findings(data)["Kunci data"].state == "perhatikan"
    (data / "loket.key").unlink()
    assert findings(data)["Kunci data"].state == "rusak"


def test_a_clock_before_the_program_is_broken(data):
    assert findings(data, now=datetime(1970, 1, 1, 7, 0, tzinfo=UTC))["Jam"].state == "rusak"


def test_every_sick_finding_has_a_remedy(data, tmp_path):
    (data / "loket.key").unlink()
    for finding in findings(data, modem=modem_at(str(tmp_path / "none"))).values():
        assert finding.remedy or finding.state == "siap", finding


def test_nothing_is_made_by_looking(tmp_path):
    findings(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_the_command_speaks_to_people_and_to_programs(data):
    run = CliRunner().invoke(command, ["--data", str(data)])
    assert run.exit_code == 0
    assert "Tidak ada yang rusak." in run.output
    assert "→" in run.output  # the modem is missing: what to do stands under it
    found = json.loads(CliRunner().invoke(command, ["--data", str(data), "--json"]).output)
    assert {"name", "state", "found", "remedy"} <= set(found[0])


def test_at_a_terminal_a_long_sentence_stays_beside_the_names(data, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with pytest.raises(SystemExit):
        command.callback(file=None, data=data, as_json=False)
    lines = click.unstyle(capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) < 60 + len(str(data))
    assert any(line.startswith(" " * 15) for line in lines)


def test_the_slip_printer_is_looked_at_where_there_is_one(data, tmp_path, monkeypatch, paper, wire):
    from kiosk.doors import printer
    from kiosk.settings import PrinterSettings

    assert "Printer slip" not in findings(data)
    path = tmp_path / "slips"
    found = findings(data, printer=PrinterSettings(str(path)))["Printer slip"]
    assert (found.state, "tidak bisa mengatakan" in found.found) == ("siap", True)
    found = findings(data, printer=PrinterSettings("/dev/usb/lp9"))["Printer slip"]
    assert (found.state, found.exit_code) == ("rusak", 1)
    assert found.remedy.startswith("Periksa kabel")
    monkeypatch.setattr(printer, "open_line", lambda port, baud: wire(paper))
    near = PrinterSettings("tcp://127.0.0.1")
    assert findings(data, printer=near)["Printer slip"].found == "tcp://127.0.0.1: siap, kertas ada."
    paper.room = 0
    found = findings(data, printer=near)["Printer slip"]
    assert (found.state, found.found) == ("perhatikan", "tcp://127.0.0.1: Kertas printer habis.")
    paper.room, paper.low = None, True
    assert "hampir habis" in findings(data, printer=near)["Printer slip"].found
