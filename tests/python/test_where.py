"""Conditions: what they find, and what is said of those that cannot be."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reportedly.where import ConditionError, condition

ROWS = pa.table(
    {
        "id": [0, 1, 2, 3],
        "kind": ["count", "money", None, "count"],
        "low": [16_000.0, 5.0, None, -3.0],
        "named": [True, False, None, True],
        "source": ["The Reef Gazette", "Roe", None, "a reef pilot"],
        "chain": [[{"cue": "said"}], [], None, [{"cue": "said"}, {"cue": "told"}]],
        "index": pa.array([0, 1, None, 2], pa.int32()),
    }
)

FOUND = {
    'kind == "count"': [0, 3],
    'kind != "count"': [1],
    "kind is None": [2],
    "kind == None": [2],
    "kind is not None and not named": [1],
    "low >= 1_000": [0],
    "-5 < low < 10": [1, 3],
    "low == -3": [3],
    "index >= 1": [1, 3],
    "index == low or index == 0": [0],
    'kind in ["money", "share"]': [1],
    'kind not in ("money", "share")': [0, 3],
    "index in {0, 2}": [0, 3],
    "named": [0, 3],
    "named == False": [1],
    "not (named or low > 4)": [],
    'contains(source, "REEF")': [0, 3],
    '"Reef" in source': [0],
    'startswith(source, "a ")': [3],
    'endswith(source, "roe")': [1],
    'matches(source, "^(roe|a) ?")': [1, 3],
    "len(chain) >= 1": [0, 3],
    "len(source) == 3": [1],
    'kind == "count" and (low > 0 or len(chain) == 2)': [0, 3],
}


@pytest.mark.parametrize(("text", "ids"), FOUND.items(), ids=FOUND.keys())
def test_what_is_found(text: str, ids: list[int]) -> None:
    assert ROWS.filter(condition(text, ROWS.schema))["id"].to_pylist() == ids


WRONG = {
    'knd == "count"': "there is no column `knd`; did you mean `kind`? (at character 1)",
    "zzzzz": "there is no column `zzzzz`; there are: id, kind, low, named, source, chain, index (at character 1)",
    'kind = "count"': "; == compares",
    "kind == 3": "`kind` is text, `3` is a number (at character 1)",
    "low > 'a'": "`low` is a number, `'a'` is text",
    "kind": "`kind` is text, not true or false",
    "chain == 1": "a list cannot be compared; `len(…)` of it can",
    "kind is 'a'": "`is` is for None only",
    'kind in ["a", 3]': "`3` is a number, `kind` text",
    "3 in low": "`in` takes a list of values",
    "size(chain) > 1": "there is no function `size`, only: contains,",
    'contain(source, "a")': "did you mean `contains`?",
    "contains(source)": '`contains` is used so: contains(column, "text")',
    'contains(low, "a")': "`contains` takes a column of texts and a text",
    'matches(source, "(")': "no regular expression",
    "len(low) > 1": "`len` is for lists and texts; `low` is a number",
    "low + 1 > 2": "`low + 1` is not allowed",
    "().__class__": "is not allowed",
    "__import__('os').system('x')": "there is no function",
    "": "no condition",
    "(" * 300 + "named" + ")" * 300: "no condition",
    "not " * 90 + "named": "nested too deep",
}


@pytest.mark.parametrize(("text", "reason"), WRONG.items(), ids=range(len(WRONG)))
def test_what_cannot_be(text: str, reason: str) -> None:
    with pytest.raises(ConditionError) as raised:
        condition(text, ROWS.schema)
    assert reason in str(raised.value)
