"""From the cells or keys of a record to a text: which of them holds the text, the id, the date, the title, the address.

Without other word the usual names are tried in order, in small letters or capitals. A name may be a path into nested
records (`article.body`).

>>> from reportedly.readers.fields import Fields
>>> Fields().text_of({"Headline": "Reef", "body": "Nine ships sank.", "uri": "a-7"}, "news.jsonl:1")
<Text 'a-7': 16 characters>
>>> Fields(text="lead").text_of({"lede": "Nine ships sank."}, "news.jsonl:1")
Traceback (most recent call last):
ValueError: no `lead`, only: lede; did you mean `lede`?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..engine import Text
from ..nearest import meant
from .problems import Problem

__all__ = ["USUAL", "Fields"]

USUAL: dict[str, tuple[str, ...]] = {
    "id": ("id", "uri", "guid", "doc_id", "document_id", "article_id", "_id", "uuid"),
    "text": (
        *("text", "body", "body_text", "article_body", "articlebody", "article_text", "maintext", "main_text"),
        *("fulltext", "full_text", "article_content", "content", "article", "raw_text", "plain_text", "story"),
    ),
    "date": (
        *("date", "published", "date_publish", "publish_date", "published_at", "publishedat", "pub_date", "pubdate"),
        *("publication_date", "date_published", "datepublished", "versioncreated", "published_date", "created_at"),
    ),
    "title": ("title", "headline", "article_title", "headlines"),
    "url": ("url", "link", "canonical_url", "article_url", "source_url", "web_url", "permalink"),
}
"""The names that are tried for each field, in this order."""

# An error lists no more names than can be read.
_SHOWN = 20


class Fields(NamedTuple):
    """The names of the fields; None: the first of the usual names that a record has."""

    id: str | None = None
    text: str | None = None
    date: str | None = None
    title: str | None = None
    url: str | None = None

    def text_of(self, record: Mapping[str, Any], name: str) -> Text:
        """The text of a record; `name` stands for an id that it has not.

        Raises `ValueError` where there is no text.
        """
        names = _lowered(record)
        key = self._found("text", record, names)
        if key is None:
            raise ValueError(self._missing(record))
        text = _value(record, key)
        if not isinstance(text, str):
            raise ValueError(f"no `{key}`" if text is None else f"`{key}` is no string")
        known = {
            field: str(value)
            for field in ("date", "url", "title")
            if (other := self._found(field, record, names)) is not None
            and (value := _value(record, other)) not in _NONE
        }
        id_key = self._found("id", record, names)
        id = None if id_key is None else _value(record, id_key)
        return Text(text, id=name if id in _NONE else _written(id), **known)

    def has_text(self, record: Mapping[str, Any]) -> bool:
        """Whether the record holds a text."""
        key = self._found("text", record, _lowered(record))
        return key is not None and isinstance(_value(record, key), str)

    def texts_of(self, records: Iterable[tuple[str, Any]], on_problem: Callable[[Problem], None]) -> Iterator[Text]:
        """The texts of records with their names; a record that has none is reported."""
        for name, record in records:
            try:
                if not isinstance(record, Mapping):
                    raise ValueError("no JSON object")
                text = self.text_of(record, name)
            except ValueError as error:
                on_problem(Problem(name, str(error)))
            else:
                yield text

    def columns(self, names: Iterable[str]) -> list[str]:
        """The columns of a table that are needed.

        Raises `ValueError` for a table that has no column for the text, or not one that was asked for.
        """
        self.check(names)
        record: dict[str, Any] = dict.fromkeys(names)
        lowered = _lowered(record)
        found = [self._found(field, record, lowered) for field in self._fields]
        return [name for name in found if name is not None]

    def check(self, columns: Iterable[str]) -> None:
        """Raises `ValueError` for a table that has no column for the text, or not one that was asked for."""
        record = dict.fromkeys(columns)
        names = _lowered(record)
        for field, asked in self._asdict().items():
            if asked is not None and asked not in record:
                raise ValueError(_unknown("column ", asked, record))
            if field == "text" and self._found("text", record, names) is None:
                raise ValueError(f"no column `text`, only: {_listed(record)}; say which with --text-field")

    def _found(self, field: str, record: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
        asked: str | None = getattr(self, field)
        if asked is not None:
            return asked if asked in record or _value(record, asked) is not None else None
        return next((names[usual] for usual in USUAL[field] if usual in names), None)

    def _missing(self, record: Mapping[str, Any]) -> str:
        if self.text is not None:
            return _unknown("", self.text, record)
        return f"no `text`, only: {_listed(record)}" if record else "no `text`"


_NONE: tuple[Any, ...] = (None, "")


def _value(record: Mapping[str, Any], key: str) -> Any:
    """What stands under the key, or under the path that it names."""
    if key in record:
        return record[key]
    value: Any = record
    for step in key.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def _written(value: Any) -> str:
    """A value as text; a date as ISO 8601 has it."""
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _lowered(record: Mapping[str, Any]) -> dict[str, str]:
    """The names in small letters, the first where two are alike; cells beyond the last column have none."""
    names: dict[str, str] = {}
    for key in record:
        if isinstance(key, str):
            names.setdefault(key.lower(), key)
    return names


def _unknown(what: str, asked: str, names: Iterable[str]) -> str:
    return f"no {what}`{asked}`, only: {_listed(names)}{meant(asked, names)}"


def _listed(names: Iterable[str]) -> str:
    shown = [str(name) for name in names]
    return ", ".join(shown[:_SHOWN]) + (f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else "")
