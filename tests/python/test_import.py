"""`import reportedly` loads nothing that it does not need, and quickly."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("pyarrow", "click", "rich", "numpy", "polars", "gzip", "csv", "concurrent.futures", "dataclasses")


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_heavy_modules_are_not_loaded() -> None:
    code = f"import reportedly, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert run(code) == "[]"


def test_import_is_fast() -> None:
    code = (
        "import json, typing, collections.abc, time; began = time.perf_counter(); import reportedly;"
        "print(time.perf_counter() - began)"
    )
    assert min(float(run(code)) for _ in range(5)) < 0.030


def test_readers_are_there_when_asked_for() -> None:
    assert run("import reportedly; print(sorted(reportedly.sinks.FORMATS))") == "['csv', 'jsonl', 'parquet']"
