from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.population import read_population
from halfhour.data.tables.sites import read_sites
from halfhour.data.tables.times import read_times_table
from shapely.geometry import Point


def points(index_name, *ids):
    index = pd.Index(ids, name=index_name)
    return gpd.GeoDataFrame(index=index, geometry=[Point(0, 0)] * len(ids), crs="EPSG:4549")


DEMAND = points("cell_id", "001", "乙")
SITES = points("site_id", "s1", "s2")


def faults(source):
    with pytest.raises(InputError) as caught:
        read_times_table(source, DEMAND, SITES)
    return caught.value.faults


def test_minutes_become_seconds_and_absent_pairs_stay_absent(write_csv):
    path = write_csv("matrix.csv", "cell_id,site_id,minutes", "001,s1,1.5", "乙,s2,0")
    table = read_times_table(path, DEMAND, SITES)
    assert (table.unit, table.source) == ("s", "matrix.csv")
    assert table.rows.to_dict("list") == {
        "cell_id": ["001", "乙"],
        "site_id": ["s1", "s2"],
        "cost": [90.0, 0.0],
    }


@pytest.mark.parametrize(("cost", "unit"), [("seconds", "s"), ("metres", "m")])
def test_a_mapping_says_what_the_cost_is(write_csv, cost, unit):
    path = write_csv("matrix.csv", "from_id,to_id,travel_time", "001,s1,90")
    columns = {"cell_id": "from_id", "site_id": "to_id", cost: "travel_time"}
    table = read_times_table(Layer(file=path, columns=columns), DEMAND, SITES)
    assert table.unit == unit
    assert list(table.rows["cost"]) == [90.0]


def test_parquet_reads_too(tmp_path):
    path = tmp_path / "matrix.parquet"
    pd.DataFrame({"cell_id": ["001"], "site_id": ["s1"], "minutes": [2]}).to_parquet(path)
    assert list(read_times_table(path, DEMAND, SITES).rows["cost"]) == [120.0]
    path.write_bytes(path.read_bytes()[:50])
    (fault,) = faults(path)
    assert "cannot be read" in fault.cause


def test_wrong_rows_are_refused_together(write_csv):
    path = write_csv(
        "matrix.csv",
        "cell_id,site_id,minutes",
        "001,s1,-1",
        "001,s2,nan",
        "乙,s1,soon",
        "乙,s2,inf",
        "乙,s2,5",
        ",s2,5",
    )
    assert [(f.row, f.column, f.cause) for f in faults(path)] == [
        (1, "cost", "is negative"),
        (2, "cost", "is missing"),
        (3, "minutes", "is not a number"),
        (4, "cost", "is infinite"),
        (5, None, "this pair occurs more than once"),
        (6, "cell_id", "is missing"),
    ]


def test_unknown_ids_are_named_and_counted(write_csv):
    rows = [f"{i},s9,1" for i in range(2000, 2007)]
    path = write_csv("matrix.csv", "cell_id,site_id,minutes", "1,s1,1", *rows)
    cells, sites = faults(path)
    assert cells.cause == "8 ids are not in the demand table"
    assert cells.value == "1, 2000, 2001, 2002, 2003, ..."
    assert (sites.value, sites.cause) == ("s9", "1 ids are not in the site table")


def test_the_cost_must_be_named_once(write_csv):
    path = write_csv("matrix.csv", "cell_id,site_id,time,minutes,metres", "001,s1,1,1,1")
    (fault,) = faults(path)
    assert fault.cause == "more than one cost is mapped"
    layer = Layer(file=path, columns={"metres": "metres"})
    assert read_times_table(layer, DEMAND, SITES).unit == "m"
    (fault,) = faults(write_csv("bare.csv", "cell_id,site_id,time", "001,s1,1"))
    assert "the file has cell_id, site_id, time" in fault.cause
    (fault,) = faults(write_csv("empty.csv", "cell_id,site_id,minutes"))
    assert fault.cause == "has no records"
    (fault,) = faults(write_csv("half.csv", "cell_id,minutes", "001,1"))
    assert fault.column == "site_id"


def test_published_distances_read_by_mapping_alone(shared_case):
    folder = shared_case("sf_store_spopt")
    demand = read_population(
        Layer(
            file=folder / "SF_demand_205_centroid_uniform_weight.csv",
            crs="EPSG:4326",
            columns={"cell_id": "NAME", "x": "long", "y": "lat", "residents": "POP2000"},
        )
    )
    stores = read_sites(
        candidates=Layer(
            file=folder / "SF_store_site_16_longlat.csv",
            crs="EPSG:4326",
            columns={"site_id": "NAME", "x": "long", "y": "lat"},
        ),
        service="store",
        crs=demand.crs,
    )
    table = read_times_table(
        Layer(
            file=folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv",
            columns={"cell_id": "DestinationName", "site_id": "name", "metres": "distance"},
        ),
        demand,
        stores,
    )
    assert (len(demand), len(stores), len(table.rows), table.unit) == (205, 16, 3280, "m")
    assert demand["residents"].sum() == 955_113


def test_a_blank_time_is_never_advised_to_be_0(write_csv):
    path = write_csv("matrix.csv", "cell_id,site_id,minutes", "001,s1,", "乙,s2,5")
    (fault,) = faults(path)
    assert (fault.file, fault.key, fault.cause) == ("matrix.csv", "cell_id 001", "is missing")
    assert fault.fix.startswith("leave the row out: a pair without a row has no way")
    assert "write 0" not in fault.fix
