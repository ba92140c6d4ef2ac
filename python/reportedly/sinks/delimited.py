"""CSV for people and spreadsheets: lists are written as JSON, and no cell can be taken for a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import IO, TYPE_CHECKING, Any, final

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMULA_STARTS", "Delimited", "safe"]

FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""What a formula begins with."""


def safe(value: Any) -> Any:
    """A cell. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str):
        return "'" + value if value[:1] in FORMULA_STARTS else value
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


@final
class Delimited:
    """Writes rows as CSV (RFC 4180), the columns' names first."""

    def __init__(self, stream: IO[bytes], schema: pa.Schema) -> None:
        self._stream = stream
        self._rows([tuple(schema.names)])

    def _rows(self, rows: list[tuple[Any, ...]]) -> None:
        out = io.StringIO(newline="")
        csv.writer(out).writerows([[safe(cell) for cell in row] for row in rows])
        self._stream.write(out.getvalue().encode())

    def write(self, batch: pa.RecordBatch) -> None:
        """Writes the rows of a batch."""
        columns = [column.to_pylist() for column in batch.columns]
        self._rows(list(zip(*columns, strict=True)))

    def close(self) -> None:
        """Nothing is left to write."""
