"""zip: the documents of the members, in the archive's order; a member of any kind that is known is read.

Nothing is written to disk, so that a member's name, whatever it is, is no more than a name.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, cast

from ..engine import Text
from .limits import HARMLESS, Metered
from .members import Inner, wanted, within
from .problems import Problem
from .source import Source

__all__ = ["read"]

_DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, ValueError, OSError)


def read(source: Source, on_problem: Callable[[Problem], None], inner: Inner) -> Iterator[Text]:
    """The documents of the members; a member that is damaged, encrypted or too large is reported."""
    limits = source.settings.limits
    file = source.bytes if source.seekable else io.BytesIO(limits.whole(source.bytes))
    size = file.seek(0, io.SEEK_END)
    try:
        archive = zipfile.ZipFile(cast("IO[bytes]", file))
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ValueError(f"no zip archive: {error}") from error
    unpacked = 0
    with archive:
        for number, member in enumerate(archive.infolist()):
            if number >= limits.members:
                raise ValueError(f"more than {limits.members:,} members (--max-members)")
            if member.is_dir() or not wanted(member.filename):
                continue
            # Members may lie over each other: each is small then, and all together are not.
            unpacked += member.file_size
            if unpacked > HARMLESS and unpacked > limits.ratio * size:
                raise ValueError(f"unpacks to more than {limits.ratio:,} times its size (--max-ratio)")
            name = f"{source.name}!{member.filename}"
            packed = member.compress_size
            try:
                with archive.open(member) as stream:
                    metered = Metered(stream, lambda packed=packed: packed, limits)  # type: ignore[misc]
                    yield from inner(within(source, name, cast("IO[bytes]", metered)), on_problem)
            except _DAMAGED as error:
                on_problem(Problem(name, str(error).lower() or type(error).__name__))
