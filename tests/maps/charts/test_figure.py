from __future__ import annotations

import pytest
from halfhour.common.errors import InputError
from halfhour.maps.charts.figure import finished, new_figure, save_figure
from matplotlib.text import Text
from PIL import Image

HEADS = {"png": b"\x89PNG\r\n", "svg": b"<?xml", "pdf": b"%PDF-"}


def figure(title="海港区 $x_1$"):
    drawn = new_figure(10, 5)
    axes = drawn.add_subplot()
    axes.plot([0, 1], [0, 1])
    axes.set_title(title)
    return finished(drawn)


@pytest.mark.parametrize("kind", sorted(HEADS))
def test_the_ending_says_what_is_written_and_bytes_are_the_same(tmp_path, kind):
    path = save_figure(figure(), tmp_path / f"chart.{kind}")
    again = save_figure(figure(), tmp_path / f"again.{kind.upper()}")
    assert path.read_bytes().startswith(HEADS[kind])
    assert path.read_bytes() == again.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([path.name, again.name])


def test_size_in_dots_is_that_of_the_paper(tmp_path):
    with Image.open(save_figure(figure(), tmp_path / "chart.png", dpi=254)) as image:
        assert image.size == (1000, 500)


def test_names_are_no_formulas():
    # As a formula this one could not be drawn at all.
    drawn = figure(r"Clinic $\nonsense{$")
    drawn.draw_without_rendering()
    titles = [text for text in drawn.findobj(Text) if "nonsense" in text.get_text()]
    assert len(titles) == 1
    assert not titles[0].get_parse_math()


@pytest.mark.parametrize("name", ["chart.gif", "chart", "chart.html"])
def test_other_endings_are_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"end the name in one of \.png, \.svg, \.pdf"):
        save_figure(figure(), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("dpi", [0, -1, 5000, float("nan")])
def test_odd_dots_per_inch_are_refused(tmp_path, dpi):
    with pytest.raises(InputError, match="dpi"):
        save_figure(figure(), tmp_path / "chart.png", dpi=dpi)


@pytest.mark.parametrize("width_cm", [0, 5, 500, float("nan")])
def test_odd_widths_are_refused(width_cm):
    with pytest.raises(InputError, match="width_cm"):
        new_figure(width_cm, 10)


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        save_figure(figure(), tmp_path / "nowhere" / "chart.png")
