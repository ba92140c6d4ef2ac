"""What one document yields, as typed, frozen records.

A record is a view of its document's data: nothing is made before it is touched, and references between records are
resolved (`fact.figure` is a `Figure`, `fact.chain` a tuple of `Attribution`). Offsets count code points:
`document.text[span.start:span.end] == span.text`, always.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, final, overload

if TYPE_CHECKING:
    from . import _core

__all__ = ["Attribution", "Document", "Fact", "Figure", "Hedge", "NonFigure", "Pair", "Reason", "Span"]

T = TypeVar("T")
_SHOWN = 48


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return ascii_safe(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def ascii_safe(text: str) -> str:
    """The text in quotation marks, with control and direction characters escaped."""
    return repr(text)


@final
class Span:
    """A half-open range of code points of the document's text."""

    __slots__ = ("_text", "end", "start")
    start: int
    end: int

    def __init__(self, start: int, end: int, text: str) -> None:
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "_text", text)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a span cannot be changed: {name}")

    @property
    def text(self) -> str:
        """The text it covers."""
        return self._text  # type: ignore[attr-defined, no-any-return]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Span):
            return NotImplemented
        return (self.start, self.end, self.text) == (other.start, other.end, other.text)

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.text))

    def __reduce__(self) -> tuple[type[Span], tuple[int, int, str]]:
        return Span, (self.start, self.end, self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end}, {_shown(self.text)})"


class _Field(Generic[T]):
    """A field of a record, made from the document's data each time it is touched."""

    def __init__(self, make: Callable[[Any, Any], T]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, record: None, owner: type) -> _Field[T]: ...
    @overload
    def __get__(self, record: _Record, owner: type) -> T: ...
    def __get__(self, record: _Record | None, owner: type) -> _Field[T] | T:
        if record is None:
            return self
        return self._make(record.document, record._data[self._name])

    def __set__(self, record: _Record, value: object) -> None:
        raise AttributeError(f"a record cannot be changed: {self._name}")


def _same(_: Document, value: Any) -> Any:
    return value


def _span(document: Document, value: Any) -> Span:
    start, end = value["start"], value["end"]
    return Span(start, end, document.text[start:end])


def _maybe_span(document: Document, value: Any) -> Span | None:
    return None if value is None else _span(document, value)


def _spans(document: Document, value: Any) -> tuple[Span, ...]:
    return tuple(_span(document, one) for one in value)


def _maybe_figure(document: Document, value: Any) -> Figure | None:
    return None if value is None else document.figures[value]


def _maybe_attribution(document: Document, value: Any) -> Attribution | None:
    return None if value is None else document.attributions[value]


def _holder(document: Document, value: Any) -> Attribution | None:
    return None if value == "writer" else document.attributions[value]


def _chain(document: Document, value: Any) -> tuple[Attribution, ...]:
    return tuple(document.attributions[index] for index in value)


def _hedges(document: Document, value: Any) -> tuple[Hedge, ...]:
    return tuple(document.hedges[index] for index in value)


def _pair(document: Document, value: Any) -> Pair | None:
    return None if value is None else Pair(document.figures[value["with"]], value["role"])


def _why(document: Document, value: Any) -> tuple[Reason, ...]:
    def reason(one: dict[str, Any]) -> Reason:
        if "attribution" in one:
            return Reason(document.attributions[one["attribution"]], one["stance"])
        return Reason(document.hedges[one["hedge"]], one["category"])

    return tuple(reason(one) for one in value)


class _Record:
    """A view of one record of a document."""

    __slots__ = ("document", "index")
    _list: str
    document: Document
    index: int

    def __init__(self, document: Document, index: int) -> None:
        object.__setattr__(self, "document", document)
        object.__setattr__(self, "index", index)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a record cannot be changed: {name}")

    @property
    def _data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.document._data[self._list][self.index]
        return data

    def to_dict(self) -> dict[str, Any]:
        """The record as in the document JSON."""
        copy: dict[str, Any] = json.loads(json.dumps(self._data))
        return copy

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, _Record):
            return NotImplemented
        return self.index == other.index and self.document == other.document

    def __hash__(self) -> int:
        return hash((self._list, self.index, self.document))


class _Spanned(_Record):
    """A record that is a span itself."""

    __slots__ = ()

    @property
    def start(self) -> int:
        """First code point."""
        start: int = self._data["start"]
        return start

    @property
    def end(self) -> int:
        """One past the last code point."""
        end: int = self._data["end"]
        return end

    @property
    def span(self) -> Span:
        """Where it stands."""
        return _span(self.document, self._data)

    @property
    def text(self) -> str:
        """The text it covers."""
        return self.document.text[self.start : self.end]


@final
class Pair:
    """The other figure of a before-and-after pair."""

    __slots__ = ("figure", "role")
    figure: Figure
    role: str

    def __init__(self, figure: Figure, role: str) -> None:
        object.__setattr__(self, "figure", figure)
        object.__setattr__(self, "role", role)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a pair cannot be changed: {name}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pair):
            return NotImplemented
        return (self.figure, self.role) == (other.figure, other.role)

    def __hash__(self) -> int:
        return hash((self.figure, self.role))

    def __repr__(self) -> str:
        return f"Pair(with {self.figure!r}, role={self.role!r})"


@final
class Reason:
    """What set a certainty: an attribution by its stance, or a hedge by its category."""

    __slots__ = ("record", "value")
    record: Attribution | Hedge
    value: str

    def __init__(self, record: Attribution | Hedge, value: str) -> None:
        object.__setattr__(self, "record", record)
        object.__setattr__(self, "value", value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a reason cannot be changed: {name}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Reason):
            return NotImplemented
        return (self.record, self.value) == (other.record, other.value)

    def __hash__(self) -> int:
        return hash((self.record, self.value))

    def __repr__(self) -> str:
        return f"Reason({self.value!r}: {self.record!r})"


@final
class Figure(_Spanned):
    """A stated quantity."""

    __slots__ = ()
    _list = "figures"
    kind: _Field[str] = _Field(_same)
    low: _Field[float | None] = _Field(_same)
    high: _Field[float | None] = _Field(_same)
    number_text: _Field[str] = _Field(_same)
    bound: _Field[str] = _Field(_same)
    approximate: _Field[bool] = _Field(_same)
    unit: _Field[str | None] = _Field(_same)
    per: _Field[str | None] = _Field(_same)
    of: _Field[float | None] = _Field(_same)
    time: _Field[Span | None] = _Field(_maybe_span)
    counted: _Field[Span | None] = _Field(_maybe_span)
    event: _Field[Span | None] = _Field(_maybe_span)
    pair: _Field[Pair | None] = _Field(_pair)
    rule: _Field[str] = _Field(_same)

    def __repr__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        per = f" per {self.per}" if self.per else ""
        counted = f" of {_shown(self.counted.text)}" if self.counted else ""
        return f"<Figure {_shown(self.text)}: {self.kind} {_range(self.low, self.high)}{unit}{per}{counted}>"


def _range(low: float | None, high: float | None) -> str:
    def number(value: float | None) -> str:
        return "" if value is None else f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"

    return number(low) if low == high else f"{number(low)}..{number(high)}"


@final
class NonFigure(_Spanned):
    """A number that states no quantity."""

    __slots__ = ()
    _list = "not_figures"
    kind: _Field[str] = _Field(_same)
    rule: _Field[str] = _Field(_same)

    def __repr__(self) -> str:
        return f"<NonFigure {_shown(self.text)}: {self.kind}>"


@final
class Attribution(_Record):
    """Somebody is reported to have said something."""

    __slots__ = ()
    _list = "attributions"
    source: _Field[Span | None] = _Field(_maybe_span)
    cue: _Field[Span | None] = _Field(_maybe_span)
    content: _Field[tuple[Span, ...]] = _Field(_spans)
    quote: _Field[str] = _Field(_same)
    source_class: _Field[str] = _Field(_same)
    named: _Field[bool] = _Field(_same)
    stance: _Field[str] = _Field(_same)
    told: _Field[Span | None] = _Field(_maybe_span)
    inside: _Field[Attribution | None] = _Field(_maybe_attribution)
    refers_to: _Field[Span | None] = _Field(_maybe_span)
    continued: _Field[bool] = _Field(_same)
    rule: _Field[str] = _Field(_same)

    def __repr__(self) -> str:
        source = _shown(self.source.text) if self.source else "nobody named"
        named = f" (refers to {_shown(self.refers_to.text)})" if self.refers_to else ""
        cue = f" {_shown(self.cue.text)}" if self.cue else ""
        content = _shown(self.content[0].text) if self.content else "nothing"
        return f"<Attribution {source}{named}{cue} ({self.stance}, {self.quote}): {content}>"


@final
class Hedge(_Record):
    """Words that limit how sure or how exact something is. `holder` is None where the writer hedges."""

    __slots__ = ()
    _list = "hedges"
    cue: _Field[Span] = _Field(_span)
    category: _Field[str] = _Field(_same)
    scope: _Field[tuple[Span, ...]] = _Field(_spans)
    holder: _Field[Attribution | None] = _Field(_holder)
    figure: _Field[Figure | None] = _Field(_maybe_figure)
    rule: _Field[str] = _Field(_same)

    def __repr__(self) -> str:
        scope = f" over {_shown(self.scope[0].text)}" if self.scope else ""
        return f"<Hedge {_shown(self.cue.text)}: {self.category}{scope}>"


@final
class Fact(_Record):
    """One statement: a figure, or an attribution or hedge without one."""

    __slots__ = ()
    _list = "facts"
    id: _Field[str] = _Field(_same)
    figure: _Field[Figure | None] = _Field(_maybe_figure)
    statement: _Field[Span] = _Field(_span)
    sentence: _Field[Span] = _Field(_span)
    chain: _Field[tuple[Attribution, ...]] = _Field(_chain)
    carried: _Field[bool] = _Field(_same)
    carried_from: _Field[int] = _Field(_same)
    hedges: _Field[tuple[Hedge, ...]] = _Field(_hedges)
    negated: _Field[bool] = _Field(_same)
    certainty: _Field[str] = _Field(_same)
    why: _Field[tuple[Reason, ...]] = _Field(_why)

    def __repr__(self) -> str:
        who = " > ".join(_shown(link.source.text) if link.source else "nobody named" for link in self.chain)
        what = f"{_shown(self.figure.text)} in " if self.figure else ""
        turned = "not " if self.negated else ""
        return f"<Fact {self.certainty}: {turned}{what}{_shown(self.statement.text)}{', by ' + who if who else ''}>"


@final
class Document:
    """One text and its records. `text` is the text as given."""

    __slots__ = ("_cache", "_native", "date", "id", "text", "title", "url")
    id: str
    text: str
    date: str | None
    url: str | None
    title: str | None
    _native: _core.Document
    _cache: dict[str, Any]

    def __init__(
        self,
        core: _core.Document,
        text: str,
        id: str = "",
        date: str | None = None,
        url: str | None = None,
        title: str | None = None,
    ) -> None:
        values = {"_native": core, "_cache": {}, "text": text, "id": id, "date": date, "url": url, "title": title}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a document cannot be changed: {name}")

    @property
    def _data(self) -> dict[str, Any]:
        data = self._cache.get("data")
        if data is None:
            data = self._cache.setdefault("data", json.loads(self._native.to_json()))
        return data  # type: ignore[no-any-return]

    def _records(self, kind: Callable[[Document, int], T], name: str, count: int) -> tuple[T, ...]:
        records = self._cache.get(name)
        if records is None:
            records = self._cache.setdefault(name, tuple(kind(self, index) for index in range(count)))
        return records  # type: ignore[no-any-return]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The stated quantities, in the order of the text."""
        return self._records(Figure, "figures", self._native.counts[0])

    @property
    def not_figures(self) -> tuple[NonFigure, ...]:
        """The numbers that state no quantity."""
        return self._records(NonFigure, "not_figures", self._native.counts[1])

    @property
    def attributions(self) -> tuple[Attribution, ...]:
        """Who is reported to have said what."""
        return self._records(Attribution, "attributions", self._native.counts[2])

    @property
    def hedges(self) -> tuple[Hedge, ...]:
        """Words that limit how sure or how exact something is."""
        return self._records(Hedge, "hedges", self._native.counts[3])

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The statements, joined."""
        return self._records(Fact, "facts", self._native.counts[4])

    @property
    def cut(self) -> int:
        """How often a stated cap of the engine cut something."""
        return self._native.cut

    def to_json(self) -> str:
        """The document JSON, one line. Lone surrogates of the text stand as U+FFFD."""
        return self._native.to_json()

    def to_dict(self) -> dict[str, Any]:
        """The document JSON as plain lists and dictionaries of its own."""
        data: dict[str, Any] = json.loads(self._native.to_json())
        return data

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Document):
            return NotImplemented
        return self.text == other.text and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash((self.id, self.text))

    def _repr_html_(self) -> str:
        """Notebooks show the text with its records marked."""
        from .display import fragment

        return fragment(self)

    def __repr__(self) -> str:
        figures, others, attributions, hedges, facts = self._native.counts
        return (
            f"<Document {self.id!r}: {len(self.text)} characters, {facts} facts, {figures} figures, "
            f"{attributions} attributions, {hedges} hedges, {others} other numbers>"
        )
