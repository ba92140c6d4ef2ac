"""HTML pages: the main content as text, with title, date and canonical address from JSON-LD and meta elements.

Parsing, charset detection and main-content extraction are Resiliparse's. It takes quadratic time for a few shapes of
pages that nobody writes but attackers; they are refused, or read whole instead of by their main content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ..engine import Text
from .problems import Problem
from .source import Source

if TYPE_CHECKING:
    from resiliparse.parse.html import HTMLTree

__all__ = ["LIMIT", "page", "read"]

LIMIT = 16 << 20
"""No larger page is read, in bytes."""

# Of metadata, more is no date, no title, no JSON-LD that anybody reads.
_VALUE, _ELEMENTS, _JSON_LD, _THINGS = 1_000, 200, 1 << 20, 200

# Lexbor looks each new attribute up among those before it. The group holds something where a tag goes on for longer
# than 1,000 pieces.
_TAGS = re.compile(r"""<[a-zA-Z](?:[^>"'=]{1,32}+|=\s*+(?:"[^"]*+"|'[^']*+')?+|["']){0,1000}+([^>]?)""")
_SCRIPT = re.compile(r"<script\b.*?</script", re.DOTALL | re.IGNORECASE)
# It takes links apart that hold each other, each time from the first.
_MARKS = 200_000
# The search for main content takes time by the square of the depth of these.
_NESTED, _DEPTH = "<div", 5_000

_TITLES = ("og:title", "twitter:title", "dc.title")
_DATES = (
    "article:published_time",
    "article:published",
    "datepublished",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "publishdate",
    "pubdate",
)


def read(source: Source, on_problem: Callable[[Problem], None]) -> Iterator[Text]:
    """The document of an HTML file, its id the file's name."""
    try:
        yield page(source.bytes.read(LIMIT + 1), id=source.name)
    except ModuleNotFoundError as error:
        raise ValueError(f"HTML needs {error.name}: pip install 'reportedly[html]'") from error


def page(data: bytes | str, *, id: str = "", url: str | None = None, charset: str | None = None) -> Text:
    """The document of a page: main content, title, date as stated, canonical address.

    `url`: where the page was found; relative addresses are read against it, and it stands for a missing canonical one.
    `charset`: what the HTTP header says; else the page's own word counts, else what its bytes look like.

    Raises `ValueError` for a page that is too large or is made to be slow, `ImportError` without Resiliparse.

    >>> text = page("<title>Ships</title><body><p>Up to 9 ships sank, Roe said.</p></body>")
    >>> text.title, text.text
    ('Ships', 'Up to 9 ships sank, Roe said.')
    """
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    if len(data) > LIMIT:
        raise ValueError(f"the page is larger than {LIMIT >> 20} MiB")
    # A lone surrogate cannot be handed to the parser, and the extractor would take NUL for the end.
    markup = data.encode("utf-8", "replace").decode() if isinstance(data, str) else _decoded(data, charset)
    markup = markup.replace("\0", "\ufffd")
    marks = markup.count("<")
    if marks > _MARKS:
        raise ValueError(f"the page has more than {_MARKS:,} tags")
    if any(_TAGS.findall(markup)) and any(_TAGS.findall(_SCRIPT.sub(" ", markup))):
        raise ValueError("a tag of the page has far too many attributes")
    nested = marks > _DEPTH and markup.lower().count(_NESTED) > _DEPTH
    tree = HTMLTree.parse(markup)
    text = ""
    if not nested:
        text = extract_plain_text(tree, main_content=True, **_WANTED)
    if not text.strip():
        text = extract_plain_text(tree, main_content=False, **_WANTED)
    stated = _Stated(tree)
    address = stated.address(url)
    return Text(text.strip("\n"), id=id, date=stated.date(), url=address, title=stated.title())


_WANTED: dict[str, Any] = {"alt_texts": False, "list_bullets": False, "comments": False, "post_meta": False}


def _decoded(data: bytes, charset: str | None) -> str:
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    known = map_encoding_to_html5(charset, False) if charset else None
    if known is None and not data.isascii():
        # Other charsets hardly ever make valid UTF-8, and detection takes short UTF-8 for Thai.
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    encoding = known or detect_encoding(data, from_html_meta=True) or "utf-8"
    try:
        return bytes_to_str(data, encoding, "replace")
    except LookupError:
        # WHATWG knows charsets that Python does not.
        return data.decode("utf-8", "replace")


class _Stated:
    """What a page says of itself, in the order in which it is believed: JSON-LD of an article, meta, elements."""

    def __init__(self, tree: HTMLTree) -> None:
        self._tree = tree
        self._metas: dict[str, str] = {}
        for element in self._all("meta"):
            name = element.getattr("property") or element.getattr("name") or element.getattr("itemprop")
            content = element.getattr("content")
            if name and content and content.strip():
                self._metas.setdefault(name.lower(), content)
        self._article = self._json_ld()

    def _all(self, selector: str) -> Iterator[Any]:
        document = self._tree.document
        if document is not None:
            # A step of the list's own iterator goes through the whole list; a slice does not.
            yield from document.query_selector_all(selector)[:_ELEMENTS]

    def title(self) -> str | None:
        """The headline."""
        elements = (element.text for selector in ("title", "h1") for element in self._all(selector))
        return _first([self._article.get("headline"), *map(self._metas.get, _TITLES), *elements])

    def date(self) -> str | None:
        """When it was published, as stated."""
        times = self._all('time[itemprop="datePublished"],time[pubdate],article time[datetime]')
        return _first(
            [
                self._article.get("datePublished"),
                *map(self._metas.get, _DATES),
                *(one.getattr("datetime") for one in times),
            ]
        )

    def address(self, found: str | None) -> str | None:
        """The canonical address: http or https, else where it was found."""
        whole = self._article.get("mainEntityOfPage")
        stated = [
            *(link.getattr("href") for link in self._all('link[rel~="canonical"]')),
            self._metas.get("og:url"),
            self._article.get("url"),
            whole.get("@id") if isinstance(whole, dict) else whole,
        ]
        for one in stated:
            address = _first([one])
            if address is None:
                continue
            try:
                address = urljoin(found or "", address)
                if urlsplit(address).scheme in {"http", "https"} and urlsplit(address).hostname:
                    return address
            except ValueError:
                continue
        return found

    def _json_ld(self) -> dict[str, Any]:
        """The first thing that JSON-LD calls an article; else the first with a headline or a date."""
        second: dict[str, Any] = {}
        left = _JSON_LD
        for script in self._all('script[type="application/ld+json"]'):
            source = script.text or ""
            left -= len(source)
            if left < 0:
                break
            try:
                # Line ends inside of strings are wrong and common.
                found = json.loads(source, strict=False)
            except (ValueError, RecursionError):
                continue
            for thing in _things(found):
                kinds = thing.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(kind, str) and kind.endswith(("Article", "Posting")) for kind in kinds):
                    return thing
                if not second and (thing.get("headline") or thing.get("datePublished")):
                    second = thing
        return second


def _things(found: Any) -> Iterator[dict[str, Any]]:
    """The objects on top, in a list or in a graph."""
    waiting, seen = [found], 0
    while waiting and seen < _THINGS:
        thing = waiting.pop(0)
        seen += 1
        if isinstance(thing, list):
            waiting.extend(thing[:_THINGS])
        elif isinstance(thing, dict):
            yield thing
            waiting.append(thing.get("@graph"))


def _first(values: list[Any]) -> str | None:
    """The first that is a text with something in it, its blanks made single."""
    for value in values:
        if isinstance(value, str) and (one := " ".join(value[:_VALUE].split())):
            return one
    return None
