"""Parquet and Arrow files: one document a row, of the columns that are asked for only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
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


def _rows(source: Source, batches: Iterable[Any], on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    # Few rows at a time become objects.
    pieces = (batch.slice(start, _ROWS) for batch in batches for start in range(0, batch.num_rows, _ROWS))
    rows = (row for piece in pieces for row in piece.to_pylist())
    named = ((f"{source.name}:{number}", row) for number, row in enumerate(rows, 1))
    yield from source.settings.fields.texts_of(named, on_problem)
