"""Every folder of ours that holds Python files, itself or further down, is a package inside ``halfhour``.

Setuptools' own finder would install ``coverage``, ``geo`` and the others beside ``halfhour``, and so overwrite
coverage.py.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
FOLDERS = ("app", "common", "coverage", "data", "geo", "maps", "optimize")


class BuildPackage(build_py):
    """Copies the modules of the packages, but for this script, which lies beside those of ``halfhour``."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """Return package, name and path of each module of a package."""
        found = super().find_package_modules(package, package_dir)
        return [one for one in found if one[:2] != ("halfhour", "setup")]


setup(
    cmdclass={"build_py": BuildPackage},
    packages=[
        "halfhour",
        *sorted(
            ".".join(("halfhour", *place.relative_to(ROOT).parts))
            for folder in FOLDERS
            for place in {
                place
                for source in (ROOT / folder).rglob("*.py")
                for place in source.parents
                if place.is_relative_to(ROOT / folder)
            }
        ),
    ],
)
