"""Evaluation: what each line counts (cases in `tests/evaluation.toml`), the rules' table, baselines and the command."""

from __future__ import annotations

import doctest
import importlib
import json
import lzma
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import reportedly
from reportedly.document_json import LISTS, DocumentError, lines
from reportedly.evaluation import ACCURACIES, DEFINITIONS, Evaluation, losses

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests/evaluation.toml").read_text(encoding="utf-8"))["case"]

SPANS = ("source", "cue", "told", "refers_to", "counted", "event")
EMPTY: dict[str, dict[str, Any]] = {
    "figures": {"low": None, "high": None},
    "attributions": {"source": None, "cue": None},
    "facts": {"carried": False},
}


def span(text: str, written: str | list[Any]) -> dict[str, Any]:
    """A span from its text, or from its text and which occurrence it is."""
    words, number = (written, 0) if isinstance(written, str) else written
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    return {"start": start, "end": start + len(words), "text": words}


def document(case: dict[str, Any], side: str) -> dict[str, Any]:
    """The document JSON of a case."""
    text = case["text"]
    found: dict[str, Any] = {"id": "a", "text": text}
    for name in LISTS:
        records = case[side].get(name)
        if records is None and name == "not_figures":
            continue
        found[name] = []
        for written in records or []:
            record = {**EMPTY.get(name, {}), **written}
            if "span" in record:
                record |= span(text, record.pop("span"))
            record |= {field: span(text, record[field]) for field in SPANS if record.get(field)}
            for field in ("content", "scope"):
                if field in record:
                    record[field] = [span(text, piece) for piece in record[field]]
            found[name].append(record)
    return found


def result_of(case: dict[str, Any]) -> Evaluation:
    return reportedly.evaluate([document(case, "gold")], [document(case, "predicted")])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_lines(case: dict[str, Any]) -> None:
    result = result_of(case)
    assert {name: list(result.scores[name]) for name in case["scores"]} == case["scores"]
    assert {name: list(result.accuracies[name]) for name in case.get("accuracies", ())} == case.get("accuracies", {})
    assert not set(case.get("absent", ())) & set(result.scores)
    if "rules" in case:
        assert {it.rule: [it.right, it.partly, it.wrong] for it in result.rules if it.rule} == case["rules"]
    if "errors" in case:
        assert sorted({mistake.kind for mistake in result.errors}) == case["errors"]


def test_every_line_has_a_case() -> None:
    assert {name for case in CASES for name in case["scores"]} == set(DEFINITIONS)
    assert {name for case in CASES for name in case.get("accuracies", ())} | {
        "attribution stance",
        "attribution named",
    } == set(ACCURACIES)


@pytest.fixture(scope="module")
def gold(engine: reportedly.Engine) -> list[dict[str, Any]]:
    """What the engine finds in the samples, taken for gold."""
    lines = (ROOT / "samples/wire.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line) for line in lines]
    return [{**engine.extract(it["text"], id=it["id"]).to_dict(), "text": it["text"]} for it in articles]


def damaged(gold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The gold with every third record gone, every fifth one shifted, and one document less."""
    found: list[dict[str, Any]] = json.loads(json.dumps(gold[1:]))
    for one in found:
        one["hedges"] = [hedge for number, hedge in enumerate(one["hedges"]) if number % 3]
        one["facts"] = []
        for number, figure in enumerate(one["figures"]):
            if number % 5 == 0:
                figure["low"] = 1
            if number % 7 == 0:
                figure["start"] = figure["end"] = 0
        for attribution in one["attributions"][::4]:
            attribution["cue"] = None
        for hedge in one["hedges"]:
            hedge["holder"], hedge["figure"] = "writer", None
    return found


def test_gold_against_itself_is_perfect(gold: list[dict[str, Any]], engine: reportedly.Engine) -> None:
    for result in (reportedly.evaluate(gold, gold), reportedly.evaluate(gold, engine)):
        for name, score in result.scores.items():
            # Gold negations stay in the gold, and are not looked for.
            assert score.precision == 1 or score.predicted == 0, name
            assert score.recall == 1 or name.startswith("hedge"), name
        assert {mistake.kind for mistake in result.errors} <= {"hedge: missed"}


def test_the_rules_add_up_to_the_lines(gold: list[dict[str, Any]]) -> None:
    for predicted in (gold, damaged(gold), []):
        result = reportedly.evaluate(gold, predicted)
        sums: dict[str, int] = {}
        for verdict in result.rules:
            sums[verdict.kind] = sums.get(verdict.kind, 0) + verdict.records
        lines = {
            "figure": "figure span", "non-figure": "non-figure", "attribution": "attribution cue", "hedge": "hedge cue",
        }  # fmt: skip
        assert {kind: sums.get(kind, 0) for kind in lines} == {k: result.scores[v].predicted for k, v in lines.items()}


def test_files_and_records_give_the_same(gold: list[dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(it) for it in gold) + "\n", encoding="utf-8")
    assert (
        reportedly.evaluate(path, damaged(gold)).to_dict() == reportedly.evaluate(gold, iter(damaged(gold))).to_dict()
    )


def test_a_notebook_and_a_terminal_are_safe() -> None:
    records = [{"start": 0, "end": 1, "low": 1, "high": 1, "rule": "<b>\u202e"}]
    result = reportedly.evaluate(
        [{"id": "a", "figures": records}], [{"id": "a", "figures": [{**records[0], "end": 2, "low": 3}]}]
    )
    shown = result._repr_html_()
    assert "&lt;b&gt;\\u202e" in shown and "<b>" not in shown
    assert "figure value" in str(result)


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        ([{"figures": []}], "the gold, item 0 has no `id`"),
        ([{"id": "a"}], "the gold holds no record"),
        ([{"id": "a", "figures": [{"start": 0, "end": 1}]}], "figures[0] has no `low`"),
        ([{"id": "a", "hedges": 3}], "`hedges` is no list of records"),
        ([{"id": "a", "facts": [{"chain": [7], "certainty": "stated"}]}], "facts[0].chain is 7, which names no record"),
        ([{"id": "a", "facts": [{"chain": [], "certainty": "stated"}]}] * 2, "two documents of the id 'a'"),
        ([{"id": "a", "facts": [{"chain": [], "certainty": "stated"}]}], "has no `text` to read"),
    ],
)
def test_errors_name_the_place(gold: list[dict[str, Any]], message: str, engine: reportedly.Engine) -> None:
    with pytest.raises(DocumentError) as caught:
        reportedly.evaluate(gold, engine)
    assert message in str(caught.value)


def test_losses() -> None:
    before = {"scores": {"fact": {"F1": 75.3}, "told": {"F1": 10.0}}, "accuracies": {"fact carried": {"share": 90.0}}}
    now = {"scores": {"fact": {"F1": 74.8}}, "accuracies": {"fact carried": {"share": 80.0}}}
    assert [loss.line for loss in losses(now, before)] == ["told", "fact carried"]
    assert [loss.line for loss in losses(now, before, 0.4)] == ["fact", "told", "fact carried"]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reportedly", "evaluate", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(gold: list[dict[str, Any]], tmp_path: Path) -> None:
    paths = {}
    for name, documents in (("gold", gold), ("damaged", damaged(gold))):
        paths[name] = tmp_path / f"{name}.jsonl"
        paths[name].write_text("\n".join(json.dumps(it) for it in documents), encoding="utf-8")
    first = run(paths["gold"], "--format", "json")
    assert (first.returncode, first.stderr) == (0, "")
    baseline = tmp_path / "baseline.json"
    baseline.write_text(first.stdout, encoding="utf-8")
    same = run(paths["gold"], "--baseline", baseline)
    assert (same.returncode, same.stderr) == (0, "")
    worse = run(paths["gold"], "--against", paths["damaged"], "--baseline", baseline, "--errors", "--limit", "1")
    assert worse.returncode == 1
    assert "figure value: 100.0 before" in worse.stderr
    assert "hedge: missed" in worse.stdout
    wrong = run(paths["gold"], "--baseline", paths["gold"])
    assert (wrong.returncode, wrong.stdout) == (3, "")
    assert run(paths["gold"], "--against", paths["gold"], "--genre", "news").returncode == 2


@pytest.mark.parametrize("name", ["", ".spans", ".measures", ".baseline"])
def test_docstrings(name: str) -> None:
    module = importlib.import_module(f"reportedly.evaluation{name}")
    assert doctest.testmod(module).failed == 0


def test_gold_may_be_compressed(tmp_path: Path) -> None:
    gold = ROOT / "samples/short.gold"
    packed = tmp_path / "short.gold.xz"
    packed.write_bytes(lzma.compress(gold.read_bytes()))
    assert list(lines(packed)) == list(lines(gold))
    packed.write_bytes(lzma.compress(gold.read_bytes())[:-20])
    with pytest.raises(DocumentError, match=r"short\.gold\.xz"):
        list(lines(packed))
