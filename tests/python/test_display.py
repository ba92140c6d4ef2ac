"""A document as HTML: tags balanced, the text whole, nothing of a stranger's text obeyed."""

from __future__ import annotations

from html.parser import HTMLParser

from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import reportedly
from reportedly.cli import group
from reportedly.display import fragment, marked, page
from reportedly.escaping import shown

ENGINE = reportedly.Engine()
VOID = {"meta"}


class Reader(HTMLParser):
    """Collects the text and the tags, and insists that tags nest."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_records_are_marked(article: str) -> None:
    document = ENGINE.extract(article)
    read = Reader(marked(document))
    assert read.text == article.replace("\r\n", "\n")
    classes = {kind for _, attributes in read.tags for kind in (attributes["class"] or "").split()}
    assert classes == {"figure", "source", "cue", "hedge", "content"}
    assert all(attributes["title"] for _, attributes in read.tags)
    assert any("16,000 of volunteers" in (attributes["title"] or "") for _, attributes in read.tags)


MARKUP = ("<b>", "</p>", "&amp;", "&", '"', "'", "<script>alert(1)</script>", "\r\n", "\r", "\n", "\x1b[31m", "\u202e")
WORDS = (
    "Roe <said> that",
    "Roe said ",
    "“Nearly 40 ships",
    " were lost,”",
    " claimed 9 <i>men</i> died. ",
    "may ",
    "😀",
)
PARTS = st.sampled_from(MARKUP + WORDS)


@settings(deadline=None)
@given(st.lists(PARTS | st.text(max_size=6), max_size=12).map("".join))
def test_any_text_is_shown_whole_and_obeyed_never(text: str) -> None:
    document = ENGINE.extract(text)
    read = Reader(marked(document))
    assert read.text == shown(text)
    assert {tag for tag, _ in read.tags} <= {"span"}
    Reader(fragment(document))


def test_a_notebook_shows_it(article: str) -> None:
    document = ENGINE.extract(article)
    assert document._repr_html_() == fragment(document)
    assert "prefers-color-scheme: dark" in fragment(document)


def test_the_command_writes_a_page() -> None:
    done = CliRunner().invoke(group, ["extract", "--format", "html", "Roe said <40 lorries> were lost."])
    document = ENGINE.extract("Roe said <40 lorries> were lost.", id="argument")
    assert done.output == page(document)
    assert [tag for tag, _ in Reader(done.output).tags][:2] == ["html", "head"]
