"""HTML pages to texts: main content, metadata in order of belief, charsets, and pages made to do harm."""

from __future__ import annotations

import gzip
import io
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.readers import Problem, read
from reportedly.readers.html import LIMIT, page

ARTICLE = """<!doctype html><html><head><title>Reef Gazette | Ships</title>{head}</head>
<body><nav><a href="/a">Home</a> <a href="/b">Sport</a></nav>
<article><h1>Nine ships lost</h1><p>Up to 9 ships sank, Roe said.</p><p>“None of ours,” said Poe.</p></article>
<footer>All rights reserved</footer><script>var ships = 12;</script></body></html>"""

LD = """<script type="application/ld+json">{{"@graph": [{{"@type": "Organization", "url": "https://a.example/"}},
{{"@type": ["NewsArticle"], "headline": "Ships\nlost", "datePublished": "2031-05-02T08:00:00Z",
"mainEntityOfPage": {{"@id": "{url}"}}}}]}}</script>"""
META = """<meta property="og:title" content="Ships gone"><meta content="2031-05-01" property="article:published_time">
<meta property="og:url" content="https://reef.example/og"><link rel="canonical" href="{url}">"""


def test_main_content_is_the_text() -> None:
    text = page(ARTICLE.encode(), id="a").text
    assert "Up to 9 ships sank, Roe said." in text and "“None of ours,” said Poe." in text
    assert "Home" not in text and "var ships" not in text and "<" not in text


CASES = {
    "nothing": ("", ("Reef Gazette | Ships", None, "https://found.example/x")),
    "meta": (META.format(url="/ships"), ("Ships gone", "2031-05-01", "https://found.example/ships")),
    "json-ld": (
        LD.format(url="https://reef.example/ld"),
        ("Ships lost", "2031-05-02T08:00:00Z", "https://reef.example/ld"),
    ),
    "both": (
        META.format(url="https://reef.example/c") + LD.format(url="https://reef.example/ld"),
        ("Ships lost", "2031-05-02T08:00:00Z", "https://reef.example/c"),
    ),
    "bad address": (META.format(url="javascript:alert(1)"), ("Ships gone", "2031-05-01", "https://reef.example/og")),
    "bad host": (META.format(url="https://[x/"), ("Ships gone", "2031-05-01", "https://reef.example/og")),
    "broken json": (
        META.format(url="/") + '<script type="application/ld+json">{"headline": </script>',
        ("Ships gone", "2031-05-01", "https://found.example/"),
    ),
    "deep json": (
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        ("Reef Gazette | Ships", None, "https://found.example/x"),
    ),
    "wrong kinds": (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": 7, "url": {}}</script>',
        ("Reef Gazette | Ships", None, "https://found.example/x"),
    ),
}


@pytest.mark.parametrize(("head", "stated"), CASES.values(), ids=CASES.keys())
def test_metadata(head: str, stated: tuple[str | None, ...]) -> None:
    text = page(ARTICLE.replace("{head}", head), url="https://found.example/x")
    assert (text.title, text.date, text.url) == stated


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-r"])
def test_charsets(charset: str) -> None:
    name = "" if charset.endswith(("sig", "16")) else f"<meta charset={charset}>"
    text = page(f"<!doctype html>{name}<title>Ж</title><p>Затонули 9 кораблей.</p>".encode(charset))
    assert (text.title, text.text) == ("Ж", "Затонули 9 кораблей.")


def test_the_header_comes_before_the_page() -> None:
    data = "<meta charset=koi8-r><p>Ж</p>".encode("windows-1251")
    assert page(data, charset="windows-1251").text == "Ж"
    assert page("<p>é</p>".encode(), charset="no such charset").text == "é"


HARM = {
    "attributes": "<p " + " ".join(f"a{number}" for number in range(900_000)) + ">x",
    "quoted": "<p " + " ".join(f'a{number}=">"' for number in range(200_000)) + ">x",
    "tags": "<i>" * 300_000,
    "links": "<a><b>" * 30_000,
    "divisions": "<div>" * 90_000 + "12 ships",
    "metas": "<meta name=a content=b>" * 90_000,
    "starts": "<a" * 90_000,
    "quotes": "<a='" * 90_001,
    "entities": "&" * 500_000,
}


@pytest.mark.parametrize("markup", HARM.values(), ids=HARM.keys())
def test_pages_made_to_be_slow(markup: str) -> None:
    began = time.process_time()
    try:
        text = page(markup)
    except ValueError as error:
        assert "page" in str(error)
    else:
        assert len(text.text) <= len(markup)
    # Without guards most of these take minutes.
    assert time.process_time() - began < 10


def test_a_page_that_is_too_large() -> None:
    with pytest.raises(ValueError, match="larger than 16 MiB"):
        page(b" " * (LIMIT + 1))


def test_nul_ends_nothing() -> None:
    assert page("<p>12\0ships</p>").text == "12\ufffdships"


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("<p>", "</p>", "<div>", "</div>", "<a href='", '"', ">", "<!--", "-->", "<script>", "</script>"),
                *("<table>", "<td>", "&lt;", "&#0;", "&#xD800;", "\0", "\ud800", "<title>", "<meta content=", "<svg>"),
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(markup=MARKUP)
def test_any_page_is_read(markup: str) -> None:
    text = page(markup)
    text.text.encode()
    assert page(markup.encode("utf-8", "replace")).text == text.text or "\ufeff" in markup


def test_pages_in_folders_and_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = ARTICLE.encode()
    (tmp_path / "a.html").write_bytes(data)
    (tmp_path / "b.htm.gz").write_bytes(gzip.compress(data))
    (tmp_path / "c.html").write_bytes(b" " * (LIMIT + 1))
    problems: list[Problem] = []
    texts = list(read([tmp_path], on_problem=problems.append))
    assert [text.id for text in texts] == [str(tmp_path / "a.html"), str(tmp_path / "b.htm.gz")]
    assert texts[0].text == texts[1].text and "9 ships" in texts[0].text
    assert [str(problem) for problem in problems] == [f"{tmp_path}/c.html: the page is larger than 16 MiB"]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert [text.text for text in read(["-"])] == [texts[0].text]


def test_without_the_parser_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_text("<p>Roe said 9 ships sank.</p>")
    monkeypatch.setitem(sys.modules, "resiliparse.extract.html2text", None)
    problems: list[Problem] = []
    assert list(read([tmp_path], on_problem=problems.append)) == []
    assert "pip install 'reportedly[html]'" in str(problems[0])


def test_short_utf8_is_taken_for_what_it_is() -> None:
    assert page("á".encode()).text == "á"
