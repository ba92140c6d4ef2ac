"""A comparison as HTML: the changes of each rule, then both texts side by side with what differs marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ..document_json import Json
from ..escaping import html
from .changes import Change
from .pairing import anchor
from .report import SIGNS, brief

if TYPE_CHECKING:
    from . import Comparison

__all__ = ["page", "piece"]

_STYLE = """
.reportedly-diff table { border-collapse: collapse; width: 100% }
.reportedly-diff td, .reportedly-diff th { text-align: left; vertical-align: top; padding: .2em .6em }
.reportedly-diff td { border-top: 1px solid #ccc }
.reportedly-diff .text { white-space: pre-wrap; width: 50% }
.reportedly-diff .added { background: #c8f0c8; color: #111 }
.reportedly-diff .removed { background: #f6caca; color: #111 }
.reportedly-diff .changed { background: #f8ecb0; color: #111 }
"""


def page(it: Comparison) -> str:
    """A whole page. It loads nothing and runs nothing."""
    title = html(f"{it.old.name} and {it.new.name}")
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n{piece(it)}\n</body>\n</html>\n"
    )


def piece(it: Comparison) -> str:
    """What a notebook shows."""
    return "\n".join(["<style>" + _STYLE + "</style>", '<div class="reportedly-diff">', *_parts(it), "</div>"])


def _parts(it: Comparison) -> Iterator[str]:
    yield (
        f"<p>{html(it.old.name)} ({html(it.old.pack)} {html(it.old.version)}) and {html(it.new.name)} "
        f"({html(it.new.pack)} {html(it.new.version)}): {it.documents} documents, {len(it.texts)} read differently, "
        f"{len(it.changes)} changes</p>"
    )
    yield "<table>\n<tr><th>rule</th><th></th><th>record</th><th>document</th><th>text</th><th>fields</th></tr>"
    for rule, group in it.by_rule().items():
        for change in group:
            yield _row(rule, change)
    yield "</table>"
    changes = it.by_text()
    for number, text in it.texts.items():
        sides = (_marked(text.text, changes[number], side) for side in ("old", "new"))
        cells = "".join(f'<td class="text">{cell}</td>' for cell in sides)
        yield f"<h3>{html(text.title or text.id)}</h3>\n<table><tr>{cells}</tr></table>"


def _row(rule: str, change: Change) -> str:
    fields = "<br>".join(f"{html(it.field)}: {html(brief(it.old))} → {html(brief(it.new))}" for it in change.fields)
    cells = (
        html(rule),
        f'<span class="{change.action}">{SIGNS[change.action]}</span>',
        html(change.record),
        f"{html(change.document)}:{change.span['start']}",
        html(brief(change.span)),
        fields,
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


# What stands on top of what: a mark that tells more hides one that tells less.
_RANK = {"changed": 0, "added": 1, "removed": 1}


def _marks(changes: Iterable[Change], side: str) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, class and title of each mark of one side."""
    for change in changes:
        record: Json | None = change.old if side == "old" else change.new
        # The statement of a fact covers too much to be a mark.
        if record is None or change.record == "facts":
            continue
        span = anchor(record)
        title = f"{change.record} {change.rule}"
        for it in change.fields:
            title += f"; {it.field}: {brief(it.old)} -> {brief(it.new)}"
        yield span["start"], span["end"], change.action, title


def _marked(text: str, changes: Iterable[Change], side: str) -> str:
    marks = sorted(_marks(changes, side))
    borders = sorted({0, len(text)} | {border for start, end, _, _ in marks for border in (start, end)})
    parts = []
    for start, end in pairwise(borders):
        over = [mark for mark in marks if mark[0] <= start and end <= mark[1]]
        part = html(text[start:end])
        if over:
            action = max((mark[2] for mark in over), key=_RANK.__getitem__)
            title = html("\n".join(dict.fromkeys(mark[3] for mark in over)))
            part = f'<span class="{action}" title="{title}">{part}</span>'
        parts.append(part)
    return "".join(parts)
