import pytest
from halfhour.common.plain_numbers import plain_number


@pytest.mark.parametrize("value", [0, 30, -1, 2.5, "30", " 0.5 ", ".5", "5.", "+1e6", "0", None])
def test_decimal_numbers_pass_as_they_are(value):
    assert plain_number(value) is value


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        (True, "is true or false"),
        (False, "is true or false"),
        ("yes", "is not a plain decimal number"),
        ("12:30", "is not a plain decimal number"),
        ("010", "is not a plain decimal number"),
        ("02020", "is not a plain decimal number"),
        ("0x1F", "is not a plain decimal number"),
        ("1_000", "is not a plain decimal number"),
        ("1 000", "is not a plain decimal number"),
        ("1,5", "is not a plain decimal number"),
        ("", "is not a plain decimal number"),
    ],
)
def test_other_writing_is_refused(value, cause):
    with pytest.raises(ValueError, match=cause):
        plain_number(value)
