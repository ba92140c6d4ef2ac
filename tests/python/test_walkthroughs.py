"""Pages that take a reader by the hand, run from the first block to the last: each in an empty folder with the samples.

`console`: each line after `$ ` is run, what follows is what it prints (`...` stands for anything, white space counts
for nothing). `python`: a session, one a page. `toml` whose first line is `# FILE`: that file, as the reader saves it.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ["getting-started.md", "tutorial.md"]

_FENCE = re.compile(r"^```(console|python|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(page: Path) -> Iterator[tuple[str, str, int]]:
    """Language, body and first line's number of each block."""
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        yield found[1], found[2], text.count("\n", 0, found.start()) + 2


def shell(command: str, folder: Path) -> str:
    """What a command prints, standard error first; its exit code at the end unless it is 0."""
    call = f'reportedly() {{ "$REPORTEDLY_PYTHON" -m reportedly "$@"; }}\n{command}\n'
    environment = {**os.environ, "REPORTEDLY_PYTHON": sys.executable, "PYTHONUTF8": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        ["bash", "-c", call], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    code = f"exit code {done.returncode}\n" if done.returncode else ""
    return done.stderr + done.stdout + code


@pytest.mark.skipif(shutil.which("bash") is None, reason="the commands are written for bash")
@pytest.mark.parametrize("name", PAGES)
def test_walkthrough(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ROOT / "docs" / name
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    checker, session, ran = doctest.OutputChecker(), {}, 0  # type: ignore[var-annotated]
    for language, body, line in blocks(page):
        where = f"{name}:{line}"
        if language == "toml":
            first = body.splitlines()[0]
            assert re.fullmatch(r"# \S+\.toml", first), f"{where}: the first line says which file this is"
            file = tmp_path / first.removeprefix("# ")
            file.parent.mkdir(exist_ok=True)
            file.write_text(body, encoding="utf-8")
        elif language == "python":
            test = doctest.DocTestParser().get_doctest(body, session, where, str(page), line)
            shown: list[str] = []
            failed = doctest.DocTestRunner(optionflags=_FLAGS).run(test, out=shown.append, clear_globs=False).failed
            assert not failed, "".join(shown)
            session = test.globs
        else:
            for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
                printed = shell(command, tmp_path)
                assert checker.check_output(expected, printed, _FLAGS), f"{where}: $ {command}\n{printed}"
                ran += 1
    assert ran >= 4
