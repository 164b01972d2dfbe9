"""Several processes for the units of an audit. Results come in the order of the units, whoever was first.

Each process has its own tools and takes one unit at a time. One that dies (out of memory, killed) takes only the unit
with it that it worked on; a new one goes on with the rest.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item", contravariant=True)
Result = TypeVar("Result", covariant=True)
PRELOAD = ["audit.run"]
"""What every process needs: loaded once where processes can be copied from a server."""


class Tool(Protocol[Item, Result]):
    """What a process works with: called on every item, closed in the end."""

    def __call__(self, item: Item, /) -> Result: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Died:
    """In place of a result: the process that worked on the item ended by itself."""

    exit_code: int | None


def in_order(
    make: Callable[[Any], Tool[Item, Result]], settings: Any, items: Sequence[Item], workers: int
) -> Iterator[Result | Died]:
    """``make(settings)`` in every process, its value called on every item; results in the order of the items.

    With one worker, or one item, everything happens in this process. `make`, `settings`, items and results travel
    between processes, so `make` is a function of a module. An exception of a call is raised here when its turn comes.
    """
    if min(workers, len(items)) <= 1:
        with closing(make(settings)) as tool:
            yield from map(tool, items)
        return
    yield from _Pool(make, settings, items, min(workers, len(items))).results()


@dataclass(slots=True)
class _Worker:
    process: Any
    line: Connection
    number: int = -1


class _Pool(Generic[Item, Result]):
    def __init__(
        self, make: Callable[[Any], Tool[Item, Result]], settings: Any, items: Sequence[Item], workers: int
    ) -> None:
        self._context = _context()
        self._make, self._settings, self._items = make, settings, items
        self._waiting = deque(range(len(items)))
        self._done: dict[int, Any] = {}
        self._workers: list[_Worker] = []
        self._most = workers

    def results(self) -> Iterator[Result | Died]:
        try:
            for number in range(len(self._items)):
                while number not in self._done:
                    self._staff()
                    self._hear()
                result = self._done.pop(number)
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            for worker in self._workers:
                worker.line.close()
                worker.process.join(5)
                worker.process.kill()

    def _staff(self) -> None:
        """Give every idle process an item, starting processes as long as there are more items than idle ones."""
        while self._waiting:
            worker = next((one for one in self._workers if one.number < 0), None) or self._start()
            if worker is None:
                return
            number = self._waiting.popleft()
            worker.number = number
            try:
                worker.line.send(self._items[number])
            except OSError:
                self._bury(worker)

    def _start(self) -> _Worker | None:
        if len(self._workers) >= self._most:
            return None
        here, there = self._context.Pipe()
        process = self._context.Process(target=_work, args=(there, self._make, self._settings), daemon=True)
        process.start()
        there.close()
        worker = _Worker(process, here)
        self._workers.append(worker)
        return worker

    def _hear(self) -> None:
        """Wait for results, and for processes that end."""
        lines = {worker.line: worker for worker in self._workers if worker.number >= 0}
        for line in wait(list(lines)):
            worker = lines[line]  # type: ignore[index]
            try:
                result = worker.line.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            self._done[worker.number] = result
            worker.number = -1

    def _bury(self, worker: _Worker) -> None:
        worker.process.join(5)
        self._done[worker.number] = Died(worker.process.exitcode)
        worker.line.close()
        worker.process.kill()
        self._workers.remove(worker)


def _context() -> ForkServerContext | SpawnContext:
    """Processes that begin clean: no thread, lock or open file of this one is copied into them."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOAD)
        return context
    return multiprocessing.get_context("spawn")


def _work(line: Connection, make: Callable[[Any], Tool[Any, Any]], settings: Any) -> None:
    """The life of a process: items in, results out, until the other side closes the line."""
    from audit.attachments.child import CHILD

    tool = make(settings)
    try:
        while True:
            item = line.recv()
            try:
                result = tool(item)
            except Exception as error:  # noqa: BLE001 - whatever it is, the other process raises it
                result = error
            line.send(result)
    except (EOFError, OSError):
        return
    finally:
        tool.close()
        CHILD.stop()
