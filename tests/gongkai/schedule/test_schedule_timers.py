"""systemd units and cron lines: what they say, that odd paths survive them, and that installing is idempotent."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli import main
from gongkai.schedule import ledger
from gongkai.schedule.settings import ScheduleError, ScheduleSettings
from gongkai.schedule.timers import cron_text, service_text, systemd_quoted, timer_of, timer_text

ODD = '云河 city/100%$HOME "it\'s"; rm\\x'
FAKE = """\
#!/bin/sh
echo "$0" "$@" >>"{log}"
case "$(basename "$0") $*" in
"crontab -l") [ -f "{tab}" ] && cat "{tab}" || {{ echo "no crontab for you" >&2; exit 1; }} ;;
"crontab -") cat >"{tab}" ;;
esac
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A city's directory, and a machine whose systemctl and crontab are small programs of the test."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("systemctl", "crontab"):
        (programs / name).write_text(FAKE.format(log=tmp_path / "log", tab=tmp_path / "tab"))
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    city = tmp_path / "云河 100%"
    city.mkdir()
    (city / "gongkai.toml").write_text(
        'units = "units.csv"\ndata = "my data"\n[schedule]\nweekday = "thu"\ntime = "23:30"\n'
    )
    monkeypatch.chdir(city)
    return tmp_path


def schedule(*words: str) -> Result:
    return CliRunner().invoke(main, ["schedule", *words])


def called(home: Path) -> list[str]:
    log = home / "log"
    return [line.split("/bin/")[1] for line in log.read_text().splitlines()] if log.exists() else []


def test_a_service_says_what_to_run_with_every_odd_sign_kept() -> None:
    text = service_text(Path("/x/100% own/gongkai.toml"), Path(f"/x/{ODD}"))
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)
    assert unit["Service"]["Type"] == "oneshot"
    assert unit["Service"]["EnvironmentFile"] == "-/x/100%% own/gongkai.env"
    starred = service_text(Path("/x/[2026]*/云 河/gongkai.toml"), Path("/d"))
    assert "EnvironmentFile=-/x/\\[2026]\\*/云 河/gongkai.env\n" in starred
    words = read_back(unit["Service"]["ExecStart"])
    assert words[1:] == [
        "-m",
        "gongkai",
        "--settings",
        "/x/100% own/gongkai.toml",
        "schedule",
        "due",
        "--data",
        f"/x/{ODD}",
    ]


def read_back(line: str) -> list[str]:
    """A command line as systemd takes it apart: words, quotes, escapes, then %% and $$."""
    words, word, quoted, signs = list[str](), "", False, iter(line)
    for sign in signs:
        if sign == '"':
            quoted = not quoted
        elif sign == "\\":
            word += next(signs)
        elif sign == " " and not quoted:
            words, word = [*words, word], ""
        else:
            word += sign
    return [one.replace("%%", "%").replace("$$", "$") for one in [*words, word]]


def test_a_timer_names_the_week_in_the_schedules_own_zone() -> None:
    text = timer_text("gongkai-weekly", ScheduleSettings(weekday="thu", time="23:30", random_delay=60))
    assert "OnCalendar=Thu *-*-* 23:30:00 Asia/Shanghai\n" in text
    assert "Persistent=true\n" in text and "RandomizedDelaySec=60\n" in text
    assert "Unit=gongkai-weekly.service\n" in text and "WantedBy=timers.target\n" in text


def test_systemd_itself_finds_no_fault(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd on this machine")
    (tmp_path / "gongkai-weekly.service").write_text(service_text(Path("/x/100% own/gongkai.toml"), Path(f"/x/{ODD}")))
    (tmp_path / "gongkai-weekly.timer").write_text(timer_text("gongkai-weekly", ScheduleSettings()))
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run([program, "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_systemd_finds_a_program_whose_path_has_odd_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd on this machine")
    python = tmp_path / "云 河 100%" / "$x" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/bin/sh")
    monkeypatch.setattr("sys.executable", str(python))
    service = tmp_path / "gongkai-weekly.service"
    service.write_text(service_text(tmp_path / "gongkai.toml", tmp_path / "data"))
    done = subprocess.run([program, "verify", "--man=no", service], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", ["/x/50\\%", "/x/a\\\\b", "/x/" + "云" * 120])
def test_paths_that_not_every_cron_reads_back_are_refused(path: str) -> None:
    with pytest.raises(ScheduleError, match="crontab: "):
        cron_text("weekly", Path(path) / "gongkai.toml", Path(path))


def test_a_shell_reads_a_cron_line_back(tmp_path: Path) -> None:
    """Cron turns \\% into % and hands the rest to sh; here sh runs it with a program that shows its words."""
    data = tmp_path / ODD.replace("/", "_")
    data.mkdir()
    settings = tmp_path / "100% own" / "gongkai.toml"
    settings.parent.mkdir()
    (settings.parent / "gongkai.env").write_text("GONGKAI_MAIL_PASSWORD='a b'\n")
    lines = [line for line in cron_text("weekly", settings, data).splitlines() if not line.startswith("#")]
    (line,) = lines
    assert line.startswith("*/15 * * * * ")
    shell = line.split(" ", 5)[5]
    assert "%" not in shell.replace(r"\%", "")
    shown = tmp_path / "nice"
    shown.write_text('#!/bin/sh\nshift\nprintf "%s\\n" "$GONGKAI_MAIL_PASSWORD" "$@"\n')
    shown.chmod(0o755)
    env = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["/bin/sh", "-c", shell.replace(r"\%", "%")], env=env, check=True)
    assert (data / "schedule.log").read_text().splitlines() == [
        "a b", "-m", "gongkai", "--settings", str(settings), "schedule", "due", "--data", str(data),
    ]  # fmt: skip


def test_installing_twice_is_as_once(home: Path) -> None:
    for _ in range(2):
        told = schedule("install")
        assert told.exit_code == 0, told.output
    folder = home / "config" / "systemd" / "user"
    assert sorted(path.name for path in folder.iterdir()) == ["gongkai-weekly.service", "gongkai-weekly.timer"]
    assert "OnCalendar=Thu *-*-* 23:30:00" in (folder / "gongkai-weekly.timer").read_text()
    assert "100%%/my data" in (folder / "gongkai-weekly.service").read_text()
    once = ["systemctl --user daemon-reload", "systemctl --user enable --now gongkai-weekly.timer"]
    assert called(home) == once * 2
    assert [event.kind for event in ledger.events(Path("my data"))] == [ledger.Kind.INSTALLED]
    for said in ("timer and service are taken away", "there is no such timer"):
        assert said in schedule("uninstall").stderr
    assert list(folder.iterdir()) == []


def test_cron_lines_leave_the_rest_of_the_crontab_alone(home: Path) -> None:
    (home / "tab").write_text("# mine\n0 1 * * * backup")
    for _ in range(2):
        assert schedule("install", "--cron").exit_code == 0
        assert schedule("install", "--cron", "--name", "other").exit_code == 0
    tab = (home / "tab").read_text()
    assert tab.startswith("# mine\n0 1 * * * backup\n# gongkai-weekly begin") and tab.count("*/15 ") == 2
    assert schedule("uninstall", "--cron").exit_code == 0
    assert (home / "tab").read_text().count("*/15 ") == 1
    assert schedule("uninstall", "--cron", "--name", "other").exit_code == 0
    assert "there are no such lines" in schedule("uninstall", "--cron").stderr
    assert (home / "tab").read_text() == "# mine\n0 1 * * * backup\n"


def test_printing_needs_no_root_and_writes_nothing(home: Path) -> None:
    told = schedule("install", "--system", "--print")
    assert told.exit_code == 0 and "# /etc/systemd/system/gongkai-weekly.timer\n[Unit]" in told.stdout
    assert "*/15 * * * *" in schedule("install", "--cron", "--print").stdout
    assert called(home) == [] and not (home / "config").exists() and not Path("my data").exists()


def test_a_machine_without_systemd_is_told_what_to_do(home: Path) -> None:
    (home / "bin" / "systemctl").write_text("#!/bin/sh\necho 'Failed to connect to bus' >&2\nexit 1\n")
    told = schedule("install")
    assert told.exit_code == 2
    assert "systemd did not follow (Failed to connect to bus); run: systemctl --user daemon-reload" in told.stderr


def test_a_timer_needs_settings_that_name_the_registry(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    told = schedule("install", "--data", str(home / "data"))
    assert told.exit_code == 2 and "a timer needs a settings file" in told.stderr
    (home / "gongkai.toml").write_text('data = "d"\n')
    assert "name the registry: units" in schedule("install").stderr
    (home / "gongkai.toml").write_text('units = "u.csv"\n')
    assert "name the data directory: data" in schedule("install").stderr


def test_printing_works_before_there_are_settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    for words in (["--print"], ["--print", "--cron"]):
        told = schedule("install", *words)
        assert told.exit_code == 0 and "there is no gongkai.toml here" in told.stderr
        assert f"{home}/gongkai.toml" in told.stdout and f"--data {home}/data" in told.stdout
    assert called(home) == [] and not (home / "config").exists() and not (home / "data").exists()


@pytest.mark.parametrize(("name", "path"), [("a b", "/x"), ("../x", "/x"), ("ok", "/x\ny")])
def test_names_and_paths_that_cannot_be_written_are_refused(name: str, path: str) -> None:
    with pytest.raises(ScheduleError):
        timer_of("systemd", name, False, Path("/gongkai.toml"), Path(path), ScheduleSettings())


def test_words_are_quoted_only_where_needed() -> None:
    assert systemd_quoted("/usr/bin/python") == "/usr/bin/python"
    assert systemd_quoted("a b%$") == '"a b%%$$"'
