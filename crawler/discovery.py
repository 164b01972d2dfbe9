"""Which links lead to the disclosure columns: scored by their words and by the slugs of their paths.

Three kinds of link: *domain* (a column of public-interest work itself), *support* (columns that other points live in:
annual report, guide, notices, policies …), *door* (a way towards them: 政务公开, 信息公开 …). Names and slugs are those
seen on real sites.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.links import anchors, parse, tidy

SEED = {
    r"社会公益事业": 100,
    r"公益事业|社会公益": 92,
    r"慈善公益|公益金|彩票公益": 80,
}
DOMAINS = {
    r"扶贫|脱贫|乡村振兴|衔接资金|防返贫|帮扶": 78,
    r"社会救助|社会福利|社会保障|养老服务|慈善|儿童福利|残疾人福利|低保|医疗救助|临时救助|特困|救助": 74,
    r"义务教育|学前教育|教育招生|教育公开|招生信息|招生|教育收费|学生资助|民办教育|职业教育|特殊教育|教育经费|教育督导|^教育$|教育领域|教育信息": 72,
    r"医疗卫生|卫生健康|公共卫生|疾病防控|疾病预防|疫情防控|健康科普|健康教育|卫生监督|免疫规划|健康扶贫": 72,
    r"食品药品|食品安全|食品抽检|抽检信息|黑名单|失信名单": 70,
    r"环境保护|生态环境|环评|环境影响评价|大气污染|水污染|土壤污染|环境质量|污染源|环境监测|环境执法|重污染天气|减排": 72,
    r"救灾|灾害|应急管理|应急预案|安全生产|防灾减灾|抢险|事故调查|预警信息|突发事件": 70,
    r"公共文化|文化体育|公共体育|群众文化|全民健身|文化遗产|非遗|文物保护|体育赛事|文化活动|场馆|体育彩票": 70,
    r"住房保障|保障性住房|就业创业|就业援助": 62,
}
KEY_AREAS = {r"重点领域|重点民生|民生领域|三大攻坚": 84, r"基层政务公开": 70, r"公共企事业单位|企事业单位信息公开": 60}
SUPPORT = {
    r"年度报告|公开年报|工作年报|信息公开年报|^年报$": 60,
    r"主动公开基本目录|主动公开目录|公开目录|信息公开目录": 60,
    r"公开指南": 56,
    r"公开制度": 50,
    r"服务清单|公共服务事项|办事指南": 50,
    r"财政资金|财政信息|财政预决算|预决算|部门预算|部门决算|资金信息": 54,
    r"绩效评价|绩效管理": 48,
    r"政策解读|回应关切|热点回应": 44,
    r"通知公告|公示公告|公告公示|通知公示|公示公开": 46,
    r"政策文件|规范性文件|法规文件|政策法规|规划计划|发展规划|统计信息|统计数据": 44,
    r"行政处罚|双随机|执法公示": 46,
    r"监督投诉|投诉举报|监督举报": 44,
    r"依申请公开|公开意见箱": 30,
    r"专题专栏|专题|专栏": 34,
    r"(?:动态|要闻|新闻|资讯|简报)$|动态简报|工作信息|工作动态|新闻动态|新闻中心|活动新闻|基层活动": 31,
}
DOORS = {
    r"法定主动公开|主动公开内容": 58,
    r"政府信息公开|部门信息公开|乡镇街道信息公开|基础信息公开": 56,
    r"政务公开|信息公开|公开栏|校务公开|院务公开|党务公开": 50,
}
TABLES: dict[str, dict[str, int]] = {
    "domain": SEED | DOMAINS | KEY_AREAS,
    "support": SUPPORT,
    "door": DOORS,
}
SLUGS: dict[str, tuple[str, int]] = {
    "shgysy": ("domain", 95),
    "gysy": ("domain", 80),
    "zdlyxxgk": ("domain", 74),
    "zdly": ("domain", 72),
    "xxgkzdly": ("domain", 74),
    "zdxxlygk": ("domain", 72),
    "zdlyjczwgk": ("domain", 72),
    "jczwgk": ("domain", 66),
    "fpjz": ("domain", 72),
    "fdzdgknr": ("door", 58),
    "zfxxgkml": ("support", 58),
    "xxgkml": ("support", 56),
    "zfxxgknb": ("support", 58),
    "ndbg": ("support", 56),
    "xxgknb": ("support", 56),
    "xxgkzn": ("support", 52),
    "gkzn": ("support", 50),
    "zfxxgkzn": ("support", 52),
    "zfxxgk": ("door", 52),
    "zwgk": ("door", 48),
    "xxgk": ("door", 48),
}
NOT_COLUMN = re.compile(
    r"招聘|招标|采购|党史|主题教育|学习教育|更多>|^更多|^首页|^返回|登录|注册|设为首页|加入收藏|网站地图|联系我们|关于我们|办法$|规定$|条例$|通知$|的公告$|的公示$|20\d\d年|〔20|\d{4}-\d"
)
LONGEST = 18
THRESHOLD = 30


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """A link that leads to a column. `kind`: domain, support, door. `why` names the word or slug that scored."""

    url: str
    text: str
    score: int
    why: str
    kind: str
    offsite: bool = False


def score(text: str) -> tuple[int, str, str]:
    """(score, why, kind) of a column's name; (0, "", "") when it names no disclosure column."""
    best = (0, "", "")
    for kind, table in TABLES.items():
        for pattern, weight in table.items():
            if weight > best[0] and (match := re.search(pattern, text)):
                best = (weight, match.group(), kind)
    return best


def column_links(markup: str, url: str) -> list[ColumnLink]:
    """Links of a page that lead to disclosure columns, best first, each address once."""
    root = parse(markup)
    if root is None:
        return []
    host = urlsplit(url).hostname
    found: dict[str, ColumnLink] = {}
    for anchor in anchors(root, url):
        text = anchor.text or anchor.title or tidy(" ".join(anchor.element.xpath(".//img/@alt")))
        link = _link(anchor.url, text, urlsplit(anchor.url).hostname != host)
        if link and (link.url not in found or found[link.url].score < link.score):
            found[link.url] = link
    return sorted(found.values(), key=lambda link: (-link.score, link.offsite))


def _link(url: str, text: str, offsite: bool) -> ColumnLink | None:
    text = re.sub(r"[\s>»·|【】\[\]]", "", text)
    if not text or len(text) > LONGEST or NOT_COLUMN.search(text):
        return None
    weight, why, kind = score(text)
    slug_weight, slug, slug_kind = _slug(url)
    if slug_weight > weight and weight == 0 and len(text) <= 10:
        weight, why, kind = slug_weight - 10, slug, slug_kind
    elif slug_weight and weight:
        weight += 3
    # A long name is more often a single text than a column.
    weight -= max(0, len(text) - 12) * 2
    return ColumnLink(url, text, weight, why, kind, offsite) if weight >= THRESHOLD else None


def _slug(url: str) -> tuple[int, str, str]:
    parts = [part for part in urlsplit(url).path.lower().split("/") if part]
    folders = parts if parts and "." not in parts[-1] else [*parts[:-1], *(parts[-1].split(".")[:1] if parts else [])]
    if len(parts) > 0 and re.search(r"t\d{8}_|content_|art_|post_|/\d{4}/\d", url):
        return 0, "", ""
    last = (
        folders[-1] if folders and folders[-1] not in ("index", "list") else (folders[-2] if len(folders) > 1 else "")
    )
    kind, weight = SLUGS.get(last, ("", 0))
    return weight, last, kind


def breadcrumb(markup: str) -> tuple[str, ...]:
    """The column path a page shows about itself, outermost first, without 首页; from ColumnName when it shows none."""
    root = parse(markup)
    if root is None:
        return ()
    for element in root.iter("div", "p", "span", "td", "ul", "h3"):
        text = tidy(element.text_content())
        if len(text) < 160 and re.search(r"(?:当前|您的|你的|现在)?(?:所在)?位置|您现在的位置", text[:14]):
            names = [
                tidy(part) for part in re.split(r"[>»/＞→]|&gt;|--", re.sub(r"^.*?位置[^:：]{0,3}[:：]?", "", text))
            ]
            kept = tuple(name for name in names if name and name not in ("首页", "网站首页", "正文", "详情", "内容"))
            if kept:
                return kept
    names = root.xpath("//meta[translate(@name, 'COLUMNAE', 'columnae')='columnname']/@content")
    return tuple(tidy(name) for name in names[:1] if tidy(name))
