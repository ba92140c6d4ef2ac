"""JSON that is no lines: an array of objects, one object, objects one after the other; read piece by piece."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from ..engine import Text
from .problems import Problem
from .source import Source

__all__ = ["read"]

_PIECE = 1 << 20


def read(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The documents of the objects; an object without a text whose value is a list of objects stands for these."""
    yield from source.settings.fields.texts_of(_records(source), on_problem)


def _records(source: Source) -> Iterator[tuple[str, Any]]:
    """The objects that may hold a text, with their names."""
    for number, value in enumerate(_values(source), 1):
        name = f"{source.name}[{number}]"
        lists = []
        if isinstance(value, dict) and not source.settings.fields.has_text(value):
            lists = [one for one in value.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
        if len(lists) == 1:
            yield from ((f"{name}[{place}]", one) for place, one in enumerate(lists[0], 1))
        else:
            yield name, value


def _values(source: Source) -> Iterator[Any]:
    """The values on top; of arrays their items. Raises `ValueError` where the JSON is broken."""
    stream = io.TextIOWrapper(source.bytes, encoding="utf-8-sig")
    decoder, longest = json.JSONDecoder(), source.settings.limits.document
    text, place, gone, whole, inside = "", 0, 0, False, False
    try:
        while True:
            while place < len(text) and (text[place].isspace() or text[place] in ("[,]" if inside else "[")):
                # An array in the array would be a value; only the outermost is opened.
                if text[place] == "[":
                    if inside:
                        break
                    inside = True
                elif text[place] == "]":
                    inside = False
                place += 1
            if place < len(text):
                try:
                    value, place = decoder.raw_decode(text, place)
                except json.JSONDecodeError as error:
                    if whole:
                        raise ValueError(f"no JSON: {error.msg.lower()} at character {gone + error.pos}") from error
                except RecursionError as error:
                    raise ValueError("JSON nested too deep") from error
                else:
                    yield value
                    continue
            if whole:
                if inside:
                    raise ValueError(f"no JSON: the array does not end, at character {gone + place}")
                return
            # Twice as much each time, so that a long object is not tried again for each piece.
            gone, text, place = gone + place, text[place:], 0
            if len(text) > longest:
                raise ValueError(f"an object is larger than {longest >> 20} MiB, the limit for one (--max-document)")
            more = stream.read(max(_PIECE, len(text)))
            text, whole = text + more, not more
    finally:
        stream.detach()
