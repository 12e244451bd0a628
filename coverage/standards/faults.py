"""What is said about a wrong key or value of a standards file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ...common.entries import Truth
from ...common.errors import Fault
from ...common.validation import TRUTH
from .names import nearest_or_all

_NO_YEAR: Final = ("is not a year", "write a year such as 2020")
_NO_TEXT: Final = ("is not text, as a key", "put the key in quotes")
"""What is wrong with the keys of a mapping, and what to write."""


def fault_of(
    detail: ErrorDetails,
    path: Sequence[str | int],
    model: type[BaseModel] | None,
    *,
    file: str,
    key: str,
) -> Fault:
    """Return what a validation found, in words that say what to write.

    Parameters
    ----------
    detail
        What was found.
    path
        The keys that lead to it from its entry on.
    model
        The entry's model, to tell its known keys; None where that is not known.
    file, key
        The file, and the line and rule.
    """
    column = ".".join(str(part) for part in path if part != "[key]") or None
    message = detail["msg"].removeprefix("Value error, ")
    cause = (message[0].lower() + message[1:]).rstrip(".")
    fix = str(detail.get("ctx", {}).get("fix", "correct it"))
    if message.startswith("Input should be "):
        wanted = message.removeprefix("Input should be ").partition(",")[0]
        cause, fix = f"is not {wanted}", f"write a value that is {wanted}"
    found = detail["input"]
    value: object = found if isinstance(found, (str, int, float)) else None
    kind = detail["type"]
    if isinstance(found, Truth):
        value = found.value
        cause, fix = TRUTH
    elif path and path[-1] == "[key]":
        cause, fix = _NO_TEXT if kind == "string_type" else _NO_YEAR
    elif kind == "extra_forbidden":
        cause, value = "unknown key", None
        fix = nearest_or_all(str(path[-1]), known_keys(model, path[:-1]))
    elif kind == "missing":
        cause, fix, value = "is missing", f"add the key {path[-1]}", None
    elif kind == "literal_error":
        known = re.findall(r"'([^']+)'", str(detail.get("ctx", {}).get("expected", "")))
        cause, fix = "is not a known word", nearest_or_all(str(found), known)
    elif kind in ("model_type", "model_attributes_type", "dict_type"):
        cause, fix = "is not a mapping of keys to values", "write `key: value` pairs below it"
    elif kind == "tuple_type":
        cause, fix = "is not a list", f"write [{found}]"
    elif kind == "string_pattern_mismatch":
        cause = "is not a name of small letters, digits, dots and underscores"
        fix = "write for example health.access"
    return Fault(file=file, key=key, column=column, value=value, cause=cause, fix=fix.rstrip("."))


def known_keys(model: type[BaseModel] | None, path: Sequence[str | int]) -> list[str]:
    """Return the keys of the entry at the end of a path, as they are written in the file."""
    for part in path:
        if model is None:
            return []
        # A key of a mapping, or a position of a list, stays in the model of its values.
        field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
        if field is not None:
            model = _model_in(field.annotation) or model
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        found = _model_in(part)
        if found is not None:
            return found
    return None
