from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pyogrio
import pytest
from halfhour.app.results.layers import result_layers
from halfhour.common.errors import InputError
from halfhour.common.written.geopackages import reproducible_geopackages
from halfhour.maps.qgis.styles import add_qgis_styles
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.solve import solve

COLUMNS = [
    "id",
    "f_table_catalog",
    "f_table_schema",
    "f_table_name",
    "f_geometry_column",
    "styleName",
    "styleQML",
    "styleSLD",
    "useAsDefault",
    "description",
    "owner",
    "ui",
    "update_time",
]


def layers_of(plan, units):
    """The layers that ``halfhour plan`` writes, and one that is not ours."""
    own = units.to_crs(plan.before.times.demand.crs)
    parks = own[["geometry"]].reset_index(drop=True)
    return {**result_layers(plan, {"county": own}), "parks": parks}


@pytest.fixture
def written(town, tmp_path):
    path = tmp_path / "results.gpkg"
    with reproducible_geopackages():
        for name, layer in layers_of(town.plan, town.units).items():
            layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    return path


def rows_of(path, query):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def styles_of(path):
    query = "SELECT f_table_name, styleQML FROM layer_styles"
    return {name: ET.fromstring(text) for name, text in rows_of(path, query)}  # noqa: S314 - ours


def counted(path, name):
    """Features by the label of their category; SQLite reads the expression as QGIS does."""
    renderer = styles_of(path)[name].find("renderer-v2")
    labels = {one.get("value"): one.get("label") for one in renderer.iter("category")}
    query = f"SELECT {renderer.get('attr')} AS value, count(*) FROM {name} GROUP BY value"  # noqa: S608 - ours
    return {labels[value]: number for value, number in rows_of(path, query)}


def test_table_is_the_one_that_qgis_looks_for(written):
    assert add_qgis_styles(written) == written
    columns = [row[1] for row in rows_of(written, "PRAGMA table_info(layer_styles)")]
    assert columns == COLUMNS
    query = "SELECT data_type, identifier FROM gpkg_contents WHERE table_name = 'layer_styles'"
    assert rows_of(written, query) == [("attributes", "layer_styles")]
    query = (
        "SELECT f_table_name, f_geometry_column, f_table_catalog, f_table_schema, useAsDefault"
        " FROM layer_styles ORDER BY f_table_name"
    )
    names = ["access_zones", "cells", "gap_clusters", "sites", "units_county"]
    assert rows_of(written, query) == [(name, "geom", "", "", 1) for name in names]


def test_all_layers_are_read_as_before(written):
    names = [str(name) for name, _ in pyogrio.list_layers(written)]
    before = {name: pyogrio.read_dataframe(written, layer=name) for name in names}
    add_qgis_styles(written)
    after = [str(name) for name, _ in pyogrio.list_layers(written)]
    assert after == [*names, "layer_styles"]
    for name in names:
        pd.testing.assert_frame_equal(pyogrio.read_dataframe(written, layer=name), before[name])
    assert len(pyogrio.read_dataframe(written, layer="layer_styles")) == 5


def test_cells_fall_into_the_categories_of_the_legend(written, town):
    add_qgis_styles(written)
    before, after = town.plan.before.cells, town.plan.after.cells
    lived_in = before["people"] > 0
    unreachable = after["reason"].isin(["no_road", "island"])
    expected = {
        "served today": before["served"],
        "newly served": after["served"] & ~before["served"],
        "unreachable": unreachable & ~before["served"],
        "gap": ~after["served"] & ~unreachable,
    }
    sums = {label: int((cells & lived_in).sum()) for label, cells in expected.items()}
    sums["nobody lives here"] = int((~lived_in).sum())
    assert counted(written, "cells") == {label: n for label, n in sums.items() if n}
    assert all(sums[label] for label in expected)


def test_cells_without_enough_places_have_a_category_of_their_own(town, tmp_path):
    scenario = town.plan.scenario
    few = scenario.times.sites.assign(capacity=3000.0)
    times = dataclasses.replace(scenario.times, sites=few)
    rule = ServiceCapacity(assignment="closest")
    plan = solve(scenario.replace(times=times, capacity=rule, max_new=1))
    path = tmp_path / "places.gpkg"
    cells = layers_of(plan, town.units)["cells"]
    cells.to_file(path, layer="cells", driver="GPKG", engine="pyogrio")
    add_qgis_styles(path)
    lacking = int((plan.after.cells["reason"] == "no_place").sum())
    assert lacking > 0
    assert counted(path, "cells")["within reach, places are short"] == lacking


def test_sites_fall_into_proposed_existing_and_candidates(written, town):
    add_qgis_styles(written)
    sites, opened = town.plan.before.times.sites, len(town.plan.opened)
    existing = int((sites["status"] == "existing").sum())
    assert counted(written, "sites") == {
        "proposed site": opened,
        "existing site": existing,
        "candidate": len(sites) - existing - opened,
    }


def test_sites_of_any_other_status_have_a_sign_and_many_are_small(town, tmp_path):
    # A plan that opens nothing has no order anywhere.
    nothing = solve(town.plan.scenario.replace(max_new=0))
    sites = layers_of(nothing, town.units)["sites"].assign(status="closed")
    sizes = []
    for number, name in ((1, "few.gpkg"), (60, "many.gpkg")):
        path = tmp_path / name
        rows = pd.concat([sites] * number)
        rows.to_file(path, layer="sites", driver="GPKG", engine="pyogrio")
        add_qgis_styles(path)
        assert counted(path, "sites") == {"other site": len(rows)}
        style = styles_of(path)["sites"]
        sizes.append(
            [float(one.get("value")) for one in style.iter("Option") if one.get("name") == "size"]
        )
    few, many = sizes
    assert many[0] == few[0]
    assert all(small < large for small, large in zip(many[1:], few[1:], strict=True))


def test_numbers_of_proposed_sites_are_always_seen(written):
    add_qgis_styles(written)
    style = styles_of(written)["sites"]
    assert style.find(".//text-style").get("fieldName") == '"build_order"'
    assert style.find(".//rendering").get("displayAll") == "1"
    # Sites without an order come first, so that those with one lie on top.
    clause = style.find("renderer-v2/orderby/orderByClause")
    assert (clause.text, clause.get("asc"), clause.get("nullsFirst")) == ('"build_order"', "1", "1")
    assert styles_of(written)["units_county"].find(".//rendering").get("displayAll") == "0"


@pytest.mark.parametrize(
    ("share", "label"),
    [
        (0.0, "below 50%"),
        (0.5, "50 to 80%"),
        (0.799, "50 to 80%"),
        (0.8, "80 to 95%"),
        (0.95, "95% and more"),
        (1.0, "95% and more"),
        (np.nan, "nobody lives here"),
    ],
)
def test_units_fall_into_classes_of_their_share(town, tmp_path, share, label):
    path = tmp_path / "units.gpkg"
    units = town.units.assign(share_after=share)
    units.to_file(path, layer="units_county", driver="GPKG", engine="pyogrio")
    add_qgis_styles(path)
    assert counted(path, "units_county") == {label: 2}


def test_styles_are_whole(written):
    add_qgis_styles(written)
    for name, style in styles_of(written).items():
        assert style.tag == "qgis"
        renderer = style.find("renderer-v2")
        assert renderer.get("type") == "categorizedSymbol"
        symbols = {symbol.get("name"): symbol for symbol in renderer.iter("symbol")}
        categories = list(renderer.iter("category"))
        assert len(categories) == len({one.get("value") for one in categories}) == len(symbols)
        kind = "fill" if name in ("access_zones", "units_county") else "marker"
        for one in categories:
            symbol = symbols[one.get("symbol")]
            assert symbol.get("type") == kind
            options = {option.get("name"): option.get("value") for option in symbol.iter("Option")}
            red, green, blue, opacity = map(int, options["color"].split(","))
            assert all(0 <= part <= 255 for part in (red, green, blue, opacity))


def test_squares_of_cells_touch(written, town):
    add_qgis_styles(written)
    option = styles_of(written)["cells"].find(".//Option[@name='size']")
    demand = town.plan.before.times.demand.to_crs(4326)
    rows = np.unique(demand.geometry.y.round(6))
    assert float(option.get("value")) == pytest.approx(np.diff(rows).mean() * 111_050, rel=0.01)


def test_cells_as_areas_are_filled(town, tmp_path):
    path = tmp_path / "areas.gpkg"
    cells = layers_of(town.plan, town.units)["cells"]
    cells.set_geometry(cells.geometry.buffer(200)).to_file(path, layer="cells", driver="GPKG")
    add_qgis_styles(path)
    symbols = list(styles_of(path)["cells"].iter("symbol"))
    assert {symbol.get("type") for symbol in symbols} == {"fill"}


def test_degrees_give_squares_in_metres(written, town, tmp_path):
    path = tmp_path / "degrees.gpkg"
    cells = layers_of(town.plan, town.units)["cells"]
    cells.to_crs(4326).to_file(path, layer="cells", driver="GPKG")
    add_qgis_styles(path)
    add_qgis_styles(written)
    sizes = [
        float(styles_of(file)["cells"].find(".//Option[@name='size']").get("value"))
        for file in (path, written)
    ]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.01)


def test_same_bytes_from_the_same_file_and_nothing_beside(written, tmp_path):
    copy = tmp_path / "copy.gpkg"
    copy.write_bytes(written.read_bytes())
    add_qgis_styles(written)
    add_qgis_styles(copy)
    assert written.read_bytes() == copy.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.gpkg", "results.gpkg"]


def test_a_second_call_replaces_ours_and_leaves_other_styles(written):
    add_qgis_styles(written)
    with closing(sqlite3.connect(written)) as database, database:
        database.execute(
            "INSERT INTO layer_styles (f_table_name, styleName) VALUES ('parks', 'of the user')"
        )
    add_qgis_styles(written, lang="zh")
    names = rows_of(written, "SELECT f_table_name, styleName FROM layer_styles ORDER BY 1")
    assert len(names) == 6
    assert ("parks", "of the user") in names
    assert "未覆盖" in {
        one.get("label") for one in styles_of_ours(written)["cells"].iter("category")
    }


def styles_of_ours(path):
    query = "SELECT f_table_name, styleQML FROM layer_styles WHERE styleQML IS NOT NULL"
    return {name: ET.fromstring(text) for name, text in rows_of(path, query)}  # noqa: S314 - ours


def test_other_files_are_refused_and_stay_as_they_are(tmp_path, town):
    with pytest.raises(InputError, match="no such file"):
        add_qgis_styles(tmp_path / "missing.gpkg")
    text = tmp_path / "text.gpkg"
    text.write_text("no database " * 100)
    with pytest.raises(InputError, match="is no GeoPackage"):
        add_qgis_styles(text)
    other = tmp_path / "other.gpkg"
    town.units.to_file(other, layer="parks", driver="GPKG", engine="pyogrio")
    before = other.read_bytes()
    with pytest.raises(InputError, match="none of the layers"):
        add_qgis_styles(other)
    assert other.read_bytes() == before
    assert text.read_text().startswith("no database")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["other.gpkg", "text.gpkg"]
    with pytest.raises(InputError, match="lang"):
        add_qgis_styles(other, lang="fr")
