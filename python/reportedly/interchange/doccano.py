"""doccano's JSON lines of a sequence labelling project with relations: spans and links, each with a label and no more.

Each line has `text`, `entities` (id, label, start_offset, end_offset) and `relations` (id, from_id, to_id, type);
doccano keeps other keys as metadata. Of a record the one field that matters most goes into the label ("figure:money").
The older form `"label": [[start, end, label], …]` is read too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from .graph import ConversionError, Graph, Link, Losses
from .labels import with_fields, without_fields

__all__ = ["read", "write"]

# An exported line has an `id` of doccano's own.
_ABOUT = {"id": "document", "date": "date", "url": "url", "title": "title", "engine": "engine"}


def write(graphs: Iterable[Graph], stream: IO[str], losses: Losses) -> None:
    """Writes one line a document."""
    for graph in graphs:
        if graph.text is None:
            raise ConversionError(f"{graph.about['id']!r} has no text, and doccano shows it: give the texts")
        if graph.about.get("cut"):
            losses["cut"] += 1
        labels = without_fields(graph, losses)
        line: dict[str, Any] = {"text": graph.text}
        line |= {name: graph.about[field] for field, name in _ABOUT.items() if graph.about.get(field) is not None}
        line["entities"] = [
            {"id": number, "label": label, "start_offset": mark.start, "end_offset": mark.end}
            for number, (mark, label) in enumerate(zip(graph.marks, labels, strict=True), 1)
        ]
        line["relations"] = [
            {"id": number, "from_id": link.source + 1, "to_id": link.target + 1, "type": link.label}
            for number, link in enumerate(graph.links, 1)
        ]
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def read(path: Path, losses: Losses) -> Iterator[Graph]:
    """The documents of an export."""
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                place = f"{path}:{number}"
                try:
                    yield _graph(json.loads(line), losses, str(number)).checked(place)
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                    if isinstance(error, ConversionError):
                        raise
                    raise ConversionError(f"{place} is no document of doccano: {error!r}") from error


def _graph(line: dict[str, Any], losses: Losses, number: str) -> Graph:
    entities = line.get("entities")
    if entities is None:
        pairs = line.get("label", line.get("labels", []))
        entities = [
            {"id": place, "label": label, "start_offset": start, "end_offset": end}
            for place, (start, end, label) in enumerate(pairs)
        ]
    places = {entity["id"]: place for place, entity in enumerate(entities)}
    links = [
        Link(it["type"], places.get(it["from_id"], -1), places.get(it["to_id"], -1)) for it in line.get("relations", ())
    ]
    spans = [(int(entity["start_offset"]), int(entity["end_offset"])) for entity in entities]
    marks = with_fields([str(entity["label"]) for entity in entities], spans, links)
    known = {**line.get("meta", {}), **line}
    about = {field: known.get(name) for field, name in _ABOUT.items()}
    about["id"] = str(about["id"] if about["id"] is not None else line.get("id", number))
    for comment in line.get("Comments") or ():
        losses["comments"] += bool(comment)
    return Graph(about, line["text"], marks, links)
