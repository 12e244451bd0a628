"""Arrays of numbers as text for the page, which turns them back into typed arrays.

The text is base64. Where that saves a tenth, long arrays are deflated (RFC 1951, without a header) first: then
``~``, the number of bytes and ``~`` stand before it.
"""

from __future__ import annotations

import base64
import zlib
from typing import Final

import numpy as np
import numpy.typing as npt

_KINDS: Final = ("u1", "i2", "u2", "i4", "u4", "f4", "f8")
_BITS: Final = 7
"""A number's bits in each byte; the eighth says that another byte follows."""

_DEFLATED_FROM: Final = 4096
"""Bytes of an array from which on it may be deflated."""

_SAVED_LEAST: Final = 0.1
_NO_HEADER: Final = -15


def packed(values: npt.NDArray[np.generic]) -> dict[str, str]:
    """Return numbers in the smallest type that holds every one of them exactly: its name and text.

    Parameters
    ----------
    values
        Whole or other numbers; at worst they stay float64.
    """
    numbers = np.asarray(values)
    for kind in _KINDS[:-1]:
        with np.errstate(invalid="ignore", over="ignore"):
            small = numbers.astype(f"<{kind}")
        if np.array_equal(small.astype(np.float64), numbers.astype(np.float64)):
            return {"type": kind, "data": _base64(small)}
    return {"type": "f8", "data": _base64(numbers.astype("<f8"))}


def packed_bytes(values: npt.NDArray[np.uint8]) -> str:
    """Return bytes as text."""
    return _base64(values)


def packed_steps(steps: npt.NDArray[np.int64]) -> str:
    """Return whole numbers, 0 or more, in as few bytes as each needs, as text.

    Seven bits a byte, lowest first; the highest bit says that more follow. Most steps between the cells of
    a site are 1 and take one byte.
    """
    length = np.ones(len(steps), dtype=np.int64)
    bound = 1 << _BITS
    while (more := steps >= bound).any():
        length += more
        bound <<= _BITS
    ends = np.cumsum(length)
    result = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for byte in range(int(length.max(initial=0))):
        has = length > byte
        bits = (steps[has] >> (_BITS * byte)) & 0x7F
        follows = (length[has] > byte + 1).astype(np.int64) << _BITS
        result[(ends - length)[has] + byte] = bits | follows
    return _base64(result)


def _base64(values: npt.NDArray[np.generic]) -> str:
    plain = np.ascontiguousarray(values).tobytes()
    if len(plain) >= _DEFLATED_FROM:
        deflater = zlib.compressobj(9, zlib.DEFLATED, _NO_HEADER)
        small = deflater.compress(plain) + deflater.flush()
        if len(small) <= (1 - _SAVED_LEAST) * len(plain):
            return f"~{len(plain)}~{base64.b64encode(small).decode()}"
    return base64.b64encode(plain).decode()
