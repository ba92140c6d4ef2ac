"""Compression around a stream, known by its first bytes: gzip, bzip2, xz, Zstandard, LZ4."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, cast

from .limits import Limits, Metered

__all__ = ["SUFFIXES", "bare", "unpacked"]

SUFFIXES = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd", ".lz4": "lz4"}
"""The name's end that each is known by."""

_ARCHIVES = {".tgz": ("gzip", ".tar"), ".tbz2": ("bzip2", ".tar"), ".txz": ("xz", ".tar")}

_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "lz4",
}

# What is packed more often than that was packed to do harm.
_LAYERS = 3


def bare(name: str) -> tuple[str, str | None]:
    """The name without the suffix of its compression, and which that is.

    >>> bare("news.jsonl.gz"), bare("news.tgz"), bare("news.txt")
    (('news.jsonl', 'gzip'), ('news.tar', 'gzip'), ('news.txt', None))
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _ARCHIVES:
        return name[: -len(suffix)] + _ARCHIVES[suffix][1], _ARCHIVES[suffix][0]
    return (name[: -len(suffix)], SUFFIXES[suffix]) if suffix in SUFFIXES else (name, None)


def unpacked(stream: io.BufferedReader, name: str, packed: Callable[[], int], limits: Limits) -> io.BufferedReader:
    """The stream without the compression around it. `packed`: how many bytes have been taken from below.

    Raises `ValueError` where the name promises a compression that is not there.
    """
    _, promised = bare(name)
    for layer in range(_LAYERS + 1):
        start = stream.peek(8)[:8]
        found = next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), None)
        if layer == 0 and promised and found is None and start:
            raise ValueError(f"no {promised}, though its name says so")
        if found is None:
            return stream
        if layer == _LAYERS:
            raise ValueError(f"packed more than {_LAYERS} times")
        stream = io.BufferedReader(Metered(_opened(found, stream), packed, limits), 1 << 17)
    return stream


def _opened(kind: str, stream: io.BufferedReader) -> IO[bytes]:
    if kind == "gzip":
        import gzip

        return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))
    if kind == "bzip2":
        import bz2

        return bz2.BZ2File(stream)
    if kind == "xz":
        import lzma

        return lzma.LZMAFile(stream)
    import pyarrow as pa

    return cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), kind))
