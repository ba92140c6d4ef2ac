"""The stubs say what the compiled module has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_stubs_match_the_module() -> None:
    command = [sys.executable, "-m", "mypy.stubtest", "reportedly._core"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout
