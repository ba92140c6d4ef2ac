"""One stream of bytes with a name: a file, a member of an archive, standard input; opened and unpacked."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import IO, NamedTuple, cast

from .fields import Fields
from .kinds import LOOK, kind
from .limits import Limits
from .packing import bare, unpacked

__all__ = ["Settings", "Source"]


class Settings(NamedTuple):
    """How sources are read."""

    fields: Fields = Fields()
    limits: Limits = Limits()


class Source:
    """A named stream of bytes. A context manager: it is opened inside.

    `path`: the file, or None for standard input; `member`: the stream of a member instead, which is `depth` archives
    deep.
    """

    def __init__(
        self,
        path: Path | None,
        name: str,
        settings: Settings | None = None,
        *,
        member: IO[bytes] | None = None,
        depth: int = 0,
    ) -> None:
        self.path = path
        self.name = name
        self.settings = settings or Settings()
        self.depth = depth
        self._member = member
        self._raw: io.BufferedReader | None = None
        self._stream: io.BufferedReader | None = None
        self._digest: str | None = None
        self._read = 0

    def __enter__(self) -> Source:
        if self._member is not None:
            self._raw = io.BufferedReader(cast("io.RawIOBase", self._member))
        elif self.path is None:
            # A buffer of its own, which can be peeked into and let go.
            self._raw = io.BufferedReader(_Hashed(sys.stdin.buffer))
        else:
            self._raw = self.path.open("rb")
        try:
            name = "" if self._nameless else self.name
            self._stream = unpacked(self._raw, name, self.position, self.settings.limits)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        raw, stream = self._raw, self._stream
        self._raw = self._stream = None
        if raw is None:
            return
        if isinstance(raw.raw, _Hashed):
            # Standard input belongs to the process.
            self._digest, self._read = raw.raw.digest, raw.raw.count
            raw.detach()
            return
        self._read = raw.tell() if self._member is None else 0
        if stream is not None and stream is not raw:
            stream.close()
        raw.close()

    @property
    def bytes(self) -> io.BufferedReader:
        """The unpacked bytes."""
        if self._stream is None:
            raise ValueError(f"{self.name} is not open: use `with source`")
        return self._stream

    @property
    def seekable(self) -> bool:
        """Whether its bytes can be read in any order: those of a file that is not packed."""
        return self.path is not None and self._stream is self._raw and self.path.is_file()

    def position(self) -> int:
        """How many bytes of the file have been read, packed as they are."""
        if self._raw is None:
            return self._read
        return self._raw.raw.count if isinstance(self._raw.raw, _Hashed) else self._raw.tell()

    def digest(self) -> tuple[int, str]:
        """Size and SHA-256 of the file; of standard input, of what has been read of it."""
        import hashlib

        if self.path is None:
            return self._read, self._digest or hashlib.sha256().hexdigest()
        with self.path.open("rb") as file:
            return self.path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def format(self) -> str:
        """The kind: by its first bytes where they tell, else by the name."""
        return kind(self.bytes.peek(LOOK)[:LOOK], None if self._nameless else self.name)

    @property
    def _nameless(self) -> bool:
        return self.path is None and self._member is None

    @property
    def delimiter(self) -> str:
        """What parts the cells of a table."""
        return "\t" if bare(self.name)[0].lower().endswith((".tsv", ".tab")) else ","


class _Hashed(io.RawIOBase):
    """Standard input, counted and hashed as it goes by: it cannot be read again."""

    def __init__(self, stream: IO[bytes]) -> None:
        import hashlib

        self._stream = stream
        self._hash = hashlib.sha256()
        self.count = 0

    @property
    def digest(self) -> str:
        """SHA-256 of what has been read."""
        return self._hash.hexdigest()

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Reads what is there: a pipe that gives a little is not waited for."""
        read1 = getattr(self._stream, "read1", self._stream.read)
        data: bytes = read1(len(buffer))
        self._hash.update(data)
        self.count += len(data)
        buffer[: len(data)] = data
        return len(data)
