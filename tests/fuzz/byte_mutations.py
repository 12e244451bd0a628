"""Mutations of files whose inside is not known: bits, slices, integers, text that is no UTF-8."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

ByteChange = Callable[[random.Random, bytes], bytes]

_LONGEST = 64
_WORDS = (
    b"\xff\xfe",
    b"\xb1\xb1\xbe\xa9",  # a name in GBK
    b"\xc3",  # the first half of a letter
    b"\xed\xa0\x80",  # a lone surrogate
    b"\0",
    b"\0" * 8,
    b"\x1b[2J",
    b"'\"`",
    b"\r\n",
    b"7" * 5000,
    b"A" * 20_000,
)
_NUMBERS = (b"-1", b"0", b"999", b"1e308", b"1e999", b"nan", b"inf", b"7" * 400, b"x", b"")
_OTHER_FILES = (
    b"",
    b" \n",
    b"\0" * 512,
    b"<!DOCTYPE html><html><body>404</body></html>",
    b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>x</SrcDataSource></OGRVRTLayer>',
    b"PK\x03\x04" + b"\0" * 64,
    b"\x1f\x8b\x08\0\0\0\0\0",
    b"SQLite format 3\0" + b"\0" * 100,
    b"PAR1" + b"\0" * 16 + b"PAR1",
    b"II*\0\x08\0\0\0\0\0\0\0\0\0",
    b"[" * 30_000,
    b'{"a":' * 30_000,
)
_WHOLE_AT_MOST = 0.02
"""Share of mutations that put another file in place of the whole."""


def mutated_bytes(rng: random.Random, data: bytes) -> bytes:
    """Return a file changed in one to three ways."""
    if rng.random() < _WHOLE_AT_MOST:
        return rng.choice(_OTHER_FILES)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        data = rng.choice(_CHANGES)(rng, data) if data else data
    return data


def _slice(rng: random.Random, data: bytes, longest: int = _LONGEST) -> tuple[int, int]:
    start = rng.randrange(len(data))
    return start, min(len(data), start + rng.randint(1, longest))


def _flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def _delete(rng: random.Random, data: bytes) -> bytes:
    start, end = _slice(rng, data)
    return data[:start] + data[end:]


def _duplicate(rng: random.Random, data: bytes) -> bytes:
    start, end = _slice(rng, data, 512)
    return data[:end] + data[start:end] * rng.choice((1, 1, 3, 50)) + data[end:]


def _splice(rng: random.Random, data: bytes) -> bytes:
    start, end = _slice(rng, data)
    place = rng.randrange(len(data))
    return data[:place] + data[start:end] + data[place + end - start :]


def _swap(rng: random.Random, data: bytes) -> bytes:
    size = rng.randint(1, 16)
    first, second = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    if second - first < size:
        return data
    one, other = data[first : first + size], data[second : second + size]
    return data[:first] + other + data[first + size : second] + one + data[second + size :]


def _integer(rng: random.Random, data: bytes) -> bytes:
    size = rng.choice((1, 2, 4, 8))
    top = 1 << (8 * size)
    value = rng.choice((0, 1, top - 1, top // 2, top // 2 - 1, top // 4, rng.randrange(top)))
    start = (
        rng.randrange(len(data)) // size * size if rng.random() < 0.5 else rng.randrange(len(data))
    )
    written = value.to_bytes(size, rng.choice(("little", "big")))
    return data[:start] + written + data[start + size :]


def _insert(rng: random.Random, data: bytes) -> bytes:
    place, word = rng.randrange(len(data) + 1), rng.choice(_WORDS)
    return data[:place] + word + data[place:]


def _overwrite(rng: random.Random, data: bytes) -> bytes:
    place, word = rng.randrange(len(data)), rng.choice(_WORDS[:-2])
    return data[:place] + word + data[place + len(word) :]


def _number(rng: random.Random, data: bytes) -> bytes:
    return replaced(rng, data, rb"-?\d+(?:\.\d+)?", _NUMBERS)


def replaced(rng: random.Random, data: bytes, pattern: bytes, words: Sequence[bytes]) -> bytes:
    """Put one of some words in place of one match of a pattern."""
    found = list(re.finditer(pattern, data))
    if not found:
        return data
    start, end = rng.choice(found).span()
    return data[:start] + rng.choice(words) + data[end:]


_CHANGES: tuple[ByteChange, ...] = (
    _flip,
    _flip,
    _truncate,
    _delete,
    _duplicate,
    _splice,
    _swap,
    _integer,
    _integer,
    _insert,
    _overwrite,
    _number,
)
