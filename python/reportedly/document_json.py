"""Document JSON read from files, records and plain dictionaries, and checked before it is used.

>>> from reportedly.document_json import checked
>>> checked({"id": "a", "figures": []}, "the prediction")["attributions"]
[]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from .records import Document

__all__ = ["LISTS", "DocumentError", "DocumentLike", "Json", "checked", "documents", "lines"]

Json: TypeAlias = dict[str, Any]
DocumentLike: TypeAlias = Document | Mapping[str, Any]

LISTS = ("figures", "not_figures", "attributions", "hedges", "facts")

# Fields that every record of a list must have: what cannot be read without them.
_NEEDED = {
    "figures": ("start", "end", "low", "high"),
    "not_figures": ("start", "end"),
    "attributions": ("cue", "content"),
    "hedges": ("cue", "category"),
    "facts": ("chain", "certainty"),
}


class DocumentError(ValueError):
    """A line or an object is no document JSON: the text says which, where and why."""


def checked(data: DocumentLike, place: str) -> Json:
    """The document as a dictionary in which the five lists are there; `place` names it in errors.

    `not_figures` may stay null: where nobody has marked them, nothing is known of them.

    Raises `DocumentError` for an object without an id, or a list or record that is none.
    """
    found = data.to_dict() if isinstance(data, Document) else dict(data)
    if not isinstance(found.get("id"), str):
        raise DocumentError(
            f"{place} has no `id`: give document JSON, as `reportedly scan --records documents` writes it"
        )
    for name in LISTS:
        records = found.get(name)
        if records is None:
            found[name] = None if name == "not_figures" else []
            continue
        if not isinstance(records, list) or not all(isinstance(record, Mapping) for record in records):
            raise DocumentError(f"{place}, document {found['id']!r}: `{name}` is no list of records")
        for number, record in enumerate(records):
            missing = [field for field in _NEEDED[name] if field not in record]
            if missing:
                raise DocumentError(f"{place}, document {found['id']!r}: {name}[{number}] has no `{missing[0]}`")
    _references(found, place)
    return found


def _references(document: Json, place: str) -> None:
    """Indices must lead to records."""
    attributions, figures = len(document["attributions"]), len(document["figures"])
    for name, field, count in (
        ("attributions", "inside", attributions),
        ("hedges", "holder", attributions),
        ("hedges", "figure", figures),
        ("facts", "figure", figures),
        ("facts", "chain", attributions),
        ("facts", "hedges", len(document["hedges"])),
    ):
        for number, record in enumerate(document[name]):
            value = record.get(field)
            for index in value if isinstance(value, list) else [value]:
                if index is None or index == "writer":
                    continue
                if not isinstance(index, int) or not 0 <= index < count:
                    where = f"{place}, document {document['id']!r}: {name}[{number}].{field}"
                    raise DocumentError(f"{where} is {index!r}, which names no record")


def lines(path: str | PathLike[str]) -> Iterator[Json]:
    """The documents of a file of document JSON, one a line, compressed or not.

    Raises `DocumentError` for a line that is none, `OSError` where the file cannot be read.
    """
    from .readers import Source

    try:
        with Source(Path(path), str(path)) as source:
            for number, line in enumerate(source.bytes, 1):
                if not line.strip():
                    continue
                place = f"{path}:{number}"
                try:
                    data = json.loads(line.decode("utf-8"))
                except UnicodeDecodeError as error:
                    raise DocumentError(f"{place} is not UTF-8: {error.reason} at byte {error.start}") from error
                except (json.JSONDecodeError, RecursionError) as error:
                    raise DocumentError(f"{place} is no JSON: {error}") from error
                if not isinstance(data, dict):
                    raise DocumentError(f"{place} is no object: give one document a line")
                yield checked(data, place)
    except DocumentError:
        raise
    except (EOFError, ValueError) as error:
        # A compression that is broken, or not the one that the name says.
        raise DocumentError(f"{path}: {error}") from error


def documents(given: str | PathLike[str] | Iterable[DocumentLike], name: str) -> Iterator[Json]:
    """The documents of a file, or of an iterable of `Document` or dictionaries; `name` names them in errors."""
    if isinstance(given, (str, PathLike)):
        yield from lines(given)
        return
    for number, item in enumerate(given):
        if not isinstance(item, (Document, Mapping)):
            raise TypeError(f"{name}, item {number} is {type(item).__name__}, not a Document or a mapping")
        yield checked(item, f"{name}, item {number}")
