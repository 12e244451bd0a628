"""Published layers of people, friction and facilities are read with the figures that stand beside them."""

from __future__ import annotations

import json

import pytest
import rasterio
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.population import read_population
from halfhour.data.tables.sites import read_sites
from shared_cases import shared_case


def test_people_of_the_black_hills_without_nodata() -> None:
    path = shared_case("accessmod_blackhills") / "base/population__demo/population__demo.tif"
    with rasterio.open(path) as raster:
        assert raster.nodata == 255
        values = raster.read(1)
    people = read_population(path)
    assert people["residents"].sum() == 103_310
    assert len(people) == ((values != 255) & (values != 0)).sum()
    assert people.crs.to_string() != "EPSG:26713", "NAD27 is brought into a metric CRS of today"


def test_an_undeclared_nodata_value_is_named_by_the_layer(tmp_path) -> None:
    """The same raster with its nodata value forgotten."""
    source = shared_case("accessmod_blackhills") / "base/population__demo/population__demo.tif"
    with rasterio.open(source) as raster:
        values, profile = raster.read(1), raster.profile | {"nodata": None}
    with rasterio.open(tmp_path / "people.tif", "w", **profile) as raster:
        raster.write(values, 1)
    layer = Layer(file=tmp_path / "people.tif", nodata=255)
    assert read_population(layer)["residents"].sum() == 103_310


def test_the_cities_of_senegal() -> None:
    """GHSL's people of 30 cities stand in Mollweide's projection."""
    path = shared_case("senegal_friction") / "SEN_cities.geojson"
    raw = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert len(raw) == 30
    layer = Layer(file=path, columns={"cell_id": "ID_UC_G0", "residents": "GC_POP_TOT_2025"})
    cities = read_population(layer)
    assert len(cities) == 30
    counted = sum(one["properties"]["GC_POP_TOT_2025"] for one in raw)
    assert cities["residents"].sum() == pytest.approx(counted)


def test_the_friction_surface_of_senegal_is_no_raster_of_people() -> None:
    """Float32 with nodata -9999: what is data are minutes per metre, and nothing else is read."""
    path = shared_case("senegal_friction") / "SEN_friction_surface.tif"
    with rasterio.open(path) as raster:
        data = raster.read(1, masked=True)
        assert (raster.width, raster.height, raster.nodata) == (851, 631, -9999)
    read = read_population(path)["residents"]
    assert len(read) == int((data.filled(0) != 0).sum())
    assert read.min() == pytest.approx(0.000545, abs=1e-5)
    assert read.max() == pytest.approx(0.0783, abs=1e-4)


@pytest.mark.parametrize(("name", "number"), [("evacuation", 91), ("emergency", 772)])
def test_the_shelters_of_tokushima_with_their_attributes(name: str, number: int) -> None:
    path = shared_case("shelters_tokushima") / f"{name}_362018.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    raw = {one["properties"]["共通ID"]: one["properties"] for one in features}
    columns = {"site_id": "共通ID", "name": "施設・場所名", "address": "住所"}
    sites = read_sites(existing=Layer(file=path, columns=columns), service="shelter")
    assert len(sites) == len(raw) == number
    assert sites["name"].to_dict() == {key: one["施設・場所名"].strip() for key, one in raw.items()}
    assert sites["address"].to_dict() == {key: one["住所"].strip() for key, one in raw.items()}


@pytest.mark.parametrize("hazard", ["洪水", "高潮", "津波"])
def test_shelters_of_one_hazard_are_chosen_by_its_column(hazard: str) -> None:
    path = shared_case("shelters_tokushima") / "emergency_362018.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    layer = Layer(file=path, columns={"site_id": "共通ID"}, only={hazard: "1"})
    sites = read_sites(existing=layer, service="shelter")
    flagged = {one["properties"]["共通ID"] for one in features if one["properties"][hazard] == "1"}
    assert set(sites.index) == flagged
    assert 0 < len(flagged) < 772
