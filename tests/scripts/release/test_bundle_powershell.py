"""The script for Windows, read: what Windows PowerShell 5.1 does differently must not be met."""

from __future__ import annotations

import re

import pytest
from release.bundle import FILES

SCRIPT = (FILES / "install.ps1").read_bytes()
LINES = [line for line in SCRIPT.decode("utf-8").splitlines() if not line.lstrip().startswith("#")]
CODE = "\n".join(LINES)


def test_letters_are_ascii_or_a_byte_order_mark_says_how_they_are_written() -> None:
    """Without the mark it reads a file in the machine's code page, and Chinese becomes noise."""
    assert SCRIPT.isascii() or SCRIPT.startswith(b"\xef\xbb\xbf")


def test_a_program_is_started_where_its_exit_code_is_looked_at_alone() -> None:
    """A program that fails does not stop the script, whatever ErrorActionPreference says."""
    starts = [number for number, line in enumerate(LINES) if re.search(r"(^|[\s{=(])& ", line)]
    assert len(starts) == 2
    for number in starts:
        assert "try {" in LINES[number]  # what cannot be started leaves the exit code as it was
        assert "if ($LASTEXITCODE -ne 0)" in LINES[number + 1]


def test_standard_error_ends_no_program() -> None:
    """Where errors stop, a line on standard error that is sent elsewhere, or seen by an editor, would."""
    functions = re.findall(r"^function ([\w-]+).*?^}", CODE, flags=re.MULTILINE | re.DOTALL)
    assert functions == ["Stop-Install", "Get-Kind", "Invoke-Step"]
    for body in re.findall(r"^function .*?^}", CODE, flags=re.MULTILINE | re.DOTALL):
        assert ("& " in body) == ('$ErrorActionPreference = "Continue"' in body)


def test_every_step_is_one_that_is_checked() -> None:
    steps = re.findall(r"^Invoke-Step \"([^\"]+)\"", CODE, flags=re.MULTILINE)
    numba = "loading numba, which needs $needs,"  # not every machine has what its libraries need
    assert steps == ["making the environment", "installing", numba, "the first start"]


@pytest.mark.parametrize("command", ["Test-Path", "Get-Content", "Get-FileHash"])
def test_a_path_with_brackets_is_no_pattern(command: str) -> None:
    uses = re.findall(rf"{command} (\S+)", CODE)
    assert uses
    assert set(uses) == {"-LiteralPath"}


def test_a_colon_after_a_name_in_text_is_not_read_as_a_drive() -> None:
    assert set(re.findall(r"\$\w+:", CODE)) == {"$env:"}


def test_quotation_marks_do_not_reach_a_program() -> None:
    """5.1 hands them on without a sign before them, and a backslash at the end takes the closing one."""
    [ask] = re.findall(r"^    \$ask = \"(.*)\"$", CODE, flags=re.MULTILINE)
    assert not set(ask) & set('"%`')
    assert "$Folder = $Folder -replace '(?<=[^:\\\\/])[\\\\/]+$', ''" in CODE


def test_nothing_is_used_that_came_after_version_five() -> None:
    """Such as && and ||, the ternary, ?? and what only later versions know of a system."""
    assert not re.search(r"&&|\|\||\?\?|\$IsWindows|Join-String|-Parallel| \? .* : ", CODE)


def test_both_scripts_ask_pip_for_the_same() -> None:
    shell = (FILES / "install.sh").read_text(encoding="utf-8")
    asked = {"-I", "--isolated", "--no-index", "--find-links", "halfhour[all]==@VERSION@"}
    for option in asked:
        assert f'"{option}"' in CODE
        assert option in shell
