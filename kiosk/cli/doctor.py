"""`kiosk doctor`: what works, what does not, and what to do about it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kiosk.doctor import Finding

SIGNS = {"siap": "✓", "perhatikan": "!", "rusak": "✗"}
COLOURS = {"siap": "green", "perhatikan": "yellow", "rusak": "red"}


@click.command()
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)
@click.option("--json", "as_json", is_flag=True, help="Satu daftar JSON, untuk program.")
def command(file: Path | None, data: Path | None, as_json: bool) -> None:
    """Memeriksa semuanya dan mengatakan apa yang harus dilakukan.

    Kode keluar 0 bila tidak ada yang rusak, 3 konfigurasi atau menu, 4 modem, 5 data.

    \b
    Contoh:
      kiosk doctor --config kiosk.toml
    """
    from kiosk import doctor
    from kiosk.clock import wall
    from kiosk.opening import settings_of

    settings = settings_of(file, data)
    findings = list(doctor.examine(doctor.Patient(settings, settings.data, wall())))
    if as_json:
        click.echo(json.dumps([finding._asdict() for finding in findings], ensure_ascii=False, indent=1))
    else:
        _show(findings)
    raise SystemExit(doctor.verdict(findings))


def _show(findings: "list[Finding]") -> None:
    for finding in findings:
        sign = click.style(SIGNS[finding.state], fg=COLOURS[finding.state], bold=True)
        click.echo(f"{sign} {finding.name:<12} {_beside(finding.found, '')}")
        if finding.remedy:
            click.echo(f"  {'':<12} → {_beside(finding.remedy, '  ')}")
    broken = sum(finding.state == "rusak" for finding in findings)
    click.echo(f"{broken} hal harus diperbaiki." if broken else "Tidak ada yang rusak.")


def _beside(text: str, inset: str) -> str:
    """Break a text for the terminal, beside the names; a pipe gets it in one line."""
    import shutil
    import sys
    import textwrap

    if not sys.stdout.isatty():
        return text
    edge = f"{'':<15}{inset}"
    width = max(40, shutil.get_terminal_size().columns - 1 - len(edge))
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return f"\n{edge}".join(lines)
