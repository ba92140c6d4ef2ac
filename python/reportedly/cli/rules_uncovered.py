"""`reportedly rules uncovered`: what no rule covers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from ..escaping import shown
from ..readers import FORMATS as READERS
from ..readers import Problem, read
from .options import engine, engine_options

__all__ = ["uncovered"]


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--share", type=click.FloatRange(0, 100), default=25, show_default=True, help="Percent of the text to list."
)
@click.option("--examples", type=click.IntRange(1), default=3, show_default=True, help="Gaps shown of each shape.")
@click.option("--from", "source", type=click.Choice(list(READERS)), help="What PATH is; by default by its name.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@engine_options
def uncovered(
    paths: tuple[str, ...],
    share: float,
    examples: int,
    source: str | None,
    format: str,
    genre: str | None,
    rules: tuple[Path, ...],
    no_builtin: bool,
) -> int:
    """List numbers, quotations and cues that no record accounts for.

    A cue is what the pack's rules have as a cue, wherever it stands. The likeliest gaps are listed, by the words around
    them, the most frequent shape first.
    """
    from ..gaps import uncovered as found
    from ..gaps.report import text

    unread = 0

    def report(problem: Problem) -> None:
        nonlocal unread
        unread += 1
        click.echo(f"reportedly: {shown(str(problem))}", err=True)

    result = found(engine(genre, rules, no_builtin), read(paths, format=source, on_problem=report), share=share / 100)
    for id, reason in result.problems:
        report(Problem(id, reason))
    if format == "json":
        line = json.dumps(result.to_dict(), ensure_ascii=False, indent=1)
        click.echo(shown(line) if sys.stdout.isatty() else line)
    else:
        click.echo(text(result, examples), nl=False)
    return 3 if unread else 0
