"""Pickles for a process that has the same objects already: these are named by number, not copied."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final

_SIMPLE: Final = (str, bytes, int, float, complex, bool, type(None), type, Enum)
_MOST: Final = 1_000
"""Members of a collection that are looked at: longer ones are data, and count as one object."""


def parts_of(*roots: object) -> list[object]:
    """Return objects and all that they are made of: fields of dataclasses, members of collections.

    Tables, arrays and objects of other libraries count as one. The order is that in which they are found.

    Parameters
    ----------
    *roots
        Where to begin.
    """
    found: dict[int, object] = {}
    waiting = list(reversed(roots))
    while waiting:
        part = waiting.pop()
        if isinstance(part, _SIMPLE) or id(part) in found:
            continue
        found[id(part)] = part
        waiting += reversed(list(_members(part)))
    return list(found.values())


def pickled(part: object, same: Sequence[object]) -> bytes:
    """Return an object as bytes for a process that has the same objects.

    Parameters
    ----------
    part
        The object.
    same
        What both processes have; the other one has its own under the same numbers.

    Raises
    ------
    Exception
        If something cannot be pickled: types differ from object to object.
    """
    stream = io.BytesIO()
    _Pickler(stream, same).dump(part)
    return stream.getvalue()


def unpickled(data: bytes, same: Sequence[object]) -> Any:  # noqa: ANN401 - whatever was pickled
    """Return what `pickled` was given, made of this process's own objects."""
    return _Unpickler(io.BytesIO(data), same).load()


class _Pickler(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, same: Sequence[object]) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self._number = {id(part): number for number, part in enumerate(same)}

    def persistent_id(self, obj: object) -> int | None:
        return self._number.get(id(obj))


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, same: Sequence[object]) -> None:
        super().__init__(stream)
        self._same = same

    def persistent_load(self, pid: int) -> object:
        return self._same[pid]


def _members(part: object) -> Iterator[object]:
    if is_dataclass(part) and not isinstance(part, type):
        yield from (getattr(part, one.name) for one in fields(part))
    elif isinstance(part, Mapping) and len(part) <= _MOST:
        yield from part.values()
    elif isinstance(part, (list, tuple, set, frozenset)) and len(part) <= _MOST:
        yield from part
