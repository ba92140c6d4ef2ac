"""Mail: an mbox of messages, or one message (eml): subject as title, date, the message's plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..engine import Text
from .problems import Problem
from .source import Source

__all__ = ["read_mbox", "read_message"]

_START = re.compile(rb"From \S.*\d\d:\d\d")
_QUOTED = re.compile(rb"^>(>*From )")


def read_message(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The document of one message."""
    yield _text(source.settings.limits.whole(source.bytes), source.name)


def read_mbox(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The documents of the messages; one without plain text is reported."""
    for number, message in enumerate(_messages(source), 1):
        name = f"{source.name}:{number}"
        try:
            text = _text(message, name)
        except ValueError as error:
            on_problem(Problem(name, str(error)))
        else:
            yield text


def _messages(source: Source) -> Iterator[bytes]:
    """The messages: each starts with a `From ` line after an empty one (RFC 4155)."""
    longest = source.settings.limits.document
    lines: list[bytes] | None = None
    size, empty = 0, True
    while line := source.bytes.readline(longest + 1):
        if empty and _START.match(line):
            if lines is not None:
                yield b"".join(lines)
            lines, size = [], 0
        elif lines is None:
            if line.strip():
                raise ValueError("no mbox: it does not begin with a `From ` line")
        else:
            lines.append(_QUOTED.sub(rb"\1", line))
            size += len(line)
            if size > longest:
                raise ValueError(f"a message is larger than {longest >> 20} MiB, the limit for one (--max-document)")
        empty = not line.strip()
    if lines is not None:
        yield b"".join(lines)


def _text(data: bytes, name: str) -> Text:
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.default)
    try:
        body = message.get_body(("plain",))
        if body is None:
            raise ValueError("no plain text in it")
        text = str(body.get_content())
        subject, id = message["subject"], message["message-id"]
        date = getattr(message["date"], "datetime", None)
    # The library lets errors of all kinds out of damaged messages.
    except (LookupError, AttributeError, TypeError, UnicodeError) as error:
        raise ValueError(f"a damaged message: {error}") from error
    return Text(
        text.replace("\r\n", "\n"),
        id=str(id).strip() if id else name,
        date=date.isoformat() if date else None,
        title=str(subject) if subject else None,
    )
