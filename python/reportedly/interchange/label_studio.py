"""Label Studio's JSON: an array of tasks, each with its text, regions, the fields of each region, and relations.

What an engine has made is written as predictions, what people have made as annotations; read are the annotations, or
where there are none the predictions. `configuration()` is the labelling interface that shows all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from .fields import CHOICES, RECORDS, ROLES
from .graph import HEADLESS, ConversionError, Graph, Link, Losses, Mark, record_of

__all__ = ["configuration", "read", "write"]

_LABEL, _TEXT = "label", "text"
_ABOUT = ("id", "date", "url", "title", "engine", "cut")


def _flags() -> list[str]:
    return [name for record in RECORDS.values() for name, default in record.fields.items() if default is False]


def _numbers() -> list[str]:
    return ["low", "high", "of", "carried_from"]


def _words() -> list[str]:
    return ["number_text", "unit", "per", "rule", "id"]


def _field(name: str, value: Any) -> tuple[str, str, Any] | None:
    """The name of the control, its type and its value; null for a value that says nothing."""
    if value is None or value is False:
        return None
    if value is True:
        return name, "choices", ["true"]
    if isinstance(value, (int, float)):
        return name, "number", value
    if name in CHOICES:
        return name, "choices", [value]
    return name, "textarea", [str(value)]


def write(graphs: Iterable[Graph], stream: IO[str], losses: Losses) -> None:
    """Writes the array, a task a line."""
    separator = "[\n"
    for graph in graphs:
        if graph.text is None:
            raise ConversionError(f"{graph.about['id']!r} has no text, and Label Studio shows it: give the texts")
        stream.write(separator + json.dumps(_task(graph, graph.text), ensure_ascii=False))
        separator = ",\n"
    stream.write("[]\n" if separator == "[\n" else "\n]\n")


def _task(graph: Graph, text: str) -> dict[str, Any]:
    about = {name: graph.about[name] for name in _ABOUT if graph.about.get(name) is not None}
    result: list[dict[str, Any]] = []
    for number, mark in enumerate(graph.marks):
        region = {"id": f"m{number}", "to_name": _TEXT}
        span = {"start": mark.start, "end": mark.end}
        value = {**span, "text": graph.words(mark), "labels": [mark.label]}
        result.append({**region, "from_name": _LABEL, "type": "labels", "value": value})
        for name, attribute in mark.attributes.items():
            field = _field(name, attribute)
            if field is not None:
                control, kind, said = field
                key = "text" if kind == "textarea" else kind
                result.append({**region, "from_name": control, "type": kind, "value": {**span, key: said}})
    for link in graph.links:
        ends = {"from_id": f"m{link.source}", "to_id": f"m{link.target}"}
        result.append({**ends, "type": "relation", "direction": "right", "labels": [link.label]})
    engine = graph.about.get("engine")
    if engine:
        version = f"{engine.get('pack')} {engine.get('pack_version')}"
        return {"data": {_TEXT: text, **about}, "predictions": [{"model_version": version, "result": result}]}
    return {"data": {_TEXT: text, **about}, "annotations": [{"result": result}]}


def read(path: Path, losses: Losses) -> Iterator[Graph]:
    """The tasks of an export."""
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ConversionError(f"{path} is no JSON: {error}") from error
    if not isinstance(tasks, list):
        raise ConversionError(f"{path} is no array of tasks: export as JSON, not as JSON_MIN or CSV")
    for number, task in enumerate(tasks):
        place = f"{path}, task {number}"
        try:
            yield _graph(task, losses, str(task.get("id", number))).checked(place)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            if isinstance(error, ConversionError):
                raise
            raise ConversionError(f"{place} is no task of a text with regions: {error!r}") from error


def _graph(task: dict[str, Any], losses: Losses, number: str) -> Graph:
    data = task["data"]
    completed = [one for one in task.get("annotations") or () if not one.get("was_cancelled")]
    sources = completed or task.get("predictions") or [{"result": []}]
    if len(sources) > 1:
        losses["annotations of one task beside the first"] += len(sources) - 1
    places: dict[str, int] = {}
    marks: list[Mark] = []
    result = sources[0]["result"]
    for item in result:
        if item["type"] == "labels":
            places[item["id"]] = len(marks)
            value = item["value"]
            label = value["labels"][0] if value.get("labels") else ""
            marks.append(Mark(label, int(value["start"]), int(value["end"]), {}))
    links: list[Link] = []
    for item in result:
        if item["type"] == "relation":
            for label in item.get("labels") or [""]:
                links.append(Link(label, places.get(item["from_id"], -1), places.get(item["to_id"], -1)))
        elif item["type"] != "labels":
            _attribute(item, marks, places, losses)
    about = {name: data.get(name) for name in _ABOUT}
    about["id"] = str(about["id"] if about["id"] is not None else number)
    return Graph(about, data[_TEXT], marks, links)


def _attribute(item: dict[str, Any], marks: list[Mark], places: dict[str, int], losses: Losses) -> None:
    place, name, value = places.get(item.get("id", "")), item.get("from_name", ""), item["value"]
    record = record_of(marks[place].label) if place is not None else None
    said = value.get("text" if item["type"] == "textarea" else item["type"])
    if place is None or record is None or name not in record.fields or said is None:
        losses[f"{item['type']} {name!r}"] += 1
        return
    if isinstance(said, list):
        said = said[0] if said else None
    marks[place].attributes[name] = True if record.fields[name] is False and said == "true" else said


def configuration() -> str:
    """The labelling interface, as the XML that Label Studio's settings take."""
    lines = ["<View>", f'  <Labels name="{_LABEL}" toName="{_TEXT}">']
    lines += [f'    <Label value="{label}"/>' for label in (*RECORDS, *HEADLESS, *ROLES)]
    lines += ["  </Labels>", f'  <Text name="{_TEXT}" value="${_TEXT}"/>']
    for name, values in {**CHOICES, **dict.fromkeys(_flags(), ("true",))}.items():
        lines.append(f'  <Choices name="{name}" toName="{_TEXT}" perRegion="true">')
        lines += [f'    <Choice value="{value}"/>' for value in values]
        lines.append("  </Choices>")
    lines += [f'  <Number name="{name}" toName="{_TEXT}" perRegion="true"/>' for name in _numbers()]
    lines += [f'  <TextArea name="{name}" toName="{_TEXT}" perRegion="true"/>' for name in _words()]
    references = sorted({name for record in RECORDS.values() for name in record.references} - {"pair"})
    names = [*ROLES, *references, "pair_before", "pair_after"]
    lines += ["  <Relations>", *(f'    <Relation value="{name}"/>' for name in dict.fromkeys(names)), "  </Relations>"]
    return "\n".join([*lines, "</View>", ""])
