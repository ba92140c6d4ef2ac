"""Typed records: what they hold, that they cannot be changed, and that they say the same as the document JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reportedly

PIECES = st.sampled_from(
    [
        *("The mayor", " said ", " claimed ", " not ", "no evidence that ", " more than ", " people", " million"),
        *("16,000", "3-4", "9" * 400, "$", "%", ".", ", ", "(", ")", "“", "”", "\n\n", "\r\n"),
        *("😀", "e\u0301", "\x00", "\ufeff", "\u202e"),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))
SURROGATES = st.text(st.characters(categories=("Cs", "Lu", "Nd", "Zs", "Po")), max_size=40)


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every span of a document JSON."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value
        for part in value.values():
            yield from spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans(part)


def check(document: reportedly.Document) -> None:
    """Every span is the text it names; every record can be shown; references hold."""
    # In JSON lone surrogates stand as U+FFFD, at the same places.
    text = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in document.text)
    for span in spans(document.to_dict()):
        assert text[span["start"] : span["end"]] == span["text"]
    for fact in document.facts:
        assert fact.statement.text == document.text[fact.statement.start : fact.statement.end]
        assert repr(fact) and repr(fact.chain) and repr(fact.hedges) and repr(fact.figure) and repr(fact.why)
        for link in fact.chain:
            assert link in document.attributions
    for figure in document.figures:
        assert figure.text == document.text[figure.start : figure.end]
        assert figure.low != float("inf") and figure.high != float("inf")
    for record in (*document.not_figures, *document.attributions, *document.hedges):
        assert repr(record)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_is_read_and_spans_hold(engine: reportedly.Engine, text: str) -> None:
    check(engine.extract(text))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=SURROGATES)
def test_lone_surrogates_keep_their_places(engine: reportedly.Engine, text: str) -> None:
    document = engine.extract("\ud800 More than 12 seals. " + text)
    assert document.text.startswith("\ud800")
    check(document)


BEFORE = {
    "none": "",
    "emoji": "😀 ",
    "bom": "\ufeff",
    "crlf": "rain\r\nsnow\r\n\r\n",
    "nul": "\x00\x00 ",
    "combining": "e\u0301e\u0301 ",
    "surrogate": "\ud83d ",
    "chinese": "中文。",
    "long": "a" * 1000 + "é ",
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
def test_offsets_count_code_points(engine: reportedly.Engine, before: str) -> None:
    text = before + "About 16,000 seals were counted."
    figures = engine.extract(text).figures
    assert [figure.text for figure in figures] == ["About 16,000"]
    assert figures[0].start == len(before)


def test_records_say_what_the_json_says(engine: reportedly.Engine, article: str) -> None:
    document = engine.extract(article, id="a-1", date="2024-05-01", title="Lorries", url="https://news.example/1")
    data = document.to_dict()
    assert (data["id"], data["date"], data["title"], data["url"]) == (
        "a-1",
        "2024-05-01",
        "Lorries",
        "https://news.example/1",
    )
    assert data == json.loads(document.to_json())
    assert set(data["engine"]) == {"version", "pack", "pack_version", "digest", "genre"}
    assert [record.to_dict() for record in document.facts] == data["facts"]
    assert [figure.kind for figure in document.figures] == [figure["kind"] for figure in data["figures"]]
    assert document.facts
    for fact, row in zip(document.facts, data["facts"], strict=True):
        assert [link.index for link in fact.chain] == row["chain"]
        assert (fact.figure.index if fact.figure else None) == row["figure"]
        assert [reason.record.index for reason in fact.why] == [
            why.get("attribution", why.get("hedge")) for why in row["why"]
        ]


def test_records_cannot_be_changed(engine: reportedly.Engine, article: str) -> None:
    document = engine.extract(article)
    for thing, name in [
        (document, "text"),
        (document.facts[0], "certainty"),
        (document.facts[0], "other"),
        (document.facts[0].statement, "start"),
        (engine, "genre"),
    ]:
        with pytest.raises(AttributeError):
            setattr(thing, name, 1)


def test_equal_texts_give_equal_records(engine: reportedly.Engine, article: str) -> None:
    one, other = engine.extract(article), engine.extract(article)
    assert one == other and hash(one) == hash(other)
    assert one.facts == other.facts and {*one.facts} == {*other.facts}
    assert one.facts[0].statement == other.facts[0].statement
    assert one != engine.extract(article + " ")


def test_reprs_are_for_people_and_safe(engine: reportedly.Engine) -> None:
    document = engine.extract("\x1b[31mMore than 1\u202e2,000 seals\x1b[0m died. The mayor claimed 12 seals died.")
    for record in (document, *document.facts, *document.figures, *document.attributions):
        assert "\x1b" not in repr(record) and "\u202e" not in repr(record)
