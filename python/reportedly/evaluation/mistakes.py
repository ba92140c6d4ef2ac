"""Where a prediction differs from the gold, by class: what was missed, what is too much, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..document_json import Json
from .alignment import Alignment, equal
from .spans import agree

__all__ = ["Mistake", "mistakes"]


class Mistake(NamedTuple):
    """One difference. `field` says what differs: "missed", "not in the gold", or the name of a field."""

    record: str
    field: str
    document: str
    start: int
    end: int
    text: str
    gold: str | None
    predicted: str | None
    rule: str | None

    @property
    def kind(self) -> str:
        """Its class: the record and what is wrong with it."""
        return f"{self.record}: {self.field}"


_MISSED, _EXTRA = "missed", "not in the gold"


def _anchor(record: Json) -> Json:
    """The span by which a record is named."""
    if "start" in record:
        return record
    for field in ("cue", "source", "statement"):
        if record.get(field):
            found: Json = record[field]
            return found
    return {"start": 0, "end": 0, "text": ""}


def _shown(value: Any) -> str | None:
    if isinstance(value, dict):
        return str(value.get("text"))
    if isinstance(value, list):
        return " … ".join(str(_shown(piece)) for piece in value) or None
    return None if value is None else f"{value:g}" if isinstance(value, float) else str(value)


class _Finder:
    """Makes the mistakes of one document."""

    def __init__(self, it: Alignment) -> None:
        self.it = it
        self.id: str = it.gold["id"]

    def _make(
        self, record: str, field: str, gold: Json | None, predicted: Json | None, values: tuple[Any, Any] | None = None
    ) -> Mistake:
        span = _anchor(gold if gold is not None else predicted or {})
        one, other = values if values is not None else (gold and _anchor(gold), predicted and _anchor(predicted))
        rule = predicted.get("rule") if predicted else None
        return Mistake(
            record, field, self.id, span["start"], span["end"], span.get("text", ""), _shown(one), _shown(other), rule
        )

    def _unpaired(
        self,
        name: str,
        gold: list[Json],
        predicted: list[Json],
        pairs: Iterable[tuple[int, int]],
        judged: Iterable[int],
    ) -> Iterator[Mistake]:
        pairs = list(pairs)
        ours, theirs = {i for i, _ in pairs}, {j for _, j in pairs}
        for i, record in enumerate(gold):
            if i not in ours:
                yield self._make(name, _MISSED, record, None)
        for j in judged:
            if j not in theirs:
                yield self._make(name, _EXTRA, None, predicted[j])

    def _fields(self, name: str, one: Json, other: Json, fields: Iterable[str]) -> Iterator[Mistake]:
        for field in fields:
            if not equal(one, other, field):
                yield self._make(name, field, one, other, (one.get(field), other.get(field)))

    def _extents(self, name: str, one: Json, other: Json, fields: Iterable[str]) -> Iterator[Mistake]:
        for field in fields:
            if (one.get(field) or other.get(field)) and not agree(one.get(field), other.get(field)):
                yield self._make(name, field, one, other, (one.get(field), other.get(field)))

    def figures(self) -> Iterator[Mistake]:
        """Of figures and of numbers that are none."""
        gold, predicted = self.it.gold["figures"], self.it.predicted["figures"]
        yield from self._unpaired("figure", gold, predicted, self.it.figures, range(len(predicted)))
        values = set(self.it.values)
        for i, j in self.it.figures:
            one, other = gold[i], predicted[j]
            if (i, j) not in values:
                value = tuple(f"{_shown(it['low']) or ''}..{_shown(it['high']) or ''}" for it in (one, other))
                yield self._make("figure", "value", one, other, (value[0], value[1]))
            yield from self._fields("figure", one, other, ("kind", "bound", "unit", "per"))
            yield from self._extents("figure", one, other, ("counted", "event"))
        if self.it.gold["not_figures"] is not None:
            others = self.it.predicted["not_figures"] or []
            pairs = self.it.not_figures
            yield from self._unpaired("non-figure", self.it.gold["not_figures"], others, pairs, range(len(others)))

    def attributions(self) -> Iterator[Mistake]:
        """Of attributions."""
        gold, predicted = self.it.gold["attributions"], self.it.predicted["attributions"]
        pairs = self.it.attributions
        yield from self._unpaired("attribution", gold, predicted, pairs, range(len(predicted)))
        for i, j in pairs:
            yield from self._extents("attribution", gold[i], predicted[j], ("source", "content"))
            yield from self._fields("attribution", gold[i], predicted[j], ("quote", "source_class", "stance", "named"))

    def hedges(self) -> Iterator[Mistake]:
        """Of hedges."""
        gold, predicted = self.it.gold["hedges"], self.it.predicted["hedges"]
        yield from self._unpaired("hedge", gold, predicted, self.it.hedges, self.it.scored_hedges)
        for i, j in self.it.hedges:
            yield from self._fields("hedge", gold[i], predicted[j], ("category",))
            yield from self._extents("hedge", gold[i], predicted[j], ("scope",))

    def facts(self) -> Iterator[Mistake]:
        """Of the facts of figures whose value is right."""
        for pair in self.it.facts:
            one, other = self.it.gold["facts"][pair.gold], self.it.predicted["facts"][pair.predicted]
            figure = self.it.gold["figures"][one["figure"]]
            if not pair.chain:
                chains = self._chain(self.it.gold, one), self._chain(self.it.predicted, other)
                yield self._make("fact", "chain", figure, other, chains)
            if not pair.certainty:
                yield self._make("fact", "certainty", figure, other, (one["certainty"], other["certainty"]))

    def _chain(self, document: Json, fact: Json) -> str:
        return " > ".join(_anchor(document["attributions"][link])["text"] for link in fact["chain"]) or "none"


def mistakes(alignments: Iterable[Alignment]) -> tuple[Mistake, ...]:
    """All differences: the most frequent class first, then by document and place."""
    found: list[Mistake] = []
    for it in alignments:
        finder = _Finder(it)
        for part in (finder.figures, finder.attributions, finder.hedges, finder.facts):
            found.extend(part())
    sizes: dict[str, int] = {}
    for mistake in found:
        sizes[mistake.kind] = sizes.get(mistake.kind, 0) + 1
    return tuple(
        sorted(found, key=lambda it: (-sizes[it.kind], it.kind, it.document, it.start, it.end, it.predicted or ""))
    )
