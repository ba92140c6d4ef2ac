"""What a stream holds: by its first bytes where they tell, else by its name.

Containers have marks of their own, which count more than any name. Texts have none that is sure: there the name counts,
and the bytes where it is silent.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from .packing import bare

__all__ = ["LOOK", "kind", "named"]

LOOK = 2_048
"""So many bytes are looked at."""

_NAMES = {
    **{".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "csv", ".tab": "csv"},
    **{".txt": "text", ".text": "text", ".zip": "zip", ".tar": "tar", ".mbox": "mbox", ".eml": "mail"},
    **{".html": "html", ".htm": "html", ".xhtml": "html"},
    **{".parquet": "parquet", ".arrow": "arrow", ".feather": "arrow", ".ipc": "arrow"},
}

# Where a container's mark stands.
_MARKS = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1", "arrow"),
    (0, b"\xff\xff\xff\xff", "arrow"),
    (257, b"ustar", "tar"),
)
_PAGE = re.compile(rb"\s*(<!--.*?-->\s*)?<(!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_MBOX = re.compile(rb"From \S+.*\d\d:\d\d")
_MAIL = re.compile(rb"([!-9;-~]+:[ \t].*\r?\n([ \t].*\r?\n)*){2,}", re.IGNORECASE)
_MAIL_NAMES = re.compile(
    rb"^(received|return-path|message-id|mime-version|delivered-to):", re.IGNORECASE | re.MULTILINE
)


def named(name: str) -> str | None:
    """The kind that a name tells, compressed or not."""
    return _NAMES.get(PurePath(bare(name)[0]).suffix.lower())


def kind(start: bytes, name: str | None) -> str:
    """The kind of a stream that begins so; `name`: None where it has none, as standard input.

    >>> kind(b'{"text": "x"}', None), kind(b'[{"text"', None), kind(b"[Reef] Nine ships", "a.txt")
    ('jsonl', 'json', 'text')
    """
    for place, mark, found in _MARKS:
        if start.startswith(mark, place):
            return found
    said = named(name) if name is not None else None
    # An old tar has no mark; what is no zip or Parquet says so when it is read.
    return _unnamed(start) if said is None else said


def _unnamed(start: bytes) -> str:
    start = start.removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(start):
        return "html"
    begin = start.lstrip()
    if begin[:1] == b"{":
        return _json(start)
    if re.match(rb"\[\s*\{", begin):
        return "json"
    if _MBOX.match(start):
        return "mbox"
    if _MAIL.match(start) and _MAIL_NAMES.search(start):
        return "mail"
    return "text"


# An object that ends with its line, or a line that is not over yet.
_LINE = re.compile(rb"\s*\{\s*\"(.*\}\s*[\r\n]|[^\r\n]*\Z|[^\r\n]*\}\s*\Z)")


def _json(start: bytes) -> str:
    """json: one array or one object over several lines; jsonl: one object a line."""
    return "jsonl" if _LINE.match(start) else "json"
