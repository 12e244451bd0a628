"""Fixtures that several folders of tests use."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyproj.database
import pytest
from city_fixtures import city_compliance
from hypothesis import settings
from postgis_fixtures import database, postgis
from shared_cases import shared_case as find_shared_case

__all__ = ["city_compliance", "database", "postgis"]  # one for all tests of a process

WriteText = Callable[..., Path]

# The first call of a compiled loop may compile it. A failing example is printed so that it can be run again.
settings.register_profile("halfhour", deadline=None, print_blob=True, max_examples=50)
# `make prove` tries each property that names no number of its own with more examples.
settings.register_profile("prove", settings.get_profile("halfhour"), max_examples=1000)
settings.load_profile("halfhour")


PROOF_TIMEOUT_S = 7200

# PROJ takes 75 ms to find the UTM zone of a place, and osmnx and geopandas ask several times for each fetch.
pyproj.database.query_utm_crs_info = functools.lru_cache(pyproj.database.query_utm_crs_info)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Return what shares files among processes, for ``--dist loadfile``."""
    # Not every environment of tests has xdist.
    from file_schedule import FilesTogether  # noqa: PLC0415

    if config.getvalue("dist") != "loadfile":
        return None
    # Files begin in the order in which `long_files_first` puts them.
    config.option.loadscopereorder = False
    return FilesTogether(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give proofs and trials that take minutes more time than other tests have; order files of processes."""
    if hasattr(config, "workerinput"):
        from file_schedule import long_files_first  # noqa: PLC0415

        long_files_first(items)
    for item in items:
        long = item.get_closest_marker("prove") or item.get_closest_marker("fuzz")
        if long and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(PROOF_TIMEOUT_S))


def pytest_collection_finish() -> None:
    """Leave the tests themselves and all libraries out of what each garbage collection looks through."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Prepared roads of tests are kept apart from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        # Commands of a few cells would start a process that compiles the loops of a city.
        patch.setenv("HALFHOUR_COMPILE_AHEAD", "off")
        patch.setenv("HALFHOUR_CACHE", str(tmp_path_factory.mktemp("prepared")))
        yield


@pytest.fixture(scope="session")
def shared_case() -> Callable[[str], Path]:
    """The folder of a published case, by name; skips the test where it is absent."""
    return find_shared_case


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteText:
    """Write lines of text to a file in the test's own folder and return its path."""

    def write(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return path

    return write
