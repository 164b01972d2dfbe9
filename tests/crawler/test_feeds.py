"""Lists that come as data: JSON and JSONP feeds, and the records of jcms."""

from __future__ import annotations

import json

import pytest

from crawler.cms import ListItem, ListPage, read_list
from crawler.cms.paging import Feed

HOST = "http://a.gov.cn"
WANTED = ListItem(f"{HOST}/zwgk/1.html", "临时救助资金公示", "2026-03-02")


def urls(read: ListPage) -> list[str]:
    return [feed.url for feed in read.feeds]


@pytest.mark.parametrize(
    "value",
    [
        [{"TITLE": "临时救助资金公示", "URL": "/zwgk/1.html", "DOCRELPUBTIME": "2026-03-02"}],
        {"data": {"results": [{"title": "<em>临时救助</em>资金公示", "url": "//a.gov.cn/zwgk/1.html", "publishedTimeStr": "2026-03-02 10:11:12"}]}},
        {"articles": [{"title": "临时救助资金公示", "url": f"{HOST}/zwgk/1.html", "display_publish_time": 1772416800}], "total": 1},
        {"num": 1, "nPage": 1, "data": [{"title": "临时救助资金公示", "puburl": f"{HOST}/zwgk/1.html", "tip": {"dates": "2026-03-02"}}]},
        {"code": 0, "list": [{"name": "分类"}, {"name": "别的"}], "rows": [{"docTitle": "临时救助资金公示", "linkUrl": "/zwgk/1.html", "fbrq": "20260302"}]},
    ],
)  # fmt: skip
def test_feeds_of_every_shape(value: object) -> None:
    body = json.dumps(value, ensure_ascii=False)
    for text in (body, f"result({body});", f"\r\n\ufeff\r\n jQuery123_4({body})\n"):
        assert read_list(text, f"{HOST}/feed").items == (WANTED,)


def test_pages_of_a_feed_follow_from_its_count() -> None:
    rows = [{"title": f"公示{i}号文件", "url": f"/{i}.html"} for i in range(16)]
    feed = json.dumps({"num": 40, "nPage": 3, "data": rows})
    read = read_list(f"result({feed})", f"{HOST}/s/zf_list.jsp?page=1&lb=5")
    assert read.more == (f"{HOST}/s/zf_list.jsp?page=2&lb=5", f"{HOST}/s/zf_list.jsp?page=3&lb=5")
    assert read_list(f"result({feed})", f"{HOST}/s/zf_list.jsp?page=3&lb=5").more == (
        f"{HOST}/s/zf_list.jsp?page=2&lb=5",
    )
    assert len(read_list(json.dumps({"total": 40, "data": rows}), f"{HOST}/api?page=1").more) == 2
    assert read_list(json.dumps({"total": 40, "data": rows}), f"{HOST}/api").unfollowable == "script_list"
    assert read_list(json.dumps({"num": 0, "nPage": 0, "data": []}), f"{HOST}/api?page=1").more == ()


def test_something_else_is_no_feed() -> None:
    assert read_list("result(<html>", f"{HOST}/feed") == read_list("{not json", f"{HOST}/feed") == read_list("", HOST)


def test_the_platforms_that_keep_their_lists_elsewhere() -> None:
    search = "<script>$.ajax({url:'http://s.a.gov.cn/govsearch/jsonp/gkml/zf_list.jsp',data:{lb:58855,pubURL:'http://a.gov.cn/na'}})</script>"
    (feed,) = [one.url for one in read_list(search, f"{HOST}/na/zcbm/jyj/zfxxgkml/").feeds]
    assert feed.startswith("http://s.a.gov.cn/govsearch/jsonp/gkml/zf_list.jsp?page=1&lb=58855&callback=result")
    assert "pubURL=http%3A%2F%2Fa.gov.cn%2Fna" in feed
    catalogue = "<script>window._CONFIG = {SID: '755031', COLUMN_ID: '2811'}</script>"
    assert read_list(catalogue, f"{HOST}/mzj/gkmlpt/index").feeds == (
        Feed(f"{HOST}/mzj/gkmlpt/api/all/2811?page=1&sid=755031"),
    )
    unnamed = read_list("<script>window._CONFIG = {SID: '755031'}</script>", f"{HOST}/gkmlpt/index")
    assert (unnamed.feeds, unnamed.unfollowable) == ((), "script_list")


def jcms(count: int, first: int = 1, extra: str = "", group: str = "", head: str = "") -> str:
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/2026/3/{i}/art_9_{i}.html'>第{i}期救助公示名单</a><b>2026-03-{i:02d}</b></li>]]></record>"
        for i in range(first, first + count)
    )
    store = f"<datastore>{group}<recordset>{records}</recordset></datastore>"
    return f'{head}<html><body><div id="5"><script type="text/xml">{store}</script></div><script>{extra}</script></body></html>'


GROUP = '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=2&amp;webid=1&amp;columnid=9&amp;unitid=5"></a>]]></nextgroup>'


def test_all_groups_of_records_follow_from_the_first() -> None:
    read = read_list(
        jcms(6, group=GROUP, extra="$('#5').jpage({perPage:3,totalRecord:20})"), f"{HOST}/col/col9/index.html"
    )
    assert [item.title for item in read.items][:2] == ["第1期救助公示名单", "第2期救助公示名单"] and len(
        read.items
    ) == 6
    assert [one.partition("page=")[2].partition("&")[0] for one in urls(read)] == ["2", "3", "4"]
    assert read.total_pages == 7


def test_groups_are_asked_by_record_where_the_script_names_the_column() -> None:
    extra = "$('#5').jpage({perPage:3,totalRecord:14,proxyParam:{col:1,webid:'7',path:'/',columnid:9,unitid:'5',webname:'某市'}})"
    read = read_list(jcms(6, extra=extra), f"{HOST}/col/col9/index.html")
    more = urls(read)
    assert [one.split("?")[0] for one in more] == [f"{HOST}/module/web/jpage/dataproxy.jsp"] * 2
    assert "startrecord=7&endrecord=12&perpage=3" in more[0] and "startrecord=13&endrecord=14" in more[1]
    assert "columnid=9" in more[0] and "unitid=5" in more[0]


def test_all_records_are_there_or_the_rest_is_out_of_reach() -> None:
    whole = read_list(jcms(6, extra="$('#5').jpage({perPage:3,totalRecord:6})"), f"{HOST}/col/col9/index.html")
    assert (whole.feeds, whole.unfollowable) == ((), "")
    half = read_list(jcms(6, extra="$('#5').jpage({perPage:3,totalRecord:60})"), f"{HOST}/col/col9/index.html")
    assert (half.feeds, half.unfollowable) == ((), "script_list")


def test_the_answer_for_a_group_is_read_like_the_page() -> None:
    answer = "<?xml version='1.0' encoding='UTF-8'?><datastore><totalrecord>14</totalrecord><recordset>" + "".join(
        f"<record><![CDATA[<tr><td><a href='/art/2026/3/{i}/art_9_{i}.html'>第{i}期救助公示名单</a></td><td>2026-03-{i:02d}</td></tr>]]></record>"
        for i in range(7, 13)
    ) + "</recordset></datastore>"  # fmt: skip
    read = read_list(answer, f"{HOST}/module/web/jpage/dataproxy.jsp?startrecord=7")
    assert len(read.items) == 6 and read.items[0].date == "2026-03-07"
