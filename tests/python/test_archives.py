"""Archives and tables of many kinds give the same texts; damage is named; what is made to do harm is cut."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from reportedly.readers import Limits, Problem, read

TEXTS = [("a", "One 😀 seal."), ("b", "Two seals,\n“three” seals.\r\n")]
RECORDS = [{"id": id, "body": text, "other": 1} for id, text in TEXTS]
LINES = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()


def found(path: Path, **options: Any) -> tuple[list[tuple[str, str]], list[Problem]]:
    problems: list[Problem] = []
    texts = [(text.id, text.text) for text in read([path], on_problem=problems.append, **options)]
    return texts, [Problem(problem.name.removeprefix(str(path)), problem.reason) for problem in problems]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(RECORDS), out)
    return out.getvalue()


def arrow(file: bool) -> bytes:
    out = io.BytesIO()
    table = pa.Table.from_pylist(RECORDS)
    if file:
        feather.write_feather(table, out)
    else:
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
    return out.getvalue()


KINDS = {
    "a.json": json.dumps(RECORDS, indent=2).encode("utf-8-sig"),
    "b.json": json.dumps({"status": "ok", "articles": RECORDS}).encode(),
    "c.json": "\n".join(json.dumps(record, indent=1) for record in RECORDS).encode(),
    "d.json": LINES,
    "e.parquet": parquet(),
    "f.arrow": arrow(True),
    "g.arrow": arrow(False),
    "h.zip": zipped({"x/a.jsonl": LINES, "x/.b.txt": b"hidden", "x/c.png": b"x", "__MACOSX/a.txt": b"x"}),
    "i.tar": tarred({"x/a.jsonl": LINES, "c.png": b"x"}),
    "j.tgz": tarred({"x/a.jsonl": LINES}, "w:gz"),
    "k.zip": zipped({"in.zip": zipped({"a.jsonl.xz": lzma.compress(LINES)})}),
    "l.zip": zipped({"in.tar.bz2": tarred({"a.parquet": parquet()}, "w:bz2")}),
    "m.dat": zipped({"a.jsonl": LINES}, zipfile.ZIP_LZMA),
    "n.jsonl.gz": gzip.compress(LINES[:40]) + gzip.compress(LINES[40:]),
    "o.jsonl": bz2.compress(gzip.compress(LINES)),
    "p.jsonl.lz4": pa.compress(LINES, "lz4", asbytes=True),
}


@pytest.mark.parametrize(("name", "data"), KINDS.items(), ids=KINDS.keys())
def test_every_kind_gives_the_same_texts(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert found(path) == (TEXTS, [])


def test_addresses_stand_for_ids_that_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    line = b'{"text": "x"}\n'
    members = {"a.jsonl": line * 2, "b.txt": b"x", "c.json": b'[{"text": "x"}]', "../d.txt": b"x", "/e.txt": b"x"}
    path.write_bytes(zipped(members))
    ids = [id.removeprefix(str(path)) for id, _ in found(path)[0]]
    assert ids == ["!a.jsonl:1", "!a.jsonl:2", "!b.txt", "!c.json[1]", "!../d.txt", "!/e.txt"]


def test_dates_of_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"Text": ["x"], "published": [date(2031, 5, 2)], "id": [7]}), path)
    (text,) = read([path])
    assert (text.id, text.date) == ("7", "2031-05-02")


MAIL = b"""From reef@example Mon Jun 02 10:00:00 2031
Message-ID: <a@reef.example>
Subject: =?utf-8?q?Nine_boats_=E2=80=93_lost?=
Date: Mon, 02 Jun 2031 10:00:00 +0200
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Nine boats sank =E2=80=93 Roe said.
>From the shore none was seen.

From reef@example Mon Jun 02 11:00:00 2031
Content-Type: text/html

<p>No plain text.</p>
"""


def test_mail(tmp_path: Path) -> None:
    for name, data in (("a.mbox", MAIL), ("b", MAIL)):
        path = tmp_path / name
        path.write_bytes(data)
        problems: list[Problem] = []
        (text,) = read([path], on_problem=problems.append)
        assert (text.id, text.title, text.date) == (
            "<a@reef.example>",
            "Nine boats – lost",
            "2031-06-02T10:00:00+02:00",
        )
        assert text.text.rstrip() == "Nine boats sank – Roe said.\nFrom the shore none was seen."
        assert problems == [Problem(f"{path}:2", "no plain text in it")]
    path = tmp_path / "c.eml"
    path.write_bytes(MAIL.split(b"\n", 1)[1].split(b"\n\nFrom ")[0].replace(b"\n", b"\r\n"))
    (text,) = read([path])
    assert text.title == "Nine boats – lost" and text.text.startswith("Nine boats sank –")


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


DAMAGED: dict[str, tuple[bytes, Callable[[str], bool]]] = {
    "a.zip": (cut(zipped({"a.txt": b"x" * 999})), lambda reason: "no zip archive" in reason),
    "b.tar": (tarred({"a.txt": b"x" * 9_999})[:5_000], lambda reason: "unexpected end" in reason or "tar" in reason),
    "c.tar": (b"x" * 999, lambda reason: "no tar archive" in reason),
    "d.parquet": (cut(parquet()), lambda reason: "no Parquet" in reason),
    "e.arrow": (cut(arrow(True)), lambda reason: "no Arrow" in reason),
    "f.json": (b'[{"text": "x"}, {"text"', lambda reason: "no JSON" in reason),
    "g.json": (b"[" * 100_000, lambda reason: "no JSON" in reason or "deep" in reason),
    "h.json": (b'[{"text": "x"}', lambda reason: "the array does not end" in reason),
    "i.txt.xz": (cut(lzma.compress(bytes(range(256)) * 9)), lambda reason: bool(reason)),
    "j.txt.bz2": (b"plain", lambda reason: reason == "no bzip2, though its name says so"),
    "k.mbox": (b"plain", lambda reason: "no mbox" in reason),
    "l.parquet": (b"", lambda reason: bool(reason)),
}


@pytest.mark.parametrize(("name", "case"), DAMAGED.items(), ids=DAMAGED.keys())
def test_damage_is_named(tmp_path: Path, name: str, case: tuple[bytes, Callable[[str], bool]]) -> None:
    path = tmp_path / name
    path.write_bytes(case[0])
    _, problems = found(path)
    assert len(problems) == 1 and case[1](problems[0].reason), problems


def test_a_damaged_member_and_the_rest(tmp_path: Path) -> None:
    data = zipped({"a.txt": b"first", "b.txt": b"second", "c.txt": b"\xff"}, zipfile.ZIP_STORED)
    path = tmp_path / "a.zip"
    path.write_bytes(data.replace(b"first", b"thirs"))
    texts, problems = found(path)
    assert [text for _, text in texts] == ["second"]
    assert [problem.name for problem in problems] == ["!a.txt", "!c.txt"] and "crc" in problems[0].reason


def test_links_and_devices_are_not_followed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE):
            member = tarfile.TarInfo("a.txt")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    path = tmp_path / "a.tar"
    path.write_bytes(out.getvalue())
    assert found(path) == ([], [])


def test_bombs_are_cut(tmp_path: Path) -> None:
    blanks = b" " * (70 << 20)
    limits = Limits(ratio=100)
    for name, data in {
        "a.txt.gz": gzip.compress(blanks),
        "b.zip": zipped({"a.txt": blanks}),
        "c.tar.xz": lzma.compress(tarred({"a.txt": blanks}), preset=0),
        "d.jsonl.zst": pa.compress(blanks, "zstd", asbytes=True),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        texts, problems = found(path, limits=limits)
        assert not texts, name
        assert {problem.reason for problem in problems} == {"unpacks to more than 100 times its size (--max-ratio)"}


def test_depth_and_members_are_cut(tmp_path: Path) -> None:
    data = zipped({"a.txt": b"x"})
    for _ in range(2):
        data = zipped({"in.zip": data})
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert found(path) == ([], [Problem("!in.zip!in.zip", "an archive inside of 2 others (--max-depth)")])
    assert len(found(path, limits=Limits(depth=3))[0]) == 1
    for name, data in (
        ("b.zip", zipped({f"{n}.txt": b"x" for n in range(4)})),
        ("c.tar", tarred({"a.txt": b"", "b.txt": b""})),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        assert found(path, limits=Limits(members=1))[1] == [Problem("", "more than 1 members (--max-members)")]
