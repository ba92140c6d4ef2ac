"""Members of archives: which are read, and as what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO

from ..engine import Text
from .kinds import named
from .problems import Problem
from .source import Source

__all__ = ["Inner", "wanted", "within"]

Inner = Callable[[Source, Callable[[Problem], None]], Iterator[Text]]
"""Reads a member."""

# What one maker of archives puts beside each file.
_SHADOWS = "__MACOSX"


def wanted(name: str) -> bool:
    """Whether a member is read: a kind that is known by its name, and no hidden file."""
    path = PurePosixPath(name.replace("\\", "/"))
    return named(path.name) is not None and not path.name.startswith(".") and _SHADOWS not in path.parts


def within(source: Source, name: str, stream: IO[bytes]) -> Source:
    """The source of a member. Raises `ValueError` where it is an archive too deep inside others."""
    depth, limit = source.depth + 1, source.settings.limits.depth
    if depth >= limit and named(name) in {"zip", "tar"}:
        raise ValueError(f"an archive inside of {depth} others (--max-depth)")
    return Source(None, name, source.settings, member=stream, depth=depth)
