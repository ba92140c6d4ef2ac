"""Texts as an Arrow stream, for `Engine.scan_batches`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..engine import Text

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["batches"]

# A batch is closed with so many characters or documents: enough to keep the threads busy, little beside any memory.
_CHARACTERS = 1 << 21
_DOCUMENTS = 4_096


def batches(texts: Iterable[Text]) -> pa.RecordBatchReader:
    """A lazy reader of batches with the columns id, text, date, url, title."""
    import pyarrow as pa

    kinds = {
        "id": pa.string(),
        "text": pa.large_string(),
        "date": pa.string(),
        "url": pa.string(),
        "title": pa.string(),
    }
    schema = pa.schema(list(kinds.items()))

    def column(texts: list[Text], name: str) -> pa.Array:
        values = [getattr(text, name) for text in texts]
        try:
            return pa.array(values, kinds[name])
        except UnicodeEncodeError:
            return pa.array([value if value is None else _encodable(value) for value in values], kinds[name])

    def batch(texts: list[Text]) -> pa.RecordBatch:
        return pa.record_batch([column(texts, name) for name in kinds], schema=schema)

    def made() -> Iterator[pa.RecordBatch]:
        waiting: list[Text] = []
        size = 0
        for text in texts:
            waiting.append(text)
            size += len(text.text)
            if size >= _CHARACTERS or len(waiting) >= _DOCUMENTS:
                yield batch(waiting)
                waiting, size = [], 0
        if waiting:
            yield batch(waiting)

    return pa.RecordBatchReader.from_batches(schema, made())


def _encodable(text: str) -> str:
    """The text with lone surrogates as U+FFFD, which keeps every offset."""
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
