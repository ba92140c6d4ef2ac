"""Rules of a commit: `git:REV:PATH`, and what is refused."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import reportedly
from reportedly.comparison.packs import PackError, engine_of

OWN = """
[pack]
name = "own"
version = "0.1.0"
off = ["hedge.modal"]
"""


def git(*arguments: str, given: str | None = None) -> str:
    identity = ["-c", "user.name=Ana Roe", "-c", "user.email=ana@example.org"]
    done = subprocess.run(["git", *identity, *arguments], input=given, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two commits of a folder of rules, the second with the rule switched on again, and a sub-folder to stand in."""
    folder = tmp_path / "repository"
    (folder / "rules").mkdir(parents=True)
    (folder / "deep").mkdir()
    monkeypatch.chdir(folder)
    git("init", "-q")
    for text in (OWN, OWN.replace("hedge.modal", "hedge.would")):
        (folder / "rules/own.toml").write_text(text, encoding="utf-8")
        git("add", "rules")
        git("commit", "-qm", "rules")
    yield folder


def test_rules_of_a_commit(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (repository, repository / "deep"):
        monkeypatch.chdir(place)
        result = reportedly.diff("git:HEAD~1:rules", "git:HEAD:rules/own.toml", ["The dam may break."])
        assert [change.action for change in result.changes] == ["added", "added"]
        assert result.new.name == "git:HEAD:rules/own.toml"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("git:HEAD", "is not git:REV:PATH"),
        ("git::rules", "is not git:REV:PATH"),
        ("git:nowhere:rules", "give a commit and a path that it has"),
        ("git:HEAD:nowhere", "give a commit and a path that it has"),
        ("git:--output=x:rules", "give a commit and a path that it has"),
        ("git:HEAD:../x", "give a commit and a path that it has"),
    ],
)
def test_commits_that_are_none(repository: Path, name: str, message: str) -> None:
    with pytest.raises(PackError) as caught:
        engine_of(name)
    assert message in str(caught.value)
    assert not (repository / "x").exists()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("100644 blob {blob}\tback\\slash.toml", "leads out of the pack"),
        ("120000 blob {blob}\tlink.toml", "is a link"),
        ("100644 blob {blob}\tnotes.md", "holds no rule file"),
    ],
)
def test_trees_that_are_not_safe(repository: Path, entry: str, message: str) -> None:
    blob = git("hash-object", "-w", "--stdin", given=OWN)
    tree = git("mktree", given=entry.format(blob=blob) + "\n")
    commit = git("commit-tree", tree, "-m", "by hand")
    with pytest.raises(PackError) as caught:
        engine_of(f"git:{commit}:")
    assert message in str(caught.value)
