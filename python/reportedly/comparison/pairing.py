"""Which record of one reading of a text is which record of another reading.

Pairs keep the order of both lists, so that survivors and additions alone give the new list; and they are symmetric: the
pairs of (b, a) are those of (a, b) turned round.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from ..document_json import LISTS, Json

__all__ = ["Pairing", "pair"]

Key = Callable[[Json], Hashable]


class Pairing(NamedTuple):
    """Of each list of records: (index in a, index in b), in order."""

    pairs: dict[str, list[tuple[int, int]]]

    def forward(self, name: str) -> dict[int, int]:
        """The new index of each surviving record of a list."""
        return dict(self.pairs[name])


def _place(span: Json | None) -> tuple[int, int] | None:
    return None if span is None else (span["start"], span["end"])


def _places(spans: Iterable[Json]) -> tuple[tuple[int, int] | None, ...]:
    return tuple(map(_place, spans))


def _own(record: Json) -> Hashable:
    return _place(record)


# Keys of each list, the strictest first: records with equal keys are one. A record with the key null has none.
_KEYS: dict[str, tuple[Key, ...]] = {
    "figures": (_own,),
    "not_figures": (_own,),
    "attributions": (
        lambda it: (_place(it["cue"]), _place(it["source"]), _places(it["content"])),
        lambda it: (_place(it["cue"]), _place(it["source"])),
        lambda it: _place(it["cue"]),
    ),
    "hedges": (
        lambda it: (_place(it["cue"]), it["category"], _places(it["scope"])),
        lambda it: (_place(it["cue"]), it["category"]),
        lambda it: _place(it["cue"]),
    ),
}


def anchor(record: Json) -> Json:
    """The span that stands for a record other than a fact; of a fact its statement."""
    for field in ("cue", "source", "statement"):
        if record.get(field):
            found: Json = record[field]
            return found
    return record


def _overlap(left: Json, right: Json) -> float:
    one, other = anchor(left), anchor(right)
    shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return shared / (max(one["end"], other["end"]) - min(one["start"], other["start"])) if shared > 0 else 0.0


class _Pairer:
    """Pairs two lists in ever looser ways."""

    def __init__(self, left: list[Json], right: list[Json]) -> None:
        self.left, self.right = left, right
        self.free_left = set(range(len(left)))
        self.free_right = set(range(len(right)))
        self.pairs: list[tuple[int, int]] = []

    def _take(self, i: int, j: int) -> None:
        self.pairs.append((i, j))
        self.free_left.discard(i)
        self.free_right.discard(j)

    def by_key(self, left: Key, right: Key) -> None:
        """The n-th record of a key with the n-th one."""
        there: dict[Hashable, list[int]] = {}
        for j in sorted(self.free_right, reverse=True):
            there.setdefault(right(self.right[j]), []).append(j)
        for i in sorted(self.free_left):
            key = left(self.left[i])
            if key is not None and there.get(key):
                self._take(i, there[key].pop())

    def by_overlap(self) -> None:
        """The greatest overlap first."""
        # A tie of two pairs that exclude each other is between different sums: the order of a and b does not matter.
        found = sorted(
            (-overlap, i + j, i, j)
            for i in self.free_left
            for j in self.free_right
            if (overlap := _overlap(self.left[i], self.right[j])) > 0
        )
        for _, _, i, j in found:
            if i in self.free_left and j in self.free_right:
                self._take(i, j)

    def ordered(self) -> list[tuple[int, int]]:
        """The pairs in order. Where some cross, those that cross the most others are parted."""
        pairs = sorted(self.pairs)
        while True:
            crossings = [sum((i - k) * (j - m) < 0 for k, m in pairs) for i, j in pairs]
            worst = max(crossings, default=0)
            if not worst:
                return pairs
            pairs = [one for one, count in zip(pairs, crossings, strict=True) if count < worst]


def _is_ordered(pairs: list[tuple[int, int]]) -> bool:
    return all(one < other for (_, one), (_, other) in pairwise(pairs))


def _paired(name: str, left: list[Json], right: list[Json]) -> list[tuple[int, int]]:
    if left == right:
        return [(place, place) for place in range(len(left))]
    pairer = _Pairer(left, right)
    for key in _KEYS[name]:
        pairer.by_key(key, key)
    return _settled(pairer)


def _settled(pairer: _Pairer) -> list[tuple[int, int]]:
    pairer.by_overlap()
    pairs = sorted(pairer.pairs)
    return pairs if _is_ordered(pairs) else pairer.ordered()


def _facts(left: list[Json], right: list[Json], forward: dict[str, dict[int, int]]) -> list[tuple[int, int]]:
    """Facts are one when their figure is; those without a figure by statement, chain and hedges."""

    def moved(indices: Iterable[int], name: str) -> tuple[Any, ...]:
        return tuple(forward[name].get(index, -1 - index) for index in indices)

    def same(indices: Iterable[int], _: str) -> tuple[Any, ...]:
        return tuple(indices)

    def keys(numbered: Callable[[Iterable[int], str], tuple[Any, ...]]) -> tuple[Key, ...]:
        def figure(it: Json) -> Hashable:
            return None if it["figure"] is None else numbered([it["figure"]], "figures")

        def whole(it: Json) -> Hashable:
            if it["figure"] is not None:
                return None
            statement = _place(it["statement"])
            return statement, numbered(it["chain"], "attributions"), numbered(it["hedges"], "hedges")

        def chained(it: Json) -> Hashable:
            if it["figure"] is not None:
                return None
            return _place(it["statement"]), numbered(it["chain"], "attributions")

        def stated(it: Json) -> Hashable:
            return None if it["figure"] is not None else _place(it["statement"])

        return figure, whole, chained, stated

    pairer = _Pairer(left, right)
    for one, other in zip(keys(moved), keys(same), strict=True):
        pairer.by_key(one, other)
    # A row with a figure and one without are two rows.
    with_figure = (
        {i for i in pairer.free_left if left[i]["figure"] is not None},
        {j for j in pairer.free_right if right[j]["figure"] is not None},
    )
    pairer.free_left -= with_figure[0]
    pairer.free_right -= with_figure[1]
    return _settled(pairer)


def pair(left: Json, right: Json) -> Pairing:
    """Pairs the records of two readings of one text."""
    pairs: dict[str, list[tuple[int, int]]] = {}
    for name in LISTS:
        if name == "facts":
            forward = {name: dict(pairs[name]) for name in pairs}
            pairs[name] = _facts(left[name], right[name], forward)
        else:
            pairs[name] = _paired(name, left[name], right[name])
    return Pairing(pairs)
