"""Check that no import leads back to where it began: between files, and between folders at every depth.

What a folder holds, files and sub-folders, are the nodes of one graph; an arc says that a file in the one
imports a file in the other. Imports inside functions count as well: they would only hide a cycle.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

import networkx as nx
from tree_files import ROOT, files_below

PACKAGE = "halfhour"
"""The repository's root is this package: see docs/architecture.md."""

SEARCHED = {
    "benchmarks": ("benchmarks",),
    "scripts": ("scripts", "scripts/sample_city"),
    "tests": (
        "tests/towns",
        "tests/served",
        "tests/support",
        "tests/support/files",
        "tests/support/runs",
    ),
}
"""Where the files of a top folder find modules that are not the package's."""

ALLOWED = {}
"""Folders whose contents may import each other in a cycle, and why."""

Imports = Mapping[PurePosixPath, frozenset[PurePosixPath]]


@dataclass(frozen=True)
class Cycle:
    """Parts of a folder that import each other, and one import file by file for each step around."""

    folder: PurePosixPath
    steps: tuple[tuple[PurePosixPath, PurePosixPath], ...]

    def __str__(self) -> str:
        lines = [f"    {one} imports {other}" for one, other in self.steps]
        return "\n".join([f"{self.folder}: its parts import each other in a cycle", *lines])


def imports_of(root: Path, files: Iterable[PurePosixPath]) -> Imports:
    """Return for every Python file which of the others it imports.

    Parameters
    ----------
    root
        The folder that the paths start from; also the package itself.
    files
        What is there; others are no part of the graph.
    """
    known = frozenset(path for path in files if path.suffix == ".py")
    return {
        path: frozenset(
            target
            for node in ast.walk(ast.parse((root / path).read_text(encoding="utf-8"), str(path)))
            for target in _targets(node, path, known)
            if target != path
        )
        for path in sorted(known)
    }


def file_cycles(imports: Imports) -> list[Cycle]:
    """Return the cycles of files, wherever they lie."""
    graph = nx.DiGraph((one, other) for one, others in imports.items() for other in sorted(others))
    return [Cycle(PurePosixPath(), tuple(pairwise(cycle))) for cycle in _cycles(graph)]


def folder_cycles(imports: Imports) -> list[Cycle]:
    """Return the cycles among the contents of each folder."""
    graphs: dict[PurePosixPath, nx.DiGraph] = {}
    for one, others in imports.items():
        for other in sorted(others):
            folder, mine, its = _where_they_part(one, other)
            graph = graphs.setdefault(folder, nx.DiGraph())
            if not graph.has_edge(mine, its):
                graph.add_edge(mine, its, files=(one, other))
    return [
        Cycle(folder, tuple(graph.edges[step]["files"] for step in pairwise(cycle)))
        for folder, graph in sorted(graphs.items())
        for cycle in _cycles(graph)
    ]


def _cycles(graph: nx.DiGraph) -> Iterator[list[PurePosixPath]]:
    """Yield one cycle of each set of nodes that all lead to each other, its first node again at the end."""
    for part in sorted(map(sorted, nx.strongly_connected_components(graph))):
        if len(part) > 1:
            cycle = nx.find_cycle(graph.subgraph(part), part[0])
            yield [*(one for one, _ in cycle), cycle[-1][1]]


def _where_they_part(
    one: PurePosixPath, other: PurePosixPath
) -> tuple[PurePosixPath, PurePosixPath, PurePosixPath]:
    """Return the deepest folder that holds both files, and which of its contents either is or lies in."""
    folder = next(place for place in one.parents if place in other.parents)
    depth = len(folder.parts)
    return folder, folder / one.parts[depth], folder / other.parts[depth]


def _targets(
    node: ast.AST, path: PurePosixPath, known: frozenset[PurePosixPath]
) -> Iterator[PurePosixPath]:
    """Yield the files that an import statement names."""
    if isinstance(node, ast.Import):
        for name in node.names:
            yield from _files(_places(name.name, path), known)
    elif isinstance(node, ast.ImportFrom):
        if node.level:
            base = path.parents[node.level - 1]
            places = [base.joinpath(*(node.module or "").split("."))] if node.module else [base]
        else:
            places = list(_places(node.module or "", path))
        for name in node.names:
            # The name may be a file of its own, or stand in the file that is named before.
            own = list(_files((place / name.name for place in places), known))
            yield from own or _files(places, known)


def _places(module: str, path: PurePosixPath) -> Iterator[PurePosixPath]:
    """Yield where a module that is named from the top may lie, without its ending."""
    first, *rest = module.split(".")
    if first == PACKAGE:
        yield PurePosixPath(*rest)
    else:
        for folder in SEARCHED.get(path.parts[0], ()):
            yield PurePosixPath(folder, first, *rest)


def _files(
    places: Iterable[PurePosixPath], known: frozenset[PurePosixPath]
) -> Iterator[PurePosixPath]:
    for place in places:
        for file in (place.parent / f"{place.name}.py", place / "__init__.py"):
            if file in known:
                yield file


def main() -> int:
    """Print every cycle that is not allowed, and return 1 if there is one."""
    imports = imports_of(ROOT, files_below(ROOT))
    cycles = folder_cycles(imports)
    found = [*file_cycles(imports), *(one for one in cycles if str(one.folder) not in ALLOWED)]
    for one in found:
        print(one)
    unused = ALLOWED.keys() - {str(one.folder) for one in cycles}
    for folder in sorted(unused):
        print(f"{folder}: has no cycle any more; take it from ALLOWED in scripts/check_cycles.py")
    return 1 if found or unused else 0


if __name__ == "__main__":
    sys.exit(main())
