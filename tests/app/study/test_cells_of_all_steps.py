"""People of a study through all steps: what each leaves stands in the layers, the log and plan.json."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from halfhour.app.example_study import street_study
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.study.layers import Layers
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from rasterio.transform import Affine

STEP = 0.003


def raster(path: Path, values: np.ndarray, *, step: float = STEP, turn: float = 0.0) -> np.ndarray:
    """Write a raster over the street whose middle stays where it is when it is turned; return its corners."""
    rows, columns = values.shape
    across, up = step * np.cos(np.radians(turn)), step * np.sin(np.radians(turn))
    west = 120.0195 - (across * columns + up * rows) / 2
    north = 40.0 - (up * columns - across * rows) / 2
    transform = Affine(across, up, west, up, -across, north)
    kind = {"driver": "GTiff", "width": columns, "height": rows, "count": 1, "crs": "EPSG:4326"}
    with rasterio.open(path, "w", dtype=values.dtype, transform=transform, **kind) as file:
        file.write(values, 1)
    corners = [
        [
            (west + across * (c + x) + up * (r + y), north + up * (c + x) - across * (r + y))
            for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))
        ]
        for r in range(rows)
        for c in range(columns)
    ]
    return np.array(corners)


def study(folder: Path, people: str, further: str = "") -> Path:
    path = street_study(folder)
    text = path.read_text(encoding="utf-8")
    old = "people: {file: cells.csv, year: 2020}"
    assert old in text
    path.write_text(text.replace(old, f"people: {people}") + further, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        validate_study(path)
    return str(refused.value)


def chain(layers: Layers) -> list[str]:
    """The names of the steps; each begins with what the one before left."""
    steps = layers.people_steps
    for before, after in itertools.pairwise(steps):
        assert {g: after.before[g] for g in before.after} == pytest.approx(dict(before.after))
    counted = {group: layers.demand[group].sum() for group in steps[-1].after}
    assert counted == pytest.approx(dict(steps[-1].after))
    return [step.step for step in steps]


def test_a_rotated_raster_through_every_step(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    people = rng.integers(1, 90, (4, 14)).astype("int16")
    corners = raster(tmp_path / "people.tif", people, turn=20)
    raster(tmp_path / "aged.tif", (people[::2, ::2] / 3).astype("float64"), step=2 * STEP, turn=20)
    area = shapely.box(120.001, 39.996, 120.034, 40.004)
    gpd.GeoDataFrame(geometry=[area], crs="EPSG:4326").to_file(tmp_path / "area.geojson")
    (tmp_path / "census.csv").write_text(
        "county,people,aged\nWest county,3000,400\nEast county,1500,350\n", encoding="utf-8"
    )
    path = study(
        tmp_path,
        """
  file: people.tif
  year: 2020
  groups: {elderly: {file: aged.tif}, disabled: 0.1}
  split_by: county
  calibrate: {file: census.csv, columns: {unit: county, residents: people, elderly: aged}}
  cell_m: 400
""",
        "area: area.geojson\n",
    )
    lines: list[str] = []
    layers = layers_of_report(path, lines)
    assert chain(layers) == ["read", "groups", "divided", "clipped", "calibrated", "aggregated"]
    by_step = {step.step: step.after for step in layers.people_steps}
    assert by_step["read"]["residents"] == people.sum()
    assert by_step["groups"]["elderly"] == pytest.approx((people[::2, ::2] / 3).sum())
    assert by_step["divided"] == pytest.approx(dict(by_step["groups"]))
    assert by_step["aggregated"] == pytest.approx(dict(by_step["calibrated"]))
    # The oracle: pixels' corners, counties and area in the study's own CRS, by plain intersection.
    shapes = gpd.GeoSeries([shapely.Polygon(c) for c in corners], crs=4326).to_crs(
        layers.demand.crs
    )
    # The area's borders are parallels and meridians, followed here by a corner every 10 m.
    border = gpd.GeoSeries([shapely.segmentize(area, 1e-4)], crs=4326)
    inside = border.to_crs(layers.demand.crs)[0]
    count = people.ravel()
    share = shapes.intersection(inside).area / shapes.area
    assert by_step["clipped"]["residents"] == pytest.approx((share * count).sum())
    wanted = 0.0
    for unit, official in {"W": 3000, "E": 1500}.items():
        county = layers.units["county"].geometry[unit]
        own = shapes.intersection(county)
        part = (own.area / shapes.area * count).sum()
        wanted += official * (own.intersection(inside).area / shapes.area * count).sum() / part
    assert by_step["calibrated"]["residents"] == pytest.approx(wanted)
    # Without a count of its own this group changes as the residents do.
    assert by_step["calibrated"]["disabled"] == pytest.approx(wanted / 10)
    assert any(line.startswith("people fitted to official counts: residents ") for line in lines)


def layers_of_report(path: Path, lines: list[str]) -> Layers:
    return validate_study(path, report=lambda line: lines.append(str(line)))


def across_the_border(folder: Path, keys: str) -> tuple[Layers, dict[str, float]]:
    """Read pixels of which some lie in both counties, and count each county's people by area."""
    people = np.random.default_rng(8).integers(1, 90, (2, 14)).astype("int16")
    corners = raster(folder / "people.tif", people)
    layers = validate_study(study(folder, f"{{file: people.tif, year: 2020, {keys}}}"))
    shapes = gpd.GeoSeries([shapely.Polygon(c) for c in corners], crs=4326).to_crs(
        layers.demand.crs
    )
    counties = layers.units["county"].geometry
    count = {
        unit: float((shapes.intersection(counties[unit]).area / shapes.area * people.ravel()).sum())
        for unit in counties.index
    }
    return layers, count


def test_parts_of_divided_cells_have_the_shares_of_their_own_units(tmp_path: Path) -> None:
    (tmp_path / "shares.csv").write_text("unit,share\nW,0.1\nE,0.8\n", encoding="utf-8")
    keys = "split_by: county, groups: {elderly: {file: shares.csv}}"
    layers, count = across_the_border(tmp_path, keys)
    by_county = layers.demand.groupby("county")
    assert by_county["residents"].sum().to_dict() == pytest.approx(count)
    assert by_county["elderly"].sum().to_dict() == pytest.approx(
        {"W": 0.1 * count["W"], "E": 0.8 * count["E"]}
    )
    assert chain(layers) == ["read", "divided", "groups"]


@pytest.mark.parametrize("cell_m", [700, 5000])
def test_squares_end_where_people_are_divided(tmp_path: Path, cell_m: int) -> None:
    layers, count = across_the_border(tmp_path, f"split_by: county, cell_m: {cell_m}")
    assert layers.demand.groupby("county")["residents"].sum().to_dict() == pytest.approx(count)
    assert layers.demand.index.is_unique


def test_units_keep_their_official_counts_in_coarser_cells(tmp_path: Path) -> None:
    (tmp_path / "census.csv").write_text("unit,residents\nW,3000\nE,1500\n", encoding="utf-8")
    keys = "calibrate: {file: census.csv}, cell_m: 5000"
    layers, _ = across_the_border(tmp_path, keys)
    assert layers.demand.groupby("county")["residents"].sum().to_dict() == pytest.approx(
        {"W": 3000, "E": 1500}
    )
    assert chain(layers) == ["read", "calibrated", "aggregated"]


def test_plan_json_has_the_steps_of_another_year(tmp_path: Path) -> None:
    (tmp_path / "growth.csv").write_text(
        "unit,year,factor\nW,2030,1.5\nE,2030,0.5\n", encoding="utf-8"
    )
    (tmp_path / "census.csv").write_text("unit,residents\nW,800\nE,300\n", encoding="utf-8")
    path = study(
        tmp_path,
        "{file: cells.csv, year: 2020, calibrate: {file: census.csv}}",
        "  later: {service: clinic, max_new: 1, year: 2030}\ngrowth: {file: growth.csv}\n",
    )
    plan_study(path, tmp_path / "out")
    plan = json.loads((tmp_path / "out/later/plan.json").read_text(encoding="utf-8"))
    assert [(s["step"], s["before"], s["after"]) for s in plan["people_steps"]] == [
        ("read", {}, {"residents": 500}),
        ("calibrated", {"residents": 500}, {"residents": 1100}),
        ("grown", {"residents": 1100}, {"residents": 1350}),
    ]
    assert plan["people_total"] == 1350
    assert [(f["unit"], f["name"], f["factor"]) for f in plan["people_factors"]] == [
        ("W", "West county", 2),
        ("E", "East county", 3),
    ]
    today = json.loads((tmp_path / "out/one_more/plan.json").read_text(encoding="utf-8"))
    assert [s["step"] for s in today["people_steps"]] == ["read", "calibrated"]
    assert "residents were fitted to census.csv: 500 became 1,100" in "\n".join(today["notes"])


SHARES = {
    "a column of the units": "{level: county, column: aged}",
    "a table": "{file: shares.csv, columns: {unit: county, share: aged}}",
}


@pytest.mark.parametrize("source", SHARES.values(), ids=SHARES)
def test_shares_by_unit(tmp_path: Path, source: str) -> None:
    path = study(tmp_path, f"{{file: cells.csv, year: 2020, groups: {{elderly: {source}}}}}")
    counties = gpd.read_file(tmp_path / "counties.geojson")
    counties["aged"] = [0.25, 0.4]
    counties.to_file(tmp_path / "counties.geojson")
    (tmp_path / "shares.csv").write_text("county,aged\nWest county,0.25\nE,0.4\n", encoding="utf-8")
    layers = validate_study(path)
    assert layers.demand["elderly"].to_dict() == {"west": 100, "east": 40}
    assert chain(layers) == ["read", "groups"]


def test_a_unit_with_people_by_the_census_and_none_in_the_cells(tmp_path: Path) -> None:
    (tmp_path / "census.csv").write_text("unit,residents\nW,800\nE,300\n", encoding="utf-8")
    path = study(tmp_path, "{file: cells.csv, year: 2020, calibrate: {file: census.csv}}")
    cells = (tmp_path / "cells.csv").read_text(encoding="utf-8")
    (tmp_path / "cells.csv").write_text(cells.replace(",100,", ",0,"), encoding="utf-8")
    assert "census.csv (unit E (East county)), residents = 300.0" in refusal(path)


def test_the_census_is_part_of_what_the_study_is_known_by(tmp_path: Path) -> None:
    census = tmp_path / "census.csv"
    census.write_text("unit,residents\nW,800\nE,300\n", encoding="utf-8")
    path = study(tmp_path, "{file: cells.csv, year: 2020, calibrate: {file: census.csv}}")
    layers = validate_study(path)
    assert "census.csv" in [record.name for record in layers.inputs]
    census.write_text("unit,residents\nW,900\nE,300\n", encoding="utf-8")
    assert not layers.still()
    assert validate_study(path).demand["residents"].sum() == pytest.approx(1200)


def test_census_areas_spread_over_buildings_and_given_back_by_area(tmp_path: Path) -> None:
    counties = (
        shapely.box(119.999, 39.998, 120.009, 40.002),
        shapely.box(120.03, 39.998, 120.04, 40.002),
    )
    gpd.GeoDataFrame({"residents": [400, 100]}, geometry=list(counties), crs="EPSG:4326").to_file(
        tmp_path / "census.gpkg"
    )
    houses = [
        shapely.box(120.001, 40.0, 120.002, 40.001),
        shapely.box(120.035, 40.0, 120.036, 40.001),
    ]
    gpd.GeoDataFrame(geometry=houses, crs="EPSG:4326").to_file(tmp_path / "houses.gpkg")
    layers = validate_study(
        study(
            tmp_path,
            "{file: census.gpkg, year: 2020, spread: {cell_m: 50, over: {file: houses.gpkg}}}",
        )
    )
    assert chain(layers) == ["read", "spread"]
    near = layers.demand.to_crs("EPSG:4326").geometry
    at_houses = shapely.intersects(near.to_numpy()[:, None], np.array(houses)).any(axis=1)
    assert at_houses.all()
    assert layers.demand["residents"].groupby(layers.demand["county"]).sum().to_dict() == (
        pytest.approx({"W": 400, "E": 100})
    )


def test_buildings_as_entry_points_of_coarse_cells(tmp_path: Path) -> None:
    sides = [(120.0, 1), (120.0004, 2), (120.5, 3)]
    houses = [shapely.box(x, 40.0, x + n * 1e-4, 40.0 + n * 1e-4) for x, n in sides]
    gpd.GeoDataFrame(geometry=houses, crs="EPSG:4326").to_file(tmp_path / "houses.gpkg")
    entries = "entries: {file: houses.gpkg, weigh_by: area, outside: leave_out}\n"
    layers = validate_study(study(tmp_path, "{file: cells.csv, year: 2020}", entries))
    assert layers.demand["residents"].to_dict() == pytest.approx(
        {"east": 100, "west/1": 80, "west/2": 320}, rel=1e-4
    )
    assert chain(layers) == ["read", "entries"]
    assert "1 of 3 places of houses.gpkg belongs to no cell" in "\n".join(layers.notes)


WRONG = {
    "split_by: county": ("times: {file: t.csv}", "people has `split_by:`"),
    "split_by: town": ("", "people.split_by names level 'town'"),
    "groups: {elderly: {level: town, column: x}}": (
        "",
        "people.groups.elderly.level names level 'town'",
    ),
    "groups: {elderly: 1.2}": ("", "less than or equal to 1"),
    "calibrate: {total: {residents: -1}}": ("", "greater than or equal to 0"),
    "calibrate: {total: {name: 1}}": ("", "use for something else"),
    "squares: true, spread: {cell_m: 50}": ("", "beside `squares:`"),
    "spread: {cell_m: 50}": ("", "no areas whose people could be spread"),
    "squares: true, groups: {elderly: {file: none.csv}}": ("", "none.csv"),
}


@pytest.mark.parametrize("keys", WRONG)
def test_what_does_not_fit_is_refused(tmp_path: Path, keys: str) -> None:
    further, told = WRONG[keys]
    path = study(tmp_path, f"{{file: cells.csv, year: 2020, {keys}}}")
    if further:
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("    limit_min: 15\n", f"    limit_min: 15\n    {further}\n"),
            encoding="utf-8",
        )
    assert told in refusal(path)
