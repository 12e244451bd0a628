"""Who gets past a barrier, by the pages of OSM's wiki that geo/roads/barriers.py names."""

import pandas as pd
import pytest
from halfhour.geo.roads.barriers import BARRIER_KEYS, may_pass, passable
from halfhour.geo.tables import MODES, Mode

ALL, NO_CARS, FEET, NOBODY = set(MODES), {"walk", "cycle", "ebike"}, {"walk"}, set[Mode]()


@pytest.mark.parametrize(
    ("tags", "passing"),
    [
        *(
            ({"barrier": kind}, NO_CARS)
            for kind in (
                *("bollard", "block", "chain", "log", "jersey_barrier"),
                *("cycle_barrier", "debris"),
            )
        ),
        *(
            ({"barrier": kind}, ALL)
            for kind in (
                *("gate", "lift_gate", "toll_booth", "cattle_grid", "entrance"),
                *("border_control", "height_restrictor", "sally_port", "kerb", "yes"),
            )
        ),
        *(
            ({"barrier": kind}, FEET)
            for kind in ("stile", "turnstile", "kissing_gate", "full-height_turnstile")
        ),
        ({"barrier": "wall"}, NOBODY),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, ALL),
        ({"barrier": "bollard", "access": "yes"}, ALL),
        ({"barrier": "bollard", "access": "no", "foot": "yes"}, FEET),
        ({"barrier": "bollard", "access": "no", "foot": "yes", "bicycle": "yes"}, NO_CARS),
        ({"barrier": "bollard", "bicycle": "no"}, FEET),
        ({"barrier": "gate", "access": "private"}, NOBODY),
        ({"barrier": "gate", "access": "no"}, NOBODY),
        ({"barrier": "gate", "motor_vehicle": "private"}, NO_CARS),
        ({"barrier": "gate", "vehicle": "no"}, FEET),
        ({"barrier": "gate", "foot": "no"}, ALL - FEET),
        ({"barrier": "gate", "access": "destination"}, ALL),
        ({"barrier": "gate", "locked": "yes"}, NOBODY),
        ({"barrier": "gate", "locked": "yes", "foot": "yes"}, FEET),
        ({"barrier": "stile", "bicycle": "yes"}, NO_CARS),
        ({"barrier": "wall", "foot": "yes"}, FEET),
        ({"barrier": "bollard", "bicycle": "no", "electric_bicycle": "yes"}, {"walk", "ebike"}),
    ],
)
def test_who_gets_past_a_barrier(tags: dict[str, str], passing: set[Mode]) -> None:
    assert {mode for mode in MODES if may_pass(tags, mode)} == passing


def test_a_table_of_barriers_has_a_row_each() -> None:
    rows = [{"barrier": "gate"}, {"barrier": "bollard"}, {"barrier": "gate", "foot": "no"}]
    filled = [{key: row.get(key, "") for key in BARRIER_KEYS} for row in rows]
    table = pd.DataFrame(filled, dtype=str)
    assert passable(table).tolist() == [
        [True, True, True, True],
        [True, True, True, False],
        [False, True, True, True],
    ]
    assert passable(table.iloc[:0]).shape == (0, 4)
