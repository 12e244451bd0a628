"""What pydantic finds wrong with an entry, in the words of the file and not in those of types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic_core import ErrorDetails

from .entries import Truth
from .yaml_loader import KeyPath

_PLAIN: Final[Mapping[str, tuple[str, str]]] = {
    "float_type": ("a number", "write a number"),
    "float_parsing": ("a number", "write a number"),
    "int_type": ("a whole number", "write a whole number"),
    "int_parsing": ("a whole number", "write a whole number"),
    "int_from_float": ("a whole number", "write a whole number"),
    "string_type": ("text", "put it in quotes"),
    "bool_type": ("true or false", "write true or false"),
    "bool_parsing": ("true or false", "write true or false"),
    "dict_type": ("a mapping of keys to values", "write `key: value` pairs below it"),
    "model_type": ("a mapping of keys to values", "write `key: value` pairs below it"),
    "model_attributes_type": ("a mapping of keys to values", "write `key: value` pairs below it"),
    "list_type": ("a list", "write [..., ...]"),
    "tuple_type": ("a list", "write [..., ...]"),
    "path_type": ("the path of a file", "write the path as text"),
    "date_type": ("a date", "write a date such as 2026-02-28"),
    "date_parsing": ("a date", "write a date such as 2026-02-28"),
    "date_from_datetime_parsing": ("a date", "write a date such as 2026-02-28"),
    "date_from_datetime_inexact": ("a date", "write a date such as 2026-02-28"),
    "invalid_key": ("text, as a key", "put the key in quotes"),
}
"""By pydantic's kind of error: what a value is not, and what to write."""

TRUTH: Final = (
    "is true or false, as which YAML reads yes, no, on and off too",
    "write digits, or put text in quotes",
)


@dataclass(frozen=True, kw_only=True)
class WrongKey:
    """One key of a file, and what is wrong with its value.

    Parameters
    ----------
    path
        Keys and list positions that lead to it, as they stand in the file.
    details
        What pydantic says of it; several where the value may be one of several kinds.
    """

    path: KeyPath
    details: tuple[ErrorDetails, ...]

    def said(self) -> tuple[str, str | None]:
        """Return the cause, and what to write where that follows from the cause."""
        if isinstance(self.details[0]["input"], Truth):
            return TRUTH
        plain = list(dict.fromkeys(map(_plain, self.details)))
        known = [one for one in plain if one is not None]
        if known and len(known) == len(plain) and (len(plain) > 1 or known[0] in _PLAIN.values()):
            return f"is not {' or '.join(what for what, _ in known)}", known[-1][1]
        # Our own words go before those of pydantic about another kind.
        own = [one for one in self.details if one["type"] == "value_error"]
        message = (own or self.details)[0]["msg"].removeprefix("Value error, ")
        return (message[0].lower() + message[1:]).rstrip("."), None


def _plain(detail: ErrorDetails) -> tuple[str, str] | None:
    """Return what a value is not, and what to write; None where only pydantic has words for it."""
    if detail["type"] == "literal_error":
        expected = str(detail["ctx"]["expected"])
        return expected, f"write {expected}"
    return _PLAIN.get(detail["type"])


def wrong_keys(details: Iterable[ErrorDetails], data: object) -> list[WrongKey]:
    """Return what is wrong, key by key.

    Where a value may be one of several kinds, pydantic puts a name of each into the path, such as
    ``tuple[constrained-float, ...]``, and says of each why it is not that: these become one.

    Parameters
    ----------
    details
        What a `ValidationError` lists.
    data
        What was checked.
    """
    found: dict[KeyPath, list[ErrorDetails]] = {}
    for detail in details:
        found.setdefault(_in_file(detail, data), []).append(detail)
    wrong = []
    for path, of_path in found.items():
        deeper = any(other[: len(path)] == path and len(other) > len(path) for other in found)
        # Of a list that may also be one word it need not be said that it is no word.
        if deeper and all(len(one["loc"]) > len(path) for one in of_path):
            continue
        wrong.append(WrongKey(path=path, details=tuple(of_path)))
    return wrong


def _in_file(detail: ErrorDetails, data: object) -> KeyPath:
    """Return the path of an error without what pydantic adds: kinds of objects, names of types."""
    path: list[str | int] = []
    here = data
    for position, part in enumerate(detail["loc"]):
        if isinstance(here, dict):
            key = next((key for key in here if str(key) == str(part)), None)
            if key is not None:
                path.append(part)
                here = here[key]
            elif position == len(detail["loc"]) - 1 and detail["type"] == "missing":
                path.append(part)
        elif isinstance(here, (list, tuple)) and isinstance(part, int) and part < len(here):
            path.append(part)
            here = here[part]
    return tuple(path)
