"""A command does not wait for libraries that it does not use."""

import json
import subprocess
import sys

import pytest
from halfhour.app.example_study import street_study

pytestmark = pytest.mark.thorough

DRAWING = ("folium", "branca", "matplotlib")
CLUSTERS = ("sklearn", "scipy.stats")
SOLVERS = ("highspy", "pulp")
RASTERS = ("rasterio",)
NEIGHBOURS = ("scipy.spatial",)

UNUSED = {
    "validate": (*DRAWING, *CLUSTERS, *SOLVERS, *RASTERS, *NEIGHBOURS),
    "check": (*DRAWING, *CLUSTERS, *SOLVERS, *RASTERS),
    # No scenario of the street asks for a frontier, whose chart alone is drawn by it.
    "plan": ("matplotlib",),
}

COMMANDS = """
import json, pathlib, sys
from halfhour.app import cli
study, out, names = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
loaded = {}
for name, run in {
    "validate": lambda: cli.validate(study),
    "check": lambda: cli.check(study, service=["clinic"], at="120.036,40"),
    "plan": lambda: cli.plan(study, out),
}.items():
    run()
    loaded[name] = [library for library in names if library in sys.modules]
print(json.dumps(loaded))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Libraries that are loaded after each command; one process runs all, those that need least first."""
    folder = tmp_path_factory.mktemp("street")
    names = (*DRAWING, *CLUSTERS, *SOLVERS, *RASTERS, *NEIGHBOURS)
    arguments = map(str, (street_study(folder), folder / "out", *names))
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.mark.parametrize("command", UNUSED)
def test_a_command_loads_nothing_that_it_does_not_use(
    command: str, loaded: dict[str, list[str]]
) -> None:
    assert set(loaded[command]) & set(UNUSED[command]) == set()


def test_libraries_are_found_where_a_command_uses_them(loaded: dict[str, list[str]]) -> None:
    assert "folium" in loaded["plan"]
