"""A document as HTML: its text with the records marked, each explained where the pointer rests.

>>> import reportedly
>>> from reportedly.display import marked
>>> document = reportedly.Engine().extract("Roe said 40 lorries were lost.")
>>> '<span class="figure content" title="' in marked(document)
True
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from .escaping import html
from .records import Attribution, Document, Figure, Hedge

__all__ = ["fragment", "marked", "page"]

KINDS = ("figure", "source", "cue", "hedge", "content")

# Colours alone must tell no kind from another: each has a line of its own too.
_STYLE = """
.reportedly { --figure: #cfe5ff; --source: #d5f2d5; --cue: #1b7a1b; --hedge: #ffe7b0; --content: #888;
  font-family: system-ui, sans-serif; line-height: 1.7; max-width: 50em; padding: .5em;
  color: #1a1a1a; background: #fff; }
.reportedly p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 .5em; }
.reportedly .content { border-bottom: 1px dotted var(--content); }
.reportedly .hedge { background: var(--hedge); font-style: italic; }
.reportedly .source { background: var(--source); }
.reportedly .cue { text-decoration: underline var(--cue) 2px; }
.reportedly .figure { background: var(--figure); font-weight: 600; }
.reportedly small span { margin-right: 1em; }
@media (prefers-color-scheme: dark) {
  .reportedly { --figure: #1d4675; --source: #1f4f27; --cue: #7fd88a; --hedge: #5e4708; --content: #999;
    color: #e8e8e8; background: #181818; }
}
"""


def _marks(document: Document) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, kind and explanation of every mark."""
    for figure in document.figures:
        yield figure.start, figure.end, "figure", _of_figure(figure)
    for link in document.attributions:
        note = _of_attribution(link)
        for span, kind in ((link.source, "source"), (link.cue, "cue"), *((span, "content") for span in link.content)):
            if span:
                yield span.start, span.end, kind, f"{kind}: {note}"
    for hedge in document.hedges:
        yield hedge.cue.start, hedge.cue.end, "hedge", _of_hedge(hedge)


def _of_figure(figure: Figure) -> str:
    ends = [f"{end:,.15g}" for end in dict.fromkeys((figure.low, figure.high)) if end is not None]
    words = ["figure:", figure.kind, figure.bound, " to ".join(ends), figure.unit or ""]
    words += [f"per {figure.per}"] if figure.per else []
    words += [f"of {figure.counted.text}"] if figure.counted else []
    return " ".join(word for word in words if word)


def _of_attribution(link: Attribution) -> str:
    who = link.source.text if link.source else "nobody named"
    named = f" (= {link.refers_to.text})" if link.refers_to else ""
    return f"{who}{named}, {link.stance}, {link.quote}"


def _of_hedge(hedge: Hedge) -> str:
    return f"hedge: {hedge.category}"


def marked(document: Document) -> str:
    """The text as HTML. Spans that overlap are cut where any begins or ends, so that tags nest."""
    text = document.text
    found = sorted(set(_marks(document)))
    borders = sorted({0, len(text)} | {one[0] for one in found} | {one[1] for one in found})
    starting = {start: list(group) for start, group in groupby(found, key=lambda one: one[0])}
    active: list[tuple[int, int, str, str]] = []
    parts = []
    for start, end in pairwise(borders):
        active = [one for one in active if one[1] > start] + starting.get(start, [])
        piece = text[start:end]
        if piece.endswith("\r") and text.startswith("\n", end):
            piece = piece[:-1]
        if not active:
            parts.append(html(piece))
            continue
        covering = sorted(active, key=lambda one: KINDS.index(one[2]))
        kinds = " ".join(dict.fromkeys(kind for _, _, kind, _ in covering))
        title = html("\n".join(dict.fromkeys(note for _, _, _, note in covering)))
        parts.append(f'<span class="{kinds}" title="{title}">{html(piece)}</span>')
    return "".join(parts)


def fragment(document: Document) -> str:
    """The marked text with its style and a legend, to stand in another page (a notebook)."""
    legend = "".join(f'<span class="{kind}">{kind}</span>' for kind in KINDS)
    return (
        f'<div class="reportedly"><style>{_STYLE}</style>\n<p>{marked(document)}</p>\n<small>{legend}</small></div>\n'
    )


def page(document: Document) -> str:
    """A page that stands alone: it loads nothing and runs nothing."""
    title = html(document.title or document.id or "document")
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{title}</title></head>\n<body>\n{fragment(document)}</body></html>\n"
    )
