"""The bytes of a kept part: a sum over all of it, its key, its text and its arrays."""

from __future__ import annotations

import hashlib
import json
import mmap
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from .stored_form import Kinds, from_stored_form

_MAGIC: Final = b"halfhour part 1\n"
"""First bytes of each file: the number is raised with any change of the form."""

_ALIGNED: Final = 64
_DIGEST_BYTES: Final = 20
_HEAD_MOST: Final = 100_000_000
"""Bytes of a head: more are a sign of damage."""


def key_of(path: Path) -> str:
    """Return the key of a part's file; an empty text where that cannot be read.

    Parameters
    ----------
    path
        The file.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_MAGIC) + _DIGEST_BYTES + 8)
            length = int.from_bytes(start[-8:], "little")
            return str(json.loads(stream.read(min(length, _HEAD_MOST)))["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def encode(stream: BinaryIO, key: str, text: str, arrays: list[npt.NDArray[Any]]) -> None:
    """Write a part: magic, sum, length of the head, the head, and the arrays, each aligned.

    Parameters
    ----------
    stream
        Where it goes.
    key
        Its key.
    text, arrays
        Its stored form.
    """
    forms = [
        [array.dtype.str, array.shape, "C" if array.flags.c_contiguous else "F"] for array in arrays
    ]
    head = json.dumps({"key": key, "text": text, "arrays": forms}).encode()
    blocks: list[Any] = [len(head).to_bytes(8, "little"), head]
    at = len(_MAGIC) + _DIGEST_BYTES + 8 + len(head)
    for array in arrays:
        # The array's own bytes: a copy of a large matrix would need as much memory again.
        data = array.ravel("K").view(np.uint8)
        gap = -at % _ALIGNED
        blocks += [bytes(gap), data]
        at += gap + array.nbytes
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for block in blocks:
        digest.update(block)
    for block in (_MAGIC, digest.digest(), *blocks):
        stream.write(block)


def decoded(data: bytearray | mmap.mmap, key: str, kinds: Kinds) -> object:
    """Return the part of a file's bytes.

    Parameters
    ----------
    data
        The bytes; its arrays lie in them.
    key, kinds
        Its key, and what it may hold.

    Raises
    ------
    ValueError
        If they are not what was written, or of another key.
    """
    begin = len(_MAGIC) + _DIGEST_BYTES
    view = memoryview(data)
    sum_ = hashlib.blake2b(view[begin:], digest_size=_DIGEST_BYTES).digest()
    if bytes(view[: len(_MAGIC)]) != _MAGIC or view[len(_MAGIC) : begin] != sum_:
        raise ValueError("damaged")
    length = int.from_bytes(view[begin : begin + 8], "little")
    at = begin + 8 + length
    head = json.loads(bytes(view[begin + 8 : at]))
    if head["key"] != key:
        raise ValueError("another key")
    arrays = []
    for name, shape, order in head["arrays"]:
        dtype = np.dtype(name)
        count = int(np.prod(shape, dtype=np.int64))
        at += -at % _ALIGNED
        array = (
            np.frombuffer(data, dtype=dtype, count=count, offset=at)
            if count
            else np.empty(0, dtype)
        )
        arrays.append(array.reshape(shape, order=order))
        at += count * dtype.itemsize
    return from_stored_form(head["text"], arrays, kinds)
