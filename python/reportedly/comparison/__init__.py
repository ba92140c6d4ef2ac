"""Two sets of rules over the same texts: which records one has and the other has not, and which differ in what.

>>> import reportedly
>>> result = reportedly.diff("builtin", "builtin", ["Roe said 40 lorries sank."])
>>> result.changes, bool(result)
((), False)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from os import PathLike
from typing import Any, NamedTuple

from .._core import ReadError
from ..document_json import Json
from ..engine import Engine, Text, named_texts_of
from .changes import ACTIONS, Change, Field, applied, changes
from .packs import PackError, engine_of

__all__ = ["ACTIONS", "Change", "Comparison", "Field", "PackError", "Side", "diff"]

# The id of a fact has the digest of the pack in it. Inside a text the marks would stand escaped.
_ID = re.compile(r'"id":"([0-9a-f]{16})"')

# Texts that an engine reads before the other one does.
_TOGETHER = 64


class Side(NamedTuple):
    """One of the two sets of rules."""

    name: str
    pack: str
    version: str
    digest: str
    genre: str


class Comparison:
    """What came of it; true if there is any change. `str()` is a report; a notebook shows both texts side by side."""

    __slots__ = ("_after", "_by_text", "changes", "documents", "new", "old", "problems", "texts")

    old: Side
    new: Side
    documents: int
    """How many texts were read."""
    changes: tuple[Change, ...]
    """By document, in their order, then by record and place."""
    problems: tuple[tuple[str, str], ...]
    """Documents that an engine failed on, and the reasons."""
    texts: dict[int, Text]
    """The texts that are read differently, by their number."""

    def __init__(self, old: Engine, new: Engine, texts: Iterable[Text], names: tuple[str, str] = ("a", "b")) -> None:
        self.old, self.new = (_side(name, engine) for name, engine in zip(names, (old, new), strict=True))
        self.documents = 0
        self.texts = {}
        self._by_text: dict[int, list[Change]] = {}
        # Ids of facts, and the count of cuts, of the new reading: set by the pack as a whole.
        self._after: list[tuple[str, int]] = []
        problems: list[tuple[str, str]] = []
        for text, one, other in _readings(old, new, texts, problems):
            number, self.documents = self.documents, self.documents + 1
            if one is None or other is None:
                self._after.append(("", 0))
                continue
            records, facts = _parted(other)
            self._after.append(("".join(_ID.findall(facts)), int(facts[facts.rindex(":") + 1 : -1])))
            before, facts_before = _parted(one)
            if before == records and _ID.sub("", facts_before) == _ID.sub("", facts):
                continue
            differing = changes(text.id, json.loads(one), json.loads(other))
            if differing:
                self._by_text[number] = differing
                self.texts[number] = text
        self.changes = tuple(change for differing in self._by_text.values() for change in differing)
        self.problems = tuple(problems)

    def by_text(self) -> dict[int, tuple[Change, ...]]:
        """The changes of each text that is read differently, by its number (from 0)."""
        return {number: tuple(group) for number, group in self._by_text.items()}

    def by_rule(self) -> dict[str, tuple[Change, ...]]:
        """The changes of each rule, the rule with most of them first."""
        groups: dict[str, list[Change]] = {}
        for change in self.changes:
            groups.setdefault(change.rule, []).append(change)
        return {rule: tuple(groups[rule]) for rule in sorted(groups, key=lambda rule: (-len(groups[rule]), rule))}

    def counts(self) -> dict[str, dict[str, int]]:
        """How many records of each list were added, removed and changed."""
        counted: dict[str, dict[str, int]] = {}
        for change in self.changes:
            row = counted.setdefault(change.record, dict.fromkeys(ACTIONS, 0))
            row[change.action] += 1
        return counted

    def apply(self, number: int, document: Json) -> Json:
        """The document JSON of the new rules, from that of the old ones for the text of this number (from 0)."""
        found = applied(document, self._by_text.get(number, []))
        found["engine"] = {**document["engine"], **self._engine()}
        ids, found["cut"] = self._after[number]
        for place, fact in enumerate(found["facts"]):
            fact["id"] = ids[16 * place : 16 * place + 16]
        return found

    def _engine(self) -> dict[str, str]:
        new = self.new
        return {"pack": new.pack, "pack_version": new.version, "digest": new.digest, "genre": new.genre}

    def to_dict(self) -> dict[str, Any]:
        """As plain data, grouped by rule."""
        return {
            "old": self.old._asdict(),
            "new": self.new._asdict(),
            "documents": self.documents,
            "documents_changed": len(self.texts),
            "counts": self.counts(),
            "rules": [
                {"rule": rule, "changes": [change.to_dict() for change in group]}
                for rule, group in self.by_rule().items()
            ],
            "problems": [{"document": id, "reason": reason} for id, reason in self.problems],
        }

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __str__(self) -> str:
        from .report import text

        return text(self)

    def __repr__(self) -> str:
        return f"<Comparison of {self.documents} documents: {len(self.changes)} changes in {len(self.texts)}>"

    def _repr_html_(self) -> str:
        from .page import piece

        return piece(self)


def _parted(line: str) -> tuple[str, str]:
    """The records of a document JSON as written: all but the facts, and the facts."""
    start = line.index('"figures":[')
    facts = line.index('"facts":[', start)
    return line[start:facts], line[facts:]


def _readings(
    old: Engine, new: Engine, texts: Iterable[Text], problems: list[tuple[str, str]]
) -> Iterator[tuple[Text, str | None, str | None]]:
    """Each text with both its readings, as document JSON; null where an engine fails on it."""

    def reading(engine: Engine, text: Text) -> str | None:
        try:
            return engine._extract(text)._native.to_json()
        except ReadError as error:
            problems.append((text.id, str(error)))
            return None

    # Some texts by the one engine, then by the other: each has tables that fill the processor's cache.
    upcoming = iter(texts)
    while some := list(islice(upcoming, _TOGETHER)):
        before = [reading(old, text) for text in some]
        after = [reading(new, text) for text in some]
        yield from zip(some, before, after, strict=True)


def _side(name: str, engine: Engine) -> Side:
    return Side(name, engine.pack, engine.pack_version, engine.digest, engine.genre)


def diff(
    a: str | PathLike[str] | Engine,
    b: str | PathLike[str] | Engine,
    documents: Iterable[str | Mapping[str, Any] | Text],
    *,
    builtin: bool = True,
    genre: str | None = None,
) -> Comparison:
    """Reads the texts by the rules `a` and by the rules `b`, and gives what differs.

    `a` and `b`: engines, "builtin", folders or files of rules, or `git:REV:PATH`; `builtin`: folders and commits are on
    top of the built-in pack, not whole packs. An item of `documents` is a text, a mapping with `text`, or a `Text`.

    Raises `PackError` and `RuleError` for rules that cannot be had or have errors, `TypeError` for an item that is no
    text.
    """
    old, new = (engine_of(pack, builtin=builtin, genre=genre) for pack in (a, b))
    names = tuple("engine" if isinstance(pack, Engine) else str(pack) for pack in (a, b))
    return Comparison(old, new, named_texts_of(documents), (names[0], names[1]))
