"""A study that is served: its answers, its register, and what an approval changes."""

from __future__ import annotations

import json
import threading
import time

import halfhour as hh
import pytest
from halfhour.app.example_study import street_study
from halfhour.app.server.application import study_app
from halfhour.app.server.run import study_desks
from halfhour.app.server.settings import ServerSettings
from halfhour.app.server.study_desks import StudyDesks
from halfhour.data.register.read import read_register
from served_stand_in import CHANGES, KEY, Asker

EAST = {"service": "clinic", "at": [120.0359, 40.0]}


def test_the_study_says_what_can_be_asked(street_asker) -> None:
    study = street_asker.get("/api/study").json()
    assert study["name"] == "One street"
    assert study["year"] == 2020
    west, south, east, north = study["bounds"]
    assert (west, east) == pytest.approx((120.0, 120.036))
    assert south == pytest.approx(north) == pytest.approx(40.0)
    [clinic] = study["services"]
    assert (clinic["name"], clinic["state"], clinic["limit"]) == ("clinic", "ready", 15)
    assert street_asker.get("/health").json() == {"status": "ok", "ready": 1, "services": 1}


def test_an_answer_is_the_report_of_the_desk(street_asker, street) -> None:
    answer = street_asker.post("/api/checks", json=EAST, headers=CHANGES).json()
    report = street.desk("clinic").report(at=tuple(EAST["at"]))
    assert answer["id"] == report.id
    assert answer["report"] == json.loads(json.dumps(report.to_dict()))
    # 100 people at the east end, whom the clinic after 1 km does not reach within 15 minutes.
    assert answer["report"]["newly_served"] == 100
    for lang, word in (("en", "Newly served"), ("zh", "新增覆盖")):
        figures = {label: figure for label, figure, _ in answer["told"][lang]["figures"]}
        assert figures[word] == "+100"
    assert answer["map"]["at"] == pytest.approx([40.0, 120.0359])


def test_the_memo_of_an_answer_can_be_had(street_asker) -> None:
    answer = street_asker.post("/api/checks", json=EAST, headers=CHANGES).json()
    told = street_asker.get(f"/api/checks/{answer['id']}/check.json").json()
    assert told == answer["report"]
    book = street_asker.get(f"/api/checks/{answer['id']}/check.xlsx?lang=zh")
    assert book.content.startswith(b"PK")


def test_obstacles_come_with_the_answer(street_asker) -> None:
    far = {"service": "clinic", "at": [121.0, 40.0]}
    answer = street_asker.post("/api/checks", json=far, headers=CHANGES).json()
    kinds = [one["kind"] for one in answer["report"]["obstacles"]]
    assert "outside_study" in kinds
    assert all(one["said"] for one in answer["told"]["zh"]["obstacles"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"at": [40.0, 120.03]}, "120.03"),
        ({"at": [120.03, 40.0], "tier": "palace"}, "tier"),
        ({"at": [120.03, 40.0], "capacity": 80}, "places"),
        ({"at": [120.03, 40.0], "limit_min": 500}, "limit"),
        ({"at": [120.03, 40.0], "crs": "EPSG:999999"}, "EPSG:999999"),
        ({"at": [120.03, 40.0], "crs": "EPSG:4549"}, "EPSG:4549"),
    ],
)
def test_what_cannot_be_checked_is_told_with_its_remedy(street_asker, asked, said) -> None:
    answer = street_asker.post("/api/checks", json={"service": "clinic", **asked}, headers=CHANGES)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "input"
    assert said in problem["detail"]
    assert all(fault["fix"] for fault in problem["faults"])


def square(west: float, south: float, size: float) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@pytest.mark.parametrize(
    ("ring", "status"),
    [
        (square(120.03, 39.9999, 0.0002), 200),
        # Crosses itself; without area; not closed; far too large for the study.
        (
            [[120.03, 40.0], [120.031, 40.001], [120.031, 40.0], [120.03, 40.001], [120.03, 40.0]],
            422,
        ),
        ([[120.03, 40.0]] * 4, 422),
        (square(120.03, 39.9999, 0.0002)[:-1], 200),
        (square(-170.0, -80.0, 150.0), 200),
        ([[1e300, 0.0], [0.0, 1e300], [1.0, 1.0], [1e300, 0.0]], 422),
    ],
)
def test_parcels_are_checked_or_told(street_asker, ring, status) -> None:
    parcel = {"type": "Polygon", "coordinates": [ring]}
    asked = {"service": "clinic", "parcel": parcel}
    answer = street_asker.post("/api/checks", json=asked, headers=CHANGES)
    assert answer.status_code == status, answer.text


def test_a_saved_check_is_in_the_register_file(street_asker, street) -> None:
    answer = street_asker.post("/api/checks", json=EAST, headers=CHANGES).json()
    body = {"check_id": answer["id"], "applicant": "=1+1", "note": "二期"}
    line = street_asker.post("/api/register", json=body, headers=CHANGES).json()
    assert street_asker.get("/api/register").json()["lines"] == [line]
    [kept] = read_register(street.register.path).to_dict("records")
    assert (kept["check_id"], kept["applicant"], kept["note"]) == (answer["id"], "=1+1", "二期")
    assert kept["newly_served"] == 100
    assert kept["hash"] == answer["report"]["hash"]


def test_an_approved_site_counts_in_later_checks(street_asker, street) -> None:
    answer = street_asker.post("/api/checks", json=EAST, headers=CHANGES).json()
    body = {"check_id": answer["id"]}
    street_asker.post("/api/register", json=body, headers=CHANGES)
    decision = {"decision": "approved", "reason": "fills the gap", "date": "2026-11-29"}
    path = f"/api/register/{answer['id']}/decision"
    assert street_asker.post(path, json=decision, headers=CHANGES).status_code == 201
    until = time.monotonic() + 60
    while street_asker.get("/api/study").json()["renewing"] and time.monotonic() < until:
        time.sleep(0.05)
    later = street_asker.post("/api/checks", json=EAST, headers=CHANGES).json()
    assert later["report"]["newly_served"] == 0
    assert later["report"]["share_before"] == 1


def test_a_service_that_cannot_be_prepared_says_why_and_the_server_goes_on(
    tmp_path, monkeypatch
) -> None:
    opened = hh.open_study(street_study(tmp_path))
    for error, said in (
        (hh.InputError(hh.Fault(file="a.csv", cause="is odd", fix="mend it")), "is odd"),
        (ZeroDivisionError("119.52"), "could not be prepared"),
    ):
        desks = study_desks(opened, reopen=lambda: opened, report=lambda _: None)

        def fails(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("halfhour.app.server.study_desks.site_desk", fails)
        desks.prepare()
        client = Asker(study_app(desks, ServerSettings(key=KEY)))
        [clinic] = client.get("/api/study").json()["services"]
        assert clinic["state"] == "failed"
        assert said in clinic["problem"]
        assert "119.52" not in clinic["problem"]
        answer = client.post("/api/checks", json=EAST, headers=CHANGES)
        assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
        assert client.get("/").status_code == 200


def test_before_a_service_is_ready_its_checks_are_asked_to_wait(tmp_path) -> None:
    opened = hh.open_study(street_study(tmp_path))
    desks = study_desks(opened, reopen=lambda: opened, report=lambda _: None)
    client = Asker(study_app(desks, ServerSettings(key=KEY)))
    assert client.get("/api/study").json()["services"][0]["state"] == "waiting"
    answer = client.post("/api/checks", json=EAST, headers=CHANGES)
    assert answer.status_code == 503
    assert answer.json()["code"] == "not_ready"
    assert int(answer.headers["retry-after"]) > 0
    desks.prepare_beside().join(60)
    assert client.post("/api/checks", json=EAST, headers=CHANGES).status_code == 200


def test_many_ask_and_save_at_once(street_asker, street: StudyDesks) -> None:
    statuses = []

    def ask(number: int) -> None:
        asked = {"service": "clinic", "at": [120.0 + number / 1000, 40.0]}
        answer = street_asker.post("/api/checks", json=asked, headers=CHANGES)
        saved = street_asker.post(
            "/api/register", json={"check_id": answer.json()["id"]}, headers=CHANGES
        )
        statuses.append((answer.status_code, saved.status_code))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [(200, 201)] * 20
    assert len(read_register(street.register.path)) == 20
