"""Comparison of packs: nothing between a pack and itself, mirrored, and complete enough to make B of A."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import reportedly
from reportedly import Engine, RuleError, Text, _core
from reportedly.comparison.packs import engine_of
from reportedly.comparison.page import page
from reportedly.readers import read

ROOT = Path(__file__).parents[2]

# A rule less.
OWN = """
[pack]
name = "own"
version = "0.1.0"
off = ["hedge.modal"]
"""


def samples() -> list[Text]:
    """The samples, or an archive of one's own: see `benches/README.md`."""
    return list(read([os.environ.get("REPORTEDLY_ARCHIVE", ROOT / "samples")]))


def examples() -> list[Text]:
    """The examples of the Spanish pack, as texts."""
    packs = [
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests/packs/es").glob("*.toml"))
    ]
    texts = [one["text"] for pack in packs for rule in pack.get("rule", ()) for one in rule.get("examples", ())]
    return [Text(text, f"es-{number}") for number, text in enumerate(texts)]


PACKS: dict[str, tuple[Path, Callable[[], list[Text]]]] = {
    "en": (ROOT / "rules/en", samples),
    "es": (ROOT / "tests/packs/es", examples),
}


# ---- edits chosen by a seed

Files = dict[str, str]


def _lines(files: Files, wanted: Callable[[str], object]) -> list[tuple[str, int]]:
    """File and number of every line that is wanted."""
    return [
        (path, number) for path in sorted(files) for number, line in enumerate(files[path].split("\n")) if wanted(line)
    ]


def _replace(files: Files, place: tuple[str, int], new: Iterable[str]) -> None:
    path, number = place
    lines = files[path].split("\n")
    lines[number : number + 1] = new
    files[path] = "\n".join(lines)


def _line(files: Files, place: tuple[str, int]) -> str:
    return files[place[0]].split("\n")[place[1]]


def lexicon(files: Files, chance: random.Random) -> None:
    """One entry of a lexicon goes."""
    places = _lines(files, lambda line: re.match(r"\s*\{ words = .*\},$", line))
    _replace(files, chance.choice(places), [])


def pattern(files: Files, chance: random.Random) -> None:
    """One word of an alternation goes."""
    places = _lines(files, lambda line: re.match(r"(pattern = |\s+)'.*\"\w+\" \| ", line))
    place = chance.choice(places)
    line = _line(files, place)
    _replace(files, place, [line.replace(chance.choice(re.findall(r'"\w+" \| ', line)), "", 1)])


def priority(files: Files, chance: random.Random) -> None:
    """One rule gets another priority."""
    place = chance.choice(_lines(files, lambda line: line.startswith("stage = ")))
    _replace(files, place, [_line(files, place), f"priority = {chance.choice([-9, 9])}"])


def extent(files: Files, chance: random.Random) -> None:
    """One extent, or the clause, is cut short or runs on."""
    limits = _lines(files, lambda line: re.match(r"limit = \d+$", line))
    stops = _lines(files, lambda line: re.match(r"""\s*'[^<]*',$""", line))
    place = chance.choice(stops if stops and chance.random() < 0.5 else limits)
    _replace(files, place, ["limit = 4"] if place in limits else [])


def certainty(files: Files, chance: random.Random) -> None:
    """One row of the table never holds."""
    places = _lines(files, lambda line: line.startswith('any = ["') and "always" not in line)
    _replace(files, chance.choice(places), ['any = ["link[stance=question]"]'])


EDITS = (lexicon, pattern, priority, extent, certainty)


def edited(sources: list[tuple[str, str]], edit: Callable[[Files, random.Random], None], seed: int) -> Engine:
    """The engine of the pack after an edit with which it still loads."""
    chance = random.Random(seed)
    while True:
        files = dict(sources)
        edit(files, chance)
        try:
            return Engine._of(_core.Engine([list(files.items())], None))
        except RuleError:
            continue


@pytest.fixture(scope="module", params=PACKS)
def pack(request: pytest.FixtureRequest) -> tuple[list[tuple[str, str]], Engine, list[Text]]:
    """Sources, engine and texts of a pack."""
    path, texts = PACKS[request.param]
    return _core.read_sources(path), Engine(path, builtin=False), texts()


def compact(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_a_with_the_changes_is_b(pack: Any, edit: Any, seed: int) -> None:
    sources, old, texts = pack
    new = edited(sources, edit, seed)
    result = reportedly.diff(old, new, texts)
    for number, text in enumerate(texts):
        made = result.apply(number, old._extract(text).to_dict())
        assert compact(made) == new._extract(text).to_json()
    back = reportedly.diff(new, old, texts)
    assert tuple(change.mirrored() for change in back.changes) == result.changes
    assert sum(map(len, result.by_rule().values())) == len(result.changes)
    assert sum(sum(row.values()) for row in result.counts().values()) == len(result.changes)


def test_the_edits_change_something() -> None:
    sources, texts = _core.read_sources(ROOT / "rules/en"), samples()
    old = Engine(ROOT / "rules/en", builtin=False)
    found = [reportedly.diff(old, edited(sources, edit, seed), texts) for edit in EDITS for seed in range(4)]
    changes = [change for result in found for change in result.changes]
    assert {change.action for change in changes} >= {"removed", "changed"}
    assert {change.record for change in changes} >= {"attributions", "facts"}


def test_a_pack_and_itself() -> None:
    texts = samples()
    result = reportedly.diff(ROOT / "rules/en", ROOT / "rules/en", texts, builtin=False)
    assert not result
    assert (result.changes, result.documents) == ((), len(texts))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A rule less."""
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_what_a_rule_does(own: Path) -> None:
    result = reportedly.diff("builtin", own, ["The dam may break.", "It rained."])
    assert result
    removed = result.by_rule()["hedge.modal"]
    assert [(it.record, it.action, it.document, it.span["text"]) for it in removed] == [
        ("hedges", "removed", "#0", "may"),
        ("facts", "removed", "#0", "break"),
    ]


def test_fields_say_old_and_new(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[pack]\nname = "own"\nversion = "0.1.0"\n[[certainty]]\nvalue = "stated"\nany = ["always"]\n')
    result = reportedly.diff("builtin", path, [{"id": "a", "text": "Poe claimed that 40 lorries sank."}])
    fields = {
        it.field: (it.old, it.new) for change in result.changes if change.record == "facts" for it in change.fields
    }
    assert fields["certainty"] == ("doubted", "stated")
    assert fields["why"][1] == []


def test_two_texts_of_one_id_are_kept_apart(own: Path) -> None:
    texts = [{"id": "a", "text": "The dam may break."}, {"id": "a", "text": "It may rain and it may snow."}]
    result = reportedly.diff("builtin", own, texts)
    assert [len(group) for group in result.by_text().values()] == [2, 4]
    old, new = engine_of("builtin"), engine_of(own)
    for number, text in enumerate(texts):
        made = result.apply(number, old.extract(text["text"], id="a").to_dict())
        assert compact(made) == new.extract(text["text"], id="a").to_json()


def test_pages_are_safe(own: Path) -> None:
    text = "<script>alert(1)</script> may break \u202e it.\n\nIt may rain."
    shown = page(reportedly.diff("builtin", own, [{"id": "<b>", "text": text, "title": "<i>"}]))
    assert "&lt;script&gt;" in shown and '<span class="removed"' in shown
    for unsafe in ("<script", "<b>", "<i>", "\u202e"):
        assert unsafe not in shown
    assert reportedly.diff("builtin", own, [text])._repr_html_() in shown.replace("&lt;i&gt;", "#0").replace(
        "&lt;b&gt;", "#0"
    )


# ---- the command


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reportedly", "rules", "diff", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(own: Path) -> None:
    same = run("builtin", "builtin", ROOT / "samples")
    assert (same.returncode, same.stderr) == (0, "")
    assert "7 documents, 0 read differently" in same.stdout
    text = run("builtin", own, ROOT / "samples", "--limit", "1")
    assert text.returncode == 1
    assert "hedge.modal (" in text.stdout and "more" in text.stdout
    data = json.loads(run("builtin", own, ROOT / "samples", "--format", "json").stdout)
    assert data["counts"]["hedges"]["removed"] >= 3
    assert run("builtin", own, ROOT / "samples", "--format", "html").stdout.startswith("<!doctype html>")
    assert run("builtin", "git:x", ROOT / "samples").returncode == 2
    assert run("builtin", own, own.with_name("nowhere.txt")).returncode == 3
    assert run("builtin", own.with_name("nowhere"), ROOT / "samples").returncode == 2
