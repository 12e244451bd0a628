"""Palettes of classes can be told apart by colour-blind people, too."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from colours import DEFICIENCIES, contrast, difference, lab, linear, rgb
from halfhour.maps.signs import classes as ground_layers
from halfhour.maps.signs import states as cell_layer

SEEN = [None, *DEFICIENCIES]
NEIGHBOURS_APART = 12.0
"""CIE 1976 difference; 2.3 is just noticeable for colours side by side, dots apart need several times that."""

RAMP_APART = 8.0
"""Of the stops of a ramp, between which colours go over into each other."""

PALETTES = {
    "gap": cell_layer.GAP_COLOURS,
    "no_place": cell_layer.NO_PLACE_COLOURS,
    "new": cell_layer.NEW_COLOURS,
    "served": cell_layer.SERVED_COLOURS,
    "share": [colour for _, colour, _ in ground_layers.SHARE_CLASSES],
}


@pytest.mark.parametrize("deficiency", SEEN)
@pytest.mark.parametrize("name", PALETTES)
def test_neighbouring_classes_stay_apart(name, deficiency):
    colours = [rgb(colour) for colour in PALETTES[name]]
    for one, other in itertools.pairwise(colours):
        assert difference(one, other, deficiency) >= NEIGHBOURS_APART
    lightness = [lab(linear(colour))[0] for colour in colours]
    assert lightness == sorted(lightness, reverse=True)


@pytest.mark.parametrize("deficiency", SEEN)
def test_the_gap_is_not_taken_for_what_is_newly_served(deficiency):
    for one, other in zip(cell_layer.GAP_COLOURS, cell_layer.NEW_COLOURS, strict=True):
        assert difference(rgb(one), rgb(other), deficiency) >= NEIGHBOURS_APART


@pytest.mark.parametrize("deficiency", SEEN)
def test_who_has_no_place_is_not_taken_for_who_is_beyond_the_limit_or_served(deficiency):
    for others in (cell_layer.GAP_COLOURS, cell_layer.NEW_COLOURS):
        for one, other in zip(cell_layer.NO_PLACE_COLOURS, others, strict=True):
            assert difference(rgb(one), rgb(other), deficiency) >= NEIGHBOURS_APART


@pytest.mark.parametrize("deficiency", SEEN)
def test_nobody_is_not_taken_for_a_share(deficiency):
    nobody = rgb(ground_layers.NO_PEOPLE_COLOUR)
    for _, colour, _ in ground_layers.SHARE_CLASSES:
        assert difference(nobody, rgb(colour), deficiency) >= 8


@pytest.mark.parametrize("deficiency", SEEN)
def test_any_two_catchments_may_be_neighbours(deficiency):
    colours = [rgb(colour) for colour in cell_layer.CATCHMENT_COLOURS]
    for one, other in itertools.combinations(colours, 2):
        assert difference(one, other, deficiency) >= NEIGHBOURS_APART


@pytest.mark.parametrize("deficiency", SEEN)
def test_the_travel_time_surface_is_a_ramp(deficiency):
    page = Path(cell_layer.__file__).parents[1] / "page"
    text = (page / "plan_layers" / "surface.js").read_text(encoding="utf-8")
    stops = re.findall(r"#\w{6}", re.search(r"SURFACE = \[(.+?)\]", text)[1])
    assert len(stops) >= 5
    colours = [rgb(colour) for colour in stops]
    for one, other in itertools.pairwise(colours):
        assert difference(one, other, deficiency) >= RAMP_APART
    lightness = [lab(linear(colour))[0] for colour in colours]
    assert lightness == sorted(lightness)


def test_the_measures_are_those_of_the_standards():
    black, white, grey = (np.full(3, value) for value in (0.0, 255.0, 119.0))
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.48, abs=0.01)
    assert lab(linear(white)) == pytest.approx([100, 0, 0], abs=0.02)
    assert lab(linear(rgb("#ff0000"))) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    # Who sees no red and green takes these for neighbours.
    assert difference(rgb("#ff0000"), rgb("#6e5f00"), "protanopia") < 20
    assert difference(rgb("#ff0000"), rgb("#6e5f00")) > 60
