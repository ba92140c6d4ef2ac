"""What is shown on terminals: texts come from strangers, so control and direction characters are escaped."""

from __future__ import annotations

import re
from typing import IO

__all__ = ["TerminalStream", "shown"]

# Controls (C0 but tab and line feed, DEL, C1), direction marks and overrides, line separators, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    code -= 0x10000
    # As a pair, as JSON writes it, so that JSON stays JSON.
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def shown(text: str) -> str:
    """The text with what a terminal would obey written as `\\u001b`. A carriage return before a line feed goes."""
    return _UNSAFE.sub(_escape, text.replace("\r\n", "\n"))


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
