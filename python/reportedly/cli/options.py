"""Options that commands share, and the engine that they ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..engine import Engine
from ..readers import Fields, Limits

__all__ = ["engine", "engine_options", "field_options", "limit_options"]

F = TypeVar("F", bound=Callable[..., Any])


def engine_options(command: F) -> F:
    """--genre, --rules, --no-builtin."""
    command = click.option("--genre", metavar="GENRE", help="Which of the pack's genres to read as.")(command)
    command = click.option(
        "--rules",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Rules of your own on top of the built-in pack; may be given again.",
    )(command)
    return click.option("--no-builtin", is_flag=True, help="Leave the built-in pack out.")(command)


def field_options(command: F) -> F:
    """--id-field, --text-field, --date-field, --title-field, --url-field."""
    for name in reversed(Fields._fields):
        command = click.option(
            f"--{name}-field",
            metavar="NAME",
            help=f"Key or column of the {'address' if name == 'url' else name}; by default the usual names are tried.",
        )(command)
    return command


def limit_options(command: F) -> F:
    """--max-ratio, --max-document, --max-depth, --max-members."""
    usual = Limits()
    for name, default, text in (
        ("members", usual.members, "Members of one archive."),
        ("depth", usual.depth, "Archives inside of each other."),
        ("document", usual.document >> 20, "MiB of one document, line or member."),
        ("ratio", usual.ratio, "How many times its size anything may unpack to."),
    ):
        command = click.option(
            f"--max-{name}", type=click.IntRange(1), default=default, show_default=True, metavar="N", help=text
        )(command)
    return command


def engine(genre: str | None, rules: tuple[Path, ...], no_builtin: bool) -> Engine:
    """The engine asked for."""
    try:
        return Engine(list(rules), genre=genre, builtin=not no_builtin)
    except ValueError as error:
        if hasattr(error, "diagnostics"):
            raise
        raise click.UsageError(str(error)) from error
