"""A ranking as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...common.sentences import Sentence
from ...maps.applications_page.page import (
    ApplicationLine,
    ApplicationsOfService,
    RefusedLine,
    Said,
    applications_page,
    sentence_in,
)
from ...maps.document.map_page import MapPage
from ...maps.index_page.small_map import small_map
from ...maps.wording.messages import Lang, say
from .figures import ApplicationFigures
from .ranking import RankedApplications, RankedService


def page_of_ranking(
    ranking: RankedApplications, *, lang: Lang, memos: Mapping[str, str]
) -> MapPage:
    """Return the summary of a ranking.

    Parameters
    ----------
    ranking
        The ranking.
    lang
        The language that the page opens in.
    memos
        By application the folder of its memo.
    """
    return applications_page(
        [_service(one, memos) for one in ranking.services.values()],
        [
            RefusedLine(row=one.row, name=one.name or one.id, reason=sentence_in(one.reason))
            for one in ranking.refused
        ],
        title=ranking.study_name.said,
        facts=[sentence_in(one) for one in _facts(ranking)],
        notes=[sentence_in(one) for one in ranking.notes],
        lang=lang,
    )


def best_said(one: RankedService) -> Iterator[Sentence]:
    """Yield what is said of the best set, in whole sentences."""
    together = one.together
    group = Sentence(one.group)
    if not together.chosen:
        yield Sentence("No choice of the {of:,} applications newly serves anybody.", of=together.of)
        return
    values = {"count": len(together.chosen), "of": together.of, "people": together.newly_served}
    if together.most is None:
        yield Sentence(
            "Together {count:,} of {of:,} applications newly serve {people:,.0f} {group}; the others add "
            "nobody to them.",
            group=group,
            **values,
        )
    else:
        yield Sentence(
            "Of at most {most:,} that may be approved, {count:,} of {of:,} applications together newly serve "
            "{people:,.0f} {group}.",
            most=together.most,
            group=group,
            **values,
        )
    if together.proven:
        yield Sentence("It is proven that no other choice newly serves more.")
    else:
        yield Sentence(
            "It is proven that no choice newly serves more than {bound:,.0f} {group}.",
            bound=together.bound,
            group=group,
        )


def _facts(ranking: RankedApplications) -> Iterator[Sentence]:
    yield Sentence("Table: {file}", file=ranking.file)
    yield Sentence("Date: {date}", date=ranking.date.isoformat())
    checked = sum(len(one.order) for one in ranking.services.values())
    yield Sentence(
        "{count:,} applications checked, {refused:,} rows not",
        count=checked,
        refused=len(ranking.refused),
    )


def _service(one: RankedService, memos: Mapping[str, str]) -> ApplicationsOfService:
    return ApplicationsOfService(
        title=one.title.said,
        best=[sentence_in(each) for each in best_said(one)],
        lines=[_line(one, figures, rank, memos) for rank, figures in enumerate(one.order, start=1)],
        picture=_picture(one),
    )


def _line(
    service: RankedService, one: ApplicationFigures, rank: int, memos: Mapping[str, str]
) -> ApplicationLine:
    asked, compared = one.asked, one.rank
    assert compared is not None  # noqa: S101 - all were judged
    chosen = service.together.chosen
    folder = memos.get(asked.id, "")
    return ApplicationLine(
        rank=rank,
        id=asked.id,
        name=asked.name,
        applicant=asked.applicant,
        forbidden=one.forbidden,
        newly_served=one.newly_served,
        adds=service.adds.get(asked.id),
        regret=compared.regret_people,
        better_than=compared.better_than,
        of=compared.of,
        verdict=one.verdict.step or "",
        number=chosen.index(asked.id) + 1 if asked.id in chosen else None,
        obstacles=tuple(_obstacle(one, number) for number in range(len(one.obstacles))),
        memo=f"{folder}/check.html" if folder else "",
    )


def _obstacle(one: ApplicationFigures, number: int) -> Said:
    def said(lang: Lang) -> str:
        return one.obstacles[number].said_in(lang, lambda text: say(lang, text))

    return said


def _picture(one: RankedService) -> str:
    """Return the map: who is served today and newly, and the best set, numbered."""
    applied = one.found.applied
    chosen = one.together.chosen
    after = applied.assessed(chosen)
    return small_map(
        applied.today,
        after,
        opened=[(applied.today, applied.site_ids(chosen))],
        units=next(iter(one.desk.study.layers.units.values()), None),
    )
