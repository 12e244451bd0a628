"""A YAML loader that takes decimal numbers alone for numbers, and what is wrong with its values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import yaml

KeyPath = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""

_INT: Final = "tag:yaml.org,2002:int"
_FLOAT: Final = "tag:yaml.org,2002:float"


class Loader(yaml.SafeLoader):
    """Takes decimal numbers alone for numbers; 010 (octal), 12:30 (in sixties) and 1_000 stay text."""

    yaml_implicit_resolvers: ClassVar = {  # type: ignore[misc]
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in {_INT, _FLOAT}]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_implicit_resolver(_INT, re.compile(r"[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
Loader.add_implicit_resolver(
    _FLOAT,
    re.compile(
        r"(?:[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
    list("-+.0123456789"),
)

_TAG: Final = "tag:yaml.org,2002:"
_DIGITS_MAX: Final = 30

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What neither a terminal nor XML takes as text; lone surrogates cannot be encoded at all."""

_KINDS: Final = {
    "int": ("is not a whole number", "write digits alone, or put text in quotes"),
    "float": ("is not a number", "write digits alone, or put text in quotes"),
    "bool": ("is neither true nor false", "write true or false, or put text in quotes"),
    "timestamp": (
        "is not a day of the calendar",
        "write a date such as 2026-02-28, or put text in quotes",
    ),
}
_ANY_KIND: Final = ("cannot be read", "write plain text, a number, or true or false, without a tag")


@dataclass(frozen=True, kw_only=True)
class WrongValue:
    """A value that cannot be used: where it stands, and what to do."""

    path: KeyPath
    line: int
    value: str
    cause: str
    fix: str


class WrongValuesError(yaml.YAMLError):
    """Values of a file cannot be used."""

    def __init__(self, values: list[WrongValue]) -> None:
        super().__init__("; ".join(one.cause for one in values))
        self.values = tuple(values)


def wrong_value(loader: yaml.SafeLoader, node: yaml.ScalarNode, path: KeyPath) -> WrongValue | None:
    """Return what is wrong with a single value; None where nothing is.

    Parameters
    ----------
    loader
        The loader, which constructs the value.
    node
        The value, a key of a mapping included.
    path
        Where it stands.
    """
    said = _misread(node)
    if said is None:
        try:
            value = loader.construct_object(node)
        except yaml.YAMLError as error:
            said = (str(getattr(error, "problem", error)), _ANY_KIND[1])
        except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError):
            # PyYAML's constructors leave it to Python to say what is no number or date.
            said = _KINDS.get(node.tag.removeprefix(_TAG), _ANY_KIND)
        else:
            said = _unprintable(value)
    if said is None:
        return None
    return WrongValue(
        path=path,
        line=node.start_mark.line + 1,
        value=node.value,
        cause=said[0],
        fix=said[1],
    )


def _misread(node: yaml.ScalarNode) -> tuple[str, str] | None:
    """Return what is wrong with how a number is written."""
    kind, text = node.tag.removeprefix(_TAG), node.value
    if kind not in ("int", "float"):
        return None
    if len(text) > _DIGITS_MAX and kind == "int":
        return f"has {len(text):,} digits", f"write a number of at most {_DIGITS_MAX} digits"
    return None


def _unprintable(value: Any) -> tuple[str, str] | None:  # noqa: ANN401 - whatever YAML holds
    found = _UNPRINTABLE.search(value) if isinstance(value, str) else None
    if found is None:
        return None
    return (
        f"holds U+{ord(found[0]):04X}, which is no character of a text",
        "write the characters themselves, without \\u, \\x or \\0",
    )
