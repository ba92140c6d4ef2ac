"""The engine: rules read and compiled once, then texts to records."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Protocol, final

from . import _core
from .records import Document

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["Engine", "Stream", "Text"]

Stream = _core.Stream


class ArrowStream(Protocol):
    """Anything that offers an Arrow stream: tables and readers of pyarrow, polars, duckdb …"""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


@final
class Text:
    """A text to read, and what is known of it."""

    __slots__ = ("date", "id", "text", "title", "url")

    def __init__(
        self,
        text: str,
        id: str = "",
        date: str | None = None,
        url: str | None = None,
        title: str | None = None,
    ) -> None:
        self.text = text
        self.id = id
        self.date = date
        self.url = url
        self.title = title

    def __repr__(self) -> str:
        return f"<Text {self.id!r}: {len(self.text)} characters>"


def _text(item: str | Mapping[str, Any] | Text, number: int) -> Text:
    if isinstance(item, Text):
        return item
    if isinstance(item, str):
        return Text(item)
    if isinstance(item, Mapping) and isinstance(item.get("text"), str):
        known = {name: str(item[name]) for name in ("date", "url", "title") if item.get(name) is not None}
        return Text(item["text"], id=str(item.get("id") or ""), **known)
    raise TypeError(f"item {number} is {type(item).__name__}, not a text, a mapping with a `text`, or a Text")


def texts_of(items: Iterable[str | Mapping[str, Any] | Text]) -> Iterator[Text]:
    """Each item as a `Text`; `TypeError` at the first that is none."""
    return (_text(item, number) for number, item in enumerate(items))


def named_texts_of(items: Iterable[str | Mapping[str, Any] | Text]) -> Iterator[Text]:
    """As `texts_of`; a text without an id is called by its number, `#0`."""
    for number, text in enumerate(texts_of(items)):
        yield text if text.id else Text(text.text, f"#{number}", text.date, text.url, text.title)


@final
class Engine:
    """Rules compiled for one genre. Immutable; threads may share one; it can be pickled.

    `rules`: a folder or file of rules, or several, each on top of the one before; `builtin`: on top of the built-in
    pack, or instead of it. `genre`: one that the pack declares; by default its first.

    Raises `RuleError` where the rules have errors, `ValueError` for an unknown genre.
    """

    __slots__ = ("_native",)
    _native: _core.Engine

    def __init__(
        self,
        rules: str | PathLike[str] | Sequence[str | PathLike[str]] | None = None,
        *,
        genre: str | None = None,
        builtin: bool = True,
    ) -> None:
        paths = [] if rules is None else [rules] if isinstance(rules, (str, PathLike)) else list(rules)
        layers = [_core.builtin_sources()] if builtin else []
        layers.extend(_core.read_sources(path) for path in paths)
        if not layers:
            raise ValueError("there are no rules: give `rules`, or leave `builtin` on")
        object.__setattr__(self, "_native", _core.Engine(layers, genre))

    @classmethod
    def _of(cls, core: _core.Engine) -> Engine:
        engine = cls.__new__(cls)
        object.__setattr__(engine, "_native", core)
        return engine

    def __reduce__(self) -> tuple[Any, tuple[_core.Engine]]:
        return Engine._of, (self._native,)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an engine cannot be changed: make a new one with another {name}")

    @property
    def version(self) -> str:
        """The version of reportedly."""
        return _core.__version__

    @property
    def pack(self) -> str:
        """The name of the rule pack."""
        return self._native.pack

    @property
    def pack_version(self) -> str:
        """The version of the rule pack."""
        return self._native.pack_version

    @property
    def digest(self) -> str:
        """SHA-256 of all rule files."""
        return self._native.pack_digest

    @property
    def genre(self) -> str:
        """The genre whose rules are used."""
        return self._native.genre

    @property
    def genres(self) -> list[str]:
        """The genres that the pack declares."""
        return self._native.genres

    @property
    def rules(self) -> list[tuple[str, str, str, int]]:
        """Id, stage, file and line of each rule, in the order in which they run."""
        return self._native.rules

    @property
    def warnings(self) -> list[_core.Diagnostic]:
        """What the author of the rules should look at, though they load."""
        return self._native.warnings

    def speaks(self, text: str) -> bool:
        """Whether a text counts as the language of the rules, by the function words in a sample of it.

        `extract` reads any text; who has texts in many languages asks first. Too few words tell nothing: they pass.

        >>> import reportedly
        >>> engine = reportedly.Engine()
        >>> engine.speaks("18 24 31")
        True
        """
        return self._native.speaks(text)

    def extract(
        self,
        text: str,
        *,
        id: str | None = None,
        date: str | None = None,
        url: str | None = None,
        title: str | None = None,
    ) -> Document:
        """Reads one text.

        Raises `ReadError` if the engine fails on it, which is a defect of the engine.
        """
        core = self._native.extract(text, id, date, url, title)
        return Document(core, text, id or "", date, url, title)

    def _extract(self, item: Text) -> Document:
        return self.extract(item.text, id=item.id, date=item.date, url=item.url, title=item.title)

    def extract_many(self, texts: Iterable[str | Mapping[str, Any] | Text], *, threads: int = 1) -> Iterator[Document]:
        """Reads texts one after the other, in order, and yields each document as it is done.

        An item is a text, a mapping with `text` (and `id`, `date`, `url`, `title`), or a `Text`. No more than a few
        items for each thread are taken ahead.
        """
        items = texts_of(texts)
        if threads <= 1:
            return map(self._extract, items)
        return self._extract_threaded(items, threads)

    def _extract_threaded(self, items: Iterator[Text], threads: int) -> Iterator[Document]:
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor(threads, thread_name_prefix="reportedly")
        pending: deque[Future[Document]] = deque()
        try:
            for item in items:
                pending.append(pool.submit(self._extract, item))
                if len(pending) > 4 * threads:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def scan_batches(self, source: ArrowStream, records: str = "facts", threads: int = 1) -> Stream:
        """Reads documents from an Arrow stream and gives rows as an Arrow stream, lazily and in order.

        `source` has the columns `id` and `text` (and `date`, `url`, `title`) of any string type. `records`: facts,
        figures, attributions, hedges or documents (one JSON object each). The result offers `__arrow_c_stream__`, once:
        `pyarrow.RecordBatchReader.from_stream(…)`, `polars.DataFrame(…)`, duckdb. The rows are the same, in the same
        batches, whatever the number of threads.

        Raises `TypeError` for a source that offers no stream, `ValueError` for a missing column or unknown records.
        """
        return self._native.scan_batches(source, records, threads)

    def __repr__(self) -> str:
        return f"<Engine {self.pack} {self.pack_version}, genre {self.genre}, {len(self.rules)} rules>"
