"""Keyword stuffing: the names of what should be published stand there one after the other, and none of it follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.flags.model import Flag
from audit.model import Document
from audit.text import normalise

LABELS = 6
SHARE_OF_LINE, SHARE_OF_PAGE = 0.8, 0.5
_WORDS = (
    "项目名称 项目内容 项目地点 项目单位 建设单位 建设地点 建设内容 建设任务 实施单位 实施地点 实施期限 实施时间 实施结果 资金来源 资金规模 资金总额 资金安排 "
    "资金使用 资金分配 资金用途 资金投向 补助标准 补助金额 补贴标准 绩效目标 预期目标 受益对象 带贫机制 责任人 项目责任人 责任单位 主管部门 监督电话 监督举报电话 "
    "举报电话 举报方式 举报渠道 投诉电话 投诉渠道 联系电话 咨询电话 联系人 帮扶责任人 帮扶措施 帮扶项目 脱贫名单 贫困识别 贫困退出 救助对象 救助标准 救助条件 "
    "救助程序 救助人数 救助金额 低保标准 申请条件 申请材料 申请程序 办理流程 办理时限 办理地点 办理依据 公示名单 招生政策 招生计划 招生范围 收费标准 收费项目 "
    "服务项目 服务内容 服务对象 服务时间 服务流程 开放时间 检查结果 抽检结果 处罚结果 检验结论 环评审批 污染物排放 监测数据 应急预案 应急响应 灾情信息 救灾款物 "
    "捐赠款物 物资使用 完成情况 验收结果 审计结果 公开时限 公开主体 执行情况 政策依据 法律依据 扶贫资金 扶贫项目 扶贫政策 社会救助 社会福利 医疗救助 临时救助"
).split()
_LABEL = re.compile("|".join(sorted(_WORDS, key=lambda word: (-len(word), word))))
_BETWEEN = re.compile(r"[\s、，,;；|/:：·>＞\-()\d.]+")
_BLANK = re.compile(r"\s+")
_TYPES = frozenset({"catalogue", "list", "home", "error"})


def of_page(document: Document, lines: Sequence[str]) -> Iterator[Flag]:
    """A page that is little more than a chain of field names. In: a page and its own lines, normalised.

    A page with a table, a file or a picture is left out: there the names are heads of what follows.
    """
    if document.parent_url or document.tables or document.attachments or document.images or document.unread:
        return
    if document.page_type in _TYPES:
        return
    chains = [line for line in lines if _is_chain(line)]
    whole = sum(len(_BLANK.sub("", line)) for line in lines if line != document.title)
    part = sum(len(_BLANK.sub("", line)) for line in chains)
    if chains and part >= SHARE_OF_PAGE * whole:
        names = dict.fromkeys(_LABEL.findall(" ".join(chains)))
        yield Flag(
            kind="keyword_stuffing",
            url=document.url,
            proof=f"一行内连列{len(names)}个公开事项名称，其后未见具体内容：“{chains[0][:60]}”",
        )


def out_of_sight(document: Document, lines: Sequence[str]) -> Iterator[Flag]:
    """Names of what should be published that stand on a page where no reader sees them. In: as `of_page`."""
    chains = [line for line in normalise(document.concealed).split("\n") if _is_chain(line)]
    if chains:
        names = dict.fromkeys(_LABEL.findall(" ".join(chains)))
        yield Flag(
            kind="hidden",
            url=document.url,
            proof=f"页面以样式隐藏的文字中连列{len(names)}个公开事项名称，读者不可见：“{chains[0][:60]}”",
        )


def _is_chain(line: str) -> bool:
    names = _LABEL.findall(line)
    if len(set(names)) < LABELS:
        return False
    bare = _BETWEEN.sub("", line)
    return sum(map(len, names)) >= SHARE_OF_LINE * len(bare)
