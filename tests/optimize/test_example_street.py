"""The example street, by hand: 12 minutes a kilometre."""

from halfhour.optimize.example_street import street_times


def test_a_kilometre_takes_twelve_minutes() -> None:
    nearest = street_times().nearest(["old", "end"])
    assert (nearest["cost"] / 720).tolist() == [0, 1, 2, 2, 1, 0]
    assert nearest["site_id"].tolist() == ["old"] * 3 + ["end"] * 3


def test_sites_have_the_columns_given() -> None:
    times = street_times("rehab", existing={}, candidates={"a": 1.0, "b": 2.5}, cost=[3.0, 4.0])
    assert times.sites["cost"].to_dict() == {"a": 3.0, "b": 4.0}
    assert set(times.sites["status"]) == {"candidate"}
    assert set(times.sites["service"]) == {"rehab"}
