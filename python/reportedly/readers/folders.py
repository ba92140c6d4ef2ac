"""Paths to sources: folders are walked in the order of names, hidden files and unknown kinds of files left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path

from .kinds import named
from .problems import Problem
from .source import Settings, Source

__all__ = ["MANIFEST", "expand"]

MANIFEST = ".manifest.json"
"""What a scan leaves beside its output; no archive."""


def expand(
    paths: Iterable[str | PathLike[str]], on_problem: Callable[[Problem], None], settings: Settings | None = None
) -> Iterator[Source]:
    """The sources that paths name."""
    for given in paths:
        if str(given) == "-":
            yield Source(None, "-", settings)
            continue
        path = Path(given)
        try:
            if path.is_dir():
                yield from _walk(path, settings)
            elif path.exists():
                yield Source(path, str(path), settings)
            else:
                on_problem(Problem(str(path), "no such file or folder"))
        except (OSError, ValueError) as error:
            on_problem(Problem(str(given), getattr(error, "strerror", None) or str(error)))


def _walk(folder: Path, settings: Settings | None) -> Iterator[Source]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        # A link to a folder could lead round in circles.
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path, settings)
        elif path.is_file() and named(path.name) and not path.name.endswith(MANIFEST):
            yield Source(path, str(path), settings)
