"""The child process that reads attachments: limits on memory, processor time and wall time, and a new one after a
crash. One child serves a whole audit, so a file costs a round trip and not a start. A second one, with more memory and
time, recognises characters on scans; it sees only files that the first one came through.

Both sides speak JSON with its length in front. Nothing that the child sends is ever executed (no pickle): it has
handled hostile bytes.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from audit.attachments.content import UNREAD, Content, Unreadable, limited

if TYPE_CHECKING:
    from audit.attachments.scan import Recognise

MEMORY = 2 << 30
SECONDS = 60
"""Of processor time for one file."""
SCAN_MEMORY, SCAN_SECONDS = 6 << 30, 300
"""Of address space and processor time, for the process that recognises characters (1 GB of it is ever used)."""
PATIENCE = 3
"""How many times longer the wall clock may run: a busy machine must not change what is read."""
FILES_PER_CHILD = 500
ROOT = Path(__file__).resolve().parents[2]


class Ended(Unreadable):
    """The process came to its end over a file."""


class Child:
    """A reader in its own process, started when first needed. Safe to share between threads.

    `scans`: whether it recognises characters.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY, scans: bool = False) -> None:
        self._seconds = seconds
        self._memory = memory
        self._scans = scans
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._read = 0
        self._lock = threading.Lock()

    def read(self, kind: str, body: bytes) -> Content:
        """Read one file, or a part of an archive (`audit.attachments.readers.read`). Raises Unreadable; Ended when the
        process came to its end."""
        with self._lock:
            process = self._ready()
            self._read += 1
            late = threading.Event()
            clock = threading.Timer(self._seconds * PATIENCE, _end, (process, late))
            clock.start()
            try:
                answer = _ask(process, kind, body)
            finally:
                clock.cancel()
            if answer is not None:
                return _content(answer)
            self.stop()
            slow = late.is_set() or process.returncode == -signal.SIGXCPU
            raise Ended("too_slow" if slow else "damaged")

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner != os.getpid():
            self._process = None  # a fork holds its parent's child, which answers only one of them
        if self._process is not None and (self._process.poll() is not None or self._read >= FILES_PER_CHILD):
            self.stop()
        if self._process is None:
            self._process = _start(self._seconds, self._memory, self._scans)
            self._owner, self._read = os.getpid(), 0
        return self._process

    def stop(self) -> None:
        """End the child process; the next file starts a new one."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)


CHILD, SCANS = Child(), Child(SCAN_SECONDS, SCAN_MEMORY, scans=True)
atexit.register(CHILD.stop)
atexit.register(SCANS.stop)


def _start(seconds: float, memory: int, scans: bool) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-P", "-m", "audit.attachments.child", str(int(seconds)), str(memory), "scans" * scans]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _ask(process: subprocess.Popen[bytes], kind: str, body: bytes) -> dict[str, Any] | None:
    """The child's answer; None when it died or spoke nonsense."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(f"{kind} {len(body)}\n".encode() + body)
        process.stdin.flush()
        length = process.stdout.readline()
        answer = json.loads(process.stdout.read(int(length)))
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _content(answer: dict[str, Any]) -> Content:
    unread = str(answer.get("unread", ""))
    if unread and unread not in UNREAD:
        raise Unreadable("damaged")
    if "lines" not in answer:
        raise Unreadable(unread or "damaged")
    tables = tuple(tuple(tuple(map(str, row)) for row in table) for table in answer["tables"])
    ways = tuple(map(str, answer["ways"]))
    return Content(tuple(map(str, answer["lines"])), tables, int(answer["heads"]), unread, ways)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # the child died before it had taken everything


def _serve(seconds: int, memory: int, scans: bool) -> None:
    """The child's loop. Its memory and processor time end it when a file asks for too much."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    take, give = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not spoil the answer
    recognise = _recogniser() if scans else None
    while header := take.readline():
        kind, length = header.split()
        body = take.read(int(length))
        _limit_processor(seconds)
        answer = json.dumps(_answer(kind.decode(), body, recognise), ensure_ascii=False).encode("utf-8", "replace")
        give.write(f"{len(answer)}\n".encode() + answer)
        give.flush()


def _limit_processor(seconds: int) -> None:
    """From now on, as many seconds for one more file."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    wanted, (_, hard) = int(spent.ru_utime + spent.ru_stime) + seconds + 1, resource.getrlimit(resource.RLIMIT_CPU)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _recogniser() -> Recognise:
    from audit.attachments.recognise import Recogniser

    return Recogniser()


def _answer(kind: str, body: bytes, recognise: Recognise | None) -> dict[str, Any]:
    from audit.attachments.readers import read

    try:
        content = limited(read(kind, body, recognise))
    except Unreadable as refusal:
        return {"unread": refusal.reason}
    except MemoryError:
        return {"unread": "too_large"}
    except Exception:  # noqa: BLE001 - any fault of a parser on a hostile file means that the file is damaged
        return {"unread": "damaged"}
    return {name: getattr(content, name) for name in ("lines", "tables", "heads", "unread", "ways")}


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "scans")
