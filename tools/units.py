"""Make the unit and currency lists of the English pack from inventories: pint's registry and CLDR (through babel).

    pip install pint babel
    python tools/units.py            # writes the files
    python tools/units.py --check    # says which would change, and fails if one would

`tools/units.toml` and `tools/currencies.toml` say what only judgement can: which units news use, in which words, and
which currency a bare "dollar" is. Names, spellings, prefixes, powers, sizes, codes and signs come from the inventories.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pint
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_symbol, get_territory_currencies

ROOT = Path(__file__).resolve().parent.parent
LEXICONS = ROOT / "rules" / "en" / "lexicons"
SYMBOLS = {
    **{"kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "exa": "E", "zetta": "Z", "hecto": "h"},
    **{"deci": "d", "centi": "c", "milli": "m", "micro": "µ", "nano": "n", "pico": "p"},
}
POWERS = {2: ("square", ("sq", "sq."), "²"), 3: ("cubic", ("cu", "cu."), "³")}
AMERICAN = (("metre", "meter"), ("litre", "liter"))

registry = pint.UnitRegistry()


def american(word: str) -> str:
    """The spelling that pint and American news use."""
    for british, ours in AMERICAN:
        word = word.replace(british, ours)
    return word


def expression(unit: dict, prefix: str = "", power: int = 1) -> str:
    """The unit as pint reads it; empty if pint has none."""
    base = unit.get("pint", american(unit["name"]).replace(" ", "_"))
    if not base:
        return ""
    return f"{prefix}{base}" if power == 1 else f"({prefix}{base}) ** {power}"


def size(text: str) -> str:
    """How many base units one is; empty where a zero point or nothing in common stands in the way."""
    if not text:
        return ""
    quantity = registry.Quantity(1, text) if text[0].isalpha() or text[0] == "(" else registry.parse_expression(text)
    value = quantity.to_base_units().magnitude if isinstance(quantity, registry.Quantity) else quantity
    return f"{value:.12g}"


def spelled(name: str, plural: str) -> list[str]:
    """Name and plural in both spellings, the former in lower case so that any case matches."""
    return [w.lower() for w in dict.fromkeys([name, plural, american(name), american(plural)])]


def units(table: dict) -> Iterator[tuple[str, dict, str, list[str]]]:
    """Each unit with its expression and all its words: the base, its prefixed forms, its powers."""
    for unit in table["unit"]:
        name = unit["name"]
        plural = unit.get("plural", f"{name}s")
        words = [] if unit.get("names") is False else spelled(name, plural)
        yield name, unit, expression(unit), words + unit.get("words", [])
        prefixed = [("", name, plural)]
        for prefix in unit.get("prefixes", []):
            symbol = [SYMBOLS[prefix] + unit["symbol"]] if "symbol" in unit else []
            if prefix == "micro" and symbol:
                symbol.append("μ" + unit["symbol"])
            prefixed.append((prefix, prefix + name, prefix + plural))
            yield (
                prefix + name,
                unit,
                expression(unit, prefix),
                spelled(prefix + name, prefix + plural) + symbol + table["words"].get(prefix + name, []),
            )
        for power in unit.get("powers", []):
            word, _, sign = POWERS[power]
            for prefix, one, many in prefixed:
                if prefix in ("", "kilo", "centi", "milli"):
                    full = f"{word} {one}"
                    symbol = []
                    if "symbol" in unit:
                        short = (SYMBOLS[prefix] if prefix else "") + unit["symbol"]
                        symbol = [f"{short}{power}", f"{short}^{power}", f"{short}{sign}"] + [
                            f"{mark} {short}" for mark in POWERS[power][1]
                        ]
                    hyphened = [f"{word}-{one}", f"{word}-{american(one)}"]
                    words = spelled(full, f"{word} {many}") + list(dict.fromkeys(hyphened)) + symbol
                    yield (
                        full,
                        {**unit, "dimension": ("area", "volume")[power - 2]},
                        expression(unit, prefix, power),
                        words + table["words"].get(full, []),
                    )


def unit_list(table: dict) -> str:
    """The lexicon of units."""
    lines = [
        "words\tunit\tdimension\tkind\tper\tsize",
        "# Made by tools/units.py from tools/units.toml and pint's registry: do not edit. size: in base units.",
    ]
    seen: set[str] = set()
    for name, unit, text, words in units(table):
        per = unit.get("per", "")
        for word in words:
            if word not in seen:
                seen.add(word)
                lines.append(
                    "\t".join(
                        [word, name, unit["dimension"], unit.get("kind", "measure"), per, "" if per else size(text)]
                    )
                )
    return "\n".join(lines) + "\n"


def tender() -> list[str]:
    """Codes of the currencies that are legal tender somewhere today."""
    found = {code for territory in get_global("territory_currencies") for code in get_territory_currencies(territory)}
    return sorted(found)


def currency_lists(table: dict) -> dict[str, str]:
    """The lexicons of currencies: names after a number, signs before it, codes on either side."""
    codes = tender() + table["former"]
    names = {
        word: (entry["code"], entry.get("share", 1), entry.get("assumed", False))
        for entry in table["name"]
        for word in entry["words"]
    }
    for code in codes:
        for count in (1, 2):
            word = get_currency_name(code, count=count, locale="en").lower().replace("’", "'")
            if word.isascii() and " " in word and "(" not in word:
                names.setdefault(word, (code, 1, False))
    signs = {
        word: (entry["code"], entry.get("share", 1), entry.get("assumed", False))
        for entry in table["sign"]
        for word in entry["words"]
    }
    after = {
        word: (entry["code"], entry.get("share", 1), entry.get("short", False))
        for entry in table["after"]
        for word in entry["words"]
    }
    for code in codes:
        if code not in table["words"]:
            signs.setdefault(code, (code, 1, False))
        if code not in table["words"]:
            after.setdefault(code, (code, 1, False))
        sign = get_currency_symbol(code, locale="en")
        if sign != code and not sign.isalpha():
            signs.setdefault(sign, (code, 1, False))
    for code in table["millions"]:
        after[f"M{code}"] = (code, 1000000, False)

    def text(rows: dict, flag: str, says: str) -> str:
        head = [
            f"words\tunit\tfactor\t{flag}",
            f"# Made by tools/units.py from tools/currencies.toml and CLDR: do not edit. {says}",
        ]
        return (
            "\n".join(
                head
                + [
                    f"{word}\t{code}\t{share:.12g}\t{'true' if mark else ''}"
                    for word, (code, share, mark) in rows.items()
                ]
            )
            + "\n"
        )

    return {
        "figures_currencies.tsv": text(
            names,
            "assumed",
            "Currency names, after the number: ISO 4217 code, share of the main unit; assumed: others share the name.",
        ),
        "figures_currency_signs.tsv": text(signs, "assumed", "Currency signs and codes that stand before the number."),
        "figures_currency_codes.tsv": text(after, "short", "Currency codes and signs that stand after the number."),
    }


def main() -> int:
    """Write the lists, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if a list is not what the inventories give"
    )
    check = parser.parse_args().check
    unit_table = tomllib.loads((ROOT / "tools" / "units.toml").read_text("utf-8"))
    currency_table = tomllib.loads((ROOT / "tools" / "currencies.toml").read_text("utf-8"))
    wanted = {LEXICONS / "figures_units.tsv": unit_list(unit_table)}
    wanted |= {LEXICONS / name: text for name, text in currency_lists(currency_table).items()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(
            f"{path.relative_to(ROOT)}: {'not what the inventories give; run tools/units.py' if check else 'written'}"
        )
        if not check:
            path.write_text(wanted[path], "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
