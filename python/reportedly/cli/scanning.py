"""One scan: which documents are read, which rows are kept, and what is counted on the way."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ..engine import Engine, Text
from ..nearest import meant
from ..readers import Fields, Limits, Problem, Source, batches, expand, texts_of
from ..readers.source import Settings
from ..where import ConditionError, condition
from .reports import Reports

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["BY", "RECORDS", "Scan", "Selection", "same"]

RECORDS = ("facts", "figures", "attributions", "hedges", "documents")

BY = {"facts": "certainty", "figures": "kind", "attributions": "stance", "hedges": "category"}
"""The column by which the records of each table are counted in the summary."""


class Selection(NamedTuple):
    """What of the input is read, and what of the records is written."""

    limit: int | None = None
    sample: float | None = None
    seed: int = 0
    where: str | None = None
    columns: Sequence[str] | None = None
    any_language: bool = False


class Scan:
    """Reads paths with an engine and yields batches of rows, counting."""

    def __init__(
        self,
        engine: Engine,
        paths: Sequence[str],
        records: str,
        reports: Reports,
        *,
        source: str | None = None,
        fields: Fields | None = None,
        limits: Limits | None = None,
        selection: Selection | None = None,
        threads: int = 1,
        output: Path | None = None,
    ) -> None:
        import pyarrow as pa

        self.engine, self.paths, self.records = engine, paths, records
        self.inputs: list[dict[str, Any]] = []
        self.documents = self.bytes = self.rows = self.unreadable = self.failed = self.foreign = 0
        self.by: Counter[str] = Counter()
        self._reports = reports
        self._source, self._settings = source, Settings(fields or Fields(), limits or Limits())
        self._selection = selection or Selection()
        self._output = output
        self._done = 0
        self._open: Source | None = None
        self._raised: list[BaseException] = []
        stream = engine.scan_batches(batches(self._remembered()), records, threads)
        self._reader = pa.RecordBatchReader.from_stream(stream)
        self._filter = self._condition()
        self.schema = self._schema()

    def counts(self) -> dict[str, Any]:
        """What was counted, for machines."""
        counts: dict[str, Any] = {
            "documents": self.documents,
            "other_language": self.foreign,
            self.records: self.rows,
            "unreadable": self.unreadable,
            "failed": self.failed,
        }
        if self.records in BY:
            counts[f"by_{BY[self.records]}"] = dict(self.by.most_common())
        return counts

    def summary(self) -> str:
        """What was counted, for people.

        ``7 documents, 93 facts (50 attributed, 43 stated)``
        """
        by = ", ".join(f"{count:,} {value}" for value, count in self.by.most_common())
        parts = [_many(self.documents, "documents")]
        if self.records in BY:
            parts.append(_many(self.rows, self.records) + (f" ({by})" if by else ""))
        parts.append(f"{_many(self.foreign, 'documents')} in another language left out" if self.foreign else "")
        parts.append(f"{self.unreadable:,} unreadable" if self.unreadable else "")
        parts.append(f"{self.failed:,} failed" if self.failed else "")
        return ", ".join(part for part in parts if part)

    def position(self) -> int:
        """Bytes of the input that have been read, packed as they are."""
        return self._done + (self._open.position() if self._open is not None else 0)

    def total(self) -> int | None:
        """Bytes of all the input; None where standard input is among it, or only a part is wanted."""
        if "-" in self.paths or self._selection.limit is not None:
            return None
        sizes = (source.path.stat().st_size for source in expand(self.paths, lambda _: None) if source.path)
        try:
            return sum(sizes)
        except OSError:
            return None

    def problem(self, problem: Problem) -> None:
        """Something could not be read."""
        self.unreadable += 1
        self._reports.error("unreadable", str(problem), name=problem.name, reason=problem.reason)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows."""
        import pyarrow as pa

        try:
            for batch in self._reader:
                self._failures(batch)
                if self._filter is not None:
                    batch = pa.Table.from_batches([batch]).filter(self._filter).combine_chunks()
                    batch = next(iter(batch.to_batches()), None)
                    if batch is None:
                        continue
                self._count(batch)
                columns = self._selection.columns
                if columns is not None:
                    if "error" not in columns and batch["error"].null_count < batch.num_rows:
                        batch = batch.filter(batch["error"].is_null())
                    batch = batch.select(list(columns))
                yield batch
        except pa.ArrowException:
            if self._raised:
                raise self._raised[0] from None
            raise

    def _remembered(self) -> Iterator[Text]:
        """The texts; what their reading raises (Ctrl-C) comes out of Arrow as another error, so it is kept."""
        try:
            for text in islice(self._spoken(), self._selection.limit):
                self.documents += 1
                self.bytes += len(text.text) if text.text.isascii() else len(text.text.encode("utf-8", "replace"))
                yield text
        except BaseException as error:
            self._raised.append(error)
            raise

    def _spoken(self) -> Iterator[Text]:
        """The texts in the language of the rules, unless any will do."""
        for text in self._sampled():
            if self._selection.any_language or self.engine.speaks(text.text):
                yield text
            else:
                self.foreign += 1

    def _sampled(self) -> Iterator[Text]:
        """The texts whose hash is among the lowest: the same ones in any order and any number of parts."""
        sample = self._selection.sample
        if sample is None:
            yield from self._texts()
            return
        key = self._selection.seed.to_bytes(8, "big", signed=True)
        for text in self._texts():
            name = f"{text.id}\0{text.text}".encode("utf-8", "surrogatepass")
            if int.from_bytes(hashlib.blake2b(name, digest_size=8, key=key).digest()) < sample * 2**64:
                yield text

    def _texts(self) -> Iterator[Text]:
        for source in expand(self.paths, self.problem, self._settings):
            if self._output is not None and source.path is not None and same(source.path, self._output):
                self._reports.note("left_out", f"{source.name}: is the output of this scan: left out", name=source.name)
                continue
            entry: dict[str, Any] = {"name": source.name, "documents": 0, "source": source}
            self.inputs.append(entry)
            self._open = source
            try:
                for text in texts_of(source, self._source, self.problem):
                    entry["documents"] += 1
                    yield text
            finally:
                self._open = None
                self._done += source.position()

    def _failures(self, batch: Any) -> None:
        """Names the documents that the engine failed on."""
        errors = batch["error"]
        if errors.null_count < len(errors):
            for id, error in zip(batch["document"].to_pylist(), errors.to_pylist(), strict=True):
                if error is not None:
                    self.failed += 1
                    self._reports.error("failed", f"{id}: {error}", name=id, reason=error)

    def _count(self, batch: Any) -> None:
        error = batch["error"]
        self.rows += error.null_count
        if self.records in BY:
            for entry in batch[BY[self.records]].value_counts().to_pylist():
                if entry["values"] is not None:
                    self.by[entry["values"]] += entry["counts"]

    def _condition(self) -> Any:
        if self._selection.where is None:
            return None
        try:
            return condition(self._selection.where, self._reader.schema)
        except ConditionError as error:
            raise click.UsageError(f"--where: {error}") from error

    def _schema(self) -> pa.Schema:
        import pyarrow as pa

        schema, columns = self._reader.schema, self._selection.columns
        if columns is None:
            return schema
        for name in columns:
            if name not in schema.names:
                near = meant(name, schema.names) or f"; there are: {', '.join(schema.names)}"
                raise click.UsageError(f"--fields: there is no column `{name}`{near}")
        return pa.schema([schema.field(name) for name in columns], schema.metadata)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun if count != 1 else noun.removesuffix('s')}"


def same(path: Path, other: Path) -> bool:
    """Whether both name one file that is there."""
    try:
        return path.samefile(other)
    except OSError:
        return False
