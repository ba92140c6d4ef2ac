"""What a command says beside its result, on standard error: lines for people, or JSON objects for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from ..escaping import shown

__all__ = ["Reports", "report_options"]

F = TypeVar("F", bound=Callable[..., Any])


def report_options(command: F) -> F:
    """--quiet, --log."""
    command = click.option(
        "--log",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        is_eager=True,
        help="json: each line on standard error is a JSON object.",
    )(command)
    return click.option("-q", "--quiet", is_flag=True, help="No progress, no summary; errors are still named.")(command)


class Reports:
    """Says lines of one command. `say` is where a line goes; a progress bar puts its own in that place."""

    def __init__(self, log: str = "text", quiet: bool = False) -> None:
        self.json = log == "json"
        self.quiet = quiet
        self.say: Callable[[str], None] = _say

    def error(self, event: str, text: str, **data: object) -> None:
        """What went wrong; never held back."""
        self._line("error", event, f"reportedly: {text}", data)

    def note(self, event: str, text: str, **data: object) -> None:
        """What a user may want to know."""
        if not self.quiet:
            self._line("info", event, f"reportedly: {text}", data)

    def summary(self, text: str, **data: object) -> None:
        """What was done."""
        if not self.quiet:
            self._line("info", "summary", text, data)

    def _line(self, level: str, event: str, text: str, data: dict[str, object]) -> None:
        if self.json:
            self.say(shown(json.dumps({"level": level, "event": event, **data}, ensure_ascii=False, default=str)))
        else:
            self.say(shown(text))


def _say(line: str) -> None:
    click.echo(line, err=True)
