"""The names of some books: what a target, a word, an entrance and an old screen lead to."""

from collections.abc import Iterator, Mapping, Sequence

from menus import nodes as kinds
from menus.definition import ChoiceDef, Definition, Ref, ScreenDef
from menus.nodes import Keyword, Node
from menus.texts import Text
from menus.tree import closest


class Names:
    """A home (the first) and its services, asked by name; what is not there is noted in their reports."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self.definitions = definitions
        self.known: dict[str, Definition] = {}
        for definition in definitions:
            if definition.menu in self.known:
                what = f"Two books are called `{definition.menu}`."
                definition.report.at(definition.at, what, "Give each its own `menu:`.")
            self.known[definition.menu] = definition
        self.home = ""  # while it is looked for
        self.home = self.home_of(definitions[0])

    # Screens ----------------------------------------------------------------------------------------------

    def home_of(self, definition: Definition) -> str:
        """Give the first screen of a book."""
        if definition.home.name:
            return self.resolve(definition, definition.home)
        first = next(iter(definition.screens), "")
        name = "home" if "home" in definition.screens else first
        return self.resolve(definition, Ref(name, definition.at)) if name else ""

    def resolve(self, definition: Definition, ref: Ref) -> str:
        """Find the state that a target names; a mistake is reported and gives the home."""
        seen: list[str] = []
        while True:
            found = self._lookup(definition, ref.name)
            if found is None:
                if ref.name:
                    remedy = closest(ref.name, [*definition.screens, "home"])
                    what = f"There is no screen `{ref.name}`."
                    definition.report.at(ref.at, what, remedy, code="missing-target")
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

    def _lookup(self, definition: Definition, name: str) -> tuple[Definition, ScreenDef | None] | None:
        if name in definition.screens:
            return definition, definition.screens[name]
        if name == "home" and self.home:
            return definition, None
        menu, _, local = name.partition(".")
        other = self.known.get(menu)
        if other is not None and local in other.screens:
            return other, other.screens[local]
        return None

    def entrance(self, definition: Definition) -> str:
        """Give the screen at which a service is entered."""
        enter = definition.enter
        return self.resolve(definition, enter.to) if enter and enter.to.name else self.home_of(definition)

    def lines(
        self, definition: Definition, choices: Sequence[ChoiceDef]
    ) -> Iterator[tuple[Definition, ChoiceDef, Text]]:
        """List the written lines of a screen, with those of the services in their slot."""
        for choice in choices:
            if not choice.services:
                yield definition, choice, Text(choice.label, definition.menu)
                continue
            services = [each for each in self.definitions if each is not definition and each.enter]
            for each in sorted(services, key=lambda service: service.enter.code if service.enter else 0):
                if each.enter and each.enter.code:
                    line = ChoiceDef(each.enter.at, each.enter.label, each.enter.to, each.enter.code)
                    yield each, line, Text(each.enter.label, each.menu)

    # Words ------------------------------------------------------------------------------------------------

    def vocabulary(self) -> dict[str, dict[str, Keyword]]:
        """Give the words of the books by language, "" for those of every language.

        A word that two of them claim in one language is a mistake of the later.
        """
        said: dict[str, dict[str, tuple[Keyword, Definition]]] = {"": {}}
        for definition in self.definitions:
            for language, words in (("", definition.words), *definition.words_in.items()):
                for word, ref in words.items():
                    keyword = Keyword(self.resolve(definition, ref), True)
                    words_of = self._of(said, definition, language)
                    self._claim(words_of, definition, Ref(word, ref.at), keyword)
        for definition in self.definitions:
            if (enter := definition.enter) is None:
                continue
            keyword = Keyword(self.entrance(definition), False)
            for language, refs in (("", enter.words), *enter.words_in.items()):
                for ref in refs:
                    self._claim(self._of(said, definition, language), definition, ref, keyword)
        return {
            language: {word: keyword for word, (keyword, _) in words.items()}
            for language, words in said.items()
        }

    def _of(
        self, said: dict[str, dict[str, tuple[Keyword, Definition]]], definition: Definition, language: str
    ) -> dict[str, tuple[Keyword, Definition]]:
        """Give the words of a language; one that the book does not speak is a mistake."""
        if language and language not in definition.languages:
            what = f"`words_in` has words of `{language}`, which the book does not speak."
            remedy = closest(language, definition.languages)
            definition.report.at(definition.at, what, remedy, code="unknown-language")
        return said.setdefault(language, {})

    def _claim(
        self, words: dict[str, tuple[Keyword, Definition]], definition: Definition, ref: Ref, keyword: Keyword
    ) -> None:
        key = ref.name.casefold()
        if not key:
            return
        if key in words and words[key][0].state != keyword.state:
            other = words[key][1]
            where = "above" if other is definition else f"of `{other.menu}` ({other.report.file})"
            what = f"The word {ref.name} is already one {where}."
            definition.report.at(ref.at, what, "Choose another word in one of the two.", code="claimed-twice")
            return
        words.setdefault(key, (keyword, definition))

    # What must hold between screens -----------------------------------------------------------------------

    def check(self, nodes: Mapping[str, Node]) -> None:
        """See that the home is a screen to rest on, languages lead to one, and nothing is claimed twice."""
        home = nodes.get(self.home)
        top = self.definitions[0]
        if home is not None and home.kind != kinds.SCREEN:
            what = f"The home `{home.local}` is no screen with text and choices."
            top.report.at(top.at, what, "Name another one: `home: SCREEN`.")
        for definition in self.definitions:
            self._check_languages(definition, nodes)
            self._check_moves(definition)
        for key in ("dial", "desk"):
            self._check_entrances(key)

    def _check_languages(self, definition: Definition, nodes: Mapping[str, Node]) -> None:
        for screen in definition.screens.values():
            here = nodes.get(f"{definition.menu}.{screen.name}")
            target = nodes.get(here.to) if here is not None and screen.language.name else None
            if target is not None and target.kind == kinds.LANGUAGE:
                what = "`language` leads to a screen that changes the language again."
                definition.report.at(screen.language.at, what, "Lead to a screen with text.")

    def _check_moves(self, definition: Definition) -> None:
        known = {*definition.screens, *definition.fields}
        for old, new in definition.moves.items():
            if new not in known:
                what = f"`moves` leads from `{old}` to `{new}`, which is not there."
                definition.report.at(definition.at, what, closest(new, known), code="missing-target")

    def _check_entrances(self, key: str) -> None:
        taken: dict[str, Definition] = {}
        for definition in self.definitions:
            said = getattr(definition.enter, key) if definition.enter else ""
            if said and said in taken:
                other = taken[said]
                what = f"`{key}: {said}` is already that of `{other.menu}` ({other.report.file})."
                definition.report.at(
                    definition.enter.at if definition.enter else definition.at,
                    what,
                    "Choose another one in one of the two.",
                )
            taken.setdefault(said, definition)
