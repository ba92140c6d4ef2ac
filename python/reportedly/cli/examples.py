"""Examples that the help of each command ends with. They work beside `samples/`; a test runs them all."""

from __future__ import annotations

import click

__all__ = ["EXAMPLES", "with_examples"]

EXAMPLES: dict[str, tuple[str, ...]] = {
    "extract": (
        "reportedly extract samples/river-flood.txt",
        'reportedly extract "Roe claimed that 40 lorries were lost."',
        "reportedly extract samples/river-flood.txt --format json",
        "reportedly extract samples/river-flood.txt --format html > river-flood.html",
    ),
    "scan": (
        "reportedly scan samples -o facts.csv",
        "reportedly scan samples/wire.jsonl --where 'kind == \"money\" and low >= 1e6' --fields document,figure,source",
        "cat samples/wire.jsonl | reportedly scan - --records documents --limit 2",
    ),
    "stats": (
        "reportedly scan samples -o facts.parquet && reportedly stats facts.parquet",
        "reportedly scan samples | reportedly stats - --format json",
    ),
    "evaluate": ("reportedly evaluate samples/short.gold",),
    "convert": ("reportedly convert samples/short.gold --from documents --to doccano",),
    "rules": ("reportedly rules check",),
    "rules check": ("reportedly rules check",),
    "rules test": ("reportedly rules test --id figure",),
    "rules show": ("reportedly rules show figure.range",),
    "rules diff": (
        "reportedly rules export mine && reportedly rules diff builtin mine samples --no-builtin --format json",
    ),
    "rules uncovered": ("reportedly rules uncovered samples --share 50",),
    "rules export": ("reportedly rules export my-pack",),
    "completion": ("reportedly completion bash > reportedly.bash && . ./reportedly.bash",),
}


def with_examples(command: click.Command, name: str) -> click.Command:
    """The command, its help and that of its parts with examples at the end."""
    lines = EXAMPLES.get(name)
    if lines and not command.epilog:
        # \b: click must not fill the lines up.
        command.epilog = "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
    if isinstance(command, click.Group):
        for part, one in command.commands.items():
            with_examples(one, f"{name} {part}")
    return command
