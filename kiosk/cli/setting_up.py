"""The conversation of `kiosk setup` at the terminal: asks, and shows what will be written."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kiosk import config, first_answers, settings, writing_config
from kiosk.errors import MODEM, ConfigError, KioskError
from kiosk.first_answers import ALL, DATA, HOURS, KELURAHAN, NAME, PIN, PORT, Question, Wrong

if TYPE_CHECKING:
    from modem.finding import Found

EXAMPLE = Path(config.__file__).with_name("kiosk.toml.example")
AUTO = "auto"
USUAL = {
    NAME.place: settings.Identity().name,
    HOURS.place: settings.Identity().hours,
}  # what is the same everywhere
EMPTY = {DATA: str(settings.Config().data), PORT: "tanpa modem dahulu", PIN: "tanpa PIN"}
Place = tuple[str, str]


class Wanted(NamedTuple):
    """What is to be written: the whole text, its values as they may be shown, who answers at the port."""

    file: Path
    text: str
    before: str
    shown: Mapping[Place, str]
    modem: str

    @property
    def changed(self) -> bool:
        """Whether the file would be another one."""
        return self.text != self.before


class NoModem(KioskError):
    """A modem was to be found, and none answers."""

    exit_code = MODEM


def ask(file: Path, given: Mapping[Place, str], *, quiet: bool, err: bool) -> Wanted:
    """Ask what is not *given* (nothing when *quiet*); gives what is to be written.

    Raises click.UsageError for what is given and wrong, ConfigError, NoModem, click.Abort.
    """
    asking = _Asking(file, quiet=quiet, err=err)
    return asking.all(given)


class _Asking:
    """One run: the file as it is, what it says now, what is said on the way."""

    def __init__(self, file: Path, *, quiet: bool, err: bool) -> None:
        self.file, self.quiet, self.err = file, quiet, err
        self.modem = ""
        self.before = ""
        if file.exists():
            try:
                config.load(file)  # also what is wrong in it otherwise is told now
                self.before = file.read_text(encoding="utf-8")
            except ConfigError as error:
                self.say(f"{error}\nKarena itu dimulai dari contoh; berkas itu disimpan sebagai .bak.")
        self.base = self.before or EXAMPLE.read_text(encoding="utf-8")
        self.file_has = {place: value for place, value in _values(self.before).items() if value}
        self.now = {**USUAL, **self.file_has}

    def say(self, text: str) -> None:
        """Tell the officer."""
        click.echo(text, err=self.err or self.quiet)

    def all(self, given: Mapping[Place, str]) -> Wanted:
        """Ask every question that is open."""
        open_ones = [one for one in ALL if one.place not in given]
        answers = {one.place: self.taken(one, given[one.place]) for one in ALL if one.place in given}
        if not self.quiet and open_ones:
            self.say("Enter menerima yang dalam kurung [ ]; - mengosongkan; Ctrl-C berhenti tanpa menulis.")
        for number, one in enumerate(open_ones, 1):
            if self.quiet:
                answers[one.place] = self.kept(one)
            else:
                empty = (
                    "" if one.needed or self.now.get(one.place) else f"; Enter: {EMPTY.get(one, 'kosong')}"
                )
                self.say(f"\n{number}/{len(open_ones)} {one.label}: {one.hint}{empty}")
                answers[one.place] = self.port() if one is PORT else self.one(one)
        values: dict[Place, str | list[str]] = {
            place: value
            for place, value in answers.items()
            if value != USUAL.get(place) or place in self.file_has
        }
        if not self.before:
            values["modem", "own_numbers"] = []  # that of the example is nobody's
        text = writing_config.fill(self.base, values)
        config.parse(text, self.file)
        shown = {**answers, PIN.place: "*" * len(answers[PIN.place])}
        return Wanted(self.file, text, self.before, shown, self.modem)

    def kept(self, question: Question) -> str:
        """Take what stands in the file; what is needed and stands nowhere is missed."""
        found = self.now.get(question.place, "")
        if question.needed and not found:
            raise click.UsageError(f"{question.label} belum disebut: tambahkan --{question.key}.")
        return found

    def taken(self, question: Question, typed: str) -> str:
        """Check what was given as an option."""
        try:
            if question is PORT:
                return self.given_port(typed)
            return self.checked(question, typed)
        except Wrong as wrong:
            meant = f" Maksud Anda {' atau '.join(wrong.among)}?" if wrong.among else ""
            option = "card" if question.place == ("modem", "number") else question.key
            raise click.BadParameter(f"{wrong}{meant}", param_hint=f"--{option}") from None

    def checked(self, question: Question, typed: str) -> str:
        """Check an answer; raises Wrong."""
        found = question.read(typed)
        if question is DATA:
            _hold_folder(self.file, found)
        return found

    def one(self, question: Question) -> str:
        """Ask until the answer is right."""
        among: Sequence[str] = ()
        while True:
            typed = self.prompt(self.now.get(question.place, ""), secret=question is PIN)
            if question is KELURAHAN and typed == "?":
                among = [one.name for one in first_answers.everywhere()]
                self.choices(among)
                continue
            try:
                return self.checked(question, _chosen(typed, among))
            except Wrong as wrong:
                self.say(f"  {wrong}")
                if wrong.among:
                    among = wrong.among
                    self.choices(among)

    def prompt(self, default: str, *, secret: bool = False) -> str:
        """Read a line; nothing typed is the *default*, which is not shown where it is *secret*."""
        suffix = f" [{'*' * len(default) if secret else default}]: " if default else ": "
        typed: str = click.prompt(
            "  Jawaban", default=default, show_default=False, prompt_suffix=suffix, err=self.err
        )
        return typed.strip()

    def choices(self, names: Sequence[str]) -> None:
        """List what may be chosen by its number."""
        width = 26 if len(names) > 10 else 1000
        room = max(1, min(100, shutil.get_terminal_size().columns - 4) // width)
        cells = [f"{number:>2} {name}" for number, name in enumerate(names, 1)]
        for start in range(0, len(cells), room):
            self.say(
                "    "
                + "".join(
                    f"{cell:<{width if room > 1 else 0}}" for cell in cells[start : start + room]
                ).rstrip()
            )

    # The modem ----------------------------------------------------------------------------------------------

    def port(self) -> str:
        """Look for modems, offer them, and check what is chosen."""
        from modem import finding, ports

        self.say("  Mencari modem, beberapa detik …")
        found = list(finding.modems())
        if found:
            self.choices([_told(one) for one in found])
        else:
            self.say("  Tidak ada modem yang menjawab.")
            for one in ports.list_ports():
                self.say(f"    {one.address} ({one.description}): diam, atau dipakai program lain")
        addresses = [one.address for one in found]
        default = self.now.get(PORT.place, "") or next(iter(addresses), "")
        while True:
            try:
                port = PORT.read(_chosen(self.prompt(default), addresses))
            except Wrong as wrong:
                self.say(f"  {wrong}")
                continue
            if not port or self.answers(port, found):
                return port
            if click.confirm(
                f"  Tidak ada modem yang menjawab di {port}, atau program lain memakainya. Pakai juga?",
                err=self.err,
            ):
                return port

    def answers(self, port: str, known: "Sequence[Found]" = ()) -> bool:
        """Whether a modem answers there; it is told who."""
        from modem import finding

        found = next((one for one in known if one.address == port), None) or finding.ask(port)
        if found is None:
            return False
        self.modem = _told(found)
        self.say(f"  {self.modem}")
        return True

    def given_port(self, typed: str) -> str:
        """Check a port that was given; `auto` looks for one."""
        from modem import finding

        if typed == AUTO:
            found = next(finding.modems(), None)
            if found is None:
                raise NoModem("Tidak ada modem yang menjawab.", "Pasang modem, atau sebut --port.")
            self.modem = _told(found)
            return found.address
        port = PORT.read(typed)
        if port and not self.answers(port):
            self.say(
                f"Tidak ada modem yang menjawab di {port}, atau program lain memakainya; ia ditulis juga."
            )
        return port


def confirmed(wanted: Wanted, *, err: bool) -> bool:
    """Show what will be written, and ask whether it may be."""
    click.echo(f"\nYang ditulis ke {wanted.file}:", err=err)
    for one in ALL:
        click.echo(f"  {one.label:<20}{wanted.shown[one.place] or EMPTY.get(one, '-')}", err=err)
    there = wanted.file.exists()
    question = "Berkas itu sudah ada; yang lama disimpan sebagai .bak. Ganti?" if there else "Tulis?"
    return click.confirm(question, default=not there, err=err)


def _values(text: str) -> dict[Place, str]:
    import tomllib

    tables = tomllib.loads(text)
    return {one.place: str(tables.get(one.section, {}).get(one.key, "")) for one in ALL}


def _chosen(typed: str, among: Sequence[str]) -> str:
    """Give what a number of a list means; else what was typed."""
    if typed.isdecimal() and 0 < int(typed) <= len(among):
        return among[int(typed) - 1]
    return typed


def _told(found: "Found") -> str:
    make = " ".join(filter(None, (found.manufacturer, found.model)))
    return f"Modem {make or 'tanpa nama'}, IMEI {found.imei or '-'}, di {found.address}"


def _hold_folder(file: Path, typed: str) -> None:
    """Make sure that data can be kept there. Raises Wrong."""
    from kiosk.store import migrate

    folder = config.parse(f"[kiosk]\ndata = {writing_config.quoted(typed)}", file).data
    there = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not there.is_dir():
        raise Wrong(f"{there} adalah berkas, bukan folder. Sebut folder lain.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise Wrong(f"Folder {there} tidak boleh ditulis oleh pengguna ini. Sebut folder lain.")
    if migrate.kind_of(folder) == "demo":
        raise Wrong(f"Folder {folder} berisi data demo. Sebut folder lain.")
