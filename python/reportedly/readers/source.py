"""One file or standard input, opened and decompressed, with the format that its name or its first bytes tell."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import IO, cast

__all__ = ["Source"]

_FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".txt": "text", ".text": "text"}
_COMPRESSED = {".gz", ".zst"}


def known_format(path: Path) -> str | None:
    """The format that a name tells, compressed or not."""
    suffix = path.suffix.lower()
    if suffix in _COMPRESSED:
        suffix = Path(path.stem).suffix.lower()
    return _FORMATS.get(suffix)


class Source:
    """A named stream of bytes. A context manager: it is opened inside."""

    def __init__(self, path: Path | None, name: str) -> None:
        self.path = path
        self.name = name
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> Source:
        if self.path is None:
            # A buffer of its own, which can be peeked into and let go.
            self._stream = io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer))
        elif self.path.suffix.lower() == ".gz":
            import gzip

            self._stream = cast("IO[bytes]", gzip.open(self.path, "rb"))
        elif self.path.suffix.lower() == ".zst":
            import pyarrow as pa

            # Arrow's stream knows no lines.
            self._stream = io.BufferedReader(pa.input_stream(str(self.path), compression="zstd"))
        else:
            self._stream = self.path.open("rb")
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None and self.path is not None:
            self._stream.close()
        elif self._stream is not None:
            # Standard input belongs to the process.
            self._stream.detach()  # type: ignore[attr-defined]

    @property
    def bytes(self) -> IO[bytes]:
        """The decompressed bytes."""
        if self._stream is None:
            raise ValueError(f"{self.name} is not open: use `with source`")
        return self._stream

    @property
    def format(self) -> str:
        """text, jsonl or csv: by the name; of standard input by its first byte."""
        if self.path is not None:
            return known_format(self.path) or "text"
        start = self.bytes.peek(64)  # type: ignore[attr-defined]
        return "jsonl" if start.lstrip()[:1] == b"{" else "text"

    @property
    def delimiter(self) -> str:
        """What parts the cells of a table."""
        return "\t" if self.path is not None and ".tsv" in self.path.suffixes else ","
