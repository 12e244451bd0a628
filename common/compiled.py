"""How the inner loops are compiled."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a loop over arrays to machine code, once for all processes.

    The result is cached beside the source (or in the user's cache where that is read-only), and releases
    the interpreter lock, so that threads run side by side. numba looks only at a function's own file for
    changes: what a compiled function calls must stand in the same file.
    """
    compile_ = numba.njit(cache=True, nogil=True, error_model="numpy")
    return cast("Callable[P, R]", _forgiving(compile_(function)))


def compiled_part(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a part of compiled functions, which Python itself never calls.

    Without the way in from Python, most of a small function's time to compile, a first run waits less.
    """
    no_way_in: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    compile_ = numba.njit(cache=True, nogil=True, error_model="numpy", **no_way_in)
    return cast("Callable[P, R]", _forgiving(compile_(function)))


def _forgiving(dispatcher: Any) -> Any:  # noqa: ANN401 - numba has no types
    """Let a cached index that cannot be read count as none.

    numba unpickles an index before it sees that it is of another version of the file. Where a class has since
    been renamed, an upgrade would end in an AttributeError until the user deletes the cache.
    """
    file = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    load = getattr(file, "_load_index", None)
    if file is None or load is None:
        return dispatcher

    def load_index() -> Any:  # noqa: ANN401 - numba has no types
        try:
            return load()
        except (AttributeError, ImportError, EOFError, pickle.UnpicklingError):
            return {}

    file._load_index = load_index  # noqa: SLF001 - numba offers no other way
    return dispatcher
