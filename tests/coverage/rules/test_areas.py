import numpy as np
from halfhour.coverage.rules.areas import areas_of, reports_apart, with_larger_units
from ten_cells import cells, evidence, standards

RULE = "kind: count\nservice: clinic\n"


def test_whole_units_and_committees(tmp_path) -> None:
    areas = areas_of(cells(), evidence(), standards(tmp_path, RULE), ["county"])
    places = {area.unit: np.flatnonzero(area.rows).tolist() for area in areas}
    assert places == {
        "all": list(range(10)),
        "A": [0, 1, 2, 3, 4, 5],
        "B": [6, 7, 8, 9],
        "Z": [8, 9],
    }


def test_villages_know_their_township_and_county() -> None:
    state = evidence()
    table = with_larger_units(state.units["village"], "village", state)
    assert table["township"].tolist() == ["A1", "A1", "B1", "B2", "A2"]
    assert table["county"].tolist() == ["A", "A", "B", "B", "A"]
    assert table["village"].tolist() == ["v1", "v2", "v3", "v4", "v5"]


def test_who_reports_apart() -> None:
    assert reports_apart(evidence().units["township"]).to_dict() == {"B2": "Z"}
    assert reports_apart(evidence().units["county"]).empty
