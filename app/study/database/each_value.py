"""Changing values of a study file wherever they stand in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ....common.entries import Entry
from ....data.formats.layer import Layer

S = TypeVar("S", bound=Entry)
E = TypeVar("E", Entry, Layer)


def with_each(study: S, change: Callable[[object], object]) -> S:
    """Return an entry with what a function makes of each value in it.

    Parameters
    ----------
    study
        The entry, such as a whole study file.
    change
        Is called with layers and with what stands in entries, and returns them as they shall be; with a layer
        after the layers that stand in it, such as the official counts of people.
    """

    def changed(value: object) -> object:
        if isinstance(value, Layer):
            return change(_entry(value))
        if isinstance(value, Entry):
            return _entry(value)
        if isinstance(value, dict):
            return {key: changed(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return tuple(changed(item) for item in value)
        return change(value)

    def _entry(entry: E) -> E:
        # What the file leaves out stays unset: standards go before a default.
        fields = {name: changed(getattr(entry, name)) for name in entry.model_fields_set}
        return entry.model_copy(update=fields)

    result = _entry(study)
    assert isinstance(result, type(study))  # noqa: S101 - narrows the type
    return result
