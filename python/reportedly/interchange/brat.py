"""brat's standoff format (https://brat.nlplab.org/standoff.html): a folder with NAME.txt and NAME.ann of each document.

A mark is a text-bound annotation (T), a link a relation (R), a choice or a flag an attribute (A); other fields stand as
JSON in a note (#). The name of the file is the document's id, what a file name cannot have in percent signs. A line
break ends a piece of a T, so a span over several lines is written in pieces, and joined again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from .fields import CHOICES, RECORDS, ROLES
from .graph import HEADLESS, ConversionError, Graph, Link, Losses, Mark

__all__ = ["configuration", "read", "write"]

_NOTE = "AnnotatorNotes"
_LONGEST = 200
_LINE = re.compile(r"[^\n]+")


def write(graphs: Iterable[Graph], folder: Path, losses: Losses) -> None:
    """Writes two files for each document, and brat's annotation.conf. The folder must be empty or new."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConversionError(f"{folder} is not an empty folder: name a new one")
    folder.mkdir(parents=True, exist_ok=True)
    for graph in graphs:
        if graph.text is None:
            raise ConversionError(f"{graph.about['id']!r} has no text, and brat shows it: give the texts")
        losses.update(name for name in ("date", "url", "title", "engine", "cut") if graph.about.get(name))
        name = _file_name(str(graph.about["id"]))
        target = folder / f"{name}.txt"
        if target.exists():
            raise ConversionError(f"there are two documents of the id {graph.about['id']!r}: give each its own")
        target.write_bytes(graph.text.encode("utf-8", "replace"))
        lines = "".join(line + "\n" for line in _lines(graph, graph.text, losses))
        (folder / f"{name}.ann").write_bytes(lines.encode("utf-8", "replace"))
    (folder / "annotation.conf").write_text(configuration(), encoding="utf-8")


def _file_name(id: str) -> str:
    name = quote(id, safe="")
    if name.startswith("."):
        name = "%2E" + name[1:]
    if not 0 < len(name) <= _LONGEST:
        raise ConversionError(f"{id[:40]!r} makes no file name: give ids of 1 to {_LONGEST} characters")
    return name


def _fragments(text: str, mark: Mark) -> list[tuple[int, int]]:
    """The pieces of a span, cut at line breaks; pieces of space are left out."""
    found = [
        (mark.start + line.start(), mark.start + line.end())
        for line in _LINE.finditer(text[mark.start : mark.end])
        if line[0].strip()
    ]
    return found or [(mark.start, mark.end)]


def _lines(graph: Graph, text: str, losses: Losses) -> Iterator[str]:
    attributes = notes = 0
    for number, mark in enumerate(graph.marks, 1):
        pieces = _fragments(text, mark)
        if (pieces[0][0], pieces[-1][1]) != (mark.start, mark.end):
            losses["line breaks at the border of a span"] += 1
        place = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(text[start:end] for start, end in pieces)
        yield f"T{number}\t{mark.label} {place}\t{words}"
        rest = {}
        for name, value in mark.attributes.items():
            if value is True:
                attributes += 1
                yield f"A{attributes}\t{name} T{number}"
            elif name in CHOICES and isinstance(value, str) and re.fullmatch(r"\S+", value):
                attributes += 1
                yield f"A{attributes}\t{name} T{number} {value}"
            elif value is not None and value is not False:
                rest[name] = value
        if rest:
            notes += 1
            yield f"#{notes}\t{_NOTE} T{number}\t{json.dumps(rest, ensure_ascii=False)}"
    for number, link in enumerate(graph.links, 1):
        yield f"R{number}\t{link.label} Arg1:T{link.source + 1} Arg2:T{link.target + 1}"


def read(folder: Path, losses: Losses) -> Iterator[Graph]:
    """The documents of a folder, in the order of their names."""
    names = sorted(folder.rglob("*.ann"))
    if not names:
        raise ConversionError(f"{folder} holds no .ann file: give the folder of a brat collection")
    for path in names:
        try:
            # Offsets count every character: a carriage return must stay.
            text = path.with_suffix(".txt").read_bytes().decode()
            lines = path.read_bytes().decode().split("\n")
        except UnicodeDecodeError as error:
            raise ConversionError(f"{path} or its text is not UTF-8: {error.reason} at byte {error.start}") from error
        except OSError as error:
            raise ConversionError(f"{path} has no text beside it: {error.strerror}") from error
        inside = path.relative_to(folder).with_suffix("").as_posix()
        yield _Reader(path, text, losses).graph(unquote(inside), lines).checked(str(path))


class _Reader:
    """Reads one .ann file."""

    def __init__(self, path: Path, text: str, losses: Losses) -> None:
        self.path, self.text, self.losses = path, text, losses
        self.marks: list[Mark] = []
        self.places: dict[str, tuple[int, ...]] = {}

    def graph(self, id: str, lines: list[str]) -> Graph:
        """The marks and links of the lines. Lines may stand in any order."""
        kinds: dict[str, list[tuple[int, str]]] = {}
        for number, line in enumerate(lines, 1):
            if line.strip():
                kinds.setdefault(line[0], []).append((number, line))
        links: list[Link] = []
        # Marks first: the other lines speak of them.
        for kind in ("T", "A", "M", "#", "R"):
            for number, line in kinds.pop(kind, ()):
                try:
                    links += self._line(kind, line)
                except (ValueError, IndexError, KeyError) as error:
                    place = f"{self.path}:{number}"
                    raise ConversionError(f"{place} is no line of brat's standoff format: {error!r}") from error
        for kind, rest in sorted(kinds.items()):
            self.losses[f"lines that begin with {kind}"] += len(rest)
        return Graph({"id": id}, self.text, self.marks, links)

    def _line(self, kind: str, line: str) -> Iterable[Link]:
        """Takes in a line; of a relation the links."""
        if kind == "R":
            return list(self._links(line))
        if kind == "T":
            self._mark(line)
        elif kind == "#":
            self._note(line)
        else:
            self._attribute(line)
        return ()

    def _mark(self, line: str) -> None:
        id, about, _ = line.split("\t", 2)
        label, _, place = about.partition(" ")
        pieces = [tuple(map(int, piece.split())) for piece in place.split(";")]
        joined = [(pieces[0][0], pieces[0][1])]
        for start, end in pieces[1:]:
            if not self.text[joined[-1][1] : start].strip():
                joined[-1] = joined[-1][0], end
            else:
                joined.append((start, end))
        several = any(record.roles.get(label) for record in RECORDS.values())
        if len(joined) > 1 and not several:
            self.losses[f"{label} in pieces"] += 1
            joined = joined[:1]
        self.places[id] = tuple(range(len(self.marks), len(self.marks) + len(joined)))
        self.marks += [Mark(label, start, end, {}) for start, end in joined]

    def _attribute(self, line: str) -> None:
        _, about = line.split("\t", 1)
        name, target, *value = about.split()
        self._place(target).attributes[name] = value[0] if value else True

    def _note(self, line: str) -> None:
        _, about, said = line.split("\t", 2)
        kind, target = about.split()
        try:
            fields: Any = json.loads(said) if kind == _NOTE and target in self.places else None
        except ValueError:
            fields = None
        if isinstance(fields, dict):
            mark = self._place(target)
            mark.attributes.update({name: value for name, value in fields.items() if name not in mark.attributes})
        else:
            self.losses["notes"] += 1

    def _place(self, id: str) -> Mark:
        return self.marks[self.places[id][0]]

    def _links(self, line: str) -> Iterator[Link]:
        _, about = line.split("\t", 1)
        label, first, second = about.split()[:3]
        source, target = (self.places[end.partition(":")[2]] for end in (first, second))
        for place in target:
            yield Link(label, source[0], place)


def configuration() -> str:
    """brat's annotation.conf: what there is to annotate."""
    heads = [*RECORDS, *HEADLESS]
    lines = ["[entities]", *heads, *ROLES, "", "[relations]"]
    for record in RECORDS.values():
        first = "|".join([record.label, *(name for name in HEADLESS if HEADLESS[name] is record)])
        lines += [f"{role}\tArg1:{first}, Arg2:{role}" for role in record.roles]
        for field, target in record.references.items():
            lists = ("attributions", "hedges") if field == "why" else (target,)
            second = [one.label for one in RECORDS.values() if one.list in lists]
            second += [name for name, one in HEADLESS.items() if one.label in second]
            names = ["pair_before", "pair_after"] if field == "pair" else [field]
            lines += [f"{name}\tArg1:{first}, Arg2:{'|'.join(second)}" for name in names]
    lines += ["", "[events]", "", "[attributes]"]
    for name in [*CHOICES, *_flags()]:
        owners = [label for label in heads if name in (HEADLESS.get(label) or RECORDS[label]).fields]
        values = f", Value:{'|'.join(CHOICES[name])}" if name in CHOICES else ""
        lines.append(f"{name}\tArg:{'|'.join(owners)}{values}")
    return "\n".join([*lines, ""])


def _flags() -> list[str]:
    return [name for record in RECORDS.values() for name, default in record.fields.items() if default is False]
