"""What all charts and pictures share: a figure without pyplot, its fonts, and how it is saved."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from ...common.errors import Fault, InputError
from ...geo.study_context import StudyContext
from ..wording.messages import Lang, say
from .fonts import families_for
from .lines import wrapped

CM_PER_INCH: Final = 2.54
_HEAD_PT: Final = 10
_FOOT_PT: Final = 7
_LETTER_WIDTH: Final = 0.58
"""Of a letter, in sizes of its font; generous, so that wrapped lines fit."""
FORMATS: Final = ("png", "svg", "pdf")

INK: Final = "#23211e"
SOFT: Final = "#5a554d"
LINE: Final = "#ddd8cf"

_WIDTHS_CM: Final = (6.0, 120.0)
_SHOWN_DPI: Final = 110.0
_DPIS: Final = (30.0, 1200.0)

# Dates and random ids are left out, so that the same inputs give the same bytes.
_METADATA: Final[dict[str, dict[str, None]]] = {
    "png": {},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}


class ShownFigure(Figure):
    """A figure that a notebook shows by itself as the last value of a cell, without any magic.

    No window knows of it, so that none shows it a second time.
    """

    def _repr_png_(self) -> bytes:
        """Return the figure as PNG, for notebooks."""
        picture = io.BytesIO()
        self.savefig(picture, format="png", dpi=_SHOWN_DPI)
        return picture.getvalue()


def new_figure(width_cm: float, height_cm: float) -> Figure:
    """Return an empty figure that no window knows of.

    Raises
    ------
    InputError
        If the width is not one that can be read or printed.
    """
    _require_between("width_cm", width_cm, _WIDTHS_CM)
    figure = ShownFigure(
        figsize=(width_cm / CM_PER_INCH, height_cm / CM_PER_INCH), facecolor="white"
    )
    FigureCanvasAgg(figure)
    return figure


def plain_axes(axes: Axes) -> None:
    """Take away what a chart does not need: two of the four sides, and heavy ink."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(SOFT)
    axes.tick_params(colors=INK, labelsize=8)
    axes.grid(visible=True, axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)


def of_study(figure: Figure, study: StudyContext, what: str, lang: Lang) -> Figure:
    """Write the study's title and what is drawn above a chart, its notice and credits below.

    Parameters
    ----------
    figure
        A chart with constrained layout.
    study
        Without a title, notice and credits the chart stays as it is.
    what
        What is drawn, such as the service.
    lang
        Language of the words.
    """
    width_pt = figure.get_size_inches()[0] * 72
    if study.title:
        head = say(lang, ": ").join(part for part in (study.title.said(lang), what) if part)
        lines = wrapped(head, int(width_pt / (_HEAD_PT * _LETTER_WIDTH)))
        figure.suptitle("\n".join(lines), fontsize=_HEAD_PT, color=INK)
    foot = " · ".join(text for text in (study.notice.said(lang), study.credits.said(lang)) if text)
    if foot:
        lines = wrapped(foot, int(width_pt / (_FOOT_PT * _LETTER_WIDTH)))
        figure.supxlabel("\n".join(lines), fontsize=_FOOT_PT, color=SOFT)
    return figure


def finished(figure: Figure) -> Figure:
    """Give every text of a figure a font that has its characters; names are never read as formulas.

    Raises
    ------
    InputError
        If no installed font has a Chinese, Japanese or Korean character of the texts.
    """
    texts = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    families = families_for(text.get_text() for text in texts)
    for text in texts:
        text.set_fontfamily(families)
        text.set_parse_math(False)
        text.set_usetex(False)
    for axes in figure.axes:
        axes.tick_params(labelfontfamily=families)
    return figure


def save_figure(figure: Figure, path: str | os.PathLike[str], *, dpi: float = 200) -> Path:
    """Write a chart or picture as PNG, SVG or PDF, by the name's ending, and return its path.

    Parameters
    ----------
    figure
        What to save.
    path
        Where; a file that is there is replaced only once the new one is complete.
    dpi
        Dots per inch of a PNG, and of the cells inside an SVG or PDF.

    Returns
    -------
    pathlib.Path
        Where the file was written.

    Raises
    ------
    InputError
        If the name ends otherwise, or `dpi` is out of range.
    OSError
        If the folder is missing or cannot be written to.

    See Also
    --------
    travel_chart : Travel times by group.
    frontier_chart : What each further site buys.
    lorenz_chart : How evenly access is shared out.
    plan_picture : A plan as a picture.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    >>> import pathlib
    >>> import tempfile
    >>> figure = hh.travel_chart(hh.assess(times), width_cm=10)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = hh.save_figure(figure, pathlib.Path(folder) / "times.svg")
    ...     path.name, path.read_bytes()[:5]
    ('times.svg', b'<?xml')
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise InputError(
            Fault(
                file=str(target),
                value=target.suffix,
                cause="is not the ending of a picture",
                fix=f"end the name in one of {', '.join('.' + one for one in FORMATS)}",
            )
        )
    _require_between("dpi", dpi, _DPIS)
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file, mpl.rc_context({"svg.hashsalt": "halfhour"}):
            figure.savefig(file, format=kind, dpi=dpi, metadata=_METADATA[kind])
        # Temporary files are private; a picture is made to be shown to others.
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    finally:
        Path(beside).unlink(missing_ok=True)
    return target


def _require_between(name: str, value: float, bounds: tuple[float, float]) -> None:
    low, high = bounds
    if not low <= value <= high:
        raise InputError(
            Fault(
                file="picture",
                column=name,
                value=value,
                cause=f"is not between {low:g} and {high:g}",
                fix=f"give {name} as a number from {low:g} to {high:g}",
            )
        )
