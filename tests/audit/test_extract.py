"""Extraction of whole pages, one style or surprise at a time."""

from __future__ import annotations

from datetime import date

import pytest
from web_pages import FIRST, PROSE, SECOND, THIRD, TITLE, article, metas, page, paragraphs

from audit.extract import extract

URL = "http://mzj.qinghe.gov.cn/zwgk/mz/202404/t20240412_100.html"
TEXT = "\n".join(PROSE)


def test_an_ordinary_article_is_read_whole() -> None:
    document = extract(page(article(), head=metas(PubDate="2024-04-15", ContentSource="信息中心")), URL)

    assert document.title == TITLE
    assert document.published == date(2024, 4, 12)
    assert document.metadata_published == date(2024, 4, 15)
    assert document.source == "县民政局"
    assert document.text == TEXT
    assert document.columns == ("政务公开", "民政")
    assert document.page_type == "news"
    assert document.url == URL


@pytest.mark.parametrize(
    ("box", "how"),
    [
        ("<div class='view TRS_UEDITOR trs_paper_default'>{}</div>", "trs_ueditor"),
        ("<div class='TRS_Editor'><style>p{{}}</style>{}</div>", "trs_editor"),
        ("<UCAPCONTENT>{}</UCAPCONTENT>", "ucapcontent"),
        ("<div id='UCAP-CONTENT'>{}</div>", "ucap-content"),
        ("<div id='vsb_content'><div class='v_news_content'>{}</div></div>", "v_news_content"),
        ("<div id='zoom'><!--ZJEG_RSS.content.begin-->{}<!--ZJEG_RSS.content.end--></div>", "zoom"),
        ("<div id='ivs_content'>{}</div>", "ivs_content"),
        ("<div class='Custom_UnionStyle'>{}</div>", "custom_unionstyle"),
        ("<td class='nobody-knows'>{}</td>", "measured"),
    ],
)
def test_the_body_is_found_in_the_containers_of_every_system(box: str, how: str) -> None:
    box = box.format(paragraphs(*PROSE))
    document = extract(page(f"<div><h2>{TITLE}</h2><p>发布日期：2024-04-12</p>{box}<p>责任编辑：李某</p></div>"))

    assert (document.text, document.how) == (TEXT, how)


def test_a_body_in_a_made_up_element_of_a_page_closed_half_way_is_kept() -> None:
    broken = page(f"<p><UCAPCONTENT>{paragraphs(*PROSE)}</UCAPCONTENT></p>").replace(
        b"<div class='crumb'>", b"</body></html><div>"
    )

    assert extract(broken).text == TEXT


@pytest.mark.parametrize(
    "copy",
    [
        "<div class='mobile'>{}</div>",
        "<div style='display: none'>{}</div>",
        "<div class='ng-hide'>{}</div>",
        "<textarea>{}</textarea>",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_second_copy_of_the_body_is_left_out(copy: str, first: bool) -> None:
    copy = copy.format(paragraphs(*PROSE))
    body = article()
    document = extract(page(copy + body if first else body + copy))

    assert document.text == TEXT


def test_a_copy_for_a_voice_reader_in_one_piece_is_left_out() -> None:
    document = extract(page(article() + f"<div id='voice'>{''.join(PROSE)}</div>"))

    assert document.text == TEXT


def test_a_body_that_is_only_shown_by_script_is_still_read() -> None:
    document = extract(page(f"<h1>{TITLE}</h1><div id='zoom' style='display:none'>{paragraphs(*PROSE)}</div>"))

    assert document.text == TEXT


def test_page_tools_and_neighbours_do_not_leak_into_the_text() -> None:
    tail = (
        "<p>扫一扫在手机打开当前页</p><p>【打印本页】【关闭窗口】</p><p>上一篇：<a href='1.html'>关于举办春季运动会的通知</a></p>"
        "<div><h3>相关阅读</h3><ul><li><a href='2.html'>县民政局召开全体会议部署近期工作</a></li></ul></div>"
    )
    document = extract(page(article(paragraphs(*PROSE) + tail)))

    assert document.text == TEXT


def test_a_line_of_the_text_that_looks_like_page_information_stays() -> None:
    lines = (FIRST, "报名时间：2024年5月6日至5月10日。", "报名地点：县政务大厅三楼民政窗口。", SECOND)
    document = extract(page(article(paragraphs(*lines))))

    assert document.text == "\n".join(lines)


def test_a_table_that_begins_with_the_words_of_a_head_table_stays_whole() -> None:
    table = (
        "<table><tr><th>名称</th><th>地址</th><th>床位</th></tr><tr><td>东河敬老院</td><td>东河镇</td><td>80</td></tr></table>"
        "<table><tr><th>文号</th><th>标题</th><th>印发日期</th></tr><tr><td>青民发〔2024〕1号</td><td>办法</td><td>2024-01-02</td></tr></table>"
    )
    lines = extract(page(article(table + paragraphs(*PROSE)))).text.split("\n")

    assert lines[:4] == [
        "名称\t地址\t床位",
        "东河敬老院\t东河镇\t80",
        "文号\t标题\t印发日期",
        "青民发〔2024〕1号\t办法\t2024-01-02",
    ]


def test_time_and_place_of_an_event_are_text_once_the_date_of_publishing_has_passed() -> None:
    lines = ("时间：2024年5月10日上午九时", "地点：县文化馆", FIRST, SECOND)

    assert extract(page(article(paragraphs(*lines)))).text == "\n".join(lines)


def test_a_last_line_that_begins_like_a_page_tool_stays() -> None:
    lines = (FIRST, SECOND, "返回户籍地的老人可持本通知到镇民政所登记")

    assert extract(page(article(paragraphs(*lines)))).text == "\n".join(lines)


def test_the_address_and_telephone_at_the_end_of_a_notice_are_text() -> None:
    lines = (
        FIRST,
        "监督举报电话：12317、0431-81230000",
        "通讯地址：东河大街18号，邮编：130000",
        "主办单位：青河县文化馆",
    )

    assert extract(page(article(paragraphs(*lines)))).text == "\n".join(lines)


def test_a_label_behind_a_whole_sentence_is_part_of_the_text() -> None:
    told = "县应急管理局下拨救灾资金500万元，用于受灾群众生活救助。日期：2024年4月10日。"
    assert extract(page(article(f"<p>{told}</p>")), URL).text == told


def test_the_last_lines_of_a_flat_page_are_not_taken_for_its_foot() -> None:
    lines = ("资金来源：中央财政衔接资金20万元", "实施单位：柳河镇人民政府", "责任人：赵立新", "举报电话：12317")
    flat = f"<h1>{TITLE}</h1><p>发布时间：2024-04-12</p>{paragraphs(FIRST, *lines)}"
    for foot in ("版权所有：青河县民政局", "主办：青河县民政局</div><div>ICP备01234567号"):
        markup = f"<html><head><meta charset='utf-8'></head><body>{flat}<div>{foot}</div></body></html>"
        assert extract(markup.encode(), "http://mzj.qinghe.gov.cn/1.html").text.splitlines() == [FIRST, *lines]


def test_a_short_article_is_not_mistaken_for_the_foot_of_the_page() -> None:
    foot = "<div class='footer'><p>主办：青河县民政局 地址：东河大街18号 联系电话：0431-81230000 举报电话：0431-81230000 传真：0431-81230001</p></div>"
    document = extract(page(article("<p>9月份新增床位36张。</p>") + foot))

    assert document.text == "9月份新增床位36张。"


def test_a_short_list_with_dates_before_its_titles_is_a_list() -> None:
    rows = "<ul><li><span>2024-09-15</span><a href='1.html'>青河县社区运动会竞赛规程</a></li></ul>"
    document = extract(page(f"<div><div class='tit'>全民健身</div>{rows}</div>", heading="全民健身-青河县体育局"))

    assert (document.page_type, document.published) == ("list", None)


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='{i}.html'>关于第{i}批养老床位补助的公示</a><span><small>日期：</small>2024-04-0{i} 10:00:00 <small>点击：</small>7</span><p>摘要...</p></li>",
        "<div><div><b>0{i}</b><span>2024-04</span></div><h4><a href='{i}.html'>关于第{i}批养老床位补助的公示</a></h4><p>摘要</p></div>",
        "<div><h2><a href='{i}.html'>关于第{i}批养老床位补助的公示</a></h2><time>4月 {i}, 2024</time></div>",
        "<table><tr><td>QH-{i}</td><td><a href='{i}.html'>关于第{i}批养老床位补助的公示</a></td><td>2024-04-0{i}</td><td>青河县民政局</td><td>青民发〔2024〕{i}号</td><td>已经办结</td></tr><tr><td>QH-9{i}</td><td><a href='9{i}.html'>关于养老床位的答复</a></td><td>2024-04-0{i}</td><td>青河县民政局</td><td>青民发〔2024〕{i}号</td><td>已经办结</td></tr></table>",
    ],
)
def test_a_list_under_a_notices_name_is_a_list_however_its_days_stand(row: str) -> None:
    rows = "".join(row.replace("{i}", str(i)) for i in range(1, 8))
    document = extract(page(f"<ul>{rows}</ul>", heading="通知公告_青河县民政局"))

    assert (document.page_type, document.published) == ("list", None)


def test_a_line_of_particulars_with_a_linked_source_is_an_articles() -> None:
    info = "<p>发布时间：2024-04-12 来源：<a href='/'>青河县人民政府办公室综合股</a></p>"
    document = extract(page(f"<h1>{TITLE}</h1>{info}<div><img src='/u/1.jpg'></div>"))

    assert (document.published, document.source) == (date(2024, 4, 12), "青河县人民政府办公室综合股")


def test_kickers_and_sub_headlines_before_the_date_are_not_text() -> None:
    body = f"<div><p>民生实事</p><h1>{TITLE}</h1><h3>三处隐患当场整改</h3><p>2024-04-12 来源：县民政局</p>{paragraphs(*PROSE)}</div>"

    assert extract(page(body)).text == TEXT


@pytest.mark.parametrize(
    ("heading", "headline", "expected"),
    [
        ("青河县人民政府", f"<h1>{TITLE}</h1>", TITLE),
        (f"&lt;h1 style='x'&gt;{TITLE}&lt;/h1&gt;", f"<div class='bt'>{TITLE}</div>", TITLE),
        (f"{TITLE[:10]}...", f"<h2>{TITLE}</h2>", TITLE),
        ("通知公告-青河县", f"<p class='title'>{TITLE}</p>", TITLE),
        (f"{TITLE} 公布三处隐患", f"<h1>{TITLE}<br>公布三处隐患</h1>", f"{TITLE} 公布三处隐患"),
        ("".join(f"&amp;#{ord(c)};" for c in TITLE), f"<h1>{TITLE}</h1>", TITLE),
    ],
)
def test_the_headline_is_what_the_page_shows(heading: str, headline: str, expected: str) -> None:
    body = f"<div>{headline}<p>发布时间：2024-04-12</p>{paragraphs(*PROSE)}</div>"

    assert extract(page(body, heading=heading)).title == expected


def test_a_title_of_the_metadata_settles_broken_lines_and_sub_headlines() -> None:
    body = f"<div><h1>{TITLE[:8]}<br>{TITLE[8:]}</h1><h3>三处隐患当场整改</h3><p>时间：2024-04-12</p>{paragraphs(*PROSE)}</div>"

    assert extract(page(body, head=metas(ArticleTitle=TITLE), heading="青河县")).title == TITLE


@pytest.mark.parametrize(
    ("info", "day"),
    [
        ("发布时间：2020-02-13浏览次数： 作者：来源：", date(2020, 2, 13)),
        ("【信息发布时间：2021-01-12阅读次数：】", date(2021, 1, 12)),
        ("日间：19-09-18", date(2019, 9, 18)),
        ("发布日期∶2020.12.21", date(2020, 12, 21)),
        ("时间：2016/12/08 16:22:37", date(2016, 12, 8)),
        ("<span>发布时间：</span><span>2018年4月13日</span>", date(2018, 4, 13)),
        ("成文日期：2019年1月2日 发布日期：2019年1月9日", date(2019, 1, 9)),
        ("生成日期：2024-06-04", date(2024, 6, 4)),
        ("发布时间：<script>var pubdata='2018年04月13日'; document.write(pubdata);</script>", date(2018, 4, 13)),
        ("二○一○年九月十六日", date(2010, 9, 16)),
        ("Tue Nov 14 10:20:30 CST 2023", date(2023, 11, 14)),
        ("作者：王某", None),
    ],
)
def test_the_date_shown_is_read_however_it_is_written(info: str, day: date | None) -> None:
    assert extract(page(article(info=info))).published == day


def test_without_a_visible_date_metadata_and_address_are_asked() -> None:
    assert extract(page(article(info="来源：县民政局"), head=metas(pubdate="2022-03-04 00:00"))).published == date(
        2022, 3, 4
    )
    assert extract(page(article(info="来源：县民政局")), URL).published == date(2024, 4, 12)


@pytest.mark.parametrize(
    ("info", "meta", "source"),
    [
        ("2024-04-12 来源：县民政局 作者：王某", "", "县民政局"),
        ("来 源：<font>县民政局</font> 更新时间：2024-04-12", "", "县民政局"),
        ("发布时间：2024-04-12来源：县民政局浏览次数：12", "", "县民政局"),
        ("来源： 浏览次数：3", "县融媒体中心", "县融媒体中心"),
        ("来源：青河县民政局社会救助和…", "青河县民政局社会救助和养老服务科", "青河县民政局社会救助和养老服务科"),
        ("发布机构：青河县民政局 发布时间：2024-04-12", "", "青河县民政局"),
        ("来源：本站 发布时间：2024-04-12", "", None),
        ("发布时间：2024-04-12", "", None),
        ("发布时间：2024-04-12", "政府网站标识码", None),
    ],
)
def test_the_source_shown_comes_before_that_of_the_metadata(info: str, meta: str, source: str | None) -> None:
    head = metas(ContentSource=meta) if meta else ""

    assert extract(page(article(info=info), head=head)).source == source


def test_a_source_behind_the_text_counts_and_one_inside_it_does_not() -> None:
    quoting = paragraphs(FIRST, "数据来源：县统计局年报", SECOND, THIRD)
    behind = article(quoting, info="发布时间：2024-04-12", after="<div>信息来源：县民政局</div>")

    assert extract(page(behind)).source == "县民政局"
    assert extract(page(article(quoting, info="发布时间：2024-04-12"))).source is None


HEAD_TABLE = (
    "<table><tr><td>索 引 号：</td><td>011/2024-00012</td><td>主题分类：</td><td>民政</td></tr>"
    "<tr><td>发文机关：</td><td>青河县民政局</td><td>成文日期：</td><td>2024年04月02日</td></tr>"
    "<tr><td>发文字号：</td><td>青民发〔2024〕12号</td><td>发布日期：</td><td>2024年04月12日</td></tr></table>"
)


def test_a_head_table_gives_numbers_and_dates_and_is_no_text() -> None:
    body = f"<div>{HEAD_TABLE}<h1>{TITLE}</h1>{paragraphs(*PROSE)}</div>"
    document = extract(page(body))

    assert document.doc_number == "青民发〔2024〕12号"
    assert document.index_number == "011/2024-00012"
    assert document.published == date(2024, 4, 12)
    assert document.source == "青河县民政局"
    assert document.text == TEXT
    assert document.tables == ()


@pytest.mark.parametrize(
    ("title", "lines", "number"),
    [
        ("关于做好养老服务工作的通知（青民发〔2024〕12号）", PROSE, "青民发〔2024〕12号"),
        (TITLE, ("青民发[2024]12号", *PROSE), "青民发[2024]12号"),
        (TITLE, ("青河县人民政府令第8号", *PROSE), "青河县人民政府令第8号"),
        (TITLE, ("根据《省民政厅通知》（省民发〔2023〕7号）要求，" + FIRST, SECOND), None),
        ("青河县民政局转发省民发〔2023〕7号文件的通知", PROSE, "省民发〔2023〕7号"),
    ],
)
def test_a_document_number_stands_in_title_or_on_a_line_of_its_own(
    title: str, lines: tuple[str, ...], number: str | None
) -> None:
    document = extract(page(article(paragraphs(*lines), title=title), heading=title))

    assert document.doc_number == number


def test_an_empty_number_is_none() -> None:
    body = article(info="文号：〔〕号 发布时间：2024-04-12")

    assert extract(page(body)).doc_number is None


def test_attachments_are_absolute_named_and_typed_and_page_tools_are_none() -> None:
    files = (
        "<p>附件：1.<a href='./P020240412.docx'>机构名单.docx</a></p>"
        "<p><a href='/module/download/downfile.jsp?filename=a.xls&id=3'>收费标准表</a></p>"
        "<p><a href='javascript:;' title='报告.pdf'>报告.pdf</a></p>"
        "<p><a href='/tools/word.doc'>word下载</a> <a href='http://get.example.com/reader.zip'>PDF阅读器</a></p>"
        "<p>附件：</p>"
    )
    document = extract(page(article(paragraphs(*PROSE) + files)), URL)

    assert [(link.name, link.kind) for link in document.attachments] == [
        ("机构名单.docx", "docx"),
        ("收费标准表", "xls"),
        ("报告.pdf", "pdf"),
    ]
    assert document.attachments[0].url == "http://mzj.qinghe.gov.cn/zwgk/mz/202404/P020240412.docx"
    assert document.attachments[2].url == ""


def test_a_file_in_the_menu_is_no_attachment_of_the_article() -> None:
    document = extract(page(f"<a href='/manual.pdf'>使用手册</a>{article()}"), URL)

    assert document.attachments == ()


def test_rows_stand_on_lines_with_tabs_and_merged_cells_are_filled_in_tables() -> None:
    table = (
        "<table><tr><th rowspan='2'>乡镇</th><th colspan='2'>补助资金（万元）</th></tr><tr><th>中央</th><th>县级</th></tr>"
        "<tr><td>东河镇</td><td>12</td><td>3</td></tr></table>"
    )
    document = extract(page(article(paragraphs(FIRST) + table)))

    assert document.text.split("\n")[1:] == ["乡镇\t补助资金（万元）", "中央\t县级", "东河镇\t12\t3"]
    assert document.tables == (
        (("乡镇", "补助资金（万元）", "补助资金（万元）"), ("乡镇", "中央", "县级"), ("东河镇", "12", "3")),
    )


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    layout = f"<table><tr><td width='200'>左栏</td><td><h1>{TITLE}</h1><p>日期：2024-04-12</p>{paragraphs(*PROSE)}</td></tr></table>"
    document = extract(page(layout))

    assert document.text == TEXT
    assert document.tables == ()


def test_an_article_that_is_a_picture_has_no_text_and_says_so() -> None:
    picture = "<div id='vsb_content'><p><img src='long.png'></p></div>"
    document = extract(page(f"<h1>{TITLE}</h1><p>发布时间：2024-04-12</p>{picture}"))

    assert (document.text, document.how, document.images) == ("", "picture", 1)
    assert document.published == date(2024, 4, 12)


def test_an_article_of_files_alone_keeps_their_names() -> None:
    files = "<p><a href='a.xlsx'>发放明细.xlsx</a></p>"
    document = extract(page(article(files, title="2024年4月发放明细")), URL)

    assert document.text == "发放明细.xlsx"
    assert [link.kind for link in document.attachments] == ["xlsx"]


def test_a_short_article_ends_before_its_editor() -> None:
    document = extract(page(article("<p>局属各学校：</p><p>通知见附件。</p><p>责任编辑：王某</p>")))

    assert document.text == "局属各学校：\n通知见附件。"


def test_the_columns_of_the_crawl_come_before_the_breadcrumb() -> None:
    assert extract(page(article()), columns=("重点领域", "养老")).columns == ("重点领域", "养老")


def test_a_breadcrumb_of_list_items_is_read() -> None:
    crumb = "<ul><li><a href='/'>首页</a></li><li>&gt; <a href='/yw'>要闻</a></li><li>&gt; 本县要闻</li></ul>"

    assert extract(page(article(), crumb="您的位置：" + crumb)).columns[:1] == ("要闻",)


def test_invisible_characters_and_hard_blanks_are_cleaned() -> None:
    document = extract(page(article(paragraphs("\u3000\u3000" + FIRST + "\u200b\ufeff&nbsp;", SECOND, THIRD))))

    assert document.text == TEXT


@pytest.mark.parametrize("body", [b"", b"   ", b"\xff\xfe", b"<html>", b"\x00\x01\x02", b"plain words"])
def test_nothing_at_all_is_a_document_without_anything(body: bytes) -> None:
    document = extract(body)

    assert document.published is None
    assert document.tables == ()


def test_deeply_nested_markup_is_read() -> None:
    closed = extract(page("<div>" * 1500 + article() + "</div>" * 1500))
    unclosed = extract(b"<div class='zw'>" * 3000 + page(article()))

    assert SECOND in closed.text
    assert SECOND in unclosed.text


def test_gbk_bytes_declared_as_gb2312_are_read() -> None:
    body = page(article()).decode().replace("charset='utf-8'", "charset='gb2312'").encode("gb18030")

    assert extract(body).text == TEXT


def test_the_digest_is_of_the_bytes() -> None:
    body = page(article())

    assert extract(body).digest == extract(body, URL).digest != extract(body + b" ").digest


@pytest.mark.parametrize(
    ("box", "day", "source"),
    [
        ("<dl><dt>时间</dt><dd>2024-04-12 17:40</dd><dt>来源</dt><dd>县民政局</dd><dt>责任编辑</dt><dd>赵某</dd></dl>",
         date(2024, 4, 12), "县民政局"),
        ("<p>发布时间：</p><p>2024年4月12日</p><p>来源：</p><p>县民政局</p>", date(2024, 4, 12), "县民政局"),
        ("<ul><li>更新时间：2024-05-20 11:00</li><li>发布时间：2024-04-12</li></ul>", date(2024, 4, 12), None),
        ("<p>修改时间：2024-04-12</p>", date(2024, 4, 12), None),
        ("<p>发布时间：2024-04-12　来源于：县民政局</p>", date(2024, 4, 12), "县民政局"),
        ("<p>作者：某某　供稿：县民政局养老股　发布时间：2024-04-12</p>", date(2024, 4, 12), "县民政局养老股"),
        ("<p>供稿：王某某　发布时间：2024-04-12</p>", date(2024, 4, 12), None),
        ("<p><span>应急办</span><a href='#'>青河发布</a><em>2024-04-12 18:22</em></p>", date(2024, 4, 12), None),
        ("<p><span>慈善</span><span>2024-04-12</span><span>浏览 66</span></p>", date(2024, 4, 12), None),
        ("<p>今天是2025年1月1日</p>", None, None),
        ("<p>下载有效期至2025年1月1日</p>", None, None),
    ],
)  # fmt: skip
def test_date_and_source_are_read_on_lines_of_their_own_and_beside_the_tellers_name(
    box: str, day: date | None, source: str | None
) -> None:
    document = extract(page(f"<h1>{TITLE}</h1>{box}<div>{paragraphs(*PROSE)}</div>"))

    assert (document.published, document.source) == (day, source)
    assert document.text.endswith(TEXT)
    assert day is None or document.text == TEXT


def test_a_line_of_publisher_and_date_behind_the_text_is_read_and_is_no_text() -> None:
    box = f"<h3>{TITLE}</h3><div>{paragraphs(*PROSE)}<p>发布机构：县民政局　发布时间：2024年4月12日</p></div>"
    document = extract(page(box))

    assert (document.text, document.source, document.published) == (TEXT, "县民政局", date(2024, 4, 12))


def test_a_head_table_names_the_title_where_neither_heading_nor_metadata_does() -> None:
    table = (
        "<table border=1><tr><td>信息名称</td><td colspan=3>关于调整养老床位补助的通知</td></tr>"
        "<tr><td>索引号</td><td>QH01-2024-0007</td><td>公开日期</td><td>2024-04-12</td></tr></table>"
    )
    box = f"<div>{table}<div><b>关于调整养老床位补助的通知</b></div>{paragraphs(*PROSE)}</div>"
    document = extract(page(box, heading="政府信息公开"))

    assert (document.title, document.text) == ("关于调整养老床位补助的通知", TEXT)


def test_a_number_on_a_line_between_headline_and_date_is_the_documents() -> None:
    box = f"<h1>征收土地公告</h1><p>青自然征告〔2024〕3号</p><p>发布时间：2024-04-12</p><div>{paragraphs(*PROSE)}</div>"

    assert extract(page(box, heading="征收土地公告")).doc_number == "青自然征告〔2024〕3号"


def test_a_file_shown_in_a_frame_is_an_attachment_and_a_film_is_none() -> None:
    frames = (
        "<iframe src='/pdf/viewer.html?file=%2Fu%2F2024%2Fgg.pdf&page=1'></iframe>"
        "<embed src='/u/2024/tu.pdf' title='位置图'><iframe src='/video/player.html?id=3'></iframe>"
    )
    document = extract(page(f"<h1>{TITLE}</h1><p>发布时间：2024-04-12</p><div>{frames}</div>"), URL)

    assert [(link.url, link.name, link.kind) for link in document.attachments] == [
        ("http://mzj.qinghe.gov.cn/u/2024/gg.pdf", "gg.pdf", "pdf"),
        ("http://mzj.qinghe.gov.cn/u/2024/tu.pdf", "位置图", "pdf"),
    ]


def test_an_article_of_pictures_in_a_box_nobody_knows_is_told_by_its_line_of_date_and_source() -> None:
    box = (
        f"<div class='wz_title'>{TITLE}</div><div>2024年04月12日 10时11分 来源： 县民政局 作者： 【字体：<a>大</a>】</div>"
        "<div class='wz_con'><p><img src='/u/1.jpg'></p></div><div>分享到： <a>微信</a><a>微博</a></div>"
    )
    document = extract(page(box))

    assert (document.text, document.how, len(document.pictures)) == ("", "picture", 1)


def test_the_day_of_an_answer_dates_a_letter() -> None:
    rows = "".join(
        f"<tr><td>{label}</td><td>{value}</td></tr>"
        for label, value in (("来信主题", "咨询养老床位补助"), ("来信时间", "2024-04-09"), ("来信内容", FIRST),
                             ("回复单位", "县民政局"), ("回复时间", "2024-04-12 16:30"), ("回复内容", SECOND))
    )  # fmt: skip

    assert extract(page(f"<h2>来信详情</h2><table>{rows}</table>")).published == date(2024, 4, 12)


def test_a_head_table_of_pairs_gives_title_number_and_dates_and_an_empty_value_takes_no_neighbours() -> None:
    pairs = (
        ("索引号：", "QH-2024-77"),
        ("文　　号：", ""),
        ("名　　称：", "青河县2024年养老床位补助情况"),
        ("发布机构：", "青河县民政局"),
        ("发文日期：", "2024-04-12"),
    )
    head = "".join(f"<dl><dt>{label}</dt><dd>{value}</dd></dl>" for label, value in pairs)
    box = f"<div>{head}</div><div><p><strong>青河县2024年养老床位补助情况</strong></p>{paragraphs(*PROSE)}</div>"
    document = extract(page(box, heading="政府信息公开"))

    assert (document.title, document.doc_number) == ("青河县2024年养老床位补助情况", None)
    assert (document.published, document.source, document.text) == (date(2024, 4, 12), "青河县民政局", TEXT)


def test_a_head_table_of_headed_cells_names_the_title() -> None:
    rows = (
        "<tr><th>信息标题</th><td colspan=3>青河县福彩公益金使用情况公示</td></tr>"
        "<tr><th>发布单位</th><td>青河县民政局</td><th>发布时间</th><td>2024-04-12</td></tr>"
    )
    document = extract(page(f"<table>{rows}</table><div>{paragraphs(*PROSE)}</div>", heading="信息公开"))

    assert (document.title, document.published) == ("青河县福彩公益金使用情况公示", date(2024, 4, 12))
    assert document.text == TEXT


def test_labels_in_brackets_stand_apart_from_their_values() -> None:
    head = (
        "<div><span>[ 索引号 ] QH0012024</span> <span>[ 发文字号 ] 青民发〔2024〕18号</span></div>"
        "<div><span>[ 主题分类 ] 民政</span><span>[ 发布机构 ] 青河县民政局</span><span>[ 发布日期 ] 2024-04-12</span></div>"
    )
    document = extract(page(f"<h1>{TITLE}</h1>{head}<div>{paragraphs(*PROSE)}</div>"))

    assert (document.doc_number, document.source) == ("青民发〔2024〕18号", "青河县民政局")
    assert (document.index_number, document.published, document.text) == ("QH0012024", date(2024, 4, 12), TEXT)


def test_the_rows_of_a_table_that_is_the_page_are_its_particulars_and_tools() -> None:
    rows = (
        f"<tr><td colspan=2>{TITLE}</td></tr><tr><td>发布日期：2024-04-12</td><td>信息来源：县民政局</td></tr>"
        f"<tr><td colspan=2>{paragraphs(*PROSE)}</td></tr><tr><td colspan=2><a href='#'>【返回顶部】</a><a href='#'>【关闭窗口】</a></td></tr>"
    )
    document = extract(page(f"<table>{rows}</table>", heading="青河县民政局"))

    assert (document.title, document.published, document.source) == (TITLE, date(2024, 4, 12), "县民政局")
    assert (document.text, document.tables) == (TEXT, ())


def test_a_file_that_a_script_fetches_has_the_address_that_the_script_is_given() -> None:
    box = "<p>附件：<a href=\"javascript:download('/u/bgs.pdf','报告书.pdf')\">报告书全本</a><a href='javascript:' onclick=\"get('x.doc')\">登记表.doc</a></p>"
    document = extract(page(f"<h1>{TITLE}</h1><p>发布：2024-04-12</p><div>{paragraphs(*PROSE)}{box}</div>"), URL)

    assert [(link.url, link.name, link.kind) for link in document.attachments] == [
        ("http://mzj.qinghe.gov.cn/u/bgs.pdf", "报告书全本", "pdf"),
        ("", "登记表.doc", "doc"),
    ]
    assert document.published == date(2024, 4, 12)


@pytest.mark.parametrize(
    ("words", "kind"),
    [("暂无相关信息", "list"), ("对不起，没有任何数据！", "list"), ("暂无相关信息系统的通知", "notice")],
)
def test_a_list_that_says_it_is_empty_is_a_list(words: str, kind: str) -> None:
    document = extract(page(f"<h3>通知公告</h3><div><p>{words}</p></div>", heading="通知公告_青河县民政局"))

    assert document.page_type == kind


CLOCK = "<div><span>2030年1月2日 星期三</span><a href='/login'>登录</a></div><div><a href='/'>首页</a><a href='/a/'>政府信息公开</a><a href='/b/'>政民互动</a></div>"


@pytest.mark.parametrize(
    ("info", "day"),
    [("<p>浏览次数： 次</p>", None), ("<p class='time'>2024-04-12</p>", date(2024, 4, 12)), ("", None)],
)
def test_the_clock_above_the_menu_dates_nothing(info: str, day: date | None) -> None:
    document = extract(page(f"{CLOCK}<h2>{TITLE}</h2>{info}<div>{paragraphs(*PROSE)}</div>"))

    assert (document.published, document.text) == (day, TEXT)


def test_a_short_article_under_a_clock_and_a_menu_of_one_line_is_no_list() -> None:
    info = "（发布时间：2024-4-12　来源：养老服务科　已有 33 人浏览）"
    document = extract(page(f"{CLOCK}<div class='xwbt'>{TITLE}</div><div>{info}</div><div><p>名录如下。</p></div>"))

    assert (document.page_type, document.published, document.source) == ("news", date(2024, 4, 12), "养老服务科")
    assert document.text == "名录如下。"


def test_particulars_set_off_by_their_elements_alone_are_no_text() -> None:
    info = (
        "<ul><li><label>发布时间</label><span>2024-04-12 09:12</span></li><li><label>来源</label><span>县民政局</span></li>"
        "<li><label>浏览量</label><span>--</span></li></ul>"
    )
    document = extract(page(f"<h1>{TITLE}</h1>{info}<div>{paragraphs(*PROSE)}</div>"))

    assert (document.published, document.source, document.text) == (date(2024, 4, 12), "县民政局", TEXT)


def test_a_columns_name_above_the_articles_own_heading_is_not_its_title() -> None:
    box = f"<h2>公告公示</h2><div class='content_title'>{TITLE}</div><div>时间：2024-04-12</div>{paragraphs(*PROSE)}"

    assert extract(page(box, heading="公告公示 - 青河县民政局")).title == TITLE
