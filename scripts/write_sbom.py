"""Write the software bills of materials in docs/licences: of the package and of a map page.

CycloneDX 1.6, from requirements.lock and the metadata of what is installed; without a date or a random
number, so that equal inputs give equal bytes. With ``--check`` nothing is written: the files have to be up
to date, and each licence one that is allowed.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

from licence_names import licence_of, refused_licence
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "licences"

SOME_MACHINES: Final = {
    "click-plugins": "rasterio before Python 3.12",
    "cligj": "rasterio before Python 3.12",
    "colorama": "click on Windows",
    "cpsat-logutils": "PuLP 4, from Python 3.12",
    "orloge": "PuLP 4, from Python 3.12",
}
"""Packages that only some machines install, and for what: metadata elsewhere do not lead to them."""

PAGE: Final = ("branca", "folium", "xstatic-leaflet")
"""Packages of which something stands in every page."""

Pin = tuple[str, str, str]
Json = dict[str, Any]


def pins(lock: str) -> list[Pin]:
    """Return name, version and marker of every line of a lock file that names a package."""
    lines = [line.removesuffix("\\").strip() for line in lock.splitlines()]
    named = [
        Requirement(line) for line in lines if "==" in line and not line.startswith(("#", "-"))
    ]
    return sorted(
        (
            canonicalize_name(one.name),
            str(one.specifier).removeprefix("=="),
            str(one.marker or ""),
        )
        for one in named
    )


def needed(dependencies: Iterable[str]) -> set[str]:
    """Return the names of what is needed to run, further down too, on any machine."""
    waiting = [Requirement(one) for one in (*dependencies, *SOME_MACHINES)]
    found: dict[str, set[str]] = {}
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        known = found.setdefault(name, set())
        extras = {"", *one.extras} - known
        if not extras:
            continue
        known |= extras
        try:
            further = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        waiting += [
            requirement
            for requirement in map(Requirement, further)
            if any(
                requirement.marker is None or requirement.marker.evaluate({"extra": extra})
                for extra in extras
            )
        ]
    return set(found)


def component(name: str, version: str, licence: str, **more: object) -> Json:
    """Return one component in the form of CycloneDX."""
    kind = "expression" if " " in licence else "license"
    choice: Json = {kind: licence} if kind == "expression" else {kind: {"id": licence}}
    if licence.startswith("LicenseRef-"):
        choice = {"license": {"name": licence.removeprefix("LicenseRef-")}}
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{version}",
        "name": name,
        "version": version,
        "licenses": [choice],
        "purl": f"pkg:pypi/{name}@{version}",
        **more,
    }


def bill(name: str, kind: str, version: str, components: list[Json]) -> Json:
    """Return a bill of materials."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": kind,
                "bom-ref": name,
                "name": name,
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components,
    }


def package_components(locked: Iterable[Pin], names: set[str]) -> list[Json]:
    """Return what the package needs to run; the lock's marker stands where a version is not for all."""
    return [
        component(
            name,
            version,
            licence_of(name),
            **({"properties": [{"name": "halfhour:marker", "value": marker}]} if marker else {}),
        )
        for name, version, marker in locked
        if name in names
    ]


def page_components(locked: Iterable[Pin]) -> list[Json]:
    """Return what of others stands in a page; Leaflet by its own name and version."""
    found = []
    for name, version, _ in locked:
        if name == "xstatic-leaflet":
            purl = f"pkg:npm/leaflet@{'.'.join(version.split('.')[:3])}"
            own = {"bom-ref": purl, "purl": purl}
            leaflet = component("leaflet", purl.rsplit("@", 1)[1], licence_of(name), **own)
            found.append(leaflet)
        elif name in PAGE:
            found.append(component(name, version, licence_of(name)))
    return found


def texts() -> dict[Path, str]:
    """Return the files and what they hold."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    version = project["version"]
    # With all extras: whoever installs one gets its packages, too.
    of_extras = [
        line
        for extra, lines in project["optional-dependencies"].items()
        if extra not in {"all", "dev"}
        for line in lines
    ]
    package = package_components(locked, needed([*project["dependencies"], *of_extras]))
    bills = {
        "package.cdx.json": bill("halfhour", "library", version, package),
        "page.cdx.json": bill("halfhour-map-page", "application", version, page_components(locked)),
    }
    return {FOLDER / name: json.dumps(one, indent=2) + "\n" for name, one in bills.items()}


def faults(wanted: Mapping[Path, str]) -> list[str]:
    """Return what is to be said of files that are out of date, and of licences."""
    old = [
        f"{path.relative_to(ROOT)}: is not up to date; run python scripts/write_sbom.py"
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    locked = pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    # What is used in development only is never handed on, but its licence has to be known as well.
    said = {name: refused_licence(name, licence_of(name)) for name, _, _ in locked}
    return [*old, *(fault for fault in said.values() if fault)]


def main(arguments: list[str]) -> int:
    """Write the files, or say what is wrong with them, and return 1 if anything is."""
    wanted = texts()
    if arguments == ["--check"]:
        found = faults(wanted)
        print("\n".join(found), end="\n" if found else "")
        return 1 if found else 0
    FOLDER.mkdir(exist_ok=True)
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
