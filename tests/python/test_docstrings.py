"""The examples in the docstrings of readers, conditions and results."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = ("escaping", "nearest", "where", "results", "readers.fields", "readers.kinds", "readers.packing")


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"reportedly.{name}"))
    assert result.attempted and not result.failed
