"""What could not be read, and why."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Problem", "Unreadable"]


class Problem(NamedTuple):
    """Something that could not be read."""

    name: str
    """The file, with the line where one is at fault: `news.jsonl.gz:17`."""
    reason: str
    """Why, in lower case."""

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class Unreadable(ValueError):
    """Raised for a problem that nobody asked to be told of."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
