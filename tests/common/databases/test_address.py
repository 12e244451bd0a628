"""Addresses of databases, and passwords that nobody shall write into them."""

from __future__ import annotations

from pathlib import Path

import halfhour as hh
import pytest
from halfhour.common.databases.address import (
    address_of,
    is_address,
    shown_address,
    stored_address,
    without_passwords,
)
from halfhour.data.formats.layer import Layer
from pydantic import ValidationError


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("postgresql://gis.example/city", "postgresql://gis.example/city"),
        (
            "postgres://gis.example:5433/city?sslmode=require",
            "postgresql://gis.example:5433/city?sslmode=require",
        ),
        ("postgresql:///city", "postgresql://?dbname=city"),
        ("postgresql:///city?host=/run/pg", "postgresql://?dbname=city&host=/run/pg"),
        ("postgresql://", "postgresql://"),
        ("postgresql://me:${DB_PASSWORD}@h/city", "postgresql://me:${DB_PASSWORD}@h/city"),
        ("postgresql://[::1]:5432/city", "postgresql://[::1]:5432/city"),
        ("${DATABASE_URL}", "${DATABASE_URL}"),
    ],
)
def test_an_address_survives_being_a_path(written: str, stored: str) -> None:
    assert is_address(written)
    assert stored_address(written) == stored
    assert address_of(Path(stored)).rstrip("/") == stored.rstrip("/")


@pytest.mark.parametrize(
    "written",
    [
        "postgresql://me:secret@gis.example/city",
        "postgres://me:sec/ret@gis.example/city",
        "postgresql://me:s@cr@t@gis.example/city",
        "postgresql://me:pre${VARIABLE}@gis.example/city",
        "postgresql://gis.example/city?password=secret",
        "postgresql://gis.example/city?sslmode=require&sslpassword=secret",
        "POSTGRESQL://me:secret@gis.example/city",
        "PG:dbname=city user=me password=secret",
        "host=gis.example dbname=city password = secret",
    ],
)
def test_a_password_is_refused_and_not_repeated(written: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationError) as raised:
        Layer.model_validate({"file": written, "table": "a.b"})
    study = tmp_path / "study.yaml"
    study.write_text(
        f"name: x\npeople: {{file: '{written}', table: a.b}}\narea: '{written}'\nroads: '{written}'\n"
        f"services: {{clinic: {{existing: '{written}', nonsense: '{written}'}}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(hh.InputError, match="PGPASSWORD") as of_study:
        hh.validate_study(study)
    with pytest.raises(hh.InputError, match=r"PGPASSWORD|--to postgresql") as of_option:
        hh.plan_study(study, tmp_path / "out", to=written)
    for error in (raised.value, of_study.value, of_option.value):
        assert not {"secret", "sec/ret", "s@cr@t", "pre$"} & {
            word for word in ("secret", "sec/ret", "s@cr@t", "pre$") if word in str(error)
        }


def test_what_is_shown_has_neither_user_nor_options() -> None:
    assert shown_address("postgresql://me:${X}@h:5/city?sslmode=require") == "postgresql://h:5/city"
    assert shown_address("postgresql://?dbname=city&user=me") == "postgresql:///city"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at postgresql://me:a@b/c@host/city or", "at postgresql://me:***@host/city or"),
        ("postgres:/me:x@h?password=y&a=1", "postgres:/me:***@h?password=***&a=1"),
        ("mysql:/me:x@h/db", "mysql:/me:***@h/db"),
        ("https://me:x@tiles.example/{z}", "https://me:***@tiles.example/{z}"),
        ("PG:host=h password='x'", "PG:host=h password=***"),
        ("http://h:80/a@b", "http://h:80/a@b"),
        ("postgresql://me:${DB_PASSWORD}@h/city", "postgresql://me:${DB_PASSWORD}@h/city"),
        ("D:/data/a@b.gpkg", "D:/data/a@b.gpkg"),
        ("the password is in a file", "the password is in a file"),
    ],
)
def test_passwords_are_taken_out_of_any_text(text: str, shown: str) -> None:
    assert without_passwords(text) == shown
    assert str(hh.Fault(file=text, cause=text, fix=text)) == f"{shown}: {shown}. {shown}."


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ({"file": "postgresql://h/city"}, "say what to read"),
        ({"file": "postgresql://h/city", "table": "a", "query": "SELECT 1"}, "one of the two"),
        ({"file": "postgresql://h/city", "query": "  "}, "say what to read"),
        ({"file": "places.csv", "table": "a"}, "is for databases"),
        ({"file": "postgresql://h/city", "table": "a", "separator": ";"}, "is for files"),
    ],
)
def test_a_layer_says_what_of_a_database(said: dict[str, str], cause: str) -> None:
    with pytest.raises(ValidationError, match=cause):
        Layer.model_validate(said)


def test_without_the_driver_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    layer = Layer.model_validate({"file": "postgresql://h/city", "table": "a.b"})
    with pytest.raises(hh.InputError, match=r'pip install "halfhour\[postgis\]"'):
        hh.read_sites(existing=layer, service="clinic")


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.delenv("NOT_SET", raising=False)
    layer = Layer.model_validate({"file": "postgresql://me:${NOT_SET}@h/city", "table": "a.b"})
    with pytest.raises(hh.InputError, match="no variable NOT_SET"):
        hh.read_sites(existing=layer, service="clinic")


@pytest.mark.parametrize(
    "written", ["postgresql://me:secret@h/city", "PG:dbname=a password=secret"]
)
@pytest.mark.parametrize(
    "keys",
    [
        "existing: {{file: a.csv, gazetteer: {{file: '{0}', table: a.b}}}}",
        "candidates: {{parcels: '{0}', table: a.b}}",
    ],
)
def test_keys_that_call_a_file_otherwise_refuse_passwords_too(
    written: str, keys: str, tmp_path: Path
) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(
        f"name: x\npeople: {{file: b.csv}}\nservices: {{clinic: {{{keys.format(written)}}}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(hh.InputError, match="PGPASSWORD") as raised:
        hh.validate_study(study)
    assert "secret" not in str(raised.value)


def test_a_gazetteer_says_what_of_a_database() -> None:
    said = {"file": "a.csv", "gazetteer": {"file": "postgresql://h/city"}}
    with pytest.raises(ValidationError, match="needs `table:` or `query:`"):
        Layer.model_validate(said)
