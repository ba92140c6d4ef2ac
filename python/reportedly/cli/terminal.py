"""What is shown on terminals: texts come from strangers, so control and direction characters are escaped."""

from __future__ import annotations

from typing import IO

from ..escaping import shown

__all__ = ["TerminalStream", "shown"]


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
