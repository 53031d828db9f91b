"""Laws: whatever is typed on whatever book, a step answers, fits, and keeps residents apart."""

import functools
import itertools
import random
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from transitions import Event, MachineError

import menus
from menus import Item, Registry, Reject, Session
from menus.compiler import compile_book
from menus.nodes import PASSING, REVIEW
from menus.pages import Keys, clean, paginate
from menus.rules import ways
from menus.schema import define

NOW = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001 (local time)
MEDIA = list(menus.MEDIA.values())
POOL = [
    *"1112223345678",
    *(str(at) for at in range(9, 30)),
    "0",
    "00",
    "98",
    "98",
    "",
    "menu",
    "ab",
    "abc",
    "besok",
]
SEEDS = st.integers(0, 2**32)
WORDS = ["0", "00", "98", "1", "2", "3", "menu", "stop", "satu", "l", "26/11", "ya", "{a}"]
TYPED = st.one_of(
    st.sampled_from(["", *WORDS, "kata 1 2", "3800-1273 x"]),
    st.integers(0, 30).map(str),
    st.text(max_size=40),
)
SAID = st.text(st.sampled_from("abcde \n{}€日é%*"), min_size=1, max_size=60).filter(str.strip)


def services():
    registry = Registry()

    @registry.lister("x.l")
    def lister(call):
        count = len(call.answers) * 4
        return [Item(str(at), f"pilihan {at} " + "x" * (at % 40), shown=f"p{at}") for at in range(count)]

    @registry.check("x.c")
    def check(call, text):
        if len(text) % 3 == 0:
            return Reject("Alasan {a} " * (len(text) % 7))
        return Item(text, text) if len(text) % 2 else text

    @registry.action("x.a")
    def act(call):
        odd = sum(map(len, call.answers.values())) % 3
        return [Reject("Tidak bisa."), {"a": "{b}", "done": "dua"}, None][odd]

    registry.info("x.i")(lambda call: "kabar panjang " * (10 * len(call.answers)))
    registry.info("x.n")(lambda call: {"a": "{b}", "f0": "angka " * len(call.answers)})
    registry.flag("x.f")(lambda call: len(call.answers) % 2 == 0)
    return registry


def steady():
    """Give services that say the same whatever was answered before."""
    registry = Registry()
    registry.lister("x.l")(lambda call: [Item(str(at), f"pilihan {at}", shown=f"p{at}") for at in range(12)])
    registry.check("x.c")(lambda call, text: Item(text, text) if len(text) % 2 else Reject("Alasan"))
    registry.action("x.a")(lambda call: {"a": "selesai"})
    registry.info("x.i")(lambda call: "kabar panjang " * 30)
    registry.info("x.n")(lambda call: {"a": "1"})
    registry.flag("x.f")(lambda call: True)
    return registry


REGISTRY = services()
STEADY = steady()


LABELS = ["Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan"]
WHENS = ["", "", ", when: f0", ", when: 'f0 == 1 or x.f'"]
KINDS = ["choices", "choices", "list", "info", "facts", "form", "form", "form", "language", "speak", "text"]
REVIEWS = ["", ", review: {said}", ", review: {said}, confirm: Ya", ", confirm: {{ask: {said}}}"]
ANSWERS = [
    "text: 1..30",
    "number: 1..40",
    "yes_no: true",
    "date: +0d..+30d",
    "date: +0d..+30d, check: x.c",
    "time: 00:00..23:59",
    "money: 1..5000, tries: 1",
    "phone: ID",
    "check: x.c",
    "list: x.l",
    "list: x.l, empty: No",
    "list: x.l, check: x.c",
    "choices: [{A: a}, {B: b}]",
    "choices: [{A: a, shown: yang a}, {B: b, when: x.f}]",
    "text: 1..20, collect: Selesai",
    "text: 2..40, info: x.n, collect: Selesai",
    "choices: [{A: a}], text: 2..9",
]
MORE = [
    "",
    ", mask: 3",
    ", wrong: 'Salah, {f0}.'",
    ", when: 'not f0 or x.f'",
    ", depends: [f0]",
]


def quoted(text):
    return "'" + text.replace("'", "''").replace("\n", " ").replace("{", "(") + "'"


@st.composite
def sources(draw):
    """Books with every construct, wired at random."""
    names = [f"s{at}" for at in range(draw(st.integers(2, 7)))]
    fields = [f"f{at}" for at in range(draw(st.integers(1, 5)))]
    target, one = st.sampled_from(names), st.sampled_from(fields)
    lines = ["menu: x", f"languages: {draw(st.sampled_from(['[id]', '[id, en]', '[id, en, su]']))}"]
    lines += [f"help: [{draw(target)}, {draw(target)}]"] if draw(st.booleans()) else []
    number = f', "#": {draw(target)}' if draw(st.booleans()) else ""
    lines += [f"words: {{MENU: home, STOP: {draw(target)}, KATA: {draw(target)}{number}}}", "screens:"]
    for at, name in enumerate(names):
        kind = draw(st.sampled_from(KINDS)) if at else "choices"
        lines.append(f"  {name}: {draw(screens(kind, target, one, fields))}")
    lines.append("fields:")
    for name in fields:
        kind = draw(st.sampled_from(ANSWERS))
        depends = "list:" in kind and name != "f0"  # on what is asked before it
        kind += draw(st.sampled_from(MORE if depends else MORE[:-1]))
        lines.append(f"  {name}: {{ask: {quoted(draw(SAID))}, {kind}}}")
    return "\n".join(lines) + "\n"


@st.composite
def screens(draw, kind, target, one, fields):
    said = quoted(draw(SAID))
    labels = draw(st.lists(st.sampled_from(LABELS), unique=True, min_size=1))
    choices = ", ".join(f"{{{label}: {draw(target)}{draw(st.sampled_from(WHENS))}}}" for label in labels)
    if kind == "form":
        order = draw(st.lists(one, unique=True, max_size=len(fields)))
        asked = ", ".join(sorted(order, key=lambda name: name != "f0"))
        form = f"form: [{asked}], " if asked else ""
        review = draw(st.sampled_from(REVIEWS)).format(said=said)
        label = draw(st.sampled_from(["", "label: 'isian {f0}', "]))
        done = f"{{satu: '{{f0}} {{a}}', dua: {said}}}"
        return f"{{{form}{label}keep: {{k: v}}{review}, submit: x.a, done: {done}}}"
    return {
        "choices": f"{{text: {said}, choices: [{choices}]}}",
        "list": f"{{text: {said}, list: x.l, to: {draw(target)}, as: {draw(one)}, choices: [{choices}]}}",
        "info": f"{{info: x.i, nav: [back, home], foot: {said}}}",
        "facts": f"{{info: x.n, text: 'Ada {{a}} di {{x}}. {{a|satu|banyak}}', choices: [{choices}]}}",
        "language": "{language: s0}",
        "speak": "{language: s0, speak: id}",
        "text": f"{{text: {said}, end: {'true' if len(said) % 2 else 'false'}}}",
    }[kind]


@settings(max_examples=60, deadline=None)
@given(sources(), st.lists(TYPED, max_size=10), SEEDS, st.sampled_from(MEDIA))
def test_every_input_gives_a_screen_that_fits(source, typed, seed, medium):
    typed = typed + random.Random(seed).choices(POOL, k=40)
    book = compile_book([define(source, "x.yaml")])
    session = Session.start(book)
    for text in typed:
        step = menus.step(book, session, text, medium=medium, services=REGISTRY, now=NOW)
        assert medium.fits(step.text), (step.session.screen, step.text)
        assert step.text.strip()
        assert book.nodes[step.session.screen].kind not in PASSING
        assert len(step.session.stack) <= 12
        session = Session.from_json(book, step.session.to_json())
        assert session == step.session


@settings(max_examples=40, deadline=None)
@given(sources(), st.data())
def test_where_a_step_leads_is_a_way_of_the_machine(source, data):
    """The table of the book and the transitions Machine are the same, and no step goes where neither does."""
    book = compile_book([define(source, "x.yaml")])
    for node in book.nodes.values():
        table = sorted(ways(node, book.home))
        machine = [
            (event.name, transition.dest)
            for event in book.machine.events.values()
            for transition in event.transitions.get(node.name, [])
        ]
        assert table == sorted(machine)
        assert len(dict(table)) == len(table), "one way for an event: nothing is left to chance"
    session = Session.start(book)
    for _ in range(12):
        choice = data.draw(st.integers(1, 12).map(str))
        step = menus.step(book, session, choice, medium=menus.WEB, services=REGISTRY, now=NOW)
        service, screen, outcome = step.visits[0][:3]
        if outcome == "answered":  # here, or beneath a screen that offers help
            start = f"{service}.{screen}"
            assert start in (session.screen, *(session.stack[-1:] if session.screen in book.help else ()))
            assert step.session.screen in reach(book, start) | {book.home}
        session = step.session


def reach(book, state):
    """Every state that the machine can be in after one answer: through passing states and by Python."""
    seen, todo = set(), [state]
    while todo:
        for _, dest in ways(book.nodes[todo.pop()], book.home):
            if dest not in seen:
                seen.add(dest)
                node = book.nodes[dest]
                if node.kind in (*PASSING, "language"):
                    todo.append(dest)
    forms = [book.nodes[each].form for each in (state, *seen) if book.nodes[each].form]
    return seen | {state} | {each for form in forms for each in (form.review, form.state) if each}


@settings(max_examples=20, deadline=None)
@given(sources())
def test_an_event_moves_as_the_library_itself_would(source):
    """The machine's events are lean ones: in every state each does what the library's own trigger does."""
    book = compile_book([define(source, "x.yaml")])
    for event, state in itertools.product(book.events.values(), book.nodes):
        moved = []
        for trigger in (event.trigger, functools.partial(Event.trigger, event)):
            walker = SimpleNamespace(state=state)
            try:
                moved.append((trigger(walker), walker.state))
            except MachineError as error:
                moved.append((str(error), walker.state))
        assert moved[0] == moved[1]


def test_no_event_can_be_typed(city):
    assert set(city.events) <= {"answer", *map(str, range(1, 100))}
    assert city.machine.models == []


INPUTS = [
    "",
    "1",
    "2",
    "3",
    "0",
    "00",
    "98",
    "rsu",
    "menu",
    "3674991203850001",
    "salah",
    "petugas",
    "6",
    "batal 12",
]


@settings(max_examples=40, deadline=None)
@given(turns=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(INPUTS)), max_size=40))
def test_interleaved_residents_never_mix(city, registry, turns):
    def walk(said, sessions):
        shown = {}
        for who, text in said:
            session = sessions.get(who) or Session.start(city)
            step = menus.step(
                city, session, text, medium=menus.SMS, services=registry.bind(user=str(who)), now=NOW
            )
            sessions[who] = step.session
            shown.setdefault(who, []).append(step.text)
        return shown

    together = walk(turns, {})
    for who in range(3):
        alone = walk([turn for turn in turns if turn[0] == who], {})
        assert together.get(who) == alone.get(who)


@settings(max_examples=60, deadline=None)
@given(sources(), st.lists(TYPED, max_size=12), SEEDS)
def test_back_then_forward_returns_to_the_same_screen_of_any_book(source, typed, seed):
    """An answer led on, and nothing was done: `0` leads back to the question, the same answer on again."""
    book = compile_book([define(source, "x.yaml")])
    session = Session.start(book)
    for text in typed + random.Random(seed).choices(POOL, k=25):
        before, step = session, say(book, STEADY, session, text)
        session = step.session
        if leads_on(book, before, step):
            back = say(book, STEADY, session, "0").session
            assert back.screen == before.screen, text
            again = say(book, STEADY, back, text)
            assert (again.session.screen, again.text) == (session.screen, step.text)
            assert again.session.answers == session.answers


def leads_on(book, before, step):
    """Whether a step is one that `0` takes back: to another screen, not again to one on the way here."""
    after, here, there = step.session, book.nodes[before.screen], book.nodes[step.session.screen]
    if step.visits[0].outcome != "answered" or step.actions or before.screen in book.help or here.end:
        return False
    if there.name in (book.home, here.name, *before.stack) or there.end or after.language != before.language:
        return False
    if "refused" in {visit.outcome for visit in step.visits} or REVIEW in (here.kind, there.kind):
        return False
    if here.lister and there.form is not None and here.form is None:
        return False  # the list answered a question of that form, and `0` leads to this question
    if here.form is None or here.form is not there.form:
        return not there.name.startswith(f"{book.name}._") and here.form is None and here.kind != "resume"
    states = [field.state for field in here.form.fields]
    between = here.form.fields[states.index(here.name) + 1 :] if here.name in states else ()
    skipped = [field.name for field in between if field.name in before.answers]
    return not skipped and not before.editing and here.name in states


class Walk(RuleBasedStateMachine):
    """A resident at a book that nobody tried before: everything that can be typed, dropped, waited for."""

    @initialize(source=sources())
    def begin(self, source):
        self.book = compile_book([define(source, "x.yaml")])
        self.now, self.medium, self.stored, self.first = NOW, menus.SMS, None, True

    def hear(self, text):
        session, heard = menus.enter(
            self.book, self.stored, text, medium=self.medium, now=self.now, first=self.first
        )
        step = menus.step(self.book, session, heard, medium=self.medium, services=REGISTRY, now=self.now)
        self.stored, self.first = Session.from_json(self.book, step.session.to_json()), False
        assert self.stored == step.session
        assert step.text.strip()
        assert self.medium.fits(step.text), (step.session.screen, step.text)
        assert self.book.nodes[step.session.screen].kind not in PASSING
        self.now += timedelta(seconds=20)
        return step

    @rule(text=TYPED)
    def types(self, text):
        self.hear(text)

    @rule(text=st.sampled_from(POOL), count=st.integers(1, 6))
    def types_on(self, text, count):
        for _ in range(count):
            self.hear(text)

    @rule(medium=st.sampled_from(MEDIA))
    def goes_elsewhere(self, medium):
        self.medium = medium
        self.first = medium is not menus.SMS

    @rule(hours=st.sampled_from([0.1, 1, 30]))
    def waits(self, hours):
        self.now += timedelta(hours=hours)

    @rule(data=st.data())
    def is_asked(self, data):
        """The kiosk itself opens a screen."""
        names = sorted(name for name, node in self.book.nodes.items() if node.kind in ("screen", "form"))
        screen = data.draw(st.sampled_from(names))
        self.stored = menus.push(self.book, self.stored, screen, {"a": ("1", "satu")}, now=self.now)
        self.first = False
        step = menus.step(self.book, self.stored, "", medium=self.medium, services=REGISTRY, now=self.now)
        assert self.medium.fits(step.text)
        self.stored = step.session

    @rule()
    def is_never_at_a_dead_end(self):
        """Wherever it is, `00` shows the home, and so does the reserved word."""
        step = self.hear("menu")
        assert step.session.screen == self.book.home
        assert self.hear("00").session.screen in (self.book.home, self.book.offer)


Walk.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
test_any_walk_through_any_book = Walk.TestCase


@settings(max_examples=60, deadline=None)
@given(typed=st.lists(st.sampled_from([*INPUTS, "4", "5"]), max_size=15))
def test_back_then_forward_returns_to_the_same_screen(city, registry, typed):
    """From a question that was reached by an answer: `0`, the same answer, the same screen."""
    session = Session.start(city)
    for text in typed:
        before, session = session, say(city, registry, session, text).session
        answered = say(city, registry, before, text).visits[0].outcome == "answered"
        node = city.nodes[session.screen]
        onward = node.form is not None and city.nodes[before.screen].form is node.form and not before.editing
        if answered and onward and node.kind not in ("done", REVIEW) and not session.editing:
            back = say(city, registry, session, "0").session
            if back.screen == before.screen:
                again = say(city, registry, back, text).session
                assert again._replace(sequence=session.sequence) == session


def say(book, registry, session, text):
    return menus.step(book, session, text, medium=menus.SMS, services=registry, now=NOW)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_book_gives_located_errors_or_a_book(books, data):
    """Mutations of a good book: a character or a line taken, doubled or changed."""
    source = (books / "rsu.yaml").read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    column = data.draw(st.integers(0, max(0, len(line) - 1)))
    change = data.draw(st.sampled_from(["drop", "double", "cut", "insert", "indent"]))
    mark = data.draw(st.sampled_from(list("{}[]:,*&!%@'\"#-\t xé\x07|>?")))
    lines[at] = {
        "drop": "",
        "double": line + line,
        "cut": line[:column] + line[column + 1 :],
        "insert": line[:column] + mark + line[column:],
        "indent": " " * (column % 5) + line,
    }[change]
    try:
        compile_book([define("".join(lines), "rsu.yaml")])
    except menus.MenuError as error:
        told = error.problems
    else:
        return
    assert told
    for problem in told:
        assert 1 <= problem.line <= len(lines) + 1
        assert problem.column >= 1
        assert problem.what
        assert problem.remedy


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_book_or_a_sentence(source):
    with pytest.raises(menus.MenuError) as error:
        compile_book([define(source, "x.yaml")])
    assert error.value.remedy


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=400).map(clean),
    st.lists(st.text(st.characters(blacklist_categories=["Cc", "Cs"]), max_size=50), max_size=30),
    st.sampled_from(MEDIA),
)
def test_pages_lose_nothing(body, labels, medium):
    lines = [f"{at} {label}" for at, label in enumerate(labels, start=1)]
    pages = paginate(body, lines, "", Keys("98 Lanjut", "0 Kembali"), medium)
    assert all(medium.fits(page) for page in pages)
    assert all(page.split("\n")[-2:] == ["98 Lanjut", "0 Kembali"] for page in pages[:-1])
    shown = "\n".join(page.removesuffix("0 Kembali").rstrip("\n").removesuffix("98 Lanjut") for page in pages)
    squeezed = "".join(shown.split())
    wanted = "".join((body + "\n" + "\n".join(lines)).split())
    if not any(line not in shown for line in lines):
        assert squeezed == wanted


def test_a_line_is_not_cut_where_the_page_before_can_end():
    hours = [f"{name}: Senin-Jumat 08.00-12.00" for name in ("Anak", "Gigi", "Mata", "THT", "Kulit", "Saraf")]
    pages = paginate("\n".join(hours), [], "", Keys("98 Lanjut", "0 Kembali"), menus.SMS)
    shown = [line for page in pages for line in page.split("\n")]
    assert [line for line in shown if line.endswith("08.00-12.00")] == hours


KEYS = Keys("98 Lanjut", "0 Kembali")


def test_after_a_last_line_longer_than_a_page_comes_no_empty_page():
    *_, last = paginate("Pilih:", ["1 a", f"2 {'b' * 200}"], "", KEYS, menus.SMS)
    assert last == f"2 {'b' * 136}..\n0 Kembali"


def test_a_word_longer_than_a_page_goes_on_without_a_gap():
    pages = paginate(f"Kode {'x' * 400}", [], "", KEYS, menus.SMS)
    assert pages[0].startswith("Kode\n")
    assert "".join(page.split("\n")[0] for page in pages[1:]) == "x" * 400


@settings(max_examples=50, deadline=None)
@given(st.text("ab \n", max_size=40), st.lists(st.text("ab ", max_size=30), max_size=9), st.integers(0, 4))
def test_any_display_however_small_has_pages(body, labels, lines):
    tiny = menus.Medium("tiny", lines=lines, columns=6)
    assert paginate(body, [f"1 {label}" for label in labels], "", KEYS, tiny)
