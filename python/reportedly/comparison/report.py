"""A comparison as text: the changes of each rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..escaping import shown
from .changes import Change

if TYPE_CHECKING:
    from . import Comparison

__all__ = ["SIGNS", "brief", "text"]

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_LIMIT = 60


def brief(value: Any) -> str:
    """A value of a field on one short line: of a span its text."""
    if isinstance(value, dict) and "text" in value:
        value = value["text"]
    elif isinstance(value, dict):
        value = " ".join(f"{key}={one}" for key, one in value.items())
    elif isinstance(value, list):
        value = f"[{', '.join(brief(one) for one in value)}]"
    elif value is None or isinstance(value, bool):
        value = {None: "null", True: "true", False: "false"}[value]
    line = " ".join(str(value).split())
    return shown(line if len(line) <= _LIMIT else line[: _LIMIT - 1] + "…")


def text(it: Comparison, limit: int | None = None) -> str:
    """The report; at most `limit` changes of each rule."""
    return "\n".join(_lines(it, limit)) + "\n"


def _lines(it: Comparison, limit: int | None) -> Iterator[str]:
    for sign, side in (("-", it.old), ("+", it.new)):
        yield f"{sign} {shown(side.name)}: {side.pack} {side.version}, genre {side.genre}, {side.digest[:12]}"
    yield f"{it.documents} documents, {len(it.texts)} read differently, {len(it.changes)} changes"
    for record, counts in it.counts().items():
        yield f"  {record}: " + ", ".join(f"{count} {action}" for action, count in counts.items() if count)
    for rule, group in it.by_rule().items():
        yield ""
        yield f"{rule or 'no rule'} ({len(group)})"
        for change in group[:limit]:
            yield f"  {SIGNS[change.action]} {_line(change)}"
        if limit is not None and len(group) > limit:
            yield f"  and {len(group) - limit} more"
    if it.problems:
        yield ""
        for id, reason in it.problems:
            yield f"not read: {shown(id)}: {shown(reason)}"


def _line(change: Change) -> str:
    line = f"{change.record} {shown(change.document)}:{change.span['start']}  {brief(change.span)}"
    if change.old_rule != change.new_rule and change.action == "changed":
        line += f"  (was {change.old_rule})"
    for it in change.fields:
        line += f"\n      {it.field}: {brief(it.old)} -> {brief(it.new)}"
    return line
