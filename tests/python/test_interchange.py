"""Annotations to the formats of annotation tools and back: what a format holds comes back, what not is named."""

from __future__ import annotations

import doctest
import io
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import Engine, interchange
from reportedly.interchange import ConversionError, Losses, labels
from reportedly.interchange.fields import RECORDS, normal
from reportedly.readers import read

ROOT = Path(__file__).parents[2]

# Loss of nothing, of what stands beside the records, of all but spans, labels and links.
FULL = ("documents", "brat", "label-studio", "web-annotation")
STRANGE = "“Ve lost\r\n40 ships 😀\u2028,” Roe\tsaid. It may <b>\n\n rain & snow."


def converted(documents: list[dict[str, Any]], format: str, folder: Path) -> tuple[list[dict[str, Any]], Losses]:
    """The documents after a way through a format, in their old order, and what was lost on the way there."""
    path = folder / "out"
    if format == "brat":
        losses = interchange.write(documents, path, format)
    else:
        with path.open("w", encoding="utf-8", newline="") as stream:
            losses = interchange.write(documents, stream, format)
    assert interchange.format_of(path) == format
    back_losses = Losses()
    found = {document["id"]: document for document in interchange.read(path, losses=back_losses)}
    assert not back_losses
    return [found[document["id"]] for document in documents], losses


@pytest.fixture(scope="module")
def documents(engine: Engine) -> list[dict[str, Any]]:
    """The records of the samples, and of a text with strange characters, with their texts."""
    texts = [(it.id, it.text) for it in read([ROOT / "samples"])] + [
        ("../a b%2F/ü", STRANGE),
        (".hidden", "Roe said 4 ships sank."),
    ]
    return [{**engine.extract(text, id=id).to_dict(), "text": text} for id, text in texts]


def records(document: dict[str, Any]) -> dict[str, Any]:
    return {record.list: document[record.list] for record in RECORDS.values()}


@pytest.mark.parametrize("format", FULL)
def test_every_record_comes_back(documents: list[dict[str, Any]], format: str, tmp_path: Path) -> None:
    back, losses = converted(documents, format, tmp_path)
    for old, new in zip(documents, back, strict=True):
        assert records(normal(new)) == records(normal(old))
        assert new.get("text") in {old["text"], None}
    beside = {"documents": set(), "brat": {"engine"}, "label-studio": set(), "web-annotation": {"engine", "text"}}
    assert set(losses) == beside[format]


def test_documents_and_label_studio_keep_all(documents: list[dict[str, Any]], tmp_path: Path) -> None:
    for format in ("documents", "label-studio"):
        (tmp_path / format).mkdir()
        back, _ = converted(documents, format, tmp_path / format)
        assert [json.dumps(normal(it)) for it in back] == [json.dumps(normal(it)) for it in documents]


def test_doccano_keeps_spans_labels_and_links_and_names_the_rest(
    documents: list[dict[str, Any]], tmp_path: Path
) -> None:
    back, losses = converted(documents, "doccano", tmp_path)
    lost: set[str] = set()
    for old, new in zip(documents, back, strict=True):
        assert new["text"] == old["text"]
        for record in RECORDS.values():
            for one, other in zip(normal(old)[record.list], normal(new)[record.list], strict=True):
                differing = {field for field in one if one[field] != other[field]}
                assert not differing & {*record.roles, *record.references, record.head, "start", "end", record.category}
                lost |= {f"{record.label}.{field}" for field in differing}
    assert lost == set(losses)
    assert {"figure.low", "figure.unit", "attribution.named", "fact.id"} <= lost


@pytest.mark.parametrize("format", [*FULL, "doccano"])
def test_records_without_their_own_span(format: str, tmp_path: Path) -> None:
    """As in gold: a headline without a mark, a fact that has no statement."""

    def span(start: int, end: int) -> dict[str, Any]:
        return {"start": start, "end": end, "text": text[start:end]}

    text = "40 dead - ministry"
    document = {
        "id": "a",
        "text": text,
        "figures": [{**span(0, 2), "kind": "count", "low": 40, "high": 40}],
        "attributions": [{"source": span(10, 18), "cue": None, "content": [span(0, 7)], "stance": "neutral"}],
        "facts": [{"figure": 0, "chain": [0], "certainty": "attributed"}],
    }
    (back,), _ = converted([document], format, tmp_path)
    assert back["attributions"][0]["cue"] is None
    assert back["attributions"][0]["source"]["text"] == "ministry"
    assert (back["facts"][0]["statement"], back["facts"][0]["chain"], back["facts"][0]["figure"]) == (None, [0], 0)


# ---- what people make in the tools


def test_what_people_add_in_brat(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Roe, wet through,\nsaid it rained. No date.")
    (tmp_path / "a.ann").write_text(
        "T1\tattribution 18 22\tsaid\n"
        "T2\tsource 0 3;5 16\tRoe wet through\n"
        "T3\tcontent 23 32;34 41\tit rained No date\n"
        "R1\tsource Arg1:T1 Arg2:T2\n"
        "R2\tcontent Arg1:T1 Arg2:T3\n"
        "A1\tstance T1 neutral\n"
        "A2\tnamed T1\n"
        "#1\tAnnotatorNotes T1\tis he a source?\n"
        "T4\tweather 26 32\trained\n"
        "T5\ttold 0 3\tRoe\n"
        "R3\tlikes Arg1:T1 Arg2:T5\n"
        "E1\tattribution:T1\n"
    )
    losses = Losses()
    (document,) = interchange.read(tmp_path, losses=losses)
    (found,) = document["attributions"]
    assert (found["cue"]["text"], found["stance"], found["named"]) == ("said", "neutral", True)
    assert [piece["text"] for piece in found["content"]] == ["it rained", "No date"]
    assert found["source"]["text"] == "Roe"
    assert dict(losses) == {
        "source in pieces": 1,
        "notes": 1,
        "marks labelled 'weather'": 1,
        "links 'likes' from attribution to told": 1,
        "lines that begin with E": 1,
    }


def test_older_doccano_and_label_studio_exports(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    path.write_text('{"id": 7, "text": "40 ships sank.", "label": [[0, 2, "figure:count"]], "Comments": ["sure?"]}\n')
    losses = Losses()
    (document,) = interchange.read(path, losses=losses)
    assert (document["id"], document["figures"][0]["kind"], losses["comments"]) == ("7", "count", 1)
    region = {"id": "x", "type": "labels", "from_name": "label", "value": {"start": 0, "end": 2, "labels": ["figure"]}}
    rating = {"id": "x", "type": "rating", "from_name": "sure", "value": {"rating": 3}}
    task = {"id": 9, "data": {"text": "40 ships"}, "annotations": [{"result": [region, rating]}, {"result": []}]}
    path.write_text(json.dumps([task]))
    losses = Losses()
    (document,) = interchange.read(path, losses=losses)
    assert (document["id"], document["figures"][0]["text"]) == ("9", "40")
    assert dict(losses) == {"rating 'sure'": 1, "annotations of one task beside the first": 1}


# ---- errors


LINK = '{"text": "x", "entities": [], "relations": [{"type": "r", "from_id": 1, "to_id": 2}]}'
OTHER_TEXT = '{"id": "a", "text": "40", "figures": [{"start": 0, "end": 1, "text": "9", "low": 1, "high": 1}]}'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "nothing", "tells no format"),
        ("a.json", '[{"data": {}}]', "task 0 is no task"),
        ("a.jsonl", '{"text": "x", "entities": [{"id": 1}]}', ":1 is no document of doccano"),
        ("a.jsonl", '{"text": "x", "label": [[0, 9, "figure"]]}', "figure 0..9 lies outside the text"),
        ("a.jsonl", LINK, "leads to no mark"),
        ("a.jsonl", '{"type": "AnnotationPage", "id": "x", "items": [{}]}', "page 1 is no AnnotationPage"),
        ("a.jsonl", OTHER_TEXT, "of another text"),
    ],
)
def test_errors_name_the_place(name: str, content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(ConversionError) as caught:
        list(interchange.read(path))
    assert message in str(caught.value)


def test_brat_errors(tmp_path: Path) -> None:
    with pytest.raises(ConversionError, match=r"holds no \.ann file"):
        list(interchange.read(tmp_path))
    (tmp_path / "a.ann").write_text("T1\tfigure 0\t4")
    with pytest.raises(ConversionError, match="has no text beside it"):
        list(interchange.read(tmp_path))
    (tmp_path / "a.txt").write_text("40")
    with pytest.raises(ConversionError, match=r"a\.ann:1 is no line of brat"):
        list(interchange.read(tmp_path))
    with pytest.raises(ConversionError, match="not an empty folder"):
        interchange.write([], tmp_path, "brat")
    twice = [{"id": "a", "text": "40", "figures": []}] * 2
    with pytest.raises(ConversionError, match="two documents of the id 'a'"):
        interchange.write(twice, tmp_path / "new", "brat")
    with pytest.raises(ConversionError, match="has no text"):
        interchange.write([{"id": "a"}], io.StringIO(), "doccano")


def test_nothing_leaves_the_folder(tmp_path: Path) -> None:
    documents = [{"id": id, "text": "40"} for id in ("../out", "/etc/x", "..", "a\\b", "c:d")]
    interchange.write(documents, tmp_path / "in", "brat")
    assert len(list((tmp_path / "in").iterdir())) == 2 * len(documents) + 1
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert {it["id"] for it in interchange.read(tmp_path / "in")} == {it["id"] for it in documents}


def test_configurations(documents: list[dict[str, Any]], tmp_path: Path) -> None:
    view = ElementTree.fromstring(interchange.configuration("label-studio"))
    said = {element.get("name") for element in view if element.get("name")}
    interchange.write(documents, stream := io.StringIO(), "label-studio")
    names = {
        item.get("from_name") for task in json.loads(stream.getvalue()) for item in task["predictions"][0]["result"]
    }
    assert names - {None} <= said
    marks = {label["text"] for label in json.loads(interchange.configuration("doccano"))}
    interchange.write(documents, stream := io.StringIO(), "doccano")
    lines = [json.loads(line) for line in stream.getvalue().split("\n") if line]
    assert {entity["label"] for line in lines for entity in line["entities"]} <= marks
    interchange.write(documents, tmp_path / "brat", "brat")
    entities = (tmp_path / "brat/annotation.conf").read_text().partition("[relations]")[0].split()
    assert {record.label for record in RECORDS.values()} <= set(entities)
    assert doctest.testmod(labels).failed == 0


# ---- the command


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reportedly", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(tmp_path: Path) -> None:
    made = tmp_path / "made.jsonl"
    wire = ROOT / "samples/wire.jsonl"
    assert run("scan", wire, "--records", "documents", "-o", made).returncode == 0
    there = run("convert", made, "--to", "brat", "-o", tmp_path / "brat", "--texts", wire)
    assert there.returncode == 0
    assert there.stderr == "reportedly: left out, because brat does not hold it: date (4), engine (4), title (4)\n"
    back = run("convert", tmp_path / "brat")
    assert (back.returncode, back.stderr) == (0, "")
    old = [json.loads(line) for line in made.read_text(encoding="utf-8").splitlines()]
    new = {it["id"]: it for it in map(json.loads, back.stdout.splitlines())}
    assert [records(it) for it in old] == [records(new[it["id"]]) for it in old]
    assert run("convert", made, "--to", "brat").returncode == 2
    assert run("convert").returncode == 2
    without = run("convert", made, "--to", "doccano", "-o", tmp_path / "none.jsonl")
    assert (without.returncode, (tmp_path / "none.jsonl").exists()) == (3, False)
    assert "has no text" in without.stderr
    assert run("convert", "--configuration", "brat").stdout.startswith("[entities]")


# ---- any text

PIECES = st.sampled_from(
    [
        *("The mayor", " said ", " claimed ", "“", "” ", " no evidence that ", " more than ", " people", " sank", "$"),
        *("16,000", "3-4 ", " million", "%", ".", ", ", "(", ")", "\n", "\n\n", "\r\n", "\t"),
        *(" ", "\u2028", "\x85", "\x0c", "😀", "e\u0301", "\x00", "\ufeff", "\u202e", "<b>", "&amp;", "\\", '"', "%2F"),
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(PIECES, max_size=40).map("".join),
    id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=9),
)
def test_any_text_comes_back(engine: Engine, text: str, id: str) -> None:
    document = {**engine.extract(text, id=id).to_dict(), "text": text}
    for format in FULL:
        with tempfile.TemporaryDirectory() as folder:
            (back,), losses = converted([document], format, Path(folder))
            assert records(normal(back)) == records(normal(document)) or "line breaks at the border of a span" in losses
            assert back["id"] == id
