"""`kiosk menus extract`: the catalogues of a book, for its translators."""

from pathlib import Path

import click


@click.command("extract")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--language", "languages", multiple=True, help="Only this one: en, su; also a new one.")
def command(path: Path, languages: tuple[str, ...]) -> None:
    """Writes what a book says into the catalogues beside it, FILE.LANGUAGE.po.

    New texts are added, translations kept, texts that are gone marked with #~. Each has its place and the
    room that a screen of one SMS leaves it.

    \b
    Examples:
      kiosk menus extract menu.yaml                  every language of the book
      kiosk menus extract menu.yaml --language su    begin a translation into Sundanese
    """  # noqa: D401  (click wants the backspace; the list of commands the third person)
    from kiosk.cli.books import book_files
    from menus import MenuError, catalogues, po
    from menus.load import load, read_definition

    for file in book_files(path):
        book, source = load(file), file.read_text("utf-8-sig")
        for language in languages or read_definition(file).languages[1:]:
            target = file.with_name(f"{file.stem}.{language}.po")
            old = target.read_text("utf-8-sig") if target.exists() else ""
            if garbled := po.problems(str(target), old):
                raise MenuError(garbled)  # written anew they would be lost
            change = catalogues.update(book, source, language, old, file.name)
            target.write_text(change.po, encoding="utf-8")
            counts = f"{change.new} new, {change.gone} gone, {change.open} without a translation"
            click.echo(f"{target}: {counts}.")
