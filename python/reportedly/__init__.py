"""Reads news and answers, for every statement with a number or a source: who says it, how many of what, how surely.

>>> import reportedly
>>> engine = reportedly.Engine()
>>> document = engine.extract("", id="a-1")
>>> document.facts
()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._core import Diagnostic, ReadError, RuleError, __version__
from .engine import Engine, Stream, Text
from .records import Attribution, Document, Fact, Figure, Hedge, NonFigure, Pair, Reason, Span

if TYPE_CHECKING:
    from . import readers, sinks

__all__ = [
    "Attribution",
    "Diagnostic",
    "Document",
    "Engine",
    "Fact",
    "Figure",
    "Hedge",
    "NonFigure",
    "Pair",
    "ReadError",
    "Reason",
    "RuleError",
    "Span",
    "Stream",
    "Text",
    "__version__",
    "readers",
    "sinks",
]


def __getattr__(name: str) -> object:
    # Archives and tables need more modules than a caller of `extract` should wait for.
    if name in {"readers", "sinks"}:
        import importlib

        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
