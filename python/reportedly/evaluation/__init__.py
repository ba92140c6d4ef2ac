"""Records held against gold: how many are found, how many are right, rule by rule, and what the errors are.

>>> import reportedly
>>> gold = [{"id": "a", "text": "About 40 lorries sank.", "figures": [{"start": 0, "end": 8, "low": 40, "high": 40}]}]
>>> result = reportedly.evaluate(gold, reportedly.Engine())
>>> result.scores["figure value"]
Score(matched=1, predicted=1, gold=1)

What each line counts: `reportedly.evaluation.measures.DEFINITIONS`; what a rule's records are judged by:
`reportedly.evaluation.verdicts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Any

from .. import document_json
from ..document_json import LISTS, DocumentError, DocumentLike, Json
from ..engine import Engine
from .alignment import align
from .baseline import BaselineError, Loss, losses
from .measures import ACCURACIES, DEFINITIONS, Accuracy, Score, accuracies, scores
from .mistakes import Mistake, mistakes
from .verdicts import RuleVerdict, by_rule

__all__ = [
    "ACCURACIES",
    "DEFINITIONS",
    "Accuracy",
    "BaselineError",
    "Evaluation",
    "Loss",
    "Mistake",
    "RuleVerdict",
    "Score",
    "evaluate",
    "losses",
]


class Evaluation:
    """What came of it. `str()` is the report; a notebook shows tables."""

    __slots__ = ("accuracies", "documents", "errors", "predicted", "rules", "scores")

    documents: int
    """How many documents the gold has."""
    predicted: int
    """Of those: how many were predicted."""
    scores: dict[str, Score]
    """Matched, predicted and gold records of each line."""
    accuracies: dict[str, Accuracy]
    """Shares of the aligned pairs that are right in one field."""
    rules: tuple[RuleVerdict, ...]
    """Right, partly right and wrong records of each rule."""
    errors: tuple[Mistake, ...]
    """Every difference, the most frequent class first."""

    def __init__(self, gold: Iterable[Json], predictions: dict[str, Json]) -> None:
        alignments = [align(one, predictions.get(one["id"]) or _empty(one["id"])) for one in gold]
        self.documents = len(alignments)
        self.predicted = sum(it.gold["id"] in predictions for it in alignments)
        self.scores = scores(alignments)
        self.accuracies = accuracies(alignments)
        self.rules = by_rule(alignments)
        self.errors = mistakes(alignments)

    def losses(self, before: dict[str, Any], margin: float = 0.5) -> tuple[Loss, ...]:
        """The lines that have lost more than `margin` points since the evaluation `before` (a `to_dict()`)."""
        return losses(self.to_dict(), before, margin)

    def to_dict(self) -> dict[str, Any]:
        """All but the errors as plain data; percentages are rounded to a tenth."""
        return {
            "documents": self.documents,
            "predicted": self.predicted,
            "scores": {
                name: {
                    "P": round(100 * score.precision, 1),
                    "R": round(100 * score.recall, 1),
                    "F1": round(100 * score.f1, 1),
                    "matched": score.matched,
                    "predicted": score.predicted,
                    "gold": score.gold,
                }
                for name, score in self.scores.items()
            },
            "accuracies": {
                name: {"share": round(100 * accuracy.share, 1), "right": accuracy.right, "of": accuracy.of}
                for name, accuracy in self.accuracies.items()
            },
            "rules": [verdict._asdict() for verdict in self.rules],
        }

    def __str__(self) -> str:
        from .report import text

        return text(self)

    def __repr__(self) -> str:
        fact = self.scores["fact"].f1 if "fact" in self.scores else 0.0
        return f"<Evaluation of {self.documents} documents: fact F1 {100 * fact:.1f}, {len(self.errors)} errors>"

    def _repr_html_(self) -> str:
        from .report import page

        return page(self)


def _empty(id: str) -> Json:
    return {"id": id, **{name: [] for name in LISTS}}


def evaluate(
    gold: str | PathLike[str] | Iterable[DocumentLike],
    documents: str | PathLike[str] | Iterable[DocumentLike] | Engine,
) -> Evaluation:
    """Holds documents against gold of the same ids.

    Both are files of document JSON (one a line, compressed or not), or `Document`s or dictionaries. Instead of
    documents an engine may be given: it reads the `text` that each gold document carries.

    Raises `DocumentError` for what is no document JSON, for two documents of one id, and for gold without records, or
    without a `text` to read.
    """
    wanted = list(document_json.documents(gold, "the gold"))
    _by_id(wanted, "the gold")
    if not any(one[name] for one in wanted for name in LISTS):
        raise DocumentError("the gold holds no record: give document JSON with figures, attributions, hedges or facts")
    if isinstance(documents, Engine):
        found = list(_read(wanted, documents))
    else:
        found = list(document_json.documents(documents, "the prediction"))
    return Evaluation(wanted, _by_id(found, "the prediction"))


def _by_id(found: Iterable[Json], name: str) -> dict[str, Json]:
    by_id: dict[str, Json] = {}
    for one in found:
        if one["id"] in by_id:
            raise DocumentError(f"{name} has two documents of the id {one['id']!r}: give each an id of its own")
        by_id[one["id"]] = one
    return by_id


def _read(gold: Iterable[Json], engine: Engine) -> Iterator[Json]:
    for one in gold:
        if not isinstance(one.get("text"), str):
            raise DocumentError(
                f"the gold document {one['id']!r} has no `text` to read: add it, or give predictions (--against)"
            )
        # No further fields: what a gold document says of itself is of no weight for its records.
        yield engine.extract(one["text"], id=one["id"]).to_dict()
