import numpy as np
import pandas as pd
import pytest
from halfhour.geo.roads.line_speeds import distinct_rows, line_speeds, with_durations
from halfhour.geo.roads.road_rules import road_class, road_use
from halfhour.geo.roads.speeds import DEFAULT_SPEEDS
from halfhour.geo.tables import MODES
from hypothesis import given
from hypothesis import strategies as st

TAGS = st.fixed_dictionaries(
    {
        "highway": st.sampled_from(["primary", "footway", "steps", "proposed", ""]),
        "route": st.sampled_from(["", "ferry"]),
        "oneway": st.sampled_from(["", "yes", "-1"]),
        "bicycle": st.sampled_from(["", "no", "dismount"]),
        "maxspeed": st.sampled_from(["", "30", "none"]),
        "name": st.text(max_size=2),
    }
)


@given(rows=st.lists(TAGS, min_size=1, max_size=20))
def test_every_line_is_used_as_its_own_tags_say(rows: list[dict[str, str]]) -> None:
    use = line_speeds(pd.DataFrame(rows), DEFAULT_SPEEDS)
    assert list(use.road_class) == [road_class(tags) for tags in rows]
    usable = np.zeros(len(rows), dtype=bool)
    for mode in MODES:
        expected = [road_use(tags, mode, DEFAULT_SPEEDS) for tags in rows]
        forward = np.array([e.forward_kph for e in expected], dtype=float)
        backward = np.array([e.backward_kph for e in expected], dtype=float)
        np.testing.assert_array_equal(use.forward_kph[mode], forward)
        np.testing.assert_array_equal(use.backward_kph[mode], backward)
        usable |= np.isfinite(forward) | np.isfinite(backward)
    np.testing.assert_array_equal(use.usable, usable)


@given(rows=st.lists(st.tuples(*[st.sampled_from("abc")] * 3), max_size=30))
def test_rows_are_of_one_kind_where_their_columns_agree(rows: list[tuple[str, ...]]) -> None:
    table = pd.DataFrame(rows, columns=list("xyz"), dtype=str)
    first, kind = distinct_rows(table, ["x", "y"])
    keys = [row[:2] for row in rows]
    assert [keys[position] for position in first[kind]] == keys
    assert len(first) == len(set(keys))


def test_a_ferry_takes_as_long_as_it_says() -> None:
    ferry = {"highway": "", "route": "ferry"}
    tags = pd.DataFrame(
        [
            ferry | {"duration": "00:20"},
            ferry | {"duration": ""},
            ferry | {"duration": "often"},
            {"highway": "primary", "route": "", "duration": "00:20"},
            ferry | {"duration": "00:20", "motor_vehicle": "no"},
        ]
    ).fillna("")
    slow = DEFAULT_SPEEDS.scaled("walk", 0.5)
    use = with_durations(line_speeds(tags, slow), tags, np.full(5, 4000.0))
    assert use.forward_kph["walk"].tolist() == [12, 5, 5, 2.5, 12]
    assert use.backward_kph["drive"][:4] == pytest.approx([12, 10, 10, 50])
    assert np.isnan(use.forward_kph["drive"][4])
