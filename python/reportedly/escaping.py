r"""Texts come from strangers: what a terminal or a browser would obey is shown as it is written in JSON.

>>> from reportedly.escaping import shown
>>> print(shown("a\x1b[31mb"))
a\u001b[31mb
"""

from __future__ import annotations

import re

__all__ = ["html", "shown"]

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


def html(value: object) -> str:
    """The value as text of an HTML page: escaped, and nothing in it that turns the direction of writing."""
    from html import escape

    return escape(shown(str(value)))
