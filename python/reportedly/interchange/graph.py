"""Document JSON as marks and links, and back: what all formats of annotation tools have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..document_json import Json
from .fields import RECORDS, ROLES, Record

__all__ = ["HEADLESS", "ConversionError", "Graph", "Link", "Losses", "Mark", "from_document", "to_document"]

# A record whose own span is not known stands on another one: an attribution without a cue on its source, a fact without
# a statement on its figure.
HEADLESS = {f"{record.label}_without_{record.head}": record for record in RECORDS.values() if record.head}

# A pair says which of the two figures came first.
_PAIR = {"pair_before": "before", "pair_after": "after"}

Losses = Counter[str]


class ConversionError(ValueError):
    """A file is not what its format says: the text names the place and the reason."""


class Mark(NamedTuple):
    """A span with a label. A mark that stands for a record has its plain fields as attributes.

    `quoted` is the text that it covers, where a format says it beside the offsets.
    """

    label: str
    start: int
    end: int
    attributes: dict[str, Any]
    quoted: str | None = None


class Link(NamedTuple):
    """A directed link between two marks, by their numbers."""

    label: str
    source: int
    target: int


class Graph(NamedTuple):
    """One document. `about` holds its id, date, url, title, engine, cut; `text` is null where a format has none."""

    about: dict[str, Any]
    text: str | None
    marks: list[Mark]
    links: list[Link]

    def words(self, mark: Mark) -> str:
        """The text that a mark covers; empty where the text is not known."""
        return (mark.quoted or "") if self.text is None else self.text[mark.start : mark.end]

    def checked(self, place: str) -> Graph:
        """The graph, if all its marks lie in the text and all links lead to marks; `place` names it in errors.

        Raises `ConversionError`.
        """
        for mark in self.marks:
            inside = self.text is None or mark.end <= len(self.text)
            if not (0 <= mark.start <= mark.end and inside):
                raise ConversionError(f"{place}: {mark.label} {mark.start}..{mark.end} lies outside the text")
            if self.text is not None and mark.quoted is not None and mark.quoted != self.words(mark):
                raise ConversionError(
                    f"{place}: {mark.label} {mark.start}..{mark.end} is {self.words(mark)!r} in the text, not "
                    f"{mark.quoted!r}: the offsets are of another text"
                )
        for link in self.links:
            if not all(0 <= end < len(self.marks) for end in (link.source, link.target)):
                raise ConversionError(f"{place}: a link {link.label!r} leads to no mark")
        return self


def record_of(label: str) -> Record | None:
    """The kind of record that a mark stands for, if it stands for one."""
    return HEADLESS.get(label) or RECORDS.get(label)


def from_document(document: Json, losses: Losses) -> Graph:
    """A document as marks and links; what has no span to stand on is counted in `losses`."""
    about = {name: document.get(name) for name in ("id", "date", "url", "title", "engine", "cut")}
    graph = Graph(about, document.get("text"), [], [])
    places: dict[tuple[str, int], int] = {}
    for record in RECORDS.values():
        for index, one in enumerate(document.get(record.list) or []):
            label, span = _head(record, one, document)
            if span is None:
                losses[f"{record.label} without any span"] += 1
                continue
            plain = {
                name: one.get(name)
                for name in record.fields
                if name != record.head
                and name not in record.roles
                and name not in record.references
                and one.get(name) not in (None, record.fields[name])
            }
            places[record.list, index] = len(graph.marks)
            graph.marks.append(Mark(label, span["start"], span["end"], plain, span.get("text")))
            losses.update(f"{record.label}.{name}" for name in one.keys() - record.fields.keys() - _OWN)
    for record in RECORDS.values():
        for index, one in enumerate(document.get(record.list) or []):
            head = places.get((record.list, index))
            if head is not None:
                _roles(graph, record, one, head)
                _references(graph, record, one, head, places)
    return graph


_OWN = {"start", "end", "text"}


def _head(record: Record, one: Json, document: Json) -> tuple[str, Json | None]:
    """The label and the span of the mark that stands for a record."""
    if record.head is None:
        return record.label, one
    if one.get(record.head):
        return record.label, one[record.head]
    label = f"{record.label}_without_{record.head}"
    if one.get("figure") is not None:
        figure: Json = document["figures"][one["figure"]]
        return label, figure
    for role, several in record.roles.items():
        if one.get(role):
            found: Json = one[role][0] if several else one[role]
            return label, found
    return label, None


def _roles(graph: Graph, record: Record, one: Json, head: int) -> None:
    for role, several in record.roles.items():
        for span in (one.get(role) or []) if several else [one.get(role)]:
            if span:
                graph.links.append(Link(role, head, len(graph.marks)))
                graph.marks.append(Mark(role, span["start"], span["end"], {}, span.get("text")))


def _references(graph: Graph, record: Record, one: Json, head: int, places: dict[tuple[str, int], int]) -> None:
    for field, target in record.references.items():
        for label, name, index in _named(field, target, one.get(field)):
            place = places.get((name, index))
            if place is not None:
                graph.links.append(Link(label, head, place))


def _named(field: str, target: str, value: Any) -> Iterator[tuple[str, str, int]]:
    """Label of the link, list and index of each record that a reference names."""
    if value is None or value == "writer":
        return
    if field == "pair":
        label = next(label for label, role in _PAIR.items() if role == value["role"])
        yield label, target, value["with"]
    elif field == "why":
        for reason in value:
            name = "attribution" if "attribution" in reason else "hedge"
            yield field, RECORDS[name].list, reason[name]
    else:
        for index in value if isinstance(value, list) else [value]:
            yield field, target, index


def to_document(graph: Graph, losses: Losses) -> Json:
    """The document of a graph. Marks and links that say nothing in document JSON are counted in `losses`."""
    found: Json = {name: graph.about.get(name) for name in ("id", "date", "url", "title", "engine")}
    found.update({record.list: [] for record in RECORDS.values()})
    found["cut"] = graph.about.get("cut") or 0
    if graph.text is not None:
        found["text"] = graph.text
    places: dict[int, tuple[str, int]] = {}
    for number, mark in enumerate(graph.marks):
        record = record_of(mark.label)
        if record is not None:
            places[number] = record.list, len(found[record.list])
            found[record.list].append(_empty(graph, record, mark))
        elif mark.label not in ROLES:
            losses[f"marks labelled {mark.label!r}"] += 1
    reached = {link.target for link in graph.links if link.source in places}
    for number, mark in enumerate(graph.marks):
        if mark.label in ROLES and number not in reached:
            losses[f"{mark.label} that no record is linked to"] += 1
    for link in graph.links:
        _join(graph, found, link, places, losses)
    return found


def _span(graph: Graph, mark: Mark) -> Json:
    return {"start": mark.start, "end": mark.end, "text": graph.words(mark)}


def _empty(graph: Graph, record: Record, mark: Mark) -> Json:
    """The record of a mark, before its links."""
    one: Json = _span(graph, mark) if record.head is None else {}
    for name, default in record.fields.items():
        value = mark.attributes.get(name)
        one[name] = (list(default) if isinstance(default, list) else default) if value is None else value
    if record.head is not None and mark.label not in HEADLESS:
        one[record.head] = _span(graph, mark)
    return one


def _join(graph: Graph, found: Json, link: Link, places: dict[int, tuple[str, int]], losses: Losses) -> None:
    """Sets the field that a link stands for."""
    source = record_of(graph.marks[link.source].label)
    if source is None:
        losses[f"links {link.label!r} from a mark that is no record"] += 1
        return
    name, index = places[link.source]
    one = found[name][index]
    mark = graph.marks[link.target]
    if link.label in source.roles:
        if source.roles[link.label]:
            one[link.label].append(_span(graph, mark))
        else:
            one[link.label] = _span(graph, mark)
        return
    field = "pair" if link.label in _PAIR else link.label
    target = places.get(link.target)
    wanted = source.references.get(field)
    if wanted is None or target is None or (wanted != target[0] and field != "why"):
        losses[f"links {link.label!r} from {source.label} to {mark.label}"] += 1
    elif field == "pair":
        one[field] = {"with": target[1], "role": _PAIR[link.label]}
    elif field == "why":
        kind = record_of(mark.label)
        if kind is not None:
            record = found[target[0]][target[1]]
            one[field].append({kind.label: target[1], kind.category: record[kind.category]})
    elif isinstance(source.fields[field], list):
        one[field].append(target[1])
    else:
        one[field] = target[1]
