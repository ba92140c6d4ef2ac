"""The words around a trigger, reduced to their kinds: what two gaps have in common.

A function word of the pack stands as it is; other words are `Aa` or `aa` by their first letter, numbers `9`, a mark is
itself; `^` and `$` are the borders of the sentence.

>>> around(frozenset({"the"}), "He said the 40 men, Roe claims", (0, 30), (24, 30))
(('Aa',), ('$',))
>>> around(frozenset({"the"}), "He said the 40 men", (0, 18), (3, 7))
(('Aa',), ('the',))
"""

from __future__ import annotations

import re

__all__ = ["NEIGHBOURS", "around"]

# How many words to each side.
NEIGHBOURS = 1

_WORD = re.compile(r"\w+|[^\w\s]")
# Words are looked for no further away.
_REACH = 60


def _kind(word: str, function_words: frozenset[str]) -> str:
    folded = word.lower()
    if folded in function_words:
        return folded
    if word[0].isdigit():
        return "9"
    if word[0].isalpha():
        return "Aa" if word[0].isupper() else "aa"
    return word


def around(
    function_words: frozenset[str], text: str, sentence: tuple[int, int], span: tuple[int, int], words: int = NEIGHBOURS
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds of the words before and after a span of a sentence, in the order of the text."""
    before = _WORD.findall(text[max(sentence[0], span[0] - _REACH) : span[0]])
    after = _WORD.findall(text[span[1] : min(sentence[1], span[1] + _REACH)])
    left = [_kind(word, function_words) for word in before[-words:]]
    right = [_kind(word, function_words) for word in after[:words]]
    return tuple(left) or ("^",), tuple(right) or ("$",)
