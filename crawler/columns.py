"""Names and slugs of the columns that disclosure stands in, with what each says of a link (0–100).

Three kinds: *domain*, a column of public-interest work itself; *support*, a column that other points live in (annual
report, guide, notices, policies …); *door*, a way towards them (政务公开 …). The names are those of the State Council
office's catalogues and those seen on sites; a pattern is searched in the name of a link, blanks removed.
"""

from __future__ import annotations

from collections.abc import Mapping

NEWS = r"(?:动态|要闻|新闻|资讯|简报)$|动态简报|工作信息|工作动态|新闻动态|新闻中心|活动新闻|基层活动"
"""Columns of news: some points live there, but a site that has nothing else has no disclosure column."""
SEED = {
    r"社会公益事业": 100,
    r"公益事业|社会公益": 92,
    r"慈善公益|公益金|彩票公益": 80,
}
KEY_AREAS = {
    r"重点领域|重点民生|民生领域|三大攻坚|重点信息公开|重点公开": 84,
    r"基层政务公开|标准化规范化": 70,
    r"公共企事业单位|企事业单位(?:信息)?公开|^(?:学校|医院|幼儿园|供水|供气|供热|公交)(?:信息)?公开$": 60,
}
DOMAINS = {
    r"扶贫|脱贫|乡村振兴|衔接(?:推进)?(?:补助)?资金|防返贫|对口帮扶|定点帮扶|帮扶项目|易地搬迁|以工代赈|惠民惠农|惠农补贴": 78,
    r"社会救助|社会福利|社会保障|养老服务|慈善|儿童福利|残疾人(?:福利|补贴|服务|保障|权益|事业|就业|康复)|低保|最低生活保障|低收入"
    r"|医疗救助|临时救助|特困|救助|孤儿|困境儿童|留守儿童|流浪乞讨|老年人|老龄(?:工作|事业)|优待|殡葬|福利彩票": 74,
    r"义务教育|学前教育|教育招生|教育公开|招生(?!录)|教育收费|学生资助|^(?:资助|助学)政策$|民办教育|职业教育|特殊教育|教育经费|教育督导|教育统计"
    r"|^教育$|教育领域|教育信息|入学|学区划分|控辍保学|校外培训|高等教育|教育事业": 72,
    r"医疗卫生|卫生健康|公共卫生|疾病(?:防控|预防|控制)|疫情防控|传染病|健康科普|健康教育|卫生监督|免疫规划|预防接种|妇幼健康"
    r"|健康扶贫|卫生应急|医疗(?:服务|机构|保障)|基层卫生|计划生育|^医疗$|^卫生$|^就[医诊]指南$": 72,
    r"食品药品|食品安全|药品安全|药品监管|食品抽检|抽检信息|监督抽检|黑名单|失信名单": 70,
    r"环境保护|生态环境|环评|环境影响评价|大气污染|大气环境|水污染|水环境|土壤污染|土壤环境|污染防治|环境质量|空气质量|污染源|排污"
    r"|^环保$|环境监测|环境执法|环境信息|环境监管|环保督察|环境应急|重污染天气|减排|核与辐射|辐射环境|固体废物|危险废物|饮用水|水质|建设项目环": 72,
    r"救灾|灾害|应急管理|应急预案|应急演练|应急救援|应急知识|安全生产|防灾减灾|抢险|事故调查|事故通报|预警信息|突发事件|防汛|抗旱"
    r"|森林防火|消防安全|地震|避难场所": 70,
    r"公共文化|文化体育|公共体育|群众文化|群众体育|全民健身|文化遗产|非遗|文物(?:保护|信息)|体育赛事|文化活动|文化惠民|文化服务|文体"
    r"|场馆|免费开放|公益演出|体育设施|健身设施|体育彩票|体育事业|文化事业": 70,
    r"住房保障|保障性住房|公租房|就业创业|就业援助|民生实事|民生工程": 62,
}
SUPPORT = {
    r"(?:公开|工作)(?:工作)?(?:年度?报告?|年报)|年度报告|^年报$": 60,
    r"主动公开基本目录|主动公开目录|公开(?:基本)?目录|公开事项清单": 60,
    r"公开指南": 56,
    r"公开(?:工作)?制度|公开规定|公开办法": 50,
    r"服务清单|公共服务事项|办事指南|权[力责]清单|责任清单": 50,
    r"财政资金|财政信息|财政预决算|预决算|部门预算|部门决算|资金信息|资金分配|专项资金": 54,
    r"绩效评价|绩效管理": 48,
    r"政策解读|回应关切|热点回应": 44,
    r"通知公告|公示公告|公告公示|通知公示|公示公开|公示信息|^公[示告]栏$|^(?:收费|价格)(?:标准)?公示$|^(?:公告|公示|通知)$": 46,
    r"政策文件|规范性文件|法规文件|政策法规|法律法规|规划计划|发展规划|规划信息|工作总结|统计信息|统计数据": 44,
    r"行政处罚|行政许可|双随机|执法公示|行政执法|双公示": 46,
    r"监督投诉|投诉举报|监督举报|举报(?:电话|方式)": 44,
    r"专题专栏|专题|专栏": 34,
    NEWS: 31,
    r"依申请公开|公开意见箱": 30,
}
DOORS = {
    r"法定主动公开|主动公开内容|主动公开信息": 58,
    r"(?:政府|部门|街道|基础|机关|单位)信息公开": 56,
    r"政务公开|信息公开|公开栏|公开平台|公开专栏|[校院党厂村居]务公开|阳光政务": 50,
}
TABLES: Mapping[str, Mapping[str, int]] = {
    "domain": SEED | DOMAINS | KEY_AREAS,
    "support": SUPPORT,
    "door": DOORS,
}
SLUGS: Mapping[str, tuple[str, int]] = {
    "shgysy": ("domain", 95),
    "shgysyjs": ("domain", 95),
    "gysy": ("domain", 80),
    "zdlyxxgk": ("domain", 74),
    "zdly": ("domain", 72),
    "xxgkzdly": ("domain", 74),
    "zdxxlygk": ("domain", 72),
    "zdlyjczwgk": ("domain", 72),
    "jczwgk": ("domain", 66),
    "fpjz": ("domain", 72),
    "jzfp": ("domain", 72),
    "tpgj": ("domain", 72),
    "shjz": ("domain", 72),
    "hjbh": ("domain", 70),
    "ylws": ("domain", 70),
    "jyzs": ("domain", 70),
    "aqsc": ("domain", 70),
    "czzj": ("support", 54),
    "fdzdgknr": ("door", 58),
    "zfxxgkml": ("support", 58),
    "xxgkml": ("support", 56),
    "zfxxgknb": ("support", 58),
    "zfxxgkndbg": ("support", 58),
    "ndbg": ("support", 56),
    "xxgknb": ("support", 56),
    "gknb": ("support", 54),
    "xxgkzn": ("support", 52),
    "gkzn": ("support", 50),
    "zfxxgkzn": ("support", 52),
    "zfxxgkzd": ("support", 48),
    "zfxxgk": ("door", 52),
    "zwgk": ("door", 48),
    "xxgk": ("door", 48),
}
"""Folder names (pinyin initials) that name a column where the words of the link do not."""
