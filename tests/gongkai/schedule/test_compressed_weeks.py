"""Five weeks of an unattended machine in seconds: real processes, a real site, a real SMTP server, and a clock in a file.

The machine is killed in the middle of a run, is off for two weeks, and has a bad line; what is told, and to whom, is
what the supervisor's mailbox holds in the end.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from post_office import PostOffice, Taken, as_toml, wait_for
from town import Reply, Site, Town, article, html, links, listing

from crawler import capture
from gongkai.schedule import ledger
from gongkai.schedule.figures import last_published
from gongkai.schedule.ledger import Event, Kind, Week
from output.mail import outbox
from output.store import ask

UNITS = ("mzj", "tyj", "wjw")
DUTIES = ("civil_affairs", "sports", "health")
NAMES = ("临河市民政局", "临河市体育局", "临河市卫生健康委员会")
ARTICLES = 12
LONG = 240
"""Seconds after which a test that waits has failed, also on a machine that does much else."""


def furnish(site: Site, articles: int = ARTICLES) -> None:
    """A bureau with one disclosure column."""
    site.pages.clear()
    site.pages["/"] = html(links(("/gs/index.html", "公示公告")))
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow:\n", headers={"Content-Type": "text/plain"})
    entries = [(f"/gs/t20261101_{n}.html", f"关于第{n}批救助资金发放的公示", "2026-11-01") for n in range(articles)]
    site.pages["/gs/index.html"] = html(listing(*entries))
    for path, title, _ in entries:
        site.pages[path] = article(title)


def down(path: str, asked: object, reply: Reply) -> Reply:
    """A site that closes the line on everybody."""
    return Reply(raw=lambda line: None)


@dataclass
class Machine:
    """What the schedule lives on: a directory, a clock, sites and a mail server. `restart` is turning it on again."""

    home: Path
    sites: list[Site]
    post: PostOffice
    keeper: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.data, self.clock = self.home / "data dir", self.home / "clock"
        rows = [
            f"{unit},{name},department,{duty},{site.url},,,"
            for unit, name, duty, site in zip(UNITS, NAMES, DUTIES, self.sites, strict=True)
        ]
        head = "unit_id,name,kind,duty,sites,parent,email,notes"
        (self.home / "units.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        mail = as_toml(self.post.settings(supervisor=["chief@city.example"], timeout=20))
        (self.home / "gongkai.toml").write_text(
            f'units = "units.csv"\ndata = "data dir"\ndelay = 0\n{mail}[schedule]\nretry_after = 6\n', encoding="utf-8"
        )

    def at(self, moment: str) -> None:
        scratch = self.home / ".clock"
        scratch.write_text(moment + ":00+08:00", encoding="utf-8")
        scratch.replace(self.clock)

    def words(self, *command: str) -> list[str]:
        return [sys.executable, "-m", "gongkai", "--settings", str(self.home / "gongkai.toml"), *command]

    def on(self) -> None:
        with (self.home / "log").open("ab") as log:
            self.keeper = subprocess.Popen(
                self.words("schedule", "run", "--clock", str(self.clock)),
                stderr=log,
                stdout=log,
                start_new_session=True,
            )

    def off(self) -> None:
        """The plug is pulled: every process of the machine is gone at once."""
        if self.keeper is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.keeper.pid, signal.SIGKILL)
            self.keeper.wait()
            self.keeper = None

    def due(self) -> subprocess.CompletedProcess[str]:
        command = self.words("schedule", "due", "--clock", str(self.clock))
        return subprocess.run(command, capture_output=True, text=True, check=False)

    @property
    def log(self) -> str:
        return (self.home / "log").read_text()

    @property
    def weeks(self) -> list[Week]:
        return ledger.weeks(ledger.events(self.data))

    def wait(self, true: Callable[[], object], what: str) -> None:
        try:
            wait_for(true, what, LONG)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log[-4000:]}\n{ledger.events(self.data)}") from None

    def wait_for_run(self, run_id: str, what: str) -> None:
        """Until the run is told of and the mailbox has it."""
        done = lambda: self.weeks[-1].run_id == run_id and self.weeks[-1].told and not outbox.waiting(self.data)  # noqa: E731
        self.wait(done, what)

    def runs(self) -> list[str]:
        return [run.name for run in capture.run_dirs(self.data)]

    def letter(self, word: str) -> Taken:
        (found,) = [one for one in self.post.taken if word in str(one.message["Subject"])]
        return found


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with Town() as town, PostOffice(tmp_path / "post", script={"mail": ["451 try again later"]}) as post:
        sites = [town.site(number) for number in (11, 12, 13)]
        for site in sites:
            furnish(site)
        made = Machine(tmp_path, sites, post)
        try:
            yield made
        finally:
            made.off()


def test_five_weeks(machine: Machine) -> None:
    hanging = threading.Event()
    machine.at("2026-11-22T12:00")
    ledger.append(machine.data, Event(kind=Kind.INSTALLED, at="2026-11-22T12:00:00+08:00"))
    assert machine.due().returncode == 0 and machine.runs() == []  # nothing is due before the first slot
    killed_in_the_middle(machine, hanging)
    off_for_two_weeks(machine)
    bad_line(machine)
    mended_but_far_less(machine)


def killed_in_the_middle(machine: Machine, hanging: threading.Event) -> None:
    """Monday: the run hangs at a page, a second one declines, the machine goes off. Tuesday: it goes on, as of Monday."""
    site, page = machine.sites[0], "/gs/t20261101_7.html"
    whole = site.pages[page]
    site.pages[page] = Reply(raw=lambda line: hanging.wait(LONG) and None)
    machine.at("2026-11-23T02:00")
    machine.on()
    machine.wait(lambda: site.hits[page], "the page that hangs")
    second = machine.due()
    assert second.returncode == 0 and "nothing done: the weekly job, process" in second.stderr
    by_hand = subprocess.run(machine.words("run"), capture_output=True, text=True, check=False)
    assert by_hand.returncode == 2 and "wait until it has ended" in by_hand.stderr
    machine.off()
    hanging.set()
    site.pages[page] = whole
    assert machine.weeks[0].open and machine.runs() == ["2026-11-23"]
    asked = dict(site.hits)
    machine.at("2026-11-24T10:00")
    machine.on()
    machine.wait(lambda: machine.weeks[0].told, "the resumed run")
    (week,) = machine.weeks
    assert (week.run_id, str(week.as_of), week.begun, week.cut, week.code) == ("2026-11-23", "2026-11-23", 2, 1, 0)
    assert ask(machine.data, "SELECT DISTINCT run_id, as_of::VARCHAR FROM finding")[1] == [("2026-11-23", "2026-11-23")]
    again = {path for path, times in asked.items() if site.hits[path] > times and path.startswith("/gs/t")}
    assert again <= {page}  # what was written down before the kill is not asked for again
    machine.wait(lambda: "temporary (451" in machine.log, "the mail that the server put off")
    assert outbox.waiting(machine.data) and machine.post.taken == []
    machine.off()


def off_for_two_weeks(machine: Machine) -> None:
    """Two Mondays pass unseen, and the third is over: one run makes up for all of them, and is not made twice."""
    machine.at("2026-12-09T09:00")
    machine.on()
    machine.wait_for_run("2026-12-09", "the run that makes up")
    machine.off()
    assert machine.due().returncode == 0
    assert machine.runs() == ["2026-11-23", "2026-12-09"]
    assert [bool(week.missed) for week in machine.weeks] == [False, True, False]
    first, second = machine.post.taken
    assert first.recipients == second.recipients == ("chief@city.example",)
    assert "每周简报（2026-11-23）" in first.message["Subject"] and "运行曾中断1次，已继续完成" in first.text
    assert (
        "2026-11-30 02:00的检查未运行，由本次补做" in second.text
        and "每周简报（2026-12-09）" in second.message["Subject"]
    )


def bad_line(machine: Machine) -> None:
    """Two of three sites are silent: an alarm, and the publication before stays."""
    for site in machine.sites[1:]:
        site.answering = down
    machine.at("2026-12-14T02:00")
    machine.on()
    machine.wait_for_run("2026-12-14", "the alarm")
    assert machine.weeks[-1].code == 3
    assert last_published(machine.data) == "2026-12-09"
    alarm = machine.letter("覆盖不足")
    assert "数据库和清单仍为批次2026-12-09" in alarm.text and "程序将于2026-12-14 08:00之后再次检查" in alarm.text
    assert NAMES[1] in alarm.text and NAMES[2] in alarm.text and NAMES[0] not in alarm.text
    assert alarm.message["Auto-Submitted"] == "auto-generated"


def mended_but_far_less(machine: Machine) -> None:
    """Hours later it is tried once more; the sites answer again, but most of their pages are gone."""
    for site in machine.sites:
        site.answering = lambda path, asked, reply: reply
        furnish(site, articles=1)
    machine.at("2026-12-14T08:01")
    machine.wait_for_run("2026-12-14.002", "the second attempt")
    assert (machine.weeks[-1].code, machine.weeks[-1].failed) == (0, 1)
    alarm = machine.letter("明显减少")
    assert "与上一批次2026-12-09相比" in alarm.text and "取得的页面和附件" in alarm.text
    assert len(machine.post.taken) == 5
    told = subprocess.run(
        machine.words("schedule", "status", "--json", "--clock", str(machine.clock)),
        capture_output=True,
        text=True,
        check=True,
    )
    status = json.loads(told.stdout)
    assert (status["next"], status["due_now"], status["waiting_mails"]) == ("2026-12-21 02:00", False, [])
    assert [week["result"] for week in status["weeks"]] == ["published", "missed: not run", "published", "published"]
