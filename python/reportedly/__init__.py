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
    from . import interchange, readers, sinks
    from .comparison import Comparison, diff
    from .evaluation import Evaluation, evaluate
    from .frames import facts
    from .gaps import Uncovered, uncovered

__all__ = [
    "Attribution",
    "Comparison",
    "Diagnostic",
    "Document",
    "Engine",
    "Evaluation",
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
    "Uncovered",
    "__version__",
    "diff",
    "evaluate",
    "facts",
    "interchange",
    "readers",
    "sinks",
    "uncovered",
]


# Archives, tables and comparisons need more modules than a caller of `extract` should wait for.
_LATER = {
    "interchange": "",
    "readers": "",
    "sinks": "",
    "Comparison": "comparison",
    "diff": "comparison",
    "Evaluation": "evaluation",
    "evaluate": "evaluation",
    "facts": "frames",
    "Uncovered": "gaps",
    "uncovered": "gaps",
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        import importlib

        module = importlib.import_module(f".{_LATER[name] or name}", __name__)
        return getattr(module, name) if _LATER[name] else module
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
