"""PRIV-11: pictures that must be looked at by a person, since what they show cannot be read from text.

Told from what a page says of its pictures (name, alternative text, the line below), and from welfare lists of persons
that were put up as a scan. A hit is no proof: it says where to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.personal.found import Found, View
from audit.personal.lists import WELFARE

_PAPERS = re.compile(
    r"(?:居民)?身份证(?:件)?(?:正反面|正面|反面|复印件|照片|扫描件|图片|原件)?|户口[本簿](?:首页|内页|复印件|照片|扫描件)?|残疾证(?:照片|复印件|扫描件)?|"
    r"低保证(?:照片|复印件|扫描件)?|五保证|(?:银行卡|一卡通|存折|社保卡|医保卡|结婚证|离婚证|出生(?:医学)?证明|诊断(?:书|证明)|病历|病例本|住院收据|死亡证明)"
    r"(?:正反面|正面|反面|复印件|照片|扫描件|图片|原件)?|证件照(?:片)?|[一1两二2]寸照(?:片)?|大头照|免冠照|人脸(?:照片|图像|截图)|面部(?:照片|特写)|"
    r"(?:领取|发放|领款|签领|领用)?人?(?:签名|签字|按手印|手印|指印)(?:表|单|册|照片|图片|扫描件|页)?|(?:签领|签收|领款|领取签字)(?:表|单|册)"
)
_NO_PAPER = re.compile(
    r"流程|样[本式张表板]|示[例意]|模板|办理|申[领请]|图标|指南|查询|换证|挂失|电子|业务|服务|宣传|海报|标志|logo|仪式|活动|墙|横幅|承诺|倡议|启动|"
    r"签字笔|集体签|签名册展|识别|采集点|窗口|按钮|二维码|补办|解读|问答|什么|如何|怎么|条件|材料|政策|发行|首发|新版|展",
    re.IGNORECASE,
)
_LIST = re.compile(r"名单|花名册|名册|公示表|发放表|明细|发放[公情]|签领|台账|公示$|公示\d|公示[(]")
_NOT_PERSONS = re.compile(r"机构|单位|企业|项目|目录|清单|公司|学校|标准|捐赠|流程|政策|方案|办法|通知$|报告|医院|药店")
FEWEST = 120
"""Characters of text below which the pictures of a page are its content."""


def pictures(view: View) -> Iterator[Found]:
    """PRIV-11: pictures named as papers, faces or signatures; a list of persons that is a picture."""
    for number, words in enumerate(view.pictures):
        match = _PAPERS.search(words)
        if match and not _NO_PAPER.search(words):
            yield Found("PRIV-11", False, (f"{number} {words}",), 1, "图片", match.group())
    if _is_scanned_list(view):
        shown = "名单为图片或者扫描件"
        yield Found("PRIV-11", False, tuple(f"list {n}" for n in range(max(len(view.pictures), 1))), 1, "图片", shown)


def _is_scanned_list(view: View) -> bool:
    """Whether the document is a welfare list of persons by its name, and its content a picture or a scan."""
    seen_only = view.scanned or (bool(view.pictures) and len(view.text) < FEWEST)
    title = view.title
    return seen_only and bool(WELFARE.search(title) and _LIST.search(title)) and not _NOT_PERSONS.search(title)
