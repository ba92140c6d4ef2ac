"""`reportedly rules diff`: what changed rules change over an archive."""

from __future__ import annotations

import json
import sys

import click

from ..escaping import shown
from ..readers import FORMATS as READERS
from ..readers import Problem, read

__all__ = ["diff"]

# A readable report; JSON and HTML have all.
_LIMIT = 20


@click.command()
@click.argument("a")
@click.argument("b")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--no-builtin", is_flag=True, help="A and B are whole packs, not rules on top of the built-in one.")
@click.option("--genre", metavar="GENRE", help="Which of the packs' genres to read as.")
@click.option("--from", "source", type=click.Choice(list(READERS)), help="What PATH is; by default by its name.")
@click.option("--format", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=_LIMIT, show_default=True, help="Changes shown of each rule.")
def diff(
    a: str,
    b: str,
    paths: tuple[str, ...],
    no_builtin: bool,
    genre: str | None,
    source: str | None,
    format: str,
    limit: int,
) -> int:
    """Read PATH by the rules A and by the rules B, and show what differs.

    A and B are "builtin", a folder or file of rules, or git:REV:PATH (the rules of a commit, PATH from the top of the
    repository). Records that are added, removed or changed (field, old, new) are grouped by rule. Exit code 1 if there
    are any.
    """
    from ..comparison import PackError
    from ..comparison import diff as compared
    from ..comparison.page import page
    from ..comparison.report import text

    unread = 0

    def report(problem: Problem) -> None:
        nonlocal unread
        unread += 1
        click.echo(f"reportedly: {shown(str(problem))}", err=True)

    try:
        result = compared(a, b, read(paths, format=source, on_problem=report), builtin=not no_builtin, genre=genre)
    except PackError as error:
        raise click.UsageError(shown(str(error))) from error
    except ValueError as error:
        if hasattr(error, "diagnostics"):
            raise
        raise click.UsageError(shown(str(error))) from error
    for id, reason in result.problems:
        report(Problem(id, reason))
    if format == "json":
        line = json.dumps(result.to_dict(), ensure_ascii=False, indent=1)
        click.echo(shown(line) if sys.stdout.isatty() else line)
    elif format == "html":
        click.echo(page(result), nl=False)
    else:
        click.echo(text(result, limit), nl=False)
    return 3 if unread else 1 if result else 0
