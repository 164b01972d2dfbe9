"""Pages of a made-up administration, as many as wanted: notices, tables, news, policies and lists, no two alike."""

from __future__ import annotations

import random
from collections.abc import Callable

PLACES = "云山 青河 柳林 河东 石桥 双泉 大榆 白塔 松江 龙泉 安平 永兴 长岭 北川 南岗".split()
TOWNS = "镇 乡 街道".split()
NAMES = "王强 李娜 张伟 刘洋 陈静 杨帆 赵磊 黄敏 周涛 吴霞".split()
WORKS = "道路硬化 安全饮水 农田水利 光伏发电 村级卫生室 食用菌大棚 桥梁改造 人居环境整治 危房改造 污水处理".split()
MONEY = "中央财政衔接推进乡村振兴补助资金 省级财政衔接资金 市级配套资金 福利彩票公益金 义务教育补助经费 基本公共卫生服务补助资金".split()
THEMES = "社会救助 义务教育 公共卫生 生态环境 安全生产 公共文化体育 乡村振兴 养老服务 残疾人保障 防汛抗旱".split()
DOINGS = (
    "召开专题会议 深入基层调研 开展集中走访 组织业务培训 推进重点工作 落实各项政策 加强监督检查 优化办事流程".split()
)
FILLER = (
    "全县上下认真贯彻落实上级决策部署,各项工作有序推进", "会议指出,要坚持以人民为中心,切实把好事办好", "各有关部门密切配合,形成了工作合力",
    "下一步将继续完善制度,健全长效机制", "群众的获得感、幸福感、安全感不断增强", "有关情况将及时向社会公布,接受群众监督",
)  # fmt: skip
HEAD = (
    "<html><head><meta charset='utf-8'><title>{title}</title><meta name='PubDate' content='{day} 09:00'></head><body>"
)
MENU = "".join(f"<a href='/zwgk/{n}/'>{name}</a> " for n, name in enumerate(THEMES))
FOOT = (
    "<div class='footer'>主办：云山县人民政府办公室 网站标识码：2200000001 联系电话：0431-81234567</div></body></html>"
)


def page(number: int) -> tuple[bytes, str]:
    """The page of that number, the same every time, and the name of its column."""
    chance = random.Random(number)  # noqa: S311 - repeatable, not secret
    kind = chance.choices(tuple(KINDS), weights=(30, 12, 30, 8, 20))[0]
    theme = chance.choice(THEMES)
    title, body = KINDS[kind](chance, number, theme)
    day = f"20{chance.randint(23, 26)}-{chance.randint(1, 11):02d}-{chance.randint(1, 28):02d}"
    around = f"<div class='nav'>{MENU}</div><div class='pos'>当前位置：首页 &gt; 政务公开 &gt; {theme}</div>"
    head = f"<h1>{title}</h1><div class='info'>发布时间：{day} 来源：云山县{theme[:2]}局</div>"
    return (
        f"{HEAD.format(title=title, day=day)}{around}{head}<div class='TRS_Editor'>{body}</div>{FOOT}".encode(),
        theme,
    )


def _place(chance: random.Random) -> str:
    return chance.choice(PLACES) + chance.choice(TOWNS)


def _filler(chance: random.Random, sentences: int) -> str:
    return "".join(f"<p>{'。'.join(chance.choices(FILLER, k=3))}。</p>" for _ in range(sentences))


def _notice(chance: random.Random, number: int, theme: str) -> tuple[str, str]:
    work, place = chance.choice(WORKS), _place(chance)
    facts = (
        f"项目名称：{place}{work}项目（{number}号）", f"资金来源：{chance.choice(MONEY)}", f"资金规模：{chance.randint(5, 900)}万元",
        f"建设地点：{place}", f"实施期限：2026年{chance.randint(1, 6)}月至2026年{chance.randint(7, 12)}月", f"责任人：{chance.choice(NAMES)}",
        f"监督举报电话：0431-8{chance.randint(1000000, 9999999)}、12317",
    )  # fmt: skip
    told = "".join(f"<p>{fact}</p>" for fact in chance.sample(facts, chance.randint(4, len(facts))))
    return f"{place}{work}项目公告（第{number}号）", told + _filler(chance, chance.randint(1, 4))


def _table(chance: random.Random, number: int, theme: str) -> tuple[str, str]:
    heads = ("序号", "项目名称", "建设地点", "资金来源", "资金规模（万元）", "责任人", "监督电话")
    rows = [heads] + [
        (str(row), f"{_place(chance)}{chance.choice(WORKS)}项目{number}-{row}", _place(chance), chance.choice(MONEY),
         str(chance.randint(3, 400)), chance.choice(NAMES), "12317")
        for row in range(1, chance.randint(6, 60))
    ]  # fmt: skip
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"{theme}项目资金安排明细表（{number}）",
        f"<p>现将{theme}项目资金安排情况予以公示，公示期七天。</p><table>{cells}</table>",
    )


def _news(chance: random.Random, number: int, theme: str) -> tuple[str, str]:
    place, doing = _place(chance), chance.choice(DOINGS)
    lead = f"<p>近日，{place}围绕{theme}{doing}，{chance.randint(3, 90)}名干部参加，走访群众{chance.randint(20, 900)}户。</p>"
    return f"{place}{doing} 扎实做好{theme}工作（{number}）", lead + _filler(chance, chance.randint(3, 9))


def _policy(chance: random.Random, number: int, theme: str) -> tuple[str, str]:
    articles = "".join(
        f"<p>第{n}条 {chance.choice(FILLER)}，标准为每人每月{chance.randint(200, 900)}元，{chance.choice(FILLER)}。</p>"
        for n in "一二三四五六七八九十"[: chance.randint(5, 10)]
    )
    return f"云山县{theme}管理办法（云政办发〔2026〕{number}号）", f"<p>为做好{theme}工作，制定本办法。</p>{articles}"


def _figures(chance: random.Random, number: int, theme: str) -> tuple[str, str]:
    quarter = chance.randint(1, 4)
    told = (
        f"<p>截至2026年第{quarter}季度，全县共有城乡低保对象{chance.randint(900, 9000)}户，发放低保金{chance.randint(100, 900)}万元；"
        f"临时救助{chance.randint(20, 900)}人次，支出{chance.randint(5, 90)}万元。开展安全生产检查{chance.randint(10, 400)}家次，整改隐患"
        f"{chance.randint(10, 900)}处。空气质量优良天数比例为{chance.randint(70, 99)}.{chance.randint(0, 9)}%。</p>"
    )
    return f"2026年第{quarter}季度{theme}情况通报（{number}）", told + _filler(chance, chance.randint(1, 5))


KINDS: dict[str, Callable[[random.Random, int, str], tuple[str, str]]] = {
    "notice": _notice,
    "table": _table,
    "news": _news,
    "policy": _policy,
    "figures": _figures,
}
