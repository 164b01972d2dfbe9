"""The mails to the supervisor, in Chinese: the weekly digest, and alarms. Pure: figures in, text out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gongkai.schedule.figures import MEASURES, Due, Figures, Less
from gongkai.schedule.ledger import Week
from output.history.compare import CAUSES, CHANGES

HEALTH = {
    "unreachable": "网站未响应", "blocked": "网站返回验证页面", "found_less": "取得的内容不到上次的一半",
    "column_gone": "部分公开栏目未见", "no_column": "未见公开栏目", "many_misses": "超过五分之一的页面未能取得",
}  # fmt: skip
REASONS = {"not run": "未运行", "cut off and not finished": "运行中断，未完成"}
TITLES = 3
"""Points named of those that are due."""
SHOWN = 60
"""Lines of one list; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to the supervisor. `kind` names its file."""

    kind: str
    title: str
    text: str


def digest(figures: Figures, week: Week, missed: Sequence[Week], package: str = "") -> Letter:
    """The weekly digest of a published run."""
    total: Counter[str] = Counter()
    for one in figures.changes.values():
        total.update({CHANGES.get(kind, kind): count for kind, count in one.items()})
    head = "，".join(
        f"{label}{total[label]}项" for label in (CHANGES["new"], CHANGES["persisting"], CHANGES["resolved"])
    )
    parts = [
        ["一、本周变化" + ("" if figures.previous else "（首次检查，无可比批次）"), *_changes(figures, total)],
        ["二、需要查看的单位", *_shorten([_look(*one) for one in figures.look], "各单位网站访问正常")],
        ["三、七日内到期和已到期的问题", *_shorten([_due(one) for one in figures.due], "未见到期问题")],
        ["四、运行情况", *_course(figures, week, missed, package)],
    ]
    text = "\n\n".join("\n".join([part[0], *(f"  {line}" for line in part[1:])]) for part in parts)
    return Letter("digest", f"公益领域信息公开每周简报（{figures.as_of or figures.run_id}）：{head}", text + "\n")


def less_alarm(figures: Figures) -> Letter:
    """A run that suddenly finds far less than the one before."""
    lines = [
        f"批次{figures.run_id}与上一批次{figures.previous}相比，以下数量明显减少（仅比较两次都访问过的单位）：", "",
        *(f"  {_fell(one)}" for one in figures.less), "",
        "数量骤减多因网站改版、栏目迁移或访问受限。请先查看受影响的单位，再使用本批次的结果：gongkai doctor", "",
        *(f"  {_look(*one)}" for one in figures.look[:SHOWN]),
    ]  # fmt: skip
    return Letter("less", f"【提醒】本周检查结果明显减少（批次{figures.run_id}）", "\n".join(lines).rstrip() + "\n")


def failed_alarm(week: Week, retry_at: datetime | None) -> Letter:
    """A run that could not be brought to its end."""
    then = (
        f"程序将于{_moment(retry_at)}之后自动继续。"
        if retry_at
        else "本周不再自动重试，请排除故障后运行：gongkai run --resume"
    )
    lines = [
        f"本周（{_moment(week.slot)}）的检查未能完成，批次{week.run_id}，检查日期{week.as_of}。", "", "原因：",
        *(f"  {line}" for line in week.text.splitlines()), "", then, "此前公布的批次和清单保持不变。",
    ]  # fmt: skip
    return Letter("failed", f"【告警】本周检查未能完成（批次{week.run_id}）", "\n".join(lines) + "\n")


def low_alarm(week: Week, down: Sequence[tuple[str, str]], published: str, retry_at: datetime | None) -> Letter:
    """A run in which too few units answered to publish it."""
    then = f"程序将于{_moment(retry_at)}之后再次检查。" if retry_at else "本周不再自动重试。"
    lines = [
        f"批次{week.run_id}（检查日期{week.as_of}）中，作出响应的单位不足，本批次已保存，不予公布。",
        f"数据库和清单仍为批次{published}。" if published else "此前尚无已公布的批次。", "",
        "未响应的单位：", *(f"  {line}" for line in _shorten([_look(name, state, "") for name, state in down], "未见")), "",
        f"请检查本机网络。{then}",
    ]  # fmt: skip
    return Letter("low", f"【告警】本周检查覆盖不足，未公布（批次{week.run_id}）", "\n".join(lines) + "\n")


def unreadable(week: Week, why: str) -> Letter:
    """A run came to its end, but its figures cannot be read."""
    text = f"批次{week.run_id}已完成，但无法从数据库读取本周情况：\n\n  {why}\n\n请运行：gongkai doctor\n"
    return Letter("unreadable", f"【告警】每周简报未能生成（批次{week.run_id}）", text)


def _changes(figures: Figures, total: Counter[str]) -> Iterator[str]:
    labels = list(dict.fromkeys(CHANGES.values()))
    yield "，".join(f"{label}{total[label]}项" for label in labels if total[label]) or "未见变化"
    for kind, label in CHANGES.items():
        parts = [
            f"{CAUSES[cause]}{count}项"
            for (one, cause), count in figures.causes.items()
            if one == kind and cause in CAUSES
        ]
        if parts:
            yield f"{label}的原因：{'，'.join(parts)}"
    rows = []
    for unit, changes in figures.changes.items():
        counts: Counter[str] = Counter()
        counts.update({CHANGES.get(kind, kind): count for kind, count in changes.items()})
        if set(changes) - {"persisting"}:
            rows.append(f"{unit}：" + "，".join(f"{label}{counts[label]}" for label in labels if counts[label]))
    yield from _shorten(rows, "各单位均未见变化")


def _course(figures: Figures, week: Week, missed: Sequence[Week], package: str) -> Iterator[str]:
    yield f"批次{figures.run_id}，计划时间{_moment(week.slot)}，完成时间{_moment(week.ended_at)}"
    if week.cut:
        yield f"运行曾中断{week.cut}次，已继续完成"
    if week.failed:
        yield f"此前有{week.failed}次未成功"
    for one in missed:
        yield f"{_moment(one.slot)}的检查{REASONS.get(one.missed, one.missed)}，由本次补做"
    for less in figures.less:
        yield f"请注意：{_fell(less)}"
    if package:
        yield package


def _look(name: str, health: str, last_good: str) -> str:
    return f"{name}：{HEALTH.get(health, health)}" + (f"（上次正常：批次{last_good}）" if last_good else "")


def _due(one: Due) -> str:
    more = "等" if len(one.titles) > TITLES else ""
    return f"{one.deadline} {one.unit}：{one.cases}项（{'、'.join(one.titles[:TITLES])}{more}）"


def _fell(one: Less) -> str:
    share = f"{one.now / one.before:.0%}" if one.before else "-"
    return f"{MEASURES[one.name][0]}：上次{one.before}，本次{one.now}（为上次的{share}）"


def _shorten(lines: Sequence[str], empty: str) -> list[str]:
    more = [f"……另有{len(lines) - SHOWN}条"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more] or [empty]


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"
