"""Personal data: found, counted, never repeated. All numbers and names here are made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model import Document, PrivacyHit
from audit.privacy import luhn, mask, scan, valid_id

CARD = "6228480402564890018"
Rows = tuple[tuple[str, ...], ...]


def identity(prefix: str = "22010219900307123") -> str:
    return next(prefix + last for last in "0123456789X" if valid_id(prefix + last))


def hits(text: str = "", title: str = "", table: Rows = ()) -> tuple[PrivacyHit, ...]:
    rows = "\n".join("\t".join(row) for row in table)
    document = Document(url="u", title=title, text=f"{text}\n{rows}", tables=(table,) if table else ())
    return scan(document, b"salt")


def open_hits(text: str = "", title: str = "", table: Rows = ()) -> dict[str, int]:
    return {hit.id: hit.count for hit in hits(text, title, table) if not hit.masked}


def masked_hits(text: str = "", title: str = "", table: Rows = ()) -> dict[str, int]:
    return {hit.id: hit.count for hit in hits(text, title, table) if hit.masked}


def test_identity_numbers_need_their_check_digit_and_a_province() -> None:
    good = identity()
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert open_hits(f"身份证号:{good}") == {"PRIV-01": 1}
    assert open_hits(f"王建国,{good[:6]} {good[6:14]} {good[14:]}") == {"PRIV-01": 1}
    assert open_hits(f"编号:{bad}") == {}
    assert not valid_id("99" + good[2:])


def test_old_identity_numbers_only_near_their_label() -> None:
    assert open_hits("身份证号:220102900307123") == {"PRIV-01": 1}
    assert open_hits("流水号:220102900307123") == {}


def test_an_identity_number_is_masked_when_eight_characters_are_hidden() -> None:
    assert masked_hits("身份证号:2201**********1234") == {"PRIV-01": 1}
    assert open_hits("身份证号:22010219900307**34") == {"PRIV-01": 1}


def test_identity_numbers_that_a_sheet_has_rounded_still_count() -> None:
    table = (
        ("姓名", "身份证号", "金额"),
        ("王建国", "220102199003071000", "500"),
        ("李秀英", "220102198502031000", "500"),
    )
    assert open_hits(title="临时救助公示", table=table) == {"PRIV-01": 2}


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码91220101MA0Y3CL92K 联系人:赵主任 联系电话:13844440000 传真0431-88779005",
        "统一社会信用代码:912201017484012345",
        "项目代码:2026-220102-48-01-012345,索引号:11220100013712345620260301",
        "如有异议,请向云河市民政局反映,联系人:王建国,电话:13844440000。",
        "监督举报电话\n13844440000",
        "采购代理机构:云河招标有限公司 项目经理:李明 15944440001",
        "捐赠账号:云河市慈善总会 开户行:云河农商行 账号:0710221011000012345",
        "法定代表人王建国,住所云河市柳林路12号,罚款5000元。",
        "环评编制单位联系人 张工 18644440002",
        "登记号222230350128813153",
        "总投资13844440000元",
    ],
)
def test_offices_businesses_and_public_codes_are_no_findings(text: str) -> None:
    assert open_hits(text) == {}


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("局领导班子", (("姓名", "职务", "联系电话"), ("王建国", "局长", "13844440000"))),
        (
            "养老机构名录",
            (("机构名称", "联系人", "联系电话", "地址"), ("柳林养老院", "王建国", "13844440000", "柳林村3组12号")),
        ),
        (
            "帮扶责任人情况表",
            (("村名", "帮扶单位", "帮扶责任人", "电话"), ("柳林村", "市民政局", "王建国", "13844440000")),
        ),
        ("行政处罚公示", (("当事人姓名", "处罚决定", "日期"), ("王建国", "罚款", "2026-05-06"))),
        (
            "事业单位公开招聘体检名单",
            (("姓名", "性别", "出生年月", "准考证号"), ("王建国", "男", "1990-03-07", "22010219")),
        ),
        ("儿童督导员名单", (("姓名", "乡镇", "电话"), ("王建国", "柳林镇", "13844440000"))),
        ("低保救助公示", (("姓名", "乡镇", "保障人口", "金额"), ("王建国", "柳林镇", "2", "800"))),
        ("村卫生室一览表", (("村医姓名", "卫生室", "电话"), ("王建国", "柳林村卫生室", "13844440000"))),
    ],
)
def test_tables_of_officials_businesses_and_plain_grants_are_no_findings(title: str, table: Rows) -> None:
    assert open_hits(title=title, table=table) == {}


def test_bank_numbers_near_their_label_or_of_a_card_in_a_welfare_list() -> None:
    assert luhn(CARD) and not luhn(CARD[:-1] + "7")
    assert open_hits(f"一卡通账号:{CARD}")["PRIV-02"] == 1
    assert open_hits("户名:王建国 开户行:云河市农商银行 账号:071022101100001234")["PRIV-02"] == 1
    assert open_hits(f"张三 {CARD}", title="临时救助发放名单") == {"PRIV-02": 1}
    assert open_hits(f"条形码 {CARD}", title="采购公告") == {}


def test_an_identity_number_that_ends_in_x_is_no_account_beside_one() -> None:
    table = (("姓名", "身份证号", "银行卡号"), ("张三", "11010519491231002X", CARD))
    text = "姓名\t身份证号\t银行卡号\n张三\t11010519491231002X\t" + CARD
    found = open_hits(text, title="临时救助发放名单", table=table)
    assert (found["PRIV-01"], found["PRIV-02"]) == (1, 1)


def test_a_list_of_persons_with_everything() -> None:
    table = (
        ("姓名", "家庭住址", "病种", "手机号", "惠农一卡通账号", "残疾证号"),
        ("王建国", "柳林村3组12号", "尿毒症", "13844440001", "071022101100", "22010219900307123541"),
        ("李秀英", "柳林村一组", "肺癌", "138 4444 0002", "071022101101", "22010219900307123542"),
    )
    assert open_hits(title="临时救助名单", table=table) == {
        "PRIV-02": 2, "PRIV-03": 2, "PRIV-04": 2, "PRIV-05": 2, "PRIV-09": 2,
    }  # fmt: skip


def test_a_form_of_labels_and_values_is_a_list_of_one() -> None:
    table = (("姓名", "王建国", "性别", "男"), ("家庭住址", "柳林村3组12号", "联系电话", "13844440001"))
    found = open_hits(title="医疗救助审批表", table=table)
    assert {"PRIV-03": 1, "PRIV-04": 1}.items() <= found.items()


def test_the_telephone_belongs_to_the_person_nearest_before_it() -> None:
    head = ("户主姓名", "村名", "帮扶干部", "联系电话")
    assert open_hits(title="结对帮扶", table=(head, ("王建国", "柳林村", "李明", "13844440001"))) == {}
    head = ("帮扶干部", "村名", "户主姓名", "联系电话")
    assert open_hits(title="结对帮扶", table=(head, ("李明", "柳林村", "王建国", "13844440001"))) == {"PRIV-03": 1}


def test_an_address_to_the_door_counts_even_beside_a_masked_name() -> None:
    table = (("姓名", "地址"), ("王*", "阳光小区3栋2单元501室"), ("李某某", "柳林村三组"))
    assert open_hits(title="公租房保障公示", table=table) == {"PRIV-04": 1}


def test_reasons_that_name_an_illness() -> None:
    table = (("姓名", "救助原因"), ("王建国", "因患尿毒症住院"), ("李秀英", "火灾"), ("张*", "肺癌"))
    assert open_hits(title="临时救助公示", table=table) == {"PRIV-05": 1}


def test_children_are_never_listed_by_name() -> None:
    table = (("姓名", "金额"), ("王小明", "1500"), ("李*", "1500"))
    assert open_hits(title="孤儿基本生活费发放名单", table=table) == {"PRIV-06": 1}
    assert masked_hits(title="孤儿基本生活费发放名单", table=table)["PRIV-06"] == 1
    pupils = (("姓名", "学校", "金额"), ("王小明", "柳林小学", "500"), ("李小红", "大河中学", "500"))
    assert open_hits(title="家庭经济困难学生资助名单", table=pupils) == {"PRIV-06": 2}
    assert open_hits(title="三好学生名单", table=pupils) == {}


def test_families_and_what_they_own() -> None:
    assert open_hits(title="计划生育特别扶助对象名单", table=(("姓名", "村"), ("王建国", "柳林村"))) == {"PRIV-07": 1}
    table = (("申请人", "家庭月收入", "车辆"), ("王建国", "1200", "无"), ("李秀英", "900", "三轮车"))
    assert open_hits(title="公租房申请公示", table=table) == {"PRIV-07": 2}


def test_combinations_that_tell_who_it_is() -> None:
    table = (("姓名", "性别", "出生日期"), ("王建国", "男", "1950-01-02"), ("李*", "女", "1951-01-02"))
    assert open_hits(title="高龄津贴发放名单", table=table) == {"PRIV-08": 1}
    masked = (("序号", "乡镇", "姓名"), ("1", "柳林镇", "王某某"), ("2", "大河镇", "李某"))
    assert masked_hits(title="困难老年人家庭适老化改造名单", table=masked) == {"PRIV-08": 2}
    assert open_hits("青年演员王建国,出生于1991年9月23日,籍贯云河市柳林区。") == {"PRIV-08": 1}
    assert open_hits("王建国,男,1971年9月出生,籍贯云河市,现任市民政局局长。") == {}


def test_certificates_in_text() -> None:
    assert open_hits("姓名:王建国 低保证号:22010200123") == {"PRIV-09": 1}
    assert open_hits("办理时请携带残疾证、低保证、医保卡。") == {}


def test_complainants() -> None:
    assert open_hits("举报人:王建国,反映柳林镇一处违建。") == {"PRIV-10": 1}
    assert open_hits("来信人:王某某 信访人:匿名 举报人:市民 举报人信息严格保密") == {}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("走进柳林村脱贫户王建国家,干净的小院映入眼帘。", 1),
        ("“日子越来越好了。”贫困户李秀英说,今年养了十头猪。", 1),
        ("低保户王建国(化名)说,救助款已经到账。", 0),
        ("贫困户王某说,今年养了十头猪。", 0),
        ("帮助贫困户应对困难,残疾人康复服务覆盖全市,脱贫户高兴地领到分红。", 0),
        ("慰问困难群众,走访贫困户家庭。", 0),
    ],
)
def test_named_persons_in_stories(text: str, count: int) -> None:
    assert open_hits(text).get("PRIV-13", 0) == count


def test_mobiles_in_running_text() -> None:
    assert open_hits("王建国13844440001已领取物资。") == {"PRIV-03": 1}
    assert open_hits("咨询电话:0431-88779005,13844440001") == {}


def test_a_masked_list_is_reported_as_masked_by_rows() -> None:
    document = Document(url="u", text="姓名\t电话\n王*\t138****5678、139****1234\n李*\t138****5678")
    hit = next(hit for hit in scan(document, b"salt") if hit.id == "PRIV-03")
    assert (hit.masked, hit.count) == (True, 2)


def test_the_same_value_twice_is_counted_once_and_hashes_depend_on_the_salt() -> None:
    good = identity()
    document = Document(url="u", text=f"姓名:王建国 身份证号:{good}\n王建国 {good}")
    (hit,), (other,), (again,) = scan(document, b"one"), scan(document, b"two"), scan(document, b"one")
    assert hit.count == 1 and hit.digest != other.digest and hit == again
    assert hit.snippet == f"身份证号: {good[:4]}**********{good[-4:]}"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"号{identity()}。", f"号2201**********{identity()[-4:]}。"),
        ("电话138-4444-0000,0431-88779005", "电话138-****-0000,0431-88779005"),
        ("电话１３８４４４４００００", "电话１３８****００００"),
        ("+86 13844440000", "+86 138****0000"),
        (f"卡号{CARD}", "卡号***************0018"),
        ("6228 4804 0256 4890 018", "**** **** **** **** 018"),
        ("残疾证22010219900307123541", "残疾证2201**************41"),
        ("低保证号220102001234", "低保证号********1234"),
        ("信用代码912201017484012345", "信用代码912201017484012345"),
        (
            "拨付资金13844440.50元,文号云民发〔2026〕3号,2026-05-06",
            "拨付资金13844440.50元,文号云民发〔2026〕3号,2026-05-06",
        ),
        ("12345 12369 88779005", "12345 12369 88779005"),
    ],
)
def test_masking(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.text(alphabet="0123456789Xx*×王,- \t\n电话账号", max_size=80))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


DIGITS = st.text("0123456789", min_size=3, max_size=3)
DAYS = st.dates().map(lambda day: f"19{day:%y%m%d}")
IDENTITIES = st.builds(lambda day, tail: identity(f"220102{day}{tail}"), DAYS, DIGITS)
MOBILES = st.integers(13_000_000_000, 19_999_999_999).map(str)
CARDS = (
    st.integers(10**15, 10**16 - 1)
    .map(lambda n: f"622{n}"[:18])
    .map(lambda n: next(n + d for d in "0123456789" if luhn(n + d)))
)
GLUE = st.sampled_from(["", " ", ",", "。", "号", "电话:", "X", "（", "G", "\n"])


@given(identity=IDENTITIES, mobile=MOBILES, card=CARDS, glue=GLUE, wide=st.booleans())
def test_no_raw_number_leaves(identity: str, mobile: str, card: str, glue: str, wide: bool) -> None:
    table = (("姓名", "身份证号", "手机", "银行卡号"), ("王建国", identity, mobile, card))
    rows = "\n".join("\t".join(row) for row in table)
    text = f"王建国的身份证{glue}{identity},手机{glue}{mobile}。银行卡{glue}{card}\n{rows}"
    document = Document(url="u", title="临时救助名单", text=text, tables=(table,))
    found = scan(document, b"salt")
    assert {"PRIV-01", "PRIV-02", "PRIV-03"} <= {hit.id for hit in found}
    shown = mask(text.translate({ord("0") + n: 0xFF10 + n for n in range(10)}) if wide else text)
    narrow = re.sub("[０-９]", lambda match: chr(ord(match.group()) - 0xFF10 + ord("0")), shown)
    for raw in (identity, mobile, card):
        assert raw not in narrow and raw not in repr(found)


@given(st.text(alphabet="0123456789Xx王李建国姓名:,电话账号\t\n", max_size=120))
def test_hits_of_any_text_hold_only_what_mask_would_leave(text: str) -> None:
    for hit in scan(Document(url="u", text=text), b"salt"):
        assert mask(hit.snippet) == hit.snippet
