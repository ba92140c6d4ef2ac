"""`reportedly extract`: one article, for people."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..engine import Text
from ..readers import Problem, Unreadable, read
from .options import engine, engine_options
from .terminal import shown

__all__ = ["command"]


@click.command()
@click.argument("article", metavar="[TEXT|FILE|-]", default="-")
@click.option("--format", type=click.Choice(["table", "json", "html"]), default="table", show_default=True)
@engine_options
def command(article: str, format: str, genre: str | None, rules: tuple[Path, ...], no_builtin: bool) -> int:
    """Read one article: a text, a text file, or standard input; show it with its records marked, and its facts."""
    reader = engine(genre, rules, no_builtin)
    try:
        text = _text(article)
    except Unreadable as error:
        click.echo(f"reportedly: {shown(str(error))}", err=True)
        return 3
    document = reader.extract(text.text, id=text.id, date=text.date, url=text.url, title=text.title)
    if format == "json":
        line = document.to_json()
        click.echo(shown(line) if sys.stdout.isatty() else line)
    elif format == "html":
        from ..display import page as html_page

        click.echo(html_page(document), nl=False)
    elif sys.stdout.isatty():
        from .styled import show

        show(document)
    else:
        from .plain import page

        click.echo(page(document), nl=False)
    return 0


def _text(article: str) -> Text:
    """The article: what the path holds if there is one by that name, else the words themselves."""
    try:
        named = article == "-" or Path(article).is_file()
    except (OSError, ValueError):
        named = False
    if not named:
        if len(article.split()) == 1 and Path(article).suffix:
            raise Unreadable(Problem(article, "no such file (a text of one word is taken for a file)"))
        return Text(article, id="argument")
    found = next(iter(read([article], format="text" if article == "-" else None)), None)
    if found is None:
        raise Unreadable(Problem(article, "holds no document"))
    if not found.text.strip():
        raise Unreadable(Problem(article, "holds no text"))
    return found
