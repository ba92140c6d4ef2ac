"""Speed of the Python entry points over the sample articles: `pytest benches --benchmark-enable`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import reportedly

SAMPLES = Path(__file__).parents[2] / "samples"
ARTICLES = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))] + [
    json.loads(line)["text"]
    for path in sorted(SAMPLES.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
MANY = ARTICLES * 30
SOURCE = pa.table({"id": [str(number) for number in range(len(MANY))], "text": MANY})
KILOBYTES = sum(len(text.encode()) for text in MANY) / 1000


@pytest.fixture(scope="module")
def engine() -> reportedly.Engine:
    """The engine as users get it."""
    return reportedly.Engine()


def test_load(benchmark: Any) -> None:
    benchmark(reportedly.Engine)


def test_extract(benchmark: Any, engine: reportedly.Engine) -> None:
    benchmark(engine.extract, ARTICLES[0])


def test_extract_and_touch(benchmark: Any, engine: reportedly.Engine) -> None:
    benchmark(lambda: [(fact.certainty, fact.figure, fact.chain) for fact in engine.extract(ARTICLES[0]).facts])


@pytest.mark.parametrize("threads", [1, 2])
def test_extract_many(benchmark: Any, engine: reportedly.Engine, threads: int) -> None:
    benchmark.extra_info["kilobytes"] = KILOBYTES
    benchmark(lambda: sum(len(each.facts) for each in engine.extract_many(MANY, threads=threads)))


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("records", ["facts", "documents"])
def test_scan_batches(benchmark: Any, engine: reportedly.Engine, records: str, threads: int) -> None:
    def scan() -> int:
        stream = engine.scan_batches(SOURCE, records=records, threads=threads)
        return sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(stream))

    benchmark.extra_info["kilobytes"] = KILOBYTES
    benchmark.extra_info["rows"] = benchmark(scan)
