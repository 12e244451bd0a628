"""How the inner loops are compiled."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, cast

import numba
from numba.core import event

from .file_lock import one_at_a_time

P = ParamSpec("P")
R = TypeVar("R")


_EVENTS: Final[Any] = event  # numba has no types
_TIMER: Final = _EVENTS.TimingListener()
_EVENTS.register("numba:compile", _TIMER)


def compiling_s() -> float:
    """Return the seconds that this process has spent on compiling loops; those in the cache take none."""
    return float(_TIMER.duration) if _TIMER.done else 0.0


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a loop over arrays to machine code, once for all processes.

    The result is cached beside the source (or in the user's cache where that is read-only), and releases
    the interpreter lock, so that threads run side by side. numba looks only at a function's own file for
    changes: what a compiled function calls must stand in the same file. Named tuples may stand in another one,
    since their fields are part of the cache's key.
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


def cache_folder() -> Path | None:
    """Return where loops of this folder are cached; None where numba caches or compiles none.

    That is ``NUMBA_CACHE_DIR``, else beside the source, else the user's cache where that is read-only.
    """
    cache = getattr(compiled(_nothing), "_cache", None)
    path = getattr(cache, "cache_path", None)
    return Path(path) if path else None


def _nothing() -> None:
    """Stand for any loop of this folder."""


def _forgiving(dispatcher: Any) -> Any:  # noqa: ANN401 - numba has no types
    """Let a cached index that cannot be read count as none.

    numba unpickles an index before it sees that it is of another version of the file. Where a class has since
    been renamed, an upgrade would end in an AttributeError until the user deletes the cache.
    """
    cache = getattr(dispatcher, "_cache", None)
    if hasattr(cache, "_index_key"):
        _stamp_key(dispatcher, cache)
    file = getattr(cache, "_cache_file", None)
    load = getattr(file, "_load_index", None)
    if file is None or load is None:
        return dispatcher

    def load_index() -> Any:  # noqa: ANN401 - numba has no types
        try:
            return load()
        except (AttributeError, ImportError, EOFError, pickle.UnpicklingError):
            return {}

    file._load_index = load_index  # noqa: SLF001 - numba offers no other way
    file.save = _in_turn(file.save, file)
    return dispatcher


def _in_turn(save: Callable[[Any, Any], None], file: Any) -> Callable[[Any, Any], None]:  # noqa: ANN401 - numba has no types
    """Let one process at a time add to an index.

    numba reads it, names a new file, and writes both. Two processes that do so at once, for different types,
    would take the same name, and one would run the code of the other.
    """

    def saved(key: Any, data: Any) -> None:  # noqa: ANN401 - as above
        with one_at_a_time(Path(file._cache_path)):  # noqa: SLF001 - as above
            save(key, data)

    return saved


def _stamp_key(dispatcher: Any, cache: Any) -> None:  # noqa: ANN401 - numba has no types
    """Let the cache's key tell the fields of named tuples, and the numbers that the file takes from others.

    Compiled code reads a field by its place. numba compares the class by its name and the types of its fields:
    where two fields of one type change places in another file, it would go on with the code for the old places.
    """
    key_of = cache._index_key  # noqa: SLF001 - numba offers no other way

    def stamped(signature: Any, codegen: Any) -> Any:  # noqa: ANN401 - numba has no types
        names = dispatcher.py_func.__globals__
        seen = {
            (name, tuple(getattr(value, "_fields", ())) if isinstance(value, type) else value)
            for name, value in names.items()
            if isinstance(value, (bool, int, float))
            or (isinstance(value, type) and hasattr(value, "_fields"))
        }
        arguments = getattr(signature, "args", signature)
        fields = _fields_of(arguments)
        return (*key_of(signature, codegen), tuple(sorted(map(repr, seen))), fields)

    cache._index_key = stamped  # noqa: SLF001 - numba offers no other way


def _fields_of(types: Iterable[Any]) -> tuple[Any, ...]:
    """Return the fields of the named tuples among some types of numba, and of those in their fields."""
    found: list[Any] = []
    for one in types:
        if isinstance(one, numba.types.NamedTuple):
            found.append((one.instance_class.__qualname__, one.instance_class._fields))
        if isinstance(one, numba.types.BaseTuple):
            found.extend(_fields_of(getattr(one, "types", ())))
    return tuple(found)
