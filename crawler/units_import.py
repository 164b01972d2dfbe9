"""A registry out of a spreadsheet as offices keep it: headers and values in Chinese or English → a contract units.csv."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from crawler.units import COLUMNS, DUTY_KEYS, KINDS, UnitsError, parse_units

HEADERS: Mapping[str, tuple[str, ...]] = {
    "unit_id": ("unit_id", "id", "code", "单位编码", "单位编号", "单位代码", "编码", "编号", "代码"),
    "name": ("name", "unit", "单位名称", "责任单位", "部门名称", "机构名称", "单位", "部门", "名称"),
    "kind": ("kind", "type", "单位类型", "单位类别", "类型", "类别", "单位性质"),
    "duty": ("duty", "duties", "职责", "公开职责", "职责领域", "公开领域", "领域"),
    "sites": (
        "sites",
        "site",
        "url",
        "website",
        "网址",
        "网站",
        "网站地址",
        "网站网址",
        "门户网址",
        "公开网址",
        "站点",
    ),
    "parent": ("parent", "上级", "上级单位", "主管单位", "主管部门"),
    "email": ("email", "e-mail", "mail", "邮箱", "电子邮箱", "联系邮箱", "电子邮件"),
    "notes": ("notes", "note", "remark", "备注", "说明"),
}
KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "department": ("部门", "政府部门", "市直部门", "市直单位", "组成部门", "工作部门", "直属机构", "机关", "行政机关"),
    "district": ("区县", "县区", "区", "县", "县市区", "县（市）区", "县(市)区", "县级市", "城区"),
    "zone": ("开发区", "功能区", "管委会", "新区", "高新区", "园区"),
    "institution": ("事业单位", "公共企事业单位", "公共企业", "直属事业单位", "企事业单位", "群团组织", "群团"),
}
DUTY_WORDS: Mapping[str, tuple[str, ...]] = {
    "development_reform": ("发展和改革", "发展改革", "发改"),
    "civil_affairs": ("民政",),
    "education": ("教育",),
    "health": ("卫生健康", "卫生和计划生育", "卫健", "卫计", "卫生局", "基本医疗卫生"),
    "market_supervision": ("市场监督管理", "食品药品监督管理", "市场监管", "市监", "食药监"),
    "ecology": ("生态环境", "环境保护", "环保"),
    "emergency": ("应急管理", "安全生产监督管理", "安监", "应急局"),
    "culture": ("文化广播", "文化广电", "文化和旅游", "文广旅", "文旅", "文广新", "公共文化"),
    "sports": ("体育",),
    "finance": ("财政",),
    "human_resources": ("人力资源和社会保障", "人力资源社会保障", "人社"),
    "housing": ("住房保障", "房地产管理", "房地局", "房管"),
    "disabled_persons": ("残疾人联合会", "残联"),
    "ageing": ("老龄",),
    "water": ("水务", "水利"),
    "construction": ("城乡建设", "住房和城乡建设", "住建", "建委"),
    "urban_management": ("城市管理", "市容环境卫生", "城管", "市容环卫"),
    "natural_resources": ("规划和自然资源", "自然资源", "国土资源", "国土", "规自"),
    "forestry": ("林业", "园林", "林园"),
    "animal_husbandry": ("畜牧",),
    "safety_committee": ("安全生产委员会", "安委会"),
    "lottery": ("彩票", "福彩", "体彩"),
    "medical_insurance": ("医疗保障", "医保"),
    "disclosure_office": ("政务公开", "政务服务和数字化", "政务服务", "政数局", "数据局"),
    "agriculture": ("农业农村", "乡村振兴", "扶贫"),
    "district": ("区县政府", "人民政府"),
    "zone": ("开发区", "管理委员会", "管委会"),
}
_SPLIT = re.compile(r"[\s,，;；、]+")
_HEADER_ROWS = 10


def import_units(path: Path, own_duties: Collection[str] = ()) -> tuple[str, list[str]]:
    """Read a spreadsheet (.xlsx, .xlsm or .csv) and return the text of a units.csv and remarks for the person.

    `own_duties` are keys that a city adds to the program's.

    Every duty, kind or id that was not in the sheet but derived is a remark, to be checked. Raises UnitsError naming
    row and column of whatever could not be understood.
    """
    rows = _sheet(path)
    at, columns = _header(rows, path)
    records = [
        (number, {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()})
        for number, row in enumerate(rows[at + 1 :], start=at + 2)
        if any(cell.strip() for cell in row)
    ]
    duties = {*DUTY_KEYS, *own_duties}
    remarks: list[str] = []
    faults: list[str] = []
    ids = {row["name"]: row.get("unit_id") or f"D{number:03d}" for number, (_, row) in enumerate(records, start=1)}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for number, row in records:
        writer.writerow(_contract(row, ids, f"{path.name}: row {number}", duties, remarks, faults))
    if faults:
        raise UnitsError("\n".join(faults))
    parse_units(out.getvalue(), f"{path.name} (as units.csv)", duties)
    return out.getvalue(), remarks


def _sheet(path: Path) -> list[list[str]]:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UnitsError(f"{path}: cannot be read ({error.strerror})") from error
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return _workbook(path, body)
    if path.suffix.lower() != ".csv":
        raise UnitsError(f"{path}: is neither .xlsx nor .csv; save the sheet as one of them")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [list(row) for row in csv.reader(io.StringIO(body.decode(encoding), newline=""))]
        except UnicodeDecodeError:
            continue
    raise UnitsError(f"{path}: is neither UTF-8 nor GB18030; save it as CSV UTF-8")


def _workbook(path: Path, body: bytes) -> list[list[str]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise UnitsError(f"{path}: is no workbook that can be read ({error}); save it as .xlsx again") from error
    sheet = book.worksheets[0]
    rows = [["" if value is None else _cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    book.close()
    return rows


def _cell(value: object) -> str:
    """A code typed as a number comes back without a decimal point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _header(rows: Sequence[Sequence[str]], path: Path) -> tuple[int, dict[str, int]]:
    """The header row (titles may stand above it) and where each known column is."""
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        words = [re.sub(r"[\s*＊]", "", cell).lower() for cell in row]
        columns = {
            name: next(words.index(word) for word in known if word in words)
            for name, known in HEADERS.items()
            if any(word in words for word in known)
        }
        if "name" in columns and "sites" in columns:
            return at, columns
    raise UnitsError(f"{path}: no header row with {HEADERS['name'][2]} and {HEADERS['sites'][4]} in the first {_HEADER_ROWS} rows; known headers: {'、'.join(known[-1] for known in HEADERS.values())}")  # fmt: skip


def _contract(
    row: Mapping[str, str],
    ids: Mapping[str, str],
    where: str,
    duties: Collection[str],
    remarks: list[str],
    faults: list[str],
) -> dict[str, str]:
    name = row["name"]
    if not row.get("unit_id"):
        remarks.append(f"{where}: no code, so the id is {ids[name]}")
    kind = _kind(row.get("kind", ""), name)
    if kind is None:
        faults.append(f"{where}: kind {row.get('kind', '')!r} is not understood; use one of {', '.join(KINDS)}")
    elif not row.get("kind"):
        remarks.append(f"{where}: no kind, taken as {kind} by the name {name}")
    duty = _duty(row.get("duty", ""), name, duties)
    if not duty:
        faults.append(f"{where}: duty {row.get('duty', '')!r} is not understood; use {', '.join(sorted(duties))}")
    elif not row.get("duty"):
        remarks.append(f"{where}: no duty, taken as {duty} by the name {name}")
    parent = row.get("parent", "")
    return {
        "unit_id": ids[name],
        "name": name,
        "kind": kind or "",
        "duty": duty,
        "sites": " ".join(_url(part) for part in _SPLIT.split(row["sites"]) if part),
        "parent": ids.get(parent, parent),
        "email": " ".join(part for part in _SPLIT.split(row.get("email", "")) if part),
        "notes": " ".join(row.get("notes", "").split()),
    }


def _kind(value: str, name: str) -> str | None:
    if value.lower() in KINDS:
        return value.lower()
    if value:
        return next((kind for kind, words in KIND_WORDS.items() if value in words), None)
    if re.search(r"开发区|管委会|管理委员会|新区|示范区|度假区|高新区", name):
        return "zone"
    return "district" if re.search(r"(区|县|市)(人民政府)?$", name) else "department"


def _duty(value: str, name: str, duties: Collection[str]) -> str:
    """Duty keys joined by +; out of keys or Chinese words, or out of the unit's name when nothing is said."""
    if not value:
        kind = _kind("", name)
        if kind in ("district", "zone"):
            return kind
        return next((key for key, words in DUTY_WORDS.items() if any(word in name for word in words)), "")
    found: list[str] = []
    for part in [part for part in re.split(r"[\s+,，;；、/]+", value) if part]:
        keys = [part] if part in duties else [key for key, words in DUTY_WORDS.items() if any(word in part for word in words)]  # fmt: skip
        if not keys:
            return ""
        found += keys[:1]
    return "+".join(dict.fromkeys(found))


def _url(text: str) -> str:
    return text if re.match(r"(?i)https?://", text) or text == "unknown" else f"http://{text}"
