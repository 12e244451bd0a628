import dataclasses

import pytest
from halfhour.common.kept.kept_parts import KeptParts
from halfhour.common.prepared import Prepared
from halfhour.coverage import kept_assessment as module
from halfhour.coverage.assessment import Assessment, assess
from halfhour.coverage.kept_assessment import kept_assessment
from halfhour.geo.example_street import walked_street
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from pandas.testing import assert_frame_equal


@pytest.mark.parametrize("rule", [None, ServiceCapacity()])
def test_a_second_run_has_the_same_coverage_without_counting_it(
    rule: ServiceCapacity | None,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("halfhour.common.prepared.LEAST_S", 0.0)
    roads, demand, sites = walked_street()
    times = travel_times(demand, sites.assign(capacity=300.0), roads, mode="walk", limit_min=30)
    folder = tmp_path_factory.mktemp("parts")

    def found() -> Assessment:
        prepared = Prepared(KeptParts(folder))
        return kept_assessment(times, "today a", prepared, group="residents", capacity=rule)

    expected = assess(times, group="residents", capacity=rule)
    first = found()
    monkeypatch.setattr(module, "assess", lambda *_, **__: pytest.fail("counted again"))
    for one in (first, found()):
        for field in dataclasses.fields(Assessment):
            value, known = getattr(one, field.name), getattr(expected, field.name)
            if hasattr(known, "columns"):
                assert_frame_equal(value, known)
            else:
                assert value is known or value == known
