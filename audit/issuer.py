"""Whose text a document is: the publisher's own, a higher, equal or lower body's, or a newspaper's.

Told from the issuing body that heads the title, the document number, and the source, set against the names of the
publisher (its unit, its site). A newspaper of the publisher's own place writes for it and counts as its own voice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.html.inline import bare
from audit.model import Document, Issuer
from audit.pagetype import MEDIA

_ORGAN = (
    r"(?:[\u4e00-\u9fff]{0,20}?(?:人民政府|政府|国务院|党中央|人大|人民代表大会|常务委员会|委员会|办公厅|办公室|总局|局|厅|部|委|院|署|办|会|公司|大学|学院|中学|小学|医院)"
    r"(?:办公厅|办公室)?)"
)
_TITLE = re.compile(
    rf"^((?:中共)?{_ORGAN}(?:[、 ]?{_ORGAN}){{0,3}}?)(?:等.{{1,3}}部门)?(?:关于|印发|转发|发布|公布|令)"
)
_ANSWERS = re.compile(
    rf"(?:^|[-—:：】\]》\s])({_ORGAN})[^-—:：】\]\s]{{0,16}}?(?:负责人|负责同志|发言人).{{0,80}}?(?:答记者问|答问|回答)"
)
"""Who answers the press speaks for his own body, whoever carries the interview."""
_NATIONAL = re.compile(
    r"国务院|党中央|中共中央|全国人(?:大|民代表)|全国政协|中华人民共和国|国家.{1,10}[局委署部]|最高人民|总局|^中国(?!银行)|国办|国发|中办发|"
    r"^(?:教育|财政|民政|公安|司法|商务|外交|文化和旅游|文化|生态环境|环境保护|应急管理|农业农村|农业|水利|交通运输|住房和?城乡建设|人力资源和?社会保障|自然资源|国土资源|"
    r"工业和信息化|科学技术|科技|退役军人事务|卫生|国防)部"
)
_PROVINCE = re.compile(
    r"省|自治区|^(?:北京|上海|天津|重庆)(?!.{1,6}[区县])|厅$|^区党委|广西|宁夏|西藏|新疆(?!.{1,6}[市县])|内蒙古(?!.{1,6}[市县旗盟])"
)
_CITY = re.compile(r"市|自治州|盟|地区")
_COUNTY = re.compile(r"县|区|旗")
_TOWN = re.compile(r"乡|镇|街道|村|社区")
_NO_PLACE = re.compile(r"自治区|社区教育|区域|地区|农业农村|农村|城乡|乡村|村镇建设|乡镇企业|城镇|市场|市政|城市")
"""Words in the names of offices that only sound like a place (农业农村局, 乡村振兴局, 市场监督管理局)."""
_PLACE = re.compile(r"^(?:中共)?([\u4e00-\u9fff]{2,8}?(?:省|自治区|市|自治州|州|盟|地区|县|区|旗))")
_GOVERNMENT = re.compile(r"(?:政府|政府办公[室厅]|政府网(?:站)?|门户网站|党委|市委|县委|省委|区委)$")
_INSTITUTION = re.compile(
    r"(?:大学|学院|院校|学校|中学|小学|幼儿园|医院|中心|图书馆|博物馆|公司|协会|研究院|研究所)(?:网站|官网|网)?$"
)
_BYLINE = re.compile(r"^[（(【]?([\u4e00-\u9fff]{2,16})[）)】]?(?:\d{1,2}月\d{1,2}日)?(?:电|讯|记者)")
_BYLINES = 3
"""Lines in which a newspaper may name itself: the text often repeats its title first."""
_OUTSIDE = re.compile(r"产业网|资讯|新闻|商网|在线|财经|日报|晚报|传媒|频道|红网|报网|生活网|之窗网")
"""Names of sites that are no office's: whatever they carry is a newspaper's text."""
_OWN_MEDIA = re.compile(r"(?:本|我)?[县区旗市州](?:级)?(?:融媒|传媒|新闻|广播|广电|电视|报社)")
"""A newspaper or a station called by no place's name is that of the place whose site it stands on."""
_PAPER = re.compile(r"(?<![通公简年月季周预汇情海举])报$")
_DECREE = re.compile(r"[（(]([\u4e00-\u9fff]{2,12}(?:部|委|局|署|院|政府))令")
_REGULATION = re.compile(r"[\u4e00-\u9fff]{2,24}(?:条例|办法|规定|规则|细则)$")
_TOWN_WORDS = ("城市", "全市", "本市", "超市", "门市", "全省", "全县", "全区")
"""Words that only look like the name of a place."""
_SITE = re.compile(r"(?:政府门户|政府|门户|官方)?(?:网站|官网|网)$")
_PAPERS = {
    "长江": "武汉", "羊城": "广州", "南方": "广东", "齐鲁": "山东", "大众": "山东", "大河": "河南", "华西": "四川", "三湘": "湖南", "红网": "湖南",
    "楚天": "湖北", "扬子": "江苏", "新华日报": "江苏", "钱江": "浙江", "燕赵": "河北", "三秦": "陕西", "新安": "安徽", "解放": "上海", "文汇": "上海",
    "八桂": "广西", "东南网": "福建", "海峡": "福建", "北国": "辽宁", "中原": "河南", "潇湘": "湖南", "荆楚": "湖北", "浙江在线": "浙江", "澎湃": "上海",
}  # fmt: skip
"""Newspapers that do not carry their place in their name."""
INSTITUTION = 5
_PASSED_ON = re.compile(r"^(?:.{2,24})?(?:层转|转发|转载)")


def issuer(document: Document, names: Sequence[str] = ()) -> Issuer:
    """Whose text `document` is. In: the document and the publisher's names, most exact first. Out: an `Issuer`; when
    nothing tells otherwise, "self"."""
    own = tuple(bare(name) for name in names if name)
    body = _issuing_body(document)
    if body:
        return _compare(body, own)
    if _by_media(document, own):
        return "media"
    if _is_a_higher_rule(document, own) or _is_of_the_school_board(document, own):
        return "higher"
    if _PASSED_ON.match(bare(document.title)) and _NATIONAL.search(document.title[:30]):
        return "higher"
    source = bare(document.source or "")
    if source and document.page_type in ("policy", "interpretation", "statistics", "notice"):
        body = source if re.fullmatch(_ORGAN, source) else _SITE.sub("", source)
        return _compare(body, own) if re.fullmatch(_ORGAN, body) else "self"
    return "self"


def _issuing_body(document: Document) -> str:
    if match := _TITLE.match(bare(document.title)) or _ANSWERS.search(document.title):
        return match[1]
    number = document.doc_number or ""
    return number if re.match(r"国发|国办|国函|中发|中办|中华人民共和国|国务院", number) else _law(document)


def _law(document: Document) -> str:
    """The body behind a law: the state, or the one whose decree the title names."""
    title = bare(document.title)
    if decree := _DECREE.search(title):
        return decree[1]
    state = re.match(r"(中华人民共和国)[\u4e00-\u9fff]{1,20}(?:法|条例|办法|规定)$", title)
    if state:
        return state[1]
    # A local regulation bears its place in its name; one without a place is the State Council's.
    return "国务院" if re.fullmatch(r"[\u4e00-\u9fff]{2,20}条例", title) and not _place(title) else ""


def _place(title: str) -> str:
    match = _PLACE.match(title)
    return match[1] if match and match[1] not in _TOWN_WORDS and not match[1].endswith(_TOWN_WORDS) else ""


def _is_a_higher_rule(document: Document, own: Sequence[str]) -> bool:
    """A regulation named after a larger place than the publisher's: 某省…条例 on a county's site."""
    title = bare(document.title)
    place = _place(title)
    ours = [level for name in own if (level := _level(name)) is not None]
    theirs = _level(place) if place and _REGULATION.fullmatch(title) else None
    return theirs is not None and bool(ours) and theirs < min(ours)


def _is_of_the_school_board(document: Document, own: Sequence[str]) -> bool:
    """Rules of a whole district on the site of one school or hospital."""
    title = bare(document.title)
    if document.page_type not in ("policy", "guide", "interpretation", "statistics") or not _place(title):
        return False
    levels = {_level(name) for name in own} - {None}
    return levels == {INSTITUTION} and not any(_same(title, name) for name in own)


def _by_media(document: Document, own: Sequence[str]) -> bool:
    if own and all(_OUTSIDE.search(name) for name in own):
        return True
    source = bare(document.source or "")
    if not MEDIA.search(source) and not (own and _PAPER.search(source)):
        lines = [bare(line[:60]) for line in document.text.split("\n", _BYLINES)[:_BYLINES]]
        signed = [match[1] for line in lines if (match := _BYLINE.match(line)) and MEDIA.search(match[1])]
        source = signed[0] if signed else ""
    if not source or source in own or _OWN_MEDIA.match(source):
        return False
    place = next((place for paper, place in _PAPERS.items() if source.startswith(paper)), source[:2])
    central = source.startswith(("中国", "人民", "新华社", "新华网", "中新"))
    return central or not any(place in name for name in own)


def _compare(body: str, own: Sequence[str]) -> Issuer:
    if any(_same(body, name) for name in own):
        return "self"
    theirs = _level(body)
    ours = min((level for name in own if (level := _level(name)) is not None), default=None)
    if theirs is None or ours is None:
        return "higher" if theirs == 0 else "self"
    if theirs != ours:
        return "higher" if theirs < ours else "lower"
    if _same_place(body, own):
        government = bool(_GOVERNMENT.search(body))
        ours_is_government = any(_GOVERNMENT.search(name) for name in own)
        return "self" if government == ours_is_government else ("higher" if government else "self")
    return "peer"


def _same(body: str, name: str) -> bool:
    stem = re.sub(r"(?:政府网|门户网站|网站|官网|网|办公室|办公厅)$", "", name)
    head = re.sub(r"(?:办公室|办公厅)$", "", body)
    return len(stem) > 2 and (stem in body or head in name)


def _same_place(body: str, own: Sequence[str]) -> bool:
    place = _PLACE.match(body)
    return place is None or any(place[1] in name for name in own)


def _level(name: str) -> int | None:
    """0 the state, 1 province, 2 city, 3 county, 4 town, 5 a school, hospital or other institution; None when the name does not say."""
    if _NATIONAL.search(name):
        return 0
    if _INSTITUTION.search(name):
        return INSTITUTION
    place = _NO_PLACE.sub(lambda found: "省" if found[0] == "自治区" else "", name)
    for level, pattern in ((4, _TOWN), (3, _COUNTY), (2, _CITY), (1, _PROVINCE)):
        if pattern.search(place):
            return level
    return None
