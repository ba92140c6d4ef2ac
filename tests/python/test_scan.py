"""`reportedly scan`: what is read and written, what it says of it, and the manifest beside the output."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from reportedly.readers import Fields, Problem, read

COMMAND = [sys.executable, "-m", "reportedly"]


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], input=stdin, capture_output=True, check=False)


def rows(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def news(tmp_path: Path, article: str) -> Path:
    path = tmp_path / "news.jsonl"
    lines = (json.dumps({"id": f"d-{number}", "text": f"{article} Nine boats sank."}) for number in range(200))
    path.write_text("\n".join(lines))
    return path


RECORD = {
    "Headline": "Reef",
    "body": "9 boats sank.",
    "uri": "a-7",
    "publish_date": "2031-05-02",
    "meta": {"lead": "x"},
}


def test_usual_names_of_fields(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(RECORD))
    (text,) = read([path])
    assert (text.id, text.text, text.title, text.date, text.url) == ("a-7", "9 boats sank.", "Reef", "2031-05-02", None)


def test_names_of_fields_by_option(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(RECORD))
    (text,) = read([path], fields=Fields(text="meta.lead", title="uri", id="Headline"))
    assert (text.id, text.text, text.title) == ("Reef", "x", "a-7")
    done = run("scan", path, "--text-field", "bodi")
    assert done.returncode == 3
    assert b"no `bodi`, only: Headline, body, uri, publish_date, meta; did you mean `body`?" in done.stderr
    table = tmp_path / "a.csv"
    table.write_text("nr,lede\n1,9 boats sank.\n")
    done = run("scan", table, "--text-field", "led")
    assert b"no column `led`, only: nr, lede; did you mean `lede`?" in done.stderr
    assert rows(run("scan", table, "--text-field", "lede", "--id-field", "nr"))[0]["document"] == "1"


def test_columns_and_conditions(news: Path) -> None:
    found = rows(
        run("scan", news, "--limit", "2", "--fields", "low, figure", "--where", 'kind == "count" and low > 20')
    )
    assert [list(row) for row in found] == [["low", "figure"]] * len(found) != []
    assert {row["figure"] for row in found} == {"more than 16,000", "40", "nearly 3,000-4,000"}
    for option, value, near in (
        ("--fields", "figur", b"did you mean `figure`"),
        ("--where", "loww > 2", b"mean `low`?"),
    ):
        done = run("scan", news, option, value)
        assert done.returncode == 2 and near in done.stderr


def test_columns_of_a_parquet_file(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    assert run("scan", news, "--fields", "figure,certainty", "--where", "low == 40", "-o", out).returncode == 0
    table = pq.read_table(out)
    assert table.column_names == ["figure", "certainty"] and set(table["figure"].to_pylist()) == {"40"}
    assert table.schema.metadata[b"reportedly.records"] == b"facts"


def test_samples_are_the_same_each_time(news: Path) -> None:
    def ids(*arguments: str) -> list[str]:
        return [row["id"] for row in rows(run("scan", news, "--records", "documents", *arguments))]

    first = ids("--sample", "0.2")
    assert first == ids("--sample", "0.2", "--threads", "2") and 20 <= len(first) <= 60
    assert first != ids("--sample", "0.2", "--seed", "7")
    assert set(first) < set(ids("--sample", "0.5"))
    assert ids("--sample", "0.2", "--limit", "3") == first[:3]
    assert len(ids("--sample", "1")) == 200
    assert ids("--limit", "0") == []


def test_the_summary(news: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    done = run("scan", tmp_path, "--limit", "2", "--threads", "2", "--where", "figure is not None")
    lines = done.stderr.decode().splitlines()
    assert lines[0].startswith(f"reportedly: {tmp_path}/bad.txt: not UTF-8")
    assert lines[1].startswith("2 documents, ") and "attributed" in lines[1] and lines[1].endswith(", 1 unreadable")
    assert run("scan", news, "--limit", "2", "--quiet").stderr == b""


def test_the_log_as_json(news: Path, tmp_path: Path) -> None:
    (tmp_path / "bad\x1b.txt").write_bytes(b"\xff")
    done = run("scan", tmp_path, "--log", "json")
    error, summary = (json.loads(line) for line in done.stderr.splitlines())
    assert (error["level"], error["event"], error["name"]) == ("error", "unreadable", f"{tmp_path}/bad\x1b.txt")
    assert (summary["event"], summary["documents"], summary["unreadable"]) == ("summary", 200, 1)
    assert sum(summary["by_certainty"].values()) == summary["facts"] == len(done.stdout.splitlines())
    wrong = run("scan", news, "--fields", "x", "--log=json")
    assert wrong.returncode == 2 and json.loads(wrong.stderr)["event"] == "usage"
    wrong = run("scan", news, "--rules", "nowhere", "--log", "json")
    assert wrong.returncode == 2 and json.loads(wrong.stderr)["level"] == "error"


def test_the_manifest(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert (
        run("scan", news, "-", "-o", out, "--limit", "900", "--threads", "2", stdin=b"Nine boats sank.").returncode == 0
    )
    manifest = json.loads((tmp_path / "out.csv.manifest.json").read_text())
    assert manifest["output"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    file, stream = manifest["inputs"]
    assert (file["name"], file["documents"]) == (str(news), 200)
    assert file["sha256"] == hashlib.sha256(news.read_bytes()).hexdigest() and file["bytes"] == news.stat().st_size
    assert (stream["name"], stream["sha256"]) == ("-", hashlib.sha256(b"Nine boats sank.").hexdigest())
    assert (manifest["options"]["limit"], manifest["options"]["threads"], manifest["options"]["format"]) == (
        900,
        2,
        "csv",
    )
    assert len(manifest["engine"]["pack_digest"]) == 64
    assert manifest["counts"]["documents"] == 201
    assert not list(tmp_path.glob("*.part"))


def test_an_output_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Nine boats sank.")
    out = tmp_path / "facts.jsonl"
    for _ in range(2):
        done = run("scan", tmp_path, "-o", out)
        assert len(out.read_text().splitlines()) == 1
    assert done.returncode == 0 and b"facts.jsonl: is the output of this scan: left out" in done.stderr


def test_an_input_is_no_output(news: Path) -> None:
    before = news.read_bytes()
    done = run("scan", news, "-o", news)
    assert done.returncode == 2 and b"is an input: it cannot be the output too" in done.stderr
    assert news.read_bytes() == before


def terminal(*arguments: str | Path, **environment: str) -> bytes:
    """What a command shows on a terminal, on standard error; its output goes nowhere."""
    main, end = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=end,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **environment},
    ) as process:
        os.close(end)
        shown = b""
        try:
            while piece := os.read(main, 65_536):
                shown += piece
        except OSError:
            # How Linux says that the other end has been closed.
            pass
        os.close(main)
    assert process.returncode in (0, 3)
    return shown


def test_progress_on_terminals_only(news: Path, tmp_path: Path) -> None:
    (tmp_path / "a-bad.txt").write_bytes(b"\xff")
    shown = terminal("scan", tmp_path, "-o", tmp_path / "out.csv").decode()
    assert "200 documents" in shown and "MB/s" in shown and "facts" in shown
    assert "a-bad.txt: not UTF-8" in shown and "1 unreadable" in shown
    assert "MB/s" not in terminal("scan", news, "--quiet").decode()
    assert "\x1b[3" not in terminal("scan", news, NO_COLOR="1").decode()
    assert b"MB/s" not in run("scan", news).stderr


def test_problems_of_a_limit_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x" * (2 << 20))
    done = run("scan", path, "--max-document", "1")
    assert (
        done.returncode == 3 and b"a.txt: larger than 1 MiB, the limit for one document (--max-document)" in done.stderr
    )
    problems: list[Problem] = []
    assert list(read([path], on_problem=problems.append)) and not problems
