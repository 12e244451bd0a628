"""Results in a real database: all tables of a run, or none, whatever happens to the server."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pyproj
import pytest
from halfhour.app.example_study import street_study
from halfhour.app.results.database.destination import TABLES, destination_of, require_writable
from halfhour.app.results.database.result_tables import PlanFiles
from halfhour.app.results.database.write import write_results
from halfhour.app.results.parts.layer_names import joint_layers, plan_layers
from halfhour.common.large_work import Report, say_nothing
from postgis_server import PostgisServer

pytestmark = pytest.mark.postgis

SECOND = """\
  shelter:
    mode: walk
    limit_min: 15
    existing: {file: clinics.csv}
    candidates: {file: places.csv}
scenarios:
"""
TWO = """
  two_more: {service: clinic, max_new: 1, limit_min: 10, title: Ten minutes}
joint:
  both: {services: {clinic: {}, shelter: {}}, max_new: 1}
"""


@dataclass(frozen=True)
class Planned:
    """A study that was planned once, for all tests."""

    folder: Path
    files: list[PlanFiles]
    crs: pyproj.CRS


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """Two scenarios and a joint question of the street."""
    folder = tmp_path_factory.mktemp("street")
    study = street_study(folder)
    text = study.read_text(encoding="utf-8").rstrip().replace("scenarios:\n", SECOND)
    study.write_text(text + TWO, encoding="utf-8")
    plans = hh.plan_study(study, folder / "out", jobs=1)
    names = [one.folder for one in (*plans, *plans.joint)]
    own, of_both = plan_layers(["county"]), joint_layers(["clinic", "shelter"], ["county"])
    files = [
        PlanFiles(folder=one, scenario=one.name, layers=own, service="clinic") for one in names[:-1]
    ] + [PlanFiles(folder=names[-1], scenario="both", layers=of_both)]
    return Planned(folder, files, plans[0].plan.scenario.times.demand.crs)


@pytest.fixture
def write(planned: Planned, database: PostgisServer) -> Callable[..., None]:
    """Write what was planned to the schema ``health``."""

    def written(report: Report = say_nothing, study: str = "One street") -> None:
        write_results(
            destination_of(database.address, "health"),
            planned.files,
            study=study,
            crs=planned.crs,
            report=report,
        )

    return written


def tables_of(database: PostgisServer) -> set[str]:
    """Return the names of what stands in the schema."""
    rows = database.run(
        "SELECT relname FROM pg_class WHERE relnamespace = 'health'::regnamespace AND relkind IN ('r', 'v')"
    )
    return {name for (name,) in rows}


def test_tables_hold_what_the_files_hold(
    write: Callable[..., None], planned: Planned, database: PostgisServer
) -> None:
    write()
    assert tables_of(database) == set(TABLES)
    rows = database.run(
        "SELECT cell_id, people, served_before, served_after, ST_X(geom), ST_SRID(geom) "
        "FROM health.cells WHERE scenario = 'one_more' ORDER BY cell_id"
    )
    cells = gpd.read_file(planned.files[0].folder / "results.gpkg", layer="cells").sort_values(
        "cell_id"
    )
    assert [row[:4] for row in rows] == list(
        cells[["cell_id", "people", "served_before", "served_after"]].itertuples(
            index=False, name=None
        )
    )
    assert [row[4] for row in rows] == cells.geometry.x.tolist()
    assert {row[5] for row in rows} == {planned.crs.to_epsg()}
    counts = database.run(
        "SELECT scenario, service, count(*) FROM health.cells GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert counts == [
        *(("both", "clinic", 2), ("both", "shelter", 2)),
        *(("one_more", "clinic", 2), ("two_more", "clinic", 2)),
    ]
    order = database.run(
        "SELECT site_id, build_order FROM health.sites WHERE scenario = 'one_more' ORDER BY 1"
    )
    assert order == [("first", None), ("last", 1)]
    units = database.run(
        "SELECT level, name, served_after FROM health.units WHERE scenario = 'one_more' ORDER BY 2"
    )
    assert units == [("county", "East county", 100.0), ("county", "West county", 400.0)]
    plans = database.run(
        "SELECT scenario, service, title, served_before, served_after, opened, status, plan ->> 'study' "
        "FROM health.plans ORDER BY 1, 2"
    )
    assert plans[2] == (
        *("one_more", "clinic", "Clinics: where to build one new site"),
        *(400.0, 500.0, ["last"], "optimal", "One street"),
    )
    assert [row[0] for row in plans] == ["both", "both", "one_more", "two_more"]


def test_a_later_run_replaces_and_keeps_views(
    write: Callable[..., None], database: PostgisServer
) -> None:
    write()
    database.run("CREATE VIEW health.mine AS SELECT sum(people) FROM health.cells")
    before = database.run("SELECT * FROM health.mine")
    write()
    assert database.run("SELECT * FROM health.mine") == before
    assert database.run("SELECT count(*) FROM health.plans") == [(4,)]


def test_other_columns_make_a_new_table_unless_somebody_needs_the_old(
    write: Callable[..., None], database: PostgisServer
) -> None:
    write()
    database.run("ALTER TABLE health.cells ADD COLUMN note text")
    write()
    database.run("ALTER TABLE health.cells ADD COLUMN note text")
    database.run("CREATE VIEW health.mine AS SELECT note FROM health.cells")
    with pytest.raises(hh.InputError, match="drop what depends on it"):
        write()
    assert database.run("SELECT count(*) FROM health.cells") == [(8,)]


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE health.cells (cell_id text)",
        "CREATE VIEW health.plans AS SELECT 1 AS id",
        "CREATE TABLE health.gap_clusters (id int); COMMENT ON TABLE health.gap_clusters IS 'mine'",
    ],
)
def test_tables_of_others_are_left_as_they_are(
    write: Callable[..., None], planned: Planned, database: PostgisServer, made: str
) -> None:
    database.run(*made.split("; "))
    before = tables_of(database)
    destination = destination_of(database.address, "health")
    with pytest.raises(hh.InputError, match="somebody else"):
        require_writable(destination, study="One street", crs=planned.crs)
    with pytest.raises(hh.InputError, match="no table of this run was written"):
        write()
    assert tables_of(database) == before


def test_tables_of_another_study_are_left_as_they_are(
    write: Callable[..., None], database: PostgisServer
) -> None:
    write()
    with pytest.raises(hh.InputError, match="of the study One street"):
        write(study="Another street")


def test_what_cannot_be_written_is_told_before_anything_is_computed(
    planned: Planned, database: PostgisServer
) -> None:
    destination = destination_of(database.address, "health")
    strange = pyproj.CRS("+proj=laea +lat_0=39 +lon_0=119")
    with pytest.raises(hh.InputError, match="name one that it knows with --crs"):
        require_writable(destination, study="x", crs=strange)
    plain = destination_of(database.address.replace("/city", "/postgres"), "health")
    with pytest.raises(hh.InputError, match="no PostGIS"):
        require_writable(plain, study="x", crs=planned.crs)


@pytest.fixture
def restarted(database: PostgisServer) -> Iterator[PostgisServer]:
    """The server, which runs again afterwards."""
    yield database
    if database.process is None or database.process.poll() is not None:
        database.start()


@pytest.mark.parametrize("earlier", [False, True])
@pytest.mark.parametrize(
    ("number", "when"),
    [(signal.SIGKILL, "sites"), (signal.SIGQUIT, "units"), (signal.SIGKILL, "all tables at once")],
)
def test_a_killed_server_has_all_tables_or_none(
    write: Callable[..., None],
    restarted: PostgisServer,
    number: signal.Signals,
    when: str,
    *,
    earlier: bool,
) -> None:
    server = restarted
    if earlier:
        write()
        server.run("UPDATE health.plans SET version = 'earlier'")
    tables = tables_of(server)

    def kill(line: str) -> None:
        if str(line) == f"writing to the database: {when}":
            server.kill(number)

    with pytest.raises(hh.InputError, match=r"tables? of this run w"):
        write(report=kill)
    server.start()
    assert tables_of(server) == tables
    if earlier:
        assert set(server.run("SELECT version FROM health.plans")) == {("earlier",)}
        counts = server.run(
            "SELECT (SELECT count(*) FROM health.cells), (SELECT count(*) FROM health.sites)"
        )
        assert counts == [(8, 8)]
    write()
    assert set(server.run("SELECT version FROM health.plans")) == {(hh.__version__,)}
