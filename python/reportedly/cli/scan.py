"""`reportedly scan`: archives in, tables out."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import click

from ..engine import Text
from ..readers import FORMATS as READERS
from ..readers import Problem, batches, read
from ..sinks import FORMATS as SINKS
from ..sinks import open_sink
from .options import engine, engine_options
from .terminal import TerminalStream, shown

__all__ = ["command"]

RECORDS = ("facts", "figures", "attributions", "hedges", "documents")


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write there; else to standard output."
)
@click.option("--records", type=click.Choice(RECORDS), default="facts", show_default=True)
@click.option("--format", type=click.Choice(SINKS), help="By default by the output's name; else jsonl.")
@click.option("--from", "source", type=click.Choice(list(READERS)), help="What the input is; by default by its name.")
@click.option("--threads", type=click.IntRange(1, 256), default=1, show_default=True)
@engine_options
def command(
    paths: tuple[str, ...],
    output: Path | None,
    records: str,
    format: str | None,
    source: str | None,
    threads: int,
    genre: str | None,
    rules: tuple[Path, ...],
    no_builtin: bool,
) -> int:
    """Read archives and write a table.

    PATH is a text file, JSON lines or CSV with `text` and, if they are there, `id`, `date`, `url`, `title`, each also
    as .gz or .zst; a folder of them; or - for standard input.
    """
    import pyarrow as pa

    format = format or _format_of(output)
    if format == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for terminals: give -o FILE")
    reader = engine(genre, rules, no_builtin)
    problems = 0

    def report(problem: Problem) -> None:
        nonlocal problems
        problems += 1
        click.echo(f"reportedly: {shown(str(problem))}", err=True)

    raised: list[BaseException] = []
    texts = batches(_remembered(read(paths, format=source, on_problem=report), raised))
    rows = pa.RecordBatchReader.from_stream(reader.scan_batches(texts, records, threads))
    with _stream(output) as stream:
        sink = open_sink(format, stream, rows.schema)
        try:
            for batch in rows:
                for id, error in _failures(batch):
                    report(Problem(id, error))
                sink.write(batch)
        except pa.ArrowException:
            if raised:
                raise raised[0] from None
            raise
        sink.close()
    return 3 if problems else 0


def _remembered(texts: Iterator[Text], raised: list[BaseException]) -> Iterator[Text]:
    """The texts; what their reading raises (Ctrl-C) comes out of Arrow as another error, so it is kept."""
    try:
        yield from texts
    except BaseException as error:
        raised.append(error)
        raise


def _format_of(output: Path | None) -> str:
    suffix = output.suffix[1:].lower() if output else ""
    return suffix if suffix in SINKS else "jsonl"


def _failures(batch: Any) -> Iterator[tuple[str, str]]:
    """Ids and errors of the documents that the engine failed on."""
    errors = batch["error"]
    if errors.null_count < len(errors):
        for id, error in zip(batch["document"].to_pylist(), errors.to_pylist(), strict=True):
            if error is not None:
                yield str(id), error


@contextlib.contextmanager
def _stream(output: Path | None) -> Iterator[IO[bytes]]:
    """Where to write. A file appears under its name when it is whole."""
    if output is None:
        stream = sys.stdout.buffer
        yield cast("IO[bytes]", TerminalStream(stream)) if sys.stdout.isatty() else stream
        stream.flush()
        return
    part = output.with_name(output.name + ".part")
    try:
        file = part.open("wb")
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error
    try:
        with file:
            yield file
        part.replace(output)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
