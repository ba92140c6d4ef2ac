"""What calls for a record: numbers, quotations, and the cues of the pack's own rules, wherever they stand.

A second engine finds them: the pack and, on top of it, one rule more for each cue, without what the rule asks of its
surroundings. So the words, their forms and their tests are the pack's, and nothing here knows a language.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from .. import _core
from ..document_json import Json
from ..engine import Engine, Text

__all__ = ["NUMBER", "QUOTATION", "Pack", "Probe", "Trigger"]

NUMBER, QUOTATION = "<number>", "<quote>"

_STAGE = "reportedly_gaps"
_FIRST = f"{_STAGE}.first"

# One item of a pattern, but for a group: a lexicon, a token, a phrase, words, a short name.
_ITEM = re.compile(r'@\w+(\[[^\]]*\])?|\{[^}]*\}|<[^>]*>|"[^"]*"|\$\w+')
_CUE = re.compile(r"(?<![\w$])cue:")
_NAME = re.compile(r"\$(\w+)")


def _group(pattern: str, start: int) -> str:
    """The group that opens at `start`, words in it left alone."""
    depth, quoted = 0, False
    for place in range(start, len(pattern)):
        character = pattern[place]
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character == "(") - (character == ")")
            if depth == 0:
                return pattern[start : place + 1]
    return pattern[start:]


def _cues(pattern: str) -> Iterator[str]:
    """What a pattern captures as `cue`."""
    for match in _CUE.finditer(pattern):
        if pattern.startswith("(", match.end()):
            yield _group(pattern, match.end())
        elif item := _ITEM.match(pattern, match.end()):
            yield item[0]


class Pack:
    """What is needed of the rule files of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.layers = engine._native.layers
        self.stages: list[str] = []
        self.function_words: frozenset[str] = frozenset()
        self._rules: dict[str, dict[str, Any]] = {}
        self._names: dict[str, str] = {}
        off: list[str] = []
        for layer in self.layers:
            for path, text in layer:
                if path.endswith(".toml"):
                    self._read(tomllib.loads(text), off)
        genre = engine.genre
        self.cues = self._collect(
            {id: rule for id, rule in self._rules.items() if id not in off and genre in rule.get("genres", [genre])}
        )
        """Every cue, with the rules that have it."""

    def _read(self, tables: dict[str, Any], off: list[str]) -> None:
        header = tables.get("pack", {})
        self.stages = header.get("stages", self.stages)
        off.extend(header.get("off", ()))
        self.function_words = frozenset(tables.get("text", {}).get("function_words", self.function_words))
        self._names.update({name: text for name, text in tables.get("define", {}).items() if isinstance(text, str)})
        self._rules.update({rule["id"]: rule for rule in tables.get("rule", ())})

    def _collect(self, rules: dict[str, dict[str, Any]]) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for id, rule in rules.items():
            if not {"attribution", "hedge"} & rule.get("yields", {}).keys():
                continue
            patterns = rule.get("patterns") or [rule["pattern"]]
            for text in self._with_names(patterns):
                for cue in _cues(text):
                    names = found.setdefault(cue, [])
                    if id not in names:
                        names.append(id)
        return {cue: tuple(found[cue]) for cue in sorted(found)}

    def _with_names(self, patterns: list[str]) -> Iterator[str]:
        """The patterns and the texts of the short names in them, and in those."""
        seen: set[str] = set()
        waiting = list(patterns)
        while waiting:
            text = waiting.pop()
            yield text
            for name in _NAME.findall(text):
                if name in self._names and name not in seen:
                    seen.add(name)
                    waiting.append(self._names[name])


class Trigger(NamedTuple):
    """Something that calls for a record."""

    start: int
    end: int
    cue: str
    """The cue as the rule has it; `<number>` or `<quote>`."""


class Probe:
    """The engine that finds triggers and sentences."""

    def __init__(self, engine: Engine) -> None:
        self.pack = Pack(engine)
        self._cues = [NUMBER, QUOTATION, *self.pack.cues]
        self._native = _core.Engine([*self.pack.layers, [(f"{_STAGE}.toml", self._layer())]], engine.genre)

    def _layer(self) -> str:
        lines = [
            "[pack]", f'name = "{_STAGE}"', 'version = "0"', f"stages = {json.dumps([*self.pack.stages, _STAGE])}",
            f"[stage.{_STAGE}]", 'keep = "all"',
        ]  # fmt: skip
        patterns = {_FIRST: "<s> cue:{any}"}
        patterns |= {f"{_STAGE}.{number}": f"cue:{cue}" for number, cue in enumerate(self._cues)}
        for id, pattern in patterns.items():
            lines += [
                "[[rule]]", f'id = "{id}"', f'stage = "{_STAGE}"', f"pattern = {json.dumps(pattern)}",
                'yields.hedge = { cue = "$cue", category = "question" }',
            ]  # fmt: skip
        return "\n".join(lines) + "\n"

    def read(self, text: Text) -> tuple[list[Trigger], list[tuple[int, int]]]:
        """The triggers of a text, and its sentences."""
        found: Json = json.loads(self._native.extract(text.text).to_json())
        triggers, starts = set(), set()
        for hedge in found["hedges"]:
            stage, _, name = hedge["rule"].rpartition(".")
            if stage != _STAGE:
                continue
            start, end = hedge["cue"]["start"], hedge["cue"]["end"]
            if hedge["rule"] == _FIRST:
                starts.add(start)
            else:
                triggers.add(Trigger(start, end, self._cues[int(name)]))
        return sorted(triggers), list(_sentences(starts, text.text))


def _sentences(starts: set[int], text: str) -> Iterator[tuple[int, int]]:
    """A sentence ends where the next one begins, the space between them left out."""
    for start, limit in pairwise([*sorted(starts), len(text)]):
        yield start, start + len(text[start:limit].rstrip())
