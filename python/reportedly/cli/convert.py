"""`reportedly convert`: annotations in and out of the formats of annotation tools."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from ..document_json import DocumentError
from ..escaping import shown
from ..interchange import FORMATS, ConversionError, Losses, configuration, format_of, read, write
from ..readers import Problem
from ..readers import read as read_texts

__all__ = ["command"]

_CONFIGURED = ("brat", "doccano", "label-studio")


@click.command()
@click.argument("source", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--to", "target", type=click.Choice(list(FORMATS)), default="documents", show_default=True)
@click.option("--from", "format", type=click.Choice(list(FORMATS)), help="What SOURCE is; by default by what it holds.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write there: for brat a new folder.")
@click.option(
    "--texts",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Where the texts are, by id, if SOURCE has none; may be given again.",
)
@click.option("--configuration", "tool", type=click.Choice(_CONFIGURED), help="Print the tool's set-up, and no more.")
def command(
    source: Path | None,
    target: str,
    format: str | None,
    output: Path | None,
    texts: tuple[Path, ...],
    tool: str | None,
) -> int:
    """Convert annotations between document JSON, brat, doccano, Label Studio and W3C Web Annotation.

    SOURCE is a file, or for brat a folder. What a format cannot hold is named on standard error with its count.
    """
    if tool is not None:
        click.echo(configuration(tool), nl=False)
        return 0
    if source is None:
        raise click.UsageError("give the SOURCE to convert")
    if FORMATS[target].is_folder and output is None:
        raise click.UsageError(f"{target} is a folder of files: name a new one with -o")
    problems: list[Problem] = []
    losses = Losses()
    failure = ""
    try:
        by_id = {text.id: text.text for text in read_texts(texts, on_problem=problems.append)} if texts else {}
        documents = read(source, format or format_of(source), losses)
        with _target(output, FORMATS[target].is_folder) as place:
            write(documents, place, target, by_id, losses)
    except BrokenPipeError:
        raise
    except (ConversionError, DocumentError) as error:
        # They name the place themselves.
        failure = str(error)
    except UnicodeDecodeError as error:
        failure = f"{source}: not UTF-8: {error.reason} at byte {error.start}"
    except OSError as error:
        failure = f"{error.filename or source}: {error.strerror or type(error).__name__}"
    for message in [*map(str, problems), *([failure] if failure else [])]:
        click.echo(f"reportedly: {shown(message)}", err=True)
    if losses and not failure:
        lost = ", ".join(f"{shown(name)} ({count})" for name, count in sorted(losses.items()))
        click.echo(f"reportedly: left out, because {target} does not hold it: {lost}", err=True)
    return 3 if problems or failure else 0


@contextlib.contextmanager
def _target(output: Path | None, is_folder: bool) -> Iterator[IO[str] | Path]:
    """Where to write. A file appears under its name when it is whole."""
    if output is not None and is_folder:
        yield output
    elif output is not None:
        part = output.with_name(output.name + ".part")
        try:
            with part.open("w", encoding="utf-8", errors="replace", newline="") as stream:
                yield stream
            part.replace(output)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    elif sys.stdout.isatty():
        buffer = io.StringIO()
        yield buffer
        click.echo(shown(buffer.getvalue()), nl=False)
    else:
        stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
        try:
            yield stream
            stream.flush()
        finally:
            # Standard output belongs to the process.
            stream.detach()
