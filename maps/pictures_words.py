"""The words of pictures, charts and displays that the page does not have, in Chinese."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own
from __future__ import annotations

from typing import Final

from ..coverage.assessment import Assessment
from ..optimize.plan import Certificate
from .messages import Lang, say
from .words import count, limit, mode_words, percent

_ZH: Final = {
    # Headings and figures
    "Where the next sites should go": "新设施选址方案",
    "Certificate": "最优性证明",
    "Share served": "覆盖率",
    "Open sites": "开放站点",
    "Served today": "现状覆盖人口",
    "Served with the plan": "规划后覆盖人口",
    "Year": "年份",
    "Status": "状态",
    "Objective": "目标值",
    "Proven bound": "已证明的界",
    "Optimality gap": "最优性间隙",
    "Solver": "求解器",
    "Seconds": "用时（秒）",
    "and {number} more": "另有 {number} 处",
    "people served": "覆盖人口",
    # Legend
    "served today": "现状已覆盖",
    "newly served": "规划后新增覆盖",
    "gap: under {number} people a cell": "未覆盖：每格少于 {number} 人",
    "gap: {low} to {high}": "未覆盖：{low} 至 {high} 人",
    "gap: {number} and more": "未覆盖：{number} 人及以上",
    "unreachable by road": "道路不可达",
    "existing site": "现有站点",
    "existing site: {tier}": "现有站点：{tier}",
    "unit": "行政区界",
    # Certificate
    "infeasible: nothing fulfils what is asked": "无可行方案：没有满足要求的选址",
    "optimal: {objective} of at most {bound} {unit}": "已证明最优：{objective}，上限 {bound}（{unit}）",
    "optimal: {objective} of at least {bound} {unit}": "已证明最优：{objective}，下限 {bound}（{unit}）",
    "within {gap} ({status}): {objective} of at most {bound} {unit}": (
        "与最优相差不超过 {gap}（{status}）：{objective}，上限 {bound}（{unit}）"
    ),
    "within {gap} ({status}): {objective} of at least {bound} {unit}": (
        "与最优相差不超过 {gap}（{status}）：{objective}，下限 {bound}（{unit}）"
    ),
    "stopped by time": "到时停止",
    "stopped by memory": "内存所限停止",
    "stopped by user": "用户停止",
    "optimal": "最优",
    "infeasible": "无可行方案",
    "people": "人",
    "sites": "处",
    "money": "资金",
    "s on average": "秒，平均",
    "s at worst": "秒，最远",
    "as lowest share": "最低覆盖率",
    # QGIS
    "Served and unserved cells": "已覆盖与未覆盖格网",
    "Existing, proposed and candidate sites": "现有、新增与候选站点",
    "Access zones": "可达范围",
    "gap": "未覆盖",
    "unreachable": "道路不可达",
    "proposed site": "新增站点",
    "candidate": "候选站点",
    "other site": "其他站点",
    "today": "现状",
    "with the plan": "规划后",
    # Charts
    "Budget": "预算",
    "best plan": "最优方案",
    "proven bound": "已证明的界",
    "knee: {at}": "拐点：{at}",
    "Travel time to the nearest site, minutes": "到最近站点的出行时间（分钟）",
    "Distance to the nearest site, km": "到最近站点的距离（千米）",
    "Share of people, % per class": "各时段人口占比（%）",
    "Share of people reached, %": "累计人口占比（%）",
    "limit": "时限",
    "{group}: {number} unreachable ({share})": "{group}：{number} 人不可达（{share}）",
    "Share of people, least travel first": "人口累计比例（按出行时间由短到长）",
    "Share of all travel time": "出行时间累计比例",
    "Share of all travel distance": "出行距离累计比例",
    "Share of people, worst served units first": "人口累计比例（按覆盖率由低到高）",
    "Share of all people served": "覆盖人口累计比例",
    "equal for all": "完全平等",
    "Gini coefficient {number}": "基尼系数 {number}",
    "{number} unreachable people left aside": "未计入不可达的 {number} 人",
    # Comparisons
    "scenario": "方案",
    "group": "人群",
    "max_new": "可增站点",
    "opened": "新增站点",
    "served_before": "现状覆盖",
    "served_after": "规划后覆盖",
    "share_after": "规划后覆盖率",
    "gap_after": "规划后未覆盖",
    "status": "状态",
    "bound": "界",
    "optimality_gap": "最优性间隙",
    "service": "服务",
    "cost": "费用",
}


_UNITS: Final = {"average": "s on average", "worst": "s at worst", "share": "as lowest share"}


def said(text: str, lang: Lang, **values: object) -> str:
    """Return a message in a language, with values put in; one that has no translation stays English."""
    return say(lang, _ZH.get(text, text) if lang == "zh" else text, **values)


def limit_in_short(assessment: Assessment, lang: Lang) -> str:
    """Return the limit and the modes, without saying which tier has which: ``30 minutes by car, on foot``."""
    mode = assessment.times.mode
    if isinstance(mode, str):
        return limit(assessment, lang)
    modes = say(lang, ", ").join(mode_words(one, lang) for one in dict.fromkeys(mode.values()))
    if assessment.limit_min is None:
        amount = count(assessment.limit, lang)
        return say(lang, "{amount} metres {mode}", amount=amount, mode=modes)
    amount = f"{assessment.limit_min:g}"
    return say(lang, "{amount} minutes {mode}", amount=amount, mode=modes)


def certificate_said(certificate: Certificate, lang: Lang) -> str:
    """Return what a certificate proves, as one sentence."""
    if lang == "en":
        return str(certificate)
    if certificate.status == "infeasible":
        return said("infeasible: nothing fulfils what is asked", lang)
    most = "at most" if certificate.sense == "maximise" else "at least"
    proof = "optimal" if certificate.status == "optimal" else "within {gap} ({status})"
    return said(
        f"{proof}: {{objective}} of {most} {{bound}} {{unit}}",
        lang,
        gap=f"{certificate.optimality_gap:.2%}",
        status=said(certificate.status, lang),
        objective=_figure(certificate, certificate.objective, lang),
        bound=_figure(certificate, certificate.bound, lang),
        unit=said(_UNITS.get(certificate.measure, certificate.measure), lang),
    )


def _figure(certificate: Certificate, value: float, lang: Lang) -> str:
    if certificate.measure == "share":
        return percent(value)
    if certificate.measure in ("average", "worst"):
        return f"{value:.1f}"
    return count(value, lang)
