"""What is shown on terminals: texts come from strangers, so control and direction characters are escaped."""

from __future__ import annotations

import io
from typing import IO

from ..escaping import shown

__all__ = ["TerminalStream", "WholeWriter", "shown"]


class TerminalStream:
    """A binary stream to a terminal that escapes what it is given."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        """Writes UTF-8, escaped."""
        self._stream.write(shown(data.decode("utf-8", "replace")).encode())
        return len(data)

    def flush(self) -> None:
        """Flushes the terminal."""
        self._stream.flush()


class WholeWriter(io.BufferedIOBase):
    """A bare file, as standard output is with PYTHONUNBUFFERED, which else takes a part of its data and is silent."""

    def __init__(self, stream: io.RawIOBase) -> None:
        self._raw = stream

    def writable(self) -> bool:
        """It can be written."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Writes all of it."""
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[self._raw.write(rest) or 0 :]
        return len(data)
