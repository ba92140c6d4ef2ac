"""Parquet, with engine and pack in the file's metadata."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, final

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Parquet"]

# Small row groups cost space and time when the file is read.
_ROWS = 1 << 16


@final
class Parquet:
    """Writes rows as Parquet."""

    def __init__(self, stream: IO[bytes], schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self._schema = schema
        self._writer = pq.ParquetWriter(stream, schema, compression="zstd")
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Writes the rows of a batch, a row group when there are enough."""
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting, self._schema))
        self._waiting, self._rows = [], 0

    def close(self) -> None:
        """Writes the last row group and the footer."""
        self._flush()
        self._writer.close()
