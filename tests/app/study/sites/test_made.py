"""Candidates that a study file asks to be made, against an oracle of their own."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.study.layers import read_layers
from halfhour.app.study.study import open_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from towns import place

LAYER = (
    "    candidates: {file: sites.csv, crs: EPSG:4326, columns: {site_id: id, x: lon, y: lat}}\n"
)


def asking(folder: Path, candidates: str, more: str = "") -> Path:
    """The small study with other candidates, and further keys."""
    file = folder / "study.yaml"
    text = file.read_text(encoding="utf-8")
    assert LAYER in text
    text = text.replace(LAYER, f"    candidates: {candidates}\n")
    file.write_text(text + more, encoding="utf-8")
    return file


def made(file: Path, service: str = "clinic") -> gpd.GeoDataFrame:
    sites = read_layers(file).sites[service]
    return sites[sites["status"] == "candidate"]


def lattice(homes: np.ndarray, spacing_m: float, near_m: float) -> set[tuple[int, int]]:
    """The points of the triangular lattice near any home, one by one."""
    row_m = spacing_m * math.sqrt(3) / 2
    found = set()
    for x, y in homes:
        for row in range(math.floor((y - near_m) / row_m), math.ceil((y + near_m) / row_m) + 1):
            shift = 0.5 * (row % 2)
            first = math.floor((x - near_m) / spacing_m) - 1
            for column in range(first, math.ceil((x + near_m) / spacing_m) + 2):
                at = ((column + shift) * spacing_m, row * row_m)
                if math.dist(at, (x, y)) <= near_m:
                    found.add((round(at[0]), round(at[1])))
    return found


def test_a_lattice_is_where_people_and_roads_are(study_folder: Path) -> None:
    file = asking(
        study_folder, "{auto: lattice, spacing_m: 400, near_m: 300, cost: 7, capacity: 90}"
    )
    layers = read_layers(file)
    sites = layers.sites["clinic"]
    candidates = sites[sites["status"] == "candidate"]
    homes = shapely.get_coordinates(layers.demand.geometry.to_numpy())
    roads = shapely.union_all(layers.roads.geometry)
    points = lattice(homes, 400, 300)
    on_roads = {at for at in points if shapely.Point(at).distance(roads) <= 2000}
    at = shapely.get_coordinates(candidates.geometry.to_numpy()).round().astype(int)
    assert {(int(x), int(y)) for x, y in at} == on_roads
    assert len(points) > len(on_roads)  # one cell is far from every road
    assert set(candidates["cost"]) == {7.0}
    assert set(candidates["capacity"]) == {90.0}
    told = [note for note in layers.notes if "candidates were made" in note or "fell away" in note]
    gone = len(points) - len(on_roads)
    assert told == [
        f"clinic: {len(on_roads)} candidates were made on a lattice of 400 m",
        f"clinic: {gone} places fell away: {gone} more than 2,000 m from any road",
    ]


def test_auto_alone_is_a_lattice_that_is_not_too_fine(study_folder: Path) -> None:
    candidates = made(asking(study_folder, "auto"))
    assert 10 < len(candidates) <= 2_000


def test_ids_of_a_lattice_do_not_depend_on_who_lives_where(study_folder: Path) -> None:
    file = asking(study_folder, "{auto: lattice, spacing_m: 400}")
    before = made(file)
    cells = study_folder / "cells.csv"
    lines = cells.read_text(encoding="utf-8").splitlines()
    cells.write_text("\n".join(lines[:20]) + "\n", encoding="utf-8")
    after = made(file)
    assert 0 < len(after) < len(before)
    assert set(after.index) < set(before.index)


def polygons(path: Path, *shapes: shapely.Polygon) -> None:
    gpd.GeoDataFrame(geometry=list(shapes), crs="EPSG:4326").to_file(path)


def test_land_water_and_area_take_places_away_and_tell(study_folder: Path) -> None:
    polygons(study_folder / "water.geojson", shapely.box(*place(0.2, 0.2), *place(1.8, 1.8)))
    polygons(study_folder / "wetland.geojson", shapely.box(*place(3.2, 3.2), *place(4.8, 4.8)))
    polygons(study_folder / "area.geojson", shapely.box(*place(-0.2, -0.2), *place(5.2, 5.2)))
    more = (
        "area: area.geojson\nwater: {file: water.geojson}\n"
        "land: {forbid: [{file: wetland.geojson, clause: Wetland law 3}]}\n"
    )
    file = asking(study_folder, "{auto: lattice, spacing_m: 200}", more)
    layers = read_layers(file)
    sites = layers.sites["clinic"]
    points = sites[sites["status"] == "candidate"].to_crs(4326).geometry
    for name, inside in (("water", False), ("wetland", False), ("area", True)):
        shape = gpd.read_file(study_folder / f"{name}.geojson").geometry.iloc[0]
        assert (points.within(shape) == inside).all()
    [fell] = [note for note in layers.notes if "fell away" in note]
    assert all(why in fell for why in ("outside the area", "in water", "Wetland law 3"))
    whole = int(fell.split(": ")[1].split(" places")[0].replace(",", ""))
    parts = [int(part.split()[0]) for part in fell.split("fell away: ")[1].split(", ")]
    assert whole == sum(parts)


def test_land_that_leaves_no_place_is_told_with_its_key(study_folder: Path) -> None:
    polygons(study_folder / "all.geojson", shapely.box(*place(-9, -9), *place(40, 40)))
    more = "land: {forbid: [{file: all.geojson, clause: Law 1}]}\n"
    file = asking(study_folder, "{auto: lattice, spacing_m: 400}", more)
    with pytest.raises(InputError) as refused:
        validate_study(file)
    [fault] = refused.value.faults
    assert (fault.file, fault.column) == ("study.yaml", "services.clinic.candidates")
    assert "none of the places" in fault.cause
    assert "Law 1" in fault.cause


def test_hosts_are_the_facilities_of_another_service(study_folder: Path) -> None:
    file = asking(study_folder, "auto")
    text = file.read_text(encoding="utf-8")
    rehab = "  rehab: {group: residents, candidates: {auto: hosts, service: clinic, cost: 20}}\n"
    text = text.replace("scenarios:\n", rehab + "scenarios:\n")
    file.write_text(text, encoding="utf-8")
    assert made(file, "rehab")["cost"].to_dict() == {"rehab@e000": 20.0}
    # Also where nobody asked for the hosts' service.
    assert list(read_layers(file, services=["rehab"]).sites) == ["rehab"]


@pytest.mark.parametrize(
    ("candidates", "said"),
    [
        ("{auto: hosts, service: clinic}", "its own"),
        ("{auto: hosts, service: clinc}", "did you mean 'clinic'"),
        ("{auto: latice}", "must be one of lattice, hosts, unserved"),
        ("{auto: lattice, spacing: 5}", "unknown key"),
        ("{auto: unserved, number: 0}", "greater than or equal to 1"),
        ("{file: sites.csv, spacing_m: 5}", "unknown key"),
    ],
)
def test_wrong_keys_are_told(study_folder: Path, candidates: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        validate_study(asking(study_folder, candidates))
    assert said in str(refused.value)


def test_unserved_people_have_candidates_at_their_cells(study_folder: Path) -> None:
    file = asking(study_folder, "{auto: unserved, number: 4}")
    study = open_study(file)
    cells = study.assessments["clinic"].cells
    sites = study.layers.sites["clinic"]
    names = [name for name in sites.index if sites["status"][name] == "candidate"]
    assert len(names) == 4
    at = [name.removeprefix("clinic@") for name in names]
    assert (cells.loc[at, "people_served"] < cells.loc[at, "people"]).all()
    assert read_layers(file).sites["clinic"].index.tolist() == sites.index.tolist()


def test_where_nothing_stands_candidates_are_amid_all_people(study_folder: Path) -> None:
    file = asking(study_folder, "{auto: unserved, number: 3}")
    text = file.read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if "existing:" not in line) + "\n"
    file.write_text(text, encoding="utf-8")
    candidates = made(file)
    assert len(candidates) == 3
    assert "clinic@c035" not in candidates.index  # nobody can get there


def test_a_study_without_parcels_is_planned(study_folder: Path, tmp_path: Path) -> None:
    file = asking(study_folder, "{auto: lattice, spacing_m: 500}")
    [planned] = plan_study(file, tmp_path / "out")
    assert planned.plan.after.people_served > planned.plan.before.people_served
    assert all(name.startswith("clinic@x") for name in planned.plan.opened)
