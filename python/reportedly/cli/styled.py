"""A document for a terminal, in colours."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..records import Document
from .marks import COLUMNS, pieces, row
from .terminal import shown

__all__ = ["show"]

_STYLES = {"figure": "bold cyan", "source": "green", "cue": "underline", "hedge": "yellow"}
_CERTAINTY = {"confirmed": "bold green", "doubted": "yellow", "unsupported": "red", "denied": "bold red"}


def show(document: Document) -> None:
    """Prints the text with its records marked, and a table of its facts."""
    console = Console(highlight=False, emoji=False, markup=False)
    text = Text()
    for piece, kinds in pieces(document):
        text.append(shown(piece), " ".join(style for kind, style in _STYLES.items() if kind in kinds))
    console.print(text)
    console.print()
    console.print(Text("   ").join(Text(kind, style) for kind, style in _STYLES.items()))
    table = Table(show_lines=True)
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for index, fact in enumerate(document.facts):
        first, *rest = (shown(" ".join(cell.split())) for cell in row(document, index))
        table.add_row(Text(first, _CERTAINTY.get(fact.certainty, "")), *(Text(cell) for cell in rest))
    console.print(table)
