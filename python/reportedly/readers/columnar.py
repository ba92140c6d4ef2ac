"""Parquet and Arrow files: one document a row, of the columns that are asked for only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from ..engine import Text
from .problems import Problem
from .source import Source

__all__ = ["read_arrow", "read_parquet"]

_ROWS = 1_024


def read_parquet(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The documents of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(pa.PythonFile(_seekable(source), mode="r")) as file:
            columns = source.settings.fields.columns(file.schema_arrow.names)
            batches = file.iter_batches(batch_size=_ROWS, columns=columns)
            yield from _rows(source, batches, on_problem)
    except pa.ArrowException as error:
        raise ValueError(f"no Parquet, or a damaged file: {error}") from error


def read_arrow(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The documents of an Arrow file (Feather) or stream."""
    import pyarrow as pa

    try:
        file = pa.PythonFile(_seekable(source), mode="r")
        if source.bytes.peek(6)[:6] == b"ARROW1":
            reader = pa.ipc.open_file(file)
            batches = (reader.get_batch(number) for number in range(reader.num_record_batches))
        else:
            reader = batches = pa.ipc.open_stream(file)
        columns = source.settings.fields.columns(reader.schema.names)
        yield from _rows(source, (batch.select(columns) for batch in batches), on_problem)
    except pa.ArrowException as error:
        raise ValueError(f"no Arrow file, or a damaged one: {error}") from error


def _seekable(source: Source) -> Any:
    return source.bytes if source.seekable else io.BytesIO(source.settings.limits.whole(source.bytes))


def _rows(source: Source, batches: Any, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    fields, number = source.settings.fields, 0
    for batch in batches:
        # Few rows at a time become objects.
        for start in range(0, batch.num_rows, _ROWS):
            for row in batch.slice(start, _ROWS).to_pylist():
                number += 1
                name = f"{source.name}:{number}"
                try:
                    text = fields.text_of(row, name)
                except ValueError as error:
                    on_problem(Problem(name, str(error)))
                else:
                    yield text
