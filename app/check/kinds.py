"""What each kind of `halfhour check` is asked, from the options that were given."""

from __future__ import annotations

from ...coverage.site_check.place import SitePlace
from ...maps.wording.messages import require_lang
from ..applications.asked_ranking import AskedRanking
from ..command.answer_output import AnswerOutput
from ..housing.asked_housing import NewHousing
from .asked_options import only_service, require_left_out
from .asked_place import asked_place
from .given_options import GivenOptions
from .proposed_site import ProposedSite


def answer_output(given: GivenOptions) -> AnswerOutput:
    """Return where the answer goes, whatever is asked.

    Raises
    ------
    InputError
        If there is no such language, or an option is given that says something of files alone, without files.
    """
    lang = require_lang(given.lang)
    if given.out is None:
        require_left_out(
            given,
            ("pdf", "note", "all_memos"),
            cause="has no meaning without files",
            fix="leave it out, or give --out DIR",
        )
    return AnswerOutput(
        out=given.out,
        pdf=given.pdf,
        lang=lang,
        as_json=given.as_json,
        register=given.register,
        note=given.note,
    )


def asked_ranking(given: GivenOptions) -> AskedRanking:
    """Return what is asked of a table of applications, which must be given.

    Raises
    ------
    InputError
        If an option is given that the table says of each row.
    """
    require_left_out(
        given,
        ("at", "parcel", "tier", "capacity", "applicant", "project", "new_people"),
        cause="is given beside --applications, whose table says it of each row",
        fix="leave it out, or check the one site alone",
    )
    assert given.applications is not None  # noqa: S101 - narrows the type
    return AskedRanking(
        study=given.study,
        table=given.applications,
        service=only_service(given.services) if given.services else None,
        crs=given.crs,
        year=given.year,
        limit_min=given.limit_min,
        standards=given.standards,
        max_approved=given.max_approved,
        all_memos=given.all_memos,
    )


def new_housing(given: GivenOptions) -> NewHousing:
    """Return what is asked of new housing, whose people must be given.

    Raises
    ------
    InputError
        If its place is not given, or an option that says something of sites alone.
    """
    place = _place(given)
    require_left_out(
        given,
        ("tier", "capacity", "limit_min", "pdf", "applicant", "project", "note"),
        cause="has no meaning with --new-people",
    )
    assert given.new_people is not None  # noqa: S101 - narrows the type
    return NewHousing(
        study=given.study,
        place=place,
        new_people=given.new_people,
        year=given.year,
        services=given.services,
        standards=given.standards,
    )


def proposed_site(given: GivenOptions) -> ProposedSite:
    """Return what is asked of one site.

    Raises
    ------
    InputError
        If its place or its service is not given, or an option that says something of applications alone.
    """
    place = _place(given)
    return ProposedSite(
        study=given.study,
        service=only_service(given.services),
        place=place,
        tier=given.tier,
        capacity=given.capacity,
        year=given.year,
        limit_min=given.limit_min,
        standards=given.standards,
        applicant=given.applicant,
        project=given.project,
    )


def _place(given: GivenOptions) -> SitePlace:
    """Return the one place that is asked about; options of rankings are refused first."""
    require_left_out(
        given, ("max_approved", "all_memos"), cause="has no meaning without --applications"
    )
    return asked_place(given.at, given.parcel, given.crs)
