"""From the cells or keys of a record to a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine import Text

__all__ = ["text_of"]


def text_of(record: Mapping[str, Any], name: str) -> Text:
    """The text of a record with `text` and, if they are there, `id`, `date`, `url`, `title`; `name` stands for the id.

    Raises ValueError where there is no text.
    """
    text = record.get("text")
    if not isinstance(text, str):
        raise ValueError("no `text`" if text is None else "`text` is no string")
    known = {field: str(record[field]) for field in ("date", "url", "title") if record.get(field) not in (None, "")}
    id = record.get("id")
    return Text(text, id=name if id is None or id == "" else str(id), **known)
