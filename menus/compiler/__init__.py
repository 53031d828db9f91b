"""From what is written to what is run: names resolved, numbers given, books merged."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from menus.book import Book
from menus.compiler.braces import check_braces
from menus.compiler.content import digest
from menus.compiler.forms import form_nodes
from menus.compiler.names import Names
from menus.compiler.screens import screen_node
from menus.definition import Definition, Ref
from menus.errors import MenuError, Place
from menus.nodes import DONE, GUESS, RESUME, REVIEW, SCREEN, Choice, Node, guess, guess_at_home, offer
from menus.phrases import WRITERS
from menus.rules import machine
from menus.texts import Text, names
from menus.words import heard

FRONT = "_home"  # no author can write this name


def compile_book(definitions: Sequence[Definition]) -> Book:
    """Make one book of a home (the first) and its services; MenuError tells every mistake in any of them."""
    known = Names(definitions)
    menu = definitions[0].menu
    made = [*_front(known, definitions[0])]
    made += [node for definition in definitions for node in _nodes(known, definition)]
    spoken = " ".join(
        said for each in definitions for key, said in each.phrases.items() if key not in WRITERS
    )
    nodes = {
        node.name: _looks(node, spoken) for node in (*made, offer(menu), guess(menu), guess_at_home(menu))
    }
    known.check(nodes)
    said = known.vocabulary()
    languages = tuple(dict.fromkeys(language for each in definitions for language in each.languages))
    vocabulary = {language: MappingProxyType(heard(said, language)) for language in languages}
    words = {word: keyword for each in reversed(languages) for word, keyword in vocabulary[each].items()}
    helping = tuple(known.resolve(definitions[0], ref) for ref in definitions[0].help)
    if problems := dict.fromkeys(problem for each in definitions for problem in each.report.problems):
        raise MenuError(sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column)))
    mark = digest(definitions)
    top, rules = definitions[0], machine(nodes.values(), known.home)
    return Book(
        name=top.menu,
        digest=mark,
        edition=mark[:8],
        version=top.version,
        languages=languages,
        home=known.home,
        nodes=MappingProxyType(nodes),
        words=MappingProxyType(words),
        vocabulary=MappingProxyType(vocabulary),
        help=helping,
        resume=top.resume,
        machine=rules,
        events=MappingProxyType(dict(rules.events)),
        **{key: MappingProxyType(table) for key, table in _tables(definitions, known).items()},
    )


def _front(known: Names, top: Definition) -> Iterator[Node]:
    """Give a service that is read alone and begins with a form a home: its line, as a home shows it."""
    first = top.screens.get(known.home.partition(".")[2])
    if top.enter is None or not top.enter.label or top.home.name or first is None or not first.is_form:
        return
    line = Choice(top.enter.code or 1, Text(top.enter.label, top.menu), "1", to=known.entrance(top))
    known.home = f"{top.menu}.{FRONT}"
    more = Text("", top.menu, "more")
    yield Node(known.home, top.menu, FRONT, SCREEN, choices=(line,), more=more)


def _nodes(known: Names, definition: Definition) -> Iterator[Node]:
    check_braces(definition)
    for screen in definition.screens.values():
        if screen.goto.name:
            known.resolve(definition, Ref(screen.name, screen.at))
        elif screen.is_form:
            yield from form_nodes(definition, screen)
        else:
            yield screen_node(known, definition, screen)


def _looks(node: Node, spoken: str) -> Node:
    """Tell what the screen of a state depends on; *spoken* are the phrases of the books."""
    texts = (
        node.text,
        node.foot,
        node.empty,
        node.back,
        node.more,
        *node.variants.values(),
        *node.labels,
    )
    said = tuple(dict.fromkeys(name for text in texts for name in names(text.source)))
    said += ("what",) if node.kind in (RESUME, GUESS) else names(spoken)
    sifted = any(each.when for each in node.choices)
    free = node.field is not None and node.field.kind != ""
    static = not (node.variants or node.info or node.lister or sifted or said or node.kind in (REVIEW, DONE))
    apart = not (static or node.kind == REVIEW or any(text.names for text in node.labels))
    return replace(node, free=free, static=static, apart=apart, sifted=sifted, names=said)


def _tables(definitions: Sequence[Definition], known: Names) -> dict[str, Any]:
    """Give what the books have by their names and keys."""
    masks = {(each.menu, field.name): field.mask for each in definitions for field in each.fields.values()}
    plain = {
        (each.menu, field.name): frozenset(choice.to.name for choice in field.choices)
        for each in definitions
        for field in each.fields.values()
        if field.mask and field.choices
    }
    said = {
        (each.menu, key): Text(said, each.menu) for each in definitions for key, said in each.phrases.items()
    }
    labels = {
        f"{each.menu}.{name}": Text(screen.label, each.menu)
        for each in definitions
        for name, screen in each.screens.items()
        if screen.label
    }
    return {
        "masks": masks,
        "plain": plain,
        "labels": labels,
        "entrances": {each.menu: each.enter for each in definitions if each.enter},
        "doors": {each.menu: known.entrance(each) for each in definitions if each.enter},
        "phrases": said,
        "moves": {(each.menu, old): new for each in definitions for old, new in each.moves.items()},
        "longest": {(each.menu, name): size for each in definitions for name, size in each.longest.items()},
        "catalogues": {(each.menu, key): po for each in definitions for key, po in each.catalogues.items()},
        "places": {key: place for each in definitions for key, place in places(each)},
    }


def places(definition: Definition) -> Iterator[tuple[str, Place]]:
    """Tell where each screen and field is written."""
    menu = definition.menu
    named = [(f"{menu}.{name}", screen.at) for name, screen in definition.screens.items()]
    named += [(f"{menu}:{name}", field.at) for name, field in definition.fields.items()]
    for key, at in [(menu, definition.at), *named]:
        yield key, definition.report.place(at.line, at.column)
