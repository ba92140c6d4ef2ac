"""What no rule covers: numbers, quotations and cues of the pack that no record accounts for, grouped by shape.

>>> import reportedly
>>> result = reportedly.uncovered(reportedly.Engine(), ["Roe said it rained. The report was long."], share=1)
>>> [(group.shape, group.size) for group in result.groups]
[('the @report_verb was', 1)]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .._core import ReadError
from ..document_json import Json
from ..engine import Engine, Text, named_texts_of
from .ranking import Occurrence, Rates
from .surroundings import around
from .triggers import NUMBER, QUOTATION, Probe, Trigger

__all__ = ["Gap", "Group", "Uncovered", "uncovered"]

# Characters of context to each side, as in a concordance.
CONTEXT = 32

_LEXICON = re.compile(r"\{?(?:lower, )?(@\w+)")


class Gap(NamedTuple):
    """A trigger that no record accounts for, in its context."""

    document: str
    start: int
    end: int
    text: str
    left: str
    right: str
    sentence_start: int
    sentence_end: int
    shape: str
    score: float
    rules: tuple[str, ...]
    """Rules that have this cue, but ask for other surroundings."""

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {**self._asdict(), "score": round(self.score, 3), "rules": list(self.rules)}


class Group(NamedTuple):
    """The gaps of one shape, the likeliest first."""

    shape: str
    gaps: tuple[Gap, ...]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.gaps)


class Uncovered:
    """What came of it. `str()` is a concordance; a notebook shows a table."""

    __slots__ = ("characters", "documents", "found", "groups", "listed", "problems")

    groups: tuple[Group, ...]
    """The most frequent shape first."""
    documents: int
    characters: int
    """Of all texts."""
    listed: int
    """Characters of the texts that the list shows."""
    found: int
    """Gaps before the list was cut to its share."""
    problems: tuple[tuple[str, str], ...]
    """Documents that the engine failed on, and the reasons."""

    def __init__(self, engine: Engine, texts: Iterable[Text], share: float) -> None:
        reader = _Reader(engine)
        found = list(reader.gaps(texts))
        self.documents, self.characters = reader.documents, reader.characters
        self.problems = tuple(reader.problems)
        self.found = len(found)
        kept, self.listed = _cut(found, share * self.characters)
        shapes: dict[str, list[Gap]] = {}
        for gap in kept:
            shapes.setdefault(gap.shape, []).append(gap)
        order = sorted(shapes, key=lambda shape: (-len(shapes[shape]), -shapes[shape][0].score, shape))
        self.groups = tuple(Group(shape, tuple(shapes[shape])) for shape in order)

    @property
    def share(self) -> float:
        """The part of the text that the list shows."""
        return self.listed / self.characters if self.characters else 0.0

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "documents": self.documents,
            "characters": self.characters,
            "listed": self.listed,
            "found": self.found,
            "groups": [
                {"shape": group.shape, "count": group.size, "gaps": [gap.to_dict() for gap in group.gaps]}
                for group in self.groups
            ],
            "problems": [{"document": id, "reason": reason} for id, reason in self.problems],
        }

    def __str__(self) -> str:
        from .report import text

        return text(self)

    def __repr__(self) -> str:
        gaps = sum(group.size for group in self.groups)
        shapes = len(self.groups)
        return f"<Uncovered: {gaps} of {self.found} gaps in {shapes} shapes, {100 * self.share:.0f} % of the text>"

    def _repr_html_(self) -> str:
        from .report import page

        return page(self)


class _Found(NamedTuple):
    gap: Gap
    number: int
    context: tuple[int, int]


class _Reader:
    """Reads texts twice: for their records and for their triggers."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.probe = Probe(engine)
        self.documents = self.characters = 0
        self.problems: list[tuple[str, str]] = []

    def gaps(self, texts: Iterable[Text]) -> Iterator[_Found]:
        """Every gap with its score, the likeliest first; among equals in the order of the texts."""
        seen: list[tuple[Occurrence, Gap | None, int, tuple[int, int]]] = []
        for text in texts:
            number, self.documents = self.documents, self.documents + 1
            self.characters += len(text.text)
            try:
                seen.extend((*one, number, context) for *one, context in self._occurrences(text))  # type: ignore[misc]
            except ReadError as error:
                self.problems.append((text.id, str(error)))
        rates = Rates(occurrence for occurrence, *_ in seen)
        found = [
            _Found(gap._replace(score=rates.score(occurrence)), number, context)
            for occurrence, gap, number, context in seen
            if gap is not None
        ]
        found.sort(key=lambda it: (-it.gap.score, it.number, it.gap.start, it.gap.shape))
        places: set[tuple[int, int, int]] = set()
        for one in found:
            # Several rules may have a cue there: the likeliest speaks for the place.
            place = one.number, one.gap.start, one.gap.end
            if place not in places:
                places.add(place)
                yield one

    def _occurrences(self, text: Text) -> Iterator[tuple[Occurrence, Gap | None, tuple[int, int]]]:
        records = self.engine._extract(text).to_dict()
        triggers, sentences = self.probe.read(text)
        covers = _covers(records)
        upcoming = iter(sentences)
        sentence = next(upcoming, (0, len(text.text)))
        for trigger in triggers:
            if trigger.cue not in {NUMBER, QUOTATION} and _inside(trigger, covers[_PARTS]):
                continue
            while trigger.start >= sentence[1]:
                sentence = next(upcoming, (0, len(text.text)))
            yield self._occurrence(text, trigger, sentence, covers)

    def _occurrence(
        self, text: Text, trigger: Trigger, sentence: tuple[int, int], covers: Mapping[str, list[tuple[int, int]]]
    ) -> tuple[Occurrence, Gap | None, tuple[int, int]]:
        start, end = trigger.start, trigger.end
        open_ended = trigger.cue in {NUMBER, QUOTATION}
        spans = covers[trigger.cue if open_ended else ""]
        used = any(start < other_end and other_start < end for other_start, other_end in spans)
        word = " ".join(text.text[start:end].lower().split())
        left, right = around(self.probe.pack.function_words, text.text, sentence, (start, end))
        occurrence = Occurrence(trigger.cue, "" if open_ended else word, left[-1], used)
        context = _context(text.text, sentence, (start, end))
        if used:
            return occurrence, None, context
        lexicon = _LEXICON.match(trigger.cue)
        name = trigger.cue if open_ended else lexicon[1] if lexicon else f"[{word}]"
        gap = Gap(
            document=text.id,
            start=start,
            end=end,
            text=text.text[start:end],
            left=text.text[context[0] : start],
            right=text.text[end : context[1]],
            sentence_start=sentence[0],
            sentence_end=sentence[1],
            shape=" ".join((*left, name, *right)),
            score=0.0,
            rules=self.probe.pack.cues.get(trigger.cue, ()),
        )
        return occurrence, gap, context


# Records that a word may be a part of, whatever else it could be: names of sources, dates, amounts.
_PARTS = "parts"


def _inside(trigger: Trigger, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= trigger.start and trigger.end <= end for start, end in spans)


def _covers(records: Json) -> dict[str, list[tuple[int, int]]]:
    """The spans that account for a number, for a quotation, and for a cue."""
    cues = [it["cue"] for name in ("attributions", "hedges") for it in records[name] if it["cue"]]
    sources = [it["source"] for it in records["attributions"] if it["source"]]
    contents = [piece for attribution in records["attributions"] for piece in attribution["content"]]
    spans = {
        NUMBER: [*records["figures"], *records["not_figures"]],
        QUOTATION: [*contents, *(hedge["cue"] for hedge in records["hedges"])],
        "": cues,
        _PARTS: [*records["figures"], *records["not_figures"], *sources],
    }
    return {name: [(span["start"], span["end"]) for span in found] for name, found in spans.items()}


def _context(text: str, sentence: tuple[int, int], span: tuple[int, int]) -> tuple[int, int]:
    """The span and what stands around it in its sentence, in whole words; of a long span its beginning."""
    start = max(sentence[0], span[0] - CONTEXT)
    end = max(span[1], min(sentence[1], span[1] + CONTEXT)) if span[1] - span[0] <= CONTEXT else span[1]
    if span[1] - span[0] > CONTEXT:
        end = min(span[1], span[0] + 2 * CONTEXT)
    whole = re.compile(r"\w*")
    before = re.search(r"\w*\Z", text[max(sentence[0], start - CONTEXT) : start])
    after = whole.match(text, end, max(end, min(sentence[1], end + CONTEXT)))
    return start - len(before[0] if before else ""), end + len(after[0] if after else "")


def _cut(found: list[_Found], most: float) -> tuple[list[Gap], int]:
    """The likeliest gaps whose contexts together are no longer than `most`; and how long they are."""
    shown: dict[int, list[tuple[int, int]]] = {}
    listed = 0
    kept: list[Gap] = []
    for one in found:
        more = _new(shown.get(one.number, []), one.context)
        if listed + more > most:
            break
        listed += more
        shown.setdefault(one.number, []).append(one.context)
        kept.append(one.gap)
    return kept, listed


def _new(spans: list[tuple[int, int]], span: tuple[int, int]) -> int:
    """How many characters of a span lie in none of the others."""
    place, new = span[0], 0
    for start, end in sorted(spans):
        if end > place:
            new += max(0, min(start, span[1]) - place)
            place = max(place, end)
        if place >= span[1]:
            return new
    return new + span[1] - place


def uncovered(engine: Engine, documents: Iterable[str | Mapping[str, Any] | Text], *, share: float = 0.25) -> Uncovered:
    """Lists what calls for a record and has none: numbers, quotations, and cues of the pack's rules.

    The likeliest are kept, until their contexts make up `share` of the text: see `reportedly.gaps.ranking`. An item of
    `documents` is a text, a mapping with `text`, or a `Text`.

    Raises `ValueError` for a share that is not between 0 and 1, `TypeError` for an item that is no text.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}: give a part of the text between 0 and 1")
    return Uncovered(engine, named_texts_of(documents), share)
