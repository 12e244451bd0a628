"""Headings of tables of applications, in the words that offices use, and which of them are ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "application_id": (
        *(
            "application_id",
            "site_id",
            "parcel_id",
            "id",
            "no",
            "number",
            "申请编号",
            "受理编号",
            "受理号",
        ),
        *("项目编号", "地块编号", "宗地编号", "宗地号", "案卷号", "编号", "序号"),
    ),
    "name": (
        *(
            "name",
            "title",
            "project",
            "名称",
            "项目名称",
            "机构名称",
            "设施名称",
            "地块名称",
            "单位名称",
        ),
        *("拟建项目", "项目"),
    ),
    "applicant": (
        "applicant",
        "developer",
        "申请人",
        "申请单位",
        "建设单位",
        "申报单位",
        "主办单位",
        "举办者",
    ),
    "service": (
        *(
            "service",
            "kind",
            "服务",
            "服务类型",
            "服务类别",
            "设施类型",
            "设施类别",
            "机构类别",
            "机构类型",
        ),
        *("项目类型", "项目类别", "类别", "类型"),
    ),
    "tier": (
        "tier",
        "level",
        "层级",
        "等级",
        "级别",
        "机构等级",
        "机构级别",
        "设施等级",
        "设施级别",
    ),
    "capacity": (
        *(
            "capacity",
            "beds",
            "places",
            "seats",
            "床位数",
            "床位",
            "编制床位",
            "编制床位数",
            "设计床位",
        ),
        *(
            "学位数",
            "学位",
            "座位数",
            "容量",
            "规模",
            "建设规模",
            "设计规模",
            "服务能力",
            "核定人数",
        ),
    ),
    "year": (
        *(
            "year",
            "opens",
            "年份",
            "年度",
            "建成年份",
            "投用年份",
            "计划年份",
            "开业年份",
            "启用年份",
        ),
        *("计划投用年份", "建成年度"),
    ),
    "address": (
        "address",
        "地址",
        "详细地址",
        "项目地址",
        "机构地址",
        "建设地点",
        "建设地址",
        "位置",
    ),
    "x": ("x", "lon", "lng", "long", "longitude", "经度", "东经", "横坐标", "x坐标"),
    "y": ("y", "lat", "latitude", "纬度", "北纬", "纵坐标", "y坐标"),
    "coordinates": (
        "coordinates",
        "lonlat",
        "location",
        "坐标",
        "经纬度",
        "位置坐标",
        "中心坐标",
        "地理坐标",
    ),
}
_DEGREES: Final = frozenset(
    {"lon", "lng", "long", "longitude", "经度", "东经", "lat", "latitude", "纬度", "北纬"}
)
_IN_BRACKETS: Final = re.compile(r"\(.*?\)|\[.*?\]")
_SIGNS: Final = re.compile(r"[\s_:*/.-]+")


def recognised(has: Iterable[object], columns: Mapping[str, str]) -> dict[str, str]:
    """Return our name of each column that a table of applications has, and its heading.

    Parameters
    ----------
    has
        The table's headings. What stands in brackets, such as a unit, does not count.
    columns
        What somebody mapped by hand, which goes before.
    """
    taken = set(columns.values())
    plain = {str(heading): _plain(str(heading)) for heading in has if str(heading) not in taken}
    found = dict(columns)
    for ours, words in _WORDS.items():
        known = (
            heading for word in words for heading, text in plain.items() if text == _plain(word)
        )
        heading = next((one for one in known if one not in found.values()), None)
        if ours not in found and heading is not None:
            found[ours] = heading
    if "x" in found and "y" in found:
        found.pop("coordinates", None)
    elif "coordinates" in found and "coordinates" not in columns:
        found = {ours: theirs for ours, theirs in found.items() if ours not in ("x", "y")}
    return found


def in_degrees(heading: str) -> bool:
    """Return whether a heading says longitude or latitude, which are degrees."""
    return _plain(heading) in _DEGREES


def _plain(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading).casefold()
    return _SIGNS.sub("", _IN_BRACKETS.sub("", text)) or text.strip()
