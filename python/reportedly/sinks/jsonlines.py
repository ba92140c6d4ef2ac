"""JSON lines: one object a row; a table of documents gives the document JSON itself."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, final

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["JsonLines"]


@final
class JsonLines:
    """Writes rows as JSON lines."""

    def __init__(self, stream: IO[bytes], schema: pa.Schema) -> None:
        self._stream = stream
        self._documents = "json" in schema.names

    def write(self, batch: pa.RecordBatch) -> None:
        """Writes the rows of a batch."""
        lines = []
        if self._documents:
            cells = (batch[name].to_pylist() for name in ("json", "document", "error"))
            for document, id, error in zip(*cells, strict=True):
                lines.append(_line({"id": id, "error": error}) if document is None else document)
        else:
            names = batch.schema.names
            columns = [column.to_pylist() for column in batch.columns]
            lines.extend(_line(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True))
        self._stream.write("".join(line + "\n" for line in lines).encode())

    def close(self) -> None:
        """Nothing is left to write."""


def _line(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
