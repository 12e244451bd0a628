"""Pages, pictures and charts show what the travel times' study says, without being told again."""

from __future__ import annotations

import dataclasses
import datetime as dt

import geopandas as gpd
import pytest
import shapely
from halfhour.common.words import Words
from halfhour.geo.study_context import FROM_STUDY, NO_STUDY, StudyContext
from halfhour.maps.basemap.credits import credits_shown
from halfhour.maps.basemap.tiles import named_tiles
from halfhour.maps.charts.frontier import frontier_chart
from halfhour.maps.charts.lorenz import lorenz_chart
from halfhour.maps.charts.times import travel_chart
from halfhour.maps.pictures.plan import Captions, plan_picture
from halfhour.maps.plan_page.map import plan_map
from halfhour.optimize.frontier import frontier
from halfhour.optimize.solve import solve
from matplotlib.text import Text

OSM = "OpenStreetMap contributors"


@pytest.fixture(scope="module")
def plan(town):
    """A plan of a town whose roads are an extract, in a study that says everything."""
    west, south, east, north = town.plan.before.times.demand.total_bounds
    lake = shapely.box(west, south, (west + east) / 2, (south + north) / 2)
    crs = town.plan.before.times.demand.crs
    study = StudyContext(
        title=Words(en="Hilltown", zh="山城"),
        notice=Words(en="made by hand", zh="手工制作"),
        credits=Words(en="Hill surveyors", zh="虚构道路"),
        services={"clinic": Words(en="Surgeries", zh="诊所")},
        scenarios={town.plan.scenario.name: Words(en="Three surgeries", zh="三处诊所")},
        levels={"county": Words(en="shire", zh="郡")},
        units=town.units,
        water=gpd.GeoDataFrame(geometry=[lake], crs=crs),
        places=gpd.GeoDataFrame({"name": ["Upper Mill"]}, geometry=[lake.centroid], crs=crs),
        tiles=named_tiles("openstreetmap"),
        date=dt.date(2026, 3, 1),
    )
    times = dataclasses.replace(town.plan.scenario.times, study=study)
    return solve(town.plan.scenario.replace(times=times))


def said(figure) -> str:
    return " ".join(text.get_text() for text in figure.findobj(Text)).replace("\n", " ")


def test_a_page_shows_its_study_by_itself(plan):
    page = plan_map(plan, lang="zh")
    assert page.title == "山城：三处诊所"
    for text in (
        "Hilltown",
        "Three surgeries",
        "made by hand",
        "手工制作",
        "Hill surveyors",
        "2026-03-01",
    ):
        assert text in page.content
    assert "Upper Mill" in page.content
    assert "https://tile.openstreetmap.org" in page.content
    assert '"zh":"郡"' in page.content
    assert OSM not in page.content.split("halfhour-data")[0].split("</style>")[-1]


def test_what_is_given_goes_before_the_study_and_nothing_leaves_it_out(plan):
    given = plan_map(
        plan, notice={"en": "other", "zh": "其他"}, title="By hand", units=None
    ).content
    assert "By hand" in given
    assert "其他" in given
    assert "made by hand" not in given
    assert "Three surgeries" not in given
    off = plan_map(plan, notice="", credits="", places=None, tiles=None, date=None, water=None)
    for text in (
        "made by hand",
        "Hill surveyors",
        "Upper Mill",
        "https://tile.openstreetmap.org",
        "2026-03-01",
    ):
        assert text not in off.content


def test_pictures_and_charts_show_their_study_by_themselves(plan):
    picture = said(plan_picture(plan))
    for text in ("Hilltown: Three surgeries", "made by hand", "Hill surveyors", "Surgeries"):
        assert text in picture
    assert OSM not in picture
    bare = said(plan_picture(plan, captions=Captions(title="A", notice="", credits=""), units=None))
    assert "made by hand" not in bare
    assert "Hill surveyors" not in bare
    for figure in (
        travel_chart(plan.after),
        lorenz_chart(plan.after, by="county"),
        frontier_chart(frontier(plan.scenario.replace(max_new=1))),
    ):
        words = said(figure)
        assert "Hilltown: Surgeries" in words
        assert "made by hand" in words


def test_a_chart_without_a_study_stays_as_it_is(town):
    figure = travel_chart(town.plan.after)
    assert figure.get_suptitle() == figure.get_supxlabel() == ""


def test_openstreetmap_is_credited_only_where_nobody_else_is(town):
    network = town.plan.before.times.network
    extract = dataclasses.replace(network, source="roads.osm.pbf")
    assert OSM in credits_shown(FROM_STUDY, NO_STUDY, extract).en
    own = StudyContext(credits=Words.of("the city"))
    assert credits_shown(FROM_STUDY, own, extract) == Words.of("the city")
    assert not credits_shown("", NO_STUDY, extract)
    assert not credits_shown(
        FROM_STUDY, NO_STUDY, dataclasses.replace(network, source="roads.gpkg")
    )
    assert not credits_shown(FROM_STUDY, NO_STUDY, None)
