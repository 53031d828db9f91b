"""What a state shows: its words, its numbered lines, its pages. The same values give the same screen."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from menus.book import Book
from menus.medium import Medium
from menus.nodes import DONE, LANGUAGE, REVIEW, Node
from menus.pages import Keys, clean, paginate
from menus.rules import ANSWER
from menus.services import Item, Reject, function
from menus.texts import Text, fill
from menus.variants import variant

if TYPE_CHECKING:
    from menus.turn import Turn


class Values(NamedTuple):
    """All that a screen shows and the book does not say.

    `said` is the text in place of the screen's own (a reason, what Python says, what is said when all is
    done); `shown` are the answers in braces; `lines` which of the written ones are shown, when that differs;
    `answers` those of a review, each with its event and its label; `sentence` the engine's own before it all;
    `only` the numbers between which an answer left a doubt.
    """

    said: str | None = None
    shown: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()
    lines: tuple[bool, ...] | None = None
    answers: tuple[tuple[str, Text, str], ...] = ()
    sentence: str = ""
    only: tuple[int, ...] = ()


AS_WRITTEN = Values()
NO_FACTS: Mapping[str, str] = {}


def values(turn: "Turn", node: Node) -> Values:
    """Gather what the screen of a state shows to this resident now, where the book alone does not tell."""
    menu, shown = node.menu, turn.shown
    items: tuple[Item, ...] = ()
    if node.lister:
        items = tuple(function("lister", turn.services.listers, node.lister)(turn.call(node)))
    said, facts = _told(turn, node, asked=bool(items) or not node.lister)

    def fact(name: str) -> str:
        return facts[name] if name in facts else shown(menu, name)

    if said is None and (text := _instead(turn, node)) is not None:
        said = fill(turn.book.say(text, turn.language), fact, turn.language)
    return Values(
        said,
        tuple([(name, fact(name)) for name in node.names]) if node.names else (),
        items,
        _sifted(turn, node) if node.sifted else None,
        _answers(turn, node) if node.kind == REVIEW else (),
        _sentence(turn, node) if turn.missed or turn.moved else "",
        turn.doubt,
    )


def _told(turn: "Turn", node: Node, *, asked: bool) -> tuple[str | None, Mapping[str, str]]:
    """Give what is said in place of the book's text, or what Python knows for the braces in it."""
    if turn.doubt:
        return turn.book.phrase("which", node.menu, turn.language), NO_FACTS
    if turn.reason:
        return clean(turn.reason), NO_FACTS
    if not (node.info and asked):
        return None, NO_FACTS
    told = function("info", turn.services.infos, node.info)(turn.call(node))
    if isinstance(told, Mapping):
        return None, {name: clean(str(fact)) for name, fact in told.items()}
    return clean(told.why if isinstance(told, Reject) else str(told)), NO_FACTS


def _instead(turn: "Turn", node: Node) -> Text | None:
    """Give the text of the book that is said in place of the screen's own."""
    if node.kind == DONE and node.form is not None:
        outcome = turn.answers.get("done", ("", ""))[0]
        return node.form.said(outcome)
    return node.variants.get(variant(node, turn.services.user)) if node.variants else None


def _sifted(turn: "Turn", node: Node) -> tuple[bool, ...]:
    return tuple([each.when is None or each.when.holds(turn.value_of) for each in node.choices])


def _answers(turn: "Turn", node: Node) -> tuple[tuple[str, Text, str], ...]:
    fields = node.form.fields if node.form else ()
    return tuple(
        [
            (field.event, field.label, turn.shown(node.menu, field.name))
            for field in fields
            if field.when is None or field.when.holds(turn.value_of)
        ]
    )


def _sentence(turn: "Turn", node: Node) -> str:
    """Say what went wrong in the engine's words, unless somebody else has said it."""
    if turn.reason:
        return ""
    key = "moved" if turn.moved else "miss_free" if node.free else "miss"
    return turn.book.phrase(key, node.menu, turn.language)


class Option(NamedTuple):
    """One numbered line: the event that it is, the value that it gives and how that is shown later."""

    number: int
    label: str
    event: str
    value: str = ""
    shown: str = ""


class View:
    """One screen in a language on a medium; `options` and `pages` are made when they are needed.

    *deep*: the way back is longer than one screen.
    """

    __slots__ = ("_key_lines", "_options", "_pages", "book", "deep", "language", "medium", "node", "values")

    def __init__(
        self, book: Book, node: Node, language: str, medium: Medium, deep: bool, values: Values
    ) -> None:
        self.book, self.node, self.language, self.medium = book, node, language, medium
        self.deep, self.values = deep, values
        self._key_lines: Mapping[str, tuple[str, bool]] | None = None
        self._options: Mapping[int, Option] | None = None
        self._pages: tuple[str, ...] | None = None

    @property
    def options(self) -> Mapping[int, Option]:
        """The numbered lines by their numbers, over all pages."""
        if self._options is None:
            self._options = {option.number: option for option in self._numbered()}
        return self._options

    @property
    def pages(self) -> tuple[str, ...]:
        """The screen, cut for the medium: with the engine's sentence first where there is room."""
        if self._pages is None:
            body = self._body()
            self._pages = self._cut(body)
            if self.values.sentence:
                explained = self._cut(f"{self.values.sentence}\n{body}")
                if explained[1:] == self._pages[1:]:  # the other pages stay where they are
                    self._pages = explained
        return self._pages

    @property
    def key_lines(self) -> Mapping[str, tuple[str, bool]]:
        """Ways to write a key line, each with its key and whether it is the words alone."""
        if self._key_lines is None:
            self._key_lines = {}
            if "home" in self.node.nav or "back" in self.node.nav:
                for key, said in self._labels():
                    for line in (f"{key} {said}", f"{key}. {said}", said):
                        self._key_lines.setdefault(line.casefold(), (key, line is said))
        return self._key_lines

    def _labels(self) -> tuple[tuple[str, str], ...]:
        node, medium, language = self.node, self.medium, self.language
        return (
            (medium.back, self.book.say(node.back, language)),
            (medium.more, self.book.say(node.more, language)),
            (medium.home, self.book.phrase("home", node.menu, language)),
        )

    def _say(self, text: Text) -> str:
        said = self.book.say(text, self.language)
        return fill(said, dict(self.values.shown).__getitem__, self.language) if self.values.shown else said

    def _body(self) -> str:
        """Give what stands over the numbered lines; never nothing at all."""
        node, said = self.node, self.values.said
        if said is None:
            spoken = node.free and node.empty.phrase  # the engine's own is not true where a text can be typed
            nothing = node.lister and not self.options and not spoken
            said = self._say(node.empty if nothing else node.text)
        if self.options or said.strip():
            return said
        return self.book.phrase("empty", node.menu, self.language)

    def _cut(self, body: str) -> tuple[str, ...]:
        only = self.values.only or self.options
        lines = [f"{number} {option.label}" for number, option in self.options.items() if number in only]
        return paginate(body, lines, self._say(self.node.foot), self._keys(), self.medium)

    def _keys(self) -> Keys:
        node, medium = self.node, self.medium
        at_home = node.name == self.book.home
        back = "back" in node.nav and not node.end
        home = "home" in node.nav and not node.end and not at_home and (node.own_nav or self.deep)
        return Keys(
            f"{medium.more} {self._say(node.more)}",
            f"{medium.back} {self._say(node.back)}" if back else "",
            f"{medium.home} {self.book.phrase('home', node.menu, self.language)}" if home else "",
            first=not at_home,
            spare=not node.own_nav,
        )

    # Numbered lines ---------------------------------------------------------------------------------------

    def _numbered(self) -> Iterator[Option]:
        node, last = self.node, 0
        for value, said, code, shown in self.values.items:
            last = code if code > last and code != 98 else last + 1 + (last == 97)
            label = _one_line(said)
            yield Option(last, label, ANSWER, str(value), _one_line(shown) or label)
        yield from self._written(last)
        if node.kind == REVIEW:
            for number, (event, name, shown) in enumerate(self.values.answers, start=2):
                yield Option(number, _one_line(f"{self.book.say(name, self.language)}: {shown}"), event)
        elif node.kind == LANGUAGE:
            yield from self._languages()

    def _written(self, last: int) -> Iterator[Option]:
        """Give the lines that stand in the book, those that `when` does not hide; *last* stands over them."""
        node, shown = self.node, self.values.lines
        ordered = node.field is not None or node.lister
        for place, choice in enumerate(node.choices):
            last = choice.code or (last + 1 + (last == 97) if ordered else last)
            if shown is None or shown[place]:
                label = self._say(choice.label)
                yield Option(last, label, choice.event, choice.value, self._say(choice.shown) or label)

    def _languages(self) -> Iterator[Option]:
        from babel import Locale, UnknownLocaleError

        for number, language in enumerate(self.book.languages, start=1):
            try:
                name = Locale.parse(language).get_language_name(language)
            except (ValueError, UnknownLocaleError):  # in its own words it is not known: in ours, then
                name = Locale.parse("id").languages.get(language)
            name = name or language
            yield Option(number, f"{name[:1].upper()}{name[1:]}", ANSWER, language)


def _one_line(text: str) -> str:
    return text if text.isprintable() else " ".join(clean(text).split())
