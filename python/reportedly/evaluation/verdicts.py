"""How many records of each rule are right, partly right and wrong.

- A figure is right when span and value match and kind, bound, unit and per are equal; partly right when its span
  overlaps a gold figure.
- A non-figure is right when its span overlaps a gold non-figure.
- An attribution is right when cue, source and content match, source and content agree, and quote, source_class and
  stance are equal; partly right when its cue matches.
- A hedge is right when its cue matches, its category is equal, and its scope agrees with the gold scope, if there is
  one; partly right when its cue matches.
- Every other record is wrong: the gold has none there.

The records of a kind add up to the `predicted` of its line ("figure span", "non-figure", "attribution cue",
"hedge cue"): what those leave out is not judged here either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .alignment import Alignment, equal
from .spans import agree

__all__ = ["KINDS", "RuleVerdict", "by_rule"]

KINDS = ("figure", "non-figure", "attribution", "hedge")

_RIGHT, _PARTLY, _WRONG = range(3)


class RuleVerdict(NamedTuple):
    """The records of one rule. `rule` is null for records that name none (a prediction made elsewhere)."""

    kind: str
    rule: str | None
    right: int
    partly: int
    wrong: int

    @property
    def records(self) -> int:
        """All its records."""
        return self.right + self.partly + self.wrong


def _figures(it: Alignment) -> Iterator[int]:
    values = set(it.values)
    verdicts = [_WRONG] * len(it.predicted["figures"])
    for i, j in it.figures:
        whole = (i, j) in values and equal(
            it.gold["figures"][i], it.predicted["figures"][j], "kind", "bound", "unit", "per"
        )
        verdicts[j] = _RIGHT if whole else _PARTLY
    return iter(verdicts)


def _not_figures(it: Alignment) -> Iterator[int]:
    matched = {j for _, j in it.not_figures}
    return (_RIGHT if j in matched else _WRONG for j in range(len(it.predicted["not_figures"] or ())))


def _attributions(it: Alignment) -> Iterator[int]:
    joint = set(it.joint)
    verdicts = [_WRONG] * len(it.predicted["attributions"])
    for i, j in it.attributions:
        one, other = it.gold["attributions"][i], it.predicted["attributions"][j]
        whole = (i, j) in joint and it.extents_agree(i, j) and equal(one, other, "quote", "source_class", "stance")
        verdicts[j] = _RIGHT if whole else _PARTLY
    return iter(verdicts)


def _hedges(it: Alignment) -> Iterator[int]:
    verdicts = dict.fromkeys(it.scored_hedges, _WRONG)
    for i, j in it.hedges:
        one, other = it.gold["hedges"][i], it.predicted["hedges"][j]
        whole = equal(one, other, "category") and (not one.get("scope") or agree(one["scope"], other.get("scope")))
        verdicts[j] = _RIGHT if whole else _PARTLY
    return iter(verdicts.values())


def _judged(it: Alignment) -> Iterator[tuple[str, str | None, int]]:
    """Kind, rule and verdict of each record."""
    hedges = [it.predicted["hedges"][number] for number in it.scored_hedges]
    parts = [
        ("figure", it.predicted["figures"], _figures(it)),
        ("attribution", it.predicted["attributions"], _attributions(it)),
        ("hedge", hedges, _hedges(it)),
    ]
    if it.gold["not_figures"] is not None:
        parts.append(("non-figure", it.predicted["not_figures"] or [], _not_figures(it)))
    for kind, records, verdicts in parts:
        for record, verdict in zip(records, verdicts, strict=True):
            yield kind, record.get("rule"), verdict


def by_rule(alignments: Iterable[Alignment]) -> tuple[RuleVerdict, ...]:
    """The table, sorted by kind (in the order of `KINDS`) and rule."""
    counts: dict[tuple[str, str | None], list[int]] = {}
    for it in alignments:
        for kind, rule, verdict in _judged(it):
            counts.setdefault((kind, rule), [0, 0, 0])[verdict] += 1
    order = sorted(counts, key=lambda key: (KINDS.index(key[0]), key[1] or ""))
    return tuple(RuleVerdict(kind, rule, *counts[kind, rule]) for kind, rule in order)
