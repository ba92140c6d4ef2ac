"""`reportedly stats`: the same counts whatever the format, on terminals and in pipes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "reportedly"]


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], input=stdin, capture_output=True, check=False, cwd=ROOT)


def counted(path: Path) -> dict[str, Any]:
    done = run("stats", path, "--format", "json")
    assert (done.returncode, done.stderr) == (0, b"")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("records", ["facts", "figures", "attributions", "hedges", "documents"])
def test_every_format_counts_the_same(tmp_path: Path, records: str) -> None:
    results = []
    for format in ("jsonl", "csv", "parquet"):
        out = tmp_path / f"out.{format}"
        assert run("scan", "samples", "-q", "--records", records, "-o", out).returncode == 0
        results.append(counted(out))
    assert results[0] == results[1] == results[2]
    assert results[0]["records"] == ("facts" if records == "documents" else records)
    assert results[0]["documents"] == 7 and results[0]["rows"] > 50
    assert results[0]["counts"] and all(column["distinct"] for column in results[0]["counts"].values())


def test_documents_and_their_facts_count_the_same(tmp_path: Path) -> None:
    facts, documents = tmp_path / "facts.jsonl", tmp_path / "documents.jsonl"
    for out in (facts, documents):
        run("scan", "samples", "-q", "--records", out.stem, "-o", out)
    assert counted(facts) == counted(documents)


def test_what_is_shown(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    text = b'{"text": "The mayor said that 12 seals\\u001b died. The mayor claimed that 12 ships sank."}'
    run("scan", "-", "-o", out, stdin=text)
    table = run("stats", out).stdout.decode()
    assert table.startswith("1 document with 2 facts\n\ncolumn\tvalue\tcount\tshare\n")
    assert "certainty\tdoubted\t1\t50.0%" in table and "source\tThe mayor\t2\t100.0%" in table
    chart = run("stats", out, "--format", "chart", "--top", "1").stdout.decode()
    assert "█" in chart and " and 1 more" in chart
    assert "\x1b" not in table + chart
    streamed = run("stats", "-", stdin=out.read_bytes())
    assert streamed.stdout.decode() == table


WRONG = {
    "a.jsonl": b'{"id": "x", "text": "y"}\n',
    "b.csv": b"id,text\n1,x\n",
    "c.parquet": b"x",
    "d.jsonl": b"{\n",
    "e.jsonl": b'{"facts": [1]}\n',
    "f.csv": b"\xff\xfe",
}


@pytest.mark.parametrize(("name", "data"), WRONG.items(), ids=WRONG.keys())
def test_what_is_no_result(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = run("stats", path)
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.decode().startswith(f"reportedly: {path}: no ")


def test_an_empty_result(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.touch()
    assert run("stats", path).stdout.startswith(b"nothing in it")
    assert run("stats", tmp_path / "nowhere").returncode == 3
