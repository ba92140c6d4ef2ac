"""Comma or tab separated tables whose first row names the columns: `text` and, if they are there, `id`, `date` …"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from ..engine import Text
from .fields import text_of
from .problems import Problem
from .source import Source

__all__ = ["read"]

# A cell may be a long article; the module's default of 128 KiB is too small.
_CELL = 1 << 30


def read(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The documents of the rows; a row without text is reported."""
    csv.field_size_limit(_CELL)
    stream = io.TextIOWrapper(source.bytes, encoding="utf-8-sig", newline="")
    try:
        rows = csv.DictReader(stream, delimiter=source.delimiter)
        if "text" not in (rows.fieldnames or ()):
            raise ValueError("no column `text` in the first row")
        for number, row in enumerate(rows, 2):
            name = f"{source.name}:{number}"
            try:
                text = text_of(row, name)
            except ValueError as error:
                on_problem(Problem(name, str(error)))
            else:
                yield text
    except csv.Error as error:
        raise ValueError(f"no table: {error}") from error
    finally:
        stream.detach()
