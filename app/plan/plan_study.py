"""The main job: a study file in, plans, maps and tables out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from ...common.large_work import Report, announce
from ...common.written.shown import Shown
from ...maps.document.chromium import find_chromium
from ...maps.wording.messages import require_lang
from ..progress.watched_calls import progress_or
from ..results.crs import STUDY, require_crs_choice, result_crs
from ..results.database.destination import SCHEMA, destination_of, require_writable
from ..results.database.result_tables import PlanFiles
from ..results.database.write import write_results
from ..results.folder import folder_names, require_replaceable
from ..results.index_file import require_index_replaceable, write_index
from ..results.joint.joint_folder import JointFolder
from ..results.parts.layer_names import joint_layers, plan_layers
from ..results.plan_folder import PlanFolder
from ..results.results_size import PlanSize, files_estimate, page_estimate
from ..results.to_check_file import require_list_replaceable, write_to_check
from ..results.unfinished import take_away_leftovers
from ..study.fault_list import FaultList
from ..study.layers import Layers, layers_of
from ..study.study import computed_study
from ..study.validation.readable_part import GivenStudy, study_and_path
from ..workers.relay import Relay
from ..workers.worker_count import asked_jobs
from .asked_questions import asked_questions, require_choice, require_choice_of_scenario
from .plan_jobs import PlanJobs


class StudyPlans(list[PlanFolder], Shown):
    """The plans of a study's scenarios, in their order, and beside them its joint plans.

    Parameters
    ----------
    plans
        A `PlanFolder` for each scenario.
    joint
        A `JointFolder` for each question under the study's ``joint:``; the attribute of this name.

    See Also
    --------
    plan_study : Answer the questions of a study.

    Examples
    --------
    >>> import halfhour as hh
    >>> plans = hh.StudyPlans([])
    >>> list(plans), plans.joint
    ([], [])
    """

    def __init__(self, plans: Iterable[PlanFolder], joint: Iterable[JointFolder] = ()) -> None:
        super().__init__(plans)
        self.joint = list(joint)


def plan_study(  # noqa: PLR0913 - all but the study and the folder are options
    path: GivenStudy,
    out: str | Path,
    *,
    scenario: str | None = None,
    open_sites: str | Path | None = None,
    lang: str = "en",
    crs: str = STUDY,
    pdf: bool = False,
    jobs: int | None = None,
    to: str | None = None,
    to_schema: str = SCHEMA,
    also_read: Collection[str] = (),
    report: Report | None = None,
) -> StudyPlans:
    """Answer the scenarios of a study and write each to a folder of its own.

    Each folder ``out/<scenario>``, under a safe name, holds ``plan.html``, ``results.gpkg``,
    ``travel_time.tif`` (minutes or metres to the nearest site with the plan), ``units.csv``, ``tables.xlsx``,
    ``map.svg`` and ``map_today.svg`` (small maps) and ``plan.json``; where the scenario asks for a frontier
    ``frontier.csv``, ``build_order.csv`` and ``frontier.png`` too. It is written beside and renamed, so that it
    is never half there. Only what an earlier run wrote is replaced; files of others stay. ``out/index.html``
    shows the services that plans are about today, and all plans in `out`, those of earlier runs too if they are
    of this study and its data. ``out/to_check.csv`` lists the records that notes speak of: words that no rule
    knows, sites that seem to be listed twice or have no place; there is none where nothing is to be checked.
    A question under ``joint:`` has a folder of its own.

    Parameters
    ----------
    path
        The study file; or what it would hold, as keys and values, with a DataFrame or GeoDataFrame wherever a
        file may stand, as `open_study` takes it. Results are those of files of the same content; ``plan.json``
        says what was given, by counts and sums, and cannot be replayed.
    out
        Folder for the results; made if need be.
    scenario
        Only this one; by default all. A study without scenarios gets today's coverage of each service.
    open_sites
        A choice that a page exported: its sites are opened in any case. Only with `scenario`.
    lang
        Language of the workbook, and that maps and styles begin in: ``"en"`` or ``"zh"``.
    crs
        CRS of ``results.gpkg``: ``"study"``, ``"input"`` (that of the people layer's file) or the code of
        another, such as ``"EPSG:4490"``.
    pdf
        Whether the map is printed to ``plan.pdf``, too; it takes a Chromium, Chrome or Edge.
    jobs
        How many scenarios are answered at once, each in a process of its own, on Linux; by default
        ``HALFHOUR_JOBS``, or as many as there are cores. There are fewer where memory is short. Files are the
        same with any number.
    to
        A PostGIS database that cells, sites, units and a summary of the plans are written to as well, such as
        ``"postgresql://host/name"``: all tables in one transaction, or none. Credentials come from the
        environment. Tables of an earlier run of the study are replaced.
    to_schema
        The schema there; it is made if need be.
    also_read
        Services that are read besides those of `scenario`, as a run of all scenarios reads them: notes and the
        inputs of ``plan.json`` speak of them, too.
    report
        Called with one line of text when a stage begins; lines of scenarios that are answered at once mix.
        By default a bar in a notebook or a terminal.

    Returns
    -------
    StudyPlans
        A list with one `PlanFolder` per scenario (or service), in the order of the study file; its attribute
        ``joint`` has a `JointFolder` for each joint question.

    Raises
    ------
    InputError
        If the study has faults, no such scenario, the choice does not fit it, the CRS is not known, there is no
        browser that prints, or the database cannot be written to.
    SolverError
        If the solver fails.
    HalfhourError
        If a process that answers a scenario is killed.

    See Also
    --------
    PlanFolder : What is returned, one for each scenario.
    open_study : Open a study.
    solve : Which sites to open.
    plan_map : Draw a plan as a page.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [found] = hh.plan_study(street_study(folder), pathlib.Path(folder) / "out")
    ...     written = sorted(path.name for path in found.folder.iterdir())
    >>> found.plan.before.share, found.plan.after.share
    (0.8, 1.0)
    >>> written  # doctest: +NORMALIZE_WHITESPACE
    ['map.svg', 'map_today.svg', 'plan.html', 'plan.json', 'results.gpkg', 'tables.xlsx', 'travel_time.tif',
     'units.csv']
    """
    require_lang(lang)
    require_crs_choice(crs)
    most = asked_jobs(jobs)
    destination = None if to is None else destination_of(to, to_schema)
    # Before anything is computed, as all else that can be refused.
    browser = find_chromium() if pdf else None
    folder, choice = Path(out), None if open_sites is None else Path(open_sites)
    if choice is not None:
        require_choice(choice, scenario)
    take_away_leftovers(folder)
    require_index_replaceable(folder)
    require_list_replaceable(folder)
    file, path = study_and_path(path)
    questions = asked_questions(file, scenario, file_name=path.name)
    if choice is not None:
        require_choice_of_scenario(choice, scenario, file)
    services = questions.services(file, also_read)
    with progress_or(report) as told:
        relay = Relay(told)
        # What no plan is about need be neither read nor computed.
        layers = layers_of(file, path, FaultList(), services=services, report=relay)
        _require_results_fit(layers, questions.names)
        target = result_crs(crs, layers)
        if destination is not None:
            require_writable(destination, study=file.name, crs=target)
        study = computed_study(layers, services=services, report=relay)
        # Names differ from those of all others, whichever is asked for.
        safe = folder_names(questions.services_of)
        folders = {name: folder / safe[name] for name in questions.names}
        # Before anything is computed: a folder that is somebody else's is refused at once.
        _require_all_replaceable(folders.values(), layers)
        answered = PlanJobs(
            study=study,
            entries=questions.entries,
            folders=folders,
            open_sites=choice,
            lang=lang,
            crs=target,
            browser=browser,
            report=relay,
            jobs=jobs,
        ).answered(list(questions.names), most)
        told("writing index.html")
        write_index(folder, study, order=list(safe.values()), lang=lang)
        write_to_check(folder, study.layers.notes)
        if destination is not None:
            files = [
                _plan_files(name, one, layers)
                for name, one in zip(questions.names, answered, strict=True)
            ]
            write_results(destination, files, study=file.name, crs=target, report=told)
    return StudyPlans(
        (one for one in answered if isinstance(one, PlanFolder)),
        (one for one in answered if isinstance(one, JointFolder)),
    )


def _plan_files(scenario: str, answered: PlanFolder | JointFolder, layers: Layers) -> PlanFiles:
    """Return what a database is told of a plan's files."""
    if isinstance(answered, PlanFolder):
        own = plan_layers(layers.units)
        return PlanFiles(
            folder=answered.folder, scenario=scenario, layers=own, service=answered.service
        )
    of_all = joint_layers(answered.plan.plans, layers.units)
    return PlanFiles(folder=answered.folder, scenario=scenario, layers=of_all)


def _require_all_replaceable(folders: Iterable[Path], layers: Layers) -> None:
    """Refuse folders that are somebody else's, or hold an input: those of other services too."""
    file = layers.file
    inputs = {record.path for record in layers.inputs} | {layer.file for layer in file.layers()}
    # The name of a table in memory is no path.
    inputs -= file.held_tables().keys()
    for folder in folders:
        require_replaceable(folder, sorted(inputs))


def _require_results_fit(layers: Layers, names: Iterable[str]) -> None:
    """Refuse cells and sites whose results could not be written, before travel times are computed."""
    entries, joint = layers.file.scenarios_or_today(), layers.file.joint
    asked = [(name, one) for name in names if name in joint for one in joint[name].services]
    asked += [(name, entries[name].service) for name in names if name in entries]
    for name, service in asked:
        sites = layers.sites[service]
        size = PlanSize(scenario=name, cells=len(layers.demand), sites=len(sites))
        announce(page_estimate(size))
        announce(files_estimate(size))
