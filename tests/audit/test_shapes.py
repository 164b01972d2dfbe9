"""Value shapes, each with look-alikes."""

from __future__ import annotations

import pytest

from audit.shapes import SHAPES, cell_shows, is_null


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("MONEY", "补助资金500万元"),
        ("MONEY", "投入1,234.56元"),
        ("MONEY", "壹佰万元整"),
        ("MONEY", "近2000万余元"),
        ("COUNT", "惠及群众1277人"),
        ("COUNT", "121批次"),
        ("COUNT", "4.5万人次"),
        ("PCT", "执行率98.8%"),
        ("PCT", "百分之九十"),
        ("DATE", "2024年5月6日"),
        ("DATE", "2024-05"),
        ("PERIOD", "2024年3月至2024年10月"),
        ("PERIOD", "工期90天"),
        ("PERIOD", "2025年底前完成"),
        ("TEL", "监督电话:12317"),
        ("TEL", "0431-88779005"),
        ("TEL", "88779005"),
        ("PERSON", "王建国"),
        ("PERSON", "欧阳明(副镇长)"),
        ("PERSON", "张某"),
        ("PERSON", "赖文斌"),
        ("PERSON", "殷航"),
        ("WHEN", "截至21日16时"),
        ("PERSON", "李*"),
        ("PERSON", "大河镇人民政府王建国"),
        ("PERSON", "县水务局副局长李明"),
        ("PERSON", "红柳乡人民政府巴特尔"),
        ("PERSON", "红柳乡柳沟村委会其木格"),
        ("PERSON", "阿布都·热西提"),
        ("ORG", "大河镇人民政府王建国"),
        ("ORG", "云山县水务局"),
        ("ORG", "大河镇人民政府"),
        ("DOCNO", "云财农〔2025〕12号"),
    ],
)
def test_shape_is_seen(shape: str, text: str) -> None:
    assert SHAPES[shape](text)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("MONEY", "元月10日"),
        ("MONEY", "按规定标准发放"),
        ("COUNT", "3个工作日"),
        ("COUNT", "三个方面"),
        ("PERIOD", "及时完成"),
        ("TEL", "传真:0431-88779005"),
        ("TEL", "统一社会信用代码:12345678"),
        ("PERSON", "待定"),
        ("PERSON", "各乡镇长"),
        ("PERSON", "红柳乡人民政府组织实施"),
        ("PERSON", "红柳乡人民政府分管领导"),
        ("PERSON", "云山县宏远公司承建"),
        ("PERSON", "文化·体育"),
        ("PERSON", "水务局"),
        ("PERSON", "负责人"),
        ("PERSON", "各乡镇人民政府"),
        ("PERSON", "县农业农村局局长"),
        ("ORG", "王建国"),
        ("DOCNO", "2024年第3期"),
    ],
)
def test_lookalike_is_refused(shape: str, text: str) -> None:
    assert not SHAPES[shape](text)


def test_a_bare_number_takes_its_meaning_from_header_or_caption() -> None:
    assert cell_shows("MONEY", "268", "金额(万元)")
    assert cell_shows("MONEY", "268", "合计", "单位:万元")
    assert not cell_shows("MONEY", "268", "面积")
    assert not cell_shows("MONEY", "92.5", "评价得分")
    assert not cell_shows("MONEY", "86", "预算执行率")
    assert cell_shows("COUNT", "31", "受益户数")
    assert cell_shows("COUNT", "110", "带动农户")
    assert cell_shows("COUNT", "326", "受益人口")
    assert not cell_shows("COUNT", "110", "门户")
    assert not cell_shows("MONEY", "—", "金额(万元)")
    assert not cell_shows("MONEY", "0", "单位自筹(元)")
    assert cell_shows("MONEY", "0万元", "单位自筹")


@pytest.mark.parametrize("cell", ["", "无", "—".replace("—", "-"), "/", "待定", "XX"])
def test_null_cells(cell: str) -> None:
    assert is_null(cell)
