from itertools import combinations

import numpy as np
import shapely
from halfhour.coverage.zones.border_crossings import crossing_segments
from hypothesis import given
from hypothesis import strategies as st

# Few places, so that segments often touch, follow each other, or lie upon each other.
coordinate = st.integers(0, 6).map(float)
place = st.tuples(coordinate, coordinate)
segments = st.lists(
    st.tuples(place, place).filter(lambda ends: ends[0] != ends[1]), min_size=1, max_size=12
)


def crosses(one: shapely.LineString, other: shapely.LineString) -> bool:
    """Whether two segments meet elsewhere than at an end that both have."""
    shared = set(one.coords) & set(other.coords)
    meeting = shapely.intersection(one, other)
    if meeting.is_empty:
        return False
    return meeting.geom_type != "Point" or meeting.coords[0] not in shared


@given(ends=segments)
def test_segments_cross_where_they_meet_elsewhere_than_end_to_end(ends) -> None:
    lines = [shapely.LineString(pair) for pair in ends]
    expected = {
        number
        for (a, one), (b, other) in combinations(enumerate(lines), 2)
        if crosses(one, other)
        for number in (a, b)
    }
    begin, finish = np.array(ends).transpose(1, 0, 2)
    assert set(crossing_segments(begin, finish)) == expected


def test_a_simple_ring_has_no_crossings_and_a_spike_is_one() -> None:
    ring = shapely.get_coordinates(shapely.Point(0, 0).buffer(100))
    assert len(crossing_segments(ring[:-1], ring[1:])) == 0
    # Out and back on the same way, and then on.
    spike = np.array([(0.0, 0.0), (10.0, 0.0), (4.0, 0.0), (4.0, 8.0)])
    assert crossing_segments(spike[:-1], spike[1:]).tolist() == [0, 1, 2]
