"""The page of a server in a browser: click, type, upload, compare, save, register, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator

import halfhour as hh
import pytest
from halfhour.app.example_study import street_study
from halfhour.app.server.run import study_desks
from halfhour.app.server.settings import ServerSettings
from halfhour.app.server.study_desks import StudyDesks
from halfhour.data.register.read import read_register
from running_server import running_server
from served_stand_in import TOKEN

pytestmark = pytest.mark.browser

SIDE_DEG = 0.0004


@pytest.fixture
def street(tmp_path) -> StudyDesks:
    path = street_study(tmp_path)
    opened = hh.open_study(path)
    return study_desks(opened, reopen=lambda: hh.open_study(path), report=lambda _: None)


@pytest.fixture
def served(street) -> Iterator[str]:
    street.prepare()
    with running_server(street, ServerSettings()) as address:
        yield address


def is_fault(message) -> bool:
    """Whether a line of the console is an error; that a question was refused is none."""
    return message.type in {"error", "warning"} and "status of 422" not in message.text


@pytest.fixture
def opened(browser):
    """Open an address; at the end no request to elsewhere and no error must have been seen."""
    faults: list[str] = []
    context = browser.new_context(accept_downloads=True, viewport={"width": 1440, "height": 900})

    def show(address: str, *, size: tuple[int, int] | None = None):
        page = context.new_page()
        if size is not None:
            page.set_viewport_size({"width": size[0], "height": size[1]})
        own = tuple(address.partition("#")[0].rpartition("/")[0:1])
        page.on(
            "request", lambda r: None if r.url.startswith((*own, "data:")) else faults.append(r.url)
        )
        page.on("console", lambda m: faults.append(m.text) if is_fault(m) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        page.wait_for_selector("#preparing:empty", state="attached")
        return page

    yield show
    context.close()
    assert not faults, faults


def click_at(page, lon: float, lat: float) -> None:
    """Click the map at a place."""
    spot = page.evaluate(
        "([lon, lat]) => halfhour.map.latLngToContainerPoint([lat, lon])", [lon, lat]
    )
    page.locator(".folium-map").click(position={"x": spot["x"], "y": spot["y"]})


def figures(page) -> dict[str, str]:
    page.wait_for_selector("#answer-box:not([hidden])")
    page.wait_for_selector("#status:empty", state="attached")
    rows = page.locator("#answer .key-figures tr").all()
    return {row.locator("th").inner_text(): row.locator("td").inner_text() for row in rows}


def typed(page, text: str) -> None:
    page.fill("#at", text)
    page.keyboard.press("Enter")


def test_a_click_is_answered_beside_the_map(served, opened) -> None:
    page = opened(served + "/")
    click_at(page, 120.033, 40.0)
    # Both of the 500 people are served then, of 400 before.
    assert figures(page)["Newly served"] == "+100"
    assert figures(page)["Share served"].replace("\n", " ") == "80.0% → 100.0%"
    assert page.locator(".check-pin").count() >= 1
    states = page.evaluate("Array.from(halfhour.jointTable(0).state)")
    assert sorted(states) != sorted(
        json.loads(
            page.evaluate(
                "JSON.stringify(Array.from(halfhour.unpack(halfhour.data().services[0].cells.state)))"
            )
        )
    )


@pytest.mark.parametrize(
    "text", ["120.033, 40", "40°00'00\"N 120°01'58.8\"E", "东经120.033 北纬40", "40, 120.033"]
)
def test_coordinates_are_read_as_officials_write_them(served, opened, text) -> None:
    page = opened(served + "/")
    typed(page, text)
    assert figures(page)["Newly served"] == "+100"
    assert "40, 120.033" in page.locator("#answer-head h2").inner_text()


@pytest.mark.parametrize(
    ("text", "crs", "epsg", "said"),
    [
        ("nowhere", "wgs84", "", "These are no coordinates"),
        ("", "wgs84", "", "click the map"),
        ("119.5, 39.9", "epsg", "", "EPSG:4549"),
        ("east 5, north 7", "epsg", "4549", "easting, then northing"),
        ("119.5, 39.9", "epsg", "EPSG:4549", "looks like degrees"),
        ("200, 95", "wgs84", "", "These are no coordinates"),
    ],
)
def test_what_is_no_place_is_told(served, opened, text, crs, epsg, said) -> None:
    page = opened(served + "/")
    page.select_option("#crs", crs)
    if crs == "epsg":
        page.fill("#epsg", epsg)
    typed(page, text)
    page.wait_for_selector("#status.wrong")
    assert said in page.locator("#status").inner_text()
    assert page.locator("#answer-box").is_hidden()


def test_a_place_clicked_too_early_need_not_be_clicked_again(served, opened) -> None:
    page = opened(served + "/", size=(390, 844))
    page.fill("#limit", "999")
    page.evaluate("halfhour.openAt(halfhour.map, L.latLng(40, 120.033), null)")
    told = page.locator("#status.wrong")
    assert told.bounding_box()["y"] + told.bounding_box()["height"] <= 844
    assert page.input_value("#at") == "120.033000, 40.000000"
    page.fill("#limit", "")
    page.locator("#check-form button[type=submit], #check-form .switch").first.click()
    assert figures(page)["Newly served"] == "+100"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5,000", 5000),
        ("nine", None),
        ("12,345,678", 12345678),
        ("\uff15\uff10\uff10\uff10", 5000),
        ("2,5", 2.5),
    ],
)
def test_places_are_read_as_the_page_writes_them(served, opened, text, number) -> None:
    page = opened(served + "/")
    page.evaluate("halfhour.data().services[0].counts_places = true")
    page.select_option("#service", index=0)
    page.evaluate("document.querySelector('#capacity-line').hidden = false")
    page.fill("#capacity", text)
    read = "() => { try { return halfhour.wanted().capacity; } catch { return null; } }"
    assert page.evaluate(read) == number


def parcel(lon: float, lat: float) -> dict[str, object]:
    ring = [
        [lon, lat],
        [lon + SIDE_DEG, lat],
        [lon + SIDE_DEG, lat + SIDE_DEG],
        [lon, lat + SIDE_DEG],
        [lon, lat],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def upload(page, document: object, name: str = "Plot 7.geojson") -> None:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    page.set_input_files(
        "#parcel", {"name": name, "mimeType": "application/geo+json", "buffer": content}
    )


def test_a_parcel_is_uploaded_without_what_else_its_file_holds(served, opened) -> None:
    page = opened(served + "/")
    sent = []
    page.on("request", lambda r: sent.append(r.post_data or ""))
    feature = {
        "type": "Feature",
        "properties": {"owner": "Li Ming"},
        "geometry": parcel(120.033, 39.9998),
    }
    upload(page, {"type": "FeatureCollection", "features": [feature]})
    assert figures(page)["Newly served"] == "+100"
    assert "Plot 7" in page.locator("#answer-head h2").inner_text()
    assert not [body for body in sent if "Li Ming" in body]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"{", "no GeoJSON"),
        ({"type": "Point", "coordinates": [120.0, 40.0]}, "no polygon"),
        (
            {
                "type": "GeometryCollection",
                "geometries": [parcel(120.0, 40.0), parcel(120.01, 40.0)],
            },
            "2 polygons",
        ),
        ({**parcel(120.0, 40.0), "crs": {"properties": {"name": "local grid"}}}, "local grid"),
    ],
)
def test_a_file_without_a_parcel_is_told(served, opened, document, said) -> None:
    page = opened(served + "/")
    upload(page, document)
    page.wait_for_selector("#status.wrong")
    assert said in page.locator("#status").inner_text()


def test_places_are_compared_side_by_side(served, opened) -> None:
    page = opened(served + "/")
    for number, place in enumerate(("120.033, 40", "120.001, 40", "120.02, 40")):
        typed(page, place)
        figures(page)
        assert page.locator("#comparison thead th").count() == (number + 1 if number else 0)
        if number < 2:
            page.locator(".keep").click()
    rows = {
        row.locator("th").inner_text(): [cell.inner_text() for cell in row.locator("td").all()]
        for row in page.locator("#comparison tbody tr").all()
    }
    assert rows["Newly served"][:2] == ["+100", "0"]
    assert page.locator(".keep").count() == 0
    # The first one is looked at again, then left out.
    page.locator("#comparison thead button.plain").first.click()
    assert figures(page)["Newly served"] == "+100"
    page.locator("#comparison thead button.small").first.click()
    assert page.locator("#comparison thead th").count() == 2


def test_the_memo_is_saved_and_the_check_put_into_the_register(served, opened, street) -> None:
    page = opened(served + "/")
    typed(page, "120.033, 40")
    figures(page)
    number = page.locator("#answer-head .caption").inner_text().removeprefix("Check ")
    form = page.locator("form.save")
    form.get_by_label("Applicant").fill("<b>Li Ming</b>")
    form.get_by_label("Remark").fill("=1+1")
    form.locator("button").click()
    page.wait_for_selector(".saved")
    [row] = read_register(street.register.path).to_dict("records")
    assert (row["check_id"], row["applicant"], row["note"]) == (number, "<b>Li Ming</b>", "=1+1")
    with page.expect_download() as download:
        page.locator(".downloads a").first.click()
    assert download.value.suggested_filename == f"check-{number}.html"
    memo = download.value.path().read_text(encoding="utf-8")
    assert number in memo
    assert "&lt;b&gt;Li Ming" in memo
    page.locator("#register summary").first.click()
    line = page.locator("#register-list tbody tr")
    assert number in line.inner_text()
    assert "<b>Li Ming</b>" in line.inner_text()


def test_an_approval_is_recorded_and_counts_afterwards(served, opened, street) -> None:
    page = opened(served + "/")
    typed(page, "120.033, 40")
    figures(page)
    page.locator("form.save button").click()
    page.wait_for_selector(".saved")
    page.locator("#register summary").first.click()
    page.locator("#register-list summary").click()
    page.locator(".decide").get_by_label("Reason").fill("fills the gap")
    page.locator(".decide button").click()
    page.wait_for_selector("#register-status:not(:empty)")
    assert "approved" in page.locator("#register-list tbody tr").inner_text()
    [row] = read_register(street.register.path).to_dict("records")
    assert (row["decision"], row["reason"]) == ("approved", "fills the gap")


def test_all_words_change_with_the_language(served, opened) -> None:
    page = opened(served + "/?lang=zh")
    typed(page, "121.5, 40")
    figures(page)
    for box in ("#check-form", "#answer-box", "#register summary"):
        text = page.locator(box).inner_text()
        latin = [word for word in text.split() if word.isascii() and len(word.strip(":…")) > 8]
        assert not [word for word in latin if word.isalpha()], latin
    page.get_by_role("button", name="English").click()
    assert "outside the study area" in page.locator(".obstacles").inner_text()


def test_a_phone_has_the_map_above_and_nothing_beside_the_screen(served, opened) -> None:
    page = opened(served + "/", size=(390, 844))
    typed(page, "120.033, 40")
    figures(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in page.locator("#check-form button, .downloads a, form.save button").all():
        assert button.bounding_box()["height"] >= 40


def test_while_a_service_is_prepared_the_question_waits_for_it(street, browser) -> None:
    with running_server(street, ServerSettings()) as address:
        page = browser.new_page()
        page.goto(address + "/")
        page.wait_for_selector("#preparing:not(:empty)", state="attached")
        typed(page, "120.033, 40")
        page.wait_for_selector("#status:not(:empty)")
        assert "being prepared" in page.locator("#status").inner_text()
        street.prepare()
        assert figures(page)["Newly served"] == "+100"
        page.close()


def test_a_link_with_the_token_signs_in_once(street, browser) -> None:
    street.prepare()
    settings = ServerSettings(host="127.0.0.1", token=TOKEN)
    with running_server(street, settings) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address + "/")
        page.fill("#token", "not the token")
        page.keyboard.press("Enter")
        page.wait_for_selector("#said:not(:empty)")
        page.goto(f"{address}/#token={TOKEN}")
        page.reload()
        page.wait_for_selector("html[data-ready]")
        assert TOKEN not in page.url
        other = context.new_page()
        other.goto(address + "/")
        other.wait_for_selector("html[data-ready]")
        context.close()
