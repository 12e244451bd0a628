"""Where the browser is found that prints, and what is said of one that does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from halfhour.common.errors import InputError
from halfhour.maps.document.chromium import find_chromium, print_to_pdf
from halfhour.maps.document.map_page import MapPage
from pypdf import PdfReader

PAGE = MapPage(
    title="Made",
    content='<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><style>@page { size: A4; }'
    "</style></head><body>城市 of a page</body></html>",
)
PRINTS = 'for one in "$@"; do case "$one" in --print-to-pdf=*) printf "%%PDF-" > "${one#*=}";; esac; done'


def program(folder: Path, script: str, name: str = "chromium") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


pytestmark = pytest.mark.skipif(os.name == "nt", reason="the made programs are shell scripts")


def test_the_variable_comes_first_and_then_the_usual_names(tmp_path: Path) -> None:
    own, usual = tmp_path / "own", tmp_path / "usual"
    own.mkdir()
    usual.mkdir()
    mine, edge = program(own, "", "my-browser"), program(usual, "", "microsoft-edge")
    path = f"{own}{os.pathsep}{usual}"
    assert find_chromium({"PATH": path}) == edge
    assert find_chromium({"PATH": path, "HALFHOUR_CHROMIUM": "my-browser"}) == mine
    assert find_chromium({"PATH": "", "HALFHOUR_CHROMIUM": str(mine)}) == mine
    chromium = program(usual, "")
    assert find_chromium({"PATH": path}) == chromium


def test_windows_places_are_looked_at(tmp_path: Path) -> None:
    edge = tmp_path / "Microsoft/Edge/Application/msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.touch()
    assert find_chromium({"PATH": "", "PROGRAMFILES(X86)": str(tmp_path)}) == edge


@pytest.mark.parametrize(
    "named", [{}, {"HALFHOUR_CHROMIUM": "no-such-browser"}, {"HALFHOUR_CHROMIUM": "/"}]
)
def test_none_is_told_with_what_to_do(
    named: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(InputError, match="install Chromium, Chrome or Edge, or set HALFHOUR_CHROM"):
        find_chromium({"PATH": str(tmp_path), **named})


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ("echo first >&2; echo no display >&2; exit 3", r"exit code 3: no display"),
        ("exit 0", r"wrote no PDF \(exit code 0\)"),
        (PRINTS.replace("%%PDF-", "<html>"), "wrote no PDF"),
        ("exec sleep 60", "wrote no PDF within 0.2 s"),
    ],
)
def test_a_browser_that_prints_nothing_is_told(script: str, cause: str, tmp_path: Path) -> None:
    browser, pdf = program(tmp_path, script), tmp_path / "page.pdf"
    page = PAGE.save(tmp_path / "page.html")
    with pytest.raises(InputError, match=cause):
        print_to_pdf(page, pdf, browser=browser, time_limit_s=0.2 if "sleep" in script else 60)
    assert not pdf.exists()


def test_a_file_that_is_no_program_is_told(tmp_path: Path) -> None:
    page = PAGE.save(tmp_path / "page.html")
    with pytest.raises(InputError, match="cannot be run"):
        print_to_pdf(page, tmp_path / "page.pdf", browser=page)


def test_an_earlier_pdf_is_replaced_only_by_a_whole_one(tmp_path: Path) -> None:
    pdf = tmp_path / "map.pdf"
    pdf.write_text("earlier")
    with pytest.raises(InputError):
        PAGE.save_pdf(pdf, browser=program(tmp_path, "exit 1"))
    assert pdf.read_text() == "earlier"
    assert PAGE.save_pdf(pdf, browser=program(tmp_path, PRINTS)) == pdf
    assert pdf.read_bytes() == b"%PDF-"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chromium", "map.pdf"]


def test_other_papers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="choose A4 or A3"):
        PAGE.save_pdf(tmp_path / "map.pdf", paper="A5")  # type: ignore[arg-type]


@pytest.mark.browser
def test_a_real_browser_prints(tmp_path: Path) -> None:
    try:
        browser = find_chromium()
    except InputError as error:
        if os.environ.get("HALFHOUR_REQUIRE_SHARED") == "1":
            raise
        pytest.skip(str(error))
    # Names of folders are no options, and no addresses.
    folder = tmp_path / "a b#c%20 中"
    folder.mkdir()
    pdf = PdfReader(PAGE.save_pdf(folder / "map.pdf", browser=browser))
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    assert "of a page" in pdf.pages[0].extract_text()
