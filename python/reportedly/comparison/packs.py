"""Rules by a name: the built-in pack, a folder or file, or `git:REV:PATH`, the files of a commit.

>>> from reportedly.comparison.packs import engine_of
>>> engine_of("builtin").pack
'en'
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from os import PathLike
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ..engine import Engine

__all__ = ["BUILTIN", "PackError", "engine_of"]

BUILTIN = "builtin"
_GIT = "git:"

# As of a folder of rules.
_MOST_FILES = 2_000
_MOST_BYTES = 8 << 20


class PackError(ValueError):
    """Rules that cannot be had: the text says why, and what to give instead."""


def engine_of(pack: str | PathLike[str] | Engine, *, builtin: bool = True, genre: str | None = None) -> Engine:
    """The engine of a pack: "builtin", a folder or file, or `git:REV:PATH`, with PATH from the top of the repository.

    `builtin`: the folder or commit is on top of the built-in pack, not a whole pack. An engine is given back.

    Raises `PackError` where git has no such commit or path, or a path that is not safe; `RuleError` where the rules
    have errors.
    """
    if isinstance(pack, Engine):
        return pack
    name = str(pack)
    if name == BUILTIN:
        return Engine(genre=genre)
    if not name.startswith(_GIT):
        return Engine(name, genre=genre, builtin=builtin)
    revision, colon, path = name[len(_GIT) :].partition(":")
    if not colon or not revision:
        raise PackError(f"{name!r} is not git:REV:PATH: write, for example, git:HEAD~1:rules")
    with TemporaryDirectory(prefix="reportedly-") as folder:
        for inside, data in _files(name, revision, path):
            target = Path(folder, *inside.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return Engine(folder, genre=genre, builtin=builtin)


def _git(name: str, *arguments: str, given: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], input=given, capture_output=True, check=False)
    except OSError as error:
        raise PackError(f"{name}: git cannot be run: {error.strerror}") from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise PackError(f"{name}: {reason[-1] if reason else 'git failed'}; give a commit and a path that it has")
    return done.stdout


def _files(name: str, revision: str, path: str) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The rule files of a commit, with their paths inside the pack."""
    # What follows is never taken for an option, however the revision begins.
    commit = _git(name, "rev-parse", "--verify", "--end-of-options", revision + "^{commit}").decode().strip()
    path = path.strip("/")
    if _git(name, "cat-file", "-t", f"{commit}:{path}").strip() == b"blob":
        yield PurePosixPath(PurePosixPath(path).name), _git(name, "cat-file", "blob", f"{commit}:{path}")
        return
    listed = _git(name, "ls-tree", "--full-tree", "-r", "-z", "-l", f"{commit}:{path}").split(b"\0")
    wanted = [entry for entry in map(_entry, filter(None, listed)) if entry[3].endswith((".toml", ".tsv"))]
    if not wanted:
        raise PackError(f"{name} holds no rule file: give the path of a folder with files named NAME.toml")
    if len(wanted) > _MOST_FILES:
        raise PackError(f"{name} has more than {_MOST_FILES} files: give a sub-folder")
    for mode, id, size, inside in wanted:
        place = PurePosixPath(inside)
        # Git refuses such names by itself, unless somebody has made the tree by hand.
        if place.is_absolute() or ".." in place.parts or "\\" in inside or ":" in inside:
            raise PackError(f"{name}: {inside!r} leads out of the pack: nothing of it is read")
        if mode not in {"100644", "100755"}:
            raise PackError(f"{name}: {inside!r} is a link: put what it points to into the pack")
        if size > _MOST_BYTES:
            raise PackError(f"{name}: {inside!r} is larger than {_MOST_BYTES} bytes: split it")
        yield place, _git(name, "cat-file", "blob", id)


def _entry(line: bytes) -> tuple[str, str, int, str]:
    """Mode, id, size and path of an entry of `git ls-tree -l`; the size of what is no file is 0."""
    about, _, path = line.partition(b"\t")
    mode, _, id, size = about.decode().split()
    return mode, id, int(size) if size.isdigit() else 0, path.decode("utf-8", "surrogateescape")
