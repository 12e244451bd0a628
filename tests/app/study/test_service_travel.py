from pathlib import Path

import pandas as pd
import pytest
from halfhour.app.results.plan_json import plan_file
from halfhour.app.study.layers import Layers, read_layers
from halfhour.app.study.service_travel import ServiceTravel
from halfhour.app.study.standards import standards_of
from halfhour.app.study.study import open_study
from halfhour.coverage.assessment import assess
from halfhour.coverage.rules.evidence import AccessKey, PlacesKey
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.walking_pace import walked_at
from halfhour.optimize.solve import solve
from line_town import STUDY, write_line_town

ROOMS = AccessKey("clinic", ("room",), 30.0)
CLINICS = AccessKey("clinic", (), 30.0)
SHELTERS = AccessKey("shelter", (), 30.0)
CELLS = ["c0", "c1", "c2", "c3", "c4", "c5", "e1"]

TIMES = [
    "id,site,min",
    "c0,h,90",
    "c1,h,29",
    "c2,h,11",
    "c1,k1,12",
    "c2,k1,30",
    "c5,k3,1",
    "c3,k2,14",
    "c3,h,25",
]
WITH_TIMES = STUDY.replace(
    "  shelter:\n    mode",
    "    times: {file: times.csv, columns: {cell_id: id, site_id: site, minutes: min}}\n"
    "  shelter:\n    mode",
)


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Layers:
    return read_layers(write_line_town(tmp_path_factory.mktemp("line")))


@pytest.fixture(scope="module")
def travel(layers: Layers) -> ServiceTravel:
    return ServiceTravel(layers, standards_of(layers.file))


def changed(folder: Path, study: str) -> ServiceTravel:
    (folder / "times.csv").write_text("\n".join(TIMES) + "\n", encoding="utf-8")
    layers = read_layers(write_line_town(folder, study=study))
    return ServiceTravel(layers, standards_of(layers.file))


def served(frame: pd.DataFrame | None) -> list[str]:
    assert frame is not None
    return list(frame.index[frame["served"]])


@pytest.mark.parametrize(
    ("year", "rooms", "clinics"),
    [
        (1989, [], []),
        (2014, [], ["c0", "c1", "c2", "c3", "c4", "c5", "e1"]),
        (2018, ["c0", "c1", "e1"], ["c0", "c1", "c2", "c3", "c4", "c5", "e1"]),
        # The hospital is closed in 2019, and k3 at c5 never works.
        (2019, ["c0", "c1", "e1"], ["c0", "c1", "e1"]),
        (2021, ["c0", "c1", "c2", "c3", "e1"], ["c0", "c1", "c2", "c3", "e1"]),
    ],
)
def test_who_is_served_in_a_year_and_by_which_tiers(
    travel: ServiceTravel, year: int, rooms: list[str], clinics: list[str]
) -> None:
    assert served(travel.access(ROOMS, year)) == rooms
    assert served(travel.access(CLINICS, year)) == clinics


def test_minutes_by_the_mode_of_each_tier(travel: ServiceTravel) -> None:
    frame = travel.access(CLINICS, 2018)
    assert frame is not None
    assert list(frame.index) == CELLS
    # c0 walks 1 km to k1 (5 km/h), c3 drives 3 km to the hospital (20 km/h), c4 lives beside it.
    assert frame.loc[["c0", "c3", "c4"], "minutes"].tolist() == pytest.approx([12, 9, 0], abs=0.1)
    assert frame.loc[["c0", "c1", "c3", "c5"], "site_id"].tolist() == ["k1", "k1", "h", "h"]
    only_walked = travel.access(CLINICS._replace(mode="walk"), 2018)
    assert served(only_walked) == ["c0", "c1", "c4", "e1"]


def test_a_longer_limit_than_the_studys(travel: ServiceTravel) -> None:
    # c2 walks 3 km to k1 in 36 minutes, v3 4 km in 48.
    assert served(travel.access(ROOMS._replace(minutes=40.0), 2018)) == ["c0", "c1", "c2", "e1"]
    longer = travel.point_access(ROOMS._replace(minutes=50.0), "village", 2018)
    assert served(longer) == ["v1", "v2", "v3"]


def test_a_shorter_limit_and_places_that_reach_nothing(travel: ServiceTravel) -> None:
    frame = travel.access(ROOMS._replace(minutes=11.0), 2021)
    assert frame is not None
    # e1, like c0 and c2, is 12 minutes from a room.
    assert served(frame) == ["c1", "c3"]
    assert frame.loc["c4", "reason"] != ""
    nothing = travel.access(ROOMS, 1980)
    assert nothing is not None
    assert nothing["minutes"].isna().all()


def test_the_studys_own_mode_goes_before_the_standards(
    travel: ServiceTravel, tmp_path: Path
) -> None:
    # Shelters are walked to as the study says, although the standards would drive.
    assert served(travel.access(SHELTERS, 2020)) == ["c0", "c1", "c2", "c3", "e1"]
    driven = changed(tmp_path, STUDY.replace("    mode: walk\n", ""))
    assert served(driven.access(SHELTERS, 2020)) == CELLS


def test_places_are_shared_so_that_most_have_one(layers: Layers, travel: ServiceTravel) -> None:
    people = layers.years.people(layers.demand, 2020)["residents"]
    frame = travel.places(PlacesKey(SHELTERS, "residents"), 2020, people)
    assert frame is not None
    found = frame["share"] * people
    # s1 (15) takes c0 and 5 of c1; s2 (75) is filled by the others of c1, c2 and c3. Had all gone to the
    # nearest, s2 would have kept 5 places free, and 85 instead of 90 would have had one.
    assert found.sum() == pytest.approx(90)
    assert found["c0"] + found["c1"] >= 15
    assert found["c0"] <= 10
    assert frame.loc[["c4", "c5", "e1"], "share"].tolist() == [0, 0, 0]
    assert frame["share"].between(0, 1).all()


@pytest.mark.parametrize(
    ("capacity", "served"),
    [
        # 90 places, of which each takes one; half a place each is enough for all 100 in reach.
        ("{}", 90.0),
        ("{need: {residents: 0.5}}", 100.0),
        ("{assignment: closest}", 85.0),
        # The study's rule says nothing of residents.
        ("{need: {elderly: 0.5}}", None),
    ],
)
def test_places_are_given_by_the_studys_own_rule(
    tmp_path: Path, capacity: str, served: float | None
) -> None:
    study = STUDY.replace("  shelter:\n", f"  shelter:\n    capacity: {capacity}\n")
    layers = read_layers(write_line_town(tmp_path, study=study))
    people = layers.years.people(layers.demand, 2020)["residents"]
    travel = ServiceTravel(layers, standards_of(layers.file))
    frame = travel.places(PlacesKey(SHELTERS, "residents"), 2020, people)
    total = None if frame is None else (frame["share"] * people).sum()
    assert total == (None if served is None else pytest.approx(served))


def test_places_for_all_give_everybody_in_reach_a_whole_share(
    layers: Layers, travel: ServiceTravel
) -> None:
    few = layers.demand["residents"] / 100
    frame = travel.places(PlacesKey(SHELTERS, "residents"), 2020, few)
    assert frame is not None
    assert frame["share"].tolist() == pytest.approx([1, 1, 1, 1, 0, 0, 0])


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1980, []),
        (2018, ["v1", "v2", "v3", "v4"]),
        (2020, ["v1", "v2"]),
        (2021, ["v1", "v2", "v3"]),
    ],
)
def test_villages_are_reached_from_their_own_places(
    travel: ServiceTravel, year: int, expected: list[str]
) -> None:
    frame = travel.point_access(CLINICS, "village", year)
    assert frame is not None
    assert list(frame.columns) == ["served", "minutes", "site_id"]
    assert frame.index.name == "unit_id"
    assert served(frame) == expected
    if year == 2018:
        # v4 drives 3 km to the hospital.
        assert frame.loc["v4", "minutes"] == pytest.approx(9, abs=0.1)
        assert frame.loc["v4", "site_id"] == "h"


def test_times_from_a_table(tmp_path: Path) -> None:
    travel = changed(tmp_path, WITH_TIMES)
    frame = travel.access(CLINICS, 2018)
    assert frame is not None
    assert served(frame) == ["c1", "c2", "c3"]
    assert frame["minutes"].fillna(-1).tolist() == [90, 12, 11, 25, -1, -1, -1]
    assert served(travel.access(ROOMS, 2018)) == ["c1", "c2"]
    assert served(travel.access(ROOMS, 2021)) == ["c1", "c2", "c3"]
    assert served(travel.access(CLINICS._replace(minutes=12.0), 2018)) == ["c1", "c2"]


def test_villages_take_a_tables_times_from_their_nearest_cell(tmp_path: Path) -> None:
    frame = changed(tmp_path, WITH_TIMES).point_access(CLINICS, "village", 2018)
    assert frame is not None
    # v1 lies at c1, v2 at c0, v3 at c3, v4 at c5.
    assert list(frame.index) == ["v1", "v2", "v3", "v4"]
    assert frame["served"].tolist() == [True, False, True, False]
    assert frame["minutes"].fillna(-1).tolist() == [12, 90, 25, -1]


def test_a_table_answers_only_for_its_own_limit_and_mode(tmp_path: Path) -> None:
    travel = changed(tmp_path, WITH_TIMES)
    assert travel.access(CLINICS._replace(minutes=31.0), 2018) is None
    assert travel.access(CLINICS._replace(mode="drive"), 2018) is None
    assert travel.point_access(CLINICS._replace(mode="drive"), "village", 2018) is None
    assert (
        travel.places(
            PlacesKey(CLINICS._replace(mode="drive"), "residents"), 2018, pd.Series(dtype=float)
        )
        is None
    )
    # The study does not say how the table was travelled, so that is the file's default.
    assert served(travel.access(CLINICS._replace(mode="walk"), 2018)) == ["c1", "c2", "c3"]


def test_a_service_counted_in_metres_or_unknown_has_no_times(
    tmp_path: Path, travel: ServiceTravel
) -> None:
    metres = changed(
        tmp_path, STUDY.replace("    mode: walk\n", "    mode: walk\n    limit_m: 900\n")
    )
    assert metres.access(SHELTERS, 2020) is None
    assert metres.access(CLINICS, 2020) is not None
    assert travel.access(AccessKey("rehab"), 2020) is None


def test_a_service_that_has_candidates_alone_serves_nobody(tmp_path: Path) -> None:
    study = STUDY.replace("    mode: walk\n    existing:\n", "    mode: walk\n    candidates:\n")
    travel = changed(tmp_path, study)
    frame = travel.access(SHELTERS, 2020)
    assert served(frame) == []
    given = travel.places(PlacesKey(SHELTERS, "residents"), 2020, pd.Series(1.0, index=CELLS))
    assert given is not None
    assert given["share"].tolist() == [0.0] * 7


@pytest.mark.parametrize("ways", ["{walk_kph: 2.0}", "{walk_kph: 2.0, drive_share: 0.25}"])
def test_a_group_reaches_as_it_travels(tmp_path: Path, ways: str) -> None:
    study = STUDY.replace("services:\n", f"groups:\n  elderly: {ways}\nservices:\n", 1)
    layers = read_layers(write_line_town(tmp_path, study=study))
    travel = ServiceTravel(layers, standards_of(layers.file))
    frame = travel.access(CLINICS, 2018)
    assert frame is not None
    # The same as an assessment of the service whose people are demand classes.
    share = 0.25 if "drive" in ways else 0.0
    standards = standards_of(layers.file).header.services["clinic"]
    sites = layers.sites["clinic"]
    by_tier = {str(tier): standards.mode_of(str(tier)) for tier in sites["tier"].unique()}
    expected = 0.0
    for way, part in (("drive", share), ("walk", 1 - share)):
        modes = {tier: way if mode == "drive" else mode for tier, mode in by_tier.items()}
        assert layers.roads is not None
        times = travel_times(
            layers.demand, sites, walked_at(layers.roads, 2.0), mode=modes, limit_min=30
        )
        found = assess(times, open_sites=travel._open(CLINICS, 2018))
        expected = expected + part * found.cells["served"].astype(float)
    assert frame["share of elderly"].tolist() == pytest.approx(list(expected))
    assert frame["share of elderly"].sum() < frame["served"].sum()
    people = pd.Series(10.0, index=layers.demand.index)
    places = travel.places(PlacesKey(CLINICS, "elderly", 1e-9), 2018, people)
    assert places is not None
    assert places["share"].tolist() == pytest.approx(list(expected))


def test_a_plan_file_tells_both_ends(tmp_path: Path) -> None:
    study = STUDY.replace("services:\n", "groups:\n  elderly: {walk_kph: 2.0}\nservices:\n", 1)
    study = study.split("\nscenarios:")[0].replace("  clinic:\n", "  clinic:\n    mode: drive\n", 1)
    study += "\nscenarios:\n  old: {service: clinic, group: elderly, max_new: 0}\n"
    opened = open_study(write_line_town(tmp_path, study=study))
    plan = solve(opened.scenarios["old"])
    told = plan_file(plan, opened, service="clinic")
    upper = plan.after.at_upper_end()
    assert told.travel is not None
    assert told.travel.drive_share == (0.0, 1.0)
    assert told.travel.served_after_at_highest == upper.people_served
    assert told.served_after == plan.after.people_served < upper.people_served
