"""The command of the site check: `halfhour check`, and which of its three kinds is asked for."""

from __future__ import annotations

from . import options


def check(  # noqa: PLR0913, PLR0917 - the options of a command
    study: options.Study,
    service: options.Services = None,
    at: options.At = None,
    crs: options.Crs = None,
    parcel: options.Parcel = None,
    tier: options.Tier = None,
    year: options.Year = None,
    places: options.Places = None,
    limit_min: options.LimitMin = None,
    standards: options.StandardsFile = None,
    out: options.Out = None,
    pdf: options.Pdf = False,  # noqa: FBT002 - typer's way of a switch
    lang: options.Language = "en",
    as_json: options.AsJson = False,  # noqa: FBT002 - typer's way of a switch
    register: options.Register = True,  # noqa: FBT002 - typer's way of a switch
    applicant: options.Applicant = "",
    project: options.Project = "",
    note: options.Note = "",
    applications: options.Applications = None,
    max_approved: options.MaxApproved = None,
    all_memos: options.AllMemos = False,  # noqa: FBT002 - typer's way of a switch
    new_people: options.NewPeople = None,
) -> None:
    """Say what a proposed site, or each of a table, would do to coverage, or what new housing needs."""
    # They load large libraries, which --help should not wait for.
    from .given_options import GivenOptions  # noqa: PLC0415
    from .kinds import answer_output, asked_ranking, new_housing, proposed_site  # noqa: PLC0415

    given = GivenOptions(
        study=study,
        services=service,
        at=at,
        crs=crs,
        parcel=parcel,
        tier=tier,
        year=year,
        capacity=places,
        limit_min=limit_min,
        standards=standards,
        out=out,
        pdf=pdf,
        lang=lang,
        as_json=as_json,
        register=register,
        applicant=applicant,
        project=project,
        note=note,
        applications=applications,
        max_approved=max_approved,
        all_memos=all_memos,
        new_people=new_people,
    )
    output = answer_output(given)
    if applications is not None:
        from ..applications.command import check_applications  # noqa: PLC0415 - one kind waits for no other's

        check_applications(asked_ranking(given), output)
    elif new_people is not None:
        from ..housing.command import check_new_housing  # noqa: PLC0415

        check_new_housing(new_housing(given), output)
    else:
        from .one_site import check_one_site  # noqa: PLC0415

        check_one_site(proposed_site(given), output)
