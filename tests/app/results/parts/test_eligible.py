"""What results say of the land of candidates: the table, plan.json, the layer of sites and the page."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from halfhour.app.plan.plan_study import plan_study
from towns import place

RULES = """\
land:
  forbid: [{file: no.geojson, clause: {en: Wetland law, zh: 湿地保护法}, title: {en: Wetland, zh: 湿地}}]
  condition: [{file: ask.geojson, clause: {en: Road law, zh: 公路法}, title: {en: Road reserve, zh: 公路}}]
"""


@pytest.fixture(scope="module")
def results(study_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of one new clinic with a forbidden and a conditional column of candidates."""
    folder = tmp_path_factory.mktemp("land")
    for path in study_files.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    for name, column in (("no", 1), ("ask", 3)):
        shape = shapely.box(*place(column - 0.2, -1), *place(column + 0.2, 9))
        gpd.GeoDataFrame(geometry=[shape], crs="EPSG:4326").to_file(folder / f"{name}.geojson")
    file = folder / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + RULES, encoding="utf-8")
    plan_study(file, folder / "out", jobs=1, lang="zh")
    return folder / "out" / "two_clinics"


def test_every_candidate_stands_in_the_table(results: Path) -> None:
    table = pd.read_csv(results / "eligible.csv", keep_default_na=False, encoding="utf-8-sig")
    assert table["site_id"].tolist() == [f"p{i:03d}" for i in range(9)]
    assert table["eligibility"].tolist() == [
        *["forbidden"] * 3,
        *["conditional"] * 3,
        *["eligible"] * 3,
    ]
    first, fourth = table.iloc[0], table.iloc[3]
    assert first["reasons_en"] == (
        "The place lies on land where nothing may be built: Wetland (Wetland law)."
    )
    assert first["reasons_zh"].endswith("湿地（湿地保护法）。")
    assert (first["clauses_en"], first["clauses_zh"]) == ("Wetland law", "湿地保护法")
    assert "公路" in fourth["reasons_zh"]
    assert not table[table["eligibility"] == "forbidden"]["opened"].eq("yes").any()
    assert (table["opened"] == "yes").sum() == 2
    assert (first["lon"], first["lat"]) == pytest.approx(place(1, 1), abs=1e-6)


def test_plan_json_counts_them_and_lists_those_that_are_not_simply_eligible(results: Path) -> None:
    part = json.loads((results / "plan.json").read_text(encoding="utf-8"))["eligibility"]
    assert (part["eligible"], part["conditional"], part["forbidden"]) == (3, 3, 3)
    assert [one["site_id"] for one in part["candidates"]] == [f"p{i:03d}" for i in range(6)]
    assert part["candidates"][0]["clauses"] == [{"en": "Wetland law", "zh": "湿地保护法"}]
    assert part["candidates"][0]["area_m2"] is None


def test_the_layer_of_sites_has_it_too(results: Path) -> None:
    sites = gpd.read_file(results / "results.gpkg", layer="sites").set_index("site_id")
    assert sites["eligibility"].value_counts().to_dict() == {
        "forbidden": 3, "conditional": 3, "eligible": 3, "": 1,
    }  # fmt: skip
    assert "湿地保护法" in sites["land_reasons"]["p000"]


def test_the_page_says_what_is_to_be_checked(results: Path) -> None:
    page = (results / "plan.html").read_text(encoding="utf-8")
    assert "only under a condition: Road reserve (Road law)" in page
    assert "公路（公路法）" in page
    # Forbidden candidates do not stand on the map.
    assert "Wetland law" not in page.split('"kind": "candidate"')[-1][:2000]
