from pathlib import Path

from halfhour.data.formats.columns import missing_columns, their_names
from halfhour.data.formats.layer import Layer


def test_a_column_is_named_as_the_layer_says_or_as_we_do():
    layer = Layer(file=Path("s.csv"), columns={"site_id": "code", "cost": "yuan"})
    assert their_names(layer, ["site_id", "name"]) == {"site_id": "code", "name": "name"}


def test_each_missing_column_is_told_with_what_is_like_it():
    wanted = {"site_id": "code", "cost": "yuan", "tier": "tier"}
    found = missing_columns("s.csv", wanted, ["Code", "yuan"])
    assert [(f.column, f.cause, f.fix) for f in found] == [
        (
            "code",
            "there is no such column; the file has Code, yuan",
            "write columns: {site_id: Code}",
        ),
        (
            "tier",
            "there is no such column; the file has Code, yuan",
            "write columns: {tier: its name in the file}",
        ),
    ]
    (fault,) = missing_columns("s.csv", {"site_id": "code"}, [])
    assert fault.cause == "there is no such column; the file has none"
