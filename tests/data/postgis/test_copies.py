"""Tables, views and queries of a real server as layers."""

from __future__ import annotations

from urllib.parse import quote

import geopandas as gpd
import halfhour as hh
import pytest
from halfhour.common.sentences import collected_notes
from halfhour.data.formats.layer import Layer, as_layer
from halfhour.data.input_records.record import input_records
from postgis_server import PASSWORD, USER, PostgisServer

pytestmark = pytest.mark.postgis

CLINICS = """
    CREATE TABLE health."Rural clinics" (
        code text, title varchar(40), beds numeric(12, 2), cost real, ok bool, since date,
        at timestamptz, geom geometry(Point, 4326));
    INSERT INTO health."Rural clinics" VALUES
        ('02', '乡镇卫生院', 12.50, 0.1, true, '2019-05-04', '2019-05-04 12:00+08',
         ST_SetSRID(ST_MakePoint(119.6, 39.9), 4326)),
        ('01', NULL, NULL, 3, false, NULL, NULL, ST_SetSRID(ST_MakePoint(119.5, 39.8), 4326))
"""


def layer_of(database: PostgisServer, **more: object) -> Layer:
    """Return a layer of the database."""
    return Layer.model_validate({"file": database.address, **more})


def read(layer: Layer) -> gpd.GeoDataFrame:
    """Return what the copy holds, as any GeoParquet file."""
    return gpd.read_parquet(as_layer(layer).file)


def made(database: PostgisServer, *statements: str) -> None:
    """Run statements that may stand together in one text."""
    for text in statements:
        database.run(text)


def test_values_are_read_as_the_database_has_them(database: PostgisServer) -> None:
    made(database, CLINICS)
    found = read(layer_of(database, table="health.Rural clinics"))
    assert found.crs == "EPSG:4326"
    # No primary key: rows stand in the order of their text.
    assert found["code"].tolist() == ["01", "02"]
    assert found["beds"].fillna("").tolist() == ["", "12.50"]
    assert found["cost"].tolist() == [3.0, 0.1]
    assert found["ok"].tolist() == [False, True]
    assert found["since"].fillna("").tolist() == ["", "2019-05-04"]
    assert found["at"].fillna("").tolist() == ["", "2019-05-04 04:00:00+00"]
    assert found.geometry.x.tolist() == [119.5, 119.6]


def test_a_table_becomes_sites_as_a_file_does(database: PostgisServer) -> None:
    made(database, CLINICS)
    columns = {"site_id": "code", "name": "title", "capacity": "beds"}
    sites = hh.read_sites(
        existing=layer_of(
            database, query='SELECT * FROM health."Rural clinics" WHERE ok', columns=columns
        ),
        service="clinic",
    )
    assert sites["name"].to_dict() == {"02": "乡镇卫生院"}
    assert sites["capacity"].tolist() == [12.5]


@pytest.mark.parametrize(
    "source",
    [
        {"table": "health.open"},
        {"table": "HEALTH.OPEN"},
        {"table": '"health"."open"'},
        {"query": "SELECT code, geom AS place FROM health.open -- all of them"},
        {"query": "WITH a AS (SELECT * FROM health.open) SELECT * FROM a;"},
    ],
)
def test_views_and_queries_need_no_registered_column(
    database: PostgisServer, source: dict[str, str]
) -> None:
    made(
        database,
        CLINICS,
        "CREATE VIEW health.open AS "
        'SELECT code, ST_Transform(geom, 3857) AS geom FROM health."Rural clinics" WHERE ok',
    )
    found = read(layer_of(database, **source))
    assert found["code"].tolist() == ["02"]
    assert found.crs == "EPSG:3857"


def test_rows_without_a_place_are_left_out_and_counted(database: PostgisServer) -> None:
    made(
        database,
        "CREATE TABLE health.places (id int PRIMARY KEY, geom geometry)",
        "INSERT INTO health.places VALUES (10, 'SRID=4326;POINT(1 2)'), (9, 'SRID=4326;POINT EMPTY'), "
        "(2, NULL), (3, NULL), (4, 'SRID=4326;POINT(1 3)')",
    )
    with collected_notes() as notes:
        found = read(layer_of(database, table="health.places"))
    assert found["id"].tolist() == [4, 10]
    assert " ".join(notes) == (
        "city.health.places: 3 of 5 rows have no place and are left out: "
        "2 without a geometry, 1 with an empty one."
    )


def test_geometry_of_all_kinds(database: PostgisServer) -> None:
    made(
        database,
        "CREATE TABLE health.shapes (id int PRIMARY KEY, geom geometry)",
        "INSERT INTO health.shapes VALUES "
        "(1, 'SRID=4326;CURVEPOLYGON(CIRCULARSTRING(0 0, 1 1, 2 0, 1 -1, 0 0))'), "
        "(2, 'SRID=4326;MULTILINESTRING Z ((0 0 5, 1 1 6))'), "
        "(3, 'SRID=4326;POINT ZM (1 2 3 4)')",
    )
    found = read(layer_of(database, table="health.shapes"))
    assert found.geom_type.tolist() == ["Polygon", "MultiLineString", "Point"]
    assert found.geometry.iloc[0].area == pytest.approx(3.14159, rel=1e-2)
    made(
        database,
        "INSERT INTO health.shapes VALUES (4, 'SRID=4326;TIN(((0 0 0, 0 1 0, 1 1 0, 0 0 0)))')",
    )
    with pytest.raises(hh.InputError, match="1 rows hold TINs"):
        read(layer_of(database, table="health.shapes"))


def test_the_crs_is_that_of_the_rows(database: PostgisServer) -> None:
    made(
        database,
        "CREATE TABLE health.mixed AS SELECT 1 AS id, 'SRID=4326;POINT(1 2)'::geometry AS geom "
        "UNION ALL SELECT 2, 'SRID=3857;POINT(1 2)'",
        "CREATE TABLE health.unknown AS SELECT 1 AS id, 'POINT(1 2)'::geometry AS geom",
        "CREATE TABLE health.globe AS SELECT 1 AS id, 'POINT(119 39)'::geography AS geog",
    )
    with pytest.raises(hh.InputError, match=r"SRIDs.*ST_Transform") as raised:
        read(layer_of(database, table="health.mixed"))
    assert "3857 (1 rows), 4326 (1 rows)" in str(raised.value)
    with pytest.raises(hh.InputError, match="SRID 0"):
        read(layer_of(database, table="health.unknown"))
    known = layer_of(database, table="health.unknown", crs="EPSG:4490", columns={"unit_id": "id"})
    assert hh.read_sites(
        existing=known.model_copy(update={"columns": {"site_id": "id"}}), service="x"
    ).index.tolist() == ["1"]
    assert read(layer_of(database, table="health.globe")).crs == "EPSG:4326"


def test_a_table_without_geometry_is_a_table_of_text(database: PostgisServer) -> None:
    made(
        database,
        "CREATE TABLE health.places (site_id text, lon float8, lat float8, name text)",
        "INSERT INTO health.places VALUES ('007', 119.5, 39.9, 'a, \"b\"'), ('8', 119.6, 39.9, NULL)",
    )
    sites = hh.read_sites(existing=layer_of(database, table="health.places"), service="clinic")
    assert sites["name"].to_dict() == {"007": 'a, "b"', "8": ""}


def test_names_are_no_sql(database: PostgisServer) -> None:
    made(
        database,
        """CREATE TABLE health."x; DROP TABLE health.kept; --" AS
        SELECT 1 AS "id""), (1", 'SRID=4326;POINT(1 2)'::geometry AS "g'; x" """,
        "CREATE TABLE health.kept AS SELECT 1 AS id",
    )
    found = read(layer_of(database, table='health."x; DROP TABLE health.kept; --"'))
    assert found['id"), (1'].tolist() == [1]
    for table in ("health.kept; DROP TABLE health.kept", "kept) AS t; DROP TABLE health.kept; --"):
        with pytest.raises(hh.InputError, match="no such table"):
            read(layer_of(database, table=table))
    assert database.run("SELECT count(*) FROM health.kept") == [(1,)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT 1) AS t; DROP TABLE health.kept; --", "database says"),
        ("WITH a AS (DELETE FROM health.kept RETURNING *) SELECT * FROM a", "database says"),
        ("SELECT set_config('transaction_read_only', 'off', false)", "database says"),
        ("SELECT nextval('health.numbers')", "would change"),
        ("SELECT nonsense FROM health.kept", "nonsense"),
        ("SELECT 1 AS id, 2 AS id", "several columns"),
        ("SELECT pg_sleep(9)", "longer than allowed"),
    ],
)
def test_queries_only_read(
    database: PostgisServer, monkeypatch: pytest.MonkeyPatch, query: str, said: str
) -> None:
    made(database, "CREATE TABLE health.kept AS SELECT 1 AS id", "CREATE SEQUENCE health.numbers")
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=500ms")
    with pytest.raises(hh.InputError, match=said):
        as_layer(layer_of(database, query=query))
    assert database.run("SELECT count(*) FROM health.kept") == [(1,)]


def test_what_a_query_changes_all_the_same_is_undone(database: PostgisServer) -> None:
    # PostgreSQL before 16 lets a transaction that only reads make large objects.
    as_layer(layer_of(database, query="SELECT lo_create(0)::int8 AS id"))
    assert database.run("SELECT count(*) FROM pg_largeobject_metadata") == [(0,)]


def test_the_record_is_of_the_rows_in_a_stable_order(database: PostgisServer) -> None:
    made(
        database,
        CLINICS,
        'CREATE TABLE health.again AS SELECT * FROM health."Rural clinics" ORDER BY code',
    )
    first, second = (
        as_layer(layer_of(database, table=name)).file
        for name in ("health.Rural clinics", "health.again")
    )
    one, other = input_records({first: 2, second: 2})
    assert (one.name, one.rows) == ("city.health.Rural clinics.parquet", 2)
    assert one.sha256 == other.sha256
    made(database, "UPDATE health.again SET title = 'x' WHERE code = '01'")
    [changed] = input_records({as_layer(layer_of(database, table="health.again")).file: 2})
    assert changed.sha256 != other.sha256


def test_what_is_not_there_is_named(database: PostgisServer) -> None:
    made(database, CLINICS)
    with pytest.raises(hh.InputError, match=r"did you mean health\.Rural clinics"):
        read(layer_of(database, table="health.Rural_clinics"))


def test_a_variable_stands_for_the_address(
    database: PostgisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(database, "CREATE TABLE health.places AS SELECT 1 AS id, 2 AS n")
    monkeypatch.delenv("PGUSER")
    monkeypatch.delenv("PGPASSWORD")
    whole = f"postgresql://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{database.port}/city"
    monkeypatch.setenv("WHOLE", whole)
    monkeypatch.setenv("SECRET", PASSWORD)
    for file in (
        "${WHOLE}",
        f"postgresql://{USER}:${{SECRET}}@127.0.0.1:{database.port}/city",
        f"postgresql:///city?host=127.0.0.1&port={database.port}&user={USER}&password=${{SECRET}}",
    ):
        copy = as_layer(Layer.model_validate({"file": file, "table": "health.places"})).file
        assert copy.read_text(encoding="utf-8").splitlines() == ["id,n", "1,2"]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://{user}:${{WRONG}}@127.0.0.1:{port}/city",
        "${{WHOLE}}",
        "${{BROKEN}}",
        "${{BARE}}",
    ],
)
def test_no_message_has_the_password(
    database: PostgisServer, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    secret = "wrong p@ss/:%"  # noqa: S105
    monkeypatch.setenv("WRONG", secret)
    monkeypatch.setenv("WHOLE", f"postgresql://planner:{secret}@127.0.0.1:{database.port}/city")
    monkeypatch.setenv(
        "BROKEN", f"postgresql://planner:{secret}x@127.0.0.1:{database.port}/city?nonsense=1"
    )
    monkeypatch.setenv("BARE", f"planner:{secret}@127.0.0.1/city")
    layer = Layer.model_validate(
        {"file": address.format(user="planner", port=database.port), "table": "t"}
    )
    with pytest.raises(hh.InputError) as raised:
        as_layer(layer)
    assert "ss/" not in str(raised.value)
    assert raised.value.__cause__ is None
