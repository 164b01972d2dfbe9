"""Templates, wording and fonts that a city replaces, and what is said when one of them cannot be used."""

from __future__ import annotations

import shutil
import struct
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from letter_cases import DAY, DEADLINE, SETTINGS, problem, unit
from pylopdf_fonts_zh_cn import sans_path

from gongkai.settings import SettingsError, load_settings, options
from output.package.letters.files import write_checkup, write_notice
from output.package.letters.fonts import GAP, choose_fonts, covered
from output.package.letters.settings import LetterError, LetterSettings, read_letters
from output.package.letters.texts import OURS


def own(folder: Path) -> LetterSettings:
    return SETTINGS.model_copy(update={"templates": folder})


def text_of(pdf: Path) -> str:
    with pdfplumber.open(pdf) as document:
        return "".join("".join((page.extract_text() or "").split()) for page in document.pages)


def test_a_file_takes_the_place_of_ours_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "checkup.typ").write_text(
        '#let data = json(bytes(sys.inputs.data))\n#set document(title: "x")\n#set text(lang: "zh", font: data.fonts.body)\n'
        "本市样式：#data.unit",
        encoding="utf-8",
    )
    assert text_of(write_checkup(unit(1), own(tmp_path), DAY, tmp_path)[0]) == "本市样式：云河市民政局"
    assert "关于做好" in text_of(write_notice(unit(1), own(tmp_path), DAY, DEADLINE, tmp_path)[1])


def test_a_template_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "checkup.typ"
    start = '#let data = json(bytes(sys.inputs.data))\n#set document(title: "x")\n#set text(lang: "zh", font: data.fonts.body)\n'
    for words in ("第一稿", "第二稿改了"):
        path.write_text(start + words, encoding="utf-8")
        assert text_of(write_checkup(unit(1), own(tmp_path), DAY, tmp_path)[0]) == words


def test_a_broken_template_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "letter.typ").write_text("#let x = 1\n\n#let y = (\n", encoding="utf-8")
    with pytest.raises(LetterError) as caught:
        write_notice(unit(1), own(tmp_path), DAY, DEADLINE, tmp_path)
    assert caught.value.message == f"{tmp_path / 'letter.typ'}:3:9: unclosed delimiter"
    assert caught.value.exit_code == 2


def test_a_template_sees_no_file_outside(tmp_path: Path) -> None:
    (tmp_path / "checkup.typ").write_text('#read("/etc/hostname")', encoding="utf-8")
    with pytest.raises(LetterError, match=r"checkup\.typ:1:\d+: "):
        write_checkup(unit(1), own(tmp_path), DAY, tmp_path)


def test_wording_is_replaced_entry_by_entry(tmp_path: Path) -> None:
    (tmp_path / "wording.toml").write_text('[notice]\nending = "请{unit}予以配合，{problems}项。"\n', encoding="utf-8")
    text = text_of(write_notice(unit(2), own(tmp_path), DAY, DEADLINE, tmp_path)[1])
    assert "请云河市民政局予以配合，2项。" in text and "第四十六条" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("[notice]\n\nendin = 'x'", r"wording\.toml:3: endin: unknown; known are: title"),
        ("[notice]\nending = 'x {money}'", r"wording\.toml:2: ending: \{money\} is not known here"),
        ("[notice]\nending = ['x']", r"wording\.toml:2: ending: must be a text"),
        ("[notice]\ndemand = 'x'", r"wording\.toml:2: demand: must be a list"),
        ("[notice]\nending = 3", r"wording\.toml:2: ending: must be a text or a list"),
        ("[letter]\nending = 'x'", r"wording\.toml:1: \[letter\]: unknown; known are: notice"),
        ("ending = 'x'", r"wording\.toml:1: ending: put it under"),
        ("[notice\n", r"wording\.toml: .*line 1"),
    ],
)
def test_wording_that_cannot_be_used_is_named_with_its_line(words: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "wording.toml").write_text(words, encoding="utf-8")
    with pytest.raises(LetterError, match=said):
        write_notice(unit(1), own(tmp_path), DAY, DEADLINE, tmp_path)


def test_braces_in_a_name_are_not_filled_in(tmp_path: Path) -> None:
    text = text_of(write_notice(unit(1, name="某局{deadline}"), SETTINGS, DAY, DEADLINE, tmp_path)[1])
    assert "某局{deadline}：" in text


def test_a_character_that_no_font_has_is_named_and_marked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rare = problem(severity="A", reason="在栏目未见\U00032000信息\U0001f600。")
    pdf = write_notice(replace(unit(0), problems=(rare,)), SETTINGS, DAY, DEADLINE, tmp_path)[1]
    assert f"未见信息{GAP}" in text_of(pdf) or f"未见{GAP}信息{GAP}" in text_of(pdf)
    assert any("U+1F600" in record.getMessage() for record in caplog.records)


def test_nothing_is_warned_of_where_every_character_is_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_notice(unit(3), SETTINGS, DAY, DEADLINE, tmp_path)
    write_checkup(unit(3), SETTINGS, DAY, tmp_path)
    assert not caplog.records


def test_official_fonts_are_used_where_their_directory_is_named(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "simfang.otf").write_bytes(renamed(sans_path().read_bytes(), "FangSong"))
    settings = SETTINGS.model_copy(update={"fonts": fonts})
    chosen = choose_fonts(fonts)
    assert chosen.families["body"][0] == "FangSong" and chosen.official == {"body"}
    with pdfplumber.open(write_notice(unit(1), settings, DAY, DEADLINE, tmp_path)[1]) as document:
        assert len({one["fontname"].split("+")[-1] for page in document.pages for one in page.chars}) >= 2


def test_a_directory_without_fonts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="holds no font file"):
        choose_fonts(tmp_path)


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(b"\0\1\0\0\0\7junk")
    with pytest.raises(LetterError, match=r"broken\.ttf: not a font"):
        covered(path)


def test_coverage_is_what_the_font_maps() -> None:
    found = covered(sans_path())
    assert {ord(one) for one in "中〔〕—〓、＿ABC123"} <= found
    assert 0x1F600 not in found


def test_settings_take_paths_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    path = tmp_path / "gongkai.toml"
    path.write_text('[letters]\nissuer = "某办"\ntemplates = "mine"\ncopies_to = "市政府办"\n', encoding="utf-8")
    read = read_letters(path)
    assert read.templates == tmp_path / "mine" and read.copies_to == ("市政府办",)
    path.write_text('[letters]\nfonts = "absent"\n', encoding="utf-8")
    with pytest.raises(LetterError, match="absent is no directory"):
        read_letters(path)
    assert read_letters(None) == LetterSettings()


def test_our_templates_can_be_copied_and_used_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(OURS, folder)
    same = [write_notice(unit(2), one, DAY, DEADLINE, tmp_path)[1].read_bytes() for one in (SETTINGS, own(folder))]
    assert same[0] == same[1]


def renamed(font: bytes, family: str) -> bytes:
    """The same font under a (shorter) family name."""
    made = bytearray(font)
    (tables,) = struct.unpack_from(">H", made, 4)
    for number in range(tables):
        tag, _, table, _ = struct.unpack_from(">4sIII", made, 12 + 16 * number)
        if tag == b"name":
            count, strings = struct.unpack_from(">HH", made, table + 2)
            for at in range(table + 6, table + 6 + 12 * count, 12):
                platform, _, _, kind, length, offset = struct.unpack_from(">6H", made, at)
                name = family.encode("utf-16-be" if platform in (0, 3) else "ascii")
                if kind in (1, 16) and len(name) <= length:
                    made[table + strings + offset : table + strings + offset + len(name)] = name
                    struct.pack_into(">H", made, at + 8, len(name))
    return bytes(made)


def test_the_settings_file_hands_its_letters_to_the_command(tmp_path: Path) -> None:
    path = tmp_path / "gongkai.toml"
    path.write_text('[letters]\nissuer = "某办"\n', encoding="utf-8")
    assert options(load_settings(path), path)["--letters"] == path
    path.write_text("[letters]\ndeadline_days = 0\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"gongkai\.toml:2: letters\.deadline_days"):
        load_settings(path)
