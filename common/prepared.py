"""Parts that several answers share: each is made once, under a key that says what it depends on."""

from __future__ import annotations

import hashlib
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar, cast

import numpy as np
import numpy.typing as npt
import shapely

Kinds = Sequence[type]
"""Dataclasses and named tuples that a part may hold, if it may be kept beyond the run."""

LEAST_S: Final = 0.02
"""Parts that are made in fewer seconds are made faster than they are read."""

T = TypeVar("T")


class Keeper(Protocol):
    """Keeps parts beyond the run."""

    def read(self, key: str, kinds: Kinds) -> tuple[object] | None:
        """Return a part in a tuple of its own; None if there is none."""

    def write(self, key: str, part: object, kinds: Kinds) -> None:
        """Keep a part if that can be done."""


class Prepared:
    """What a run has made already, by key; whoever owns the run owns it, and hands it on as an argument.

    A key is made by `content_key` of everything that the part depends on, and of nothing else. So equal
    questions about other objects find the same part, a changed row finds none, and parts may be kept beyond the
    run. Parts are shared: nobody changes one.

    Parameters
    ----------
    kept
        Where parts that may be kept beyond the run lie; None for nowhere.

    Examples
    --------
    >>> from halfhour.common.prepared import Prepared, content_key
    >>> prepared = Prepared()
    >>> key = content_key("sum", [1, 2, 3])
    >>> prepared.part(key, lambda: sum([1, 2, 3]))
    6
    >>> prepared.part(content_key("sum", [1, 2, 3]), lambda: None)
    6
    """

    def __init__(self, kept: Keeper | None = None) -> None:
        self._parts: dict[str, object] = {}
        self._kept = kept

    def __repr__(self) -> str:
        return f"<Prepared: {len(self._parts):,} parts>"

    def part(
        self,
        key: str,
        make: Callable[[], T],
        *,
        kinds: Kinds | None = None,
        still: Callable[[], bool] = lambda: True,
        least_s: float | None = None,
    ) -> T:
        """Return the part of a key; it is made when it is first asked for.

        Parameters
        ----------
        key
            What `content_key` makes of all that the part depends on.
        make
            Makes the part. If it raises, nothing is kept.
        kinds
            Dataclasses and named tuples that the part holds, if it may be kept beyond the run; None if not.
        still
            Whether the key is still that of what the part was made from, such as a file.
        least_s
            Seconds that making it has to take if it is to be kept; by default `LEAST_S`.
        """
        if key not in self._parts:
            self._parts[key] = (
                make()
                if self._kept is None or kinds is None
                else self._kept_part(self._kept, key, make, kinds, still, least_s)
            )
        return cast("T", self._parts[key])

    def _kept_part(
        self,
        kept: Keeper,
        key: str,
        make: Callable[[], object],
        kinds: Kinds,
        still: Callable[[], bool],
        least_s: float | None,
    ) -> object:
        found = kept.read(key, kinds)
        if found is not None:
            return found[0]
        begun_s = time.perf_counter()
        made = make()
        least_s = LEAST_S if least_s is None else least_s
        if time.perf_counter() - begun_s >= least_s and still():
            kept.write(key, made, kinds)
        return made


def content_key(kind: str, *content: object) -> str:
    """Return a text that is the same for the same content, in this process or any other.

    Parameters
    ----------
    kind
        What the part is; with a number that is raised where the part's meaning changes.
    content
        None, booleans, numbers, texts, bytes, arrays of numbers, of texts or of geometries, and sequences and
        mappings of these. Equal numbers of other types are other content, as are arrays of another shape.

    Raises
    ------
    TypeError
        If some content is of another type.
    """
    digest = hashlib.blake2b(digest_size=20)
    for block in _blocks(kind):
        digest.update(block)
    for one in content:
        for block in _blocks(one):
            digest.update(block)
    return f"{kind} {digest.hexdigest()}"


def _blocks(content: object) -> list[bytes]:
    """Return content as blocks of bytes, each after its type and length, so that none runs into the next."""
    if content is None or isinstance(content, (bool, int, float, np.generic)):
        return _block(type(content).__name__, repr(content).encode())
    if isinstance(content, str):
        return _block("str", content.encode("utf-8", "surrogatepass"))
    if isinstance(content, bytes):
        return _block("bytes", content)
    if isinstance(content, np.ndarray):
        return _array_blocks(content)
    if isinstance(content, Mapping):
        pairs = sorted(content.items(), key=lambda pair: repr(pair[0]))
        return _many("mapping", [value for pair in pairs for value in pair])
    if isinstance(content, Sequence):
        return _many("sequence", content)
    raise TypeError(f"a key cannot be made of {type(content).__name__}")


def _array_blocks(array: npt.NDArray[Any]) -> list[bytes]:
    if array.dtype == object:
        wkb = [b"" if one is None else one for one in shapely.to_wkb(array.ravel())]
        lengths = np.array([len(one) for one in wkb], dtype=np.int64)
        head = _block(f"geometries {array.shape}", lengths.tobytes())
        return head + _block("wkb", b"".join(wkb))
    return _block(f"{array.dtype.str} {array.shape}", np.ascontiguousarray(array).tobytes())


def _many(kind: str, contents: Sequence[object]) -> list[bytes]:
    head = _block(kind, str(len(contents)).encode())
    return head + [block for one in contents for block in _blocks(one)]


def _block(kind: str, data: bytes) -> list[bytes]:
    name = kind.encode()
    return [struct.pack("<qq", len(name), len(data)), name, data]
