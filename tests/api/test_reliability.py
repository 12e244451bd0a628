"""docs/reliability.md names every published case, and only tests that exist and hold what is said."""

import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
CASE = re.compile(r"^\| `([a-z0-9_]+)` \|.*\| (?:`(tests/[\w/]+\.py)`)? *\|$", re.MULTILINE)

WAITING = frozenset(
    {
        *("set_covering_endless", "p_center_beyond_limit", "blank_cost", "times_blank_cost"),
        *("null_island_moves_crs", "two_components", "two_islands_near", "snap_across_water"),
        *("snap_tunnel", "node_access", "turn_restriction", "bridge_shared_vertex"),
        *("t_junction_without_vertex", "end_noise_1mm", "oneway_f_without_b"),
        *("oneway_codes_0_1_2_3", "geofabrik_track_grade", "history_osh", "ways_before_nodes"),
        *("raster_scale", "no_geotransform", "geojson_projected_no_crs", "duplicate_headings"),
        *("site_multipoint", "semicolon", "closed_year_0", "limit_beyond_range"),
    }
)
"""Cases that need not be held by a test yet."""


def rows() -> dict[str, str]:
    return dict(CASE.findall(PAGE.read_text(encoding="utf-8")))


def test_every_case_is_on_the_page(shared_case: Callable[[str], Path]) -> None:
    folders = {path.name for path in shared_case("faults").iterdir() if path.is_dir()}
    assert folders <= rows().keys()


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", PAGE.read_text(encoding="utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_every_case_is_held_by_the_test_that_is_named_or_by_some_test() -> None:
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__)
    }
    for case, named in rows().items():
        holding = [path for path, text in texts.items() if case in text]
        assert holding or case in WAITING, f"no test names {case}"
        assert not named or named in holding, f"{named} does not name {case}"
