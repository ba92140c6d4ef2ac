"""No word of a language stands in the code: what the engine knows of English stands in `rules/`."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

_LIST = (Path(__file__).parent / "reviewed_literals.txt").read_text(encoding="utf-8").splitlines()
REVIEWED = {word for line in _LIST if not line.startswith("#") for word in line.split()}

_RUST = re.compile(r'//[^\n]*|"((?:[^"\\]|\\.)*)"|r#"(.*?)"#|\'(?:[^\'\\]|\\.[^\']*)\'', re.DOTALL)


def lexicon_words() -> set[str]:
    """Every word of every lexicon."""
    words: set[str] = set()
    for path in (ROOT / "rules").rglob("*.toml"):
        for lexicon in tomllib.loads(path.read_text(encoding="utf-8")).get("lexicon", {}).values():
            for entry in lexicon.get("entries", ()):
                words.update(entry.get("words", ()))
    for path in (ROOT / "rules").rglob("*.tsv"):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            if line and not line.startswith("#"):
                words.add(line.split("\t")[0])
    return {word.lower() for word in words if any(character.isalpha() for character in word)}


def rust_literals(text: str) -> Iterator[str]:
    """The string literals of a Rust file, its tests left out."""
    for match in _RUST.finditer(text.split("#[cfg(test)]\nmod ")[0]):
        literal = match[1] if match[1] is not None else match[2]
        if literal is not None:
            yield literal


def python_literals(text: str) -> Iterator[str]:
    """The string literals of a Python file."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def literals() -> Iterator[tuple[str, str]]:
    """Every string literal with the file that it stands in."""
    for folder, suffix, read in (("src", ".rs", rust_literals), ("python", ".py", python_literals)):
        for path in sorted((ROOT / folder).rglob("*" + suffix)):
            # The oracles of the matcher's tests are tests.
            if not path.stem.startswith("oracle"):
                for literal in read(path.read_text(encoding="utf-8")):
                    yield literal, str(path.relative_to(ROOT))


def test_no_literal_is_a_word_of_a_lexicon() -> None:
    words = lexicon_words()
    assert not words or len(words) > 500
    found = {(literal, path) for literal, path in literals() if literal.lower() in words - REVIEWED}
    assert sorted(found) == []


def test_reviewed_literals_are_still_there() -> None:
    assert sorted(REVIEWED - {literal.lower() for literal, _ in literals()}) == []
