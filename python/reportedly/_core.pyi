from os import PathLike
from typing import final

from _typeshed import Incomplete

__all__ = [
    "Diagnostic",
    "Document",
    "Engine",
    "ReadError",
    "RuleError",
    "Stream",
    "__version__",
    "builtin_sources",
    "read_sources",
    "test_rules",
]

__version__: str

class RuleError(ValueError):
    """Rule files have errors; the text is the report, `diagnostics` the list."""

    diagnostics: list[Diagnostic]

class ReadError(RuntimeError):
    """The engine failed on a text: a defect of the engine."""

@final
class Diagnostic:
    """One mistake in the rule files."""

    def __new__(
        cls,
        code: str,
        severity: str,
        message: str,
        path: str | None,
        line: int | None,
        column: int | None,
        help: str | None,
        rendered: str,
    ) -> Diagnostic: ...
    def __getnewargs__(self) -> tuple[str, str, str, str | None, int | None, int | None, str | None, str]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def path(self) -> str | None: ...
    @property
    def line(self) -> int | None: ...
    @property
    def column(self) -> int | None: ...
    @property
    def help(self) -> str | None: ...
    @property
    def rendered(self) -> str: ...

@final
class Document:
    """The records of one text."""

    def to_json(self) -> str: ...
    @property
    def counts(self) -> tuple[int, int, int, int, int]: ...
    @property
    def cut(self) -> int: ...

@final
class Stream:
    """Rows of a table, made as they are pulled. It can be read once."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Incomplete: ...
    def __arrow_c_schema__(self) -> Incomplete: ...

@final
class Engine:
    """Rules compiled for one genre."""

    def __new__(
        cls, layers: list[list[tuple[str, str]]], genre: str | None = None, digest: str | None = None
    ) -> Engine: ...
    def __getnewargs__(self) -> tuple[list[list[tuple[str, str]]], str, str]: ...
    @property
    def layers(self) -> list[list[tuple[str, str]]]: ...
    @property
    def genre(self) -> str: ...
    @property
    def genres(self) -> list[str]: ...
    @property
    def pack(self) -> str: ...
    @property
    def pack_version(self) -> str: ...
    @property
    def pack_digest(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def rules(self) -> list[tuple[str, str, str, int]]: ...
    @property
    def warnings(self) -> list[Diagnostic]: ...
    def speaks(self, text: str) -> bool: ...
    def extract(
        self,
        text: str,
        id: str | None = None,
        date: str | None = None,
        url: str | None = None,
        title: str | None = None,
    ) -> Document: ...
    def scan_batches(self, source: object, records: str = "facts", threads: int = 1) -> Stream: ...

def builtin_sources() -> list[tuple[str, str]]: ...
def read_sources(path: str | PathLike[str]) -> list[tuple[str, str]]: ...
def test_rules(
    layers: list[list[tuple[str, str]]], prefix: str = ""
) -> tuple[int, int, list[tuple[str, str, int, str, str, list[str]]]]: ...
