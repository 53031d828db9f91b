"""What a guide tells people to type exists: commands, their options, the files and pages it names."""

import os
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from kiosk import services
from kiosk.cli import cli

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = sorted(
    page.relative_to(ROOT) for page in (ROOT / "CONTRIBUTING.md", ROOT / "README.md", *DOCS.rglob("*.md"))
)
GUIDES = ("add-a-service.md", "raspberry-pi.md", "petugas.md")
COMMAND = re.compile(r"(?:\$kiosk|\S*/kiosk|\bkiosk) ([a-z]+ ?[^`|\n]*)")


def commands(guide):
    """The command lines of a guide: those of its sh blocks, and those in backquotes."""
    text = (DOCS / guide).read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if "kiosk=" not in line]
    lines += re.findall(r"`([^`\n]*kiosk [^`\n]+)`", text)
    return [found[1] for line in lines if "kill" not in line for found in [COMMAND.search(line)] if found]


def parse(words):
    """Parse a command line as click would, without running it."""
    group, context = cli, click.Context(cli)
    while isinstance(group, click.Group):
        name, words = words[0], words[1:]
        group = group.get_command(context, name)
        assert group is not None, name
    group.make_context(group.name, list(words), resilient_parsing=True)
    known = {option for each in group.params for option in each.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("guide", GUIDES)
def test_its_commands_exist(guide):
    lines = commands(guide)
    assert len(lines) > 5
    for line in lines:
        parse(shlex.split(line.replace("KODE", "'*888#'").partition(" > ")[0], comments=True))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_pages_and_files_it_links_are_there(page):
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)\s]*)?\)", (ROOT / page).read_text("utf-8")):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_the_architecture_names_every_module_of_the_three_rooms():
    text = re.sub(r"```.*?```", "", (DOCS / "architecture.md").read_text("utf-8"), flags=re.DOTALL)
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", text))))
    places = [ROOT / "modem", ROOT / "menus", ROOT / "kiosk", ROOT / "kiosk" / "doors"]
    there = {path.parent.stem if path.stem == "__init__" else path.stem
             for place in places for path in (*place.glob("*.py"), *place.glob("*/__init__.py"))}  # fmt: skip
    parts = {name for name in there if name.startswith("office_")}  # "`office` and a module for each part"
    assert there - parts - {"__main__"} - named == set()


def test_every_page_is_found_from_the_first():
    index = (DOCS / "README.md").read_text("utf-8")
    assert [page.name for page in DOCS.glob("*.md") if f"({page.name})" not in index] == ["README.md"]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
@pytest.mark.parametrize("card", ["warga", "petugas"])
def test_a_card_fits_on_one_page(card, tmp_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto((DOCS / "kartu" / f"{card}.html").as_uri())
        printed = page.pdf(prefer_css_page_size=True)
        browser.close()
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1


def test_the_card_of_residents_has_the_numbers_of_the_menu():
    card = (DOCS / "kartu" / "warga.html").read_text("utf-8")
    words = {word.upper() for word in services.desk().book.words}
    for key in re.findall(r'class="kunci">([A-Z]+)<', card):
        assert key in words, key
    for entrance in services.desk().book.entrances.values():
        assert f'class="kunci">{entrance.code}<' in card, entrance.label
