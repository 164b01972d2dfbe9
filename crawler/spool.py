"""Values kept out of memory until they are needed: what a visit wants may wait for hours."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from crawler.capture import CaptureError

IN_MEMORY = 64 * 1024
"""Bytes that a spool holds before it takes a file: most sites never come to need one."""


class Spool:
    """Values (anything that JSON holds) by the place that keeping them gave, in a file without a name.

    It lies in `directory` (None: where the system keeps such files) and goes with the process, however that ends.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory, self._end = directory, 0
        self._file: IO[bytes] = BytesIO()

    def keep(self, value: Any) -> int:
        """Keep a value. Out: its place. Raises CaptureError when the disk refuses."""
        place, line = self._end, json.dumps(value, separators=(",", ":")).encode() + b"\n"
        try:
            if isinstance(self._file, BytesIO) and place > IN_MEMORY:
                self._file = self._spilt(self._file)
            self._file.seek(place)
            self._file.write(line)
        except OSError as error:
            raise self._refused(error) from error
        self._end += len(line)
        return place

    def read(self, place: int) -> Any:
        """The value that was kept at a place. Raises CaptureError when the disk refuses."""
        try:
            self._file.seek(place)
            return json.loads(self._file.readline())
        except OSError as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Let go of everything that was kept."""
        self._file.close()

    def _spilt(self, held: BytesIO) -> IO[bytes]:
        file = TemporaryFile(dir=self._directory)  # noqa: SIM115 - closed with the visit
        file.write(held.getvalue())
        return file

    def _refused(self, error: OSError) -> CaptureError:
        return CaptureError(f"{self._directory}: cannot be written ({error.strerror}); make room and run again")
