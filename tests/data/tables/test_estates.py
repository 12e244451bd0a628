import geopandas as gpd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.estates import read_estates, with_estates
from shapely.geometry import Point

CRS = "EPSG:4549"
COLUMNS = {
    "cell_id": "id",
    "x": "x",
    "y": "y",
    "year": "from",
    "homes": "homes",
    "residents": "all",
}


def told(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return [(f.file, f.row, f.key, f.column, f.value, f.cause) for f in caught.value.faults]


def read(write_csv, *records, **more):
    path = write_csv("estates.csv", "id,x,y,from,homes,all,old", *records)
    return read_estates(Layer(file=path, crs=CRS, columns=COLUMNS | more), crs=CRS)


def demand(**people):
    return gpd.GeoDataFrame(
        people, index=["c1", "c2"], geometry=[Point(0, 0), Point(1, 0)], crs=CRS
    ).rename_axis("cell_id")


def test_people_places_and_years(write_csv):
    estates = read(
        write_csv, "07,500000,4400000,2022,9,120.5,20", "08,500100,4400000,2025,,0,0", elderly="old"
    )
    assert list(estates.index) == ["07", "08"]
    assert list(estates.columns) == ["year", "residents", "elderly", "geometry"]
    assert estates["year"].tolist() == [2022, 2025]
    assert estates["residents"].tolist() == [120.5, 0.0]
    assert estates["elderly"].tolist() == [20.0, 0.0]
    assert estates.geometry.x.tolist() == [500000, 500100]
    assert estates.crs == CRS


def test_usual_groups_need_no_mapping(write_csv):
    path = write_csv("estates.csv", "cell_id,lon,lat,year,elderly,residents", "e,120,40,2022,1,9")
    estates = read_estates(Layer(file=path), crs=CRS)
    assert estates[["residents", "elderly"]].to_numpy().tolist() == [[9, 1]]
    mapped = read_estates(Layer(file=path, columns={"residents": "elderly"}), crs=CRS)
    assert mapped.drop(columns=["year", "geometry"]).to_dict() == {"residents": {"e": 1}}


def test_estates_without_people_are_told(write_csv):
    path = write_csv("estates.csv", "cell_id,lon,lat,year,人数", "e,120,40,2022,1")
    [(*_, cause)] = told(read_estates, Layer(file=path), crs=CRS)
    assert cause == "no column says how many people will live there"


def test_places_are_moved_to_the_crs_of_the_cells(write_csv):
    path = write_csv("estates.csv", "id,lon,lat,year,residents", "e,120,40,2022,1")
    layer = Layer(file=path, columns={"cell_id": "id", "residents": "residents"})
    place = read_estates(layer, crs=CRS).geometry["e"]
    # The central meridian is 120 degrees east, with a false easting of 500 km.
    assert place.x == pytest.approx(500_000)
    assert place.y == pytest.approx(4_429_529, abs=1)


def test_every_fault_of_a_record_is_told(write_csv):
    assert told(
        read,
        write_csv,
        "e1,0,0,2022,1,-3,",
        "e2,0,0,soon,1,4,",
        "e1,0,0,2022,1,,",
        "e4,,0,2022,1,1,",
    ) == [
        ("estates.csv", 1, "cell_id e1", "cell_id", "e1", "occurs more than once"),
        ("estates.csv", 1, "cell_id e1", "residents", -3.0, "is negative"),
        ("estates.csv", 2, "cell_id e2", "year", "soon", "is not a number"),
        ("estates.csv", 3, "cell_id e1", "cell_id", "e1", "occurs more than once"),
        ("estates.csv", 3, "cell_id e1", "residents", None, "is missing"),
        ("estates.csv", 4, "cell_id e4", "x", None, "is missing"),
    ]


def test_an_estate_without_a_year_is_told(write_csv):
    assert told(read, write_csv, "e1,0,0,,1,3,", "e2,0,0,22,1,3,") == [
        ("estates.csv", 1, "cell_id e1", "year", None, "is missing"),
        ("estates.csv", 2, "cell_id e2", "year", "22", "is not a year"),
    ]


def test_estates_become_cells_where_nobody_lives(write_csv):
    estates = read(write_csv, "e1,500000,4400000,2022,9,120,")
    both = with_estates(demand(residents=[3.0, 4.0], elderly=[1.0, 0.0]), estates, what="e.csv")
    assert list(both.index) == ["c1", "c2", "e1"]
    assert both.index.name == "cell_id"
    assert both["residents"].tolist() == [3, 4, 0]
    assert both["elderly"].tolist() == [1, 0, 0]
    assert both.geometry["e1"] == Point(500000, 4400000)
    assert both.crs == CRS


def test_estates_that_do_not_suit_the_cells_are_told(write_csv):
    estates = read(write_csv, "c2,500000,4400000,2022,9,120,5", children="old")
    assert told(with_estates, demand(residents=[3.0, 4.0]), estates, what="e.csv") == [
        ("e.csv", None, "cell_id c2", None, None, "a cell of the population has this id"),
        (
            "e.csv",
            None,
            None,
            "columns.children",
            None,
            "the population has no such group; it has residents",
        ),
    ]
