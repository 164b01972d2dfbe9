"""The value of a flag, and the kinds there are."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = {
    "late": "发布迟于规定期限",
    "template": "空白或模板页面",
    "copied": "与其他单位内容雷同",
    "redated": "旧内容改标新日期",
    "burst": "检查前集中发布",
    "hidden": "页面隐藏文字",
    "keyword_stuffing": "只列关键词、未见内容",
}
"""Kind → what a supervisor reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something about a page that a person should look at. `proof` is the fact in Chinese, personal data masked.

    `other_url` and `other_unit_id` name the page it is compared with, and its unit where that is another one.
    """

    kind: str
    url: str
    proof: str
    other_url: str = ""
    other_unit_id: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"flag of kind {self.kind!r}: known are {', '.join(KINDS)}")
