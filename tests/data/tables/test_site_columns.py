import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.site_columns import in_year, open_in, with_status
from halfhour.data.tables.sites import read_sites
from shapely.geometry import Point

CRS = "EPSG:4549"
PLAIN = {"site_id": "id", "x": "x", "y": "y"}


def layer(path, *, only=None, **columns):
    return Layer(file=path, crs=CRS, columns=PLAIN | columns, only=only or {})


def told(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return [(f.file, f.row, f.key, f.column, f.value, f.cause) for f in caught.value.faults]


@pytest.fixture
def clinics(write_csv):
    return write_csv(
        "clinics.csv",
        "id,x,y,opened,closed,works",
        "old,1,0,1950,,",
        "new,2,0,2020,,yes",
        "gone,3,0,,2020,yes",
        "broken,4,0,,,no",
    )


def status(path, year):
    columns = {"opened_year": "opened", "closed_year": "closed", "working": "works"}
    sites = read_sites(existing=layer(path, **columns), service="clinic", crs=CRS, year=year)
    return sites["status"].to_dict()


def test_a_facility_is_open_from_its_first_year_until_the_year_before_it_closes(clinics):
    assert status(clinics, 2019) == {
        "old": "existing",
        "new": "closed",
        "gone": "existing",
        "broken": "closed",
    }
    assert status(clinics, 2020) == {
        "old": "existing",
        "new": "existing",
        "gone": "closed",
        "broken": "closed",
    }


def test_without_a_year_only_order_counts(clinics):
    closed = [site for site, one in status(clinics, None).items() if one == "closed"]
    assert closed == ["broken"]


def test_standing_does_not_ask_for_working_order():
    table = pd.DataFrame(
        {
            "opened_year": [np.nan, 2020.0, 2021.0],
            "closed_year": [2021.0, np.nan, np.nan],
            "working": [False, True, True],
        }
    )
    assert open_in(table, 2020).tolist() == [True, True, False]
    assert open_in(table, 2021).tolist() == [False, True, True]
    assert open_in(table, None).tolist() == [True, True, True]
    assert open_in(table[["working"]], 1900).tolist() == [True, True, True]


def test_candidates_that_are_not_eligible(write_csv):
    path = write_csv("parcels.csv", "id,x,y,ok", "p1,1,0,是", "p2,2,0,否", "p3,3,0,")
    sites = read_sites(candidates=layer(path, eligible="ok"), service="clinic", crs=CRS, year=2020)
    assert sites["status"].tolist() == ["candidate", "ineligible", "candidate"]
    assert sites["eligible"].tolist() == [True, False, True]


def test_marks_of_the_other_kind_change_nothing():
    sites = gpd.GeoDataFrame(
        {
            "status": ["existing", "candidate"],
            "eligible": [False, True],
            "working": [True, False],
        },
        geometry=[Point(0, 0), Point(1, 0)],
        crs=CRS,
    )
    assert with_status(sites, 2020)["status"].tolist() == ["existing", "candidate"]


def test_sites_of_both_kinds_are_told_of_in_another_year(clinics, write_csv):
    # A mark of one kind is blank in the records of the other.
    parcels = write_csv("parcels.csv", "id,x,y,ok", "p1,1,0,yes", "p2,2,0,no")
    columns = {"opened_year": "opened", "closed_year": "closed", "working": "works"}
    files = {"existing": layer(clinics, **columns), "candidates": layer(parcels, eligible="ok")}
    for year in (2019, 2020):
        then = read_sites(**files, service="clinic", crs=CRS, year=year)
        for other in (2018, 2019, 2020):
            again = in_year(in_year(then, other), year)
            assert again["status"].to_dict() == then["status"].to_dict()
        assert then["status"]["p1":].to_dict() == {"p1": "candidate", "p2": "ineligible"}


def test_every_wrong_year_and_mark_is_told(write_csv):
    path = write_csv("c.csv", "id,x,y,opened,works,std", "a,1,0,soon,yes,", "b,2,0,,half,later")
    columns = {"opened_year": "opened", "working": "works", "standardised_since": "std"}
    assert told(read_sites, existing=layer(path, **columns), service="clinic", crs=CRS) == [
        ("c.csv", 1, "site_id a", "opened_year", "soon", "is not a number"),
        ("c.csv", 2, "site_id b", "working", "half", "is neither yes nor no"),
        ("c.csv", 2, "site_id b", "standardised_since", "later", "is not a number"),
    ]


@pytest.fixture
def networks(write_csv):
    return write_csv(
        "networks.csv",
        "id,x,y,service,name,title,works",
        "l1,1,0,library,East,Reading room,yes",
        "h1,2,0,culture_hall,East,Hall,yes",
        "l2,3,0,library,West,Books,no",
    )


@pytest.mark.parametrize(
    ("only", "columns", "ids"),
    [
        ({"title": "Hall"}, {}, ["h1"]),
        ({"name": "East"}, {}, ["l1", "h1"]),
        ({"name": "East"}, {"name": "title"}, ["l1", "h1"]),
        ({"service": "library"}, {}, ["l1", "l2"]),
        ({"service": "library"}, {"tier": "service"}, ["l1", "l2"]),
        ({"service": "library", "name": "West"}, {}, ["l2"]),
        ({"works": "yes"}, {"working": "works"}, ["l1", "h1"]),
        ({"x": "3"}, {}, ["l2"]),
    ],
)
def test_only_records_with_a_value_count(networks, only, columns, ids):
    sites = read_sites(existing=layer(networks, only=only, **columns), service="any", crs=CRS)
    assert list(sites.index) == ids
    assert set(sites["service"]) == {"any"}
    assert not [column for column in sites.columns if column.startswith("only ")]
    if columns == {"name": "title"}:
        assert sites["name"].tolist() == ["Reading room", "Hall"]


def test_only_works_on_a_vector_layer(tmp_path):
    path = tmp_path / "n.geojson"
    gpd.GeoDataFrame(
        {"site_id": [1, 2], "kind": [7, 8]}, geometry=[Point(0, 0), Point(1, 0)], crs=CRS
    ).to_file(path)
    sites = read_sites(existing=Layer(file=path, only={"kind": "8"}), service="any", crs=CRS)
    assert list(sites.index) == ["2"]


def test_a_value_that_no_record_has_is_told_with_the_nearest(networks):
    def read(**only):
        return read_sites(existing=layer(networks, only=only), service="any", crs=CRS)

    with pytest.raises(InputError, match=r"did you mean library\?") as caught:
        read(service="libary")
    (fault,) = caught.value.faults
    assert (fault.file, fault.column, fault.value) == ("networks.csv", "service", "libary")
    with pytest.raises(InputError, match=r"correct `only: \{service: \.\.\.\}`"):
        read(service="水库")
    assert told(read, name="West", title="Hall") == [
        (
            "networks.csv",
            None,
            None,
            "only",
            "name: West, title: Hall",
            "no record has these values together",
        )
    ]


def test_a_column_that_the_file_does_not_have_is_told(networks):
    only = {"network": "library"}
    (fault,) = told(read_sites, existing=layer(networks, only=only), service="any", crs=CRS)
    assert fault[:4] == ("networks.csv", None, None, "network")
    assert "there is no such column" in fault[5]


def test_faults_name_rows_of_the_whole_file(write_csv):
    path = write_csv("n.csv", "id,x,y,kind,cost", "a,1,0,park,1", "b,2,0,library,-1")
    given = layer(path, only={"kind": "library"}, cost="cost")
    assert told(read_sites, candidates=given, service="any", crs=CRS) == [
        ("n.csv", 2, "site_id b", "cost", -1.0, "is negative")
    ]


@pytest.mark.parametrize("column", ["opened_year", "closed_year", "standardised_since"])
@pytest.mark.parametrize("value", ["0", "-1", "19", "2001.5", "1e20", "20200", "yes", "12:30"])
def test_a_placeholder_is_no_year(write_csv, column, value):
    path = write_csv("c.csv", "id,x,y,when", f"a,1,0,{value}", "b,2,0,", "c,3,0,2020")
    ((file, row, key, name, _, cause),) = told(
        read_sites, existing=layer(path, **{column: "when"}), service="clinic", crs=CRS
    )
    assert (file, key, name) == ("c.csv", "site_id a", column)
    assert row is not None
    assert cause == ("is not a number" if value in {"yes", "12:30"} else "is not a year")


def test_a_mark_has_one_column(write_csv):
    path = write_csv("c.csv", "id,x,y,std,since", "a,1,0,yes,2020")
    given = layer(path, standardised="std", standardised_since="since")
    with pytest.raises(InputError, match=r"c\.csv, columns\.standardised: .*map one of the two"):
        read_sites(existing=given, service="clinic", crs=CRS)
