"""San Francisco stores: network distances computed elsewhere, optima published by spopt."""

from pathlib import Path

import pytest
from halfhour.app.study.study import open_study
from halfhour.optimize.solve import solve

STUDY = """\
name: San Francisco stores
people:
  file: {case}/SF_demand_205_centroid_uniform_weight.csv
  crs: EPSG:4326
  columns: {{cell_id: NAME, x: long, y: lat, residents: POP2000}}
services:
  store:
    limit_m: 5000
    candidates:
      file: {case}/SF_store_site_16_longlat.csv
      crs: EPSG:4326
      columns: {{site_id: NAME, x: long, y: lat}}
    times:
      file: {case}/SF_network_distance_candidateStore_16_censusTract_205_new.csv
      columns: {{cell_id: DestinationName, site_id: name, metres: distance}}
scenarios:
  stores: {{service: store, group: residents, max_new: 1}}
"""
EXPECTED = (448255, 671938, 791499, 875247, 927402, 941462, 950428, 955113)


def test_maximal_covering_at_five_kilometres(shared_case, tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(STUDY.format(case=shared_case("sf_store_spopt")), encoding="utf-8")
    scenario = open_study(path).scenarios["stores"]
    for stores, people in enumerate(EXPECTED, start=1):
        plan = solve(scenario.replace(max_new=stores))
        assert plan.after.people_served == pytest.approx(people)
        assert plan.certificate.status == "optimal"
