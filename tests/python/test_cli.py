"""The command line, as a process: what it prints, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from reportedly.cli.terminal import TerminalStream, shown
from reportedly.sinks.delimited import safe

COMMAND = [sys.executable, "-m", "reportedly"]


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], input=stdin, capture_output=True, check=False)


@pytest.fixture
def archive(tmp_path: Path, article: str) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    line = json.dumps({"id": "=cmd", "text": article, "title": "@home", "date": "2024-05-01"})
    (folder / "a.jsonl").write_text(line + "\n")
    (folder / "b.txt").write_text("About 12 seals died.")
    return folder


def test_an_article_without_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" \n")
    for arguments, stdin in ((["extract"], b"\n"), (["extract", tmp_path / "a.txt"], b"")):
        done = run(*arguments, stdin=stdin)
        assert (done.returncode, done.stdout) == (3, b""), done
        assert b"holds no" in done.stderr


def test_an_unknown_name_of_an_output_is_refused(tmp_path: Path) -> None:
    done = run("scan", "samples", "-o", tmp_path / "a.xlsx")
    assert done.returncode == 2 and b".parquet" in done.stderr and b"--format" in done.stderr
    assert not list(tmp_path.iterdir())
    assert run("scan", "samples", "-o", tmp_path / "a.xlsx", "--format", "csv", "--quiet").returncode == 0


def test_documents_in_another_language_are_left_out(tmp_path: Path) -> None:
    texts = {
        "en": "The mayor of the town said that about 40 of the houses were lost to the flood and it was the worst.",
        "es": "El alcalde de la ciudad dijo que unas 40 de las casas se perdieron en la riada y que fue la peor.",
        "ru": "Мэр города сказал, что около 40 домов были потеряны во время наводнения и что это было худшее.",
    }
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps({"id": id, "text": text}) for id, text in texts.items()))
    done = run("scan", tmp_path / "a.jsonl", "--fields", "document", "--format", "csv")
    assert set(done.stdout.split()[1:]) == {b"en"}
    assert b"1 document, " in done.stderr and b"2 documents in another language left out" in done.stderr
    done = run("scan", tmp_path / "a.jsonl", "--any-language")
    assert b"3 documents, " in done.stderr and b"another language" not in done.stderr


def test_marks_of_one_span_close_in_turn() -> None:
    done = run("extract", "Roe, a pilot, claimed that nearly 40 lorries were lost.")
    assert done.stdout.startswith(b"{Roe, a pilot}, <~claimed~> that [~nearly~ 40] lorries"), done.stdout


def test_extract_a_text(article: str) -> None:
    done = run("extract", article)
    assert (done.returncode, done.stderr) == (0, b"")
    page = done.stdout.decode()
    assert "16,000]" in page
    assert "certainty\tfigure\tof\tevent\tsource\thedges\tstatement" in page


def test_extract_a_file_and_standard_input(tmp_path: Path, article: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(article.encode())
    results = [run("extract", path, "--format", "json"), run("extract", "--format", "json", stdin=article.encode())]
    facts = []
    for done in results:
        assert (done.returncode, done.stderr) == (0, b"")
        facts.append(json.loads(done.stdout)["facts"])
    assert facts[0] == facts[1] != []


@pytest.mark.parametrize("records", ["facts", "figures", "attributions", "hedges", "documents"])
def test_scan_every_table_in_every_format(archive: Path, tmp_path: Path, records: str) -> None:
    counts = set()
    for format in ("jsonl", "csv", "parquet"):
        out = tmp_path / f"out.{format}"
        done = run("scan", archive, "--quiet", "--records", records, "-o", out, "--threads", "2")
        assert (done.returncode, done.stderr, done.stdout) == (0, b"", b"")
        assert not out.with_name(out.name + ".part").exists()
        if format == "jsonl":
            counts.add(len(out.read_text().splitlines()))
        elif format == "csv":
            counts.add(len(list(csv.DictReader(io.StringIO(out.read_text(), newline="")))))
        else:
            table = pq.read_table(out)
            counts.add(table.num_rows)
            assert table.schema.metadata[b"reportedly.records"] == records.encode()
    assert len(counts) == 1 and counts != {0}


def test_scan_keeps_ids_and_dates(archive: Path) -> None:
    done = run("scan", archive, "--records", "documents")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["=cmd", str(archive / "b.txt")]
    assert (lines[0]["date"], lines[0]["title"]) == ("2024-05-01", "@home")


def test_csv_cells_are_no_formulas(archive: Path) -> None:
    done = run("scan", archive, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    assert (rows[0]["document"], rows[0]["title"]) == ("'=cmd", "'@home")
    assert json.loads(rows[0]["hedges"])
    for start in "=+-@\t\r\n＝":
        assert safe(start + "x") == "'" + start + "x"
    assert [safe(value) for value in ("a=b", -1.5, None, True)] == ["a=b", -1.5, None, "true"]


def test_unreadable_input_is_named_and_the_rest_is_read(archive: Path) -> None:
    (archive / "bad.jsonl").write_bytes(b"{\n")
    done = run("scan", archive, archive / "nowhere.txt", "--records", "documents", "-q")
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 2
    errors = done.stderr.decode().splitlines()
    assert [line.split(": ")[1].removeprefix(str(archive)) for line in errors] == ["/bad.jsonl:1", "/nowhere.txt"]
    assert run("extract", "nowhere.txt").returncode == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan"],
        ["scan", "-", "--records", "feelings"],
        ["scan", "-", "--genre", "sonnets"],
        ["scan", "-", "--rules", "nowhere"],
        ["scan", "-", "-o", "/nowhere/out.csv"],
        ["dance"],
        ["rules", "show", "nothing.like-it"],
        ["rules", "check", "--no-builtin"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_code_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr and b"Traceback" not in done.stderr


def test_rules_commands(tmp_path: Path) -> None:
    assert run("rules", "check").returncode == 0
    target = tmp_path / "pack"
    assert run("rules", "export", target).returncode == 0
    assert run("rules", "export", target).returncode == 2
    assert run("rules", "check", target, "--no-builtin").stdout == run("rules", "check").stdout
    listed = run("rules", "show").stdout.decode().splitlines()
    id = listed[0].split("\t")[0]
    assert f'"{id}"' in run("rules", "show", id).stdout.decode()
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.toml").write_text("[[rule]]\nid = 'x'\nstage = 'figur'\npattern = '\"a\"'\n")
    done = run("rules", "check", own)
    assert done.returncode == 2 and b"own.toml:3:" in done.stderr


def test_rules_test_shows_what_was_found(tmp_path: Path) -> None:
    rule = """[[rule]]
id = "own.pebbles"
stage = "figure"
pattern = 'number:{digits} "pebbleses"'
priority = 99
yields.figure = { kind = "score", value = "value($number)" }
examples = [{ text = "They won 12 pebbleses.", low = 12 }, { text = "They won 12 pebbleses.", low = 13 }]
rejects = ["They won 4 pebbleses."]
"""
    (tmp_path / "own.toml").write_text(rule)
    done = run("rules", "test", tmp_path, "--id", "own.")
    assert done.returncode == 2
    page = done.stdout.decode()
    assert "own.pebbles (own.toml:7)" in page and "low 12 (!)" in page and 'matched "4 pebbleses"' in page
    assert page.rstrip().endswith("2 examples, 1 rejects, 2 failed")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_broken_pipe_ends_quietly(archive: Path, article: str, unbuffered: str) -> None:
    (archive / "many.jsonl").write_text((json.dumps({"text": article}) + "\n") * 2_000)
    with subprocess.Popen(
        [*COMMAND, "scan", str(archive)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_nothing_is_lost_without_buffers(archive: Path, article: str) -> None:
    (archive / "many.jsonl").write_text((json.dumps({"text": article}) + "\n") * 2_000)
    lines = {}
    for buffers in ("", "1"):
        with subprocess.Popen(
            [*COMMAND, "scan", "-q", str(archive)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": buffers},
        ) as process:
            assert process.stdout
            time.sleep(1.5)
            lines[buffers] = process.stdout.read().count(b"\n")
        assert process.returncode == 0
    assert lines[""] == lines["1"] > 8_000


def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    fifo = tmp_path / "never.jsonl"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        [*COMMAND, "scan", str(tmp_path / "out"), "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin and process.stderr
    assert b"no such file" in process.stderr.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    errors = process.stderr.read()
    process.stdin.close()
    process.stderr.close()
    assert (process.wait(), errors.strip()) == (130, b"")


def test_terminals_are_shown_no_controls() -> None:
    assert shown("a\x1b[31m\u202eb\r\n\tc\x9b\ud800") == "a\\u001b[31m\\u202eb\n\tc\\u009b\\ud800"
    out = io.BytesIO()
    TerminalStream(out).write(json.dumps("\x1b\u202e\U000e0041", ensure_ascii=False).encode())
    assert json.loads(out.getvalue()) == "\x1b\u202e\U000e0041"
