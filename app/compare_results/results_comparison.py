"""Two folders of results side by side, read and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .compared import compared_plans
from .read_results import PlanResult, read_results
from .side_by_side import SideBySide


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ResultsComparison(SideBySide):
    """Two folders of results side by side.

    Parameters
    ----------
    a, b
        What the folders are called.
    plans
        Plans of both, side by side.
    only_a, only_b
        Names of plans that one of the two alone has.
    paths
        The folders.

    See Also
    --------
    compare_results : Make one.

    Examples
    --------
    A study of one street of 3 km: today's clinic alone, and one more:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder = pathlib.Path(name)
    ...     study = street_study(folder)
    ...     _ = hh.plan_study(study, folder / "one")
    ...     _ = study.write_text(study.read_text().replace("max_new: 1", "max_new: 0"))
    ...     _ = hh.plan_study(study, folder / "none")
    ...     found = hh.compare_results(folder / "none", folder / "one")
    >>> found
    <ResultsComparison of none and one: 1 plans side by side>
    >>> served = found.table.set_index("key").loc["served_after"]
    >>> [float(served[column]) for column in ("a", "b", "difference")]
    [400.0, 500.0, 100.0]
    >>> found.units[["name", "served_after_difference"]].to_records(index=False).tolist()
    [('East county', 100.0), ('West county', 0.0)]
    """

    def save(self, folder: str | Path, *, lang: str = "en") -> tuple[Path, ...]:
        """Write ``compare.json``, ``compare.csv`` and ``compare.html``, beside first, then in place as one set.

        Parameters
        ----------
        folder
            Made if need be.
        lang
            The language that the page opens in, ``"en"`` or ``"zh"``.

        Returns
        -------
        tuple
            The paths.

        Raises
        ------
        InputError
            If a file stands where the folder is to be, files of these names are of somebody else, or there is
            no such language.
        """
        # Brings the page, which no comparison that is only shown should wait for.
        from .files import write_files  # noqa: PLC0415

        return write_files(self, Path(folder), lang=lang)


def compare_results(a: str | Path, b: str | Path) -> ResultsComparison:
    r"""Put two folders of results side by side, such as two years' or two scenarios'.

    Parameters
    ----------
    a, b
        What `plan_study` wrote: folders of several plans, of one plan, or a ``plan.json``. Plans of one name
        belong together; a single plan on each side does, too.

    Returns
    -------
    ResultsComparison
        Figures, sites and units of both, and first what was asked or counted otherwise.

    Raises
    ------
    InputError
        If a folder holds no plan, or one that cannot be read, or no plan of one belongs to one of the other.

    See Also
    --------
    ResultsComparison : What is returned.
    compare : Plans of one run as a table.

    Examples
    --------
    Two scenarios of a study of one street: no clinic more, and one more:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder = pathlib.Path(name)
    ...     study = street_study(folder)
    ...     _ = study.write_text(study.read_text() + "  none_more: {service: clinic, max_new: 0}\n")
    ...     _ = hh.plan_study(study, folder / "out", jobs=1)
    ...     found = hh.compare_results(folder / "out" / "none_more", folder / "out" / "one_more")
    >>> found.plans[0].sites
    {'both': (), 'a': (), 'b': ('last',)}
    >>> found.plans[0].otherwise
    ()
    """
    paths = (Path(a), Path(b))
    sides = [read_results(path) for path in paths]
    pairs, only = _paired(*sides)
    names = _called(paths)
    return ResultsComparison(
        a=names[0],
        b=names[1],
        plans=tuple(compared_plans(*pair) for pair in pairs),
        only_a=tuple(one.name for one in only[0]),
        only_b=tuple(one.name for one in only[1]),
        paths=paths,
    )


def _paired(
    a: Sequence[PlanResult], b: Sequence[PlanResult]
) -> tuple[list[tuple[PlanResult, PlanResult]], tuple[list[PlanResult], list[PlanResult]]]:
    """Return plans of one name, and a single pair that is left; and those that are alone."""
    named = {one.name: one for one in b}
    pairs = [(one, named[one.name]) for one in a if one.name in named]
    taken = {one.name for one, _ in pairs}
    left = [[one for one in side if one.name not in taken] for side in (a, b)]
    if len(left[0]) == len(left[1]) == 1:
        return [*pairs, (left[0][0], left[1][0])], ([], [])
    if not pairs:
        # Of several scenarios under other names those of one service belong together where each is alone.
        services = [[one.told.service for one in side] for side in left]
        once = [one for one in services[0] if services[0].count(one) == services[1].count(one) == 1]
        pairs = [
            next(
                (x, y) for x in left[0] for y in left[1] if x.told.service == y.told.service == one
            )
            for one in once
        ]
        left = [[one for one in side if one.told.service not in once] for side in left]
    return pairs, (left[0], left[1])


def _called(paths: tuple[Path, Path]) -> tuple[str, str]:
    """Return the shortest ends of two paths that tell them apart."""
    parts = [(path.parent if path.name == "plan.json" else path).resolve().parts for path in paths]
    most = max(map(len, parts))
    for count in range(1, most + 1):
        a, b = ("/".join(one[-count:]) for one in parts)
        if a != b:
            return a, b
    return "A", "B"
