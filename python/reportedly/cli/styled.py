"""A document for a terminal, in colours."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..records import Document
from .marks import pieces, row
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
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), expand=True)
    table.add_column("certainty", no_wrap=True)
    table.add_column("figure", ratio=3)
    table.add_column("who says so", ratio=3)
    table.add_column("statement", ratio=5)
    for index, fact in enumerate(document.facts):
        certainty, figure, counted, event, source, hedges, statement = (
            Text(shown(" ".join(cell.split()))) for cell in row(document, index)
        )
        certainty.stylize(_CERTAINTY.get(fact.certainty, ""))
        figure.stylize(_STYLES["figure"])
        source.stylize(_STYLES["source"])
        hedges.stylize(_STYLES["hedge"])
        table.add_row(certainty, _joined(figure, counted, event), _lines(source, hedges), statement, end_section=True)
    console.print(table)


def _joined(*parts: Text) -> Text:
    return Text(" ").join(part for part in parts if part)


def _lines(*parts: Text) -> Text:
    return Text("\n").join(part for part in parts if part)
