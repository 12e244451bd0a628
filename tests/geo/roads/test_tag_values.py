import pytest
from halfhour.geo.roads.tag_values import parse_duration_s, parse_maxspeed


@pytest.mark.parametrize(
    ("text", "kph"),
    [
        ("50", 50.0),
        (" 50 ", 50.0),
        ("30 mph", pytest.approx(48.28, abs=0.01)),
        ("30mph", pytest.approx(48.28, abs=0.01)),
        ("10 knots", pytest.approx(18.52)),
        ("60 km/h", 60.0),
        ("walk", 7.0),
        ("none", None),
        ("signals", None),
        ("RO:urban", None),
        ("50;30", None),
        ("-50", None),
        ("0", None),
        ("", None),
    ],
)
def test_maxspeed_is_read_in_kilometres_per_hour(text: str, kph: float | None) -> None:
    assert parse_maxspeed(text) == kph


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:20", 1200.0),
        ("1:30", 5400.0),
        ("01:30:15", 5415.0),
        ("20", 1200.0),
        ("PT20M", 1200.0),
        ("PT2H25M6S", 8706.0),
        ("PT21.2S", 21.0),
        ("P4D", None),
        ("PT", None),
        ("20 minutes", None),
        ("00:00", None),
        ("", None),
    ],
)
def test_durations_are_read_in_seconds(text: str, seconds: float | None) -> None:
    assert parse_duration_s(text) == seconds
