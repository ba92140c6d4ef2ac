"""What differs between two readings of one text, record by record, and how to make the one of the other."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..document_json import LISTS, Json
from .pairing import anchor, pair
from .references import REFERENCES, moved, named

__all__ = ["ACTIONS", "Change", "Field", "applied", "changes"]

ACTIONS = ("added", "removed", "changed")

# Of a fact: set by the pack as a whole, so it says nothing of the fact.
_LEFT_OUT = {"facts": {"id"}}


class Field(NamedTuple):
    """A field with its old and its new value, as in the document JSON."""

    field: str
    old: Any
    new: Any


class Change(NamedTuple):
    """A record that is there in one reading only, or differs. Indices and records are null where there is none."""

    record: str
    """The list: figures, not_figures, attributions, hedges, facts."""
    action: str
    document: str
    old_index: int | None
    new_index: int | None
    old_rule: str | None
    new_rule: str | None
    old: Json | None
    new: Json | None
    fields: tuple[Field, ...]

    @property
    def rule(self) -> str:
        """The rule that made the new record, or the old one if it is gone. Of a fact: the rule of what is new in it."""
        return self.new_rule or self.old_rule or ""

    @property
    def span(self) -> Json:
        """Where it stands: figure, cue, or statement."""
        return anchor(self.new or self.old or {})

    def mirrored(self) -> Change:
        """The change back."""
        action = {"added": "removed", "removed": "added"}.get(self.action, self.action)
        fields = tuple(Field(it.field, it.new, it.old) for it in self.fields)
        return Change(
            self.record, action, self.document, self.new_index, self.old_index, self.new_rule, self.old_rule,
            self.new, self.old, fields,
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        span = self.span
        data: dict[str, Any] = {
            "record": self.record,
            "action": self.action,
            "document": self.document,
            "rule": self.rule,
            "old_rule": self.old_rule,
            "new_rule": self.new_rule,
            "old_index": self.old_index,
            "new_index": self.new_index,
            "span": {key: span[key] for key in ("start", "end", "text")},
        }
        if self.action == "changed":
            data["fields"] = [it._asdict() for it in self.fields]
        else:
            data["value"] = self.new or self.old
        return data


def _rule(document: Json, name: str, record: Json, other: set[tuple[str, int]]) -> str | None:
    """The rule of a record. A fact has none of its own: the rule of the first of its records that is not among `other`,
    else of its figure, innermost attribution or hedge.
    """
    if name != "facts":
        rule: str | None = record.get("rule")
        return rule
    mine = [one for field, target in REFERENCES[name].items() for one in named(record.get(field), target)]
    figure = [("figures", record["figure"])] if record["figure"] is not None else []
    inner = [("attributions", index) for index in record["chain"][-1:]]
    order = (
        [one for one in mine if one not in other] + figure + inner + [("hedges", index) for index in record["hedges"]]
    )
    for where, index in order:
        found: str | None = document[where][index].get("rule")
        return found
    return None


def _named(record: Json, forward: dict[str, dict[int, int]] | None) -> set[tuple[str, int]]:
    found = {one for field, target in REFERENCES["facts"].items() for one in named(record.get(field), target)}
    if forward is None:
        return found
    return {(name, forward[name][index]) for name, index in found if index in forward[name]}


def changes(document: str, old: Json, new: Json) -> list[Change]:
    """The changes from one reading to the other, by list and place."""
    pairing = pair(old, new)
    forward = {name: pairing.forward(name) for name in LISTS}
    backward = {name: {j: i for i, j in pairing.pairs[name]} for name in LISTS}
    # Where no record has another number, references may be compared as they are.
    still = all(i == j for name in LISTS for i, j in pairing.pairs[name])
    found: list[Change] = []
    for name in LISTS:
        for i, record in enumerate(old[name]):
            if i not in forward[name]:
                rule = _rule(old, name, record, set())
                found.append(Change(name, "removed", document, i, None, rule, None, record, None, ()))
        for j, record in enumerate(new[name]):
            if j not in backward[name]:
                rule = _rule(new, name, record, set())
                found.append(Change(name, "added", document, None, j, None, rule, None, record, ()))
        for i, j in pairing.pairs[name]:
            one, other = old[name][i], new[name][j]
            if still and (one == other or (name == "facts" and {**one, "id": other["id"]} == other)):
                continue
            fields = tuple(_fields(name, one, other, forward))
            if fields:
                kept = (_named(other, backward), _named(one, forward)) if name == "facts" else (set(), set())
                rules = _rule(old, name, one, kept[0]), _rule(new, name, other, kept[1])
                found.append(Change(name, "changed", document, i, j, *rules, one, other, fields))
    return sorted(found, key=_order)


def _order(change: Change) -> tuple[int, int, int, int]:
    span = change.span
    index = change.new_index if change.new_index is not None else change.old_index or 0
    return LISTS.index(change.record), span["start"], span["end"], index


def _fields(name: str, old: Json, new: Json, forward: dict[str, dict[int, int]]) -> Iterator[Field]:
    references = REFERENCES[name]
    for field, value in new.items():
        if field in _LEFT_OUT.get(name, ()):
            continue
        before = old.get(field)
        same = moved(before, references[field], forward) if field in references else before
        # 1, 1.0 and true are equal in Python and three things in JSON.
        if same != value or type(same) is not type(value):
            yield Field(field, before, value)


def applied(old: Json, found: list[Change]) -> Json:
    """The reading that the changes lead to. Ids of facts, the engine and `cut` stay as they are."""
    new = {field: value for field, value in old.items() if field not in LISTS}
    pairs: dict[str, list[tuple[int, int]]] = {}
    lists: dict[str, list[Json | None]] = {}
    for name in LISTS:
        mine = [change for change in found if change.record == name]
        gone = {change.old_index for change in mine if change.action == "removed"}
        added = {change.new_index: change.new for change in mine if change.action == "added"}
        survivors = [index for index in range(len(old[name])) if index not in gone]
        records: list[Json | None] = [None] * (len(survivors) + len(added))
        for place, record in added.items():
            records[place or 0] = copy.deepcopy(record)
        places = [place for place in range(len(records)) if place not in added]
        pairs[name] = list(zip(survivors, places, strict=True))
        lists[name] = records
    forward = {name: dict(pairs[name]) for name in LISTS}
    for name in LISTS:
        fields = {
            change.old_index: change.fields for change in found if change.record == name and change.action == "changed"
        }
        for i, j in pairs[name]:
            record = copy.deepcopy(old[name][i])
            for field, target in REFERENCES[name].items():
                if field in record:
                    record[field] = moved(record[field], target, forward)
            for it in fields.get(i, ()):
                record[it.field] = copy.deepcopy(it.new)
            lists[name][j] = record
    # In the order in which the document JSON has them.
    return {field: lists.get(field, new.get(field)) for field in old}
