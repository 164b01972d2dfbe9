"""Value shapes: what money, a count, a telephone number, a person look like in Chinese government text.

All functions take normalised text (`audit.text.normalise`). The shapes are those of the rule book's value list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

NULL_CELLS = frozenset(
    {"", "无", "-", "--", "---", "/", "\\", "空", "待定", "xx", "xxx", "若干", "暂无", "*", "……", "..."}
)
_NUMBER = r"(?<!\d)(?<!\d,)\d[\d,]*(?:\.\d+)?"
"""Only from its first digit on: a row of a million digits is looked at once, not a million times."""
_CAPITALS = "零壹贰叁肆伍陆柒捌玖拾佰仟"
_UNITS = "人次|人|户次|户|名|件|批次|批|家|套|例|吨|床|顶|所|处|场|亩|公里|千米|盏|座|辆|台|起|项|间|宗|笔|份|株|只|头|条|张|平方米|平方公里|公顷|米"

MONEY = re.compile(
    rf"{_NUMBER}\s*[余多]?(?:亿|千万|百万|十万|万|千|百)?[余多]?(?:美|日|港|欧)?元(?!月)|(?<![{_CAPITALS}万亿])[{_CAPITALS}万亿]{{2,}}[元圆]"
)
COUNT = re.compile(
    rf"{_NUMBER}\s*[余多]?[万亿千百]?[余多]?\s*(?:{_UNITS}|个(?!月|工作日|方面|环节|阶段|自然日|百分点|小时))"
    r"|(?<![一二三四五六七八九十百千两])[一二三四五六七八九十百千两]+[余多]?(?:人次|人|户|名|家|例|所|批次)(?!民|大|员|社|口)"
)
_LATELY = re.compile(r"近日|日前|昨[日天晚]|今[日天晚]|\d{1,2}日(?:上午|下午|凌晨|晚|至|-|,|\d{1,2}时)")
PCT = re.compile(r"(?<!\d)\d+(?:\.\d+)?\s*[%‰]|百分之[一二三四五六七八九十百零点\d]+")
DATE = re.compile(
    r"(?:19|20)\d{2}\s*[年./-]\s*(?:1[0-2]|0?[1-9])(?!\d)(?:\s*[月./-]\s*(?:3[01]|[12]\d|0?[1-9])(?!\d)\s*[日号]?)?月?"
    r"|(?<!\d)(?:1[0-2]|[1-9])月(?:3[01]|[12]\d|[1-9])日|(?:19|20|二[〇○零])[\d〇○零一二三四五六七八九]{2}年"
)
YEAR = re.compile(
    r"(?<!\d)20\d{2}(?:-20\d{2})?\s*(?:年|学年|-|至|~)|(?<!\d)20\d{2}(?!\d)|十[一二三四五六]五|二[〇○零][一二三]?[〇○零一二三四五六七八九]年"
)
PERIOD = re.compile(
    r"\d{1,4}\s*[年月日./-][^。;\n]{0,12}?(?:至|到|-|~)\s*(?:\d{2,4}\s*[年./-](?:\s*\d{1,2}\s*[月日./-]?){0,2}|\d{1,2}\s*[月日./-]|今|年底)"
    r"|(?<!\d)\d+\s*(?:个工作日|日历天|天|日|个月|年)(?!度)|(?:19|20)\d{2}\s*年度|(?:\d{4}\s*年|\d{1,2}\s*月)[^。;\n]{0,6}(?:底|前|完工|竣工|建成|完成)"
    r"|年底前|(?:19|20)\d{2}\s*[年./-]\s*\d{1,2}"
)
DOCNO = re.compile(
    r"[\u4e00-\u9fa5]{1,14}[〔\[(【]\s*(?:19|20)\d{2}\s*[〕\])】]\s*(?:第\s*)?\d{1,5}\s*号|第\s*\d{1,4}\s*号令?"
)
TEL_SHORT = re.compile(
    r"(?<!\d)(?:12317|12345|12315|12331|12369|12350|12320|12333|12393|12385|12318|12388|12349|12316|96\d{3,4}|12\d{3})(?!\d)"
)
TEL_LAND = re.compile(
    r"(?<!\d)(?:\(?0\d{2,3}\)?[-\s]?)?[2-9]\d{6,7}(?:-\d{1,4}|转\d{1,5})?(?!\d)|(?<!\d)[48]00-?\d{3}-?\d{4}(?!\d)"
)
TEL_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\d*]{4}\d{4}(?!\d)")
_TEL_NOT = re.compile(
    r"(?:传真|邮编|邮政编码|标识码|备案?|信用代码|索引号|文号|编号|账号|帐号|身份证|QQ|许可证号?)[^,。;\n]{0,6}$", re.I
)
_NOT_PERSON = frozenset(
    "单位 部门 人民政府 政府 委员会 村委会 公司 局 办 站 中心 电话 待定 同上 详见 附件 负责人 责任人 联系人 姓名 联系电话 职务 见附件 "
    "科室 各乡镇 乡镇长 备注 项目 名称 是 否 有 农户 群众 本人".split()
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹"
    "熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申耿关兰焦左柳甘祝包宁符阮纪"
    "梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝骆路游靳辛管柴蒙鲍华喻祁房屈解牟艾尤时穆农司古吉缪简车项连卜佘芦戚褚娄应席佟瞿仇岑滕晏苑郎蔺欧阳上官司马"
    "诸葛东方尉迟慕容夏侯皇甫令狐宇文隋卓习宫占门桑晋楚闻党巩柯植初迟丛栾祖荣仲晁匡寇巫卞暴阎傅浦奚姬胥漆沙麦满边揭原厉查税仝冀尚修谈冼巴贵战敖宗国邬窦米殷赖桂荆屠茹郜芮鄢逄郦濮邸扈戎蒲隗"
    "俞储洪萧臧舒虞詹闵阚雍鞠饶湛甄狄荀茅莘钮郁禹宦逯糜粟栗柏冷卫封燕景池帅亓苟凃邰郗宓昝訾嵇郏蔚"
)
_ORG_END = re.compile(
    r"(?:政府|局|委|委员会|办|办公室|中心|站|所|院|学校|小学|中学|大学|幼儿园|公司|集团|合作社|村|社区|居委会|村委会|管委会|企业|厂|医院|学院|银行|协会|"
    r"街道|镇|乡|街|街道办事处|队|处|厅|会|部|区|县|市|馆|场|社|工作组|专班|农场|林场|基地)(?:\([^()]*\))?$"
)


# Blanks between Chinese characters are gone by now, so a body and a name can stand glued: 大河镇人民政府王建国.
_AFTER_BODY = r"(?<=人民政府)|(?<=[镇乡县区市]政府)|(?<=委员会)|(?<=公司)|(?<=[村居]委会)|(?<=合作社)|(?<=局)(?!长)"
_GLUED_NAME = re.compile(
    r"(?:人民政府|[镇乡县区市]政府|[村居]委会|合作社|公司)([^各及等和与的负责组织实施承建办监督牵头部门单位人员管领导代表全体村镇乡街道社区所站局会长任法项目]{3,4})$"
)
"""A name right after a body is one without a known surname too: not every people has surnames."""
_DOTTED_NAME = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•][\u4e00-\u9fff]{1,8}){1,2}")
_OFFICE = r"(?:党委|党支部|支部|村委会)?副?(?:书记|主任|局长|镇长|乡长|村长|县长|区长|组长|队长|院长|校长|科长|站长|所长|经理)"


def is_null(cell: str) -> bool:
    """Whether a table cell or a value is empty in meaning (无, —, 待定 …)."""
    return cell.strip().strip(".。:").lower() in NULL_CELLS


def has_telephone(text: str) -> bool:
    """A telephone number of any kind that is not a fax, postcode, account or record number."""
    for shape in (TEL_SHORT, TEL_LAND, TEL_MOBILE):
        for match in shape.finditer(text):
            if not _TEL_NOT.search(text[max(0, match.start() - 16) : match.start()]):
                return True
    return False


def is_person(text: str) -> bool:
    """A personal name (2-4 characters with a known surname, also masked as 张*, 张某), perhaps among several."""
    glued = _GLUED_NAME.search(text)
    if glued and re.fullmatch(r"[\u4e00-\u9fff]+", glued[1]) and not _ORG_END.search(glued[1]):
        return True
    for part in re.split(rf"[、,;/\s]+|(?:\([^()]*\))|\d+|{_AFTER_BODY}", text):
        name = part.strip("·:()")
        name = re.sub(rf"^{_OFFICE}|(?:同志|副|{_OFFICE})+$", "", name)
        if len(name) >= 6 and _DOTTED_NAME.fullmatch(name):
            return True
        if name in _NOT_PERSON or not re.fullmatch(
            r"[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff][*某×Xx]{1,2}[\u4e00-\u9fff]?", name
        ):
            continue
        if name[0] in _SURNAMES and not _ORG_END.search(name):
            return True
    return False


def is_organisation(text: str) -> bool:
    """The name of a body: ends like one (局, 公司, 村委会 …), perhaps among several."""
    return any(
        _ORG_END.search(part.strip()) and len(part.strip()) >= 2
        for part in re.split(rf"[、,;/\s]+|{_AFTER_BODY}", text)
    )


def _is_text(text: str) -> bool:
    return len(re.sub(r"[\W_]", "", text)) >= 2


SHAPES: dict[str, Callable[[str], bool]] = {
    "MONEY": lambda text: MONEY.search(text) is not None,
    "COUNT": lambda text: COUNT.search(text) is not None,
    "PCT": lambda text: PCT.search(text) is not None,
    "DATE": lambda text: DATE.search(text) is not None,
    "WHEN": lambda text: DATE.search(text) is not None or _LATELY.search(text) is not None,
    "YEAR": lambda text: YEAR.search(text) is not None,
    "PERIOD": lambda text: PERIOD.search(text) is not None,
    "DOCNO": lambda text: DOCNO.search(text) is not None,
    "NUMBER": lambda text: re.search(r"\d", text) is not None,
    "TEL": has_telephone,
    "PERSON": is_person,
    "ORG": is_organisation,
    "TEXT": _is_text,
}
_MONEY_HEADER = re.compile(r"元|金额|额度|资金|经费|规模|投资|造价|拨款|支出|预算|决算|收入|自筹|专项|拨付|捐款|价")
_SHARE_HEADER = re.compile(r"(?:率|比例|比重|占比|得分|分值|分数|评分|等级|等次)(?:\([^()]*\))?$")
"""Columns that never hold money, though they speak of it (预算执行率, 评价得分)."""
_NO_MONEY_HEADER = re.compile(
    r"序号|编号|代码|电话|邮编|年度|年份|日期|面积|长度|里程|比例|率|人数|户数|[人户]$|数量|数$"
)
"""Columns whose bare numbers are no money, whatever unit the caption names."""
_COUNT_HEADER = re.compile(
    r"数量|人数|户数|人次|\((?:人|户|个|件|家|批次|所|名)\)|数$|件数|批次|(?:农|贫困|脱贫|监测|受益|受扶|收入)户$|人口$|群众$|劳动力$"
)
_BARE_NUMBER = re.compile(r"^[¥￥]?\s*\d[\d,]*(?:\.\d+)?\s*(?:亿|万|千)?$")


_NONE: Mapping[str, str] = {}
MAX_OWN = 10_000
"""Characters in which a shape of a domain's own is looked for."""


def shows(shape: str, text: str, own: Mapping[str, str] = _NONE) -> bool:
    """Whether `text` shows a shape of the program's, or one of the domain's `own` (name → regular expression)."""
    return bool(_own(own[shape]).search(text[:MAX_OWN])) if shape in own else SHAPES[shape](text)


@cache
def _own(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def cell_shows(shape: str, cell: str, header: str, caption: str = "", own: Mapping[str, str] = _NONE) -> bool:
    """Whether a table cell shows a shape, with the help of its header and the table's caption (单位:万元)."""
    if is_null(cell):
        return False
    if shows(shape, cell, own):
        return True
    if not _BARE_NUMBER.match(cell):
        return False
    if shape == "MONEY":
        # 0 under 单位自筹(元) says that this source gave nothing; 0万元 in words is a statement and was seen above.
        if not re.search(r"[1-9]", cell) or _SHARE_HEADER.search(header):
            return False
        if _MONEY_HEADER.search(header):
            return True
        return not _NO_MONEY_HEADER.search(header) and bool(re.search(r"单位\s*:?\s*[亿万千百]?元", caption))
    if shape == "COUNT":
        return bool(_COUNT_HEADER.search(header))
    if shape == "PCT":
        return "%" in header or "率" in header or "比例" in header
    return False


def first_value(shape: str, text: str, own: Mapping[str, str] = _NONE) -> str:
    """The first piece of `text` that shows `shape`, for display; the text itself where a shape is not a pattern."""
    if shape in own and (match := _own(own[shape]).search(text[:MAX_OWN])):
        return match.group()
    pattern = {"MONEY": MONEY, "COUNT": COUNT, "PCT": PCT, "DATE": DATE, "YEAR": YEAR, "PERIOD": PERIOD, "DOCNO": DOCNO}
    if shape in pattern and (match := pattern[shape].search(text)):
        return match.group()
    if shape == "TEL":
        for number in (TEL_SHORT, TEL_LAND, TEL_MOBILE):
            if match := number.search(text):
                return match.group()
    return text[:60]
