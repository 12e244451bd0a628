"""Small studies that are easily read wrong: figures by hand, or a refusal by name.

Of tables, of rasters, and of places that might be attached to the wrong road.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import halfhour as hh
import pytest
from halfhour.app.plan.plan_study import plan_study
from halfhour.common.errors import Fault, InputError

CaseFolder = Callable[[str], Path]


@pytest.fixture
def case(tmp_path: Path, shared_case: Callable[[str], Path]) -> CaseFolder:
    """A copy of a case that a test may change."""

    def copied(name: str) -> Path:
        return Path(shutil.copytree(shared_case("faults") / name, tmp_path / name))

    return copied


def planned(folder: Path) -> hh.Assessment:
    (scenario,) = hh.open_study(folder / "study.yaml").scenarios.values()
    return hh.solve(scenario).after


def minutes(assessment: hh.Assessment) -> dict[str, float]:
    return {str(cell): cost / 60 for cell, cost in assessment.cells["cost"].items()}


def refused(folder: Path) -> Fault:
    with pytest.raises(InputError) as caught:
        plan_study(folder / "study.yaml", folder / "out")
    (fault,) = caught.value.faults
    # What planning refuses, the check refuses with the same words.
    with pytest.raises(InputError) as checked:
        hh.validate_study(folder / "study.yaml")
    assert checked.value.faults == (fault,)
    assert fault.fix
    return fault


@pytest.mark.parametrize(
    ("name", "file", "column", "key", "cause"),
    [
        ("blank_cost", "sites.csv", "cost", "site_id Cx", "is not known"),
        ("times_blank_cost", "times.csv", "cost", "cell_id a", "is missing"),
        ("null_island_moves_crs", "cells.csv", "x, y", "cell_id c2", "longitude 0, latitude 0"),
        ("no_geotransform", "pop.tif", None, None, "has no position"),
        ("duplicate_headings", "cells.csv", "residents", None, "2 columns have this heading"),
        ("site_multipoint", "clinics.geojson", "geometry", "site_id k", "neither a point nor"),
        ("closed_year_0", "clinics.csv", "closed_year", "site_id k", "is not a year"),
    ],
)
def test_what_has_no_one_right_reading_is_refused_by_name(
    case: CaseFolder, name: str, file: str, column: str | None, key: str | None, cause: str
) -> None:
    fault = refused(case(name))
    assert (fault.file, fault.column, fault.key) == (file, column, key)
    assert cause in fault.cause


def test_a_limit_that_is_no_time_of_a_day_is_refused_by_key(case: CaseFolder) -> None:
    fault = refused(case("limit_beyond_range"))
    assert (fault.file, fault.column, fault.value) == (
        "study.yaml",
        "services.clinic.limit_min",
        2000,
    )
    assert "beyond a day" in fault.cause


def test_the_advice_about_a_blank_time_gives_the_right_figures(case: CaseFolder) -> None:
    folder = case("times_blank_cost")
    assert "leave the row out" in refused(folder).fix
    (folder / "times.csv").write_text("cell_id,site_id,minutes\nb,k,5\n")
    after = planned(folder)
    assert after.people_served == 20
    assert minutes(after)["b"] == pytest.approx(5.0)


def test_the_advice_about_a_blank_cost_gives_the_right_figures(case: CaseFolder) -> None:
    folder = case("blank_cost")
    assert "leave the candidate out" in refused(folder).fix
    sites = (folder / "sites.csv").read_text().splitlines()
    (folder / "sites.csv").write_text("\n".join(sites[:-1]) + "\n")
    assert planned(folder).people_served == 100


def test_a_raster_in_tenths_counts_tenths(case: CaseFolder) -> None:
    after = planned(case("raster_scale"))
    assert after.times.demand["residents"].sum() == pytest.approx(36)
    assert after.people_served == pytest.approx(36)


@pytest.mark.parametrize(
    ("name", "served", "times"),
    [
        ("geojson_projected_no_crs", 10, {"a": 24.0}),
        ("semicolon", 10, {"a": 6.0}),
    ],
)
def test_a_common_variant_of_a_format_is_read(
    case: CaseFolder, name: str, served: float, times: dict[str, float]
) -> None:
    after = planned(case(name))
    assert after.people_served == served
    assert minutes(after) == pytest.approx(times, abs=0.1)


def test_a_budget_over_sites_without_costs_is_told(case: CaseFolder) -> None:
    folder = case("blank_cost")
    rows = [line.rsplit(",", 1)[0] for line in (folder / "sites.csv").read_text().splitlines()]
    (folder / "sites.csv").write_text("\n".join(rows) + "\n")
    told = "every candidate of clinic costs 1: no column gives other costs"
    assert told in hh.validate_study(folder / "study.yaml").notes


def test_each_of_two_streets_has_its_own_clinic(case: CaseFolder) -> None:
    folder = case("two_components")
    (written,) = plan_study(folder / "study.yaml", folder / "out")
    after = written.plan.after
    assert minutes(after) == pytest.approx({"main": 12.0, "isle": 9.6}, abs=0.1)
    assert (after.people_served, after.people_total) == (30, 30)
    assert written.plan.notes == (
        "1 cells and 1 sites are attached to parts of the road network other than the largest",
    )


def test_nobody_leaves_the_own_street_for_another_one(case: CaseFolder) -> None:
    after = planned(case("two_islands_near"))
    assert minutes(after) == pytest.approx({"south": 6.0, "north": 7.2}, abs=0.1)
    assert after.cells["site_id"].to_dict() == {"south": "ks", "north": "kn"}
    assert (after.people_served, after.people_total) == (1000, 1000)


def test_no_leg_crosses_a_river(case: CaseFolder) -> None:
    after = planned(case("snap_across_water"))
    assert minutes(after)["main"] == pytest.approx(4.8, abs=0.1)
    assert after.cells["reason"].to_dict() == {"main": "", "isle": "island"}
    assert (after.people_served, after.people_total) == (10, 30)


def test_nobody_steps_into_a_tunnel(case: CaseFolder) -> None:
    assert minutes(planned(case("snap_tunnel"))) == pytest.approx({"a": 15.3}, abs=0.1)
