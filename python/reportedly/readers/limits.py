"""What an archive may ask of the machine that reads it: archives come from strangers.

Each limit is far above what real archives need; what it cuts is reported by name, and reading goes on.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, NamedTuple

__all__ = ["HARMLESS", "Limits", "Metered"]

HARMLESS = 64 << 20
"""Below so many bytes no ratio is a bomb: a megabyte of blanks packs into nothing."""


class Limits(NamedTuple):
    """Bounds for reading; a field is a bound, not a target."""

    ratio: int = 1_000
    """Bytes that one packed byte may become, beyond the first 64 MiB."""
    document: int = 256 << 20
    """Bytes of one document, line, cell or member that must be held whole."""
    depth: int = 2
    """Archives inside of each other: 2 reads the archives in an archive."""
    members: int = 1_000_000
    """Members of one archive."""

    def whole(self, stream: IO[bytes]) -> bytes:
        """All bytes of a stream. Raises `ValueError` where they are more than a document's."""
        data = stream.read(self.document + 1)
        if len(data) > self.document:
            raise ValueError(f"larger than {self.document >> 20} MiB, the limit for one document (--max-document)")
        return data


class Metered(io.RawIOBase):
    """Unpacked bytes, watched: a stream that unpacks to far more than it should raises `ValueError`."""

    def __init__(self, stream: IO[bytes], packed: Callable[[], int], limits: Limits) -> None:
        self._stream = stream
        self._packed = packed
        self._ratio = limits.ratio
        self._unpacked = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Reads, and counts."""
        data = self._stream.read(len(buffer))
        self._unpacked += len(data)
        if self._unpacked > HARMLESS and self._unpacked > self._ratio * max(self._packed(), 1):
            raise ValueError(f"unpacks to more than {self._ratio:,} times its size (--max-ratio)")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Closes what it reads from."""
        if not self.closed:
            self._stream.close()
        super().close()
