"""What no rule covers: the triggers come from the pack, the likeliest stand first, and the list keeps to its share."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import reportedly
from reportedly import gaps
from reportedly.gaps import surroundings
from reportedly.gaps.triggers import Pack
from reportedly.readers import read

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests/gaps.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_gaps(case: dict[str, Any]) -> None:
    engine = reportedly.Engine(ROOT / case.get("pack", "rules/en"), builtin=False)
    result = reportedly.uncovered(engine, case["texts"], share=1)
    found = [gap for group in result.groups for gap in group.gaps]
    assert [gap.text for gap in found] == case["gaps"]
    for gap in found:
        text = case["texts"][int(gap.document[1:])]
        assert text[gap.start : gap.end] == gap.text
        assert gap.left + gap.text + gap.right in text
        assert gap.sentence_start <= gap.start and gap.end <= gap.sentence_end
        assert not case.get("near") or gap.rules[0].startswith(case["near"])


@pytest.mark.parametrize("share", [0, 0.05, 0.25, 1])
def test_the_list_keeps_to_its_share(engine: reportedly.Engine, share: float) -> None:
    texts = list(read([ROOT / "samples"]))
    result = reportedly.uncovered(engine, texts, share=share)
    assert result.characters == sum(len(text.text) for text in texts)
    assert result.share <= share
    shown: dict[str, set[int]] = {}
    for group in result.groups:
        for gap in group.gaps:
            shown.setdefault(gap.document, set()).update(range(gap.start - len(gap.left), gap.end + len(gap.right)))
    assert sum(map(len, shown.values())) == result.listed or share == 1
    assert [group.size for group in result.groups] == sorted((group.size for group in result.groups), reverse=True)
    assert result.to_dict() == reportedly.uncovered(engine, texts, share=share).to_dict()


def test_the_triggers_are_cues_of_rules_that_are_on(tmp_path: Path, engine: reportedly.Engine) -> None:
    cues = Pack(engine).cues
    assert len(cues) > 50
    path = tmp_path / "own.toml"
    path.write_text(
        '[pack]\nname = "own"\nversion = "0.1.0"\noff = ["hedge.modal"]\n'
        '[[rule]]\nid = "own.shrug"\nstage = "hedge"\npattern = \'cue:("shrug" "(" | "shrugs")\'\n'
        'yields.hedge = { cue = "$cue", category = "modal" }\nexamples = [{ text = "He shrugs.", cue = "shrugs" }]\n'
    )
    own = Pack(reportedly.Engine(path)).cues
    assert own['("shrug" "(" | "shrugs")'] == ("own.shrug",)
    assert not [rules for rules in own.values() if "hedge.modal" in rules]
    assert [rules for rules in cues.values() if "hedge.modal" in rules]
    scientific = Pack(reportedly.Engine(genre="scientific")).cues
    assert scientific.keys() != cues.keys()


def test_pages_are_safe(engine: reportedly.Engine) -> None:
    result = reportedly.uncovered(engine, [{"id": "<b>x", "text": "<i>The\u202e report</i> claims pounds."}], share=1)
    assert result.groups
    shown = result._repr_html_()
    assert "<i>" not in shown and "<b>x" not in shown and "\u202e" not in shown
    assert "\u202e" not in str(result)


def test_a_share_is_a_part(engine: reportedly.Engine) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        reportedly.uncovered(engine, [], share=25)
    assert reportedly.uncovered(engine, []).groups == ()


def test_docstrings() -> None:
    assert doctest.testmod(gaps).failed == doctest.testmod(surroundings).failed == 0


def test_the_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "reportedly", "rules", "uncovered"]

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, check=False)

    done = run(ROOT / "samples", "--examples", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "7 documents" in done.stdout and "near: " in done.stdout
    data = json.loads(run(ROOT / "samples", "--format", "json", "--share", "10").stdout)
    assert 0 < data["listed"] <= 0.1 * data["characters"]
    assert run(tmp_path / "nowhere.txt").returncode == 3
    assert run(ROOT / "samples", "--share", "101").returncode == 2
