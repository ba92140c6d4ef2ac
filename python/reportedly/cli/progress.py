"""Progress of a scan on a terminal: documents, MB/s, records, time left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .reports import Reports

if TYPE_CHECKING:
    from .scanning import Scan

__all__ = ["progress"]


@contextmanager
def progress(scan: Scan, reports: Reports, total: int | None, *, on: bool) -> Iterator[Any]:
    """A function to call after each batch. `total`: bytes of all files, None where that is not known."""
    if not on or reports.quiet or reports.json or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    left = TimeRemainingColumn() if total else TimeElapsedColumn()
    columns = (BarColumn(bar_width=24), TextColumn("{task.description}"), left)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def update() -> None:
            speed = scan.bytes / 1e6 / max(bar.tasks[0].elapsed or 0.0, 1e-3)
            label = f"{scan.documents:,} documents  {speed:.1f} MB/s  {scan.rows:,} {scan.records}"
            bar.update(task, completed=scan.position(), description=label)

        say, reports.say = reports.say, lambda line: console.print(line, soft_wrap=True)
        try:
            update()
            yield update
        finally:
            reports.say = say
