"""References of records to each other, in the numbers of one document or of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["REFERENCES", "moved", "named"]

# Fields that hold indices, by list; the list that they lead to, or null where the value says it itself.
REFERENCES: dict[str, dict[str, str | None]] = {
    "figures": {"pair": None},
    "not_figures": {},
    "attributions": {"inside": "attributions"},
    "hedges": {"holder": "attributions", "figure": "figures"},
    "facts": {"figure": "figures", "chain": "attributions", "hedges": "hedges", "why": None},
}

# Inside a pair or a reason: the key that holds an index, and where it leads.
_INNER = {"with": "figures", "attribution": "attributions", "hedge": "hedges"}

Forward = Mapping[str, Mapping[int, int]]


def moved(value: Any, target: str | None, forward: Forward) -> Any:
    """The value of a reference field in new numbers. The old number of a record that is gone is made negative."""
    if isinstance(value, list):
        return [moved(one, target, forward) for one in value]
    if isinstance(value, dict):
        return {key: moved(one, _INNER[key], forward) if key in _INNER else one for key, one in value.items()}
    if isinstance(value, int) and target is not None:
        return forward[target].get(value, -1 - value)
    return value


def named(value: Any, target: str | None) -> Iterator[tuple[str, int]]:
    """The list and index of every record that the value of a reference field names."""
    if isinstance(value, list):
        for one in value:
            yield from named(one, target)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in _INNER:
                yield from named(one, _INNER[key])
    elif isinstance(value, int) and target is not None:
        yield target, value
