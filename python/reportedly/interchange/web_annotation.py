"""W3C Web Annotation (https://www.w3.org/TR/annotation-model/), as JSON-LD: an AnnotationPage a line, for a document.

A mark is an annotation that classifies: its body is the label and, as JSON, the fields of its record; its target is the
document's address with a position and a quotation. A link is an annotation that links: its target is the one mark, its
body the other and the name of the link. The model points at a text and does not hold it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, unquote

from .graph import ConversionError, Graph, Link, Losses, Mark

__all__ = ["read", "write"]

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_URN = "urn:reportedly:"
_SURROUNDINGS = 24


def write(graphs: Iterable[Graph], stream: IO[str], losses: Losses) -> None:
    """Writes one page a document."""
    for graph in graphs:
        losses.update(name for name in ("date", "engine", "cut") if graph.about.get(name))
        losses["text"] += graph.text is not None
        stream.write(json.dumps(_page(graph), ensure_ascii=False) + "\n")


def _page(graph: Graph) -> dict[str, Any]:
    name = _URN + quote(str(graph.about["id"]), safe="")
    source = graph.about.get("url") or name
    page: dict[str, Any] = {"@context": _CONTEXT, "id": name, "type": "AnnotationPage"}
    if graph.about.get("title"):
        page["label"] = graph.about["title"]
    items: list[dict[str, Any]] = []
    for number, mark in enumerate(graph.marks):
        body = [{"type": "TextualBody", "purpose": "classifying", "value": mark.label}]
        fields = {field: value for field, value in mark.attributes.items() if value is not None}
        if fields:
            said = json.dumps(fields, ensure_ascii=False)
            body.append({"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": said})
        target = {"source": source, "selector": _selectors(graph, mark)}
        items.append(_annotation(f"{name}#m{number}", "classifying", body, target))
    for number, link in enumerate(graph.links):
        tag = {"type": "TextualBody", "purpose": "tagging", "value": link.label}
        ends = f"{name}#m{link.target}", f"{name}#m{link.source}"
        items.append(_annotation(f"{name}#l{number}", "linking", [tag, ends[0]], ends[1]))
    page["items"] = items
    return page


def _annotation(id: str, motivation: str, body: list[Any], target: Any) -> dict[str, Any]:
    return {"id": id, "type": "Annotation", "motivation": motivation, "body": body, "target": target}


def _selectors(graph: Graph, mark: Mark) -> list[dict[str, Any]]:
    position = {"type": "TextPositionSelector", "start": mark.start, "end": mark.end}
    quotation = {"type": "TextQuoteSelector", "exact": graph.words(mark)}
    if graph.text is not None:
        quotation["prefix"] = graph.text[max(0, mark.start - _SURROUNDINGS) : mark.start]
        quotation["suffix"] = graph.text[mark.end : mark.end + _SURROUNDINGS]
    return [position, quotation]


def read(path: Path, losses: Losses) -> Iterator[Graph]:
    """The pages of a file: one a line, or one for the whole file."""
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(_pages(text), 1):
        place = f"{path}, page {number}"
        try:
            yield _graph(json.loads(line), losses).checked(place)
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            if isinstance(error, ConversionError):
                raise
            raise ConversionError(f"{place} is no AnnotationPage of text annotations: {error!r}") from error


def _pages(text: str) -> list[str]:
    # A page that is written over several lines does not end with its first line.
    first = text.lstrip().partition("\n")[0].rstrip()
    return [line for line in text.split("\n") if line.strip()] if first.endswith("}") else [text]


def _graph(page: dict[str, Any], losses: Losses) -> Graph:
    if page["type"] != "AnnotationPage":
        raise ValueError(f"its type is {page['type']}")
    name = str(page["id"])
    about: dict[str, Any] = {"id": unquote(name.removeprefix(_URN)), "title": page.get("label")}
    places: dict[str, int] = {}
    marks: list[Mark] = []
    linking = []
    for item in page["items"]:
        if item.get("motivation") == "linking":
            linking.append(item)
            continue
        mark = _mark(item)
        if mark is None:
            losses["annotations without a label or a position"] += 1
            continue
        source = item["target"]["source"]
        about["url"] = None if str(source).startswith(_URN) else source
        places[item["id"]] = len(marks)
        marks.append(mark)
    links = []
    for item in linking:
        tag = next((body["value"] for body in item["body"] if isinstance(body, dict)), "")
        end = next((body for body in item["body"] if isinstance(body, str)), "")
        links.append(Link(tag, places.get(item["target"], -1), places.get(end, -1)))
    return Graph(about, None, marks, links)


def _mark(item: dict[str, Any]) -> Mark | None:
    bodies = item["body"] if isinstance(item["body"], list) else [item["body"]]
    label, fields = None, {}
    for body in bodies:
        if body.get("purpose") in {"classifying", "tagging"}:
            label = body["value"]
        elif body.get("format") == "application/json":
            fields = json.loads(body["value"])
    selectors = item["target"]["selector"]
    selectors = selectors if isinstance(selectors, list) else [selectors]
    position = next((it for it in selectors if it["type"] == "TextPositionSelector"), None)
    exact = next((it["exact"] for it in selectors if it["type"] == "TextQuoteSelector"), None)
    if label is None or position is None:
        return None
    return Mark(label, int(position["start"]), int(position["end"]), fields, exact)
