"""An evaluation as text and as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ..escaping import html, shown

if TYPE_CHECKING:
    from . import Evaluation

__all__ = ["page", "text"]

_LIMIT = 60


def _cut(value: str | None) -> str:
    """A value on one line, and not a long one."""
    value = " ".join((value or "-").split())
    return shown(value if len(value) <= _LIMIT else value[: _LIMIT - 1] + "…")


def text(it: Evaluation, errors: int = 0) -> str:
    """Lines, accuracies and the rules that are not always right; at most so many `errors` of each class."""
    return "\n".join([*_lines(it), "", *_rules(it), *(_errors(it, errors) if errors else ())]) + "\n"


def _lines(it: Evaluation) -> Iterator[str]:
    yield f"documents {it.documents}, predicted {it.predicted}"
    yield f"{'':22}{'P':>7}{'R':>7}{'F1':>7}"
    for name, score in it.scores.items():
        values = (score.precision, score.recall, score.f1)
        # Nothing to find and nothing found is no failure.
        counted = score.predicted or score.gold
        numbers = "".join(f"{100 * value:7.1f}" if counted else f"{'-':>7}" for value in values)
        yield f"{name:22}{numbers}   predicted {score.predicted:5} gold {score.gold:5}"
    for name, accuracy in it.accuracies.items():
        yield f"{name:38}{100 * accuracy.share:6.1f} % of {accuracy.of}"


def _rules(it: Evaluation) -> Iterator[str]:
    width = max((len(verdict.rule or "") for verdict in it.rules), default=0) + 2
    yield f"{'rule':{width}}{'right':>7}{'partly':>7}{'wrong':>7}"
    for kind, verdicts in groupby(it.rules, key=lambda verdict: verdict.kind):
        rows = sorted(verdicts, key=lambda verdict: (-verdict.wrong, -verdict.partly, verdict.rule or ""))
        for verdict in rows:
            yield f"{verdict.rule or '-':{width}}{verdict.right:7}{verdict.partly:7}{verdict.wrong:7}"
        sums = [sum(counts) for counts in zip(*((row.right, row.partly, row.wrong) for row in rows), strict=True)]
        yield f"{'all of ' + kind:{width}}{sums[0]:7}{sums[1]:7}{sums[2]:7}"


def _errors(it: Evaluation, limit: int) -> Iterator[str]:
    for kind, members in groupby(it.errors, key=lambda mistake: mistake.kind):
        found = list(members)
        yield ""
        yield f"{kind} ({len(found)})"
        for mistake in found[:limit]:
            rule = f"  {mistake.rule}" if mistake.rule else ""
            what = f"{_cut(mistake.text)!s}"
            if mistake.gold is not None and mistake.predicted is not None:
                what += f": gold {_cut(mistake.gold)}, predicted {_cut(mistake.predicted)}"
            yield f"  {shown(mistake.document)}:{mistake.start}  {what}{rule}"
        if len(found) > limit:
            yield f"  and {len(found) - limit} more"


def page(it: Evaluation) -> str:
    """Tables of the lines, of the rules that are not always right, and of the classes of errors, as a piece of HTML."""
    parts = [f"<p>{it.documents} documents, {it.predicted} predicted</p>"]
    rows = [
        (
            name,
            f"{100 * score.precision:.1f}",
            f"{100 * score.recall:.1f}",
            f"{100 * score.f1:.1f}",
            score.predicted,
            score.gold,
        )
        for name, score in it.scores.items()
    ]
    parts.append(_table(("", "P", "R", "F1", "predicted", "gold"), rows))
    imperfect = [verdict for verdict in it.rules if verdict.partly or verdict.wrong]
    verdicts = [(it.rule or "-", it.right, it.partly, it.wrong) for it in imperfect]
    parts.append(_table(("rules not always right", "right", "partly", "wrong"), verdicts))
    classes = [
        (kind, sum(1 for _ in members)) for kind, members in groupby(it.errors, key=lambda mistake: mistake.kind)
    ]
    parts.append(_table(("errors", ""), classes))
    return "\n".join(parts)


def _table(header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> str:
    head = "".join(f"<th>{html(cell)}</th>" for cell in header)
    body = "\n".join("<tr>" + "".join(f"<td>{html(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
