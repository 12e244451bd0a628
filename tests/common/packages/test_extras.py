"""What is said where the packages of an extra are not installed."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from halfhour.common.errors import InputError
from halfhour.common.packages.extras import (
    EXTRAS,
    asking_for_extras,
    install_command,
    missing_packages,
    require_extra,
)

ROOT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OPTIONAL = PROJECT["optional-dependencies"]


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_a_missing_package_is_named_with_the_command_that_installs_it(
    extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert missing_packages(extra) == ()
    first = EXTRAS[extra].imported[0]
    monkeypatch.setitem(sys.modules, first, None)
    assert missing_packages(extra) == (first,)
    with pytest.raises(InputError, match=first) as raised:
        require_extra(extra)
    assert f'pip install "halfhour[{extra}]"' in str(raised.value)


@pytest.mark.parametrize(
    ("left", "command"),
    [
        ("pipx_metadata.json", 'pipx runpip halfhour install "halfhour[serve]"'),
        ("uv-receipt.toml", 'uv pip install --python "{prefix}" "halfhour[serve]"'),
        ("pyvenv.cfg", 'pip install "halfhour[serve]"'),
    ],
)
def test_where_a_tool_keeps_the_environment_its_own_command_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str, command: str
) -> None:
    (tmp_path / left).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert install_command("serve") == command.format(prefix=tmp_path)


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_what_is_imported_is_what_the_extra_installs(extra: str) -> None:
    # Without the extras of a package itself, as in psycopg[binary].
    named = {line.split(">=")[0].split("[")[0] for line in OPTIONAL[extra]}
    assert set(EXTRAS[extra].imported) <= named
    assert named.isdisjoint(line.split(">=")[0] for line in PROJECT["dependencies"])


def test_a_name_without_its_packages_is_there_and_tells_what_to_install_when_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    def find(name: str) -> object:
        if name == "map":
            return "the map"
        raise ModuleNotFoundError(name="matplotlib.axes" if name == "picture" else "no_such")

    found = asking_for_extras(find)
    assert found("map") == "the map"
    picture = found("picture")
    assert isinstance(picture, type)
    assert install_command("pictures") in str(picture.__doc__)
    with pytest.raises(InputError, match=r"halfhour\[pictures\]"):
        picture("plan", width_cm=3)
    with pytest.raises(ModuleNotFoundError):
        found("other")


@pytest.mark.thorough
def test_all_public_names_are_there_without_any_extra() -> None:
    left_out = [name for extra in EXTRAS.values() for name in extra.imported]
    code = (
        "import json, sys\n"
        f"for name in {left_out}: sys.modules[name] = None\n"
        "import halfhour as hh\n"
        "found = {name: getattr(hh, name) for name in hh.__all__}\n"
        "print(json.dumps([n for n, f in found.items() if 'Not available' in str(f.__doc__)]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    missing = json.loads(done.stdout)
    assert {"plan_picture", "save_png", "frontier_chart", "fetch_place"} <= set(missing)
    assert {"plan_map", "plan_study", "solve", "OVERPASS_URL", "FetchBounds"}.isdisjoint(missing)


@pytest.mark.thorough
def test_the_main_job_imports_no_package_of_an_extra() -> None:
    code = (
        "import sys\n"
        "from halfhour.app import cli\n"
        "from halfhour.app.plan import plan_study\n"
        "from halfhour.app.check import command\n"
        "from halfhour.maps.plan_page import map\n"
        f"print([n for n in {[n for e in EXTRAS.values() for n in e.imported]} if n in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
