"""The document JSON as tables: which field of a record is a span, which names another record, and which is plain.

The formats of annotation tools know marks (a span with a label), attributes of marks and links between marks. What each
field becomes there is said here, once for all formats.
"""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["CHOICES", "RECORDS", "ROLES", "Record", "normal"]


class Record(NamedTuple):
    """One kind of record."""

    label: str
    list: str
    head: str | None
    """The field whose span stands for the record; null where the record is a span itself."""
    category: str
    """The field that formats with nothing but labels keep: it is put into the label."""
    roles: dict[str, bool]
    """Fields that hold a span, or, if true, a list of spans."""
    references: dict[str, str]
    """Fields that name another record, by index, and its list."""
    fields: dict[str, Any]
    """All fields in the order of the document JSON, with what stands there when nothing is known."""


RECORDS: dict[str, Record] = {
    record.label: record
    for record in (
        Record(
            "figure",
            "figures",
            None,
            "kind",
            {"time": False, "counted": False, "event": False},
            {"pair": "figures"},
            {
                "kind": None,
                "low": None,
                "high": None,
                "number_text": None,
                "bound": None,
                "approximate": False,
                "unit": None,
                "per": None,
                "of": None,
                "time": None,
                "counted": None,
                "event": None,
                "pair": None,
                "rule": None,
            },
        ),
        Record("not_figure", "not_figures", None, "kind", {}, {}, {"kind": None, "rule": None}),
        Record(
            "attribution",
            "attributions",
            "cue",
            "stance",
            {"source": False, "content": True, "told": False, "refers_to": False},
            {"inside": "attributions"},
            {
                "source": None,
                "cue": None,
                "content": [],
                "quote": None,
                "source_class": None,
                "named": False,
                "stance": None,
                "told": None,
                "inside": None,
                "refers_to": None,
                "continued": False,
                "rule": None,
            },
        ),
        Record(
            "hedge",
            "hedges",
            "cue",
            "category",
            {"scope": True},
            {"holder": "attributions", "figure": "figures"},
            {"cue": None, "category": None, "scope": [], "holder": "writer", "figure": None, "rule": None},
        ),
        Record(
            "fact",
            "facts",
            "statement",
            "certainty",
            {"sentence": False},
            {"figure": "figures", "chain": "attributions", "hedges": "hedges", "why": "why"},
            {
                "id": None,
                "figure": None,
                "statement": None,
                "sentence": None,
                "chain": [],
                "carried": False,
                "carried_from": 0,
                "hedges": [],
                "negated": False,
                "certainty": None,
                "why": [],
            },
        ),
    )
}

# Marks that are no record but a part of one, and the field of the record that their label can say too.
ROLES: dict[str, str | None] = {
    role: {"source": "source_class", "content": "quote"}.get(role)
    for record in RECORDS.values()
    for role in record.roles
}

# The values that a field may have, for the forms of annotation tools.
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": (
        "count", "money", "percent", "percentage_point", "measure", "duration", "age", "share", "multiple", "rate",
        "index", "score", "year", "date", "time", "ordinal", "label", "name_number", "phone", "version", "list_number",
    ),
    "bound": ("exact", "about", "more_than", "at_least", "less_than", "at_most", "nearly", "range"),
    "quote": ("direct", "mixed", "indirect"),
    "source_class": (
        "person", "group", "government", "military", "organisation", "company", "media", "document",
        "law_enforcement", "court", "poll", "unnamed_official", "pronoun", "none",
    ),
    "stance": ("neutral", "assertive", "doubtful", "tentative", "denial", "refusal", "question", "call"),
    "category": (
        "allegation", "hearsay", "modal", "approximator", "conditional", "lack_of_evidence", "unverified", "denial",
        "distancing", "expectation", "question", "booster", "negation",
    ),
    "certainty": (
        "stated", "attributed", "confirmed", "doubted", "tentative", "unsupported", "denied", "hypothetical",
    ),
}  # fmt: skip


def normal(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every field of every record in its place, and no other."""
    found = {name: document.get(name) for name in ("id", "date", "url", "title", "engine")}
    for record in RECORDS.values():
        span = ("start", "end", "text") if record.head is None else ()
        found[record.list] = [
            {name: one.get(name) for name in span}
            | {name: default if one.get(name) is None else one[name] for name, default in record.fields.items()}
            for one in document.get(record.list) or []
        ]
    found["cut"] = document.get("cut", 0)
    return found
