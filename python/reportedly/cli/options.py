"""Options that commands share, and the engine that they ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..engine import Engine

__all__ = ["engine", "engine_options"]

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


def engine(genre: str | None, rules: tuple[Path, ...], no_builtin: bool) -> Engine:
    """The engine asked for."""
    try:
        return Engine(list(rules), genre=genre, builtin=not no_builtin)
    except ValueError as error:
        if hasattr(error, "diagnostics"):
            raise
        raise click.UsageError(str(error)) from error
