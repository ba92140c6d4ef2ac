"""How far two extents coincide, and the pairing of records by it.

An extent is a span, a list of spans (its pieces), or nothing. Lengths are in characters (code points).

>>> left, right = {"start": 0, "end": 8}, {"start": 4, "end": 10}
>>> shared(left, right), jaccard(left, right), agree(left, right)
(4, 0.4, False)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

__all__ = ["Extent", "Pairs", "agree", "jaccard", "paired", "shared"]

Extent: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
Pairs: TypeAlias = list[tuple[int, int]]

# From how large a share of both extents on two extents agree: a whole sentence given for its clause does not.
_AGREEMENT = 0.5


def _pieces(extent: Extent) -> Iterator[tuple[int, int]]:
    if not extent:
        return
    for piece in (extent,) if isinstance(extent, Mapping) else extent:
        yield piece["start"], piece["end"]


def shared(left: Extent, right: Extent) -> int:
    """How many characters lie in both."""
    return sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in _pieces(left)
        for other_start, other_end in _pieces(right)
    )


def jaccard(left: Extent, right: Extent) -> float:
    """The characters in both, over the characters in either."""
    both = shared(left, right)
    either = sum(end - start for extent in (left, right) for start, end in _pieces(extent)) - both
    return both / either if either > 0 else float(both > 0)


def agree(left: Extent, right: Extent) -> bool:
    """Both are there and share at least half of the characters that either covers (Jaccard >= 0.5)."""
    return bool(left) and bool(right) and jaccard(left, right) >= _AGREEMENT


def paired(left: Sequence[Any], right: Sequence[Any], score: Callable[[Any, Any], float]) -> Pairs:
    """One-to-one pairs of indices: the highest score above 0 first; of equals the earliest in `left`, in `right`."""
    candidates = [
        (-value, i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if (value := score(one, other)) > 0
    ]
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs: Pairs = []
    for _, i, j in sorted(candidates):
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((i, j))
    return pairs
