import pandas as pd
import pytest
from halfhour.coverage.rules.evidence import AccessKey, MissingEvidenceError, PlacesKey
from ten_cells import evidence, facilities


def test_missing_columns_are_filled_and_tables_are_left_alone() -> None:
    table = facilities([("s1", 5.0)], "id capacity")
    table.attrs["file"] = "clinics.csv"
    state = evidence(
        facilities={"clinic": table}, units={"county": pd.DataFrame({"name": ["甲"]}, index=["A"])}
    )
    row = state.facilities["clinic"].loc["s1"]
    assert (row["name"], row["tier"], row["capacity"], row["working"]) == ("", "", 5.0, True)
    unit = state.units["county"].loc["A"]
    assert (unit["class"], unit["part_of"], unit["poor"], unit["hosts_centre"]) == (
        "",
        "",
        False,
        False,
    )
    assert pd.isna(unit["residents"])
    assert state.facilities["clinic"].attrs == {"file": "clinics.csv"}
    assert table.columns.tolist() == ["capacity"]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda state: state.people("children"), "no group children"),
        (lambda state: state.units_of("city"), "no units of level city"),
        (lambda state: state.facilities_of("care"), "no service care"),
        (
            lambda state: state.access_of(AccessKey("clinic", ("room",), 20, "walk")),
            r"no travel times for service clinic \(room\) by walk in 20 min",
        ),
        (
            lambda state: state.places_of(PlacesKey(AccessKey("clinic"), "residents")),
            "no assignment of residents to places",
        ),
        (lambda state: state.unit_access_of(AccessKey("care")), "no service care"),
    ],
)
def test_what_is_missing_is_said(ask, message) -> None:
    state = evidence(facilities={"clinic": facilities([("s1", "room")], "id tier")})
    with pytest.raises(MissingEvidenceError, match=message):
        ask(state)
