"""tar: the documents of the members as they come by; only plain files are read, no links and no devices."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator

from ..engine import Text
from .members import Inner, wanted, within
from .problems import Problem
from .source import Source

__all__ = ["read"]


def read(source: Source, on_problem: Callable[[Problem], None], inner: Inner) -> Iterator[Text]:
    """The documents of the members. Raises `ValueError` where the archive is damaged or has too many members."""
    limits = source.settings.limits
    try:
        with tarfile.open(fileobj=source.bytes, mode="r|") as archive:
            for number, member in enumerate(archive):
                # The module keeps what it has seen.
                archive.members = []  # type: ignore[attr-defined]
                if number >= limits.members:
                    raise ValueError(f"more than {limits.members:,} members (--max-members)")
                if not member.isreg() or not wanted(member.name):
                    continue
                name = f"{source.name}!{member.name}"
                stream = archive.extractfile(member)
                if member.issparse() or stream is None:
                    on_problem(Problem(name, "a sparse file, which is not read"))
                    continue
                yield from inner(within(source, name, stream), on_problem)
    except tarfile.TarError as error:
        raise ValueError(f"no tar archive, or a damaged one: {error}") from error
