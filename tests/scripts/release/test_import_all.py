"""Modules that cannot be imported are told, once for each reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from release.import_all import failed_imports, modules


def test_modules_in_folders_are_found_and_their_reasons_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "made_for_imports"
    (package / "deep").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text("raise SystemExit(3)")
    (package / "good.py").write_text("import json")
    for name in ("new", "deep/newer"):
        (package / f"{name}.py").write_text("from json import not_there_yet")
    (package / "odd.py").write_text("1 / 0")
    monkeypatch.syspath_prepend(tmp_path)
    names = modules(package)
    assert names == [f"made_for_imports.{name}" for name in ("deep.newer", "good", "new", "odd")]
    failed = failed_imports(names)
    assert [sorted(of) for of in failed.values()] == [
        ["made_for_imports.deep.newer", "made_for_imports.new"],
        ["made_for_imports.odd"],
    ]
    assert "not_there_yet" in next(iter(failed))
