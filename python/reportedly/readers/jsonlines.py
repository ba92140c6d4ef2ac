"""JSON lines: one object a line with `text` and, if they are there, `id`, `date`, `url`, `title`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from ..engine import Text
from .fields import text_of
from .problems import Problem
from .source import Source

__all__ = ["read"]


def read(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The documents of the lines; a line that is none is reported."""
    for number, line in enumerate(source.bytes, 1):
        name = f"{source.name}:{number}"
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8"))
            if not isinstance(record, dict):
                raise ValueError("no JSON object")
            yield text_of(record, name)
        except UnicodeDecodeError as error:
            on_problem(Problem(name, f"not UTF-8: {error.reason} at byte {error.start} of the line"))
        except json.JSONDecodeError as error:
            on_problem(Problem(name, f"no JSON: {error.msg.lower()} at column {error.colno}"))
        except RecursionError:
            on_problem(Problem(name, "JSON nested too deep"))
        except ValueError as error:
            on_problem(Problem(name, str(error)))
