"""The child process that reads attachments: limits on memory and processor time, a wall clock, and a new one after a
crash. One child serves a whole audit, so a file costs a round trip, not a start."""

from __future__ import annotations

import atexit
import multiprocessing
import resource
import signal
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from audit.attachments.content import Content, Unreadable

MEMORY = 2 << 30
SECONDS = 60.0
FILES_PER_CHILD = 500


class Failed(Exception):
    """A file that could not be read; `reason` is one word of the unread vocabulary."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Child:
    """A reader in its own process, started when first needed."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._read = 0

    def read(self, kind: str, body: bytes) -> Content:
        """Read one file. Raises Failed."""
        pipe = self._ready()
        try:
            pipe.send((kind, body))
            if not pipe.poll(SECONDS):
                self.stop()
                raise Failed("too_slow")
            answer = pipe.recv()
        except (EOFError, OSError) as error:
            self.stop()
            raise Failed("damaged") from error
        if isinstance(answer, Content):
            return answer
        raise Failed(str(answer))

    def _ready(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._read >= FILES_PER_CHILD:
            self.stop()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        self._read += 1
        if self._pipe is None:
            raise Failed("damaged")
        return self._pipe

    def stop(self) -> None:
        """End the child process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process, self._pipe, self._read = None, None, 0


CHILD = Child()
atexit.register(CHILD.stop)


def _serve(pipe: Connection) -> None:
    """The child's loop. Its memory and processor time end it when a file asks for too much."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            kind, body = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(kind, body))


def _answer(kind: str, body: bytes) -> Content | str:
    from audit.attachments.readers import READERS

    try:
        return READERS[kind](body)
    except Unreadable as refusal:
        return str(refusal)
    except MemoryError:
        return "too_large"
    except Exception:  # noqa: BLE001 - any fault of a parser on a hostile file means that the file is damaged
        return "damaged"
