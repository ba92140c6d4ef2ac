"""Which predicted record stands for which gold record of one document, and in what the two coincide.

Every measure, verdict and mistake is read from here, so that they cannot disagree.
"""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from ..document_json import Json
from .spans import Pairs, agree, jaccard, paired, shared

__all__ = ["Alignment", "FactPair", "align", "equal", "same_name", "same_number", "same_value", "usual"]

# Certainties that need no more than the article or a source: every other is a departure.
_USUAL = frozenset({"stated", "attributed"})

# A word that begins with a capital: enough to tell one name from another.
_NAME = re.compile(r"\b[A-Z]\w+")


def usual(fact: Json) -> bool:
    """The fact is stated or attributed, no more and no less sure."""
    return fact["certainty"] in _USUAL


def same_number(left: float | None, right: float | None) -> bool:
    """Both open, or equal within a relative 1e-6 (absolute below 1)."""
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=1e-6, abs_tol=1e-6)


def same_value(gold: Json, predicted: Json) -> bool:
    """Equal bounds: `low` and `high`."""
    return same_number(gold["low"], predicted["low"]) and same_number(gold["high"], predicted["high"])


def _plain(value: Any) -> Any:
    return value.replace("_", " ").lower() if isinstance(value, str) else value or None


def equal(gold: Json, predicted: Json, *fields: str) -> bool:
    """Equal in these fields; case and underscores aside, and false, 0 and null are one."""
    return all(_plain(gold.get(field)) == _plain(predicted.get(field)) for field in fields)


def same_name(left: Json | None, right: Json | None) -> bool:
    """Both spans are there and overlap, or share a capitalised word."""
    if not left or not right:
        return False
    return bool(
        shared(left, right) or set(_NAME.findall(left.get("text", ""))) & set(_NAME.findall(right.get("text", "")))
    )


class FactPair(NamedTuple):
    """The facts of two figures that are equal in value."""

    gold: int
    predicted: int
    chain: bool
    certainty: bool


class Alignment(NamedTuple):
    """Pairs of (gold index, predicted index) of one document."""

    gold: Json
    predicted: Json
    figures: Pairs
    """Spans overlap."""
    values: Pairs
    """Of those: `low` and `high` are equal."""
    not_figures: Pairs
    """Spans overlap."""
    attributions: Pairs
    """Cues overlap (sources, where the gold cue is null); the content weighs twice what the source weighs."""
    joint: Pairs
    """Of those: source (null with null) and content overlap too."""
    hedges: Pairs
    """Cues overlap; predicted negations left out. Indices are those of the document."""
    scored_hedges: list[int]
    """The predicted hedges that are scored: a negation turns a statement round and limits nothing."""
    facts: list[FactPair]
    """Facts of the pairs in `values`."""
    gold_facts: dict[int, int]
    """Gold facts by the index of their figure."""
    predicted_facts: dict[int, int]
    """Predicted facts by the index of their figure."""

    @property
    def back(self) -> dict[int, int]:
        """The gold attribution of each predicted one that has one."""
        return {predicted: gold for gold, predicted in self.attributions}

    def extents_agree(self, gold: int, predicted: int) -> bool:
        """Source and content of two attributions agree; what the gold leaves out need not be there."""
        one, other = self.gold["attributions"][gold], self.predicted["attributions"][predicted]
        return all(not one.get(field) or agree(one[field], other.get(field)) for field in ("source", "content"))


def _attribution_score(gold: Json, predicted: Json) -> float:
    anchor = "cue" if gold["cue"] else "source"
    if not shared(gold.get(anchor), predicted.get(anchor)):
        return 0
    return 4 + 2 * jaccard(gold["content"], predicted["content"]) + jaccard(gold.get("source"), predicted.get("source"))


def _cue_overlap(gold: Json, predicted: Json) -> float:
    return jaccard(gold["cue"], predicted["cue"])


def _overlap_or_absent(gold: Json, predicted: Json, field: str) -> bool:
    one, other = gold.get(field), predicted.get(field)
    return bool(shared(one, other)) if one and other else not one and not other


def _by_figure(document: Json) -> dict[int, int]:
    return {fact["figure"]: number for number, fact in enumerate(document["facts"]) if fact.get("figure") is not None}


def align(gold: Json, predicted: Json) -> Alignment:
    """Aligns the records of one document."""
    figures = paired(gold["figures"], predicted["figures"], jaccard)
    values = [(i, j) for i, j in figures if same_value(gold["figures"][i], predicted["figures"][j])]
    attributions = paired(gold["attributions"], predicted["attributions"], _attribution_score)
    joint = [
        (i, j)
        for i, j in attributions
        if all(
            _overlap_or_absent(gold["attributions"][i], predicted["attributions"][j], field)
            for field in ("source", "content")
        )
    ]
    scored = [number for number, hedge in enumerate(predicted["hedges"]) if hedge["category"] != "negation"]
    hedges = paired(gold["hedges"], [predicted["hedges"][number] for number in scored], _cue_overlap)
    back = {j: i for i, j in attributions}
    gold_facts, predicted_facts = _by_figure(gold), _by_figure(predicted)
    facts = []
    for i, j in values:
        if i in gold_facts and j in predicted_facts:
            one, other = gold["facts"][gold_facts[i]], predicted["facts"][predicted_facts[j]]
            chain = [back.get(link) for link in other["chain"]] == list(one["chain"])
            facts.append(FactPair(gold_facts[i], predicted_facts[j], chain, one["certainty"] == other["certainty"]))
    return Alignment(
        gold=gold,
        predicted=predicted,
        figures=figures,
        values=values,
        not_figures=paired(gold["not_figures"] or (), predicted["not_figures"] or (), jaccard),
        attributions=attributions,
        joint=joint,
        hedges=[(i, scored[j]) for i, j in hedges],
        scored_hedges=scored,
        facts=facts,
        gold_facts=gold_facts,
        predicted_facts=predicted_facts,
    )
