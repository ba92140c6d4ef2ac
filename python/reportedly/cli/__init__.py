"""The command line. A command is loaded when it is called.

Exit codes: 0 done; 1 what was asked for was found (a loss, a difference); 2 the command was used wrongly or the rules
have errors; 3 some input could not be read (named on standard error with the reason; the rest was read).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click

from .. import _core
from . import configuration
from .reports import Reports

__all__ = ["main"]

DONE, WRONG, UNREAD, INTERRUPTED = 0, 2, 3, 130

_COMMANDS = {
    "extract": "Read one article and show its facts.",
    "scan": "Read archives and write tables.",
    "stats": "Show what is in a result.",
    "evaluate": "Hold records against gold.",
    "convert": "Take annotations to and from annotation tools.",
    "rules": "Check, test, show and export rule files.",
    "completion": "Print the script for a shell's completion.",
}


class ReaderGone(Exception):
    """Who read the output has closed it."""


class Commands(click.Group):
    """A group that loads a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        if cmd_name not in _COMMANDS:
            return None
        import importlib

        module = importlib.import_module(f".{cmd_name}", __name__)
        from .examples import with_examples

        command: click.Command = module.command
        return with_examples(command, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command. Of a closed pipe click would make an exit with code 1, so it gets another name here."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_core.__version__, prog_name="reportedly")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Options that need not be typed; by default reportedly.toml of the working directory or one above.",
)
@click.pass_context
def group(context: click.Context, config: Path | None) -> None:
    """Read news: who says it, how many of what, and how surely."""
    config = config or configuration.find(Path.cwd())
    if config is not None:
        context.default_map = configuration.read(config, group, context)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and gives the exit code."""
    try:
        code = group.main(args=arguments, prog_name="reportedly", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        if _wants_json(arguments):
            Reports("json").error("usage", error.format_message(), reason=error.format_message())
        else:
            error.show()
        return WRONG
    except _core.RuleError as error:
        if _wants_json(arguments):
            Reports("json").error("rules", str(error), reason=str(error))
        else:
            click.echo(str(error), err=True)
        return WRONG
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (BrokenPipeError, ReaderGone):
        # Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code if isinstance(code, int) else DONE


def _wants_json(arguments: Sequence[str] | None) -> bool:
    """Whether the lines on standard error are to be JSON, also where the command line is wrong."""
    given = sys.argv[1:] if arguments is None else arguments
    return "--log=json" in given or ("--log", "json") in pairwise(given)
