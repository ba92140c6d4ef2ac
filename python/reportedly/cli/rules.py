"""`reportedly rules`: for those who write rules."""

from __future__ import annotations

from pathlib import Path

import click

from .. import _core
from ..engine import Engine
from .rules_diff import diff
from .rules_uncovered import uncovered
from .terminal import shown

__all__ = ["command"]

_FOLDER = click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
_ALONE = click.option("--no-builtin", is_flag=True, help="DIR is a whole pack, not rules on top of the built-in one.")


def _engine(folder: Path | None, no_builtin: bool) -> Engine:
    if folder is None and no_builtin:
        raise click.UsageError("--no-builtin needs a DIR")
    return Engine(folder, builtin=not no_builtin)


@click.group()
def command() -> None:
    """Check, test, show and export rule files."""


command.add_command(diff)
command.add_command(uncovered)


@command.command()
@_FOLDER
@_ALONE
def check(folder: Path | None, no_builtin: bool) -> int:
    """Read rule files and say what is wrong with them."""
    engine = _engine(folder, no_builtin)
    for warning in engine.warnings:
        click.echo(str(warning))
        click.echo()
    stages: dict[str, int] = {}
    for _, stage, _, _ in engine.rules:
        stages[stage] = stages.get(stage, 0) + 1
    click.echo(f"{engine.pack} {engine.pack_version}: {len(engine.rules)} rules, {len(engine.warnings)} warnings")
    for stage, count in stages.items():
        click.echo(f"  {stage}: {count}")
    return 0


@command.command()
@_FOLDER
@_ALONE
@click.option("--id", "prefix", default="", metavar="ID", help="Only rules whose ids begin so.")
def test(folder: Path | None, no_builtin: bool, prefix: str) -> int:
    """Run the examples and rejects of the rules, and show what was found instead. Exit code 2 if one fails."""
    engine = _engine(folder, no_builtin)
    examples, rejects, failures = _core.test_rules(engine._native.layers, prefix)
    for rule, path, line, text, wanted, found in failures:
        click.echo(f"{rule} ({path}:{line})")
        click.echo(f"  text    {shown(text)}")
        click.echo(f"  wanted  {shown(wanted)}")
        for label, one in zip(["found", *[""] * len(found)], found, strict=False):
            click.echo(f"  {label:<7} {shown(one)}")
        click.echo()
    click.echo(f"{examples} examples, {rejects} rejects, {len(failures)} failed")
    return 2 if failures else 0


@command.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--rules", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Rules of your own.")
@_ALONE
def show(ids: tuple[str, ...], folder: Path | None, no_builtin: bool) -> int:
    """List the rules, or show those whose ids are given or begin so."""
    engine = _engine(folder, no_builtin)
    texts = {path: text for layer in engine._native.layers for path, text in layer}
    wanted = [rule for rule in engine.rules if not ids or any(_asked(rule[0], id) for id in ids)]
    if not wanted:
        raise click.UsageError(f"no rule is called {', '.join(ids)}; `reportedly rules show` lists them")
    for id, stage, path, line in wanted:
        if not ids:
            click.echo(f"{id}\t{stage}\t{path}:{line}")
            continue
        click.echo(f"# {path}:{line}")
        click.echo(_source(texts.get(path, ""), line))
        click.echo()
    return 0


def _asked(rule: str, id: str) -> bool:
    return rule == id or rule.startswith(id.rstrip(".") + ".")


def _source(text: str, line: int) -> str:
    """The table that begins at or just before a line, as written."""
    lines = text.splitlines()
    start = min(max(line - 1, 0), max(len(lines) - 1, 0))
    while start > 0 and not lines[start].startswith("["):
        start -= 1
    end = start + 1
    while end < len(lines) and not lines[end].startswith("["):
        end += 1
    return "\n".join(lines[start:end]).rstrip()


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def export(folder: Path) -> int:
    """Write the built-in pack's files to a folder, to read them or to begin a pack of your own."""
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty: name a new folder")
    for path, text in _core.builtin_sources():
        target = folder.joinpath(*path.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")
    click.echo(f"{len(_core.builtin_sources())} files in {folder}")
    return 0
