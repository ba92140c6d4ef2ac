"""A document for pipes and files: the text with marks, and the facts with tabs between the cells."""

from __future__ import annotations

from ..records import Document
from .marks import COLUMNS, marks, row
from .terminal import shown

__all__ = ["page"]

_MARKS = {"figure": ("[", "]"), "source": ("{", "}"), "cue": ("<", ">"), "hedge": ("~", "~")}
_LEGEND = "[figure] {source} <cue> ~hedge~"


def page(document: Document) -> str:
    """The whole page."""
    lines = [marked(document).rstrip("\n"), "", _LEGEND, "", "\t".join(COLUMNS)]
    for index in range(len(document.facts)):
        lines.append("\t".join(shown(" ".join(cell.split())) for cell in row(document, index)))
    return "\n".join(lines) + "\n"


def marked(document: Document) -> str:
    """The text with marks put round its records."""
    puts: list[tuple[int, int, int, int, str]] = []
    for rank, (start, end, kind) in enumerate(marks(document)):
        before, after = _MARKS[kind]
        # At one place: closing before opening, the longer mark outside; what opened last closes first.
        puts.append((start, 1, -end, rank, before))
        puts.append((end, 0, -start, -rank, after))
    out, last = [], 0
    for place, _, _, _, mark in sorted(puts):
        out.append(shown(document.text[last:place]) + mark)
        last = place
    out.append(shown(document.text[last:]))
    return "".join(out)
