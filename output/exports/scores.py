"""What the lists say of scores: never a score without how much was decided, what was left out, and by which weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from output.exports.listing import Score
from output.exports.wording import NOTHING, Row
from output.score import ScoreSettings

SCORE_COLUMNS = (
    "序号", "责任单位", "访问情况", "得分", "等次", "否决提示", "判定率", "应查项数", "已判定项数", "应查要点", "计分要点",
    "样本不足", "问题数", "达标", "部分达标", "已过期", "未见", "情况说明", "需人工", "无法访问", "不适用", "高置信", "中置信",
)  # fmt: skip
DOMAIN_COLUMNS = (
    "序号", "责任单位", "领域", "得分", "权重", "判定率", "应查项数", "已判定项数", "应查要点", "计分要点", "问题数",
)  # fmt: skip
STATE_LABELS = {
    "complete": "完整检查",
    "partial": "部分检查",
    "unreachable": "无法访问",
    "blocked": "被安全验证阻断",
    "no_column": "未见公开栏目",
    None: "本次未完成访问",
}
SCORE_NOTE = (
    "得分按本工具的建议模型计算，仅供参考；无法访问、需人工、不适用以及样本不足的事项不计分，判定率反映结论的完整程度。"
)
OUTCOMES = ("met", "partial", "stale", "missing", "declared", "manual", "unchecked", "inapplicable")


def score_rows(scores: Sequence[Score]) -> Iterator[Row]:
    """Rows under SCORE_COLUMNS. A unit that could not be looked at has no score, never 0."""
    for number, one in enumerate(scores, start=1):
        yield (
            number,
            one.unit_name,
            STATE_LABELS.get(one.state, one.state),
            NOTHING if one.score is None else one.score,
            one.grade or ("不评分" if one.score is None else "不评等次"),
            veto(one) or NOTHING,
            NOTHING if one.coverage is None else one.coverage,
            one.applicable,
            one.decided,
            one.points,
            one.points_scored,
            one.points_few,
            one.deficiencies,
            *(one.outcomes.get(name, 0) for name in OUTCOMES),
            one.evidence_high,
            one.evidence_medium,
        )


def domain_rows(scores: Sequence[Score]) -> Iterator[Row]:
    """Rows under DOMAIN_COLUMNS."""
    for number, one in enumerate(scores, start=1):
        yield (
            number,
            one.unit_name,
            one.domain,
            NOTHING if one.score is None else one.score,
            NOTHING if one.weight is None else one.weight,
            NOTHING if one.coverage is None else one.coverage,
            one.applicable,
            one.decided,
            one.points,
            one.points_scored,
            one.deficiencies,
        )


def veto(one: Score) -> str:
    """What stands beside a score whatever it is: severe personal data, a site out of reach, a date that cannot be right."""
    said = (
        (one.privacy_veto, "个人信息未脱敏"),
        (one.site_veto, "网站多次无法访问"),
        (one.date_veto, "发布日期存疑"),
    )
    return "；".join(words for is_so, words in said if is_so)


def summed_up(one: Score) -> str:
    """A unit's score in one line: the figure, its grade, how much was decided, what was left out, how sure it is."""
    if one.score is None:
        why = STATE_LABELS.get(one.state, one.state) if one.state in ("blocked", "unreachable") else "无可计分的要点"
        score = f"得分：不评分（{why}）"
    else:
        score = f"得分：{one.score:.1f}（{one.grade or '判定率不足，不评等次'}）"
    coverage = NOTHING if one.coverage is None else f"{one.coverage:.0%}"
    left = (("需人工", "manual"), ("无法访问", "unchecked"), ("不适用", "inapplicable"))
    parts = [
        score,
        f"判定率：{coverage}",
        f"计分要点：{one.points_scored}/{one.points}个",
        "不计分：" + "、".join(f"{label}{one.outcomes.get(name, 0)}项" for label, name in left)
        + f"、样本不足{one.points_few}个要点",
        f"证据置信度：高{one.evidence_high}项、中{one.evidence_medium}项",
    ]  # fmt: skip
    if flags := veto(one):
        parts.append(f"否决提示：{flags}")
    return "　　".join(parts)


def rule_lines(rule: ScoreSettings) -> tuple[str, ...]:
    """得分办法, with the weights that were really used."""
    return (
        f"每个要点：达标{rule.met:g}分，情况说明{rule.declared:g}分（人工认可后按达标计），部分达标{rule.partial:g}分"
        f"（能逐项计数的按已列明的比例计），未见{rule.missing:g}分；证据超出规定时限的乘{rule.late:g}，"
        f"超出时限两倍以上的乘{rule.very_late:g}。",
        f"按记录检查的要点取各记录平均；已判定记录不足{rule.least_records}条的样本不足，不计分，由人工判断。"
        "按类别检查的要点取各类别平均。",
        f"权重：关键{rule.severity_a:g}、一般{rule.severity_b:g}、辅助{rule.severity_c:g}。领域得分为其要点的加权平均，"
        "领域权重为其计分要点权重的平均；单位得分为各领域得分的加权平均，满分100分。",
        f"{rule.excellent:g}分以上为优，{rule.good:g}分以上为良，{rule.passed:g}分以上为合格，其余为不合格；"
        f"判定率或计分要点不足{rule.least_coverage:.0%}的只列得分，不评等次。",
        "网站无法访问或被安全验证阻断的单位不评分，不按0分处理。个人信息未脱敏、网站多次无法访问、发布日期存疑作为"
        "否决提示列在得分旁，由人工认定。",
        "证据置信度：高为栏目或标签与内容逐项对应，中为专门页面。",
        f"本办法为工具建议模型，可由主管部门另行确定（本次权重编号：{rule.digest()}）。",
    )
