"""Paths to sources: folders are walked in the order of names, hidden files and unknown kinds of files left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path

from .problems import Problem
from .source import Source, known_format

__all__ = ["expand"]


def expand(paths: Iterable[str | PathLike[str]], on_problem: Callable[[Problem], None]) -> Iterator[Source]:
    """The sources that paths name."""
    for given in paths:
        if str(given) == "-":
            yield Source(None, "-")
            continue
        path = Path(given)
        try:
            if path.is_dir():
                yield from _walk(path)
            elif path.exists():
                yield Source(path, str(path))
            else:
                on_problem(Problem(str(path), "no such file or folder"))
        except (OSError, ValueError) as error:
            on_problem(Problem(str(given), getattr(error, "strerror", None) or str(error)))


def _walk(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        # A link to a folder could lead round in circles.
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        elif path.is_file() and known_format(path):
            yield Source(path, str(path))
