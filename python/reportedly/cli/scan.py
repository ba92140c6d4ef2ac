"""`reportedly scan`: archives in, tables out."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

import click

from ..readers import FORMATS as READERS
from ..readers import Fields, Limits
from ..sinks import FORMATS as SINKS
from ..sinks import open_sink
from . import manifest
from .options import engine, engine_options, field_options, limit_options
from .progress import progress
from .reports import Reports, report_options
from .scanning import RECORDS, Scan, Selection, same
from .terminal import TerminalStream, WholeWriter

__all__ = ["command"]


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write there, with FILE.manifest.json beside it; else to standard output.",
)
@click.option("--records", type=click.Choice(RECORDS), default="facts", show_default=True)
@click.option("--format", type=click.Choice(SINKS), help="By default by the output's name; else jsonl.")
@click.option("--fields", metavar="A,B,…", help="Write these columns only, in this order.")
@click.option("--where", metavar="CONDITION", help="Write only rows that fulfil it: 'kind == \"money\" and low > 9e5'.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Stop after so many documents.")
@click.option(
    "--sample",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="SHARE",
    help="Read this share of the documents: 0.01 is one in a hundred, the same ones each time.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed takes another sample.")
@click.option("--any-language", is_flag=True, help="Read documents that are in another language than the rules too.")
@click.option("--from", "source", type=click.Choice(list(READERS)), help="What the input is; else it is looked at.")
@field_options
@limit_options
@click.option("--threads", type=click.IntRange(1, 256), default=1, show_default=True)
@report_options
@engine_options
@click.pass_context
def command(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    output: Path | None,
    records: str,
    format: str | None,
    fields: str | None,
    where: str | None,
    limit: int | None,
    sample: float | None,
    seed: int,
    any_language: bool,
    source: str | None,
    threads: int,
    quiet: bool,
    log: str,
    genre: str | None,
    rules: tuple[Path, ...],
    no_builtin: bool,
    **named: Any,
) -> int:
    """Read archives and write a table.

    PATH is a text, JSON lines or a table with one document a row, each also compressed; a folder of them; or - for
    standard input. What cannot be read is named on standard error, the rest is read, and the exit code is 3.
    """
    began = datetime.now(UTC)
    format = format or _format_of(output)
    if format == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for terminals: give -o FILE")
    for path in paths:
        if output is not None and same(Path(path), output):
            raise click.UsageError(f"{path} is an input: it cannot be the output too")
    if fields is not None and records == "documents" and format == "jsonl":
        raise click.UsageError("--fields chooses columns of tables; the document JSON is written whole")
    columns = None if fields is None else [name.strip() for name in fields.split(",") if name.strip()]
    reports = Reports(log, quiet)
    scan = Scan(
        engine(genre, rules, no_builtin),
        paths,
        records,
        reports,
        source=source,
        fields=Fields(**{name: named.pop(f"{name}_field") for name in Fields._fields}),
        limits=_limits(named),
        selection=Selection(limit, sample, seed, where, columns, any_language),
        threads=threads,
        output=output,
    )
    shows = output is not None or not sys.stdout.isatty()
    total = scan.total() if shows and sys.stderr.isatty() else None
    with _stream(output) as stream, progress(scan, reports, total, on=shows) as update:
        sink = open_sink(format, stream, scan.schema)
        for batch in scan.batches():
            sink.write(batch)
            update()
        sink.close()
    if output is not None:
        manifest.write(output, scan, _options(context, format), began)
    reports.summary(scan.summary(), **scan.counts(), output=output)
    return 3 if scan.unreadable or scan.failed else 0


def _limits(named: dict[str, Any]) -> Limits:
    return Limits(
        ratio=named["max_ratio"],
        document=named["max_document"] << 20,
        depth=named["max_depth"],
        members=named["max_members"],
    )


def _options(context: click.Context, format: str) -> dict[str, Any]:
    """The options as they were meant, by their names: what repeats the run."""
    names = {parameter.name: max(parameter.opts, key=len).lstrip("-") for parameter in context.command.params}
    options = {names[name]: value for name, value in context.params.items() if name in names}
    return {**options, "format": format}


def _format_of(output: Path | None) -> str:
    """The format that the output's name says; JSON lines where it says nothing."""
    suffix = output.suffix[1:].lower() if output else ""
    if suffix and suffix not in SINKS:
        known = ", ".join(f".{name}" for name in SINKS)
        raise click.UsageError(f"{output}: no format is named so, only: {known}; give --format")
    return suffix or "jsonl"


@contextlib.contextmanager
def _stream(output: Path | None) -> Iterator[IO[bytes]]:
    """Where to write. A file appears under its name when it is whole."""
    if output is None:
        stream: Any = sys.stdout.buffer
        if isinstance(stream, io.RawIOBase):
            stream = WholeWriter(stream)
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
