"""Parts on disk, so that a second run of the same study finds what the first one made."""

from __future__ import annotations

import hashlib
import mmap
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from ..large_work import Report, say_nothing
from .cache_folder import cache_folder, write_whole
from .part_file import decoded, encode, key_of
from .stored_form import Kinds, stored_form
from .stored_tables import NoStoredFormError

SIZE_VARIABLE: Final = "HALFHOUR_CACHE_MB"
"""Environment variable: megabytes of parts that are kept; the least recently used beyond are deleted."""

DAYS_VARIABLE: Final = "HALFHOUR_CACHE_DAYS"
"""Environment variable: parts that no run has used for so many days are deleted."""

_SIZE_MB: Final = 2_000.0
_DAYS: Final = 60.0
_SUFFIX: Final = ".part1"
FOLDER: Final = "parts"
"""Name of the folder of parts in the cache folder."""

FETCH_FOLDER: Final = "fetch"
"""Name of the folder in which fetches that were interrupted keep what has come."""

_HEX: Final = "[0-9a-f]"
_DIGEST_BYTES: Final = 20
_MOST_SHARE: Final = 0.25
"""A part larger than this share of the cache would drive out all others, and is not kept."""

_MAPPED_BYTES: Final = 4_000_000
"""Files from this size on are mapped into memory, not read."""

_FOLDERS: Final = (
    *("app", "common", "coverage", "data", "geo", "optimize"),
    *("maps/basemap", "maps/document"),
)
"""Whose code makes parts: a change of it changes every key."""

_LIBRARIES: Final = (
    *(
        "halfhour",
        "numpy",
        "scipy",
        "pandas",
        "geopandas",
        "shapely",
        "pyproj",
        "pyogrio",
        "rasterio",
    ),
    *("pyarrow", "osmium", "numba"),
)


@dataclass(frozen=True)
class KeptFile:
    """A kept part: its file, what it is, its bytes, and the seconds since it was last used."""

    path: Path
    what: str
    size: int
    unused_s: float


class KeptParts:
    """Parts in a folder, each in a file under its key; what cannot be read or written counts as none.

    Files hold text and arrays only, with a sum over all of it: none is ever executed.

    Parameters
    ----------
    folder
        Where they lie.
    report
        Is told of files that are damaged.
    """

    def __init__(self, folder: Path, *, report: Report = say_nothing) -> None:
        self._folder, self._report, self._tidy = folder, report, False

    def __reduce__(self) -> tuple[type[KeptParts], tuple[Path]]:
        """Return what it takes to make it again: reports belong to the run, and many cannot be pickled."""
        return KeptParts, (self._folder,)

    def read(self, key: str, kinds: Kinds = ()) -> tuple[object] | None:
        """Return a part in a tuple of its own; None if there is none.

        Parameters
        ----------
        key
            What `content_key` returned.
        kinds
            Dataclasses and named tuples that it holds.
        """
        file = self._file(key)
        try:
            with file.open("rb") as stream:
                if not _is_own(stream):
                    return None
                data = _bytes_of(stream)
        except (OSError, ValueError):
            return None
        try:
            found = decoded(data, key, kinds)
        except (ValueError, KeyError, IndexError, TypeError):
            self._report(f"cache: {file.name} is damaged and is made again")
            with suppress(OSError):
                file.unlink()
            return None
        with suppress(OSError):
            os.utime(file)
        return (found,)

    def write(self, key: str, part: object, kinds: Kinds = ()) -> None:
        """Keep a part, if it has a stored form; errors of the file system are ignored.

        Parameters
        ----------
        key, kinds
            As of `read`.
        part
            The part.
        """
        try:
            text, arrays = stored_form(part, kinds)
        except NoStoredFormError:
            return
        if sum(array.nbytes for array in arrays) > _MOST_SHARE * _most_bytes():
            return
        with suppress(OSError):
            write_whole(self._file(key), lambda stream: encode(stream, key, text, arrays))
            if not self._tidy:
                self._tidy = True
                remove_old(self._folder)

    def _file(self, key: str) -> Path:
        digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
        digest.update(code_digest())
        digest.update(key.encode())
        return self._folder / f"{digest.hexdigest()}{_SUFFIX}"


def kept_parts(report: Report = say_nothing) -> KeptParts | None:
    """Return the user's kept parts; None where the cache is disabled.

    Parameters
    ----------
    report
        Is told of files that are damaged.
    """
    folder = cache_folder()
    return None if folder is None else KeptParts(folder / FOLDER, report=report)


def kept_files(cache: Path) -> list[KeptFile]:
    """Return what is kept, the least recently used first: parts, and roads prepared for routing.

    Parameters
    ----------
    cache
        The cache folder; it need not be there.
    """
    found = []
    now_s = time.time()
    patterns = (f"{FOLDER}/*{_SUFFIX}", f"{_HEX * 40}.npz", f"{FETCH_FOLDER}/{_HEX * 32}/*")
    for path in (path for pattern in patterns for path in cache.glob(pattern)):
        with suppress(OSError):
            state = path.stat()
            found.append((state.st_mtime, path, state.st_size))
    return [
        KeptFile(path, _what(path), size, now_s - used_s) for used_s, path, size in sorted(found)
    ]


def clear_parts(cache: Path) -> tuple[int, int]:
    """Delete all that is kept, and return how many files and bytes.

    Parameters
    ----------
    cache
        The cache folder. Files of others in it stay.
    """
    count = size = 0
    for file in kept_files(cache):
        with suppress(OSError):
            file.path.unlink()
            count, size = count + 1, size + file.size
    return count, size


def remove_old(folder: Path) -> None:
    """Delete parts that were not used for long, and the least recently used beyond the cache's size.

    Parameters
    ----------
    folder
        The folder of parts.
    """
    kept, oldest_s, left = [], _days() * 86_400, _most_bytes()
    now_s = time.time()
    for path in folder.glob(f"*{_SUFFIX}"):
        with suppress(OSError):
            state = path.stat()
            kept.append((state.st_mtime, path, state.st_size))
    for used_s, path, size in sorted(kept, reverse=True):
        left -= size
        if left < 0 or now_s - used_s > oldest_s:
            with suppress(OSError):
                path.unlink()


@cache
def code_digest() -> bytes:
    """Return what identifies the code that makes parts: its sources, and the versions of what it calls."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    root = Path(__file__).resolve().parents[2]
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            digest.update(f"{library} {version(library)}\n".encode())
    digest.update(np.dtype(np.int64).newbyteorder("=").str.encode())
    return digest.digest()


def _bytes_of(stream: BinaryIO) -> bytearray | mmap.mmap:
    """Return the bytes of a file, which may be written to without changing the file.

    Large ones are mapped: their memory is that of the system's file cache, until somebody writes to them. The
    file of a part is only ever replaced as a whole, so that what is mapped stays.
    """
    size = os.fstat(stream.fileno()).st_size
    if size >= _MAPPED_BYTES:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)
    data = bytearray(size)
    stream.readinto(data)  # type: ignore[attr-defined]
    return data


def _is_own(stream: BinaryIO) -> bool:
    """Return whether a file is the user's own, where users can be told apart."""
    return not hasattr(os, "getuid") or os.fstat(stream.fileno()).st_uid == os.getuid()


def _number(variable: str, otherwise: float) -> float:
    try:
        return max(0.0, float(os.environ.get(variable, "")))
    except ValueError:
        return otherwise


def _most_bytes() -> float:
    return _number(SIZE_VARIABLE, _SIZE_MB) * 1e6


def _days() -> float:
    return _number(DAYS_VARIABLE, _DAYS)


def _what(path: Path) -> str:
    """Return what a part is, as its key begins."""
    if path.parent.parent.name == FETCH_FOLDER:
        return "a fetch that was interrupted"
    return (
        key_of(path).rpartition(" ")[0] if path.suffix == _SUFFIX else "roads prepared for routing"
    )
