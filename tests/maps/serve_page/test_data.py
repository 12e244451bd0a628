"""What the page of the local server knows of a service."""

from __future__ import annotations

from dataclasses import replace

import pytest
from halfhour.common.words import Words
from halfhour.coverage.assessment import assess
from halfhour.maps.serve_page.data import ServedService
from halfhour.optimize.example_street import street_times


@pytest.mark.parametrize(
    ("mode", "needed"),
    [
        ("walk", False),
        ({"station": "walk", "hospital": "drive"}, True),
        # A site without a tier has a mode of its own.
        ({"station": "walk", "": "drive"}, False),
    ],
)
def test_a_tier_is_asked_for_where_no_mode_is_known_without_one(mode, needed) -> None:
    today = assess(street_times())
    service = ServedService(
        name="clinic",
        title=Words(en="Clinics"),
        today=replace(today, times=replace(today.times, mode=mode)),
        tiers={},
        counts_places=False,
        limit_max=30.0,
    )
    assert service.tier_needed is needed
