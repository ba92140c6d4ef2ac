"""Document JSON to and from the formats of annotation tools: brat, doccano, Label Studio, W3C Web Annotation.

>>> from pathlib import Path
>>> from reportedly import interchange
>>> sorted(interchange.FORMATS)
['brat', 'doccano', 'documents', 'label-studio', 'web-annotation']

What a format cannot hold is counted by name in a `Losses`, and so is what document JSON cannot hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from ..document_json import LISTS, Json, checked, lines
from . import brat, doccano, label_studio, web_annotation
from .graph import ConversionError, Graph, Losses, from_document, to_document

__all__ = ["FORMATS", "ConversionError", "Losses", "configuration", "format_of", "read", "write"]


class _Read(Protocol):
    def __call__(self, path: Path, losses: Losses, /) -> Iterator[Graph]: ...


class Format(NamedTuple):
    """How a format is read, and written: to a stream, or, if it is a folder, to a path."""

    read: _Read
    write: Any
    is_folder: bool = False


def _read_documents(path: Path, losses: Losses) -> Iterator[Graph]:
    for document in lines(path):
        yield from_document(document, losses).checked(str(path))


def _write_documents(graphs: Iterable[Graph], stream: IO[str], losses: Losses) -> None:
    for graph in graphs:
        stream.write(json.dumps(to_document(graph, losses), ensure_ascii=False, separators=(",", ":")) + "\n")


FORMATS: dict[str, Format] = {
    "documents": Format(_read_documents, _write_documents),
    "brat": Format(brat.read, brat.write, is_folder=True),
    "doccano": Format(doccano.read, doccano.write),
    "label-studio": Format(label_studio.read, label_studio.write),
    "web-annotation": Format(web_annotation.read, web_annotation.write),
}


def format_of(path: Path) -> str:
    """The format of a file or folder, by what it begins with.

    Raises `ConversionError` where that tells nothing.
    """
    if path.is_dir():
        return "brat"
    try:
        with path.open(encoding="utf-8") as stream:
            first = stream.readline()
        if first.lstrip().startswith("["):
            return "label-studio"
        head = json.loads(first)
    except (ValueError, RecursionError):
        head = None
    if isinstance(head, dict):
        if head.get("type") == "AnnotationPage":
            return "web-annotation"
        if "entities" in head or "label" in head or "labels" in head:
            return "doccano"
        if any(name in head for name in LISTS):
            return "documents"
    raise ConversionError(f"{path} tells no format by its first line: say it, one of {', '.join(FORMATS)}")


def read(path: str | Path, format: str | None = None, losses: Losses | None = None) -> Iterator[Json]:
    """The documents of a file or folder as document JSON, with their `text` where the format holds it.

    Raises `ConversionError` for what is not of the format, `DocumentError` for what is no document JSON.
    """
    losses = Losses() if losses is None else losses
    for graph in FORMATS[format or format_of(Path(path))].read(Path(path), losses):
        yield to_document(graph, losses)


def write(
    documents: Iterable[Json],
    target: IO[str] | Path,
    format: str,
    texts: Mapping[str, str] | None = None,
    losses: Losses | None = None,
) -> Losses:
    """Writes documents to a stream, or for brat to a folder, and gives what the format cannot hold.

    `texts` by id: of documents that have no `text` of their own.

    Raises `ConversionError` where a format needs a text that there is not.
    """
    losses = Losses() if losses is None else losses
    FORMATS[format].write(_graphs(documents, texts or {}, losses), target, losses)
    for name in [name for name, count in losses.items() if not count]:
        del losses[name]
    return losses


def _graphs(documents: Iterable[Json], texts: Mapping[str, str], losses: Losses) -> Iterator[Graph]:
    for number, document in enumerate(documents):
        one = checked(document, f"document {number}")
        if one.get("text") is None and one["id"] in texts:
            one["text"] = texts[one["id"]]
        yield from_document(one, losses).checked(repr(one["id"]))


def configuration(format: str) -> str:
    """The set-up of the tool, so that it shows all that is written.

    Raises `ValueError` for a format without one.
    """
    if format == "brat":
        return brat.configuration()
    if format == "label-studio":
        return label_studio.configuration()
    if format == "doccano":
        from .labels import all_labels

        return json.dumps([{"text": label} for label in all_labels()], indent=1) + "\n"
    raise ValueError(f"{format} needs no configuration: brat, doccano and label-studio have one")
