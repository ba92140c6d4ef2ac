"""Help: every command has examples, and each does what it promises beside `samples/`. Completion by the shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from reportedly.cli import group

ROOT = Path(__file__).parents[2]


def commands(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    """Every command below one, by what is typed."""
    if not isinstance(command, click.Group):
        return [(name, command)]
    context = click.Context(command)
    found: list[tuple[str, click.Command]] = []
    for part in command.list_commands(context):
        one = command.get_command(context, part)
        assert one is not None
        found += commands(one, f"{name} {part}")
    return found


COMMANDS = commands(group, "reportedly")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the samples in it, where `reportedly` is a command."""
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    program = tmp_path / "bin" / "reportedly"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reportedly "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are written for bash")
@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_example_of_every_help(name: str, command: click.Command, shell: Path) -> None:
    page = subprocess.run([*name.split(), "--help"], capture_output=True, text=True, check=True, cwd=shell).stdout
    assert "Examples:" in page, f"{name}: give it an example in cli/examples.py"
    examples = [line.strip() for line in page.split("Examples:")[1].splitlines() if line.strip()]
    assert any(example.startswith(name) or f"| {name}" in example or f"&& {name}" in example for example in examples)
    for example in examples:
        done = subprocess.run(["bash", "-c", example], capture_output=True, text=True, check=False, cwd=shell)
        assert done.returncode == 0, f"{example}\n{done.stderr}"


def test_every_option_says_what_it_does() -> None:
    for name, command in COMMANDS:
        for option in command.params:
            told = isinstance(option, click.Option) and (option.help or isinstance(option.type, click.Choice))
            assert told or isinstance(option, click.Argument) or option.name == "threads", f"{name} --{option.name}"


@pytest.mark.parametrize("kind", ["bash", "zsh", "fish"])
def test_completion_scripts(kind: str, shell: Path) -> None:
    script = subprocess.run(["reportedly", "completion", kind], capture_output=True, text=True, check=True).stdout
    assert "_REPORTEDLY_COMPLETE" in script and "reportedly" in script
    if shutil.which(kind):
        subprocess.run([kind, "-n"], input=script, text=True, check=True)


def test_completion_completes(shell: Path) -> None:
    environment = {
        **os.environ,
        "_REPORTEDLY_COMPLETE": "bash_complete",
        "COMP_WORDS": "reportedly sc",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(["reportedly"], capture_output=True, text=True, check=False, env=environment)
    assert re.findall(r"plain,(\w+)", done.stdout) == ["scan"]
    environment |= {"COMP_WORDS": "reportedly scan --rec", "COMP_CWORD": "2"}
    done = subprocess.run(["reportedly"], capture_output=True, text=True, check=False, env=environment)
    assert "plain,--records" in done.stdout
