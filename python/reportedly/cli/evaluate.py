"""`reportedly evaluate`: records held against gold."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..document_json import DocumentError
from ..escaping import shown
from ..evaluation import BaselineError, Evaluation, evaluate
from ..evaluation.baseline import read
from ..evaluation.report import text
from .options import engine, engine_options

__all__ = ["command"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("gold", type=_FILE)
@click.option(
    "--against", type=_FILE, metavar="PRED", help="Document JSON to judge; else the texts of GOLD are read now."
)
@click.option("--errors", is_flag=True, help="List the errors by class.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Errors shown of each class.")
@click.option("--baseline", type=_FILE, metavar="FILE", help="An earlier result (--format json) to compare with.")
@click.option(
    "--margin", type=click.FloatRange(0), default=0.5, show_default=True, help="Points a line may lose to the baseline."
)
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@engine_options
def command(
    gold: Path,
    against: Path | None,
    errors: bool,
    limit: int,
    baseline: Path | None,
    margin: float,
    format: str,
    genre: str | None,
    rules: tuple[Path, ...],
    no_builtin: bool,
) -> int:
    """Hold records against gold: GOLD is document JSON, one document a line, with its `text`.

    Shows precision, recall and F1 of each line (docs/evaluation.md defines them), and the records of each rule that are
    right, partly right and wrong. Exit code 1 where a line has lost more than the margin since the baseline.
    """
    if against is not None and (genre or rules or no_builtin):
        raise click.UsageError(
            "--against judges records that are made: --genre, --rules and --no-builtin say nothing there"
        )
    try:
        before = read(baseline) if baseline else None
        result = evaluate(gold, against or engine(genre, rules, no_builtin))
        lost = result.losses(before, margin) if before is not None else ()
    except (DocumentError, BaselineError) as error:
        click.echo(f"reportedly: {shown(str(error))}", err=True)
        return 3
    if format == "json":
        click.echo(json.dumps(_data(result, errors), ensure_ascii=False, indent=1))
    else:
        click.echo(text(result, limit if errors else 0), nl=False)
    for loss in lost:
        click.echo(f"reportedly: lost since {baseline}: {loss}", err=True)
    return 1 if lost else 0


def _data(result: Evaluation, errors: bool) -> dict[str, object]:
    data = result.to_dict()
    if errors:
        data["errors"] = [{"class": mistake.kind, **mistake._asdict()} for mistake in result.errors]
    return data
