"""The command `kiosk`: a table of names, each imported only when it is used."""

import errno
import importlib
import os
import sys
from contextlib import suppress

import click

from kiosk.errors import CONFIGURATION, ERROR, MODEM, STORE, KioskError

COMMANDS = {  # name: (module, one line for --help); a test holds the lines against the commands themselves
    "demo": ("kiosk.cli.demo", "Show the whole system on simulated phones, in the browser."),
    "run": ("kiosk.cli.run", "Menjalankan kios: modem, antrean SMS, dan halaman HTTP, sampai Ctrl-C."),
    "setup": ("kiosk.cli.setup", "Mengisi kiosk.toml dengan bertanya satu per satu, dan mencari modemnya."),
    "sim": ("kiosk.cli.sim", "Simulate GSM modems on a network with phones, for any program that speaks AT."),
    "console": ("kiosk.cli.console", "Menampilkan layar loket dengan papan angkanya."),
    "report": (
        "kiosk.cli.report",
        "Melaporkan layanan mana yang dipakai, di mana warga berhenti, dan apa artinya.",
    ),
    "backup": ("kiosk.cli.backup", "Menyimpan cadangan data ke satu berkas, selagi kios bekerja."),
    "restore": ("kiosk.cli.restore", "Memulihkan data dari cadangan ke folder yang masih kosong."),
    "data": (
        "kiosk.cli.data",
        "Memasukkan data dinas, menyalin dan menghapus data seorang warga.",
    ),
    "doctor": ("kiosk.cli.doctor", "Memeriksa semuanya dan mengatakan apa yang harus dilakukan."),
    "modem": ("kiosk.cli.modem", "Tries a modem: who it is, messages both ways, USSD, a terminal."),
    "pdu": ("kiosk.cli.pdu", "Decodes and encodes SMS PDUs."),
    "services": ("kiosk.cli.services", "Membuat dan mendaftar layanan kantor sendiri."),
    "menus": ("kiosk.cli.menus", "Checks, draws, plays and tests menu books."),
}
FOREIGN_ERRORS = {"modem": MODEM, "menus": CONFIGURATION}  # rooms below know no exit codes
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table, the everyday ones first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command; its command object is called `command`."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="loket", prog_name="kiosk")
def cli() -> None:
    """Loket: a city's services on any phone.

    \b
    Example:
      kiosk demo          try everything in the browser, no hardware needed
    """


def main() -> None:
    """Run the command; every error is a fact and a remedy, never a traceback (LOKET_DEBUG=1 shows it)."""
    from kiosk.cli import output

    output.prepare()
    try:
        cli()
    except Exception as error:
        if os.environ.get("LOKET_DEBUG"):
            raise
        with suppress(OSError):  # stderr may be as full
            click.echo(f"kiosk: {_sentence(error)}", err=True)
        sys.exit(_exit_code(error))


def _exit_code(error: Exception) -> int:
    if isinstance(error, KioskError):
        return error.exit_code
    if isinstance(error, OSError) and error.errno in DISK:
        return STORE
    return FOREIGN_ERRORS.get(type(error).__module__.partition(".")[0], ERROR)


def _sentence(error: Exception) -> str:
    if hasattr(error, "remedy"):
        return str(error)
    if isinstance(error, OSError) and error.strerror and (error.filename or error.errno in DISK):
        place = str(error.filename or "What it writes to")[:200]
        return f"{place}: {error.strerror}. Look at its name, the room on that disk and its permissions."
    return f"{type(error).__name__}: {error}. This is a fault of Loket: report what LOKET_DEBUG=1 prints."
