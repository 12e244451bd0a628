"""Signs of sites on the page: the shapes of tiers that pictures have, as corners and as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

Point = tuple[float, float]

_DIGITS: Final = 3
_TURN: Final = 2 * math.pi


def sign_points(shape: str) -> list[Point]:
    """Return the corners of a shape around 0, about as large as a circle of radius 1; none for the circle.

    Parameters
    ----------
    shape
        One of `pictures_signs.SHAPES`, as matplotlib calls them. y points down, as on screens.
    """
    return [(round(x, _DIGITS), round(y, _DIGITS)) for x, y in _CORNERS[shape]]


def sign_svg(shape: str, *, radius: float, centre: float) -> str:
    """Return a shape as the ``d`` of an SVG path.

    Parameters
    ----------
    shape
        One of `pictures_signs.SHAPES`.
    radius
        Its size in the units of the drawing.
    centre
        x and y of its middle.
    """
    points = sign_points(shape)
    if not points:
        arc = f"a{radius:g} {radius:g} 0 1 0 "
        return f"M{centre - radius:g} {centre:g}{arc}{2 * radius:g} 0{arc}{-2 * radius:g} 0Z"
    corners = (f"{centre + radius * x:.2f} {centre + radius * y:.2f}" for x, y in points)
    return f"M{'L'.join(corners)}Z"


def _ring(corners: int, radii: Sequence[float], turn: float = -0.25) -> list[Point]:
    """Return corners on circles whose radii take turns; `turn` is where the first lies, in whole turns."""
    angles = [_TURN * (turn + corner / corners) for corner in range(corners)]
    sizes = [radii[corner % len(radii)] for corner in range(corners)]
    return [(size * math.cos(a), size * math.sin(a)) for size, a in zip(sizes, angles, strict=True)]


def _cross(turn: float) -> list[Point]:
    """Return a thick cross."""
    arm, half = 1.15, 0.42
    corner = math.hypot(arm, half)
    aside = math.atan2(half, arm) / _TURN
    points: list[Point] = []
    for quarter in range(4):
        at = turn + quarter / 4
        for angle, size in (
            (at - aside, corner),
            (at + aside, corner),
            (at + 1 / 8, half * math.sqrt(2)),
        ):
            points.append((size * math.cos(_TURN * angle), size * math.sin(_TURN * angle)))
    return points


_CORNERS: Final[dict[str, list[Point]]] = {
    # One for each of `pictures_signs.SHAPES`.
    "o": [],
    "s": _ring(4, [1.25], turn=-0.125),
    "^": _ring(3, [1.4]),
    "D": _ring(4, [1.3]),
    "v": _ring(3, [1.4], turn=0.25),
    "P": _cross(0.0),
    "X": _cross(0.125),
    "p": _ring(5, [1.2]),
    "h": _ring(6, [1.15]),
    "*": _ring(10, [1.5, 0.68]),
}
