"""What a state shows to one resident: its words, its numbered lines, its pages."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from menus import forms
from menus.book import DONE, LANGUAGE, REVIEW, SILENT, Choice, Node
from menus.pages import Keys, clean, paginate
from menus.rules import ANSWER
from menus.services import Call, Reject, function
from menus.texts import Text, fill, masked

if TYPE_CHECKING:
    from menus.turn import Turn

MAX_CACHE = 4096  # static screens x languages x media that are kept cut into pages


_cut_once = lru_cache(maxsize=512)(paginate)


class Option(NamedTuple):
    """One numbered line: the event that it is, the value that it gives and how that is shown later.

    `keeps`: a screen, not a field, keeps it.
    """

    number: int
    label: str
    event: str
    value: str = ""
    shown: str = ""
    keeps: bool = False


class View:
    """One state, seen by one step; `options` and `pages` are made when they are needed."""

    __slots__ = ("_options", "_pages", "call", "node", "turn")

    def __init__(self, turn: "Turn", node: Node, call: Call | None) -> None:
        self.turn, self.node, self.call = turn, node, call
        self._options: tuple[Option, ...] | None = None
        self._pages: tuple[str, ...] | None = None

    @property
    def options(self) -> tuple[Option, ...]:
        """The numbered lines, over all pages."""
        if self._options is None:
            kept: tuple[Option, ...] | None = self._kept("options")
            self._options = tuple(self._numbered()) if kept is None else kept
            self._keep("options", self._options)
        return self._options

    def pages(self) -> tuple[str, ...]:
        """Cut the screen for the medium: with the reason when an answer did not fit."""
        if self._pages is None:
            turn = self.turn
            if turn.missed or turn.reason or turn.moved:
                self._pages = self._explained()
            else:
                kept: tuple[str, ...] | None = self._kept("pages")
                self._pages = self._cut(self.body()) if kept is None else kept
                self._keep("pages", self._pages)
        return self._pages

    def shown(self, name: str) -> str:
        """Give an answer as it may be shown; nothing when there is none."""
        turn = self.turn
        if name not in turn.answers:
            return ""
        return clean(masked(turn.answers[name][1], turn.book.masks.get((self.node.menu, name), 0)))

    def say(self, text: Text) -> str:
        """Say a text of the book, with the answers in it."""
        return fill(self.turn.book.say(text, self.turn.language), self.shown)

    def body(self) -> str:
        """Give what stands over the numbered lines; never nothing at all."""
        said = self._said()
        if said.strip() or self.options:
            return said
        return self.turn.book.phrase("empty", self.node.menu, self.turn.language)

    def _said(self) -> str:
        node, turn = self.node, self.turn
        if turn.reason:
            return clean(turn.reason)
        free = node.field is not None and node.field.kind != ""  # then the engine's sentence is not true
        if node.lister and not self.options and not (free and node.empty.phrase):
            return self.say(node.empty)
        if node.info and self.call is not None:
            said = function("info", turn.services.infos, node.info)(self.call)
            return clean(said.why if isinstance(said, Reject) else str(said))
        return self.say(self._text())

    def _text(self) -> Text:
        form = self.node.form
        if self.node.kind != DONE or form is None:
            return self.node.text
        outcome = self.turn.answers.get("done", ("", ""))[0]
        return form.done.get(outcome) or next(iter(form.done.values()), SILENT)

    def _explained(self) -> tuple[str, ...]:
        """Put the reason first: the book's own in place of the question, the engine's where there is room."""
        turn = self.turn
        plain = self._cut(self.body())
        if turn.reason:
            return plain
        free = self.node.field is not None and self.node.field.kind
        key = "moved" if turn.moved else "miss_free" if free else "miss"
        sentence = turn.book.phrase(key, self.node.menu, turn.language)
        explained = self._cut(f"{sentence}\n{self.body()}")
        return explained if explained[1:] == plain[1:] else plain  # the other pages stay where they are

    def _cut(self, body: str) -> tuple[str, ...]:
        lines = tuple([f"{option.number} {option.label}" for option in self.options])
        cut = _cut_once if self.node.lister else paginate  # many residents see the same list
        return cut(body, lines, self.say(self.node.foot), self._keys(), self.turn.medium)

    def _keys(self) -> Keys:
        """Make the key lines, once for a language and a medium where no answer is in them."""
        node, turn = self.node, self.turn
        key = ("keys", node.name, turn.language, turn.medium, len(turn.stack) > 1)
        kept: Keys | None = turn.book.pages.get(key)
        if kept is None:
            kept = self._fresh_keys()
            if not (node.more.names or node.back.names) and len(turn.book.pages) < MAX_CACHE:
                turn.book.pages[key] = kept
        return kept

    def _fresh_keys(self) -> Keys:
        node, turn, medium = self.node, self.turn, self.turn.medium
        at_home = node.name == turn.book.home
        back = "back" in node.nav and not node.end
        home = "home" in node.nav and not node.end and not at_home and (node.own_nav or len(turn.stack) > 1)
        return Keys(
            f"{medium.more} {self.say(node.more)}",
            f"{medium.back} {self.say(node.back)}" if back else "",
            f"{medium.home} {turn.book.phrase('home', node.menu, turn.language)}" if home else "",
            first=not at_home,
            spare=not node.own_nav,
        )

    # Numbered lines ---------------------------------------------------------------------------------------

    def _numbered(self) -> Iterator[Option]:
        node = self.node
        if node.kind == LANGUAGE:
            yield from self._languages()
            return
        last = 0
        for last, option in self._listed():  # noqa: B007 (the choices go on from there)
            yield option
        ordered = node.field is not None or node.lister
        for choice in node.choices:
            last = choice.code or (last + 1 + (last == 97) if ordered else last)
            if choice.when is None or choice.when.holds(self.turn.value_of):
                yield self._written(choice, last)
        if node.kind == REVIEW:
            yield from self._answers()

    def _written(self, choice: Choice, number: int) -> Option:
        label = self.say(choice.label)
        return Option(number, label, choice.event, choice.value, label)

    def _listed(self) -> Iterator[tuple[int, Option]]:
        node = self.node
        if not node.lister or self.call is None:
            return
        lister = function("lister", self.turn.services.listers, node.lister)
        last = 0
        for item in lister(self.call):
            last = item.code if item.code > last and item.code != 98 else last + 1 + (last == 97)
            label = _one_line(item.label)
            shown = _one_line(item.shown) or label
            yield last, Option(last, label, ANSWER, str(item.value), shown, node.field is None)

    def _answers(self) -> Iterator[Option]:
        """List the answers under a review: the number edits, the event is the field's place in the form."""
        turn, form = self.turn, self.node.form
        number = 1
        for event, field in enumerate(form.fields if form else (), start=2):
            if forms.visible(field, turn.value_of):
                number += 1
                label = f"{turn.book.say(field.label, turn.language)}: {self.shown(field.name)}"
                yield Option(number, _one_line(label), str(event))

    def _languages(self) -> Iterator[Option]:
        from babel import Locale

        for number, language in enumerate(self.turn.book.languages, start=1):
            try:
                name = Locale.parse(language).get_language_name(language) or language
            except (ValueError, LookupError):
                name = language
            yield Option(number, str(name).capitalize(), ANSWER, language)

    # What looks the same for everybody --------------------------------------------------------------------

    def _kept(self, part: str) -> Any:  # noqa: ANN401 (pages or options, by part)
        return self.turn.book.pages.get(self._key(part)) if self.node.static else None

    def _keep(self, part: str, made: tuple[object, ...]) -> None:
        cache = self.turn.book.pages
        if self.node.static and len(cache) < MAX_CACHE:
            cache[self._key(part)] = made

    def _key(self, part: str) -> tuple[object, ...]:
        turn = self.turn
        return part, self.node.name, turn.language, turn.medium, len(turn.stack) > 1


def _one_line(text: str) -> str:
    return text if text.isprintable() else " ".join(clean(text).split())
