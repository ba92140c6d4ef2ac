"""Draws the picture of the README: what `reportedly extract samples/harbour-blast.txt` shows on a terminal.

`.venv/bin/python docs/images/draw.py`
"""

from __future__ import annotations

import io
from pathlib import Path
from unittest import mock

from rich.console import Console
from rich.text import Text

import reportedly
from reportedly.cli import styled

ROOT = Path(__file__).parents[2]
COMMAND = "reportedly extract samples/harbour-blast.txt"


def draw() -> str:
    """The picture, as SVG."""
    console = Console(record=True, width=112, file=io.StringIO(), force_terminal=True, highlight=False, markup=False)
    console.print(Text(f"$ {COMMAND}\n", "dim"))
    text = (ROOT / COMMAND.split()[-1]).read_text(encoding="utf-8")
    # The page is drawn by the command's own code; only its terminal is exchanged for one that records.
    with mock.patch.object(styled, "Console", lambda **_: console):
        styled.show(reportedly.Engine().extract(text))
    return console.export_svg(title="reportedly", unique_id="reportedly")


if __name__ == "__main__":
    (ROOT / "docs/images/extract.svg").write_text(draw(), encoding="utf-8")
