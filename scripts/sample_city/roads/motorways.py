"""Motorways: two one-way carriageways each, joined to other roads at interchanges only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from land.terrain import SEED, Floats, roughen, to_metres
from roads.sheet import Sheet
from scipy.interpolate import CubicSpline
from scipy.spatial import cKDTree

_HALF_GAP_M = 16.0
_STEP_M = 700.0
_INTERCHANGE_EVERY = 14  # steps
_RAMP_MAX_M = 1200.0

# Sketched courses, in degrees.
_COURSES = {
    "京哈高速": ("G1", ((118.86, 39.945), (119.05, 39.955), (119.25, 39.945), (119.42, 39.965),
                      (119.60, 39.985), (119.74, 40.035), (119.80, 40.03))),
    "秦滨高速": ("G0111", ((119.52, 39.975), (119.42, 39.88), (119.33, 39.80), (119.24, 39.69),
                        (119.19, 39.57), (119.17, 39.50))),
    "承秦高速": ("G2516", ((119.44, 39.985), (119.36, 40.09), (119.22, 40.20), (119.07, 40.31),
                        (118.93, 40.36), (118.76, 40.38))),
}  # fmt: skip


def draw_motorways(sheet: Sheet, joints: Sequence[int]) -> None:
    """Draw the motorways.

    Parameters
    ----------
    sheet
        What to draw on.
    joints
        Points of the sheet where an interchange may meet other roads.
    """
    rng = np.random.default_rng([SEED, 16])
    places = np.array([sheet.points[joint] for joint in joints])
    tree = cKDTree(places)
    for name, (ref, course) in _COURSES.items():
        middle = _curve(roughen(to_metres(course), rng, share=0.06, rounds=1))
        # A motorway begins and ends where another road is near.
        near = np.flatnonzero(tree.query(middle)[0] < _RAMP_MAX_M)
        middle = middle[near[0] : near[-1] + 1]
        ahead = np.gradient(middle, axis=0)
        ahead /= np.linalg.norm(ahead, axis=1)[:, None]
        right = np.column_stack([ahead[:, 1], -ahead[:, 0]]) * _HALF_GAP_M
        # Traffic keeps to the right: the carriageway on the right runs with the course.
        there = [sheet.point(xy) for xy in middle + right]
        back = [sheet.point(xy) for xy in middle - right]
        sheet.way(there, "motorway", name=name, ref=ref, oneway="yes", maxspeed="100")
        sheet.way(back[::-1], "motorway", name=name, ref=ref, oneway="yes", maxspeed="100")
        last = len(middle) - 1
        away_m, nearest = tree.query(middle)
        for step in _interchanges(away_m):
            joint = joints[int(nearest[step])]
            before, after = max(step - 1, 0), min(step + 1, last)
            _ramp(sheet, there[before], joint, leaving=True)
            _ramp(sheet, there[after], joint, leaving=False)
            _ramp(sheet, back[after], joint, leaving=True)
            _ramp(sheet, back[before], joint, leaving=False)


def _interchanges(away_m: Floats) -> list[int]:
    """Return both ends and, between them, the step of each stretch that is nearest to a joint."""
    last = len(away_m) - 1
    starts = range(_INTERCHANGE_EVERY // 2, last - _INTERCHANGE_EVERY, _INTERCHANGE_EVERY)
    best = [start + int(away_m[start : start + _INTERCHANGE_EVERY].argmin()) for start in starts]
    return [0, *(step for step in best if away_m[step] < _RAMP_MAX_M), last]


def _ramp(sheet: Sheet, motorway: int, joint: int, *, leaving: bool) -> None:
    start, end = np.array(sheet.points[motorway]), np.array(sheet.points[joint])
    across = np.array([end[1] - start[1], start[0] - end[0]]) * (0.12 if leaving else -0.12)
    bend = sheet.point((start + end) / 2 + across)
    ends = [motorway, bend, joint]
    sheet.way(ends if leaving else ends[::-1], "motorway_link", oneway="yes")


def _curve(course_m: Floats) -> Floats:
    along = np.r_[0, np.cumsum(np.linalg.norm(np.diff(course_m, axis=0), axis=1))]
    steps = np.linspace(0, along[-1], int(along[-1] / _STEP_M) + 1)
    return CubicSpline(along, course_m)(steps)
