from pathlib import Path

import pytest
from halfhour.app.study.file import read_study_file
from halfhour.app.study.standards import standards_of
from halfhour.common.errors import InputError
from halfhour.coverage.rule_kinds.access import AccessRule
from halfhour.coverage.standards.standards import Standards
from line_town import RULES, STUDY, write_line_town, write_standards


def read(folder: Path, *changes: tuple[str, str]) -> Standards:
    study = STUDY
    for old, new in changes:
        assert old in study
        study = study.replace(old, new)
    return standards_of(read_study_file(write_line_town(folder, study=study)))


def modes(standards: Standards, service: str = "clinic") -> dict[str, str]:
    head = standards.header.services[service]
    return {"": head.mode} | {tier: head.mode_of(tier) for tier in head.tiers}


def access(standards: Standards, rule_id: str = "clinics") -> AccessRule:
    rule = standards.rule(rule_id)
    assert isinstance(rule, AccessRule)
    return rule


CLINIC = "  clinic:\n"


def test_what_the_study_leaves_out_is_the_files(tmp_path: Path) -> None:
    standards = read(tmp_path)
    assert standards.header.name == "一路镇标准"
    assert modes(standards) == {"": "walk", "hospital": "drive", "room": "walk"}
    assert (access(standards).minutes, access(standards).group) == (30, "residents")
    assert access(standards, "rooms.elderly").group == "elderly"


def test_the_defaults_of_a_study_file_do_not_go_before_a_standard(tmp_path: Path) -> None:
    path = write_line_town(tmp_path)
    text = (tmp_path / "standards.yaml").read_text(encoding="utf-8")
    (tmp_path / "standards.yaml").write_text(
        text.replace("minutes: 30", "minutes: 20"), encoding="utf-8"
    )
    assert access(standards_of(read_study_file(path))).minutes == 20


def test_one_mode_of_the_study_is_that_of_every_tier(tmp_path: Path) -> None:
    standards = read(tmp_path, (CLINIC, CLINIC + "    mode: cycle\n"))
    assert modes(standards) == {"": "cycle", "hospital": "cycle", "room": "cycle"}
    assert modes(standards, "shelter") == {"": "walk"}


def test_modes_by_tier_leave_the_other_tiers_alone(tmp_path: Path) -> None:
    standards = read(tmp_path, (CLINIC, CLINIC + "    mode: {room: ebike}\n"))
    assert modes(standards) == {"": "walk", "hospital": "drive", "room": "ebike"}
    standards = read(tmp_path, (CLINIC, CLINIC + '    mode: {"": cycle, hospital: walk}\n'))
    # A room has no mode of its own in the file, so it follows the service.
    assert modes(standards) == {"": "cycle", "hospital": "walk", "room": "cycle"}


def test_limit_and_group_of_the_study_go_to_access_rules_of_its_service(tmp_path: Path) -> None:
    standards = read(tmp_path, (CLINIC, CLINIC + "    limit_min: 15\n    group: elderly\n"))
    for rule_id in ("clinics", "rooms.elderly"):
        assert (access(standards, rule_id).minutes, access(standards, rule_id).group) == (
            15,
            "elderly",
        )
    assert access(standards).target == 0.5
    assert (access(standards, "shelters").minutes, access(standards, "shelters").group) == (
        30,
        "residents",
    )


def test_parameters_go_before_everything_else(tmp_path: Path) -> None:
    own = "{clinics: {minutes: 45, target: 80 %}, rooms.ratio: {high: 100}}"
    standards = read(
        tmp_path,
        (CLINIC, CLINIC + "    limit_min: 15\n"),
        (
            "standards: {file: standards.yaml}",
            f"standards: {{file: standards.yaml, parameters: {own}}}",
        ),
    )
    assert (access(standards).minutes, access(standards).target) == (45, 0.8)
    assert access(standards, "rooms.elderly").minutes == 15
    assert standards.rule("rooms.ratio").model_dump()["high"] == 100
    assert [rule.id for rule in standards.rules] == [rule.id for rule in read(tmp_path).rules]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ("{clinic: {target: 80 %}}", "rule clinic: there is no such rule. did you mean clinics"),
        ("{clinics: {targe: 80 %}}", "did you mean target"),
        ("{clinics: {target: many}}", "'many'"),
    ],
)
def test_wrong_parameters_are_refused(tmp_path: Path, parameters: str, message: str) -> None:
    change = ("{file: standards.yaml}", f"{{file: standards.yaml, parameters: {parameters}}}")
    with pytest.raises(InputError) as caught:
        read(tmp_path, change)
    assert message in str(caught.value).replace("(", "").replace(")", "")
    assert caught.value.faults[0].file == "standards.yaml"


def test_another_file_than_the_studys_and_the_one_shipped(tmp_path: Path) -> None:
    study = write_line_town(tmp_path)
    other = write_standards(
        tmp_path / "other.yaml",
        {"one": "{kind: count, service: clinic, target: 1}"},
    )
    assert [r.id for r in standards_of(read_study_file(study), other).rules] == ["one"]
    shipped = read(tmp_path, ("standards: {file: standards.yaml}\n", ""))
    assert shipped.file == "qinhuangdao-2018.yaml"
    # The study says how people come to its shelters, and leaves clinics to the plan.
    assert modes(shipped, "shelter")["shelter"] == "walk"
    assert modes(shipped)["township_centre"] == "drive"


def test_a_service_s_own_limit_leaves_that_of_a_class(tmp_path: Path) -> None:
    standards = tmp_path / "classes.yaml"
    rule = "{kind: access, service: clinic, group: residents, facility_class: fixed, target: 1}"
    write_standards(standards, {"classed": rule, "clinics": RULES["clinics"]})
    text = standards.read_text(encoding="utf-8")
    standards.write_text(
        text.replace("\nrules:\n", "\nfacility_classes: shelters\nrules:\n"), encoding="utf-8"
    )
    assert CLINIC in STUDY
    study = STUDY.replace(CLINIC, CLINIC + "    limit_min: 12\n")
    file = read_study_file(write_line_town(tmp_path / "town", study=study))
    read = standards_of(file, standards)
    assert [access(read, name).minutes for name in ("classed", "clinics")] == [60, 12]


def test_a_value_without_a_source_is_asked_of_the_study(tmp_path: Path) -> None:
    standards = tmp_path / "classes.yaml"
    rule = (
        "{kind: supply, service: shelter, column: capacity, group: residents, per: 1, "
        "facility_class: central}"
    )
    write_standards(standards, {"central": rule})
    text = standards.read_text(encoding="utf-8")
    standards.write_text(
        text.replace("\nrules:\n", "\nfacility_classes: shelters\nrules:\n"), encoding="utf-8"
    )
    plain = read_study_file(write_line_town(tmp_path / "town"))
    with pytest.raises(InputError, match="the city's own plan of shelters"):
        standards_of(plain, standards)
    study = STUDY + "standards: {parameters: {central: {share_of: 2 %}}}\n"
    told = read_study_file(write_line_town(tmp_path / "told", study=_one_standards(study)))
    assert standards_of(told, standards).rule("central").share_of == 0.02


def _one_standards(study: str) -> str:
    """Leave out the study's own `standards:`, of which there may be one."""
    lines = study.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("standards: {file"))
