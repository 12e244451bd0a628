"""The bills of materials are those of the lock file."""

from __future__ import annotations

import json
import re

import pytest
import write_sbom
from write_sbom import (
    FOLDER,
    ROOT,
    bill,
    component,
    faults,
    main,
    needed,
    page_components,
    pins,
    texts,
)

LOCK = """# written by uv
affine==3.0.1 \\
    --hash=sha256:0
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:1 \\
    --hash=sha256:2
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:3
XStatic_Leaflet==1.9.3.0
"""


def stored(name: str) -> dict:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def test_files_are_up_to_date():
    assert faults(texts()) == []
    assert main(["--check"]) == 0


def test_bill_of_the_package_is_in_the_lock():
    # An oracle of its own: the lock's lines as text, and the dependencies that pyproject.toml names.
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = {tuple(line.split(" ")[0].split("==")) for line in lines if re.match(r"\w", line)}
    found = {(one["name"], one["version"]) for one in stored("package.cdx.json")["components"]}
    assert found <= locked
    names = {name for name, _ in found}
    assert {version for name, version in locked if name == "scipy"} == {
        version for name, version in found if name == "scipy"
    }
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(r'^    "([\w-]+)>=', text.split("[project.optional")[0], flags=re.MULTILINE)
    assert len(wanted) > 20
    assert {name.lower() for name in wanted} <= names
    assert {"urllib3", "certifi", "llvmlite", "colorama", "orloge"} <= names  # what those need
    assert {"matplotlib", "osmnx", "fastapi", "uvicorn"} <= names  # what extras bring
    assert names.isdisjoint({"pytest", "mypy", "sphinx", "playwright", "ruff"})


def test_bill_of_the_page_is_what_the_page_says():
    from halfhour.maps.document.licences import inlined_licences  # noqa: PLC0415 - slow

    found = {
        (one["name"], one["version"], one["licenses"][0]["license"]["id"])
        for one in stored("page.cdx.json")["components"]
    }
    assert found == {(one.name.lower(), one.version, one.licence) for one in inlined_licences()}


@pytest.mark.parametrize("name", ["package.cdx.json", "page.cdx.json"])
def test_form_of_cyclonedx(name):
    found = stored(name)
    assert (found["bomFormat"], found["specVersion"], found["version"]) == ("CycloneDX", "1.6", 1)
    assert "timestamp" not in found["metadata"]
    assert "serialNumber" not in found
    references = [one["bom-ref"] for one in found["components"]]
    assert len(set(references)) == len(references)
    for one in found["components"]:
        assert one["purl"].endswith(f"/{one['name']}@{one['version']}")
        assert len(one["licenses"]) == 1


def test_pins():
    assert pins(LOCK) == [
        ("affine", "3.0.1", ""),
        ("numpy", "2.4.6", 'python_full_version < "3.12"'),
        ("numpy", "2.5.5", 'python_full_version >= "3.12"'),
        ("xstatic-leaflet", "1.9.3.0", ""),
    ]


def test_leaflet_has_its_own_name_in_the_page():
    (leaflet,) = page_components(pins(LOCK))
    assert leaflet["purl"] == leaflet["bom-ref"] == "pkg:npm/leaflet@1.9.3"


def test_extras_are_followed():
    assert "pytest" not in needed(["pandas"])
    assert {"pytest", "execnet"} <= needed(["pandas[test]"])


def test_kinds_of_licences():
    assert component("a", "1", "MIT")["licenses"] == [{"license": {"id": "MIT"}}]
    assert component("a", "1", "MIT AND Zlib")["licenses"] == [{"expression": "MIT AND Zlib"}]
    assert component("a", "1", "LicenseRef-Own")["licenses"] == [{"license": {"name": "Own"}}]


def test_old_files_and_unknown_licences_are_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(write_sbom, "FOLDER", tmp_path / "licences")
    monkeypatch.setattr(write_sbom, "licence_of", lambda _name: "")
    monkeypatch.setattr(write_sbom, "texts", lambda: {ROOT / "docs" / "none.json": "{}"})
    assert main(["--check"]) == 1
    said = capsys.readouterr().out
    assert "docs/none.json: is not up to date; run python scripts/write_sbom.py" in said
    assert "numpy: its licence is not known" in said


def test_equal_inputs_give_equal_bytes():
    assert texts() == texts()
    assert json.dumps(bill("a", "library", "1", [])) == json.dumps(bill("a", "library", "1", []))
