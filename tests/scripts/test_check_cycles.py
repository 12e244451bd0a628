"""Cycles of imports in made-up trees are found, between files and between folders."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import grimp
import pytest
from check_cycles import Imports, file_cycles, folder_cycles, imports_of
from check_package import FOLDERS
from tree_files import ROOT, files_below


def imports(root: Path, **sources: str) -> Imports:
    """Write modules, named with __ for /, and return what imports what."""
    files = []
    for name, text in sources.items():
        path = root / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        files.append(PurePosixPath(path.relative_to(root)))
    return imports_of(root, files)


def names(found: Imports) -> dict[str, list[str]]:
    return {str(one): sorted(map(str, others)) for one, others in found.items() if others}


@pytest.mark.parametrize(
    ("statement", "imported"),
    [
        ("from .near import x", "geo/roads/near.py"),
        ("from . import near", "geo/roads/near.py"),
        ("from ..crs import x", "geo/crs.py"),
        ("from ...common.errors import Fault, InputError", "common/errors.py"),
        ("from ...common import errors", "common/errors.py"),
        ("import halfhour.geo.crs", "geo/crs.py"),
        ("import halfhour.geo.crs as other", "geo/crs.py"),
        ("from halfhour.geo import crs", "geo/crs.py"),
        ("def later():\n    from ..crs import x", "geo/crs.py"),
        ("if True:\n    from ..crs import x", "geo/crs.py"),
    ],
)
def test_every_way_to_import_is_seen(tmp_path: Path, statement: str, imported: str) -> None:
    found = imports(
        tmp_path,
        geo__roads__speeds=statement,
        geo__roads__near="",
        geo__crs="",
        common__errors="",
    )
    assert names(found) == {"geo/roads/speeds.py": [imported]}


def test_other_libraries_are_no_files_of_ours(tmp_path: Path) -> None:
    text = "import coverage\nimport json\nfrom coverage.zones import x\n"
    assert names(imports(tmp_path, geo__speeds=text, coverage__zones="", geo__json="")) == {}


def test_scripts_find_each_other_by_the_folder_they_are_run_from(tmp_path: Path) -> None:
    found = imports(
        tmp_path,
        benchmarks__jobs="from measuring.rows import Row\n",
        benchmarks__measuring__rows="",
        scripts__sample_city__land__coast="from land.terrain import SEED\n",
        scripts__sample_city__land__terrain="",
    )
    assert names(found) == {
        "benchmarks/jobs.py": ["benchmarks/measuring/rows.py"],
        "scripts/sample_city/land/coast.py": ["scripts/sample_city/land/terrain.py"],
    }


def test_imports_that_go_one_way_are_no_circle(tmp_path: Path) -> None:
    found = imports(
        tmp_path,
        a="from .b import x\nfrom .c import x\n",
        b="from .c import x\n",
        c="import a_library",
    )
    assert file_cycles(found) == folder_cycles(found) == []


def test_a_circle_of_files_is_told_step_by_step(tmp_path: Path) -> None:
    found = imports(
        tmp_path,
        geo__a="from .b import x\n",
        geo__b="from .c import x\n",
        geo__c="from .a import x\n",
        geo__d="from .a import x\n",
    )
    (cycle,) = file_cycles(found)
    assert str(cycle).splitlines()[1:] == [
        "    geo/a.py imports geo/b.py",
        "    geo/b.py imports geo/c.py",
        "    geo/c.py imports geo/a.py",
    ]


def test_folders_may_go_around_where_files_do_not(tmp_path: Path) -> None:
    found = imports(
        tmp_path,
        geo__roads__near="from ..travel.paths import x\n",
        geo__roads__speeds="",
        geo__travel__paths="from ..roads.speeds import x\n",
    )
    assert file_cycles(found) == []
    (cycle,) = folder_cycles(found)
    assert str(cycle) == (
        "geo: its parts import each other in a cycle\n"
        "    geo/roads/near.py imports geo/travel/paths.py\n"
        "    geo/travel/paths.py imports geo/roads/speeds.py"
    )


def test_a_file_and_the_folder_beside_it_may_go_around(tmp_path: Path) -> None:
    found = imports(
        tmp_path,
        geo__crs="from .roads.near import x\n",
        geo__roads__near="",
        geo__roads__speeds="from ..crs import x\n",
    )
    (cycle,) = folder_cycles(found)
    assert cycle.folder == PurePosixPath("geo")


def module(path: PurePosixPath) -> str:
    """Return the name of a file inside a package that is called `copied`."""
    return ".".join(("copied", *path.with_suffix("").parts)).removesuffix(".__init__")


def test_the_imports_of_the_package_are_those_that_grimp_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        path
        for path in files_below(ROOT)
        if path.suffix == ".py" and path.parts[0] in {"__init__.py", *FOLDERS}
    ]
    for path in files:
        copy = tmp_path / "copied" / path
        # grimp sees no folders that are no regular packages.
        for folder in reversed(copy.relative_to(tmp_path).parents[:-1]):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / "__init__.py").touch()
        text = (ROOT / path).read_text(encoding="utf-8")
        copy.write_text(text.replace("import halfhour", "import copied"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    graph = grimp.build_graph("copied", cache_dir=None)
    assert {
        module(path): set(map(module, imported))
        for path, imported in imports_of(ROOT, files).items()
    } == {module(path): graph.find_modules_directly_imported_by(module(path)) for path in files}
