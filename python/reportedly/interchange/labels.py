"""Labels that say a field too ("figure:money"), for formats whose marks have nothing but a label.

>>> joined("figure", "money"), parted("figure:money"), parted("figure")
('figure:money', ('figure', 'money'), ('figure', None))
"""

from __future__ import annotations

from .fields import CHOICES, ROLES
from .graph import HEADLESS, Graph, Link, Losses, Mark, record_of

__all__ = ["all_labels", "joined", "parted", "with_fields", "without_fields"]


def joined(label: str, value: str | None) -> str:
    """A label with the value of its field."""
    return label if value is None else f"{label}:{value}"


def parted(label: str) -> tuple[str, str | None]:
    """A label and the value in it."""
    name, colon, value = label.partition(":")
    return name, value if colon else None


def without_fields(graph: Graph, losses: Losses) -> list[str]:
    """The label of each mark, with what it can say; the fields that it cannot are counted."""
    heads = {link.target: link.source for link in graph.links if link.label in ROLES}
    labels = []
    for number, mark in enumerate(graph.marks):
        record = record_of(mark.label)
        if record is not None:
            said = {record.category}
            told = {ROLES[link.label] for link in graph.links if link.source == number and link.label in ROLES}
            for name, value in mark.attributes.items():
                if name not in said | told and value not in (None, False, 0):
                    losses[f"{record.label}.{name}"] += 1
            labels.append(joined(mark.label, mark.attributes.get(record.category)))
        else:
            field, head = ROLES.get(mark.label), heads.get(number)
            value = graph.marks[head].attributes.get(field) if field and head is not None else None
            labels.append(joined(mark.label, value))
    return labels


def with_fields(labels: list[str], spans: list[tuple[int, int]], links: list[Link]) -> list[Mark]:
    """The marks of such labels: what the label of a part says goes to its record."""
    marks = []
    for label, (start, end) in zip(labels, spans, strict=True):
        name, value = parted(label)
        record = record_of(name)
        attributes = {record.category: value} if record and value is not None else {}
        marks.append(Mark(name, start, end, attributes))
    for link in links:
        if 0 <= link.target < len(marks) and 0 <= link.source < len(marks):
            name, value = parted(labels[link.target])
            field = ROLES.get(name)
            if field and value is not None and link.label == name:
                marks[link.source].attributes[field] = value
    return marks


def all_labels() -> list[str]:
    """Every label that `without_fields` can make of the choices that there are."""
    found = []
    for label in ("figure", "not_figure", "attribution", "hedge", "fact", *HEADLESS):
        record = record_of(label)
        if record is not None:
            found += [joined(label, value) for value in CHOICES[record.category]]
    for role, field in ROLES.items():
        found += [joined(role, value) for value in CHOICES[field]] if field else [role]
    return found
