"""Catalogues: what a translator gets, and what a change of the book leaves of the work done."""

from io import BytesIO

import pytest
from click.testing import CliRunner

import menus
from kiosk.cli.menus import command
from menus import catalogues
from menus.compiler import compile_book
from menus.lint import lint
from menus.medium import SMS
from menus.po import translations
from menus.schema import define
from menus.talk import Talk

BOOK = """\
menu: a
languages: [id, en]
enter: {code: 3, label: Satu kata}
phrases: {miss: Salah.}
screens:
  utama:
    text: "Balas angka:"
    choices:
      - Jam buka: jam
      - {label: code, to: isi}
    foot: Gratis
    variants: {pendek: "Angka?"}
  jam: {text: "Jam {umur|b}."}
  isi:
    form: [warna, umur]
    review: Periksa
    confirm: {ask: "Benar?", yes: "Ya, benar"}
    submit: a.b
    done: {satu: Oke, dua: Nanti}
    label: isian
fields:
  warna: {ask: "Warna?", choices: [{Merah: m, shown: merah}], wrong: Pilih}
  umur: {ask: "Umur?", text: 1..3, collect: Selesai, label: Usia}
"""
SAID = [
    ("entrance", "label", "Satu kata"),
    ("phrase", "miss", "Salah."),
    ("screen utama", "text", "Balas angka:"),
    ("screen utama", "choice", "Jam buka"),
    ("screen utama", "choice", "code"),
    ("screen utama", "foot", "Gratis"),
    ("screen utama", "variants pendek", "Angka?"),
    ("screen jam", "text", "Jam {umur|b}."),
    ("screen isi", "review", "Periksa"),
    ("screen isi", "confirm ask", "Benar?"),
    ("screen isi", "confirm yes", "Ya, benar"),
    ("screen isi", "done satu", "Oke"),
    ("screen isi", "done dua", "Nanti"),
    ("screen isi", "label", "isian"),
    ("field warna", "ask", "Warna?"),
    ("field warna", "choice", "Merah"),
    ("field warna", "choice as an answer", "merah"),
    ("field warna", "wrong", "Pilih"),
    ("field warna", "label", "Warna"),
    ("field umur", "ask", "Umur?"),
    ("field umur", "collect", "Selesai"),
    ("field umur", "label", "Usia"),
]
SMALL = (
    'menu: a\nlanguages: [id, en]\nscreens:\n  utama: {text: "Halo. Balas angka:", choices: [{Jam: jam}]}\n'
)
SMALL += "  jam: {text: Pukul 8.}\n"


def book(source, **languages):
    return compile_book([define(source, "menu.yaml", languages)])


def po(**translated):
    return "".join(f'msgid "{text}"\nmsgstr "{said}"\n\n' for text, said in translated.items())


def test_everything_that_a_book_says_is_listed_with_its_place():
    found = list(catalogues.messages(BOOK))
    assert [message[1:] for message in found] == SAID
    lines = BOOK.splitlines()
    assert all(message.text in lines[message.line - 1] for message in found if message.text != "Warna")


def test_what_is_listed_is_what_lint_asks_for():
    """A catalogue with all of it leaves nothing to complain of, and one with none says nothing at all."""
    whole = po(**{message.text: f"en {message.text}" for message in catalogues.messages(BOOK)})
    codes = {problem.code for problem in lint(book(BOOK, en=whole))}
    assert not {code for code in codes if code.startswith(("translation", "catalogue"))}
    assert {message.text for message in catalogues.messages("- no book")} == set()


def test_the_room_of_a_translation_is_what_its_screen_has_left():
    limits = catalogues.limit(book(SMALL), "en")
    screen = "Halo. Balas angka:\n1 Jam"
    assert limits["Jam"] == f"at most {3 + SMS.left(screen)} septets on one SMS"
    fitting = po(Jam="x" * (3 + SMS.left(screen)))
    longer = po(Jam="x" * (4 + SMS.left(screen)))
    for catalogue_text, pages in ((fitting, False), (longer, True)):
        said = Talk(book(SMALL, en=catalogue_text), language="en").say("").text
        assert said.endswith("98 More") is pages


def test_a_new_catalogue_has_a_head_and_every_text():
    change = catalogues.update(book(SMALL), SMALL, "su")
    assert change[1:] == (3, 0, 3)
    assert change.po.startswith('msgid ""\nmsgstr ""\n"Language: su\\n"\n')
    assert "#. screen jam: text\n#. at most " in change.po
    assert '#: menu.yaml:5\nmsgid "Pukul 8."\nmsgstr ""\n' in change.po
    assert "fuzzy" not in change.po


def test_translations_are_kept_and_what_is_gone_is_marked():
    old = (
        "# Our translator\n"
        + catalogues.HEADER.format(language="en").strip()
        + "\n\n"
        + po(Jam="Hours", **{"Pukul 7.": "At 7."})
    )
    change = catalogues.update(book(SMALL), SMALL, "en", old)
    assert change[1:] == (2, 1, 2)
    assert change.po.startswith("# Our translator\n")
    assert '#~ msgid "Pukul 7."\n#~ msgstr "At 7."' in change.po
    assert translations(change.po) == {"Jam": "Hours"}, "nothing is guessed from `Pukul 7.`"
    again = catalogues.update(book(SMALL), SMALL, "en", change.po)
    assert again.po == change.po, "the same book gives the same file"
    back = SMALL.replace("Pukul 8.", "Pukul 7.")
    revived = catalogues.update(book(back), back, "en", again.po).po
    assert translations(revived) == {
        "Jam": "Hours",
        "Pukul 7.": "At 7.",
    }


def test_what_is_marked_fuzzy_stays_so_and_is_never_said():
    doubtful = "#, fuzzy\n" + po(Jam="Clock")
    change = catalogues.update(book(SMALL), SMALL, "en", doubtful)
    assert '#, fuzzy\nmsgid "Jam"' in change.po
    assert "1 Jam" in Talk(book(SMALL, en=change.po), language="en").say("").text


@pytest.mark.parametrize("broken", ["", po(Jam=""), po(Lama="Old"), po(**{"Halo. Balas angka:": "{x}"})])
def test_missing_and_stale_translations_never_break_a_screen(broken):
    made = book(SMALL, en=broken)
    assert {problem.code for problem in lint(made)} & {
        "translation-missing",
        "translation-stale",
        "translation-names",
        "catalogue",
    }
    for text in ("", "1", "0"):
        assert Talk(made, language="en").say(text).text.strip()


def test_babel_reads_books_by_the_same_door():
    found = list(catalogues.extract(BytesIO(SMALL.encode()), (), (), {}))
    assert found[0] == (4, None, "Halo. Balas angka:", ["screen utama: text"])
    assert [message for _, _, message, _ in found] == ["Halo. Balas angka:", "Jam", "Pukul 8."]


def test_extract_writes_beside_the_book(tmp_path):
    (tmp_path / "menu.yaml").write_text(SMALL)
    result = CliRunner().invoke(command, ["extract", str(tmp_path)])
    assert (result.exit_code, result.output) == (
        0,
        f"{tmp_path}/menu.en.po: 3 new, 0 gone, 3 without a translation.\n",
    )
    assert CliRunner().invoke(command, ["extract", str(tmp_path), "--language", "su"]).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["menu.en.po", "menu.su.po", "menu.yaml"]


@pytest.mark.parametrize(
    "head",
    [
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"\n',
        '# Our translator\n#\n#, fuzzy\nmsgid ""\nmsgstr "POT-Creation-Date: YEAR-MO-DA HO:MI+ZONE\\n"\n',
        'msgid ""\r\nmsgstr ""\r\n"PO-Revision-Date: 2026-99-99\\n"\r\n"Language: ???\\n"\r\n',
        "",
    ],
)
def test_whatever_a_header_says_the_translations_are_spoken(head):
    said = head + '\nmsgid "Jam"\nmsgstr "Hours"\n\n#~ msgid "Dulu"\n#~ msgstr "Once"\n'
    small = book(SMALL, en=said)
    assert Talk(small, language="en").say("").text.split("\n")[1] == "1 Hours"
    assert {problem.code for problem in lint(small)} == {"translation-missing"}
    assert "Dulu" in catalogues.update(small, SMALL, "en", said).po


def test_a_line_that_is_no_gettext_is_told_and_not_lost(tmp_path, capfd):
    po = 'msgid "Jam"\nmsgstr "Hours"\n<<<<<<< HEAD\nmsgid "Balas:"\nmsgstr "Reply:"\n'
    (tmp_path / "a.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "a.en.po").write_text(po, encoding="utf-8")
    told = CliRunner().invoke(command, ["check", str(tmp_path / "a.yaml")]).output
    assert "Line 3 of the catalogue of `a` (en) is no gettext: `<<<<<<< HEAD`." in told
    result = CliRunner().invoke(command, ["extract", str(tmp_path / "a.yaml")])
    assert "a.en.po:3:1: error: This line is no gettext." in str(result.exception)
    assert (tmp_path / "a.en.po").read_text(encoding="utf-8") == po
    assert "WARNING" not in told + capfd.readouterr().out


def test_a_translation_with_another_name_leaves_no_gap_on_a_screen():
    source = (
        "menu: a\nlanguages: [id, en]\nscreens:\n  utama: {text: Halo, choices: [{Isi: isi}]}\n"
        '  isi: {form: [nama], submit: a.b, done: "Terima kasih, {nama}."}\n'
        "fields:\n  nama: {ask: Nama?, text: 1..9}\n"
    )
    mistaken = book(source, en='msgid "Terima kasih, {nama}."\nmsgstr "Thank you, {name}."\n')
    registry = menus.Registry()
    registry.action("a.b")(lambda call: None)
    talk = Talk(mistaken, services=registry, language="en")
    assert [talk.say(text).text for text in ("1", "Ani")][-1] == "Terima kasih, Ani."
    assert "translation-names" in {problem.code for problem in lint(mistaken)}
