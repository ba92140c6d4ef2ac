"""What the documentation shows is what happens: Python examples, rule examples and commands."""

from __future__ import annotations

import doctest
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportedly import Engine, _core, evaluation

ROOT = Path(__file__).parents[2]
# Those that `test_walkthroughs.py` runs, block by block.
WALKED = {"getting-started.md", "tutorial.md"}
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
NAMES = [page.name for page in PAGES]

# `code` in a fence, by the language that the fence names.
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def blocks(page: Path, language: str) -> list[str]:
    return [body for name, body in _FENCE.findall(page.read_text(encoding="utf-8")) if name == language]


@pytest.fixture
def first_pack(tmp_path: Path) -> Path:
    """The pieces of `first-pack.md`, one after the other: a whole pack."""
    pack = tmp_path / "first.toml"
    pack.write_text("\n".join(blocks(ROOT / "docs/first-pack.md", "toml")), encoding="utf-8")
    return pack


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_python_examples(page: Path, first_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    examples = [body for body in blocks(page, "python") if ">>>" in body and page.name not in WALKED]
    # One page is one session: a later example may use what an earlier one made.
    test = doctest.DocTestParser().get_doctest("\n".join(examples), {"pack": first_pack}, page.name, str(page), 0)
    results: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    failed = runner.run(test, out=results.append).failed
    assert not failed, "".join(results)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name not in {"rules.md", "first-pack.md", *WALKED}],
    ids=lambda page: page.name,
)
def test_rule_examples(page: Path, tmp_path: Path) -> None:
    for number, body in enumerate(blocks(page, "toml")):
        pack = tmp_path / f"{number}.toml"
        header = "" if "[pack]" in body else '[pack]\nname = "own"\nversion = "0.1.0"\n'
        pack.write_text(header + body, encoding="utf-8")
        ids = re.findall(r'^id = "([^"]+)"', body, re.MULTILINE)
        own = Engine(pack)
        assert set(ids) <= {rule[0] for rule in own.rules}
        for id in ids:
            examples, _, failures = _core.test_rules(own._native.layers, id)
            assert examples > 0
            assert failures == []


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "samples/README.md"], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_set_up_commands_are_the_documented_ones() -> None:
    first, second = (body.strip() for body in blocks(ROOT / "README.md", "sh")[:2])
    assert first.startswith("python3 -m venv .venv && .venv/bin/pip install . && ")
    assert second == "python3 -m venv .venv && .venv/bin/pip install '.[dev]' && .venv/bin/pytest && cargo test"


def commands(page: Path) -> Iterator[list[str]]:
    """Commands of the page that can run here: those that read the samples."""
    for body in blocks(page, "sh"):
        for line in re.split(r"\n|&&", body.replace(".venv/bin/", "")):
            words = shlex.split(line, comments=True)
            if words[:1] == ["reportedly"] and any(word.startswith("samples") for word in words):
                yield words[1:]


def test_commands_on_the_samples(tmp_path: Path) -> None:
    ran = 0
    for page in PAGES:
        for words in commands(page):
            if "-o" in words:
                place = words.index("-o") + 1
                words[place] = str(tmp_path / words[place])
            done = subprocess.run(
                [sys.executable, "-m", "reportedly", *words], cwd=ROOT, capture_output=True, text=True, check=False
            )
            assert (done.returncode, "reportedly: " in done.stderr) == (0, False), words
            if "-o" in words:
                assert Path(words[words.index("-o") + 1]).stat().st_size > 500
            else:
                assert len(done.stdout) > 500
            ran += 1
    assert ran >= 2


def test_every_line_of_an_evaluation_is_defined() -> None:
    page = (ROOT / "docs/evaluation.md").read_text(encoding="utf-8")
    for line in [*evaluation.DEFINITIONS, *evaluation.ACCURACIES]:
        assert f"`{line}`" in page, line


def test_samples_are_rich() -> None:
    lines = (ROOT / "samples/wire.jsonl").read_text(encoding="utf-8").splitlines()
    articles = {item["id"]: item["text"] for item in map(json.loads, lines)}
    articles |= {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "samples").glob("*.txt")}
    assert len(articles) == 7
    documents = list(Engine().extract_many(articles.values()))
    assert min(len(document.facts) for document in documents) >= 8
    facts = [fact for document in documents for fact in document.facts]
    assert {fact.certainty for fact in facts} == {
        "stated", "attributed", "confirmed", "doubted", "tentative", "unsupported", "denied", "hypothetical",
    }  # fmt: skip
    assert max(len(fact.chain) for fact in facts) >= 2
    assert {figure.bound for document in documents for figure in document.figures} >= {
        "exact", "more_than", "at_least", "at_most", "less_than", "nearly", "range",
    }  # fmt: skip


def test_the_picture_shows_what_the_command_shows() -> None:
    picture = re.sub(r"<[^>]+>", "", (ROOT / "docs/images/extract.svg").read_text(encoding="utf-8"))
    picture = picture.replace("&#160;", " ")
    document = Engine().extract((ROOT / "samples/harbour-blast.txt").read_text(encoding="utf-8"))
    for fact in document.facts:
        assert fact.certainty in picture, "draw it again: docs/images/draw.py"
    for figure in document.figures:
        assert figure.text in picture, "draw it again: docs/images/draw.py"
