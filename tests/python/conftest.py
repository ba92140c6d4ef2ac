"""What tests share: one engine, and texts of our own."""

from __future__ import annotations

import pytest

import reportedly

ARTICLE = (
    "The ministry said that more than 16,000 volunteers have joined. "
    "“We lost 40 lorries,” the mayor said. He claimed nearly 3,000-4,000 soldiers were killed 😀.\r\n\r\n"
    "There is no evidence that 12 ships sank."
)


@pytest.fixture(scope="session")
def engine() -> reportedly.Engine:
    """The engine as users get it."""
    return reportedly.Engine()


@pytest.fixture
def article() -> str:
    """A short article."""
    return ARTICLE
