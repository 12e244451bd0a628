"""Codes of Chinese classes of land: GB/T 21010-2017, and the guide to classes of spatial planning of 2023."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from ..common.words import Words

LandStandard = Literal["gb_t_21010", "spatial_planning"]

STANDARD_NAMES: Final[Mapping[LandStandard, Words]] = {
    "gb_t_21010": Words(en="GB/T 21010-2017", zh="GB/T 21010-2017《土地利用现状分类》"),
    "spatial_planning": Words(
        en="the classes of land of spatial planning (2023)",
        zh="《国土空间调查、规划、用途管制用地用海分类指南》(2023)",
    ),
}

# One line a class of the first level: code, Chinese name, English name; then the classes below it in the order
# of their codes, 01, 02 and so on.
_GB_T_21010: Final = """\
01 耕地 arable land: 水田 水浇地 旱地
02 园地 garden land: 果园 茶园 橡胶园 其他园地
03 林地 forest land: 乔木林地 竹林地 红树林地 森林沼泽 灌木林地 灌丛沼泽 其他林地
04 草地 grassland: 天然牧草地 沼泽草地 人工牧草地 其他草地
05 商服用地 commercial land: 零售商业用地 批发市场用地 餐饮用地 旅馆用地 商务金融用地 娱乐用地 其他商服用地
06 工矿仓储用地 industrial, mining and storage land: 工业用地 采矿用地 盐田 仓储用地
07 住宅用地 residential land: 城镇住宅用地 农村宅基地
08 公共管理与公共服务用地 land of public services: 机关团体用地 新闻出版用地 教育用地 科研用地 医疗卫生用地 \
社会福利用地 文化设施用地 体育用地 公用设施用地 公园与绿地
09 特殊用地 special land: 军事设施用地 使领馆用地 监教场所用地 宗教用地 殡葬用地 风景名胜设施用地
10 交通运输用地 transport land: 铁路用地 轨道交通用地 公路用地 城镇村道路用地 交通服务场站用地 农村道路 \
机场用地 港口码头用地 管道运输用地
11 水域及水利设施用地 water and water works: 河流水面 湖泊水面 水库水面 坑塘水面 沿海滩涂 内陆滩涂 沟渠 \
沼泽地 水工建筑用地 冰川及永久积雪
12 其他土地 other land: 空闲地 设施农用地 田坎 盐碱地 沙地 裸土地 裸岩石砾地
"""

_SPATIAL_PLANNING: Final = """\
01 耕地 arable land: 水田 水浇地 旱地
02 园地 garden land: 果园 茶园 橡胶园地 油料园地 其他园地
03 林地 forest land: 乔木林地 竹林地 灌木林地 其他林地
04 草地 grassland: 天然牧草地 人工牧草地 其他草地
05 湿地 wetland: 森林沼泽 灌丛沼泽 沼泽草地 其他沼泽地 沿海滩涂 内陆滩涂 红树林地
06 农业设施建设用地 built land of farming: 农村道路 设施农用地
07 居住用地 residential land: 城镇住宅用地 城镇社区服务设施用地 农村宅基地 农村社区服务设施用地
08 公共管理与公共服务用地 land of public services: 机关团体用地 科研用地 文化用地 教育用地 体育用地 \
医疗卫生用地 社会福利用地
09 商业服务业用地 commercial land:
10 工矿用地 industrial and mining land: 工业用地 采矿用地 盐田
11 仓储用地 storage land: 物流仓储用地 储备库用地
12 交通运输用地 transport land:
13 公用设施用地 land of utilities:
14 绿地与开敞空间用地 green and open space: 公园绿地 防护绿地 广场用地
15 特殊用地 special land:
16 留白用地 land left blank:
17 陆地水域 inland water: 河流水面 湖泊水面 水库水面 坑塘水面 沟渠 冰川及常年积雪
18 渔业用海 sea of fishery:
19 工矿通信用海 sea of industry, mining and communication:
20 交通运输用海 sea of transport:
21 游憩用海 sea of recreation:
22 特殊用海 special sea:
23 其他土地 other land: 空闲地 后备耕地 田坎 盐碱地 沙地 裸土地 裸岩石砾地
24 其他海域 other sea:
"""

_TABLES: Final[Mapping[LandStandard, str]] = {
    "gb_t_21010": _GB_T_21010,
    "spatial_planning": _SPATIAL_PLANNING,
}


@cache
def class_names(standard: LandStandard) -> Mapping[str, Words]:
    """Return the names of a standard's classes by code, in both languages.

    English names are those of the first level; a class below it has its Chinese name in both.

    Parameters
    ----------
    standard
        The standard.
    """
    names = {}
    for line in _TABLES[standard].splitlines():
        head, below = line.split(":")
        code, chinese, english = head.split(" ", 2)
        names[code] = Words(en=english, zh=chinese)
        for number, name in enumerate(below.split(), 1):
            names[f"{code}{number:02}"] = Words(en=name, zh=name)
    return MappingProxyType(names)


def codes_of(word: str, standard: LandStandard) -> tuple[str, ...]:
    """Return the codes that a code or a name stands for; none where the standard has no such class.

    A code may be one of a class that the standard divides further, or have lost its first zero, as in a column
    of numbers. A name may be that of several classes.

    Parameters
    ----------
    word
        A code, such as ``"0101"``, or a name, such as ``"水田"``.
    standard
        The standard.
    """
    names = class_names(standard)
    code = word.strip()
    digits = code.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if digits.isascii() and digits.isdigit():
        whole = code if len(digits) % 2 == 0 else f"0{code}"
        return (whole,) if _is_class(whole, names) else ()
    return tuple(known for known, name in names.items() if code in (name.zh, name.en))


def _is_class(code: str, names: Mapping[str, Words]) -> bool:
    """Whether a code is one of a standard, or of a class that it may be divided into further."""
    wide, wider = code[:4], code[:2]
    if wide in names:
        return True
    divided = f"{wider}01" in names
    return wider in names and (len(code) == 2 or not divided)
