"""Speed of the Python entry points: `pytest benches --benchmark-enable`. The texts are made of sentences of our own."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

import reportedly

SENTENCES = (
    "The harbour was quiet on the day after the storm, and most of the shops along the quay stayed closed.",
    "The ministry said that more than 16,000 volunteers have joined since March.",
    "“We lost 40 lorries and $3 million worth of timber,” the mayor, Ana Roe, told reporters.",
    "There is no evidence that 12 ships sank, according to a report by the coast guard.",
    "Fishermen mended their nets and talked about the price of diesel, as they always do.",
    "Unemployment in the town may have fallen from 6.4 per cent to 5.9 per cent, officials claimed.",
)
ARTICLE = "\n\n".join(" ".join(SENTENCES[(start + step) % len(SENTENCES)] for step in range(6)) for start in range(6))
SOURCE = pa.table({"id": [str(number) for number in range(200)], "text": [ARTICLE] * 200})


@pytest.fixture(scope="module")
def engine() -> reportedly.Engine:
    """The engine as users get it."""
    return reportedly.Engine()


def test_load(benchmark: Any) -> None:
    benchmark(reportedly.Engine)


def test_extract(benchmark: Any, engine: reportedly.Engine) -> None:
    benchmark(engine.extract, ARTICLE)


def test_extract_and_touch(benchmark: Any, engine: reportedly.Engine) -> None:
    benchmark(lambda: [(fact.certainty, fact.figure, fact.chain) for fact in engine.extract(ARTICLE).facts])


@pytest.mark.parametrize("threads", [1, 2])
def test_extract_many(benchmark: Any, engine: reportedly.Engine, threads: int) -> None:
    benchmark(lambda: sum(len(each.facts) for each in engine.extract_many([ARTICLE] * 200, threads=threads)))


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("records", ["facts", "documents"])
def test_scan_batches(benchmark: Any, engine: reportedly.Engine, records: str, threads: int) -> None:
    def scan() -> int:
        stream = engine.scan_batches(SOURCE, records=records, threads=threads)
        return sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(stream))

    benchmark(scan)
