"""`--pdf`: a browser is looked for before anything is computed, and its PDF is one of the run's files."""

from __future__ import annotations

import os
from pathlib import Path

import halfhour as hh
import pytest
from command_line import halfhour
from line_town import write_line_town

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the made browser is a shell script")


@pytest.fixture
def made_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "browser"
    path.write_text(
        "#!/bin/sh\n"
        'for one in "$@"; do case "$one" in --print-to-pdf=*) printf "%%PDF-" > "${one#*=}";; esac; done\n',
        encoding="utf-8",
    )
    path.chmod(0o755)
    monkeypatch.setenv("HALFHOUR_CHROMIUM", str(path))


@pytest.mark.parametrize("command", ["plan", "evaluate"])
def test_without_a_browser_nothing_is_computed(
    command: str, study_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALFHOUR_CHROMIUM", "no-such-browser")
    done = halfhour(command, study_files / "study.yaml", "--out", tmp_path, "--pdf")
    assert done.returncode == 2
    assert "HALFHOUR_CHROMIUM = 'no-such-browser': is no program that can be run" in done.stderr
    assert "install Chromium, Chrome or Edge" in done.stderr
    assert "travel times" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_pdf_belongs_to_its_run(study_files: Path, tmp_path: Path, made_browser: None) -> None:
    out = tmp_path / "out"
    [found] = hh.plan_study(study_files / "study.yaml", out, scenario="two_clinics", pdf=True)
    assert (found.folder / "plan.pdf").read_bytes() == b"%PDF-"
    assert not [path.name for path in found.folder.iterdir() if path.name.startswith(".")]
    (found.folder / "mine.pdf").write_text("mine")
    hh.plan_study(study_files / "study.yaml", out, scenario="two_clinics")
    assert not (found.folder / "plan.pdf").exists()
    assert (found.folder / "mine.pdf").read_text() == "mine"


def test_a_check_has_its_pdf_among_its_files(tmp_path: Path, made_browser: None) -> None:
    checked = hh.check_compliance(write_line_town(tmp_path), year=2020)
    out = tmp_path / "out"
    written = checked.save(out, pdf=True)
    assert written[-1] == out / "compliance.pdf"
    assert written[-1].read_bytes() == b"%PDF-"
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in written)
    assert "compliance.pdf" not in {path.name for path in checked.save(out)}
    assert not (out / "compliance.pdf").exists()
