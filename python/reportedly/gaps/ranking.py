"""How likely a trigger without a record should have one: as likely as it has one elsewhere in the same texts.

A word that is a cue nine times of ten is one here too, sooner than a word that is one in ten. Counted are the rate of
the cue (as the rules have it), of its word, and of the kind of word before it; a rare word counts less than its cue,
and the three are joined as if they were independent (naive Bayes). Nothing is learned beforehand.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from typing import NamedTuple

__all__ = ["Occurrence", "Rates"]


class Occurrence(NamedTuple):
    """A trigger with what its rate depends on."""

    cue: str
    word: str
    before: str
    used: bool


class Rates:
    """How often triggers have a record."""

    def __init__(self, occurrences: Iterable[Occurrence]) -> None:
        self._used: dict[Hashable, int] = {}
        self._all: dict[Hashable, int] = {}
        for one in occurrences:
            for key in (None, one.cue, (one.cue, one.word), (one.cue, None, one.before)):
                self._all[key] = self._all.get(key, 0) + 1
                self._used[key] = self._used.get(key, 0) + one.used

    def _rate(self, key: Hashable, wider: float) -> float:
        """The rate of a key; what it has too little of comes from the wider rate."""
        return (self._used.get(key, 0) + wider) / (self._all.get(key, 0) + 1)

    def score(self, one: Occurrence) -> float:
        """The log odds that the trigger should have a record."""
        cue = self._rate(one.cue, self._rate(None, 0.5))
        base = _odds(cue)
        word = _odds(self._rate((one.cue, one.word), cue)) - base
        before = _odds(self._rate((one.cue, None, one.before), cue)) - base
        return base + word + before


def _odds(rate: float) -> float:
    rate = min(max(rate, 1e-3), 1 - 1e-3)
    return math.log(rate / (1 - rate))
