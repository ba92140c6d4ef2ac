"""Archives to texts: one interface for files, folders and standard input.

>>> from reportedly.readers import read
>>> for text in read(["archive/"]):  # doctest: +SKIP
...     print(text.id)

Each container is a `Format`: a function from an opened `Source` to texts. What cannot be read is handed to
`on_problem` with its name and the reason, and reading goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from os import PathLike

from ..engine import Text
from . import columnar, delimited, html, jsonlines, mail, objects, plain, tars, zips
from .batches import batches
from .fields import Fields
from .folders import expand
from .limits import Limits
from .problems import Problem, Unreadable
from .source import Settings, Source

__all__ = [
    "FORMATS",
    "Fields",
    "Format",
    "Limits",
    "Problem",
    "Source",
    "Unreadable",
    "batches",
    "expand",
    "read",
    "texts_of",
]

Report = Callable[[Problem], None]
Format = Callable[[Source, Report], Iterator[Text]]


def _member(source: Source, on_problem: Report) -> Iterator[Text]:
    """The texts of a member of an archive."""
    return texts_of(source, None, on_problem)


FORMATS: dict[str, Format] = {
    "text": plain.read,
    "jsonl": jsonlines.read,
    "json": objects.read,
    "csv": delimited.read,
    "parquet": columnar.read_parquet,
    "arrow": columnar.read_arrow,
    "html": html.read,
    "mbox": mail.read_mbox,
    "mail": mail.read_message,
    "zip": partial(zips.read, inner=_member),
    "tar": partial(tars.read, inner=_member),
}


def _raise(problem: Problem) -> None:
    raise Unreadable(problem)


def read(
    paths: Iterable[str | PathLike[str]],
    *,
    format: str | None = None,
    on_problem: Report = _raise,
    fields: Fields | None = None,
    limits: Limits | None = None,
) -> Iterator[Text]:
    """The texts of files, folders (all that they hold, by name) and, for `-`, of standard input, in that order.

    `format`: one of `FORMATS`; by default the first bytes or the name of a file say it. `fields`: which fields of
    records hold what, by default the usual names. Without `on_problem` the first problem raises `Unreadable`.
    """
    for source in expand(paths, on_problem, Settings(fields or Fields(), limits or Limits())):
        yield from texts_of(source, format, on_problem)


def texts_of(source: Source, format: str | None, on_problem: Report) -> Iterator[Text]:
    """The texts of one source, which is opened here; what is wrong with the whole of it is a problem as well."""
    try:
        with source:
            yield from FORMATS[format or source.format](source, on_problem)
    except UnicodeDecodeError as error:
        on_problem(Problem(source.name, f"not UTF-8: {error.reason} at byte {error.start}"))
    except (OSError, EOFError, ValueError) as error:
        on_problem(Problem(source.name, getattr(error, "strerror", None) or str(error) or type(error).__name__))
