"""What holds of all flags together, whatever else a site carries."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from posts import AS_OF, SITE, days_before, page, traced

from audit.flags.model import KINDS, Flag
from audit.flags.record import OF_PAGE, OF_UNIT, Sight, page_flags, unit_flags
from audit.flags.trace import body_lines
from audit.model import Document

NOTICE = "经审核，拟对柳林镇等四个乡镇的困难家庭实施临时救助，现将有关情况予以公示，公示期七天，欢迎群众监督。"
PRAISE = (
    "我局高度重视此项工作，成立了领导小组，明确了责任分工，扎实推进各项任务落实，取得了良好成效，得到群众一致好评。"
)
CHAIN = "项目名称 资金来源 资金规模 实施期限 责任人 监督电话 举报电话"
POSTS = [
    page(f"{n}号项目实施情况", f"柳林镇第{n}个项目已经完成，群众受益。", url=f"{SITE}/xm/{n}.html", published=day, columns=("项目",))
    for n, day in enumerate([*(days_before(n % 7) for n in range(12)), date(2026, 1, 4), date(2025, 3, 4)])
]  # fmt: skip
GUILTY = [
    page("衔接资金公示", "项目名称：××××\n资金来源：____\n资金规模：____万元", url=f"{SITE}/a.html"),
    *(page(f"{topic}工作情况", PRAISE, url=f"{SITE}/b/{n}.html") for n, topic in enumerate(("救助", "养老", "儿童"))),
    page("扶贫项目", CHAIN, url=f"{SITE}/c.html", page_type="other"),
    page("救助公示", NOTICE, url=f"{SITE}/202301/d.html", published=AS_OF, columns=("公示",)),
    page("会议", "近日召开会议。", url=f"{SITE}/e.html", concealed=CHAIN, page_type="news"),
    *POSTS,
]


def raised(documents: Sequence[Document]) -> list[Flag]:
    seen = [(one, body_lines(one)) for one in documents]
    return page_flags(seen) + unit_flags(Sight(traces=traced(documents), pages=(), as_of=AS_OF))


def named(flags: Sequence[Flag]) -> set[tuple[str, str]]:
    return {(flag.kind, flag.url) for flag in flags}


def test_every_check_of_the_registries_finds_its_page() -> None:
    kinds = {kind for kind, _ in named(raised(GUILTY))}
    assert kinds == {*OF_PAGE, *OF_UNIT} and kinds < KINDS.keys()


others = st.builds(
    lambda title, text, back: page(
        f"{title}通知", text, url=f"{SITE}/other/1.html", published=AS_OF - timedelta(days=back), columns=("别的栏目",)
    ),
    st.text("柳林松岭青河云山养老救助", min_size=2, max_size=8),
    st.text("各乡镇街道认真组织做好有关工作，。\n：0123456789", max_size=200),
    st.integers(0, 2000),
)


@settings(max_examples=60)
@given(others)
def test_a_further_page_removes_no_flag_of_others(other: Document) -> None:
    assert named(raised(GUILTY)) <= named(raised([*GUILTY, other]))


def test_the_order_of_pages_does_not_matter() -> None:
    expected = raised(GUILTY)
    for seed in range(5):
        shuffled = random.Random(seed).sample(GUILTY, len(GUILTY))  # noqa: S311 - an order for a test
        assert raised(shuffled) == expected
