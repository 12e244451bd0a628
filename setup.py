"""Every folder of ours that holds Python files, itself or further down, is a package inside ``halfhour``.

Setuptools' own finder would install ``coverage``, ``geo`` and the others beside ``halfhour``, and so overwrite
coverage.py.
"""

from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).resolve().parent
FOLDERS = ("app", "common", "coverage", "data", "geo", "maps", "optimize")

setup(
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
    ]
)
