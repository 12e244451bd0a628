"""Each layer has a name of its own that says which service and table it is of, whatever services are called."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from halfhour.app.results.database.result_tables import PlanFiles, result_tables
from halfhour.app.results.parts.layer_names import ResultLayer, joint_layers, plan_layers
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.lists(st.text(min_size=1, max_size=12), unique=True, min_size=1, max_size=3)


def test_good_names_stay_as_they_are() -> None:
    assert list(plan_layers(["county"]).values()) == [
        *("cells", "sites", "access_zones", "gap_clusters", "units_county")
    ]
    assert list(joint_layers(["clinic"], []).values()) == [
        *("clinic_cells", "clinic_sites", "clinic_access_zones", "clinic_gap_clusters")
    ]


@given(services=NAMES, levels=NAMES)
def test_no_two_layers_have_one_name(services: list[str], levels: list[str]) -> None:
    names = [name.casefold() for name in joint_layers(services, levels).values()]
    assert len(names) == len(services) * (4 + len(levels)) == len(set(names))


@pytest.mark.parametrize(
    "services", [("Clinic", "clinic"), ("a\tb", "gpkg_"), ("a", "a_units"), ("x" * 250, "x" * 251)]
)
def test_a_database_is_told_which_layer_is_of_which_service(
    tmp_path: Path, services: tuple[str, str]
) -> None:
    layers = joint_layers(services, ["cells", "town"])
    path = tmp_path / "results.gpkg"
    for number, name in enumerate(layers.values()):
        table = gpd.GeoDataFrame({"n": [number]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326")
        table.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    numbers = dict(enumerate(layers))
    assert len(pyogrio.list_layers(path)) == len(layers)
    found = result_tables([PlanFiles(folder=tmp_path, scenario="both", layers=layers)])
    seen = set[ResultLayer]()
    for table in found:
        for part in table.parts:
            for scenario, service, number, _ in part.rows(["scenario", "service", "n"], 4326):
                layer = numbers[number]
                assert (scenario, service, table.name) == ("both", layer.service, layer.table)
                seen.add(layer)
    assert seen == set(layers)
