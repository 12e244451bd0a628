"""Headings of tables in the words that offices use, English and Chinese: one list for all readers."""

from __future__ import annotations

from typing import Final

_LINES: Final = """
id: application_id site_id parcel_id id no number 申请编号 受理编号 受理号 项目编号 地块编号
    宗地编号 宗地号 案卷号 编号 序号 code uid fid cell_id unit_id gid 机构编号 机构代码
    设施编号 行政区划代码 区划代码 行政代码 代码 编码 统一编号 网格编号 社区代码 pac xzqdm
    adcode geoid
name: name title project 名称 项目名称 机构名称 设施名称 地块名称 单位名称 拟建项目 项目
    学校名称 医院名称 场所名称 村名 社区名称 乡镇名称 县名 区县 行政区名称 行政区 xzqmc
    facility facility_name
applicant: applicant developer 申请人 申请单位 建设单位 申报单位 主办单位 举办者
service: service kind 服务 服务类型 服务类别 设施类型 设施类别 机构类别 机构类型 项目类型 项目类别
    类别 类型 category type 设施种类 机构性质类别 类型名称
tier: tier level 层级 等级 级别 机构等级 机构级别 设施等级 设施级别
capacity: capacity beds places seats 床位数 床位 编制床位 编制床位数 设计床位 学位数 学位 座位数
    容量 规模 建设规模 设计规模 服务能力 核定人数 床位总数 核定床位 核定床位数 开放床位
    实有床位 容纳人数 可容纳人数 避难人数 床位数量
year: year opens 年份 年度 建成年份 投用年份 计划年份 开业年份 启用年份 计划投用年份 建成年度
address: address 地址 详细地址 项目地址 机构地址 建设地点 建设地址 位置
x: x lon lng long longitude 经度 东经 横坐标 x坐标
y: y lat latitude 纬度 北纬 纵坐标 y坐标
coordinates: coordinates lonlat location 坐标 经纬度 位置坐标 中心坐标 地理坐标
residents: residents population pop people persons 总人口 人口 人口数 常住人口 居民 居民数 户籍人口
    常住人口数 rk renkou
elderly: elderly pop60 pop65 老年人口 老年人 60岁以上 60岁及以上 60岁及以上人口 60岁以上人口
    老年人口数
disabled: disabled 残疾人 残疾人口 残疾人数 持证残疾人
cost: cost costs price 造价 费用 投资 建设费用 建设成本 总投资 投资估算
eligible: eligible may_build 可建 是否可建 可用 是否可用
working: working in_order 在用 是否在用 是否运营 运营状态 是否正常
opened_year: opened_year opened 开业年 成立年份 建成年 设立年份
closed_year: closed_year closed 关闭年份 停业年份 撤销年份
class: highway fclass class road_class 道路等级 公路等级 等级 技术等级 道路类型 类型 dj
oneway: oneway one_way 单行 单行线 单向 通行方向
maxspeed: maxspeed speed_limit 限速 设计车速 设计速度
"""
"""Our name, a colon, and headings that mean the same, the surest first; further lines are indented."""


def _words(lines: str) -> dict[str, tuple[str, ...]]:
    entries = lines.strip().replace("\n    ", " ").splitlines()
    parts = (entry.split(": ", 1) for entry in entries)
    return {ours: tuple(words.split()) for ours, words in parts}


HEADINGS: Final = _words(_LINES)
"""Our name of a column -> headings that mean it."""
