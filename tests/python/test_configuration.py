"""`reportedly.toml`: what it sets, and what is said of mistakes in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "reportedly"]


def run(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, check=False, cwd=folder, text=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "deep" / "own").mkdir(parents=True)
    (folder / "a.jsonl").write_text('{"text": "Nine boats sank.", "lede": "Two boats sank."}\n' * 3)
    return folder


def test_options_of_the_file(project: Path) -> None:
    (project / "reportedly.toml").write_text(
        '[scan]\ntext-field = "lede"\nlimit = 1\nquiet = true\n[rules.test]\nid = "x"\n'
    )
    for folder in (project, project / "deep" / "own"):
        done = run(folder, "scan", project / "a.jsonl", "--fields", "figure")
        assert (done.returncode, done.stderr, done.stdout) == (0, "", '{"figure":"Two"}\n')
    typed = run(project, "scan", "a.jsonl", "--limit", "2", "--text-field", "text", "--fields", "figure")
    assert typed.stdout == '{"figure":"Nine"}\n' * 2
    assert run(project, "rules", "test").stdout.startswith("0 examples")


def test_a_file_that_is_named(project: Path) -> None:
    (project / "deep" / "mine.toml").write_text('[extract]\nformat = "json"\n[scan]\nrules = "own"\n')
    (project / "deep" / "own" / "own.toml").write_text("[[rule]]\nid = 'x'\nstage = 'figur'\npattern = '\"a\"'\n")
    assert json.loads(run(project, "--config", "deep/mine.toml", "extract", "Nine boats sank.").stdout)
    # The path of the rules counts from the file.
    assert "own.toml:3" in run(project, "--config", "deep/mine.toml", "scan", "a.jsonl").stderr
    assert run(project, "--config", "nowhere.toml", "scan", "a.jsonl").returncode == 2


WRONG = {
    "[scan": "no TOML:",
    "[scan]\nthread = 2": "`scan.thread`: `scan` has no such option; did you mean `threads`?",
    "[scan]\nxyzzy = 2": "`scan.xyzzy`: `scan` has no such option; there are: ",
    "[scam]\nthreads = 2": "`scam`: there is no command `scam`; did you mean `scan`?",
    "threads = 2": "`threads`: there is no command `threads`",
    "scan = 2": "`scan` is a command: write its options in a table, [scan]",
    "[rules]\ncheck = 2": "`rules.check` is a command",
    "[rules.test]\nidd = 'a'": "`rules.test.idd`: `rules test` has no such option; did you mean `id`?",
    "[scan]\nthreads = 'two'": "`scan.threads`: 'two' is not a valid integer",
    "[scan]\nthreads = true": "`scan.threads`: takes integer range, not bool",
    "[scan]\nthreads = [2]": "`scan.threads`: takes integer range, not list",
    "[scan]\nquiet = 1": "`scan.quiet`: is true or false",
    "[scan]\nrecords = 'feelings'": "`scan.records`: 'feelings' is not one of",
    "[scan]\noutput = 'x'": "`scan.output` is only for the command line",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=WRONG.keys())
def test_mistakes_are_named_with_the_file(project: Path, text: str, message: str) -> None:
    path = project / "reportedly.toml"
    path.write_text(text)
    done = run(project, "scan", "a.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{path}: " in done.stderr and message in done.stderr
