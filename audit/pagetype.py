"""What kind of page a document is.

Each mark below is one observation: a name, the kinds it speaks for or against and how much. The kind with the most
votes wins; the marks that were seen are the explanation. Chinese titles put the kind of document last (关于…的通知,
…名单公示, …情况表), so the end of a title says more than its middle.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from audit.html.inline import bare
from audit.html.shape import Shape
from audit.model import Document

_TAIL = r"(?:[（(][^（()）]*[)）]|[【〔\[][^【〔\[]*[】〕\]]|\d{4}年?度?|第.{1,4}[批号期]|全文|[“”\"》！!。.~*]|--.*|——.*)*$"
_DUTIES = "(?:权力|权责|责任|职责|职权|事项|收费|收费项目|服务|(?<!购买)服务项目|标准|负面|任务|材料|证明|许可|审批|政策|措施|公开|公开内容|目录|要素)"
"""What a list of duties is a list of; other lists (清单) are of records: projects, places, problems, goods."""
_BODIES = r"(?:企业|项目|单位|机构|捐|验收|学校|商户|公司|园|药店|门店|商店|医院|(?<!入)院|村(?!民)|社区|[乡镇县]|街道|基地|合作社|农场|场所|品牌|产品|小区|驿站|中心|站点?|组织|景区|馆|品种|课题|成果|工程|协会)"
_PERSONS = "(?:学生|人员|对象|老人|老年人|家庭|(?<![商用])户|教师|人选|考生|居民|残疾人|儿童|党员|个人|运动员|选手|志愿者|候选人|工作者|职工|幼儿(?!园))"
_CATALOGUE_HEADS = frozenset(
    "公开内容 公开内容（要素） 公开内容(要素) 公开时限 公开主体 公开事项 公开依据 公开渠道 公开渠道和载体 公开方式 公开对象 公开层级 一级事项 二级事项".split()
)
_GUIDE_PARTS = re.compile(
    "(?:办理|申请|申报|受理|享受|补贴|领取|申领)(?:条件|对象|材料|流程|程序|时限|地点|时间|依据|方式|标准)|所需(?:材料|证件)|提交(?:的)?材料|办事流程|办结时限|"
    "承诺时限|法定时限|设定依据|收费(?:标准|依据)|咨询(?:电话|方式)|服务(?:对象|时间|内容|地点)|政策概述|招生对象|报名(?:时间|方式|条件|材料)|什么条件|如何申[请领]"
)
_NEWS_VERBS = (
    "召开|举行|举办|开幕|闭幕|启动|启幕|调研|走访|慰问|签约|亮相|赴|出席|参加|开展|考察|检查|督导|督查|座谈|交流|揭牌|落户|落成|喜获|获评|荣获|入选|圆满|"
    "强调|部署|走进|助力|打造|打好|抓好|发力|传达|开工|完成|建成|竣工|封顶|通车|授予|夯实|构建|开赛|行动|提速|成功|主持|推进|贡献|上演|获批|揭晓|热议|送|处分|扎实|聚焦|助推|解锁|开业|暖心|温度|温情|暖流|暖民心|点赞|办实事|致富|增收|丰收|火热|探访|纪实|侧记|掠影|剪影|故事|护航|守护|赋能|"
    "织密|筑牢|绘就|谱写|奏响|激活|首例|首家|好评|激发|焕发|释放|跑出|点亮|擦亮|迎来|吹响|受益|惠及"
)
_NEWS_LEADS = re.compile(
    r"近日|日前|据悉|获悉|据了解|今年以来|截至目前|连日来|昨日|昨天|近年来|本报讯|讯[（(]|记者|通讯员|新华社|月\d{1,2}日(?:上午|下午|晚|，|,|至|—|-|[\u4e00-\u9fff])|^\d{1,2}日(?:上午|下午|晚)?[，,]"
)
MEDIA = re.compile(
    r"日报|晚报|早报|商报|时报|都市报|周报|新闻网|新华|人民网|央视|电视台|广播(?!电视.{0,6}局|影视.{0,6}局)|卫视|在线$|新闻客户端|融媒体|(?<!画)报社|通讯社|中新|红网|时事$|导报|晨报|青年报|"
    r"特区报|环境报|健康报|教育报|农民报|中国网|光明网|新闻社|澎湃|腾讯|新浪|网易|搜狐|文明网|党员网|经济网|微信公众号|微博"
)
_RECORDED = "(?:使用|安排|进展|落实|发放|完成|实施|支出|收支|分配|拨付|下达|到位)"
"""What the records of a fund or a project tell of, in titles that end in 情况."""
_HANDLED = "(?:办理|处理|受理|查处|办结|转办|交办|公开|接收|接受|核实|核查|调查)"
"""What is told of a batch of complaints or gifts, in titles that end in 情况."""
_ORDER = (
    r"(?:下达|拨付|分配|安排|发放|提前下达|预拨|清算|调整).{0,40}(?:资金|补助|补贴|经费|助学金|救助金|款物|物资|指标)"
)
_GROWTH = re.compile(r"(?:同比|环比|比上年|增长|下降|较上年|较去年)[^，。；]{0,12}\d")
_HOURS = re.compile(r"电话|(?<!\d)\d{1,2}(?:[:：]\d{2}|时(?!间))")
"""What tells a reader when to come or whom to ring: a telephone, a time of the clock."""
_ACCOUNTED = re.compile(r"\d\s*(?:户|人|人次|[万亿]?元)")
_CASES = re.compile(r"案例[一二三四五1-9]|(?:基本)?案情|查处情况|处理情况|典型意义")
_REPORTED = re.compile(r"本报讯|讯[（(]|记者|新华社|电[（(]")
_SIGNED_OFF = re.compile(
    r"(?:[（(](?:本报)?(?:记者|通讯员|见习记者)[\u4e00-\u9fff、]{2,20}[)）]|通讯员[:：]?[\u4e00-\u9fff、]{2,12}|(?:撰稿|图文|文图|文/图|图/文)[:：]?[\u4e00-\u9fff、]{2,12}[)）]?)$"
)
_DECISION = re.compile(
    r"(?:^|\n)[^\n，。,]{0,20}(?:行政处罚|责令改正|责令停产|查封|扣押|不予行政处罚)[^\n，。,]{0,10}(?:决定书|告知书)\s*(?:[（(][^\n]{0,20}[)）])?\s*(?:\n|$)"
)
_FIRSTLY = re.compile(r"(?:^|\n)\s*[一二三四五]是")
_ARTICLES = re.compile(r"(?:^|\n)\s*第[一二三四五六七八九十百]+条")
_SALUTATION = re.compile(
    r"(?:^|\n)\s*[^，。；\n]{0,12}(?:各|有关|省|市|县|区)[^，。；\n]{1,120}[:：]\s*(?:\n|[^\n]{20,})"
)
_ERROR = re.compile(
    r"(?:HTTP|error|错误|代码)\W{0,6}(?:40[0-4]|50[0-4])\b|404 not found|bad gateway|forbidden|页面不存在|页面未找到|找不到.{0,6}(?:页面|网页|文件)|无法访问|访问(?:被)?(?:拦截|受限|禁止|拒绝)|"
    r"安全验证|人机验证|请输入验证码|(?:系统|网站)(?:正在|例行)?(?:升级)?维护(?:中|，|。|$)|防火墙|事件\s*ID",
    re.IGNORECASE,
)

_NEVER_ERRORS = "通报|检查情况|抽查情况|监测情况"
"""Ends of titles under which words of an error are what the text tells of: sites that could not be reached."""
_STEPS = re.compile(r"按(?:照)?(?:以下|下列|如下)(?:程序|步骤|流程)|(?:程序|步骤|流程)(?:如下|为)[:：]")


@dataclass(frozen=True)
class View:
    """What the marks look at: a document, how its page is built, and parts of both put ready."""

    document: Document
    shape: Shape

    @cached_property
    def title(self) -> str:
        """The title without blanks; of a file, the short lines its text begins with, for files break their titles."""
        if not self.document.how.startswith("attachment:"):
            return bare(self.document.title)
        lines = [bare(line) for line in self.document.text.split("\n", 3)[:3]]
        short = takewhile(lambda line: len(line) < 40 and not re.search("[，。；\t]", line), lines)
        return "".join(short) or bare(self.document.title)

    @cached_property
    def opening(self) -> str:
        """The first lines of the text without blanks."""
        return bare(self.document.text[:400])

    @cached_property
    def columns(self) -> str:
        """The column path as one text."""
        return " ".join((*self.document.columns, self.shape.column_type))

    @cached_property
    def length(self) -> int:
        """Characters of text, without blanks."""
        return len(bare(self.document.text))

    @cached_property
    def heads(self) -> frozenset[str]:
        """Cells of the first three rows of every table."""
        return frozenset(bare(cell) for table in self.document.tables for row in table[:3] for cell in row)

    @cached_property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(len(table) for table in self.document.tables)

    def titled(self, words: str) -> bool:
        """Whether the title holds one of `words`."""
        return bool(re.search(words, self.title))

    def ends(self, words: str) -> bool:
        """Whether the title ends in one of `words`, years, numbers and brackets left aside."""
        return bool(re.search(rf"(?:{words}){_TAIL}", self.title))


@dataclass(frozen=True, slots=True)
class Mark:
    """One observation and its votes."""

    name: str
    votes: Mapping[str, float]
    seen: Callable[[View], bool]


def page_type(document: Document, shape: Shape | None = None) -> str:
    """The page type of `document` (one of the contract's sixteen). `shape` is what the page's build adds to its words;
    attachments have none."""
    return explain(document, shape)[0]


def explain(document: Document, shape: Shape | None = None) -> tuple[str, tuple[str, ...]]:
    """The page type and the names of the marks that spoke for it; ("other", ()) when no mark speaks clearly."""
    view = View(document, shape or Shape())
    seen = [mark for mark in MARKS if mark.seen(view)]
    votes: Counter[str] = Counter()
    for mark in seen:
        for kind, weight in mark.votes.items():
            votes[kind] += round(weight * 10)
    kind, weight = max(votes.items(), key=lambda item: item[1], default=("other", 0))
    if weight < 15:
        return "other", ()
    return kind, tuple(mark.name for mark in seen if mark.votes.get(kind, 0) > 0)


def _has_names(view: View) -> bool:
    return view.rows > 4 and _names_persons(view)


def _names_persons(view: View) -> bool:
    return any(re.fullmatch(r".{0,4}姓名|获奖者|户主", head) for head in view.heads)


def _has_bodies(view: View) -> bool:
    """Whether a table names bodies or places and no person."""
    named = any(re.fullmatch(r".{1,6}名称|名称|园名|校名|店名|企业|单位", head) for head in view.heads)
    return named and not _names_persons(view)


def _is_site_name(view: View) -> bool:
    names = "人民政府|网站|门户|网|局|厅|委员会|首页|中心|学校|医院"
    return view.title == bare(view.shape.site) or bool(re.search(f"(?:{names})$", view.title))


def _is_profile(view: View) -> bool:
    stem = re.escape(view.title[:12])
    about = "位于|(?<!分别)是|成立于|始建于|创建于|创办于|坐落|前身|简称|隶属"
    starts = re.match(rf".{{0,40}}{stem}.{{0,24}}(?:{about})", view.opening)
    return (
        bool(view.title)
        and view.length > 100
        and starts is not None
        and not view.ends("情况|标准|制度|政策|[?？]")
        and not view.titled("救助|补贴|补助|津贴|对象|条件|哪些|什么|如何|怎")
    )


MARKS: tuple[Mark, ...] = (
    Mark("error words on a short page", {"error": 9}, lambda v: v.length < 500 and not v.ends(_NEVER_ERRORS) and bool(_ERROR.search(f"{v.document.title} {v.document.text[:400]}"))),
    Mark("error words and little else", {"error": 6}, lambda v: v.length < 120 and v.shape.dated == 0 and not v.ends(_NEVER_ERRORS) and bool(_ERROR.search(f"{v.document.title} {v.document.text}"))),
    Mark("links with dates and no prose", {"list": 12}, lambda v: not v.shape.has_headline and v.shape.dated >= (4 if v.shape.prose else 1) and v.shape.prose < 250),
    Mark("links to columns and no text", {"list": 12}, lambda v: not v.shape.has_headline and v.shape.links >= 5 and v.shape.prose == 0 and v.length < 30 and not v.document.attachments),
    Mark("a list that says it is empty", {"list": 12}, lambda v: v.document.how == "list" and not v.document.text),
    Mark("many links and no prose", {"list": 4}, lambda v: v.shape.entries >= 8 and v.shape.prose < 120 and not v.shape.has_headline),
    Mark("front page of a site", {"home": 15}, lambda v: v.shape.is_root and v.shape.links >= 15 and not v.shape.has_headline),
    Mark("a site's name for a title", {"home": 13}, lambda v: v.shape.links >= 40 and not v.shape.has_headline and _is_site_name(v)),
    Mark("annual report", {"annual_report": 8}, lambda v: (v.titled("信息公开.{0,8}(?:年度?报告?|工作报告|报告)") and not v.ends("(?:评估|评价|测评|检查|督查|抽查|考核|评议|调研|调查)(?:情况)?(?:的)?报告")) or v.ends("年度报告|年报")),
    Mark("work report", {"work_report": 6}, lambda v: v.ends("自查报告|自查情况|工作总结|工作报告|工作计划|工作要点|述职报告|工作安排|总结报告|工作汇报|情况汇报|年度总结|工作打算")),
    Mark("a plan of measures", {"policy": 6, "work_report": -6}, lambda v: v.ends("(?:防治|治理|整治|攻坚|攻坚战|保卫战|减排)(?:重点)?(?:工作|行动|实施)?(?:计划|要点)")),
    Mark("a year's work passed on", {"work_report": 9}, lambda v: v.titled("印发.{0,40}工作总结")),
    Mark("report on one's work", {"work_report": 5}, lambda v: v.ends("(?:工作|建设|履职|推进|落实|执行|开展|整改).{0,20}(?:情况|安排|打算|计划)的?报告") and not v.titled("预算|决算|环境质量|水质")),
    Mark("catalogue by title", {"catalogue": 6}, lambda v: v.ends(f"目录|{_DUTIES}清单|清单(?:发布|公布)|(?<!查询|办事|服务|操作|申请|填报)指引|任务分工|责任分工|分工方案|分工表|任务分解表|事项表|事项一览表|标准指引") or v.titled("标准目录|清单(?:发布|公布)|公开目录|责任清单|权责清单")),
    Mark("records by title", {"notice": 5}, lambda v: v.ends("清单|名录") and not v.ends(f"{_DUTIES}清单")),
    Mark("catalogue by its columns", {"catalogue": 9}, lambda v: len(v.heads & _CATALOGUE_HEADS) >= 3),
    Mark("interpretation", {"interpretation": 8}, lambda v: v.titled(r"解读|图解|读懂|看懂|一张图|一图|图说|起草说明|编制说明|制定说明|修订说明|问答|[一二三四五六七八九十百\d]+问[一二三四五六七八九十百\d]*答?|答记者问|政策问答|释义|漫画说")),
    Mark("a question for a title", {"interpretation": 3}, lambda v: v.title.endswith(("?", "？"))),
    Mark("column of interpretations", {"interpretation": 3}, lambda v: "解读" in v.columns),
    Mark("tender", {"tender": 8}, lambda v: v.titled("招标|采购|中标|成交|竞争性|询价|比选|磋商|流标|废标|竞价|投标") and v.titled("公告|公示|邀请|文件|结果|谈判|变更|更正|中标|成交|意向|合同|控制价") and not v.titled("政策|办法|目录")),
    Mark("guide by title", {"guide": 4}, lambda v: v.ends("指南|须知|办理|办事流程|流程|流程图|告知书|怎么办|办理程序|便民服务|服务卡|明白纸|明白卡|申领|如何办理|证明办理|补贴发放|(?:查询|办事|服务|操作|申请|填报)指引")),
    Mark("a procedure for a title", {"guide": 3}, lambda v: v.ends("(?:申请|审批|审核|认定|受理|申报|确认).{0,6}(?:程序|流程|条件|步骤)")),
    Mark("steps in order", {"guide": 4}, lambda v: bool(_STEPS.search(v.opening[:100])) and v.document.doc_number is None),
    Mark("parts of a guide", {"guide": 3}, lambda v: len(set(_GUIDE_PARTS.findall(v.document.text))) >= 3),
    Mark("many parts of a guide", {"guide": 1.5}, lambda v: len(set(_GUIDE_PARTS.findall(v.document.text))) >= 5),
    Mark("column of guides", {"guide": 2}, lambda v: bool(re.search("办事|服务指南|办理指南", v.columns))),
    Mark("statistics by title", {"statistics": 5}, lambda v: v.titled(r"统计|数据|月报|季报|公报|空气质量|水质(?!异常|问题|超标)|环境质量|疫情通报|疫情情况|疫情动态|新增.{0,14}\d+例|(?:疫情|传染病)概况|传染病疫情信息|决算|预算|收支|运行情况|质量信息|监测报告|简报——|经济运行|结构趋|合格率|达标率(?!达)|次均|药占比|发病率|死亡率|患病率|价格监测")),
    Mark("a period's figures", {"statistics": 2}, lambda v: v.titled(r"\d月|季度|上半年|前三季度|全年") and v.titled("情况|质量|指标|运行|信息公示|简报|统计|数据")),
    Mark("a month's or quarter's account", {"statistics": 3}, lambda v: v.titled(r"\d月(?!\d*[日号])|[一二三四1-4]季度|[上下]半年") and v.ends("情况") and len(_ACCOUNTED.findall(v.document.text)) >= 3),
    Mark("a house's figures put up", {"statistics": 6}, lambda v: v.titled("(?:服务|质量|费用|运行)信息公示")),
    Mark("growth rates", {"statistics": 3.5}, lambda v: len(_GROWTH.findall(v.document.text)) >= max(3 + v.opening.startswith(("近日", "日前")), v.length // 150)),
    Mark("a sheet", {"statistics": 2}, lambda v: v.document.how.startswith(("attachment:xls", "attachment:csv"))),
    Mark("list of names", {"list_of_names": 6}, lambda v: v.titled("名单|花名册|获奖|拟录|录取结果") and not v.ends("办法|规定|制度|细则") and not v.titled(f"{_BODIES}.{{0,6}}名单|黑名单") and not _has_bodies(v)),
    Mark("names of persons", {"list_of_names": 2}, lambda v: v.titled(f"{_PERSONS}.{{0,12}}名单")),
    Mark("persons put up by name", {"list_of_names": 9}, lambda v: v.titled(f"{_PERSONS}.{{0,8}}(?:公示|公告|公布)|成绩.{{0,6}}(?:公示|公告|公布)") and v.rows > 1 and _names_persons(v)),
    Mark("published results of persons", {"list_of_names": 5, "policy": -2}, lambda v: v.titled("(?:公布|通报|表彰|命名).{0,40}(?:结果|名单|获奖)") and not v.ends("办法|规定|制度|细则") and not v.titled(f"{_BODIES}.{{0,6}}名单")),
    Mark("table of persons", {"list_of_names": 1.5}, _has_names),
    Mark("notice by title", {"notice": 5}, lambda v: v.ends("公示|公告|公示牌|公告牌|公示栏|通告|启事|倡议书|报备|公示表|信息公开表|公开表|公布|明细|明细表|热线|通报|预警|提醒|提示|警示|公开信|预公示|前公示|声明|结果|结果公开|[村财校院厂居账]务公开|信息公开|信息表|决定书|(?:事故|事件)调查报告|批前公示|公示书|简章")),
    Mark("notice inside the title", {"notice": 2}, lambda v: v.titled("公示|公告|信息公开|通告|招聘|举报|热线|提醒|预警")),
    Mark("something put up for notice", {"notice": 6}, lambda v: v.titled("(?:进行|予以|给予)公示")),
    Mark("a service's hours", {"notice": 6}, lambda v: v.titled("停[水电气诊课]|放假|闭馆|值班|暂停(?:办理|服务|开放)|(?:考试|开放|接种|门诊|活动|时间|招生)安排|(?:开放|开馆|服务)时间(?:的)?(?:调整|变更|延长)|(?:调整|变更|延长)[^，。]{0,12}(?:开放|开馆|服务)时间")),
    Mark("a house open to all", {"notice": 6}, lambda v: v.ends("(?:免费|低收费|正常|对外)(?:正常|低收费|对外)?开放(?:的?(?:通知|公告))?") and v.document.doc_number is None and bool(_HOURS.search(v.document.text))),
    Mark("files taken in", {"notice": 5}, lambda v: v.titled("(?:受理|拟批准|批准|审批|审查).{0,20}(?:环评|文件|项目).{0,8}(?:情况|公示|信息|公告)|(?:环评|环境影响).{0,14}(?:受理|审批|审查)(?:情况|信息|决定|结果)")),
    Mark("cases told one by one", {"notice": 6, "news": -2}, lambda v: v.titled("案例") and len(_CASES.findall(v.document.text)) >= 2 and not _REPORTED.search(v.opening[:60])),
    Mark("money handed down", {"notice": 7.5}, lambda v: v.titled(_ORDER) and not v.titled("办法|规定|细则|意见|通知》|工作的通知|方案|标准的通知")),
    Mark("money handed down by a notice", {"notice": 7.5}, lambda v: v.titled(r"关于.{0,30}(?:下拨|划拨|转拨|追加|预拨).{0,40}(?:资金|补助|补贴|经费|款物|物资|指标)") and v.ends("通知|函")),
    Mark("an emergency level set or lifted", {"notice": 7}, lambda v: v.titled("(?:启动|终止|解除|提升|调整).{0,20}(?:响应|预警)") and not _REPORTED.search(v.opening[:60])),
    Mark("a decision on one party", {"notice": 7}, lambda v: bool(_DECISION.search(v.document.text[:200]))),
    Mark("table by title", {"notice": 3.5}, lambda v: v.ends(f"情况表|评分表|考核表|(?:评估|测评|监测|(?<!绩效)评价)报告|补充说明|汇总表|一览表|信息表?|登记表?|台账|进度表|安排表|情况公开|情况报告|情况说明|名单|名册|分配表|计划表|{_RECORDED}情况")),
    Mark("how a batch was handled", {"notice": 3.5}, lambda v: v.ends(f"{_HANDLED}情况") and not v.titled(f"{_NEWS_VERBS}|视察|听取|审议|询问")),
    Mark("what a period's checks found", {"notice": 4.5}, lambda v: v.ends("(?:监督检查|监督执法|监督抽检|监督抽查|执法检查|抽检|抽查|监测|检测|年检|年审)情况") and v.titled(r"20\d{2}年|季度|\d月|上半年|第\d+周") and not v.titled("开展|组织|召开|会议|视察|汇报|我[省市县区局]")),
    Mark("what a check of sites found", {"notice": 5}, lambda v: v.titled("政府网站|政务网站|新媒体|政务公开|信息公开") and v.ends("(?:检查|抽查|监测|巡查|普查|排查|测评|考核)(?:整改)?情况") and v.titled(r"20\d{2}年|季度|[\d一二三四五六七八九十]月|半年") and not v.titled("开展|组织|召开|会议|汇报|我[省市县区局]")),
    Mark("an answer to what people said", {"notice": 5}, lambda v: v.ends("(?:问题|来信|留言|投诉|诉求|反映|举报).{0,12}的?(?:回复|答复|回应|核实|情况说明)") and not v.titled("记者|建议|提案")),
    Mark("how a fund was spent, judged", {"notice": 7}, lambda v: v.titled("绩效.{0,4}(?:自评|评价|监控)|(?:资金|经费|项目).{0,12}自评") and v.ends("报告|情况|结果|公示|公告|自评表|评价表|绩效评价|绩效自评")),
    Mark("a table of records", {"notice": 1}, lambda v: v.rows > 2),
    Mark("a table and no prose", {"notice": 1.5, "news": -2}, lambda v: v.rows > 2 and v.shape.prose == 0 and v.ends("情况|分布|一览|标准|公布|发布")),
    Mark("policy by title", {"policy": 4}, lambda v: v.ends("通知|意见|办法|规定|条例|规则|方案|细则|决定|决议|批复|函|令|规划|纲要|准则|章程|预案|规范|规程|共和国.{1,16}法")),
    Mark("perhaps a policy by title", {"policy": 2}, lambda v: v.ends("(?<!办)法|制度|标准|措施|计划|政策|(?:政策|制度|办法)(?:简介|介绍|摘要)|要点|安排")),
    Mark("passed on", {"policy": 1.5}, lambda v: v.titled("印发|转发|层转|试行|暂行|修订")),
    Mark("articles", {"policy": 3.5}, lambda v: len(_ARTICLES.findall(v.document.text)) >= 3),
    Mark("document number", {"policy": 1.5}, lambda v: v.document.doc_number is not None),
    Mark("addressed to offices", {"policy": 1}, lambda v: bool(_SALUTATION.search(v.document.text[:500]))),
    Mark("column of policies", {"policy": 1.5}, lambda v: bool(re.search("政策|法规|规章|规范性|政府文件|公文", v.columns)) and "解读" not in v.columns),
    Mark("news by title", {"news": 2}, lambda v: v.titled(_NEWS_VERBS) and not v.ends("通知|公告|公示|通报|方案|意见|办法|计划")),
    Mark("told that something came out", {"news": 3, "policy": -2, "notice": -2}, lambda v: v.titled("^[\u4e00-\u9fff]{2,15}(?:印发|出台|下发|推出|公布)") and not v.titled("关于|通知$|的函$|公告|公示|^[^印出下推公]*(?:办公室|办公厅)印发")),
    Mark("told that a list came out", {"news": 4, "notice": -3, "catalogue": -3}, lambda v: v.titled("^[\u4e00-\u9fff]{2,12}(?:列出|公示|晒出|亮出|公布|发布)") and not v.titled("关于|通知$|公告$|公示$|提醒|提示|通告$|通报$|(?:清单|目录)发布") and bool(re.search("记者|传来消息|报道", v.opening[:80]) or (v.document.source and MEDIA.search(v.document.source))) and not re.search("提醒|预警|通告", v.title)),
    Mark("told how much money went out", {"news": 3, "notice": -4}, lambda v: v.titled(r"^[\u4e00-\u9fff、]{2,18}(?:下达|拨付|预拨|发放|下拨|投入|筹措|安排).{0,24}\d[\d.]*[多余]?[亿万]?[多余]?元") and not v.titled("关于|通知$|公告|公示|明细|表$")),
    Mark("one's own county", {"news": 2}, lambda v: v.titled("^我[省市县区镇乡街局委院校]") and not v.ends("通知|公告|公示|方案|意见|办法|计划|名单|表")),
    Mark("how it was done, first and second", {"news": 3, "policy": -2}, lambda v: len(_FIRSTLY.findall(v.document.text)) >= 2 and v.document.doc_number is None and not v.ends("通知|方案|意见|办法|计划|规划|报告|总结|公告|公示|通报|函|批复|要点|情况|规定|条例|答复|建议|说明|提示|提醒|指南")),
    Mark("a slogan and what it does", {"news": 5, "notice": -2}, lambda v: v.titled("^[\u4e00-\u9fff]{2,14}[“\"][^”\"]{2,10}[”\"][^，。]{0,12}(?:提升|推进|推动|促进|助力|做好|做实|提高|优化|深化|强化|规范|破解|夯实|织牢|带动)") and not v.titled("关于") and not v.ends("通知|公告|公示|通报|方案|意见|办法|计划|规划|报告|名单")),
    Mark("an office at work on openness", {"news": 5, "notice": -3}, lambda v: v.titled("^[\u4e00-\u9fff]{2,12}[县市区镇乡旗州局委院校街](?:道)?(?:持续|积极|全面|扎实|不断|大力)?(?:规范|推进|深化|加强|做好|强化|提升|狠抓|抓实|创新|推动|优化|完善|落实)[^，。]{0,20}(?:信息公开|政务公开)(?:工作)?$") and not v.titled("关于")),
    Mark("told by a reporter", {"news": 4, "notice": -2}, lambda v: bool(_REPORTED.search(v.opening[:40]))),
    Mark("signed by a correspondent", {"news": 4, "statistics": -1}, lambda v: bool(_SIGNED_OFF.search(bare(v.document.text[-120:])))),
    Mark("a headline's words", {"news": 4, "statistics": -2}, lambda v: v.titled("出炉|曝光|来袭|来啦|居首|超额")),
    Mark("a place speaks", {"news": 2}, lambda v: v.titled("^[\u4e00-\u9fff]{1,10}[县市区镇乡村局院校委][：:]") and not v.ends("公示|公告|通知")),
    Mark("news by its opening", {"news": 2}, lambda v: bool(_NEWS_LEADS.search(v.opening[:120]))),
    Mark("a newspaper's text", {"news": 1.5}, lambda v: bool(v.document.source and MEDIA.search(v.document.source))),
    Mark("column of news", {"news": 1.5}, lambda v: bool(re.search("动态|要闻|新闻|快讯|报道|资讯|简讯|活动", v.columns))),
    Mark("prose", {"news": 1}, lambda v: v.shape.prose > 200),
    Mark("an article by its build", {"news": 0.5}, lambda v: v.shape.has_headline),
    Mark("profile by title", {"profile": 6}, lambda v: v.ends("(?<!政策)(?<!制度)(?<!办法)(?<!项目)简介|(?<!疫情)(?<!灾情)(?<!传染病)概况|简历|介绍|机构职能|主要职责|工作职责|领导信息|内设机构|历史沿革|职能配置|单位职责|领导分工|班子分工|领导之窗|单位概况|机构设置|组织机构|领导班子|班子成员")),
    Mark("a person's career", {"profile": 4}, lambda v: bool(re.search(r"[，,][男女][，,].{0,6}族", v.document.text))),
    Mark("duties of an office", {"profile": 3}, lambda v: bool(re.match("(?:一、)?(?:主要职[责能]|职[责能]|分管|负责)", v.opening)) and v.length < 800),
    Mark("profile by its opening", {"profile": 4}, _is_profile),
    Mark("about the site itself", {"other": 9}, lambda v: v.titled("^(?:网站|版权|隐私|免责|法律)(?:声明|说明|地图|帮助)$|^(?:联系|关于)我们$|^使用帮助$")),
    Mark("letter", {"other": 8}, lambda v: bool(re.search("信件|来信|写信时间|留言时间|流水号", " ".join(v.heads)[:200])) or v.titled("来信|信箱")),
)  # fmt: skip
