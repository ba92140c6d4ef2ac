"""The engine: rules of one's own, genres, pickles, many texts, threads."""

from __future__ import annotations

import copy
import pickle
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import reportedly

TESTS = Path(__file__).parents[1]
OWN = """
[[rule]]
id = "own.pebbles"
stage = "figure"
pattern = 'number:{digits} counted:"pebbleses"'
yields.figure = { kind = "score", value = "value($number)" }
priority = 99
"""
PACK = """
[pack]
name = "mini"
version = "9"
language = "und"
stages = []
"""


def test_rules_of_ones_own_stand_on_top(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    engine = reportedly.Engine(tmp_path)
    assert "own.pebbles" in [rule[0] for rule in engine.rules]
    assert [figure.kind for figure in engine.extract("They won 12 pebbleses.").figures] == ["score"]
    assert reportedly.Engine([tmp_path / "own.toml"]).digest == engine.digest


def test_a_pack_alone(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(PACK)
    engine = reportedly.Engine(str(tmp_path), builtin=False)
    assert (engine.pack, engine.pack_version, engine.rules) == ("mini", "9", [])
    assert engine.extract("12 seals").facts == ()
    with pytest.raises(ValueError, match="there are no rules"):
        reportedly.Engine(builtin=False)


def test_mistakes_in_rules_are_listed(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("[[rule]]\nid = 'a'\nstag = 'figure'\n\n[[rule]]\nid = 'b'\npattern = '('\n")
    with pytest.raises(reportedly.RuleError) as caught:
        reportedly.Engine(tmp_path)
    diagnostics = caught.value.diagnostics
    assert len(diagnostics) >= 2
    assert isinstance(caught.value, ValueError)
    assert {found.path for found in diagnostics} == {"own.toml"}
    assert all(found.code in str(caught.value) and found.severity == "error" for found in diagnostics)
    assert any((found.line, found.column) == (3, 1) and "stag" in found.rendered for found in diagnostics)
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.diagnostics == diagnostics and str(again) == str(caught.value)


def test_folders_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(reportedly.RuleError, match="cannot be read"):
        reportedly.Engine(tmp_path / "nowhere")


def test_genres(engine: reportedly.Engine) -> None:
    assert engine.genre == engine.genres[0] == "news"
    for genre in engine.genres:
        assert reportedly.Engine(genre=genre).genre == genre
    with pytest.raises(ValueError, match="no genre"):
        reportedly.Engine(genre="sonnets")


def test_pickles_carry_the_rules(engine: reportedly.Engine, article: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    own = reportedly.Engine(tmp_path, genre=engine.genres[-1])
    data = pickle.dumps(own)
    (tmp_path / "own.toml").unlink()
    again = pickle.loads(data)
    assert (again.digest, again.genre, again.rules) == (own.digest, own.genre, own.rules)
    assert again.extract(article) == own.extract(article)
    assert copy.deepcopy(own).digest == own.digest
    with pytest.raises(ValueError, match="the pickle was changed"):
        pickle.loads(data.replace(b"pebbleses", b"pebbleset"))


def test_many_texts_in_order_and_as_they_come(engine: reportedly.Engine) -> None:
    taken: list[int] = []

    def texts() -> Iterator[str | dict[str, str]]:
        for number in range(100):
            taken.append(number)
            text = f"About {number + 2000} seals were counted."
            yield text if number % 2 else {"text": text, "id": f"t-{number}"}

    for threads in (1, 3):
        taken.clear()
        documents = engine.extract_many(texts(), threads=threads)
        first = next(documents)
        assert first.id == "t-0"
        assert len(taken) <= 4 * threads + 1
        values = [document.figures[0].low for document in (first, *documents)]
        assert values == [number + 2000 for number in range(100)]
    with pytest.raises(TypeError, match="item 0 is int"):
        list(engine.extract_many([1]))  # type: ignore[list-item]


@pytest.mark.parametrize("case", tomllib.loads((TESTS / "languages.toml").read_text(encoding="utf-8"))["text"])
def test_languages_are_told(engine: reportedly.Engine, case: dict[str, Any]) -> None:
    assert engine.speaks(case["text"]) == case["read"], case["what"]
    # Among much of the same, too, where only a sample is looked at.
    assert engine.speaks((case["text"] + "\n") * 200) == case["read"], case["what"]


def test_python_runs_on_while_a_text_is_read(engine: reportedly.Engine) -> None:
    rain = "The rain fell on the old mill all day long and nobody came to see it. "
    text = (rain * 20 + "The mayor said about 16,000 people were there. ") * 14_000
    assert len(text) > 20_000_000
    ticks: list[float] = []
    done = threading.Event()

    def count() -> None:
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    began = time.perf_counter()
    engine.extract(text)
    took = time.perf_counter() - began
    done.set()
    counter.join()
    within = [tick for tick in ticks if began < tick < began + took]
    # Another thread got its turn all along, not only before and after.
    assert max(b - a for a, b in zip([began, *within], [*within, began + took], strict=True)) < took / 2


def test_threads_share_an_engine(engine: reportedly.Engine, article: str) -> None:
    expected = engine.extract(article).to_json()
    other = reportedly.Engine(genre=engine.genres[-1])
    found: list[str] = []

    def work() -> None:
        for _ in range(20):
            found.append(engine.extract(article).to_json())
            other.extract(article)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 80 and set(found) == {expected}
