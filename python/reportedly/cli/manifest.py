"""The manifest of a run, `OUT.manifest.json` beside the output: enough to repeat it and to see that it is the same."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..readers import Problem
from ..readers.folders import MANIFEST
from .scanning import Scan

__all__ = ["beside", "write"]


def beside(output: Path) -> Path:
    """Where the manifest of an output stands."""
    return output.with_name(output.name + MANIFEST)


def write(output: Path, scan: Scan, options: dict[str, Any], began: datetime) -> None:
    """Writes the manifest; it appears when it is whole."""
    import hashlib

    import pyarrow as pa

    ended = datetime.now(UTC)
    engine = scan.engine
    with output.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    data = {
        "manifest": 1,
        "output": {"name": output.name, "bytes": output.stat().st_size, "sha256": digest},
        "engine": {
            "version": engine.version,
            "pack": engine.pack,
            "pack_version": engine.pack_version,
            "pack_digest": engine.digest,
            "genre": engine.genre,
        },
        "platform": {
            "python": platform.python_version(),
            "pyarrow": pa.__version__,
            "system": f"{platform.system()} {platform.machine()}",
        },
        "options": options,
        "inputs": [_input(entry, scan) for entry in scan.inputs],
        "counts": scan.counts(),
        "began": began.isoformat(timespec="seconds"),
        "seconds": round((ended - began).total_seconds(), 3),
    }
    target = beside(output)
    part = target.with_name(target.name + ".part")
    try:
        part.write_text(json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _input(entry: dict[str, Any], scan: Scan) -> dict[str, Any]:
    """Name, size and digest of an input; of standard input, of what was read of it."""
    try:
        size, digest = entry["source"].digest()
    except OSError as error:
        scan.problem(Problem(entry["name"], f"no digest: {error.strerror}"))
        size, digest = None, None
    return {"name": entry["name"], "bytes": size, "sha256": digest, "documents": entry["documents"]}
