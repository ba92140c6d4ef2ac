"""Records of the texts in a column, as a table of the same library: pandas, polars or pyarrow; lists give pyarrow.

>>> import reportedly
>>> table = reportedly.facts(["Poe said 40 lorries were lost.", "Up to 9 ships sank, Roe claimed."])
>>> table.select(["document", "figure", "source"]).to_pylist()
[{'document': '0', 'figure': '40', 'source': 'Poe'}, {'document': '1', 'figure': 'Up to 9', 'source': 'Roe'}]
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from .engine import Engine, texts_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["facts"]

_KNOWN = ("date", "url", "title")


def facts(texts: Any, engine: Engine | None = None, *, records: str = "facts", threads: int = 1) -> Any:
    """The facts of texts: a series or a list of texts, or a table with the column `text`.

    A table's columns `id`, `date`, `url` and `title` are used if there. Without `id`, the column `document` holds the
    index label (pandas) or the number of the row, from 0. Of pandas, each row has the index label of its text. A
    missing text has no records. `engine`: by default one with the built-in rules. `records`: facts, figures,
    attributions, hedges or documents.

    Raises `ValueError` for a table without the column `text`, `TypeError` for what holds no texts.
    """
    engine = engine or _builtin()
    if isinstance(texts, str):
        raise TypeError("one text is no list of texts: give [text], or use `Engine.extract`")
    library = type(texts).__module__.partition(".")[0]
    if library == "pandas":
        return _of_pandas(texts, engine, records, threads)
    if library == "polars":
        import polars as pl

        frame = texts.to_frame("text") if isinstance(texts, pl.Series) else texts
        if isinstance(frame, pl.LazyFrame):
            frame = frame.collect()
        return pl.DataFrame(engine.scan_batches(_source(frame.to_arrow()), records, threads))
    return _scan(engine, _source(_arrow(texts)), records, threads)


@cache
def _builtin() -> Engine:
    return Engine()


def _scan(engine: Engine, source: pa.Table, records: str, threads: int) -> pa.Table:
    import pyarrow as pa

    return pa.RecordBatchReader.from_stream(engine.scan_batches(source, records, threads)).read_all()


def _arrow(texts: Any) -> pa.Table:
    import pyarrow as pa

    if isinstance(texts, pa.Table):
        return texts
    if isinstance(texts, pa.RecordBatch):
        return pa.Table.from_batches([texts])
    if isinstance(texts, pa.Array | pa.ChunkedArray):
        return pa.table({"text": texts})
    items = list(texts_of(texts))
    return pa.table(
        {
            "id": pa.array([item.id or str(number) for number, item in enumerate(items)], pa.large_string()),
            **{
                name: pa.array([getattr(item, name) for item in items], pa.large_string()) for name in ("text", *_KNOWN)
            },
        }
    )


def _source(table: pa.Table) -> pa.Table:
    """Only what the engine reads, without rows that have no text, with ids."""
    import pyarrow as pa

    if "text" not in table.column_names:
        raise ValueError(f"the table has no column `text`, but {', '.join(table.column_names)}: rename the one to read")
    if "id" in table.column_names:
        ids = table["id"].cast(pa.large_string())
    else:
        ids = pa.array([str(number) for number in range(table.num_rows)], pa.large_string())
    known = {name: table[name].cast(pa.large_string()) for name in _KNOWN if name in table.column_names}
    text = table["text"].cast(pa.large_string())
    return pa.table({"id": ids, "text": text, **known}).filter(text.is_valid())


def _of_pandas(texts: Any, engine: Engine, records: str, threads: int) -> Any:
    import pyarrow as pa

    frame = texts.to_frame("text") if texts.ndim == 1 else texts
    index = frame.index
    columns = [name for name in ("text", *_KNOWN) if name in frame.columns]
    table = pa.Table.from_pandas(frame[columns], preserve_index=False)
    # Labels need not be unique: the engine is given the numbers of the rows.
    rows = _scan(engine, _source(table), records, threads).to_pandas()
    numbers = rows["document"].astype("int64").to_numpy()
    labels = frame["id"] if "id" in frame.columns else index
    rows["document"] = [str(labels.iloc[number] if "id" in frame.columns else labels[number]) for number in numbers]
    rows.index = index.take(numbers)
    return rows
