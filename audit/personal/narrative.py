"""Private persons named in running text: complainants, children, biographies, stories of hardship."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from audit.personal.found import Found, View
from audit.personal.lists import DOOR, HOUSE, MINORS
from audit.personal.people import ADDRESSED, STARS, starred_name
from audit.shapes import is_person

_REPORTER = re.compile(
    r"((?:举报|信访|投诉|来信|写信|上访|反映|来访|诉求|留言)人(?:姓名)?)(?:\s*[:\t]\s*([\u4e00-\u9fff·]{2,4})(?=$|[\s,。;、(]|\t)|([\u4e00-\u9fff]{2,3}?)(?=反映|举报|投诉|来信|来电|来访|诉称))",
    re.MULTILINE,
)
_BIRTHDAY = re.compile(
    r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日?\s*(?:出?生|生人)|(?:出生于|生于|出生日期|出生年月日)\s*:?\s*(?:19|20)\d{2}[年.-]\d{1,2}[月.-]\d{1,2}"
)
_ORIGIN = re.compile(r"籍贯|贯籍|住址|家住|户籍|现住|家庭地址")
_OFFICIAL = re.compile(r"党组|书记|局长|主任|拟任|任职|干部|现任|副处|正处|烈士|委员|主席|院士|人大代表")
_HARDSHIP = (
    r"(?:贫困户|脱贫户|低保边缘户|边缘(?:易致贫)?户|突发严重困难户|低收入户|低保户|五保户|特困户|监测户|特困人员|残疾人|重病患者|患者|困难户|低保对象|特困供养对象|留守儿童|孤儿|监测对象|"
    r"(?:受助|困难|贫困)(?:大?学生|职工|群众|村民|居民|老人|母亲|党员)|(?:孤寡|独居|空巢|失能|五保|低保|特困|残疾|患病|重病|大病|重残)(?:的)?(?:老人|村民|居民|青年|妇女|儿童|职工|群众|学生))"
)
_STORY = re.compile(
    _HARDSHIP
    + r"[“\"'‘]?([\u4e00-\u9fff]{2,4}?)[”\"'’]?(?=家(?![庭里长属])|家庭(?:遭遇|因|困难|生活困难|收入|贫困|突发|变故|经济)|说[,:道]|的(?:儿子|女儿|妻子|丈夫|老伴|母亲|父亲|孩子|孙|家)|一家|老人|大爷|大娘|大妈|奶奶|爷爷|告诉|"
    r"今年|在家|激动地|高兴地|感慨|送去|送上|[,(]\s*(?:为[他她]|男|女|今年|\d{1,3}岁|现年|家住|家有|家中)|患有|身患|因病|因残)"
)
_ILL = re.compile(
    r"(?:村民|居民|职工|市民|农户|病人|申请人|对象[为:])([\u4e00-\u9fff]{2,4}?)(?:家庭)?[,(、]?(?:[男女][,、])?(?:今年|现年)?(?:\d{1,3}(?:周?岁)?[,、])?"
    r"(?:不幸|因|确诊|诊断|被|罹|身|为|突发|长期|患|有|是|系|得了){0,4}[^\s,。;、]{0,3}(?:癌|恶性肿瘤|白血病|尿毒症|精神分裂|脑瘫|脑出血|脑梗|肝硬化|瘫痪|重度残疾|[一二三四]级残疾|艾滋)"
)
"""A villager's or applicant's name with the illness right behind it (村民王某某,肝癌晚期)."""
_ALIAS = re.compile(r"化名")
_APPLICANT = re.compile(
    r"(?:申请人|户主|姓名|患者|受助人|救助对象|补助对象|承租人)\s*:?\s*([\u4e00-\u9fff·]{2,4})(?=[\s,;、。(]|$)"
)
_HOME = re.compile(r"(?:住址|家住|现住|居住地|居住在|家庭地址)(?:为|在|于)?\s*:?\s*([^\s,;。]{4,40})")
_NAMES = re.compile(
    r"(?:名单|如下|分别)\s*(?:为|是)?\s*[:,]?\s*((?:[\u4e00-\u9fff·]{2,4}[、,\s]+)+[\u4e00-\u9fff·]{2,4})(?=[。;,、\s]|$)"
)


def reporters(view: View) -> Iterator[Found]:
    """PRIV-10: the full name of somebody who complained."""
    for match in _REPORTER.finditer(view.text):
        name = match[2] or match[3]
        if is_person(name) and not STARS.search(name) and not ADDRESSED.search(name):
            yield Found("PRIV-10", False, (name,), 1, match[1], starred_name(name), (name,))


def children(view: View) -> Iterator[Found]:
    """PRIV-06 in text: names of children in need, one after the other."""
    for line in view.lines:
        if not MINORS.search(f"{view.title} {line}"):
            continue
        for match in _NAMES.finditer(line):
            names = [name for name in re.split(r"[、,\s]+", match[1]) if name]
            if len(names) > 1 and all(is_person(name) and not STARS.search(name) for name in names):
                yield Found("PRIV-06", False, tuple(names), len(names), "名单", starred_name(names[0]), tuple(names))


def addresses(view: View) -> Iterator[Found]:
    """PRIV-04 in text: a named applicant's home down to the door."""
    for line in view.lines:
        person, home = _APPLICANT.search(line), _HOME.search(line)
        if person and home and is_person(person[1]) and HOUSE.search(home[1]) and DOOR.search(home[1]):
            name = person[1]
            label = f"{home.group()[: -len(home[1])].strip(' :')}"
            yield Found("PRIV-04", False, (f"{name}|{home[1]}",), 1, label, starred_name(name), (name, home[1]))


def biographies(view: View) -> Iterator[Found]:
    """PRIV-08 in text: a private person's exact birthday with the place the person comes from or lives at."""
    for line in view.lines:
        day = _BIRTHDAY.search(line)
        if day and _ORIGIN.search(line) and not _OFFICIAL.search(line):
            label, homes = "出生日期、籍贯或者住址", _HOME.findall(line)
            yield Found("PRIV-08", False, (line,), 1, label, "****年**月**日", (day.group(), *homes))


def stories(view: View) -> Iterator[Found]:
    """PRIV-13: a named poor, ill or disabled person in a narrative; a pseudonym marked as one is right."""
    if _ALIAS.search(view.text):
        return
    for line in view.lines:
        for match in (*_STORY.finditer(line), *_ILL.finditer(line)):
            name = match[1]
            if is_person(name) and not STARS.search(name) and not ADDRESSED.search(name):
                label = match.group()[: match.group().rindex(name)].strip("“\"'‘")
                yield Found("PRIV-13", False, (name,), 1, label, starred_name(name), (name,))


DETECTORS: tuple[Callable[[View], Iterator[Found]], ...] = (reporters, children, addresses, biographies, stories)
