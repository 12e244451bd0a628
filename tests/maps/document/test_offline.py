from __future__ import annotations

import re
from pathlib import Path

import halfhour
import pytest
from halfhour.maps.check_page.memo import SCRIPTS as MEMO_SCRIPTS
from halfhour.maps.compliance_page.map import SCRIPTS
from halfhour.maps.document.offline import FRAME_SCRIPTS, PLAN_SCRIPTS, page_file, page_script
from halfhour.maps.joint_page.map import SCRIPTS as JOINT_SCRIPTS
from halfhour.maps.serve_page.page import SCRIPTS as SERVE_SCRIPTS

PAGE = Path(halfhour.__file__).parent / "maps" / "page"
ALL = sorted(path.relative_to(PAGE).as_posix() for path in PAGE.rglob("*.js"))


def test_every_script_is_on_a_page_and_no_page_has_the_other_s() -> None:
    pages = {*PLAN_SCRIPTS, *SCRIPTS, *JOINT_SCRIPTS, *MEMO_SCRIPTS, *SERVE_SCRIPTS}
    # Who has no key yet sees the small page that asks for it, and no other.
    assert sorted({*pages, "serve/sign_in.js"}) == ALL
    assert {name.split("/")[0] for name in PLAN_SCRIPTS} == {
        "shared",
        "paper",
        "plan",
        "plan_layers",
        "plan_panel",
    }
    assert {name.split("/")[0] for name in SCRIPTS} == {"shared", "paper", "compliance"}
    assert {name.split("/")[0] for name in JOINT_SCRIPTS} == {"shared", "paper", "joint"}
    memo = {"shared", "paper", "joint", "check"}
    assert {name.split("/")[0] for name in MEMO_SCRIPTS} == memo
    assert {name.split("/")[0] for name in SERVE_SCRIPTS} == {*memo, "serve"}


@pytest.mark.parametrize(
    "scripts", [PLAN_SCRIPTS, SCRIPTS, JOINT_SCRIPTS, MEMO_SCRIPTS, SERVE_SCRIPTS]
)
def test_every_page_has_the_scripts_of_all(scripts: tuple[str, ...]) -> None:
    assert set(FRAME_SCRIPTS) <= set(scripts)
    assert len(scripts) == len(set(scripts))


@pytest.mark.parametrize("name", ALL)
def test_lines_of_types_stay_out_of_the_page_and_all_else_comes_in(name: str) -> None:
    source, written = page_file(name).split("\n"), page_script(name).split("\n")
    types = [line for line in source if re.fullmatch(r" */\*\* @.*\*/", line)]
    assert [line for line in source if line not in types] == written
    assert not [line for line in written if re.search(r"@(param|this)\b", line)]


def test_code_behind_a_type_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halfhour.maps.document.offline._PAGE", tmp_path)
    code = '/** @type {Node} */ (a).b();\nlet c = "/** d */";\n'
    (tmp_path / "a.js").write_text(f"  /** @type {{Node}} */\n{code}", encoding="utf-8")
    assert page_script("a.js") == code
