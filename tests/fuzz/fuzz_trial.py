"""Trying a reader with mutated files: what came out of each that was neither success nor a clear error."""

from __future__ import annotations

import random
import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from fuzz_readers import READERS, Reader
from halfhour import InputError

_INTERNAL = re.compile(r"Traceback|See previous|<class|object at 0x|np\.\w+\(|pydantic")
_LINE_MAX = 1500


def trials(
    name: str,
    numbers: range,
    folder: Path,
    *,
    before: Callable[[int], None] = lambda _: None,
) -> Iterator[tuple[int, str]]:
    """Read mutated files, and yield the number and the story of each that ended otherwise than it should.

    Parameters
    ----------
    name
        The reader, by its name in `READERS`.
    numbers
        Which mutations: the same number is the same mutation everywhere and always.
    folder
        An empty folder to work in. The files of what was tried last stay there.
    before
        Called with the number before each trial.
    """
    reader = READERS[name]
    (folder / "make").mkdir(parents=True)
    good = reader.seed(folder / "make")
    work = folder / "work"
    work.mkdir()
    for number in numbers:
        before(number)
        files = reader.mutated(good, random.Random(f"{name} {number}"))  # noqa: S311 - no secret
        for file, data in files.items():
            (work / file).write_bytes(data)
        story = outcome(reader, work / reader.file)
        if story:
            yield number, story


def warm_up(name: str, folder: Path) -> None:
    """Read the good file once: what is loaded and compiled then is no cost of a mutation."""
    reader = READERS[name]
    (folder / "make").mkdir(parents=True)
    for file, data in reader.seed(folder / "make").items():
        (folder / file).write_bytes(data)
    reader.read(folder / reader.file)


def outcome(reader: Reader, path: Path) -> str:
    """Read a file; return what is wrong with what came out, or nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what libraries say beside the error
            reader.read(path)
    except InputError as error:
        return _unclear(str(error))
    except Exception:  # noqa: BLE001 - whatever comes out is what is looked for
        return traceback.format_exc()
    return ""


def _unclear(said: str) -> str:
    if _INTERNAL.search(said):
        return f"names internals: {said}"
    if any(len(line) > _LINE_MAX for line in said.splitlines()):
        return f"has an endless line: {said[:_LINE_MAX]}"
    return ""
