"""Facts of a column of texts: a table of the library that the column came from, its ids and labels kept."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import reportedly

TEXTS = ["Poe said 40 lorries were lost.", "", None, "Up to 9 ships sank, Roe claimed."]
FIGURES = ["40", "Up to 9"]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ([text or "" for text in TEXTS], pa.Table),
        (pa.array(TEXTS), pa.Table),
        (pa.chunked_array([TEXTS]), pa.Table),
        (pa.table({"text": TEXTS}), pa.Table),
        (pl.Series("body", TEXTS), pl.DataFrame),
        (pl.DataFrame({"text": TEXTS}), pl.DataFrame),
        (pl.LazyFrame({"text": TEXTS}), pl.DataFrame),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_table_of_the_same_library(given: Any, kind: type) -> None:
    found: Any = reportedly.facts(given)
    assert list(map(str, found["figure"])) == FIGURES
    assert list(map(str, found["document"])) == ["0", "3"]
    assert type(found) is kind


def test_ids_of_a_table_are_kept() -> None:
    found = reportedly.facts(pl.DataFrame({"id": [7, 8, 9, 10], "text": TEXTS}), records="figures")
    assert found["document"].to_list() == ["7", "10"]
    assert reportedly.facts([{"id": "a", "text": TEXTS[0]}])["document"].to_pylist() == ["a"]


def test_labels_of_pandas_are_kept() -> None:
    pd = pytest.importorskip("pandas")
    found = reportedly.facts(pd.Series(TEXTS, index=["x", "y", "y", "x"]))
    assert isinstance(found, pd.DataFrame)
    assert list(found.index) == ["x", "x"] == list(found["document"])
    assert list(found["figure"]) == FIGURES
    frame = pd.DataFrame({"text": TEXTS, "id": list("abcd")}, index=[4, 3, 2, 1])
    found = reportedly.facts(frame, threads=2)
    assert (list(found.index), list(found["document"])) == ([4, 1], ["a", "d"])
    assert len(reportedly.facts(pd.Series([], dtype=object))) == 0


def test_an_engine_of_ones_own(engine: reportedly.Engine) -> None:
    assert reportedly.facts(TEXTS[:1], engine).num_rows == 1


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ("Poe said so.", TypeError, "give \\[text\\]"),
        (pa.table({"body": TEXTS}), ValueError, "no column `text`, but body"),
        ([3], TypeError, "item 0 is int"),
    ],
)
def test_errors_say_what_to_give(given: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        reportedly.facts(given)
