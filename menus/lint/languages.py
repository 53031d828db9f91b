"""Languages: what is not translated, what is translated no more, names that a translation lost."""

from collections.abc import Iterator, Mapping

from menus.book import Book
from menus.lint.finding import Finding, short
from menus.nodes import Node
from menus.texts import Text, names


def translations(book: Book) -> Iterator[Finding]:
    """Find texts without a translation, and translations with other names in braces."""
    for language in book.languages[1:]:
        for node in book.nodes.values():
            if (node.menu, language) in book.catalogues:
                for text in _texts(node):
                    yield from _one(book, node, text, language)


def _texts(node: Node) -> Iterator[Text]:
    yield from node.texts
    if node.field is not None and node.form and node.form.review:  # only a review says it
        yield node.field.label


def _one(book: Book, node: Node, text: Text, language: str) -> Iterator[Finding]:
    if not text.source or text.phrase or (text.menu, language) not in book.catalogues:
        return
    own = _translated(book.catalogues[text.menu, language])
    if text.source not in own:
        what = f"`{short(text.source)}` of `{node.local}` has no translation ({language})."
        yield Finding("translation-missing", what, f"Add it to the catalogue .{language}.po.", node)
    elif set(names(own[text.source])) != set(names(text.source)):
        what = f"The translation ({language}) of `{short(text.source)}` has other names in braces."
        yield Finding("translation-names", what, "Use the same names in both.", node)


def _translated(po: str) -> Mapping[str, str]:
    from menus.po import translations  # Babel: only where there are catalogues

    return translations(po)


def catalogues(book: Book) -> Iterator[Finding]:
    """Find translations of texts that are gone, languages without a catalogue and catalogues without one."""
    for menu in dict.fromkeys(node.menu for node in book.nodes.values()):
        said = _said(book, menu)
        for language in book.languages[1:]:
            if (menu, language) not in book.catalogues:
                what = f"The book `{menu}` has no catalogue for {language}."
                yield Finding("catalogue", what, f"Write FILE.{language}.po beside it.", menu=menu)
                continue
            yield from _garbled(menu, language, book.catalogues[menu, language])
            for stale in sorted(set(_translated(book.catalogues[menu, language])) - said):
                what = f"`{short(stale)}` is translated ({language}), but the book does not say it."
                yield Finding("translation-stale", what, "Correct or remove the entry.", menu=menu)
    for menu, language in book.catalogues:
        if language not in book.languages:
            what = f"The book `{menu}` has a catalogue for {language}, which is not one of its languages."
            yield Finding("catalogue", what, "Add it to `languages`, or remove the file.", menu=menu)


def _garbled(menu: str, language: str, po: str) -> Iterator[Finding]:
    from menus.po import read

    for line, said in read(po).wrong:
        what = f"Line {line} of the catalogue of `{menu}` ({language}) is no gettext: `{short(said)}`."
        yield Finding("catalogue", what, "Correct it; its entry is left out until then.", menu=menu)


def _said(book: Book, menu: str) -> set[str]:
    nodes = [node for node in book.nodes.values() if node.menu == menu or node.name == book.home]
    said = {text.source for node in nodes for text in _texts(node)}
    said |= {node.field.label.source for node in nodes if node.field is not None}  # a review may come
    said |= {text.source for (owner, _), text in book.phrases.items() if owner == menu}
    said |= {text.source for text in book.labels.values() if text.menu == menu}
    return said | ({book.entrances[menu].label} if menu in book.entrances else set())


def collisions(book: Book) -> Iterator[Finding]:
    """Find words that mean one thing in a language and another in a second one."""
    for word, keyword in book.words.items():
        for language in book.languages:
            other = book.vocabulary[language].get(word, keyword)
            if other.state != keyword.state:
                elsewhere = f"but in `{language}` to `{other.state}`"
                what = f"The word {word.upper()} leads to `{keyword.state}`, {elsewhere}."
                remedy = "Choose another word in one of the two, or see that no poster prints it for both."
                yield Finding("word-collides", what, remedy, book.nodes[other.state])
