"""The check of books: each rule finds what it is for, and nothing where nothing is wrong."""

import time
from pathlib import Path

import pytest

import menus
from menus import lock
from menus.compiler import compile_book
from menus.lint import RULES, lint
from menus.lint.sizes import Sizes
from menus.sarif import sarif
from menus.schema import define

ROOT = Path(__file__).parents[2]
HEAD = "menu: a\nscreens:\n  utama: {text: Halo, choices: [{A: satu}]}\n"


def book_of(source, catalogues=None):
    return compile_book([define(source, "a.yaml", catalogues)])


def found(source, catalogues=None, **more):
    return {(problem.code, problem.line) for problem in lint(book_of(source, catalogues), **more)}


def fields(*lines, form):
    rows = "".join(f"  {line}\n" for line in lines)
    return f"{HEAD}  satu: {{form: [{form}], submit: a.b, done: Oke}}\nfields:\n{rows}"


def tower(levels, wide=True):
    """Screens of two choices (or one) under one another."""
    rows = ["menu: a\nscreens:\n"]
    for level in range(levels):
        other = ", {Lain: lain}" if wide else ""
        rows.append(f"  s{level}: {{text: Halo, choices: [{{Turun: s{level + 1}}}{other}]}}\n")
    return "".join(
        [
            *rows,
            f"  s{levels}: {{text: Dasar}}\n  lain: {{text: Lain}}\n"
            if wide
            else f"  s{levels}: {{text: Dasar}}\n",
        ]
    )


def choices(*labels):
    rows = ", ".join(f"{{{label}: satu}}" for label in labels)
    return f"menu: a\nscreens:\n  utama: {{text: Halo, choices: [{rows}]}}\n  satu: {{text: Sudah}}\n"


def beside(label, when):
    """A screen that is nearly full, with a line more where *when* holds."""
    line = f"{{{label}: utama, when: '{when}'}}"
    return HEAD + f"  satu: {{text: '{'x' * 135}', choices: [{{Ya: utama}}, {line}]}}\n"


NO_WAY = "  satu: {text: A, nav: none, choices: [{B: dua}]}\n"
TEN = ", ".join(f"f{at}" for at in range(9))
CASES = {
    "clean": (HEAD + "  satu: {text: Sudah.}\n", set()),
    "unreachable": (HEAD + "  satu: {text: Sudah.}\n  dua: {text: Dua.}\n", {("unreachable", 5)}),
    "dead end": (HEAD + "  satu: {text: Sudah., nav: none}\n", {("dead-end", 4)}),
    "loop": (
        HEAD + NO_WAY + "  dua: {text: B, nav: none, choices: [{A: satu}]}\n",
        {("loop-no-exit", 4), ("loop-no-exit", 5)},
    ),
    "loop with a key line": (
        HEAD + NO_WAY + "  dua: {text: B, choices: [{A: satu}]}\n",
        set(),
    ),
    "loop with a way home": (HEAD + "  satu: {text: A, nav: none, choices: [{B: home}]}\n", set()),
    "too long": (HEAD + f"  satu: {{text: '{'kata ' * 30}ya'}}\n", {("too-long", 4)}),
    "just long enough": (HEAD + f"  satu: {{text: '{'x' * 149}'}}\n", set()),
    "one too long": (HEAD + f"  satu: {{text: '{'x' * 151}'}}\n", {("too-long", 4)}),
    "long by its foot": (HEAD + f"  satu: {{text: '{'x' * 90}', foot: '{'y' * 70}'}}\n", {("too-long", 4)}),
    "long at worst": (
        fields("n: {ask: Nama, text: 2..40}", form="n").replace("done: Oke", f"done: '{'x' * 125} {{n}}'"),
        {("too-long", 4)},
    ),
    "long by a list": (
        HEAD + f"  satu: {{text: '{'x' * 120}', list: a.l, to: utama}}\n",
        {("too-long", 4)},
    ),
    "a list with short lines": (
        HEAD + f"  satu: {{text: '{'x' * 120}', list: a.l, to: utama, longest: 9}}\n",
        set(),
    ),
    "charset": (HEAD + "  satu: {text: Sudah “beres” ya}\n", {("charset", 4)}),
    "a script of its own": (HEAD + "  satu: {text: 完了しました}\n", set()),
    "three levels": (tower(3), set()),
    "four levels": (tower(4), {("depth", 7)}),
    "single choices are no levels": (tower(5, wide=False), set()),
    "items": (choices("Air", "Beras", "Cuti", "Dana", "Ekspor", "Faktur"), {("items", 3)}),
    "a sixth item at the counter": (
        choices("Air", "Beras", "Cuti", "Dana", "Ekspor").replace(
            "]}", ", {Faktur: satu, when: 'medium == console'}]}"
        ),
        set(),
    ),
    "long at the counter only": (beside("Beras dan gula", "medium == web"), set()),
    "long elsewhere": (beside("Beras dan gula", "medium != web"), {("too-long", 4)}),
    "five items": (choices("Air", "Beras", "Cuti", "Dana", "Ekspor"), set()),
    "same words": (choices("Kirim ke bank A", "Kirim ke bank B"), {("same-words", 3)}),
    "words in another order": (choices("Air bersih", "Bersih air"), {("same-words", 3)}),
    "words apart": (choices("Rawat jalan (poli)", "Rawat inap"), set()),
    "typed": (
        fields(*(f"{name}: {{ask: Contoh, text: 1..9}}" for name in "opq"), form="o, p, q"),
        {("typed", 4)},
    ),
    "steps": (
        fields(*(f"f{at}: {{ask: Ya, yes_no: true}}" for at in range(9)), form=TEN),
        {("steps", 4)},
    ),
    "steps that only make certain": (
        fields(
            *(f"f{at}: {{ask: Ya, yes_no: true}}" for at in range(8)),
            "f8: {ask: Ya, yes_no: true, when: f7 == ya, depends: [f7]}",
            form=TEN,
        ),
        set(),
    ),
    "time": (
        fields(*(f"f{at}: {{ask: Ya, yes_no: true}}" for at in range(13)), form=f"{TEN}, f9, f10, f11, f12"),
        {("steps", 4), ("time", 4)},
    ),
    "no example": (fields("n: {ask: Berapa, number: 1..9}", form="n"), {("no-example", 6)}),
    "example": (fields("n: {ask: 'Berapa? Contoh: 5', number: 1..9}", form="n"), set()),
    "key clash": (fields("n: {ask: 'Contoh: 5', number: 0..9}", form="n"), {("key-clash", 6)}),
    "unused field": (
        HEAD + "  satu: {text: Sudah.}\nfields:\n  n: {ask: 'Contoh: 5', number: 1..9}\n",
        {("unused-field", 6)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_rule_finds_what_it_is_for(name):
    source, wanted = CASES[name]
    assert found(source) == wanted


def test_five_levels_are_an_error():
    severities = {problem.severity for problem in lint(book_of(tower(5))) if problem.code == "depth"}
    assert severities == {"warning", "error"}


def test_the_worst_case_knows_what_a_field_allows():
    source = fields(
        "nama: {ask: Nama, text: 2..40}",
        "umur: {ask: Contoh, number: 1..120}",
        "hari: {ask: Contoh, date: +1d..+3d}",
        "nik: {ask: Contoh, check: a.nik, mask: 4}",
        "bayar: {ask: Pilih, choices: [{BPJS: b}, {Umum sendiri: u}]}",
        "poli: {ask: Pilih, list: a.poli}",
        "ruang: {ask: Pilih, list: a.poli, longest: 7}",
        "jam: {ask: Contoh, time: '08:00..15:00'}",
        "uang: {ask: Contoh, money: 1000..1500000}",
        "hp: {ask: Contoh, phone: ID}",
        form="nama, umur, hari, nik, bayar, poli, ruang, jam, uang, hp",
    ).replace("menu: a\n", "menu: a\nlongest: {kode: 30}\n")
    sizes = Sizes(book_of(source))
    named = ("nama", "umur", "hari", "nik", "bayar", "poli", "ruang", "kode", "lain", "jam", "uang", "hp")
    assert [sizes.of("a", name, "id") for name in named] == [40, 3, 12, 6, 12, 24, 7, 30, 8, 5, 12, 16]


def test_every_language_is_measured():
    source = HEAD.replace("menu: a", "menu: a\nlanguages: [id, en]") + "  satu: {text: Sudah.}\n"
    po = f'msgid "Halo"\nmsgstr "Hello"\n\nmsgid "A"\nmsgstr "A"\n\nmsgid "Sudah."\nmsgstr "{"done " * 40}"\n'
    told = {each.what.split("pages on ")[1] for each in lint(book_of(source, {"en": po}))}
    assert told == {"sms in en, at worst.", "ussd in en, at worst."}
    assert found(source, {"en": po, "su": po}) == {("too-long", 5), ("catalogue", 1)}


# Published codes ------------------------------------------------------------------------------------------

PUBLISHED = """\
menu: a
enter: {code: 4, label: A, words: [AA], dial: "*123*4#"}
words: {MENU: home}
screens:
  utama: {text: Halo, choices: [{Satu: satu}, {Dua: dua, code: 5}]}
  satu: {text: Satu}
  dua: {text: Dua}
"""


def told(source, locked):
    return [(each.code, each.what) for each in lint(book_of(source), locked=locked)]


def test_a_lock_file_comes_back_as_it_was_written():
    codes = lock.published(book_of(PUBLISHED))
    assert codes[lock.Code("dial", "*123*4#")] == "a.utama"
    assert codes[lock.Code("a.utama", "5")] == "a.dua"
    text = lock.write(codes)
    read, report = lock.parse(text, "menus.lock")
    assert (read, report.problems) == (codes, [])
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    assert rows == sorted(rows)
    assert lock.parse("a b\n", "menus.lock")[1].problems[0].line == 1


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("", "", []),
        ("{Dua: dua, code: 5}", "{Dua: dua, code: 5}, {Tiga: satu}", []),
        ("{Satu: satu}", "{Satu: dua}", ["code-reused"]),
        (", {Dua: dua, code: 5}", ", {Dua: dua, code: 6}", ["code-gone"]),
        (", {Dua: dua, code: 5}", ", {Dua: dua}", ["code-gone"]),
        ("*123*4#", "*123*5#", ["code-gone"]),
        ("words: [AA]", "words: [AB]", ["code-gone"]),
        ("words: {MENU: home}", "words: {MENU: satu}", ["code-reused"]),
        ("to: utama", "to: utama", []),
    ],
)
def test_a_published_code_is_never_given_away(old, new, wanted):
    locked = lock.published(book_of(PUBLISHED))
    codes = [code for code, _ in told(PUBLISHED.replace(old, new, 1), locked) if code.startswith("code")]
    assert codes == wanted


def test_a_renamed_screen_keeps_its_codes():
    locked = lock.published(book_of(PUBLISHED))
    renamed = PUBLISHED.replace("satu}", "eins}").replace("  satu:", "  eins:")
    assert {code for code, _ in told(renamed, locked)} == {"code-reused"}
    assert told(renamed.replace("menu: a", "menu: a\nmoves: {satu: eins}"), locked) == []


def test_a_code_given_up_is_not_used_again():
    locked = {lock.Code("a.utama", "5"): lock.RETIRED}
    assert [code for code, _ in told(PUBLISHED, locked)] == ["code-reused"]
    assert told(PUBLISHED.replace(", {Dua: dua, code: 5}", ", {Dua: dua}"), locked) == []


def test_any_number_and_the_end_of_an_answer_are_locked_like_the_others():
    codes = {lock.Code("word", "#"): "a.cek", lock.Code("a.isi.cerita", "1"): lock.ENOUGH}
    found, report = lock.parse(lock.write(codes) + "word CEK a.cek # since 2026\n", "menus.lock")
    assert found == {**codes, lock.Code("word", "CEK"): "a.cek"}
    assert not report.problems


def test_the_published_codes_of_the_kiosk_are_locked():
    services = ROOT / "kiosk" / "services"
    book = menus.load(services / "home.yaml", sorted(services.glob("*/menu.yaml")))
    locked, _ = lock.parse((services / "menus.lock").read_text(), "menus.lock")
    assert set(lock.published(book)) <= set(locked), "run: kiosk menus lock kiosk/services/home.yaml"


def test_conversations_at_a_screen_that_is_gone_are_told():
    book = book_of(PUBLISHED)
    (problem,) = lint(book, live={"a.utama": 3, "a.lama": 2})
    assert (problem.code, problem.severity) == ("live-screen-gone", "error")
    assert "2 conversations stand at the screen `a.lama`" in problem.what
    moved = book_of(PUBLISHED.replace("menu: a", "menu: a\nmoves: {lama: dua}"))
    assert lint(moved, live={"a.lama": 2}) == []


# The whole -----------------------------------------------------------------------------------------------


def test_the_shipped_books_are_clean():
    services = ROOT / "kiosk" / "services"
    whole = menus.load(services / "home.yaml", sorted(services.glob("*/menu.yaml")))
    for book in (whole, *(menus.load(path) for path in services.glob("*/menu.yaml"))):
        assert [str(problem) for problem in lint(book)] == []


def test_the_docs_name_every_code_and_what_stands_behind_it():
    page = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    for code, rule in RULES.items():
        row = f"| `{code}` | {rule.severity} | {rule.what} | {rule.behind} |"
        assert row in page.split("\n"), row


def test_findings_are_sarif():
    problems = lint(book_of(CASES["no example"][0] + "  x: {ask: A, text: 1..2}\n"))
    log = sarif(problems)
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"]
    assert len(run["results"]) == len(problems) == 2
    for result, problem in zip(run["results"], problems, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == problem.code
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"].startswith(problem.what)
        (place,) = result["locations"]
        region = place["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) == (problem.line, problem.column)
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "a.yaml"
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("warning", "error")


def test_a_book_of_500_screens_is_read_and_checked_quickly():
    rows = ["menu: a\nscreens:\n"]
    for at in range(500):
        lines = ", ".join(f"{{Pilihan {at} nomor {to}: s{(at * 4 + to) % 500}}}" for to in range(1, 5))
        rows.append(f"  s{at}: {{text: 'Layar {at}. Balas angka:', choices: [{lines}]}}\n")
    began = time.process_time()
    book = book_of("".join(rows))
    loaded = time.process_time()
    lint(book)
    assert loaded - began < 1
    assert time.process_time() - loaded < 2


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("menu/buku baru#1.yaml", "menu/buku%20baru%231.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("/srv/menu é.yaml", "file:///srv/menu%20%C3%A9.yaml"),
    ],
)
def test_a_file_in_sarif_is_a_uri_reference(file, uri):
    (result,) = sarif([menus.Problem(file, 1, 1, "Salah.", "Betulkan.")])["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_brace_in_sarif_is_no_placeholder():
    (result,) = sarif([menus.Problem("a", 1, 1, "`{0}` is nothing.", "Remove it.")])["runs"][0]["results"]
    assert result["message"]["text"] == "`{{0}}` is nothing. Remove it."
