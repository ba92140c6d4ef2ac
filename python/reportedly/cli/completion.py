"""`reportedly completion`: the script by which a shell completes commands and options; click's own."""

from __future__ import annotations

import click

__all__ = ["command"]


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print the script that lets a shell complete commands and options.

    Once for all: put the line into the start file of the shell, `eval "$(reportedly completion bash)"`; for fish,
    `reportedly completion fish > ~/.config/fish/completions/reportedly.fish`.
    """
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    assert completion is not None
    click.echo(completion(context.find_root().command, {}, "reportedly", "_REPORTEDLY_COMPLETE").source())
    return 0
