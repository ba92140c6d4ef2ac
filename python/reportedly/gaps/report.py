"""Gaps as a concordance, and as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..escaping import html, shown

if TYPE_CHECKING:
    from . import Gap, Uncovered

__all__ = ["page", "text"]

_WIDTH = 44
_RULES = 3


def text(it: Uncovered, examples: int = 3) -> str:
    """The groups with some of their gaps."""
    return "\n".join(_lines(it, examples)) + "\n"


def _one_line(words: str) -> str:
    return shown(" ".join(words.split()))


def _rules(gap: Gap) -> str:
    more = f" and {len(gap.rules) - _RULES} more" if len(gap.rules) > _RULES else ""
    return ", ".join(gap.rules[:_RULES]) + more


def _lines(it: Uncovered, examples: int) -> Iterator[str]:
    listed = sum(group.size for group in it.groups)
    yield (
        f"{it.documents} documents, {it.found} numbers, quotations and cues without a record; "
        f"the likeliest {listed} ({100 * it.share:.1f} % of the text) in {len(it.groups)} shapes"
    )
    for group in it.groups:
        yield ""
        near = _rules(group.gaps[0])
        yield f"{group.size:5}  {shown(group.shape)}" + (f"   near: {near}" if near else "")
        for gap in group.gaps[:examples]:
            left, right = _one_line(gap.left), _one_line(gap.right)
            left = left if len(left) <= _WIDTH else "…" + left[1 - _WIDTH :]
            yield f"{left:>{_WIDTH}} [{_one_line(gap.text)}] {right:<{_WIDTH}}  {shown(gap.document)}:{gap.start}"
    for id, reason in it.problems:
        yield f"not read: {shown(id)}: {shown(reason)}"


def page(it: Uncovered) -> str:
    """A table: the count, the shape, the likeliest gap and the rules that have its cue."""
    rows = []
    for group in it.groups:
        gap = group.gaps[0]
        example = f"{html(gap.left)}<b>{html(gap.text)}</b>{html(gap.right)}"
        cells = (html(group.size), html(group.shape), example, html(f"{gap.document}:{gap.start}"), html(_rules(gap)))
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    head = "".join(f"<th>{name}</th>" for name in ("gaps", "shape", "likeliest gap", "where", "near"))
    body = "\n".join(rows)
    note = f"<p>{it.documents} documents, {it.found} gaps; {100 * it.share:.1f} % of the text is listed</p>"
    return f"{note}\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
