"""JSON lines: one object a line, which holds a text and what is known of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from ..engine import Text
from .problems import Problem
from .source import Source

__all__ = ["read"]


def read(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The documents of the lines; a line that is none is reported."""
    fields, longest = source.settings.fields, source.settings.limits.document
    number = 0
    while line := source.bytes.readline(longest + 1):
        number += 1
        name = f"{source.name}:{number}"
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        if len(line) > longest:
            raise ValueError(f"line {number} is larger than {longest >> 20} MiB, the limit for one (--max-document)")
        try:
            record = json.loads(line.decode("utf-8"))
            if not isinstance(record, dict):
                raise ValueError("no JSON object")
            yield fields.text_of(record, name)
        except UnicodeDecodeError as error:
            on_problem(Problem(name, f"not UTF-8: {error.reason} at byte {error.start} of the line"))
        except json.JSONDecodeError as error:
            on_problem(Problem(name, f"no JSON: {error.msg.lower()} at column {error.colno}"))
        except RecursionError:
            on_problem(Problem(name, "JSON nested too deep"))
        except ValueError as error:
            on_problem(Problem(name, str(error)))
