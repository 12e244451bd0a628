"""Check how full the folders are, how long the files, and that tests are named after their modules."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from tree_files import ROOT, files_below

FOLDER_MAX = 20
"""Files of its own that a folder may hold."""

CROWDED: Mapping[str, str] = {}
"""Folders with more files than that, and why."""

LINES_MAX = 400
SOURCES = frozenset({".py", ".pyi", ".js", ".mjs", ".md"})

NOT_SOURCES = frozenset({"CHANGELOG.md"})
"""It grows with every version."""

LONG: Mapping[str, str] = {}
"""Files with more lines than that, and why."""

MIRRORED = frozenset(
    {"app", "benchmarks", "common", "coverage", "data", "geo", "maps", "optimize", "scripts"}
)
"""Folders whose tests lie in the same folders below tests/, each named after its module."""

FREE = frozenset(
    {
        "api",
        "benchmarks",
        "browser",
        "docs_code",
        "fuzz",
        "notebooks",
        "page",
        "published",
        "random_instances",
        "site",
        "support",
        "towns",
    }
)
"""Folders below tests/ whose tests are of no single module."""

OF_SEVERAL = {
    "tests/app/command/test_terminal_width.py": "tables of all commands, as wide as a terminal",
    "tests/app/command/test_completion.py": "what shells complete, of all commands",
    "tests/app/study/studies/test_entry_study.py": "entry points, from the readers to the page",
    "tests/app/study/studies/test_fetched_study.py": "a fetched folder, from the servers to a plan",
    "tests/app/first_run/test_loaded_libraries.py": "what a command loads, of all modules that it uses",
    "tests/app/progress/test_no_silence.py": "stages of a plan, from the search to the last file",
    "tests/app/test_bad_input.py": "what is said of a spoiled file, by whichever reader",
    "tests/app/test_equal_results.py": "equal inputs, from the readers to the bytes of results",
    "tests/app/results/test_results_trials.py": "disks and folders that results cannot be written to",
    "tests/maps/test_study_shown.py": "what pages, pictures and charts take from a study",
    "tests/optimize/set_covering/test_random_shares.py": "all questions of shares, tried at random",
    "tests/scripts/sample_city/test_facilities.py": "all facilities of the sample city",
    "tests/scripts/sample_city/test_units.py": "townships and villages fit into each other",
}
"""Tests in mirrored folders that are of several modules, and of what."""


def crowded(files: Iterable[PurePosixPath], allowed: Mapping[str, str] = CROWDED) -> list[str]:
    """Return what is to be said of folders that hold too many files, not counting their sub-folders."""
    counts = Counter(str(path.parent) for path in files)
    full = {folder: count for folder, count in counts.items() if count > FOLDER_MAX}
    return [
        f"{folder}: holds {full[folder]} files, more than {FOLDER_MAX}; put them into sub-folders"
        for folder in sorted(full.keys() - allowed.keys())
    ] + list(_needless("CROWDED", allowed, full))


def too_long(
    root: Path, files: Iterable[PurePosixPath], allowed: Mapping[str, str] = LONG
) -> list[str]:
    """Return what is to be said of sources with too many lines."""
    sources = [p for p in files if p.suffix in SOURCES and str(p) not in NOT_SOURCES]
    lines = {str(path): len((root / path).read_bytes().splitlines()) for path in sources}
    long = {path: count for path, count in lines.items() if count > LINES_MAX}
    return [
        f"{path}: has {long[path]} lines, more than {LINES_MAX}; split it by idea"
        for path in sorted(long.keys() - allowed.keys())
    ] + list(_needless("LONG", allowed, long))


def misnamed(files: Iterable[PurePosixPath], allowed: Mapping[str, str] = OF_SEVERAL) -> list[str]:
    """Return what is to be said of tests that are named after no module.

    ``tests/a/test_b.py`` is of ``a/b.py``, and so is ``tests/a/test_b_under_rules.py``: a large module may
    have more than one file of tests.
    """
    known = frozenset(files)
    tests = [path for path in sorted(known) if path.parts[0] == "tests" and _is_test(path)]
    homeless = [path for path in tests if path.parts[1] not in MIRRORED | FREE]
    nameless = {
        str(path): _modules(path)[0]
        for path in tests
        if path.parts[1] in MIRRORED and known.isdisjoint(_modules(path))
    }
    return [
        *(
            f"{path}: lies in a folder that is not known; add it to MIRRORED or FREE in "
            "scripts/check_tree.py"
            for path in homeless
        ),
        *(
            f"{path}: there is no {nameless[path]}; name the test after its module, or list it in "
            "OF_SEVERAL in scripts/check_tree.py"
            for path in sorted(nameless.keys() - allowed.keys())
        ),
        *_needless("OF_SEVERAL", allowed, nameless),
    ]


def _is_test(path: PurePosixPath) -> bool:
    return path.name.startswith("test_") and path.suffix == ".py"


def _modules(test: PurePosixPath) -> list[PurePosixPath]:
    """Return the modules that a test may be of, the longest name first."""
    words = test.stem.removeprefix("test_").split("_")
    folder = PurePosixPath(*test.parts[1:-1])
    return [folder / f"{'_'.join(words[:count])}.py" for count in range(len(words), 0, -1)]


def _needless(name: str, allowed: Mapping[str, str], found: Mapping[str, object]) -> Iterator[str]:
    """Say which exceptions are none any more, so that the lists stay short."""
    for path in sorted(allowed.keys() - found.keys()):
        yield f"{path}: needs no exception any more; take it from {name} in scripts/check_tree.py"


def main() -> int:
    """Print all that is wrong, and return 1 if anything is."""
    files = files_below(ROOT)
    found = [*crowded(files), *too_long(ROOT, files), *misnamed(files)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
