import pytest
from ten_cells import standards

STANDING = {
    "access": "group: residents\nminutes: 30\n",
    "presence": "level: county\n",
    "ratio": "level: township\nlow: 30\nhigh: 100\n",
    "count": "target: 1\n",
}
BY_ITSELF = {
    "attribute_share": "attribute: public\n",
    "supply": "column: beds\ngroup: residents\nper: 10\n",
}


@pytest.mark.parametrize(("kind", "keys"), [*STANDING.items(), *BY_ITSELF.items()])
def test_a_hospital_stands_for_a_centre_where_services_are_asked_for(tmp_path, kind, keys) -> None:
    rule = f"kind: {kind}\nservice: clinic\ntiers: [centre]\n{keys}"
    read = standards(tmp_path, rule).rules[0]
    assert read.tiers == (("centre", "hospital") if kind in STANDING else ("centre",))


def test_no_tier_means_all_and_a_higher_tier_is_not_met_by_a_lower(tmp_path) -> None:
    every, hospitals = (
        f"kind: presence\nservice: clinic\n{tiers}level: county\n"
        for tiers in ("", "tiers: [hospital]\n")
    )
    read = standards(tmp_path, every, hospitals)
    assert [rule.tiers for rule in read.rules] == [(), ("hospital",)]
