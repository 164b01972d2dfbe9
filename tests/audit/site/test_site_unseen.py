"""A page that did not come is never a fault of the site: taking pages away turns no check into a failed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from little_site import COLUMN, HOME, METAS, PROSE, Page, article, check, entries, html, view

from audit.model import Outcome
from audit.site.checks import CHECKS, answer

OLD_HOME = replace(
    HOME,
    markup=html(entries(*((f"/dt/{n}.html", f"市民政局开展走访活动之{n}", f"2026-0{n}-01") for n in range(1, 9)))),
)
REPORT = (
    "<p>一、总体情况</p><p>全年主动公开信息410条，加强平台建设，及时回应社会关切。</p><p>二、主动公开政府信息情况</p>"
    "<p>三、收到和处理政府信息公开申请情况</p><p>四、行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p><p>六、其他需要报告的事项</p>"
)
GUIDE = (
    "<p>本机关公开范围为机构职能、政策文件、社会救助等信息，自形成之日起20个工作日内公开。受理机构：局办公室；"
    "地址：同安街6号；办公时间：工作日8:30至17:00；电话：88230011。公民、法人或者其他组织可以依法申请和投诉举报。</p>"
)
NAKED = html(PROSE, {})


def text(path: str, title: str, column: str, body: str = PROSE, day: str = "2026-11-20", **more: str) -> Page:
    return Page(path=path, columns=(column,), anchor=title, list_date=day, markup=article(title, body, day=day, **more))


def listing(path: str, column: str, *items: tuple[str, str, str]) -> Page:
    markup = html(entries(*items), METAS | COLUMN)
    return Page(path=path, kind="list", columns=(column,), anchor=column, markup=markup)


GOOD = (
    HOME,
    listing("dt/", "工作动态", ("/dt/1.html", "市民政局开展走访活动之一", "2026-11-20")),
    text("dt/1.html", "市民政局开展走访活动之一", "工作动态"),
    listing("gknb/", "政府信息公开年报", ("/gknb/1.html", "临河市民政局2025年政府信息公开工作年度报告", "2026-01-20")),
    text("gknb/1.html", "临河市民政局2025年政府信息公开工作年度报告", "政府信息公开年报", REPORT, "2026-01-20"),
    text("gkzn/1.html", "临河市民政局政府信息公开指南", "政府信息公开指南", GUIDE, "2025-01-20"),
    text(
        "zc/1.html",
        "临河市民政局关于印发《临河市临时救助实施办法》的通知",
        "政策文件",
        PROSE + "<a href='/jd/1.html'>解读</a>",
    ),
    text("jd/1.html", "《临河市临时救助实施办法》政策解读", "政策解读", PROSE + "<a href='/zc/1.html'>原件</a>"),
    text("zc/2.html", "临河市民政局关于印发《临河市慈善捐赠管理办法》的通知", "政策文件", day="2026-10-20"),
    text("jd/2.html", "《临河市慈善捐赠管理办法》政策解读", "政策解读", day="2026-10-21"),
)
"""In order but for one pair of policy and interpretation."""
POOR = (
    OLD_HOME,
    *(
        listing(f"xw{n}/", f"新闻{n}动态", (f"/xw{n}/1.html", f"市民政局召开工作会议之{n}", "2026-03-01"))
        for n in range(6)
    ),
    *(
        text(f"xw{n}/1.html", f"市民政局召开工作会议之{n}", f"新闻{n}动态", day="2026-11-15" if n else "2026-03-01")
        for n in range(6)
    ),
    Page(path="dt/9.html", anchor="关于某项工作的情况通报", columns=("工作动态",), markup=NAKED),
    Page(path="dt/8.html", anchor="关于某项工作的情况通报", columns=("工作动态",), markup=NAKED),
    Page(path="dt/1.html", anchor="市民政局开展走访活动之一", columns=("工作动态",), state="absent"),
)
"""Much of it at fault, some of it only just in order."""
BARE = (
    replace(HOME, markup=html(PROSE, menu="<a href='/zwgk/'>机关工作</a>", foot="")),
    Page(path="zwgk/", kind="column", columns=("机关工作",), markup=html(PROSE)),
    text("zwgk/1.html", "市民政局开展走访活动之一", "机关工作", source=""),
    text("zwgk/2.html", "市民政局开展走访活动之二", "机关工作"),
)
"""What its front page lacks stands on another page."""


def without(pages: Sequence[Page], lost: set[int]) -> list[Page]:
    return [replace(one, state="missed", reason="timeout") if at in lost else one for at, one in enumerate(pages)]


@pytest.mark.parametrize("site", [GOOD, POOR, BARE], ids=["good", "poor", "bare"])
def test_a_missed_page_fails_no_check(site: Sequence[Page]) -> None:
    before = {one: check(one, *site).outcome for one in CHECKS}
    count = len(site)
    subsets = [{at} for at in range(count)]
    subsets += [{at for at in range(count) if (at * step + start) % 7 < most} for step in (1, 3, 5) for start in range(4) for most in (2, 4)]  # fmt: skip
    for lost in subsets:
        seen = view(*without(site, lost))
        for one in CHECKS:
            if before[one] != Outcome.MISSING:
                said = answer(seen, one)
                assert said.outcome != Outcome.MISSING, f"{one} without {[site[at].path for at in lost]}: {said.reason}"


def test_the_sites_show_both_sides() -> None:
    assert check("SITE-02", *GOOD).outcome == Outcome.MET
    assert check("SITE-13", *GOOD).outcome == Outcome.MET
    assert check("SITE-14", *GOOD).outcome == Outcome.MET
    assert check("SITE-15", *GOOD).outcome == Outcome.PARTIAL
    assert check("SITE-03", *POOR).outcome == Outcome.PARTIAL
    assert check("SITE-06", *POOR).outcome == Outcome.MISSING
    assert check("SITE-14", *POOR).outcome == Outcome.MISSING
    assert check("SITE-11", *BARE).outcome == Outcome.MET
