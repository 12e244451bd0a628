"""Places as people write them: the same answers as the page's search, and what is wrong with the others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.coordinate_text import angle_in, angles_in, coordinates_in
from hypothesis import given
from hypothesis import strategies as st

SEARCH = Path(__file__).resolve().parents[2] / "page" / "search.test.mjs"


def written() -> list[tuple[str, tuple[float, float] | None]]:
    """Return the table of the page's own test: texts, and the latitude and longitude that they mean."""
    text = SEARCH.read_text(encoding="utf-8")
    found = re.search(r"const WRITTEN = (\[.*?\n\]);", text, re.DOTALL)
    assert found
    return json.loads(re.sub(r",(\s*)\]", r"\1]", found[1]))


@pytest.mark.parametrize(("text", "place"), written())
def test_the_page_and_python_read_the_same(text, place):
    if place is None:
        with pytest.raises(InputError):
            coordinates_in(text)
        return
    lat, lon = place
    try:
        found = coordinates_in(text)
    except InputError as error:
        # The page tries both orders; here the longitude comes first unless letters say otherwise.
        (fault,) = error.faults
        found = tuple(float(one) for one in re.findall(r"write (\S+),(\S+):", fault.fix)[0])
        assert "which ends at 90 degrees" in fault.cause
    assert found == pytest.approx((lon, lat), abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        *("119.52,39.91", "119.52 39.91", " 119.52 , 39.91 ", "119.52,39.91,", "119.52\t39.91"),
        *("119°31'12\"E, 39°54'36\"N", "北纬39°54′36″ 东经119°31′12″", "E119.52 N39.91"),
        *(
            "39.91N,119.52E",
            "119°31.2′E 39°54.6′N",
            "119°31.2', 39°54.6'",
            "东经119度31分12秒，北纬39度54分36秒",
        ),
        "\uff11\uff11\uff19\uff0e\uff15\uff12\uff0c\uff13\uff19\uff0e\uff19\uff11",
        *(
            "经度119.52，纬度39.91",
            "纬度：39.91；经度：119.52",
            "119.52E 39.91",
            "119.52 39.91N",
            "(119.52, 39.91)",
        ),
    ],
)
def test_one_place_in_many_words(text):
    assert coordinates_in(text) == pytest.approx((119.52, 39.91), abs=1e-9)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("nan,39.9", "is not a number"),
        ("119.5,inf", "is not a number"),
        ("119.52", "is not one longitude and one latitude"),
        ("119.52,", "is not one longitude and one latitude"),
        ("119.52,39.91,12", "is not one longitude and one latitude"),
        ("119.52①,39.91②", "is not one longitude and one latitude"),
        ("Haigang hospital", "is not one longitude and one latitude"),
        ("200,39.9", "has 200 for a longitude, which ends at 180 degrees"),
        ("119.5,95.5", "has 95.5 for a latitude, which ends at 90 degrees"),
        ("119.5N,39.9E", "has 119.5 for a latitude, which ends at 90 degrees"),
        ("39.9N 119.6N", "says a latitude twice"),
        ("39°75'N 119°E", "has minutes or seconds of 60 or more"),
        ("39.5°20'N 119°E", "has a decimal or a minus sign in the middle of an angle"),
        ("1" * 300, "has more than 200 letters"),
        ("13305000,4825000", "has 4825000 for a latitude"),
    ],
)
def test_what_is_no_place_says_why(text, cause):
    with pytest.raises(InputError) as caught:
        coordinates_in(text, what="--at")
    (fault,) = caught.value.faults
    assert fault.file == "--at"
    assert cause in fault.cause
    assert fault.fix.startswith("write LON,LAT in degrees")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("39.91,119.52", "119.52,39.91"),
        ("39°54′36″ 119°31′12″", "119.52,39.91"),
        ("-33.5 151", "151,-33.5"),
    ],
)
def test_exchanged_coordinates_are_asked_about(text, wanted):
    with pytest.raises(InputError) as caught:
        coordinates_in(text)
    (fault,) = caught.value.faults
    assert fault.fix.startswith(f"write {wanted}:")


def test_a_raised_zero_is_a_sign_of_degrees():
    assert coordinates_in("39⁰54′36″N 119⁰31′12″E") == pytest.approx((119.52, 39.91))


def test_letters_decide_what_could_mean_either():
    assert coordinates_in("10,20") == (10, 20)
    assert coordinates_in("10N,20E") == (20, 10)
    assert coordinates_in("10S,20W") == (-20, -10)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_decimals_and_seconds_are_the_same_place(lon, lat):
    lon, lat = round(lon, 6), round(lat, 6)
    assert coordinates_in(f"{lon:.6f},{lat:.6f}") == (lon, lat)
    parts = []
    for value, letters in ((lat, "SN"), (lon, "WE")):
        seconds = round(abs(value) * 3600, 4)
        degrees, rest = divmod(seconds, 3600)
        minutes, rest = divmod(rest, 60)
        parts.append(f"{degrees:.0f}°{minutes:.0f}′{min(rest, 59.9999):.4f}″{letters[value >= 0]}")
    assert coordinates_in(" ".join(parts)) == pytest.approx((lon, lat), abs=1e-6)


@given(st.text("nsewxd°'\",:-. 0123456789纬经东度分秒lat", max_size=24))
def test_pieces_break_nothing(text):
    found = angles_in(text)
    assert isinstance(found, str | tuple)
    angle_in(text)
