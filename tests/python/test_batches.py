"""Arrow in, Arrow out."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import reportedly

TABLES = ("facts", "figures", "attributions", "hedges", "documents")


def documents(count: int, article: str) -> pa.Table:
    return pa.table({"id": [f"d-{number}" for number in range(count)], "text": [article] * count})


def read(stream: reportedly.Stream) -> pa.Table:
    return pa.RecordBatchReader.from_stream(stream).read_all()


@pytest.mark.parametrize("records", TABLES)
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_every_kind_of_text_column(engine: reportedly.Engine, article: str, records: str, kind: pa.DataType) -> None:
    schema = pa.schema({"id": kind, "text": kind})
    table = read(engine.scan_batches(documents(3, article).cast(schema), records))
    assert table.num_rows and table["document"].unique().to_pylist() == ["d-0", "d-1", "d-2"]
    assert table["error"].null_count == table.num_rows


def test_rows_say_what_the_records_say(engine: reportedly.Engine, article: str) -> None:
    source = pa.table(
        {"title": ["T"], "id": ["a"], "text": [article], "date": ["2024-05-01"], "url": [None], "other": [1]},
        schema=pa.schema(
            [
                ("title", "string"),
                ("id", "string"),
                ("text", "string"),
                ("date", "string"),
                ("url", "null"),
                ("other", "int8"),
            ]
        ),
    )
    document = engine.extract(article, id="a", date="2024-05-01", title="T")
    rows: list[dict[str, Any]] = read(engine.scan_batches(source)).to_pylist()
    assert len(rows) == len(document.facts)
    for row, fact in zip(rows, document.facts, strict=True):
        assert (row["document"], row["title"], row["date"], row["url"]) == ("a", "T", "2024-05-01", None)
        assert (row["fact"], row["certainty"], row["negated"]) == (fact.id, fact.certainty, fact.negated)
        assert article[row["statement_start"] : row["statement_end"]] == row["statement"] == fact.statement.text
        assert row["figure"] == (fact.figure.text if fact.figure else None)
        assert [link["source"] for link in row["chain"]] == [link.source and link.source.text for link in fact.chain]
        assert [hedge["cue"] for hedge in row["hedges"]] == [hedge.cue.text for hedge in fact.hedges]
        assert [why["value"] for why in row["why"]] == [why.value for why in fact.why]
        if fact.chain:
            assert row["stance"] == fact.chain[0].stance and row["last_stance"] == fact.chain[-1].stance
    lines = read(engine.scan_batches(source, "documents"))["json"].to_pylist()
    assert [json.loads(line) for line in lines] == [document.to_dict()]
    for records in ("figures", "attributions", "hedges"):
        assert read(engine.scan_batches(source, records)).num_rows == len(getattr(document, records))


def test_metadata_names_engine_and_pack(engine: reportedly.Engine, article: str) -> None:
    stream = engine.scan_batches(documents(1, article), "figures")
    schema = pa.schema(stream)
    assert schema.metadata == {
        b"reportedly.schema": b"1",
        b"reportedly.records": b"figures",
        b"reportedly.version": engine.version.encode(),
        b"reportedly.pack": engine.pack.encode(),
        b"reportedly.pack_version": engine.pack_version.encode(),
        b"reportedly.pack_digest": engine.digest.encode(),
        b"reportedly.genre": engine.genre.encode(),
    }
    assert read(stream).schema == schema
    with pytest.raises(ValueError, match="read already"):
        read(stream)


def test_polars_both_ways(engine: reportedly.Engine, article: str) -> None:
    source = documents(5, article)
    frame = pl.DataFrame(engine.scan_batches(pl.DataFrame(source)))
    assert frame.height == read(engine.scan_batches(source)).num_rows
    assert frame["certainty"].to_list() == read(engine.scan_batches(source))["certainty"].to_pylist()


def test_rows_are_the_same_whatever_the_threads(engine: reportedly.Engine, article: str) -> None:
    texts = [article * (number % 37) for number in range(900)]
    source = pa.table({"id": [str(number) for number in range(900)], "text": texts})

    def batches(threads: int) -> list[pa.RecordBatch]:
        return list(pa.RecordBatchReader.from_stream(engine.scan_batches(source, threads=threads)))

    alone = batches(1)
    assert len(alone) > 1
    for threads in (2, 5):
        many = batches(threads)
        assert len(many) == len(alone)
        assert all(one.equals(other) for one, other in zip(alone, many, strict=True))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_scan_is_lazy_and_passes_on_what_its_source_raises(
    engine: reportedly.Engine, article: str, threads: int
) -> None:
    table = documents(1, article)
    pulled = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal pulled
        for _ in range(50):
            pulled += 1
            yield from table.to_batches()
        raise OSError("the tape tore")

    reader = pa.RecordBatchReader.from_batches(table.schema, batches())
    rows = pa.RecordBatchReader.from_stream(engine.scan_batches(reader, threads=threads))
    assert pulled == 0
    rows.read_next_batch()
    assert pulled <= 1 if threads == 1 else pulled <= 4
    seen = 1
    with pytest.raises(Exception, match="the tape tore"):
        for _ in rows:
            seen += 1
    assert seen == 50


def test_what_cannot_be_scanned(engine: reportedly.Engine) -> None:
    with pytest.raises(TypeError, match="offers no Arrow stream"):
        engine.scan_batches([1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no column `text`, only: id, body"):
        engine.scan_batches(pa.table({"id": ["a"], "body": ["b"]}))
    with pytest.raises(ValueError, match="`id` is Int64, not text"):
        engine.scan_batches(pa.table({"id": [1], "text": ["b"]}))
    with pytest.raises(ValueError, match='no records "feelings"'):
        engine.scan_batches(pa.table({"id": ["a"], "text": ["b"]}), "feelings")


def test_a_null_text_is_an_error_row(engine: reportedly.Engine) -> None:
    source = pa.table({"id": ["a", None], "text": pa.array([None, "About 12 seals died."], "string")})
    for records in TABLES:
        rows = read(engine.scan_batches(source, records)).to_pylist()
        assert (rows[0]["document"], rows[0]["error"]) == ("a", "the text is null")
        assert all(value is None or value == [] for name, value in rows[0].items() if name not in ("document", "error"))


def test_dropping_a_scan_ends_its_threads(engine: reportedly.Engine, article: str) -> None:
    for _ in range(20):
        rows = pa.RecordBatchReader.from_stream(engine.scan_batches(documents(200, article), threads=4))
        del rows
        engine.scan_batches(documents(1, article), threads=2)


def test_rows_are_made_without_python_objects(engine: reportedly.Engine, article: str) -> None:
    source = documents(2_500, article)
    read(engine.scan_batches(documents(1, article)))
    gc.collect()
    before = sys.getallocatedblocks()
    table = read(engine.scan_batches(source))
    grown = sys.getallocatedblocks() - before
    assert table.num_rows >= 10_000
    assert grown < 1_000


def test_long_texts_are_cut_in_tables_only(engine: reportedly.Engine) -> None:
    text = "The mayor said about 12 seals " + "and a very long tale é " * 200 + "died."
    row = read(engine.scan_batches(pa.table({"id": ["a"], "text": [text]}))).to_pylist()[0]
    assert len(row["sentence"].encode()) <= 2_000 < len(text)
    assert (row["sentence_start"], row["sentence_end"]) == (0, len(text))
    assert text.startswith(row["sentence"])
