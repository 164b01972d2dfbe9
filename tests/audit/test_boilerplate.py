"""What stands on every page of a site is no evidence; what its notices share is."""

from __future__ import annotations

from small_book import page

from audit.boilerplate import boilerplate
from audit.model import Document

HOST = "nyj.qinghe.gov.cn"
FOOT = "监督举报电话:0431-88776655"
SHARED = ("实施单位:柳河镇人民政府", "责任人:赵立新", "举报电话:12317")


def _page(number: int, column: str, *lines: str) -> Document:
    text = "\n".join((f"第{number}号公告的正文各不相同,此处是第{number}项。", *lines))
    return page("公告", text, columns=(column,), url=f"http://{HOST}/{number}.html")


def _repeated(*pages: Document) -> frozenset[str]:
    return boilerplate(pages).get(HOST, frozenset())


def test_what_every_column_shows_belongs_to_the_site_and_what_its_notices_share_does_not() -> None:
    notices = [_page(number, "项目公告", *SHARED, FOOT) for number in range(12)]
    others = [_page(20 + n, column, FOOT) for n, column in enumerate(("政策文件", "工作动态", "规划计划", "年度报告"))]
    assert _repeated(*notices, *others) == {FOOT}


def test_with_few_columns_only_a_contact_line_of_nearly_every_page_belongs_to_the_site() -> None:
    notices = [_page(number, "项目公告", *SHARED[:2], FOOT) for number in range(12)]
    assert _repeated(*notices) == {FOOT}
    assert _repeated(*notices, _page(20, "政策文件"), _page(21, "政策文件")) == frozenset()


def test_a_sure_line_of_a_footer_needs_only_its_share() -> None:
    sure = "版权所有:清河县农业农村局"
    assert sure in _repeated(*[_page(number, "项目公告", *([sure] if number < 4 else [])) for number in range(12)])


def test_few_pages_show_nothing() -> None:
    assert not _repeated(*[_page(number, "项目公告", FOOT) for number in range(7)])
