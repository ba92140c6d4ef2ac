"""Comma or tab separated tables whose first row names the columns; one document a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from ..engine import Text
from .problems import Problem
from .source import Source

__all__ = ["read"]


def read(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The documents of the rows; a row without text is reported."""
    # A cell may be a long article; the module's default of 128 KiB is too small.
    csv.field_size_limit(source.settings.limits.document)
    stream = io.TextIOWrapper(source.bytes, encoding="utf-8-sig", newline="")
    try:
        rows = csv.DictReader(stream, delimiter=source.delimiter)
        fields = source.settings.fields
        fields.check(rows.fieldnames or ())
        yield from fields.texts_of(((f"{source.name}:{number}", row) for number, row in enumerate(rows, 2)), on_problem)
    except csv.Error as error:
        raise ValueError(f"no table: {error}") from error
    finally:
        stream.detach()
