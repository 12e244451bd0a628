import re

import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.standards.file import read_standards
from halfhour.coverage.standards.shipped import shipped_standards
from shared_cases import shared_case

PLAN = read_standards(shipped_standards())
IDS = [rule.id for rule in PLAN.rules]


def policy(name: str) -> str:
    # The policy lies beside the cases.
    path = shared_case("accessmod_blackhills").parents[1] / "policy" / name
    if not path.is_file():
        pytest.skip(f"there is no {path}")
    return path.read_text(encoding="utf-8")


def test_every_rule_of_the_standards_page_is_there() -> None:
    wanted = re.findall(r"^\| ([a-z_]+(?:\.[a-z_]+)+) \|", policy("standards.md"), re.MULTILINE)
    assert len(wanted) > 25
    assert [rule_id for rule_id in wanted if rule_id not in IDS] == []


def test_the_clauses_are_the_plans_own_words() -> None:
    def plain(text: str) -> str:
        # The document's text has a letter l for 1 and O for 0 in two places, and blanks within words.
        return re.sub(r"\s", "", text).replace("l所", "1所").replace("O.7", "0.7")

    document = plain(policy("qinhuangdao-basic-public-services-2018.txt"))
    strange = [
        (rule.id, part)
        for rule in PLAN.rules
        for part in re.split("…|,累计", plain(rule.clause.words))
        if part not in document
    ]
    assert strange == []


def test_the_whole_table_of_main_indicators_is_there() -> None:
    lines = policy("qinhuangdao-basic-public-services-2018.txt").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("指 标 |"))
    last = next(n for n, line in enumerate(lines) if line.startswith("二、重点任务"))
    rows = [line.split(" | ") for line in lines[first + 1 : last]]
    names = [row[0] for row in rows if re.search(r"\d", " ".join(row[1:]))]
    words = " ".join(rule.clause.words for rule in PLAN.rules if rule.id.startswith("indicator."))
    assert len(names) == 20
    assert [name for name in names if re.sub(r".*等(4类.*)", r"\1", name) not in words] == []


@pytest.mark.parametrize(
    ("rule_id", "targets"),
    [
        ("elderly.nursing_beds", [None, 0.23, 0.26, 0.30]),
        ("rehab.coverage", [0.65, 0.80, 0.85, 0.90]),
        ("health.gp", [None, None, None, 2]),
        ("shelter.count", [None, None, None, 22]),
        ("rehab.rooms", [None, None, None, None]),
        ("indicator.pension_insurance", [None, 90, 90, 90]),
        ("indicator.pension_insurance.before_2018", [99.6, None, None, None]),
        ("indicator.disability_subsidies", [76, 90, 95, 100]),
    ],
)
def test_targets_of_2017_to_2020(rule_id, targets) -> None:
    asked = [PLAN.rule(rule_id).asked(year, PLAN) for year in range(2017, 2021)]
    in_force = [None if one.due else one.target for one in asked]
    assert in_force == pytest.approx(targets)


def test_what_has_no_date_is_due_in_2020() -> None:
    undated = [rule for rule in PLAN.rules if rule.steps.at(1900) is not None]
    assert len(undated) > 20
    assert {rule.asked(2018, PLAN).due for rule in undated} == {2020}
    assert not any(rule.asked(2020, PLAN).due for rule in PLAN.rules)


def test_the_level_of_counties_has_districts_too() -> None:
    of_the_level = [rule for rule in PLAN.rules if "县级" in rule.clause.words]
    names = {rule.id for rule in of_the_level if getattr(rule, "level", None) == "county"}
    assert {"child_welfare.county", "sports_ground.county", "fitness_centre.county"} <= names
    # 每个县 is of the three counties alone.
    three = {rule.id for rule in PLAN.rules if rule.units.classes == ("县",)}
    assert three == {"health.county.general", "health.county.tcm", "health.county.mch"}


def test_what_the_rules_ask_of_a_study() -> None:
    assert {key.service for key in PLAN.needs()} == {"clinic", "elderly_care", "shelter", "rehab"}
    assert [(key.access.service, key.group) for key in PLAN.needs_places()] == [
        ("shelter", "residents"),
        ("shelter", "residents"),
    ]
    assert [key.need for key in PLAN.needs_places()] == [None, pytest.approx(0.15)]
    assert [key.tiers for key in PLAN.needs_unit_access()] == [
        ("village_clinic", "township_centre")
    ]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean qinhuangdao-2018"):
        shipped_standards("qinhuangdao-2020")
