"""Hierarchies cached on disk, so that a second run of a study need not contract its graph again."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from pathlib import Path
from typing import Final

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.kept.cache_folder import cache_folder, write_whole
from .hierarchy import Hierarchy, build_hierarchy
from .region_tree import RegionTree

_FORMAT: Final = "hierarchy 3"
"""Part of every key: raise it with any change of what a cached hierarchy holds or means."""

_SMALL_ARCS: Final = 5_000
"""Graphs with fewer arcs are contracted faster than read."""

_KEPT_FILES: Final = 40
"""Size of the cache in files; the least recently used beyond are deleted."""


def prepared_hierarchy(tail: Ints, head: Ints, cost: Floats, node_xy: Floats) -> Hierarchy:
    """Return the hierarchy of a graph, from the cache if the same graph was contracted before.

    Parameters
    ----------
    tail, head, cost, node_xy
        As for `build_hierarchy`.
    """
    folder = cache_folder()
    if folder is None or len(tail) < _SMALL_ARCS:
        return build_hierarchy(tail, head, cost, node_xy)
    digest = hashlib.blake2b(_FORMAT.encode(), digest_size=20)
    for array in (tail, head, cost, node_xy):
        digest.update(np.ascontiguousarray(array).data)
        digest.update(str(array.shape).encode())
    file = folder / f"{digest.hexdigest()}.npz"
    cached = _read(file)
    if cached is not None:
        return cached
    hierarchy = build_hierarchy(tail, head, cost, node_xy)
    _write(hierarchy, file)
    return hierarchy


def _read(file: Path) -> Hierarchy | None:
    """Return a cached hierarchy; None if it is absent or damaged."""
    try:
        # Opened here: `numpy.load` leaves a damaged archive that it opens itself to the garbage collector.
        with file.open("rb") as stream, np.load(stream) as stored:
            tree = RegionTree(*(stored[name] for name in RegionTree._fields))
            hierarchy = Hierarchy(tick=float(stored["tick"]), tree=tree)
            if not np.array_equal(stored["sizes"], _sizes(tree)):
                return None
        os.utime(file)
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        return None
    return hierarchy


def _sizes(tree: RegionTree) -> Ints:
    """Return the bytes of each array: the archive checks its own sums only where all of it is read."""
    return np.array([array.nbytes for array in tree])


def _write(hierarchy: Hierarchy, file: Path) -> None:
    """Cache a hierarchy and delete the least recently used; errors of the file system are ignored."""
    try:
        write_whole(
            file,
            lambda stream: np.savez(
                stream,
                tick=hierarchy.tick,
                sizes=_sizes(hierarchy.tree),
                **hierarchy.tree._asdict(),
            ),
        )
        by_age = sorted(file.parent.glob("*.npz"), key=lambda cached: cached.stat().st_mtime)
        for old in by_age[:-_KEPT_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        return
