"""The summary of a ranking in a browser: both languages, no request, and no wider than a phone."""

from __future__ import annotations

import pytest
from check_fixtures import LONG, checked
from halfhour.common.sentences import Sentence
from halfhour.common.words import Words
from halfhour.maps.applications_page.page import (
    ApplicationLine,
    ApplicationsOfService,
    RefusedLine,
    applications_page,
    sentence_in,
)
from halfhour.maps.index_page.small_map import small_map

pytestmark = pytest.mark.browser
NUMBER_OF = {3: 1, 1: 2, 7: 3}


def line(rank: int) -> ApplicationLine:
    forbidden = rank > 10
    return ApplicationLine(
        rank=rank,
        id=f"申请-{rank:03d}",
        name=LONG if rank == 2 else f"北街社区卫生服务站 {rank}",
        applicant="海港区卫生健康局",
        forbidden=forbidden,
        newly_served=4200.0 - 300 * rank,
        adds=None if forbidden else max(0.0, 4000.0 - 900 * rank),
        regret=100.0 * rank,
        better_than=40 - 3 * rank,
        of=40,
        verdict=("recommended", "acceptable", "not_recommended")[rank % 3],
        number=NUMBER_OF.get(rank),
        obstacles=(sentence_in(Sentence("The place lies in water.")),) if forbidden else (),
        memo=f"申请-{rank:03d}/check.html" if rank < 6 else "",
    )


@pytest.fixture(scope="module")
def pages():
    today = checked().today
    chosen = [str(one) for one in today.times.sites.index[-3:]]
    one = ApplicationsOfService(
        title=Words(en="Clinics", zh="诊所").said,
        best=[
            sentence_in(Sentence("It is proven that no other choice newly serves more.")),
        ],
        lines=[line(rank) for rank in range(1, 13)],
        picture=small_map(today, today, opened=[(today, chosen)]),
    )
    refused = RefusedLine(
        row=7,
        name="x<b>",
        reason=sentence_in(Sentence("It names no service, and none is given for all rows.")),
    )
    return {
        lang: applications_page(
            [one],
            [refused],
            title=Words(en="Made town", zh="样例市").said,
            facts=[sentence_in(Sentence("Table: {file}", file="list.xlsx"))],
            notes=[sentence_in(Sentence("Memos of some"))],
            lang=lang,
        )
        for lang in ("en", "zh")
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_summary_opens_in_both_languages(browser, pages, tmp_path, lang, width):
    faults = []
    context = browser.new_context(offline=True, viewport={"width": width, "height": 844})
    page = context.new_page()
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda r: None if r.url.startswith(("file:", "data:")) else faults.append(r.url)
    )
    path = pages[lang].save(tmp_path / "applications.html")
    page.goto(path.as_uri())
    page.screenshot(path=str(tmp_path / f"{lang}-{width}.png"), full_page=True)
    said = {"en": "All applications by rank", "zh": "全部申请（按排名）"}
    other = {"en": "zh", "zh": "en"}[lang]
    heading = page.locator("h3", has_text=said[lang])
    assert said[lang] in heading.inner_text()
    assert said[other] not in heading.inner_text()
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
    assert page.locator("tbody tr.of-set .number").all_inner_texts() == ["2", "1", "3"]
    assert page.locator("ol.chosen li").count() == 3
    assert page.locator("tbody tr.forbidden").count() == 2
    page.locator(f".languages label[lang={other}]").click()
    assert said[other] in heading.inner_text()
    assert said[lang] not in heading.inner_text()
    context.close()
    assert faults == []
