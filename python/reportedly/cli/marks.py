"""A text cut at the borders of its records: which records cover which piece."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..records import Document

__all__ = ["COLUMNS", "marks", "pieces", "row"]

COLUMNS = ("certainty", "figure", "of", "event", "source", "hedges", "statement")


def marks(document: Document) -> list[tuple[int, int, str]]:
    """Start, end and kind (figure, source, cue, hedge) of what is marked in the text."""
    found = [(figure.start, figure.end, "figure") for figure in document.figures]
    for link in document.attributions:
        found.extend(
            (span.start, span.end, kind) for span, kind in ((link.source, "source"), (link.cue, "cue")) if span
        )
    found.extend((hedge.cue.start, hedge.cue.end, "hedge") for hedge in document.hedges)
    return sorted(set(found))


def pieces(document: Document) -> Iterator[tuple[str, frozenset[str]]]:
    """The text in pieces, each with the kinds of records that cover it."""
    found = marks(document)
    borders = sorted({0, len(document.text)} | {start for start, _, _ in found} | {end for _, end, _ in found})
    active: list[tuple[int, str]] = []
    upcoming = iter(found)
    mark = next(upcoming, None)
    for start, end in pairwise(borders):
        active = [(until, kind) for until, kind in active if until > start]
        while mark is not None and mark[0] <= start:
            active.append((mark[1], mark[2]))
            mark = next(upcoming, None)
        yield document.text[start:end], frozenset(kind for _, kind in active)


def row(document: Document, index: int) -> tuple[str, ...]:
    """The cells of a fact, by COLUMNS."""
    fact = document.facts[index]
    figure = fact.figure
    sources = []
    for link in fact.chain:
        name = link.source.text if link.source else "?"
        sources.append(f"{name} (= {link.refers_to.text})" if link.refers_to else name)
    return (
        ("not: " if fact.negated else "") + fact.certainty,
        figure.text if figure else "",
        figure.counted.text if figure and figure.counted else "",
        figure.event.text if figure and figure.event else "",
        " > ".join(sources),
        ", ".join(hedge.cue.text for hedge in fact.hedges),
        fact.statement.text,
    )
