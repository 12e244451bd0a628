"""Values as a text and arrays, so that a file can keep them; unlike a pickle, none of it is executed."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from ..sentences import Sentence
from . import stored_tables
from .stored_tables import NoStoredFormError

Kinds = Sequence[type]
"""Dataclasses and named tuples that a part may hold, beside plain values, arrays, geometries and tables."""

_PLAIN: Final = (bool, int, float, str)
_LINEAR_RING: Final = 2
"""Shapely's number of a geometry type that well-known binary turns into another."""


def stored_form(value: object, kinds: Kinds = ()) -> tuple[str, list[npt.NDArray[Any]]]:
    """Return a value as JSON text and the arrays that it speaks of.

    Parameters
    ----------
    value
        Plain values, sentences, lists, tuples, frozen sets, mappings, arrays of numbers, of texts or of
        geometries, CRS, tables, and objects of `kinds`.
    kinds
        Dataclasses and named tuples that it may hold.

    Raises
    ------
    NoStoredFormError
        If it holds anything else, or what was read again would differ.
    """
    text, arrays = _written(value, kinds)
    again, other = _written(from_stored_form(text, arrays, kinds), kinds)
    same = len(arrays) == len(other) and all(map(_same, arrays, other))
    if text != again or not same:
        raise NoStoredFormError(type(value).__name__)
    return text, arrays


def from_stored_form(text: str, arrays: Sequence[npt.NDArray[Any]], kinds: Kinds = ()) -> Any:  # noqa: ANN401 - whatever was stored
    """Return the value of a stored form.

    Parameters
    ----------
    text, arrays
        What `stored_form` returned.
    kinds
        As given to `stored_form`.
    """
    return _Reader(arrays, kinds).value(json.loads(text))


def _written(value: object, kinds: Kinds) -> tuple[str, list[npt.NDArray[Any]]]:
    writer = _Writer(kinds)
    return json.dumps(writer.node(value)), writer.arrays


def _same(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    if one is other:
        return True
    alike = one.dtype == other.dtype and one.shape == other.shape
    return alike and one.tobytes() == other.tobytes()


class _Writer:
    """Turns values into nodes of JSON; arrays are put aside."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds, self.arrays = kinds, list[npt.NDArray[Any]]()

    def node(self, value: object) -> object:  # noqa: PLR0911 - one return for each kind of value
        kind = type(value)
        if value is None or kind in _PLAIN:
            return value
        if isinstance(value, Sentence):
            values = {name: _plain_number(one) for name, one in value.values.items()}
            return ["sentence", value.template, self.node(values)]
        if kind in (list, tuple):
            return [kind.__name__, [self.node(one) for one in value]]  # type: ignore[attr-defined]
        if kind is frozenset:
            return ["frozenset", [self.node(one) for one in sorted(value)]]  # type: ignore[call-overload]
        if kind is dict:
            return ["dict", [[self.node(a), self.node(b)] for a, b in value.items()]]  # type: ignore[attr-defined]
        if kind in self._kinds:
            return self._of_kind(value)
        if isinstance(value, shapely.Geometry):
            return ["geometry", self._geometries(np.array([value], dtype=object))]
        if kind is np.ndarray:
            return self._array(value)  # type: ignore[arg-type]
        return stored_tables.node(value, self.node)

    def _of_kind(self, value: Any) -> object:  # noqa: ANN401 - any of the kinds
        if isinstance(value, tuple):
            fields = list(value)
        else:
            fields = [getattr(value, one.name) for one in dataclasses.fields(value)]
        return ["kind", type(value).__name__, [self.node(one) for one in fields]]

    def _array(self, array: npt.NDArray[Any]) -> object:
        if array.dtype == object:
            return self._geometries(array)
        if array.dtype.kind not in "biufUS" or not array.dtype.itemsize:
            raise NoStoredFormError(str(array.dtype))
        return ["array", self._put(array)]

    def _put(self, array: npt.NDArray[Any]) -> int:
        # Also the order of its values in memory is kept, since sums may depend on it.
        self.arrays.append(array if array.flags.f_contiguous else np.ascontiguousarray(array))
        return len(self.arrays) - 1

    def _geometries(self, array: npt.NDArray[Any]) -> object:
        if not (shapely.is_geometry(array) | shapely.is_missing(array)).all():
            raise NoStoredFormError("an array of objects")
        flat = array.ravel()
        if (shapely.get_type_id(flat) == _LINEAR_RING).any():
            raise NoStoredFormError("LinearRing")
        codes = shapely.to_wkb(flat, include_srid=True)
        lengths = np.array([-1 if one is None else len(one) for one in codes], dtype=np.int64)
        joined = b"".join(one for one in codes if one is not None)
        data = np.frombuffer(joined, dtype=np.uint8)
        return ["geometries", list(array.shape), self._put(lengths), self._put(data)]


def _plain_number(value: object) -> object:
    """Return a number of NumPy, which a sentence says as it says one of Python, as one of Python."""
    return value.item() if isinstance(value, (np.float64, np.int64, np.bool_)) else value


class _Reader:
    """Turns nodes of JSON back into values."""

    def __init__(self, arrays: Sequence[npt.NDArray[Any]], kinds: Kinds) -> None:
        self._arrays, self._kinds = arrays, {kind.__name__: kind for kind in kinds}

    def value(self, node: Any) -> Any:  # noqa: ANN401, PLR0911 - whatever was stored; one return for each kind
        if not isinstance(node, list):
            return node
        what, *rest = node
        if what == "sentence":
            return Sentence(rest[0], **self.value(rest[1]))
        if what in {"list", "tuple"}:
            found = [self.value(one) for one in rest[0]]
            return found if what == "list" else tuple(found)
        if what == "frozenset":
            return frozenset(self.value(one) for one in rest[0])
        if what == "dict":
            return {self.value(a): self.value(b) for a, b in rest[0]}
        if what == "kind":
            return self._kinds[rest[0]](**self._fields(*rest))
        if what == "array":
            return self._arrays[rest[0]]
        if what == "geometry":
            return self.value(rest[0])[0]
        if what == "geometries":
            return self._geometries(*rest)
        return stored_tables.value(what, rest, self.value)

    def _fields(self, name: str, values: list[Any]) -> dict[str, Any]:
        kind = self._kinds[name]
        names = getattr(kind, "_fields", None) or [one.name for one in dataclasses.fields(kind)]
        return dict(zip(names, map(self.value, values), strict=True))

    def _geometries(self, shape: list[int], lengths: int, data: int) -> npt.NDArray[Any]:
        whole, begin = self._arrays[data].tobytes(), 0
        codes = np.empty(len(self._arrays[lengths]), dtype=object)
        for at, length in enumerate(self._arrays[lengths].tolist()):
            if length >= 0:
                codes[at] = whole[begin : begin + length]
                begin += length
        return np.asarray(shapely.from_wkb(codes), dtype=object).reshape(shape)
