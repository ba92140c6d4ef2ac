"""`reportedly stats`: what is in a result."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..results import ResultError, Summary, summarise
from .terminal import shown

if TYPE_CHECKING:
    from collections import Counter

    from rich.console import Console

__all__ = ["command"]


@click.command()
@click.argument("result", metavar="OUT", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    type=click.Choice(["chart", "table", "json"]),
    help="chart: with bars; table: with tabs between the cells. By default a chart on terminals, else a table.",
)
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="Values of a column.")
def command(result: Path, format: str | None, top: int) -> int:
    """Show what is in a result: kinds, certainties, sources, what is counted.

    OUT is what `reportedly scan` has written, facts or other records or documents: JSON lines, CSV or Parquet; or - for
    JSON lines or CSV on standard input.
    """
    try:
        summary = summarise(None, sys.stdin.buffer) if str(result) == "-" else summarise(result)
    except (OSError, ResultError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        click.echo(f"reportedly: {shown(f'{result}: {reason}')}", err=True)
        return 3
    format = format or ("chart" if sys.stdout.isatty() else "table")
    if format == "json":
        click.echo(shown(json.dumps(summary.to_dict(top), ensure_ascii=False, indent=1)))
    elif format == "table":
        click.echo(_table(summary, top), nl=False)
    else:
        _chart(summary, top)
    return 0


def _heading(summary: Summary) -> str:
    failed = f", {summary.errors:,} documents failed" if summary.errors else ""
    if not summary.records:
        return f"nothing in it{failed}"
    documents = "document" if summary.documents == 1 else "documents"
    return f"{summary.documents:,} {documents} with {summary.rows:,} {summary.records}{failed}"


def _share(count: int, summary: Summary) -> str:
    return f"{count / max(summary.rows, 1):.1%}"


def _table(summary: Summary, top: int) -> str:
    lines = [_heading(summary), "", "\t".join(("column", "value", "count", "share"))]
    for name, counter in summary.counts.items():
        for value, count in counter.most_common(top):
            lines.append("\t".join((name, shown(value), str(count), _share(count, summary))))
    return "\n".join(lines) + "\n"


def _chart(summary: Summary, top: int) -> None:
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False)
    console.print(_heading(summary))
    for name, counter in summary.counts.items():
        if counter:
            _bars(console, summary, name, counter, top)


def _bars(console: Console, summary: Summary, name: str, counter: Counter[str], top: int) -> None:
    from rich.bar import Bar
    from rich.table import Table
    from rich.text import Text

    rest = len(counter) - top
    table = Table(box=None, padding=(0, 1), title=name, title_justify="left", title_style="bold", show_header=False)
    table.add_column(no_wrap=True, overflow="ellipsis", min_width=24, max_width=36)
    table.add_column(justify="right")
    table.add_column(justify="right", style="dim")
    table.add_column()
    values = counter.most_common(top)
    for value, count in values:
        bar = Bar(values[0][1], 0, count, width=32, color="cyan")
        table.add_row(Text(shown(value)), f"{count:,}", _share(count, summary), bar)
    console.print()
    console.print(table)
    if rest > 0:
        console.print(Text(f" and {rest:,} more", "dim"))
