"""Personal data: found, counted, never repeated. All numbers here are made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.model import Document
from audit.privacy import mask, scan, valid_id

ID = "220102199003071234"


def _id(prefix: str = "22010219900307123") -> str:
    return next(prefix + last for last in "0123456789X" if valid_id(prefix + last))


def ids(text: str = "", title: str = "", table: tuple[tuple[str, ...], ...] = ()) -> dict[str, int]:
    rows = "\n".join("\t".join(row) for row in table)
    document = Document(url="u", title=title, text=f"{text}\n{rows}", tables=(table,) if table else ())
    return {hit.id: hit.count for hit in scan(document, b"salt") if not hit.masked}


def test_identity_numbers_need_their_check_digit() -> None:
    good = _id()
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert ids(f"身份证号:{good}") == {"PRIV-01": 1}
    assert "PRIV-01" not in ids(f"编号:{bad}")


def test_credit_codes_and_office_lines_are_no_findings() -> None:
    assert ids("统一社会信用代码91220101MA0Y3CL92K 联系人:赵主任 联系电话:13844440000 传真0431-88779005") == {}


def test_bank_numbers_near_their_label() -> None:
    assert ids("一卡通账号:6228480402564890018")["PRIV-02"] == 1


def test_a_list_of_persons_with_mobiles_addresses_and_illness() -> None:
    table = (
        ("姓名", "家庭住址", "病种", "手机号"),
        ("王建国", "柳林村3组12号", "尿毒症", "13844440001"),
        ("李秀英", "柳林村1组5号", "肺癌", "13844440002"),
    )
    assert ids(title="临时救助名单", table=table) == {"PRIV-03": 2, "PRIV-04": 2, "PRIV-05": 2}


def test_children_are_never_listed_by_name() -> None:
    assert ids(title="孤儿基本生活费发放名单", table=(("姓名", "金额"), ("王小明", "1500"), ("李*", "1500"))) == {
        "PRIV-06": 1
    }


def test_a_masked_list_is_reported_as_masked() -> None:
    document = Document(url="u", text="姓名\t电话\n王*\t138****5678\n李*\t139****1234")
    (hit,) = scan(document, b"salt")
    assert (hit.id, hit.masked, hit.count) == ("PRIV-03", True, 2)


def test_hits_never_hold_the_value_and_depend_on_the_salt() -> None:
    good = _id()
    document = Document(url="u", text=f"姓名:王建国 身份证号:{good}")
    (hit,), (other,) = scan(document, b"one"), scan(document, b"two")
    assert good not in repr(hit) and hit.digest != other.digest and "王**" in hit.snippet


@given(st.text(alphabet="0123456789Xx*王,\t \n电话", max_size=80))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.integers(10**16, 10**17 - 1), st.integers(13000000000, 19999999999))
def test_no_raw_number_survives_masking(number: int, mobile: int) -> None:
    identity = _id("22010219900307" + str(number)[:3])
    assert identity not in mask(f"号{identity}。") and str(mobile) not in mask(f"话{mobile},")
