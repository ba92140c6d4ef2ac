"""The lines of an evaluation: what each counts, and on what.

All are micro-averages: matched, predicted and gold records are summed over all documents, then precision, recall and
F1 are taken. A document that was not predicted counts as one without records; a predicted document that is not in the
gold is left aside. Records are paired one to one within a document, those that coincide most (Jaccard) first. Spans
*overlap* when they share a character; extents *agree* when they share at least half of the characters that either
covers (Jaccard >= 0.5). `DEFINITIONS` says it line by line.

>>> from reportedly.evaluation.measures import DEFINITIONS
>>> DEFINITIONS["figure value"]
'the spans overlap, and low and high are equal (relative tolerance 1e-6)'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ..document_json import Json
from .alignment import Alignment, equal, same_name, usual
from .spans import agree, shared

__all__ = ["ACCURACIES", "DEFINITIONS", "Accuracy", "Score", "accuracies", "scores"]

DEFINITIONS: dict[str, str] = {
    "figure span": "the spans overlap",
    "figure value": "the spans overlap, and low and high are equal (relative tolerance 1e-6)",
    "figure record": "the value matches, and kind, bound, unit and per are equal",
    "figure counted": "the value matches, and the counted spans agree; of the figures that have one",
    "figure event": "the value matches, and the events agree; of the figures that have one",
    "non-figure": "the spans of not_figures overlap; documents whose gold has none marked (null) are left out",
    "attribution cue": "the cues overlap (the sources, where the gold cue is null); of several, the one whose "
    "content and source coincide best",
    "attribution joint": "the cue matches, and source (null with null) and content overlap",
    "attribution extent": "the joint match, and source and content agree",
    "attribution typed": "the joint match, and quote, source_class and stance are equal",
    "inside": "the cue matches, and the outer attributions of both match too; of the attributions that have one",
    "told": "the cue matches, and the addressees overlap; of the attributions that have one",
    "refers_to": "the cue matches, and the mentions overlap or share a capitalised word; of the attributions "
    "that have one",
    "hedge cue": "the cues overlap; predicted hedges of category negation are left out",
    "hedge typed": "the cue matches, and the category is equal",
    "hedge scope": "the cue matches, and the scopes overlap; of the hedges that have one",
    "hedge extent": "the cue matches, and the scopes agree; of the hedges that have one",
    "fact chain": "the figure's value matches, and the chain names the matching attributions in the same order; "
    "of the facts with a figure",
    "fact certainty": "the figure's value matches, and the certainty is equal; of the facts with a figure",
    "fact": "value, chain and certainty match; of the facts with a figure",
    "fact chain 2+": "as fact chain, over chains of two links or more",
    "fact departure": "as fact certainty, over facts that are neither stated nor attributed",
}

ACCURACIES: dict[str, str] = {
    "gold non-figures returned as figures": "share of the gold non-figures that overlap a figure without a match; "
    "less is better",
    "attribution quote": "quote is equal; of the attributions whose cue matches",
    "attribution source_class": "source_class is equal; of the attributions whose cue matches",
    "attribution stance": "stance is equal; of the attributions whose cue matches",
    "attribution named": "named is equal; of the attributions whose cue matches",
    "hedge holder": "both are the writer's, or the holders match; of the hedges whose cue matches",
    "fact carried": "carried is equal; of the facts whose figure's value matches",
}


class Score(NamedTuple):
    """One line: how many matched, of how many predicted and gold."""

    matched: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Matched over predicted; 0 where nothing is predicted."""
        return self.matched / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Matched over gold; 0 where there is no gold."""
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.predicted + self.gold
        return 2 * self.matched / both if both else 0.0


class Accuracy(NamedTuple):
    """A share of the pairs that are aligned."""

    right: int
    of: int

    @property
    def share(self) -> float:
        """Right over all; 0 where there is none."""
        return self.right / self.of if self.of else 0.0


def _have(records: Iterable[Json], field: str) -> int:
    return sum(bool(record.get(field)) for record in records)


def _figures(it: Alignment) -> Iterator[tuple[str, Score]]:
    gold, predicted = it.gold["figures"], it.predicted["figures"]
    pairs = [(gold[i], predicted[j]) for i, j in it.values]
    sizes = len(predicted), len(gold)
    yield "figure span", Score(len(it.figures), *sizes)
    yield "figure value", Score(len(pairs), *sizes)
    records = sum(equal(one, other, "kind", "bound", "unit", "per") for one, other in pairs)
    yield "figure record", Score(records, *sizes)
    for field in ("counted", "event"):
        agreeing = sum(agree(one.get(field), other.get(field)) for one, other in pairs)
        yield f"figure {field}", Score(agreeing, _have(predicted, field), _have(gold, field))
    if it.gold["not_figures"] is not None:
        yield (
            "non-figure",
            Score(len(it.not_figures), len(it.predicted["not_figures"] or ()), len(it.gold["not_figures"])),
        )


def _attributions(it: Alignment) -> Iterator[tuple[str, Score]]:
    gold, predicted = it.gold["attributions"], it.predicted["attributions"]
    sizes = len(predicted), len(gold)
    yield "attribution cue", Score(len(it.attributions), *sizes)
    yield "attribution joint", Score(len(it.joint), *sizes)
    yield "attribution extent", Score(sum(it.extents_agree(i, j) for i, j in it.joint), *sizes)
    typed = sum(equal(gold[i], predicted[j], "quote", "source_class", "stance") for i, j in it.joint)
    yield "attribution typed", Score(typed, *sizes)
    back = it.back

    def outer(one: Json, other: Json) -> bool:
        inside, found = one.get("inside"), other.get("inside")
        return inside is not None and found is not None and back.get(found) == inside

    def told(one: Json, other: Json) -> bool:
        return bool(shared(one.get("told"), other.get("told")))

    def refers(one: Json, other: Json) -> bool:
        return same_name(one.get("refers_to"), other.get("refers_to"))

    tests: tuple[tuple[str, Callable[[Json, Json], bool]], ...] = (
        ("inside", outer),
        ("told", told),
        ("refers_to", refers),
    )
    for field, test in tests:
        there = [sum(record.get(field) is not None for record in records) for records in (predicted, gold)]
        yield field, Score(sum(test(gold[i], predicted[j]) for i, j in it.attributions), *there)


def _hedges(it: Alignment) -> Iterator[tuple[str, Score]]:
    gold = it.gold["hedges"]
    predicted = [it.predicted["hedges"][number] for number in it.scored_hedges]
    pairs = [(gold[i], it.predicted["hedges"][j]) for i, j in it.hedges]
    sizes = len(predicted), len(gold)
    yield "hedge cue", Score(len(pairs), *sizes)
    yield "hedge typed", Score(sum(equal(one, other, "category") for one, other in pairs), *sizes)
    scoped = _have(predicted, "scope"), _have(gold, "scope")
    yield "hedge scope", Score(sum(bool(shared(one.get("scope"), other.get("scope"))) for one, other in pairs), *scoped)
    yield "hedge extent", Score(sum(agree(one.get("scope"), other.get("scope")) for one, other in pairs), *scoped)


def _facts(it: Alignment) -> Iterator[tuple[str, Score]]:
    gold = [it.gold["facts"][number] for number in it.gold_facts.values()]
    predicted = [it.predicted["facts"][number] for number in it.predicted_facts.values()]
    sizes = len(predicted), len(gold)
    yield "fact chain", Score(sum(pair.chain for pair in it.facts), *sizes)
    yield "fact certainty", Score(sum(pair.certainty for pair in it.facts), *sizes)
    yield "fact", Score(sum(pair.chain and pair.certainty for pair in it.facts), *sizes)

    def long(fact: Json) -> bool:
        return len(fact["chain"]) > 1

    def departs(fact: Json) -> bool:
        return not usual(fact)

    chains = sum(pair.chain and long(it.gold["facts"][pair.gold]) for pair in it.facts)
    yield "fact chain 2+", Score(chains, sum(map(long, predicted)), sum(map(long, gold)))
    certain = sum(pair.certainty and departs(it.gold["facts"][pair.gold]) for pair in it.facts)
    yield "fact departure", Score(certain, sum(map(departs, predicted)), sum(map(departs, gold)))


def scores(alignments: Iterable[Alignment]) -> dict[str, Score]:
    """The lines over all documents, in the order of `DEFINITIONS`; lines that no document has are left out."""
    sums: dict[str, Score] = {}
    for it in alignments:
        for part in (_figures, _attributions, _hedges, _facts):
            for name, score in part(it):
                old = sums.get(name, Score(0, 0, 0))
                sums[name] = Score(*(a + b for a, b in zip(old, score, strict=True)))
    return {name: sums[name] for name in DEFINITIONS if name in sums}


def _fields(it: Alignment) -> Iterator[tuple[str, bool]]:
    if it.gold["not_figures"] is not None:
        matched = {j for _, j in it.figures}
        others = [figure for number, figure in enumerate(it.predicted["figures"]) if number not in matched]
        for one in it.gold["not_figures"]:
            yield "gold non-figures returned as figures", any(shared(one, figure) for figure in others)
    for i, j in it.attributions:
        for field in ("quote", "source_class", "stance", "named"):
            yield f"attribution {field}", equal(it.gold["attributions"][i], it.predicted["attributions"][j], field)
    for i, j in it.hedges:
        yield "hedge holder", _same_holder(it, it.gold["hedges"][i], it.predicted["hedges"][j])
    for pair in it.facts:
        yield "fact carried", equal(it.gold["facts"][pair.gold], it.predicted["facts"][pair.predicted], "carried")


def _same_holder(it: Alignment, gold: Json, predicted: Json) -> bool:
    one, other = _holder(gold), _holder(predicted)
    return bool(one == other if "writer" in (one, other) else it.back.get(other) == one)


def _holder(hedge: Json) -> Any:
    return hedge.get("holder", "writer")


def accuracies(alignments: Iterable[Alignment]) -> dict[str, Accuracy]:
    """The accuracies over all documents, in the order of `ACCURACIES`; those without a pair are left out."""
    counts: dict[str, list[int]] = {}
    for it in alignments:
        for name, right in _fields(it):
            count = counts.setdefault(name, [0, 0])
            count[0] += right
            count[1] += 1
    return {name: Accuracy(*counts[name]) for name in ACCURACIES if name in counts}
