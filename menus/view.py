"""What a state shows: its words, its numbered lines, its pages. The same values give the same screen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from menus.book import Book
from menus.lines import AS_WRITTEN as NO_LINES
from menus.lines import Lines, Option, lines, numbered
from menus.medium import Medium
from menus.nodes import DONE, REVIEW, Node
from menus.pages import Keys, clean, paginate
from menus.services import Reject, function
from menus.texts import Text, fill
from menus.variants import variant

if TYPE_CHECKING:
    from menus.turn import Turn


class Values(NamedTuple):
    """All that a screen shows and the book does not say.

    `said` is the text in place of the screen's own (a reason, what Python says, what is said when all is
    done); `shown` are the answers in braces; `sentence` the engine's own before it all; `only` the numbers
    between which an answer left a doubt.
    """

    said: str | None = None
    shown: tuple[tuple[str, str], ...] = ()
    lines: Lines = NO_LINES
    sentence: str = ""
    only: tuple[int, ...] = ()


AS_WRITTEN = Values()
_new = tuple.__new__  # made at nearly every step: half of the time
NO_FACTS: Mapping[str, str] = {}


def values(turn: "Turn", node: Node) -> Values:
    """Gather what the screen of a state shows to this resident now, where the book alone does not tell."""
    found = lines(turn, node) if node.lister or node.sifted or node.kind == REVIEW else NO_LINES
    said, facts = None, NO_FACTS
    if turn.doubt:
        said = turn.book.phrase("which", node.menu, turn.language)
    elif turn.reason:
        said = clean(turn.reason)
    elif node.info and (found.items or not node.lister):
        said, facts = _told(turn, node)
    if said is None and (node.variants or node.kind == DONE):
        said = _instead(turn, node, facts)
    names, menu, known = node.names, node.menu, turn.shown
    return _new(
        Values,
        (
            said,
            tuple([(name, facts[name] if name in facts else known(menu, name)) for name in names]),
            found,
            _sentence(turn, node) if turn.missed or turn.moved else "",
            turn.doubt,
        ),
    )


def _told(turn: "Turn", node: Node) -> tuple[str | None, Mapping[str, str]]:
    """Give what Python says in place of the book's text, or what it knows for the braces in it."""
    told = function("info", turn.services.infos, node.info)(turn.call(node))
    if isinstance(told, Mapping):
        return None, {name: clean(str(fact)) for name, fact in told.items()}
    return clean(told.why if isinstance(told, Reject) else str(told)), NO_FACTS


def _instead(turn: "Turn", node: Node, facts: Mapping[str, str]) -> str | None:
    """Say the text of the book that stands in place of the screen's own."""
    text = node.variants.get(variant(node, turn.services.user)) if node.variants else None
    if node.kind == DONE and node.form is not None:
        text = node.form.said(turn.answers.get("done", ("", ""))[0])
    if text is None:
        return None

    def fact(name: str) -> str:
        return facts[name] if name in facts else turn.shown(node.menu, name)

    return fill(turn.book.say(text, turn.language), fact, turn.language)


def _sentence(turn: "Turn", node: Node) -> str:
    """Say what went wrong in the engine's words, unless somebody else has said it."""
    if turn.reason:
        return ""
    key = "moved" if turn.moved else "miss_free" if node.free else "miss"
    return turn.book.phrase(key, node.menu, turn.language)


class View:
    """One screen in a language on a medium; `options` and `pages` are made when they are needed.

    *deep*: the way back is longer than one screen; *kept*: what the book keeps for language and medium.
    """

    __slots__ = (
        "_key_lines",
        "_options",
        "_pages",
        "book",
        "deep",
        "kept",
        "language",
        "medium",
        "node",
        "values",
    )

    def __init__(
        self,
        book: Book,
        node: Node,
        language: str,
        medium: Medium,
        deep: bool,
        values: Values,
        kept: dict[Any, Any],
    ) -> None:
        self.book, self.node, self.language, self.medium = book, node, language, medium
        self.deep, self.values, self.kept = deep, values, kept
        self._key_lines: Mapping[str, tuple[str, bool]] | None = None
        self._options: Mapping[int, Option] | None = None
        self._pages: tuple[str, ...] | None = None

    @property
    def options(self) -> Mapping[int, Option]:
        """The numbered lines by their numbers, over all pages."""
        if self._options is None:
            self._options = numbered(self.book, self.node, self.language, self.values.lines, self._say)
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
        options, only = self.options, self.values.only
        if only:
            options = {number: options[number] for number in only}
        lines = [f"{number} {option[1]}" for number, option in options.items()]
        return paginate(body, lines, self._say(self.node.foot), self._keys(), self.medium)

    def _keys(self) -> Keys:
        """Give the key lines: the same ones wherever the state is shown, unless there are names in them."""
        node, kept = self.node, self.kept
        place = (node.name, self.deep)
        found: Keys | None = kept.get(place)
        if found is None:
            found = self._key_labels_under(node)
            if not (node.more.names or node.back.names):
                kept[place] = found
        return found

    def _key_labels_under(self, node: Node) -> Keys:
        medium = self.medium
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
