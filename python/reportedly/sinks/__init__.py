"""Tables to files: one interface for JSON lines, CSV and Parquet.

A `Sink` is made for an open binary stream, takes record batches, and is closed: a context manager.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMATS", "Sink", "open_sink"]

FORMATS = ("jsonl", "csv", "parquet")


class Sink(Protocol):
    """Takes the batches of one table."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Writes the rows of a batch."""

    def close(self) -> None:
        """Writes what is left. The stream stays open."""


def open_sink(format: str, stream: IO[bytes], schema: pa.Schema) -> Sink:
    """A sink of a format: jsonl, csv or parquet."""
    if format == "jsonl":
        from .jsonlines import JsonLines

        return JsonLines(stream, schema)
    if format == "csv":
        from .delimited import Delimited

        return Delimited(stream, schema)
    if format == "parquet":
        from .parquet import Parquet

        return Parquet(stream, schema)
    raise ValueError(f"there is no format {format!r}; use one of {', '.join(FORMATS)}")
