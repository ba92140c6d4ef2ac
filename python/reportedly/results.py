"""What is in a result: documents and records counted by kind, certainty, source and what is counted.

A result is what a scan has written: facts, figures, attributions, hedges or documents, as JSON lines, CSV or Parquet.

>>> from reportedly.results import Summary
>>> summary = Summary()
>>> summary.add({"document": "a", "fact": "f", "certainty": "doubted", "source": "Roe", "counted": "ships"})
>>> summary.records, summary.documents, summary.counts["certainty"]
('facts', 1, Counter({'doubted': 1}))
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from .sinks.delimited import FORMULA_STARTS

__all__ = ["COLUMNS", "ResultError", "Summary", "summarise"]

COLUMNS = {
    "facts": ("certainty", "kind", "bound", "source", "source_class", "counted", "unit", "hedge"),
    "figures": ("kind", "bound", "counted", "unit", "event"),
    "attributions": ("stance", "quote", "source", "source_class", "cue"),
    "hedges": ("category", "cue"),
}
"""What is counted in each kind of result."""

# The column that only one kind of result has.
_MARKS = {"fact": "facts", "attribution": "attributions", "hedge": "hedges", "figure_index": "figures"}

# Columns that can hold any text are cut where distinct values would fill the memory.
_DISTINCT = 1_000_000


class ResultError(ValueError):
    """A file that is no result of a scan."""


class Summary:
    """Counts of one result. `records`: which kind it is."""

    def __init__(self) -> None:
        self.records = ""
        self.rows = 0
        self.errors = 0
        self.counts: dict[str, Counter[str]] = {}
        self.cut = 0
        """Values left uncounted because there were too many different ones."""
        self._documents: set[int] = set()
        self._lines = 0

    @property
    def documents(self) -> int:
        """Documents that the result speaks of; in tables, only those with records."""
        return self._lines or len(self._documents)

    def add(self, row: Mapping[str, Any]) -> None:
        """Counts a row of a table, or a document.

        Raises `ResultError` where it is neither.
        """
        if isinstance(row.get("json"), str) and row["json"]:
            row = json.loads(row["json"])
        if isinstance(row.get("facts"), list):
            self._kind("facts")
            self._lines += 1
            for fact in row["facts"]:
                self._row(_flat(row, fact))
            return
        if row.get("error") and not row.get("facts"):
            self.errors += 1
            return
        kind = self.records or next((kind for mark, kind in _MARKS.items() if mark in row), None)
        if kind is None:
            kind = next((kind for kind, names in COLUMNS.items() if any(name in row for name in names)), None)
        if kind is None:
            raise ResultError(f"no result of a scan, its columns are: {', '.join(map(str, list(row)[:12]))}")
        self._kind(kind)
        # The set holds hashes only: ids may be long.
        self._documents.add(hash(row.get("document")))
        self._row(row)

    def _kind(self, kind: str) -> None:
        if not self.records:
            self.records = kind
            self.counts = {name: Counter() for name in COLUMNS[kind]}

    def _row(self, row: Mapping[str, Any]) -> None:
        self.rows += 1
        for name, counter in self.counts.items():
            if name == "hedge":
                values = {one.get("category") for one in row.get("hedges") or ()}
            elif name == "source":
                values = {row.get("refers_to") or row.get("source")}
            else:
                values = {row.get(name)}
            for value in values:
                if not value:
                    continue
                value = " ".join(str(value).split())
                if value in counter or len(counter) < _DISTINCT:
                    counter[value] += 1
                else:
                    self.cut += 1

    def to_dict(self, top: int | None = None) -> dict[str, Any]:
        """All of it, the most frequent first; of each column `top` values."""
        return {
            "records": self.records,
            "rows": self.rows,
            "documents": self.documents,
            "errors": self.errors,
            "uncounted": self.cut,
            "counts": {
                name: {"distinct": len(counter), "values": dict(counter.most_common(top))}
                for name, counter in self.counts.items()
            },
        }


def _flat(document: Mapping[str, Any], fact: Mapping[str, Any]) -> dict[str, Any]:
    """A fact of a document JSON with the columns that are counted."""
    figure = None if fact["figure"] is None else document["figures"][fact["figure"]]
    chain = fact["chain"]
    link = document["attributions"][chain[0]] if chain else {}
    text = {name: (link.get(name) or {}).get("text") for name in ("source", "refers_to")}
    figures = {name: figure[name] for name in ("kind", "bound", "unit")} if figure else {}
    counted = (figure.get("counted") or {}).get("text") if figure else None
    hedges = [{"category": document["hedges"][index]["category"]} for index in fact["hedges"]]
    source_class = link.get("source_class")
    return {
        **text,
        **figures,
        "certainty": fact["certainty"],
        "counted": counted,
        "hedges": hedges,
        "source_class": source_class,
    }


def summarise(path: Path | None, stream: IO[bytes] | None = None) -> Summary:
    """The summary of a file, or of a stream of JSON lines or CSV.

    Raises `OSError`, and `ResultError` for a file that is no result.
    """
    summary = Summary()
    if path is not None and path.suffix.lower() == ".parquet":
        rows = _parquet(path)
    elif stream is None:
        assert path is not None
        with path.open("rb") as file:
            return _filled(summary, _rows(file))
    else:
        rows = _rows(stream)
    return _filled(summary, rows)


def _filled(summary: Summary, rows: Iterator[Mapping[str, Any]]) -> Summary:
    try:
        for row in rows:
            summary.add(row)
    except ResultError:
        raise
    except (ValueError, csv.Error, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ResultError(f"no result of a scan: {error}") from error
    return summary


def _rows(stream: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    first = stream.readline()
    if first.lstrip()[:1] == b"{":
        yield json.loads(first)
        for line in stream:
            if line.strip():
                yield json.loads(line)
        return
    if not first:
        return
    # A field may be as long as an article.
    csv.field_size_limit(1 << 28)
    names = next(csv.reader([first.decode("utf-8-sig")]))
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    for row in csv.DictReader(text, names):
        cells: dict[str, Any] = {name: _cell(cell) for name, cell in row.items() if name}
        yield {**cells, "hedges": json.loads(cells.get("hedges") or "[]")} if "hedges" in cells else cells
    text.detach()


def _cell(cell: Any) -> Any:
    """The cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    guarded = isinstance(cell, str) and len(cell) > 1 and cell[0] == "'" and cell[1] in FORMULA_STARTS
    return cell[1:] if guarded else cell


def _parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise ResultError(f"no Parquet: {error}") from error
    with file:
        names = file.schema_arrow.names
        wanted = {name for columns in COLUMNS.values() for name in columns} | set(_MARKS)
        wanted |= {"document", "error", "refers_to", "hedges"}
        if "json" in names:
            for batch in file.iter_batches(columns=["document", "json", "error"]):
                yield from batch.to_pylist()
            return
        for batch in file.iter_batches(columns=[name for name in names if name in wanted] or names[:1]):
            yield from batch.to_pylist()
