"""The one command without a network: failures are written down and told, and nobody needs a mail server to read them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from post_office import PostOffice
from run_files import finding, write_run

from crawler import capture
from crawler.hours import CHINA
from gongkai.cli import main
from gongkai.schedule import figures as figures_of
from gongkai.schedule import job as job_of
from gongkai.schedule import ledger, wording
from gongkai.schedule.figures import Due, Figures, Less
from gongkai.schedule.job import Job, due
from gongkai.schedule.ledger import FAILED, LOW, PUBLISHED, RESTING, Event, Kind, Week
from gongkai.schedule.loop import Watch, keep
from gongkai.schedule.settings import ScheduleSettings
from gongkai.weekly import unfinished
from output.alone import Busy, alone, held
from output.doctor import HEALTH_WORDS
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from output.mail import outbox
from output.mail.settings import MailSettings
from output.store import build, connect

SLOT = datetime.fromisoformat("2026-11-23T02:00:00+08:00")


@dataclass
class Desk:
    """A job whose clock the test moves, and what it said."""

    home: Path
    moment: datetime = SLOT + timedelta(minutes=1)
    said: list[str] = field(default_factory=list)

    def job(self, **more: object) -> Job:
        made = Job(
            units=self.home / "units.csv", data=self.home / "data", schedule=ScheduleSettings(), now=lambda: self.moment,
            say=self.said.append, delay=0, max_pages=10,
        )  # fmt: skip
        return replace(made, **more)  # type: ignore[arg-type]

    def watch(self, mailing: bool = False) -> Watch:
        return Watch(
            data=self.home / "data",
            schedule=ScheduleSettings(),
            now=lambda: self.moment,
            say=self.said.append,
            mailing=mailing,
        )

    @property
    def letters(self) -> dict[str, str]:
        return {
            path.stem: path.read_text(encoding="utf-8") for path in sorted((self.home / "data" / "digests").glob("*"))
        }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_run_that_fails_is_written_down_and_told_and_tried_again(desk: Desk) -> None:
    job = desk.job()
    assert due(job) == FAILED
    assert due(job) == 0  # nothing more until the next attempt
    (week,) = job.weeks()
    assert (week.code, week.told, week.run_id) == (FAILED, True, "2026-11-23") and "units.csv" in week.text
    (text,) = desk.letters.values()
    assert text.startswith("【告警】本周检查未能完成（批次2026-11-23）") and "units.csv" in text
    assert "程序将于2026-11-23 08:01之后自动继续" in text
    for _ in range(2):
        desk.moment += timedelta(hours=7)
        assert due(job) == FAILED
    desk.moment += timedelta(hours=7)
    assert due(job) == 0
    assert len(desk.letters) == 3 and "本周不再自动重试" in list(desk.letters.values())[-1]
    assert any("nobody is mailed (no mail.supervisor)" in line for line in desk.said)


def test_whatever_stops_the_job_is_written_down(desk: Desk) -> None:
    (desk.home / "units.csv").mkdir()
    assert due(desk.job(overlays=(desk.home / "gone",))) == FAILED
    assert desk.job().weeks()[0].text


def test_a_mail_waits_until_a_server_takes_it_and_goes_once(desk: Desk, tmp_path: Path) -> None:
    closed = MailSettings(
        host="127.0.0.1", port=9, security="none", sender="o@city.example", supervisor=("c@city.example",)
    )
    due(desk.job(mail=closed))
    assert outbox.waiting(desk.home / "data") == ["2026-11-23-failed-2026-11-23-1"]
    with PostOffice(tmp_path / "post") as server:
        mail = MailSettings.model_validate(server.settings(supervisor=["c@city.example"]))
        for _ in range(2):
            due(desk.job(mail=mail))
        (taken,) = server.taken
    assert "未能完成" in taken.message["Subject"] and outbox.waiting(desk.home / "data") == []
    assert not outbox.put(desk.home / "data", "2026-11-23-failed-2026-11-23-1", b"again")


def test_a_mail_that_is_refused_for_good_is_laid_aside(desk: Desk, tmp_path: Path) -> None:
    with PostOffice(tmp_path / "post", script={"rcpt c@city.example": ["550 unknown"]}) as server:
        due(desk.job(mail=MailSettings.model_validate(server.settings(supervisor=["c@city.example"]))))
        assert server.taken == []
    refused = desk.home / "data" / "outbox" / "refused"
    assert [path.stem for path in refused.iterdir()] == ["2026-11-23-failed-2026-11-23-1"]
    assert any("permanent (550 unknown)" in line for line in desk.said)


def test_a_password_that_is_missing_does_not_stop_the_run(desk: Desk) -> None:
    mail = MailSettings(
        host="127.0.0.1", security="none", sender="o@city.example", supervisor=("c@b.example",), user="u"
    )
    assert due(desk.job(mail=mail)) == FAILED
    assert any("GONGKAI_MAIL_PASSWORD" in line for line in desk.said)


def test_two_never_run_at_once(desk: Desk) -> None:
    lock = desk.home / "data" / "run.lock"
    with alone(lock, "the weekly job", "2026-11-23T02:00"):
        assert held(lock)
        with pytest.raises(Busy, match=r"the weekly job, process \d+ \(since 2026-11-23T02:00\), holds"):
            due(desk.job())
    assert not held(lock)
    assert desk.job().weeks() == []


def test_the_lock_goes_with_its_process(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"
    code = (
        "import sys; from pathlib import Path; from output.alone import alone\n"
        "with alone(Path(sys.argv[1]), 'x'):\n print('in', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout and other.stdout.readline() == b"in\n"
    assert held(lock)
    other.kill()
    other.communicate()
    with alone(lock, "y"):
        pass


def ended(data: Path, run_id: str, code: int, slot: datetime = SLOT, as_of: str = "2026-11-23") -> None:
    at = {"at": slot.isoformat(), "slot": slot.isoformat(), "run_id": run_id}
    ledger.append(data, Event(kind=Kind.BEGUN, as_of=as_of, **at))
    ledger.append(data, Event(kind=Kind.ENDED, code=code, **at))


def two_weeks(data: Path) -> None:
    """Runs of two weeks: one deficiency goes, one comes, one stays; one unit is silent in the second."""
    write_run(data, "2026-11-16", [
        finding("mzj", "SA-02", "missing"), finding("mzj", "PA-10", "met"), finding("nync", "PA-10", "missing"),
    ], as_of=date(2026, 11, 16))  # fmt: skip
    write_run(data, "2026-11-23", [
        finding("mzj", "SA-02", "met"), finding("mzj", "PA-10", "missing"), finding("nync", "PA-10", "missing"),
    ], states={"yjj": "unreachable"})  # fmt: skip
    build(data)


def test_the_digest_says_what_is_new_what_stays_and_what_is_gone(desk: Desk) -> None:
    data = desk.home / "data"
    two_weeks(data)
    ended(data, "2026-11-23", PUBLISHED)
    assert due(desk.job()) == 0
    text = desk.letters["2026-11-23-digest-2026-11-23-1"]
    assert text.startswith("公益领域信息公开每周简报（2026-11-23）：新增1项，持续存在1项，已解决1项\n")
    assert "临河市民政局：新增1，已解决1" in text and "临河市农业农村局：持续存在" not in text
    assert "临河市应急管理局：网站未响应" in text
    assert due(desk.job()) == 0 and len(desk.letters) == 1


def test_figures_that_cannot_be_read_are_an_alarm_too(desk: Desk) -> None:
    ended(desk.home / "data", "2026-11-23", PUBLISHED)
    assert due(desk.job()) == 0
    (text,) = desk.letters.values()
    assert text.startswith("【告警】每周简报未能生成") and "gongkai.duckdb" in text


def test_a_digest_may_be_switched_off(desk: Desk) -> None:
    data = desk.home / "data"
    two_weeks(data)
    ended(data, "2026-11-23", PUBLISHED)
    due(desk.job(schedule=ScheduleSettings(digest=False)))
    assert desk.letters == {} and desk.job().weeks()[0].told


def test_the_digest_names_what_is_due_in_the_coming_week(desk: Desk) -> None:
    data = desk.home / "data"
    two_weeks(data)
    with connect(data) as db:
        cases = dict(db.execute('SELECT unit_id || point_id, case_id FROM "case" WHERE open').fetchall())
    days = {"nyncPA-10": date(2026, 11, 20), "mzjPA-10": date(2026, 12, 30)}
    with open_journal(data) as journal:
        journal.append([
            Entry(case_id=cases[one], act=Act.notify, person="张伟", at=SLOT - timedelta(days=5), deadline=day)
            for one, day in days.items()
        ])  # fmt: skip
    build(data)
    ended(data, "2026-11-23", PUBLISHED)
    due(desk.job())
    assert "三、七日内到期和已到期的问题\n  2026-11-20 临河市农业农村局：1项（公布举报电话）\n\n四" in next(
        iter(desk.letters.values())
    )


@pytest.mark.parametrize(("least", "names"), [(0.0, []), (0.5, []), (0.51, ["met"]), (1.0, ["met"])])
def test_less_is_measured_against_its_bound(tmp_path: Path, least: float, names: list[str]) -> None:
    write_run(
        tmp_path,
        "2026-11-16",
        [finding("mzj", "SA-02", "met"), finding("mzj", "PA-10", "met"), finding("nync", "PA-10", "met")],
    )
    write_run(tmp_path, "2026-11-23", [finding("mzj", "SA-02", "met"), finding("mzj", "PA-10", "missing")])
    build(tmp_path)
    settings = ScheduleSettings(least_met=least, least_documents=0, least_deficiencies=0)
    found = figures_of.figures(tmp_path, "2026-11-23", date(2026, 11, 24), settings)
    assert [one.name for one in found.less] == names
    assert found.less in ([], [Less("met", 2, 1)])  # nync was visited in one of them only


def test_a_visit_is_not_told_as_its_own_last_good_one(tmp_path: Path) -> None:
    write_run(tmp_path, "2026-11-23", [finding("mzj", "SA-02", "met")], states={"mzj": "no_column"})
    place = capture.unit_dir(tmp_path, "2026-11-23", "mzj")
    visit = capture.read_visit(place)
    assert visit
    capture.write_visit(place, replace(visit, documents=5))
    build(tmp_path)
    found = figures_of.figures(tmp_path, "2026-11-23", date(2026, 11, 24), ScheduleSettings())
    assert [last_good for _, _, last_good in found.look] == [""]


FIGURES = Figures(
    run_id="2026-11-23", as_of=date(2026, 11, 23), previous="2026-11-16",
    changes={f"单位{n}": {"new": 1, "persisting": n} for n in range(100)}, look=[("某局", "column_gone", "2026-11-16")],
    causes={("new", "site"): 90, ("new", "rule"): 10}, due=[Due(date(2026, 11, 25), "某局", 7, ("公布举报电话", "公布资金来源", "公布政策", "公布标准"))], less=[Less("documents", 100, 30)],
)  # fmt: skip
WEEK = Week(slot=SLOT, run_id="2026-11-23", as_of=date(2026, 11, 23), begun=3, cut=1, failed=1, ended_at=SLOT, code=0)


def test_the_digest_is_short_and_names_what_needs_a_person() -> None:
    letter = wording.digest(FIGURES, WEEK, [Week(slot=SLOT - timedelta(weeks=1), missed="not run")], "文书包：x")
    assert "新增100项，持续存在4950项" in letter.title and "……另有40条" in letter.text
    for line in (
        "新增的原因：网站变化90项，规则变化10项", "某局：部分公开栏目未见（上次正常：批次2026-11-16）", "2026-11-25 某局：7项（公布举报电话、公布资金来源、公布政策等）", "运行曾中断1次，已继续完成",
        "此前有1次未成功", "2026-11-16 02:00的检查未运行，由本次补做", "取得的页面和附件：上次100，本次30（为上次的30%）", "文书包：x",
    ):  # fmt: skip
        assert line in letter.text
    assert "没有" not in letter.text


def test_words_for_everything_the_database_can_say() -> None:
    assert set(wording.HEALTH) == set(HEALTH_WORDS)
    assert "未响应的单位" in wording.low_alarm(replace(WEEK, code=LOW), [("某局", "blocked")], "", None).text


def test_a_package_that_cannot_be_built_is_a_line_of_the_digest(desk: Desk) -> None:
    data = desk.home / "data"
    two_weeks(data)
    ended(data, "2026-11-23", PUBLISHED)
    settings = desk.home / "gongkai.toml"
    settings.write_text("no TOML", encoding="utf-8")
    due(desk.job(schedule=ScheduleSettings(package=True), settings_file=settings))
    assert "文书包未能生成：" in desk.letters["2026-11-23-digest-2026-11-23-1"]


def test_the_loop_calls_the_command_only_when_something_is_due(desk: Desk) -> None:
    data, calls = desk.home / "data", desk.home / "calls"
    command = [sys.executable, "-c", f"open({str(calls)!r}, 'a').write('x')"]
    ended(data, "2026-11-23", PUBLISHED)
    ledger.append(data, Event(kind=Kind.TOLD, at=SLOT.isoformat(), slot=SLOT.isoformat()))
    slept = list[float]()
    waits: Callable[[float], None] = slept.append
    keep(desk.watch(), command, 30, waits, rounds=3)
    assert not calls.exists() and slept == [30, 30, 30]
    assert desk.said == ["next: 2026-11-30 02:00 CST"]
    desk.moment += timedelta(weeks=1)
    keep(desk.watch(), command, 30, waits, rounds=1)
    assert calls.read_text() == "x"


def test_mail_that_waits_is_tried_each_hour(desk: Desk) -> None:
    data, calls = desk.home / "data", desk.home / "calls"
    command = [sys.executable, "-c", f"open({str(calls)!r}, 'a').write('x')"]
    ended(data, "2026-11-23", PUBLISHED)
    ledger.append(data, Event(kind=Kind.TOLD, at=SLOT.isoformat(), slot=SLOT.isoformat()))
    outbox.put(data, "alarm", b"To: c@b.example\n\nx")

    def hours(seconds: float) -> None:
        desk.moment += timedelta(minutes=30)

    keep(desk.watch(mailing=True), command, 30, hours, rounds=5)
    assert calls.read_text() == "xx"


def test_a_run_begun_on_an_earlier_day_is_found_with_its_own_day(tmp_path: Path) -> None:
    assert unfinished(tmp_path) is None
    write_run(tmp_path, "2026-11-16", finished=True)
    assert unfinished(tmp_path) is None
    write_run(tmp_path, "2026-11-23.002", as_of=date(2026, 11, 23))
    assert unfinished(tmp_path) == ("2026-11-23.002", date(2026, 11, 23))


def test_the_name_of_the_lock_is_that_of_every_run() -> None:
    assert job_of.LOCK == "run.lock"


def test_a_unit_that_may_not_be_asked_now_is_no_failure(desk: Desk) -> None:
    """Its hours begin in 13 hours, so the crawl leaves it; the next call goes on, and nobody is alarmed."""
    opens = datetime.now(CHINA) + timedelta(hours=13)
    (desk.home / "overrides.yml").write_text(
        f'mzj: {{window: "{opens:%H:%M}-{opens + timedelta(minutes=5):%H:%M}"}}\n', encoding="utf-8"
    )
    (desk.home / "units.csv").write_text(
        "unit_id,name,kind,duty,sites,parent,email,notes\nmzj,临河市民政局,department,civil_affairs,http://127.0.7.31:9/,,,\n",
        encoding="utf-8",
    )
    job = desk.job()
    assert (due(job), due(job)) == (0, 0)
    (week,) = job.weeks()
    assert (week.code, week.begun, week.failed, week.run_id) == (RESTING, 2, 0, "2026-11-23")
    assert desk.letters == {} and "may be asked at their hours only" in week.text


def test_a_run_by_hand_goes_on_with_the_day_it_was_begun_for(desk: Desk, tmp_path: Path) -> None:
    """The run was cut off before it fetched anything; its only site is silent, so it is not published, but it ends."""
    data = desk.home / "data"
    capture.write_json(data / "runs" / "2026-11-20" / "run.json", {"run_id": "2026-11-20", "as_of": "2026-11-20"})
    (desk.home / "units.csv").write_text(
        "unit_id,name,kind,duty,sites,parent,email,notes\nmzj,临河市民政局,department,civil_affairs,http://127.0.7.31:9/,,,\n",
        encoding="utf-8",
    )
    words = ["run", "--units", str(desk.home / "units.csv"), "--data", str(data), "--delay", "0"]
    refused = CliRunner().invoke(main, [*words, "--resume", "--as-of", "2026-11-21"])
    assert refused.exit_code == 2 and "--resume goes on for the run's own day" in refused.stderr
    assert CliRunner().invoke(main, [*words, "--resume"]).exit_code == LOW
    said = capture.read_run(data / "runs" / "2026-11-20")
    assert (said["as_of"], said["finished"]) == ("2026-11-20", True)
    assert [run.name for run in capture.run_dirs(data)] == ["2026-11-20"]
