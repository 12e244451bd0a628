"""Asking for checks, and for the files of their memos."""

from __future__ import annotations

import threading

import pytest
from halfhour.app.server.answers.problem import Refused
from halfhour.app.server.settings import Limits
from halfhour.common.errors import Fault, InputError
from served_stand_in import CHANGES, StandInDesk, StandInStudy, asker

AT = {"service": "clinic", "at": [119.52, 39.91]}


def test_an_answer_has_its_figures_and_what_the_map_shows() -> None:
    answer = asker().post("/api/checks", json=AT, headers=CHANGES).json()
    assert answer["report"]["newly_served"] == 7
    # What JSON cannot say is null.
    assert answer["report"]["mean_fall"] is None
    assert answer["map"] == {"at": [119.52, 39.91]}


def test_a_parcel_is_asked_about_without_heights() -> None:
    ring = [[119.5, 39.9, 3], [119.6, 39.9], [119.6, 39.95, 3], [119.5, 39.9, 3]]
    hole = [[119.55, 39.91], [119.56, 39.91], [119.56, 39.92], [119.55, 39.91]]
    for parcel, kind in (
        ({"type": "Polygon", "coordinates": [ring, hole]}, "POLYGON (("),
        ({"type": "MultiPolygon", "coordinates": [[ring, hole]]}, "POLYGON (("),
        ({"type": "MultiPolygon", "coordinates": [[ring], [hole]]}, "MULTIPOLYGON ((("),
    ):
        asked = {"service": "clinic", "parcel": parcel, "crs": "gcj02"}
        answer = asker().post("/api/checks", json=asked, headers=CHANGES)
        said = answer.json()["report"]["asked"]
        assert kind in said
        assert " Z " not in said
        assert "'crs': 'gcj02'" in said


def test_capacity_may_be_unlimited() -> None:
    for capacity, said in ((80, "80"), ("unlimited", "inf"), (None, "None")):
        answer = asker().post("/api/checks", json={**AT, "capacity": capacity}, headers=CHANGES)
        assert f"'capacity': {said}" in answer.json()["report"]["asked"]


def test_inputs_that_cannot_be_used_are_told_without_folders() -> None:
    faults = [
        Fault(file="at", value="39.9,119.5", cause="look exchanged", fix="write 119.5,39.9"),
        Fault(file="/home/li/plans/register.gpkg", column="fid", cause="is damaged", fix="copy it"),
        Fault(file=r"C:\Users\li\study.yaml", cause="is gone", fix="put it back"),
    ]
    study = StandInStudy(desks={"clinic": StandInDesk(problem=InputError(*faults))})
    answer = asker(study).post("/api/checks", json=AT, headers=CHANGES)
    problem = answer.json()
    assert answer.status_code == 422
    assert "write 119.5,39.9" in problem["detail"]
    assert "register.gpkg" in problem["detail"]
    assert "li" not in problem["detail"].replace("exchanged", "")
    assert [fault["where"] for fault in problem["faults"]] == ["at", "fid", "study.yaml"]


def test_services_that_are_unknown_or_not_ready_are_told() -> None:
    answer = asker().post("/api/checks", json={**AT, "service": "school"}, headers=CHANGES)
    assert answer.status_code == 404
    waits = Refused(503, "not_ready", "Still being prepared.", headers={"Retry-After": "2"})
    study = StandInStudy(desks={"clinic": StandInDesk(problem=waits)})
    answer = asker(study).post("/api/checks", json=AT, headers=CHANGES)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("check.html", "text/html; charset=utf-8"),
        ("check.json", "application/json"),
        ("check.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_memo_is_a_download(file: str, kind: str) -> None:
    client = asker()
    check = client.post("/api/checks", json=AT, headers=CHANGES).json()["id"]
    answer = client.get(f"/api/checks/{check}/{file}?lang=zh")
    assert answer.text == f"{file} zh {check}"
    assert answer.headers["content-type"] == kind
    name = file.replace("check", f"check-{check}")
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert "sandbox" in answer.headers["content-security-policy"]


def test_without_a_browser_there_is_no_pdf(monkeypatch, tmp_path) -> None:
    client = asker()
    check = client.post("/api/checks", json=AT, headers=CHANGES).json()["id"]
    monkeypatch.setenv("HALFHOUR_CHROMIUM", str(tmp_path / "none"))
    answer = client.get(f"/api/checks/{check}/check.pdf")
    assert answer.status_code == 501
    assert str(tmp_path) not in answer.text


def test_only_the_latest_checks_are_kept() -> None:
    client = asker(limits=Limits(kept_checks=2))
    checks = [
        client.post("/api/checks", json={**AT, "at": [119.5, n]}, headers=CHANGES).json()["id"]
        for n in range(3)
    ]
    statuses = [client.get(f"/api/checks/{one}/check.json").status_code for one in checks]
    assert statuses == [404, 200, 200]
    unknown = client.get("/api/checks/20261129-00000000/check.json")
    assert unknown.json()["code"] == "unknown_check"


def test_fifty_at_once_are_all_answered() -> None:
    client, answers = asker(), []

    def ask(number: int) -> None:
        answer = client.post("/api/checks", json={**AT, "at": [119.5, number]}, headers=CHANGES)
        saved = client.post(
            "/api/register", json={"check_id": answer.json()["id"]}, headers=CHANGES
        )
        answers.append((answer.status_code, saved.status_code))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(50)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers == [(200, 201)] * 50
    assert client.get("/api/register").json()["total"] == 50
