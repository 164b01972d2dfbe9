"""gongkai.toml: where it is found, what it may say, and that options win over it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from gongkai.cli import COMMANDS, main
from gongkai.settings import Settings, SettingsError, line_of, load_settings, options

ROOT = Path(__file__).parents[2]
OVERLAY = """\
prefix: PA
change:
  PA-04: {severity: B, name: 钱从哪里来}
"""
DUTIES = """\
duties:
  lottery_office: {id: U90, name: 彩票中心, leads: [{points: [PA-04]}]}
"""
UNITS = "unit_id,name,kind,duty,sites,parent,email,notes\ncp,云河市彩票中心,department,lottery_office,http://cp.example/,,,\n"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A city's directory with an overlay, a registry and its settings; the working directory is elsewhere."""
    home, elsewhere = tmp_path / "city", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (home / "own" / "book").mkdir(parents=True)
    (home / "own" / "book" / "poverty.yml").write_text(OVERLAY, encoding="utf-8")
    (home / "own" / "duties.yml").write_text(DUTIES, encoding="utf-8")
    (home / "units.csv").write_text(UNITS, encoding="utf-8")
    (home / "gongkai.toml").write_text('rules_overlay = "own"\nunits = "units.csv"\n', encoding="utf-8")
    monkeypatch.chdir(elsewhere)
    monkeypatch.delenv("GONGKAI_SETTINGS", raising=False)
    return home


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def name() -> str:
    return run("rules", "show", "PA-04").stdout.split()[1]


def test_without_settings_the_base_stands(city: Path) -> None:
    assert name() == "资金来源"


def test_settings_are_found_by_option_environment_and_place(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = run("--settings", str(city / "gongkai.toml"), "rules", "show", "PA-04")
    assert given.stdout.startswith("PA-04 钱从哪里来")
    monkeypatch.setenv("GONGKAI_SETTINGS", str(city / "gongkai.toml"))
    assert name() == "钱从哪里来"
    monkeypatch.delenv("GONGKAI_SETTINGS")
    monkeypatch.chdir(city)
    assert name() == "钱从哪里来"


def test_an_option_wins_over_the_settings(city: Path, tmp_path: Path) -> None:
    (tmp_path / "other" / "book").mkdir(parents=True)
    settings = str(city / "gongkai.toml")
    told = run("--settings", settings, "rules", "show", "PA-04", "--overlay", str(tmp_path / "other"))
    assert told.stdout.startswith("PA-04 资金来源")


def test_a_duty_of_an_overlay_is_accepted_where_the_overlay_is(city: Path) -> None:
    units, settings = str(city / "units.csv"), str(city / "gongkai.toml")
    refused = run("units", "check", units)
    assert refused.exit_code == 2 and "'lottery_office' is no duty" in refused.stderr
    assert run("--settings", settings, "units", "check", units).exit_code == 0
    assert run("units", "check", units, "--overlay", str(city / "own")).exit_code == 0


def defaults(command: str, settings: Path) -> dict[str, object]:
    """What a command would take from the settings."""
    with main.make_context("gongkai", ["--settings", str(settings), command, "--help"]) as ctx:
        main.get_command(ctx, command)
        return dict((ctx.default_map or {}).get(command, {}))


def test_each_command_gets_what_it_has_options_for(city: Path) -> None:
    file = city / "gongkai.toml"
    file.write_text(
        'rules_overlay = ["own"]\nunits = "units.csv"\ndata = "data"\ndelay = 2\nmax_pages = 50\n'
        'contact = "office@example.gov.cn"\n[score]\nseverity_a = 5\n',
        encoding="utf-8",
    )
    visit = {"data": city / "data", "delay": 2, "max_pages": 50, "contact": "office@example.gov.cn"}
    assert defaults("run", file) == visit | {
        "units": city / "units.csv", "overlays": [city / "own"], "score_file": file,
    }  # fmt: skip
    assert defaults("crawl", file) == visit | {"registry": city / "units.csv", "own_duties": ["lottery_office"]}
    assert defaults("export", file) == {"data": city / "data", "score_file": file}
    assert defaults("judge", file) == {"overlays": [city / "own"]}
    assert defaults("extract", file) == {}
    assert defaults("demo", file) == {}


def test_every_command_that_judges_takes_overlays() -> None:
    taking = {"run", "audit", "judge", "selfcheck"}
    ctx = click.Context(main)
    group = main.get_command(ctx, "rules")
    assert isinstance(group, click.Group)
    commands = [main.get_command(ctx, one) for one in taking] + [
        group.get_command(click.Context(group), one) for one in COMMANDS["rules"]
    ]
    for command in commands:
        assert command is not None
        assert any("--overlay" in option.opts for option in command.params), command.name


WRONG: dict[str, tuple[str, str]] = {
    "unknown key": ('data = "d"\nrule_overlay = "own"\n', ":2: rule_overlay: unknown key; allowed: rules_overlay, units"),
    "unknown weight": ("delay = 1\n[score]\nmet = 1\nmeet = 1\n", ":4: score.meet: unknown key; allowed: severity_a"),
    "weight out of range": ("[score]\nmet = 3\n", ":2: score.met: input should be less than or equal to 1"),
    "delay": ("\ndelay = -1\n", ":2: delay: input should be greater than or equal to 0, given '-1'"),
    "pages": ('max_pages = "many"\n', ":1: max_pages: input should be a valid integer"),
    "no overlay": ('rules_overlay = ["own", "gone"]\n', "gone is no directory"),
    "no TOML": ("data = \n", "not valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_by_file_line_and_key(city: Path, case: str) -> None:
    text, what = WRONG[case]
    (city / "gongkai.toml").write_text(text, encoding="utf-8")
    told = run("--settings", str(city / "gongkai.toml"), "rules", "show", "PA-04")
    assert told.exit_code == 2
    assert what in told.stderr
    assert str(city / "gongkai.toml") in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_another_encoding_is_refused(city: Path) -> None:
    (city / "gongkai.toml").write_bytes('contact = "云河"\n'.encode("gb18030"))
    with pytest.raises(SettingsError, match="save the file as UTF-8"):
        load_settings(city / "gongkai.toml")


def test_settings_that_are_not_there_are_refused(city: Path) -> None:
    assert run("--settings", "gone.toml", "rules", "show", "PA-04").exit_code == 2


def test_what_is_left_out_sets_nothing() -> None:
    assert options(Settings(), Path("gongkai.toml")) == {}


def test_a_line_is_that_of_the_key_or_of_its_table() -> None:
    text = 'data = "a"\n[score]\nmet = 1\n[other]\nmet = 2\n'
    assert line_of(text, ("score", "met")) == 3
    assert line_of(text, ("other", "met")) == 5
    assert line_of(text, ("score", "late")) == 2
    assert line_of(text, ("units",)) == 1


def test_the_example_in_the_docs_names_every_key_and_can_be_used(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    block = re.search(r"```toml\n(.*?)```", text, re.S)
    assert block
    file = tmp_path / "gongkai.toml"
    file.write_text(block[1], encoding="utf-8")
    (tmp_path / "rules" / "book").mkdir(parents=True)
    settings = load_settings(file)
    assert settings.model_fields_set == set(Settings.model_fields)
