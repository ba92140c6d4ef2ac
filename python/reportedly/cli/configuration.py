"""`reportedly.toml`: options that need not be typed. A table a command, its keys the names of the command's options.

The file is looked for in the working directory and upwards, or named with --config. Paths in it count from its folder.
What is typed comes before what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..nearest import meant

__all__ = ["NAME", "find", "read"]

NAME = "reportedly.toml"

# A file that lies about must not say what is overwritten.
_TYPED_ONLY = {"output", "help"}


def find(start: Path) -> Path | None:
    """The nearest file of that name, from a folder upwards."""
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return folder / NAME
    return None


def read(path: Path, group: click.Group, context: click.Context) -> dict[str, Any]:
    """What the file says, as the default map of click.

    Raises `UsageError` for what is no TOML, for commands and options that do not exist, and for wrong values.
    """
    import tomllib

    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path}: no TOML: {error}") from error
    return _group(path, "", data, group, context)


def _group(
    path: Path, prefix: str, data: Mapping[str, Any], group: click.Group, context: click.Context
) -> dict[str, Any]:
    defaults: dict[str, Any] = {}
    names = group.list_commands(context)
    for name, value in data.items():
        key = f"{prefix}{name}"
        command = group.get_command(context, name)
        if command is None:
            raise click.UsageError(f"{path}: `{key}`: there is no command `{name}`{meant(name, names)}")
        if not isinstance(value, dict):
            raise click.UsageError(f"{path}: `{key}` is a command: write its options in a table, [{key}]")
        if isinstance(command, click.Group):
            defaults[name] = _group(path, f"{key}.", value, command, context)
        else:
            defaults[name] = _options(path, key, value, command)
    return defaults


def _options(path: Path, key: str, data: Mapping[str, Any], command: click.Command) -> dict[str, Any]:
    context = click.Context(command)
    options = {
        max(option.opts, key=len).lstrip("-"): option
        for option in command.get_params(context)
        if isinstance(option, click.Option)
    }
    defaults: dict[str, Any] = {}
    for name, value in data.items():
        option = options.get(name)
        if name in _TYPED_ONLY and option is not None:
            raise click.UsageError(f"{path}: `{key}.{name}` is only for the command line")
        if option is None:
            near = meant(name, options) or f"; there are: {', '.join(sorted(options.keys() - _TYPED_ONLY))}"
            raise click.UsageError(f"{path}: `{key}.{name}`: `{key.replace('.', ' ')}` has no such option{near}")
        try:
            defaults[str(option.name)] = _value(path, option, value, context)
        except (click.BadParameter, TypeError, ValueError) as error:
            reason = error.message if isinstance(error, click.BadParameter) else str(error)
            raise click.UsageError(f"{path}: `{key}.{name}`: {reason}") from error
    return defaults


def _value(path: Path, option: click.Option, value: Any, context: click.Context) -> Any:
    """The value as the command line would give it, checked as that is."""
    if option.is_flag:
        if not isinstance(value, bool):
            raise TypeError("is true or false")
        return value
    if isinstance(value, bool | dict) or (isinstance(value, list) and not option.multiple):
        raise TypeError(f"takes {option.type.name}, not {type(value).__name__}")
    if option.multiple and not isinstance(value, list):
        value = [value]
    if isinstance(option.type, click.Path):
        one = path.parent
        value = [str(one / item) for item in value] if option.multiple else str(one / value)
    option.type_cast_value(context, value)
    return value
