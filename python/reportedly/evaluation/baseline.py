"""An evaluation held against an earlier one: what has become worse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["BaselineError", "Loss", "losses", "read"]

# Of this the less the better.
_LESS_IS_BETTER = frozenset({"gold non-figures returned as figures"})


class BaselineError(ValueError):
    """A file is no evaluation."""


class Loss(NamedTuple):
    """A line that has lost more points than the margin. `before` and `now` in percent: F1, or the accuracy."""

    line: str
    before: float
    now: float

    def __str__(self) -> str:
        return f"{self.line}: {self.before:.1f} before, {self.now:.1f} now"


def read(path: str | PathLike[str]) -> dict[str, Any]:
    """An evaluation as `reportedly evaluate --format json` wrote it.

    Raises `BaselineError` for anything else, `OSError` where the file cannot be read.
    """
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{path} is no JSON: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("scores"), dict):
        raise BaselineError(f"{path} is no evaluation: write one with `reportedly evaluate GOLD --format json`")
    return found


def _points(evaluation: Mapping[str, Any]) -> dict[str, float]:
    try:
        points = {name: float(score["F1"]) for name, score in evaluation["scores"].items()}
        points |= {name: float(accuracy["share"]) for name, accuracy in evaluation.get("accuracies", {}).items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BaselineError("the baseline is no evaluation: a line has no F1, or an accuracy no share") from error
    return points


def losses(now: Mapping[str, Any], before: Mapping[str, Any], margin: float = 0.5) -> tuple[Loss, ...]:
    """The lines of `before` that have lost more than `margin` points; one that is no longer there has lost all.

    >>> losses({"scores": {"fact": {"F1": 70.0}}}, {"scores": {"fact": {"F1": 75.3}}})
    (Loss(line='fact', before=75.3, now=70.0),)
    """
    ours = _points(now)
    found = []
    for name, old in _points(before).items():
        new = ours.get(name, 100.0 if name in _LESS_IS_BETTER else 0.0)
        loss = new - old if name in _LESS_IS_BETTER else old - new
        # Both are rounded to a tenth; what the difference of two such numbers has beyond that is noise.
        if round(loss, 6) > margin:
            found.append(Loss(name, old, new))
    return tuple(found)
