"""From what is written to what is run: names resolved, numbers given, books merged."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any

from menus import book as kinds
from menus.book import Book, Choice, Field, Form, Keyword, Node
from menus.definition import ChoiceDef, Definition, FieldDef, Question, Ref, ScreenDef
from menus.errors import MenuError
from menus.rules import ANSWER, machine
from menus.texts import Text, names
from menus.tree import closest

STEPS = ("review", "confirm", "submit", "done")
"""The states of a form beside its fields."""


def compile_book(definitions: Sequence[Definition]) -> Book:
    """Make one book of a home (the first) and its services; MenuError tells every mistake in any of them."""
    compiler = _Compiler(definitions)
    problems = [problem for definition in definitions for problem in definition.report.problems]
    if problems:
        raise MenuError(sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column)))
    return compiler.book()


def places(definition: Definition) -> Iterator[tuple[str, tuple[str, int, int, str]]]:
    """Tell where each screen and field is written."""
    menu, report = definition.menu, definition.report
    named = [(f"{menu}.{name}", screen.at) for name, screen in definition.screens.items()]
    named += [(f"{menu}:{name}", field.at) for name, field in definition.fields.items()]
    for key, at in [(menu, definition.at), *named]:
        yield key, (report.file, at.line, at.column, report.line(at.line))


class _Compiler:
    def __init__(self, definitions: Sequence[Definition]) -> None:
        self.definitions = definitions
        self.top = definitions[0]
        self.known: dict[str, Definition] = {}
        for definition in definitions:
            if definition.menu in self.known:
                what = f"Two books are called `{definition.menu}`."
                definition.report.at(definition.at, what, "Give each its own `menu:`.")
            self.known[definition.menu] = definition
        self.home = ""  # while it is looked for
        self.home = self.home_of(self.top)
        self.nodes = {
            node.name: node._replace(static=not node.changes)
            for definition in definitions
            for node in self.nodes_of(definition)
        }
        self.check_resting_places()
        self.words = self.vocabulary()
        self.help = tuple(self.resolve(self.top, ref) for ref in self.top.help)
        for definition in definitions:
            self.check_moves(definition)

    def book(self) -> Book:
        top, definitions = self.top, self.definitions
        rules = machine(self.nodes.values(), self.home)
        languages = dict.fromkeys(language for each in definitions for language in each.languages)
        digest = hashlib.sha256()
        for each in definitions:
            for text in (each.source, *(f"{key}\n{po}" for key, po in sorted(each.catalogues.items()))):
                digest.update(text.encode() + b"\0")
        return Book(
            name=top.menu,
            digest=digest.hexdigest()[:16],
            version=top.version,
            languages=tuple(languages),
            home=self.home,
            nodes=MappingProxyType(self.nodes),
            words=MappingProxyType(self.words),
            help=self.help,
            masks={(d.menu, field.name): field.mask for d in definitions for field in d.fields.values()},
            entrances={d.menu: d.enter for d in definitions if d.enter},
            phrases={
                (d.menu, key): Text(said, d.menu) for d in definitions for key, said in d.phrases.items()
            },
            moves={(d.menu, old): new for d in definitions for old, new in d.moves.items()},
            resume=top.resume,
            machine=rules,
            events=MappingProxyType(dict(rules.events)),
            catalogues={(d.menu, key): po for d in definitions for key, po in d.catalogues.items()},
            places={key: place for d in definitions for key, place in places(d)},
        )

    # Names ------------------------------------------------------------------------------------------------

    def home_of(self, definition: Definition) -> str:
        if definition.home.name:
            return self.resolve(definition, definition.home)
        first = next(iter(definition.screens), "")
        name = "home" if "home" in definition.screens else first
        return self.resolve(definition, Ref(name, definition.at)) if name else ""

    def resolve(self, definition: Definition, ref: Ref) -> str:
        """Find the state that a target names; a mistake is reported and gives the home."""
        seen: list[str] = []
        while True:
            found = self.lookup(definition, ref.name)
            if found is None:
                if ref.name:
                    self.missing(definition, ref)
                return self.home
            owner, screen = found
            if screen is None:
                return self.home
            if not screen.goto.name:
                return f"{owner.menu}.{screen.name}"
            if screen.name in seen:
                what = f"`goto` runs in a circle: {' -> '.join([*seen, screen.name])}."
                owner.report.at(screen.at, what, "Let one of them be a real screen.")
                return self.home
            seen.append(screen.name)
            definition, ref = owner, screen.goto

    def lookup(self, definition: Definition, name: str) -> tuple[Definition, ScreenDef | None] | None:
        if name in definition.screens:
            return definition, definition.screens[name]
        if name == "home" and self.home:
            return definition, None
        menu, _, local = name.partition(".")
        other = self.known.get(menu)
        if other is not None and local in other.screens:
            return other, other.screens[local]
        return None

    def missing(self, definition: Definition, ref: Ref) -> None:
        remedy = closest(ref.name, [*definition.screens, "home"])
        definition.report.at(ref.at, f"There is no screen `{ref.name}`.", remedy, code="missing-target")

    def check_resting_places(self) -> None:
        """See that the home is a screen to rest on, and that a change of language leads to one."""
        home = self.nodes.get(self.home)
        if home is not None and home.kind != kinds.SCREEN:
            what = f"The home `{home.local}` is no screen with text and choices."
            self.top.report.at(self.top.at, what, "Name another one: `home: SCREEN`.")
        for definition in self.definitions:
            for screen in definition.screens.values():
                to = self.nodes.get(f"{definition.menu}.{screen.name}", None)
                target = self.nodes.get(to.to) if to is not None and screen.language.name else None
                if target is not None and target.kind == kinds.LANGUAGE:
                    what = "`language` leads to a screen that changes the language again."
                    definition.report.at(screen.language.at, what, "Lead to a screen with text.")

    def check_moves(self, definition: Definition) -> None:
        known = {*definition.screens, *definition.fields}
        for old, new in definition.moves.items():
            if new not in known:
                what = f"`moves` leads from `{old}` to `{new}`, which is not there."
                definition.report.at(definition.at, what, closest(new, known))

    # Words ------------------------------------------------------------------------------------------------

    def vocabulary(self) -> dict[str, Keyword]:
        words: dict[str, tuple[Keyword, Definition]] = {}
        for definition in self.definitions:
            for word, ref in definition.words.items():
                self.claim(words, definition, Ref(word, ref.at), Keyword(self.resolve(definition, ref), True))
        for definition in self.definitions:
            if definition.enter:
                state = self.entrance(definition)
                for ref in definition.enter.words:
                    self.claim(words, definition, ref, Keyword(state, False))
        return {word: keyword for word, (keyword, _) in words.items()}

    def entrance(self, definition: Definition) -> str:
        enter = definition.enter
        return self.resolve(definition, enter.to) if enter and enter.to.name else self.home_of(definition)

    def claim(
        self, words: dict[str, tuple[Keyword, Definition]], definition: Definition, ref: Ref, keyword: Keyword
    ) -> None:
        key = ref.name.casefold()
        if not key:
            return
        if key in words and words[key][0].state != keyword.state:
            other = words[key][1]
            where = "above" if other is definition else f"of `{other.menu}` ({other.report.file})"
            what = f"The word {ref.name} is already one {where}."
            definition.report.at(ref.at, what, "Choose another word in one of the two.")
            return
        words.setdefault(key, (keyword, definition))

    # Screens ----------------------------------------------------------------------------------------------

    def nodes_of(self, definition: Definition) -> Iterator[Node]:
        known = self.spoken_names(definition)
        for screen in definition.screens.values():
            self.check_names(definition, screen, known)
            if screen.goto.name:
                self.resolve(definition, Ref(screen.name, screen.at))
            elif screen.is_form:
                yield from self.form_nodes(definition, screen)
            else:
                yield self.screen_node(definition, screen)
        for field in definition.fields.values():
            texts = (field.ask, field.foot, field.wrong, field.empty, *(c.label for c in field.choices))
            self.check_template(definition, field, texts, known)

    def screen_node(self, definition: Definition, screen: ScreenDef) -> Node:
        menu = definition.menu
        to = screen.to if not screen.language.name else screen.language
        return Node(
            f"{menu}.{screen.name}",
            menu,
            kinds.LANGUAGE if screen.language.name else kinds.SCREEN,
            text=Text(screen.text, menu) if screen.text else self.default_text(screen, menu),
            info=screen.info.name,
            choices=tuple(self.choices(definition, screen)),
            lister=screen.lister.name,
            keep_as=screen.keep_as or (screen.name if screen.lister.name else ""),
            to=self.resolve(definition, to) if to.name else "",
            end=screen.end,
            given=bool(screen.given),
            **self.trimmings(definition, screen),
        )

    def default_text(self, screen: ScreenDef, menu: str) -> Text:
        return Text("", menu, "language") if screen.language.name else kinds.SILENT

    def trimmings(self, definition: Definition, written: ScreenDef | FieldDef) -> dict[str, Any]:
        """Give what every kind of screen may have, as keyword arguments of its node."""
        menu = definition.menu
        nav = definition.nav if written.nav is None else written.nav
        return {
            "empty": Text(written.empty, menu) if written.empty else Text("", menu, "empty"),
            "foot": Text(written.foot, menu),
            "wrong": Text(written.wrong, menu),
            "back": Text(written.back, menu) if written.back else Text("", menu, "back"),
            "more": Text(written.more, menu) if written.more else Text("", menu, "more"),
            "nav": nav,
            "own_nav": written.nav is not None,
        }

    def choices(self, definition: Definition, screen: ScreenDef) -> Iterator[Choice]:
        if screen.lister.name:  # numbered when the list is known
            for ordinal, choice in enumerate(screen.choices, start=1):
                label = Text(choice.label, definition.menu)
                to = self.resolve(definition, choice.to)
                yield Choice(choice.code, label, str(ordinal), "", to, choice.when)
            return
        lines = [
            (choice.code, owner, choice, label)
            for owner, choice, label in self.lines(definition, screen.choices)
        ]
        numbered = self.numbered(definition, lines, any(choice.services for choice in screen.choices))
        for code, owner, choice, label in numbered:
            to = self.resolve(owner, choice.to) if choice.to.name else self.entrance(owner)
            yield Choice(code, label, str(code), "", to, choice.when)

    def lines(
        self, definition: Definition, choices: Iterable[ChoiceDef]
    ) -> Iterator[tuple[Definition, ChoiceDef, Text]]:
        """List the written lines, with those of the services in their slot."""
        for choice in choices:
            if not choice.services:
                yield definition, choice, Text(choice.label, definition.menu)
                continue
            services = [each for each in self.definitions if each is not definition and each.enter]
            for each in sorted(services, key=lambda service: service.enter.code if service.enter else 0):
                if each.enter and each.enter.code:
                    line = ChoiceDef(each.enter.at, each.enter.label, each.enter.to, each.enter.code)
                    yield each, line, Text(each.enter.label, each.menu)

    def numbered(
        self, definition: Definition, lines: list[tuple[int, Definition, ChoiceDef, Text]], sort: bool
    ) -> list[tuple[int, Definition, ChoiceDef, Text]]:
        """Give numbers to lines without a code; lines run upward and no number is given twice."""
        taken: dict[int, Definition] = {}
        found = []
        last = 0
        for code, owner, choice, label in lines:
            number = code or last + 1 + (last == 97)
            if number in taken:
                what = f"The number {number} is taken by another line (of `{taken[number].menu}`)."
                owner.report.at(choice.at, what, "Give one of them another `code`.")
            elif number < last and not sort:
                what = f"The number {number} stands under {last}; lines run upward."
                owner.report.at(choice.at, what, "Move the line up, or give it a larger `code`.")
            taken[number] = owner
            found.append((number, owner, choice, label))
            last = max(last, number)
        return sorted(found, key=lambda line: line[0])

    # Forms ------------------------------------------------------------------------------------------------

    def form_nodes(self, definition: Definition, screen: ScreenDef) -> Iterator[Node]:
        menu, state = definition.menu, f"{definition.menu}.{screen.name}"
        asked = [definition.fields[ref.name] for ref in self.asked(definition, screen)]
        submit = f"{state}.submit"
        form = Form(
            state,
            tuple(self.field(definition, state, field) for field in asked),
            MappingProxyType(dict(screen.keep)),
            screen.submit.name,
            MappingProxyType({key: Text(said, menu) for key, said in screen.done.items()}),
            review=f"{state}.review" if screen.review else "",
            confirm=f"{state}.confirm" if isinstance(screen.confirm, Question) else submit,
            submit=submit,
            finish=f"{state}.done",
        )
        trimmings = self.trimmings(definition, screen)
        yield Node(state, menu, kinds.FORM, form=form)
        for written, field in zip(asked, form.fields, strict=True):
            yield self.field_node(definition, written, field, form)
        if screen.review:
            label = Text(screen.confirm, menu) if isinstance(screen.confirm, str) and screen.confirm else None
            yes = Choice(1, label or Text("", menu, "confirm"), "1")
            yield Node(
                form.review,
                menu,
                kinds.REVIEW,
                Text(screen.review, menu),
                form=form,
                choices=(yes,),
                **trimmings,
            )
        if isinstance(screen.confirm, Question):
            asks = screen.confirm
            yield Node(
                f"{state}.confirm",
                menu,
                kinds.CONFIRM,
                Text(asks.ask, menu),
                choices=(
                    Choice(1, Text(asks.yes, menu) if asks.yes else Text("", menu, "yes"), "1"),
                    Choice(2, Text(asks.no, menu) if asks.no else Text("", menu, "no"), "2"),
                ),
                form=form,
                **trimmings,
            )
        yield Node(submit, menu, kinds.SUBMIT, form=form)
        yield Node(form.finish, menu, kinds.DONE, form=form, end=True)

    def asked(self, definition: Definition, screen: ScreenDef) -> Iterator[Ref]:
        seen: set[str] = set()
        for ref in screen.form:
            if ref.name in STEPS:
                what = f"A field cannot be called `{ref.name}`: it is a step of every form."
                definition.report.at(ref.at, what, "Choose another name.")
            elif ref.name in seen:
                definition.report.at(ref.at, f"The form asks `{ref.name}` twice.", "Keep one of the two.")
            elif ref.name in definition.fields:
                seen.add(ref.name)
                yield ref
            elif ref.name:
                remedy = closest(ref.name, definition.fields)
                definition.report.at(
                    ref.at, f"There is no field `{ref.name}`.", remedy, code="missing-target"
                )

    def field(self, definition: Definition, state: str, written: FieldDef) -> Field:
        for ref in written.depends:
            if ref.name and ref.name not in definition.fields:
                remedy = closest(ref.name, definition.fields)
                definition.report.at(ref.at, f"There is no field `{ref.name}`.", remedy)
        return Field(
            written.name,
            f"{state}.{written.name}",
            Text(written.label or written.name.replace("_", " ").capitalize(), definition.menu),
            written.kind,
            written.check.name,
            *written.span,
            mask=written.mask,
            when=written.when,
            depends=frozenset(ref.name for ref in written.depends),
        )

    def field_node(self, definition: Definition, written: FieldDef, field: Field, form: Form) -> Node:
        menu = definition.menu
        choices = [
            Choice(choice.code, Text(choice.label, menu), ANSWER, choice.to.name, "", choice.when)
            for choice in written.choices
        ]
        if written.yes_no:
            choices += [
                Choice(0, Text("", menu, "yes"), ANSWER, "yes"),
                Choice(0, Text("", menu, "no"), ANSWER, "no"),
            ]
        return Node(
            field.state,
            menu,
            kinds.FIELD,
            Text(written.ask, menu),
            choices=tuple(choices),
            lister=written.lister.name,
            form=form,
            field=field,
            **self.trimmings(definition, written),
        )

    # Names in texts ---------------------------------------------------------------------------------------

    def spoken_names(self, definition: Definition) -> set[str]:
        found = set(definition.fields)
        for screen in definition.screens.values():
            kept = screen.keep_as or screen.name if screen.lister.name else ""
            found |= {*screen.keep, *(ref.name for ref in screen.given), kept}
        return found

    def check_names(self, definition: Definition, screen: ScreenDef, known: set[str]) -> None:
        texts = [screen.text, screen.foot, screen.review, screen.wrong, screen.empty]
        texts += [choice.label for choice in screen.choices]
        texts += [screen.confirm.ask] if isinstance(screen.confirm, Question) else [screen.confirm]
        self.check_template(definition, screen, texts, known)

    def check_template(
        self, definition: Definition, where: ScreenDef | FieldDef, texts: Iterable[str], known: set[str]
    ) -> None:
        for text in texts:
            for name in names(text):
                if name not in known:
                    what = f"`{{{name}}}` in `{where.name}` is no answer of this book."
                    definition.report.at(where.at, what, closest(name, known - {""}))
