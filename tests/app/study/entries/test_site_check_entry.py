import pytest
from halfhour.app.study.entries.site_check_entry import SiteCheckEntry
from halfhour.optimize.site_comparison.thresholds import SiteThresholds, StepThresholds
from pydantic import ValidationError

ENTRY = SiteCheckEntry.model_validate(
    {
        "within_m": 3000,
        "recommended": {"newly_served": 500},
        "acceptable": {"newly_served": 50},
        "services": {"clinic": {"acceptable": {"regret_people": 10}}, "rehab": {"within_m": 9000}},
    }
)


def test_a_service_goes_before_all_and_leaves_the_rest() -> None:
    assert ENTRY.within_of("clinic") == 3000
    assert ENTRY.within_of("rehab") == 9000
    assert SiteCheckEntry().within_of("clinic") == 5000
    assert ENTRY.thresholds_of("clinic") == SiteThresholds(
        recommended=StepThresholds(newly_served=500), acceptable=StepThresholds(regret_people=10)
    )
    assert ENTRY.thresholds_of("rehab").acceptable == StepThresholds(newly_served=50)
    assert not SiteCheckEntry().thresholds_of("clinic")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"recommended": {"newly_served": -1}}, "greater than or equal to 0"),
        ({"recommended": {"better_than": 1.5}}, "less than or equal to 1"),
        ({"recommended": {"people": 1}}, "Extra inputs"),
        ({"within_m": 0}, "greater than 0"),
        (
            {"recommended": {"newly_served": 5}, "acceptable": {"newly_served": 50}},
            "asks for less than `acceptable:` of newly_served",
        ),
        (
            {"recommended": {"regret_people": 50}, "acceptable": {"regret_people": 5}},
            "asks for less than `acceptable:` of regret_people",
        ),
        (
            {
                "acceptable": {"newly_served": 50},
                "services": {"clinic": {"recommended": {"newly_served": 5}}},
            },
            "services.clinic: `recommended:` asks for less than `acceptable:` of newly_served",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(entry: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SiteCheckEntry.model_validate(entry)


def test_services_that_the_study_lacks_are_named() -> None:
    ENTRY.require_services(["clinic", "rehab"])
    with pytest.raises(ValueError, match="names service 'rehab'"):
        ENTRY.require_services(["clinic"])
