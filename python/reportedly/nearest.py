"""Names that are near to one that does not exist: for errors that say what was meant.

>>> from reportedly.nearest import meant
>>> meant("certanty", ["certainty", "source"])
'; did you mean `certainty`?'
>>> meant("xyz", ["certainty", "source"])
''
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["meant"]


def meant(name: str, names: Iterable[str]) -> str:
    """The end of an error: the near names as a question, or nothing where none is near."""
    from difflib import get_close_matches

    folded = {one.lower(): one for one in names}
    near = [folded[one] for one in get_close_matches(name.lower(), folded, n=3, cutoff=0.6)]
    return f"; did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else ""
