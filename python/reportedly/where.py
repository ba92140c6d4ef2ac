"""Conditions on columns of a table, written as Python writes them, computed by Arrow.

The text is parsed by Python's own parser, and its tree, of which a few kinds of nodes are allowed, becomes an
expression of Arrow compute. Nothing of it is run.

>>> import pyarrow as pa
>>> from reportedly.where import condition
>>> rows = pa.table({"kind": ["count", "money", None], "low": [16000.0, 5.0, None]})
>>> rows.filter(condition('kind == "count" and low >= 1_000', rows.schema)).num_rows
1
>>> condition('knd == "count"', rows.schema)
Traceback (most recent call last):
reportedly.where.ConditionError: there is no column `knd`; did you mean `kind`? (at character 1)
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from .nearest import meant

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ConditionError", "condition"]

_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
}
_TEXT_FUNCTIONS = {
    "contains": "match_substring",
    "startswith": "starts_with",
    "endswith": "ends_with",
    "matches": "match_substring_regex",
}
_FUNCTIONS = (*_TEXT_FUNCTIONS, "len")

# Deeper than anybody writes; Arrow's recursion has no guard of its own.
_DEPTH = 60


class ConditionError(ValueError):
    """A condition that cannot be: what is wrong, and where."""


def condition(text: str, schema: pa.Schema) -> Any:
    """The condition as an Arrow expression for tables of that schema.

    A comparison with an empty cell is not true, whatever is compared; `is None` finds empty cells. Raises
    `ConditionError`.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        place = getattr(error, "offset", None)
        hint = "; == compares" if re.search(r"(?<![=!<>])=(?!=)", text) else ""
        raise ConditionError(f"no condition: {getattr(error, 'msg', None) or error}{_at(place)}{hint}") from None
    return _Maker(schema).truth(tree.body, 0)


def _at(column: int | None) -> str:
    return f" (at character {column})" if column else ""


class _Maker:
    """Makes the expression, and knows what kind of value each part has: text, number, truth, time, list."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema

    def _wrong(self, node: ast.expr, message: str) -> ConditionError:
        return ConditionError(message + _at(node.col_offset + 1))

    def truth(self, node: ast.expr, depth: int) -> Any:
        """What is true or not."""
        if depth > _DEPTH:
            raise self._wrong(node, "nested too deep")
        if isinstance(node, ast.BoolOp):
            parts = [self.truth(value, depth + 1) for value in node.values]
            whole = parts[0]
            for part in parts[1:]:
                whole = whole & part if isinstance(node.op, ast.And) else whole | part
            return whole
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ~self.truth(node.operand, depth + 1)
        if isinstance(node, ast.Compare):
            return self._compared(node)
        expression, kind = self._value(node)
        if kind != "truth":
            raise self._wrong(
                node, f"`{ast.unparse(node)}` is {_A[kind]}, not true or false: compare it with something"
            )
        return expression

    def _compared(self, node: ast.Compare) -> Any:
        whole = None
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            part = self._pair(left, operator, right)
            whole = part if whole is None else whole & part
            left = right
        return whole

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Any:
        import pyarrow.compute as pc

        if isinstance(operator, ast.Is | ast.IsNot) or (isinstance(right, ast.Constant) and right.value is None):
            if not (isinstance(right, ast.Constant) and right.value is None):
                raise self._wrong(right, "`is` is for None only: write == or !=")
            empty = self._value(left)[0].is_null()
            return empty if isinstance(operator, ast.Is | ast.Eq) else ~empty
        if isinstance(operator, ast.In | ast.NotIn):
            found = self._within(left, right)
            return found if isinstance(operator, ast.In) else ~found
        one, kind = self._value(left)
        other, other_kind = self._value(right)
        if kind == "list" or other_kind == "list":
            raise self._wrong(left if kind == "list" else right, "a list cannot be compared; `len(…)` of it can")
        if kind != other_kind:
            raise self._wrong(left, f"`{ast.unparse(left)}` is {_A[kind]}, `{ast.unparse(right)}` is {_A[other_kind]}")
        return getattr(pc, _COMPARE[type(operator)])(one, other)

    def _within(self, left: ast.expr, right: ast.expr) -> Any:
        import pyarrow.compute as pc

        if isinstance(right, ast.List | ast.Tuple | ast.Set):
            one, kind = self._value(left)
            whole = pc.scalar(False)
            for item in right.elts:
                value, value_kind = self._value(item)
                if value_kind != kind:
                    raise self._wrong(
                        item, f"`{ast.unparse(item)}` is {_A[value_kind]}, `{ast.unparse(left)}` {_A[kind]}"
                    )
                whole = whole | (one == value)
            return whole
        text = self._constant_text(left)
        haystack, kind = self._value(right)
        if text is None or kind != "text":
            raise self._wrong(right, "`in` takes a list of values, or a text before it and a column of texts")
        return pc.match_substring(haystack, text)

    def _value(self, node: ast.expr) -> tuple[Any, str]:
        import pyarrow.compute as pc

        if isinstance(node, ast.Name):
            return pc.field(node.id), self._kind(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            value: Any = node.operand.value
            if isinstance(value, int | float) and not isinstance(value, bool):
                return pc.scalar(-float(value)), "number"
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bool):
                return pc.scalar(node.value), "truth"
            if isinstance(node.value, int | float):
                return pc.scalar(float(node.value)), "number"
            if isinstance(node.value, str):
                return pc.scalar(node.value), "text"
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, ast.BoolOp | ast.Compare) or (
            isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        ):
            return self.truth(node, 1), "truth"
        raise self._wrong(node, f"`{ast.unparse(node)}` is not allowed: columns, values, comparisons, and, or, not, in")

    def _called(self, node: ast.Call) -> tuple[Any, str]:
        import pyarrow.compute as pc

        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name not in _FUNCTIONS:
            listed = ", ".join(_FUNCTIONS)
            raise self._wrong(node, f"there is no function `{name}`, only: {listed}{meant(name, _FUNCTIONS)}")
        if node.keywords or len(node.args) != (1 if name == "len" else 2):
            usage = "len(column)" if name == "len" else f'{name}(column, "text")'
            raise self._wrong(node, f"`{name}` is used so: {usage}")
        value, kind = self._value(node.args[0])
        if name == "len":
            if kind not in {"list", "text"}:
                raise self._wrong(node, f"`len` is for lists and texts; `{ast.unparse(node.args[0])}` is {_A[kind]}")
            length = pc.list_value_length(value) if kind == "list" else pc.utf8_length(value)
            return length.cast("float64"), "number"
        wanted = self._constant_text(node.args[1])
        if kind != "text" or wanted is None:
            raise self._wrong(node, f'`{name}` takes a column of texts and a text: {name}(source, "…")')
        try:
            pc.match_substring_regex("", wanted) if name == "matches" else None
        except ValueError as error:
            raise self._wrong(node.args[1], f"no regular expression: {error}") from None
        return getattr(pc, _TEXT_FUNCTIONS[name])(value, wanted, ignore_case=True), "truth"

    @staticmethod
    def _constant_text(node: ast.expr) -> str | None:
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None

    def _kind(self, node: ast.Name) -> str:
        import pyarrow.types as types

        if node.id not in self._schema.names:
            names = self._schema.names
            raise self._wrong(
                node, f"there is no column `{node.id}`{meant(node.id, names) or '; there are: ' + ', '.join(names)}"
            )
        type = self._schema.field(node.id).type
        if types.is_boolean(type):
            return "truth"
        if types.is_integer(type) or types.is_floating(type):
            return "number"
        return "list" if types.is_nested(type) else "text"


_A = {"text": "text", "number": "a number", "truth": "true or false", "list": "a list"}
