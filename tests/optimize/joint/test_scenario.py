"""Several services in a made town: clinics, and rehabilitation rooms in them."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.coverage.limit_sensitivity import limit_sensitivity
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.optimize.candidates.sites import candidates_from_hosts
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.joint.named_rules import HostedBy, NamedRule, OneUsePerParcel, OnlyUncovered
from halfhour.optimize.joint.named_unit_rules import MaxPerUnit, MinPerUnit
from halfhour.optimize.joint.scenario import JointScenario
from halfhour.optimize.joint.solve import solve_together
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.scenario import Scenario
from towns import demand_at, grid_town, place, sites_at

SIZE = 6
CELLS = [(c, r) for c in range(SIZE) for r in range(SIZE)]


def town(sites: gpd.GeoDataFrame, *, limit_min: float = 8) -> TravelTimes:
    """Each cell has 10 people, at its junction; the west, columns 0 to 2, and the east are the counties."""
    units = ["w" if c < 3 else "e" for c, _ in CELLS]
    demand = demand_at([place(*at) for at in CELLS], [10.0] * len(CELLS), units=units)
    return travel_times(demand, sites, grid_town(SIZE), limit_min=limit_min)


def clinics(candidates: Sequence[tuple[int, int]] = ((4, 1), (4, 4), (1, 4))) -> gpd.GeoDataFrame:
    return sites_at([place(0, 0)], [place(*at) for at in candidates])


def capacities() -> gpd.GeoDataFrame:
    """Rooms in the clinic that stands, and in p0 and p1 that may be built."""
    none = sites_at([], service="rehab")
    hosted = candidates_from_hosts(none, service="rehab", hosts=clinics(), hosting_cost=0.2)
    new = sites_at([], [place(4, 1), place(4, 4)], service="rehab").assign(cost=0.2)
    new.index = pd.Index(["rehab@p0", "rehab@p1"], name="site_id")
    return pd.concat([hosted, new.assign(host=["p0", "p1"])])


def together(rules: Sequence[NamedRule] = (), **options: object) -> JointScenario:
    clinic, rehab = Scenario(town(clinics())), Scenario(town(capacities()), group="residents")
    return JointScenario({"clinic": clinic, "rehab": rehab}, rules=rules, **options)


def opened(joint: JointScenario) -> dict[str, set[str]]:
    plan = solve_together(joint)
    assert plan.certificate.status == "optimal", plan.conflicts
    return {service: set(one.opened) for service, one in plan.plans.items()}


HOSTED = HostedBy(service="rehab", candidate_column="host", host_service="clinic")


def test_rooms_are_hosted_by_clinics_that_stand_or_are_built() -> None:
    plan = solve_together(together([HOSTED], budget=1.4, name="both"))
    clinic, rehab = plan.plans["clinic"], plan.plans["rehab"]
    assert set(rehab.opened) == {"rehab@e0", f"rehab@{clinic.opened[0]}"}
    assert plan.certificate.status == "optimal"
    recounted = [
        assess(one.scenario.times, open_sites=one.after.open_sites, group="residents").people_served
        for one in (clinic, rehab)
    ]
    assert plan.certificate.objective_value == sum(recounted) == plan.certificate.bound
    table = plan.table()
    assert table["service"].tolist() == ["clinic", "rehab"]
    assert table["opened"].tolist() == [1, 2]
    assert table["cost"].tolist() == pytest.approx([1.0, 0.4])
    assert table["served_after"].tolist() == recounted
    assert (table["gap_after"] == table["people"] - table["served_after"]).all()
    near = [limit_sensitivity(one.after) for one in (clinic, rehab)]
    assert table["lost_after"].tolist() == [one.people_lost for one in near]
    assert table["gained_after"].tolist() == [one.people_gained for one in near]
    assert "1 of clinic, 2 of rehab" in repr(plan)
    assert rehab.certificate is plan.certificate
    assert not clinic.notes


def test_without_the_rule_rooms_need_no_clinic() -> None:
    assert opened(together(budget=0.6)) == {
        "clinic": set(),
        "rehab": {"rehab@e0", "rehab@p0", "rehab@p1"},
    }
    assert opened(together([HOSTED], budget=0.6)) == {"clinic": set(), "rehab": {"rehab@e0"}}


def test_a_forbidden_host_hosts_nobody() -> None:
    joint = together([HOSTED])
    clinic = joint.scenarios["clinic"].replace(forbidden=["p0"])
    chosen = opened(JointScenario({**joint.scenarios, "clinic": clinic}, rules=[HOSTED]))
    assert chosen["rehab"] == {"rehab@e0", "rehab@p1"}


def test_hosts_that_all_stand_and_a_service_without_candidates() -> None:
    clinic = Scenario(town(clinics([])))
    rehab = Scenario(town(capacities().iloc[:1]), group="residents")
    assert opened(JointScenario({"clinic": clinic, "rehab": rehab}, rules=[HOSTED])) == {
        "clinic": set(),
        "rehab": {"rehab@e0"},
    }


def test_each_service_keeps_its_own_limits_and_weights_count() -> None:
    joint = together(max_new=2, weights={"clinic": 0.01})
    assert len(opened(joint)["rehab"]) == 2
    rehab = joint.scenarios["rehab"].replace(max_new=0)
    chosen = opened(JointScenario({**joint.scenarios, "rehab": rehab}, max_new=2))
    assert [len(sites) for sites in chosen.values()] == [2, 0]


def test_a_parcel_is_used_once_even_by_what_stands() -> None:
    parcels = (
        clinics().assign(parcel=["A", "A", "B", ""]),
        capacities().assign(parcel=["", "B", None]),
    )
    clinic, rehab = (Scenario(town(table), group="residents") for table in parcels)
    joint = JointScenario(
        {"clinic": clinic, "rehab": rehab}, rules=[OneUsePerParcel(column="parcel")]
    )
    chosen = opened(joint)
    assert "p0" not in chosen["clinic"]
    assert ("p1" in chosen["clinic"]) + ("rehab@p0" in chosen["rehab"]) == 1
    must = JointScenario(
        {"clinic": clinic.replace(must_open=["p0"]), "rehab": rehab}, rules=joint.rules
    )
    assert "no more site on parcel A, where one stands" in solve_together(must).conflicts[0]


def test_each_county_has_its_clinics() -> None:
    scenario = Scenario(town(clinics([(1, 1), (1, 3), (2, 4), (5, 5)])))
    one_each = JointScenario(
        {"clinic": scenario}, max_new=1, rules=[MinPerUnit(service="clinic", by="county")]
    )
    assert opened(one_each) == {"clinic": {"p3"}}
    many = MinPerUnit(service="clinic", by="county", per_people=100, units=["County w"])
    assert opened(JointScenario({"clinic": scenario}, max_new=1, rules=[many]))["clinic"] <= {
        "p0",
        "p1",
        "p2",
    }
    too_many = solve_together(
        JointScenario(
            {"clinic": scenario}, rules=[MinPerUnit(service="clinic", by="county", count=3)]
        )
    )
    assert too_many.certificate.status == "infeasible"
    assert "County e needs 3 more sites of clinic" in too_many.conflicts[0]
    assert all(plan.opened == () for plan in too_many.plans.values())
    assert too_many.certificate.bound == -np.inf


def test_at_most_one_clinic_for_so_many_people() -> None:
    scenario = Scenario(town(clinics([(1, 1), (1, 4), (4, 1), (4, 4)])))
    rule = MaxPerUnit(service="clinic", by="county", per_people=90)
    chosen = opened(JointScenario({"clinic": scenario}, rules=[rule]))["clinic"]
    # One stands in the west; 180 people in each county may have 2.
    assert len(chosen & {"p0", "p1"}) == 1
    assert {"p2", "p3"} <= chosen
    fewer = MaxPerUnit(service="clinic", by="county", per_people=90.1)
    assert len(opened(JointScenario({"clinic": scenario}, rules=[fewer]))["clinic"]) == 1


def test_sites_are_in_the_unit_that_their_table_names_and_only_tiers_asked_for_count() -> None:
    table = clinics([(4, 1), (4, 4)]).assign(county=["w", "w", None])
    table["tier"] = ["village", "township", "township"]
    scenario = Scenario(town(table))
    for county, site in (("w", "p0"), ("e", "p1")):
        rule = MinPerUnit(service="clinic", by="county", tiers=("township",), units=[county])
        joint = JointScenario({"clinic": scenario}, max_new=1, rules=[rule])
        assert opened(joint) == {"clinic": {site}}


def test_the_services_count_the_people_of_one_year() -> None:
    of = {year: Scenario(replace(town(clinics()), year=year)) for year in (None, 2020, 2030)}
    JointScenario({"clinic": of[2020], "other": of[2020], "third": of[None]})
    with pytest.raises(
        InputError, match="clinic of 2020, other of 2030': count the people of diff"
    ):
        JointScenario({"clinic": of[2020], "other": of[2030]})


def test_stations_stand_only_where_no_centre_covers() -> None:
    stations = sites_at([], [place(0, 0), place(4, 1), place(4, 4)], service="station")
    joint = JointScenario(
        {"centre": Scenario(town(clinics())), "station": Scenario(town(stations))},
        rules=[OnlyUncovered(station_service="station", centre_service="centre")],
    )
    chosen = opened(joint)
    assert "p0" not in chosen["station"]
    for station, centre in (("p1", "p0"), ("p2", "p1")):
        assert (station in chosen["station"]) + (centre in chosen["centre"]) <= 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rules": [HostedBy(service="rehap", host_service="clinic")]}, "did you mean 'rehab'"),
        (
            {"rules": [HostedBy(service="rehab", host_service="clinic", candidate_column="hosts")]},
            "did you mean 'host'",
        ),
        ({"rules": [HostedBy(service="rehab", host_service="rehab")]}, "'e0': is no site of rehab"),
        ({"rules": [OneUsePerParcel(column="parcel")]}, "is no column of any service's sites"),
        ({"rules": [MinPerUnit(service="clinic", by="country")]}, "did you mean 'county'"),
        (
            {"rules": [MinPerUnit(service="clinic", by="county", units=["Countie e"])]},
            "did you mean 'County e'",
        ),
        (
            {"rules": [MinPerUnit(service="clinic", by="county", tiers=["x"])]},
            "is no tier of clinic",
        ),
        ({"rules": [MaxPerUnit(service="clinic", by="county")]}, "give count or per_people"),
        (
            {"rules": [MaxPerUnit(service="clinic", by="county", count=1, per_people=9)]},
            "give one of the two",
        ),
        ({"rules": [MinPerUnit(service="clinic", by="county", per_people=0)]}, "a number above 0"),
        (
            {"rules": [MinPerUnit(service="clinic", by="county", per_people=9, group="resident")]},
            "did you mean 'residents'",
        ),
        ({"weights": {"clinics": 2.0}}, "did you mean 'clinic'"),
        ({"weights": {"clinic": -2.0}}, "is no weight"),
        ({"budget": -1.0}, "is not a sum of money"),
        ({"max_new": 1.5}, "is not a whole number"),
        ({"time_limit_s": 0.0}, "above 0 seconds"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_nearest_right_name(
    options: dict, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        together(**options)


def test_other_questions_and_missing_costs_are_refused() -> None:
    years = Scenario(town(clinics()), objective=MultiPeriodCovering(years=(YearBudget(year=1),)))
    with pytest.raises(InputError, match=r"clinic\.objective = 'MultiPeriodCovering'"):
        JointScenario({"clinic": years})
    with pytest.raises(InputError, match="name at least one"):
        JointScenario({})
    costless = Scenario(town(clinics().assign(cost=np.nan)))
    with pytest.raises(InputError, match=r"site table of clinic \(site_id p0\), cost"):
        JointScenario({"clinic": costless}, budget=1.0)


def test_a_site_in_a_county_that_nobody_knows_is_named() -> None:
    table = clinics().assign(county=["w", "w", "x", "e"])
    with pytest.raises(InputError, match="county = 'x': is no unit with cells, though p1 is in it"):
        JointScenario(
            {"clinic": Scenario(town(table))}, rules=[MinPerUnit(service="clinic", by="county")]
        )
