"""Archives: every container, compressed or not, gives the same texts; what cannot be read is named."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pytest

from reportedly.engine import Text
from reportedly.readers import Problem, Unreadable, batches, read

TEXTS = [("a", "One 😀 seal."), ("b", "Two seals,\n“three” seals.\r\n"), ("c", "")]


def written(kind: str) -> bytes:
    if kind == "jsonl":
        return "".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in TEXTS).encode()
    mark = "\t" if kind == "tsv" else ","
    rows = [f'{id}{mark}"{text.replace(chr(34), chr(34) * 2)}"\r\n' for id, text in TEXTS]
    return ("id" + mark + "text\r\n" + "".join(rows)).encode("utf-8-sig")


def packed(data: bytes, suffix: str) -> bytes:
    if suffix == ".gz":
        return gzip.compress(data)
    if suffix == ".zst":
        return bytes(pa.compress(data, "zstd", asbytes=True))
    return data


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize("kind", ["jsonl", "csv", "tsv"])
def test_tables_of_texts(tmp_path: Path, kind: str, suffix: str) -> None:
    path = tmp_path / f"news.{kind}{suffix}"
    path.write_bytes(packed(written(kind), suffix))
    assert [(text.id, text.text) for text in read([path])] == TEXTS


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_text_files(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"news.txt{suffix}"
    path.write_bytes(packed("\ufeffOne 😀\r\nseal.".encode(), suffix))
    assert [(text.id, text.text) for text in read([path])] == [(str(path), "One 😀\r\nseal.")]


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    for name in ["b.txt", "a/z.txt", "a/y.jsonl", ".hidden.txt", "picture.png"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"text": "x"}' if name.endswith("jsonl") else name)
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    names = [text.id.removeprefix(str(tmp_path) + "/") for text in read([tmp_path])]
    assert names == ["a/y.jsonl:1", "a/z.txt", "b.txt"]


def test_problems_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        b'{"text": "x"}\nnot json\n{"id": 1}\n[]\n{"text": "\xff"}\n\n{"id": 7, "text": "y"}'
    )
    (tmp_path / "b.txt").write_bytes(b"caf\xe9")
    (tmp_path / "c.csv").write_bytes(b"id,lede\n1,x\n")
    (tmp_path / "d.txt.gz").write_bytes(b"not gzip")
    (tmp_path / "e.jsonl.gz").write_bytes(gzip.compress(b'{"id": "e", "text": "whole"}\n' * 1000)[:-20])
    (tmp_path / "f.txt.zst").write_bytes(b"not zstd")
    problems: list[Problem] = []
    texts = list(read([tmp_path, tmp_path / "nowhere"], on_problem=problems.append))
    assert [text.id for text in texts if text.id != "e"] == [f"{tmp_path}/a.jsonl:1", "7"]
    found = {problem.name.removeprefix(str(tmp_path) + "/"): problem.reason for problem in problems}
    assert found["a.jsonl:2"] == "no JSON: expecting value at column 1"
    assert found["a.jsonl:3"] == "no `text`, only: id"
    assert found["a.jsonl:4"] == "no JSON object"
    assert found["a.jsonl:5"].startswith("not UTF-8")
    assert found["b.txt"] == "not UTF-8: unexpected end of data at byte 3"
    assert found["c.csv"] == "no column `text`, only: id, lede; say which with --text-field"
    assert found["nowhere"] == "no such file or folder"
    assert {"d.txt.gz", "e.jsonl.gz", "f.txt.zst"} <= found.keys()
    with pytest.raises(Unreadable, match="no such file"):
        list(read([tmp_path / "nowhere"]))


@pytest.mark.parametrize(
    ("data", "texts"), [(b' {"id": "a", "text": "x"}\n', ["x"]), (b"Plain\ntext.", ["Plain\ntext."])]
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, texts: list[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert [text.text for text in read(["-"])] == texts


def test_batches_hold_lone_surrogates_places() -> None:
    table = batches([Text("a\ud800b", id="\udfff", title=None)]).read_all()
    assert table.to_pylist() == [{"id": "\ufffd", "text": "a\ufffdb", "date": None, "url": None, "title": None}]
