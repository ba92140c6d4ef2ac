"""A text file: one document, its id the file's name. A byte order mark is no part of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..engine import Text
from .problems import Problem
from .source import Source

__all__ = ["read"]


def read(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The document of a text file."""
    yield Text(source.settings.limits.whole(source.bytes).decode("utf-8-sig"), id=source.name)
