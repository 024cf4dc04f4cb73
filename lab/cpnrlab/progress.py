"""What the user sees while stages run: lines that are redrawn on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from dataclasses import dataclass
from typing import TextIO

_HEARTBEAT = 15.0
_REDRAW = 0.2
_LONGEST_NOTE = 100
_WORTH_A_LINE = 0.4
"""Seconds after which a stage is told to have begun, where lines aren't redrawn."""


@dataclass
class _Running:
    since: float
    note: str = ""
    told: float | None = None


class Board:
    """Shows stages with their names and times.

    Use as a context manager; all methods may be called from any thread. `width` is that of the longest name.
    """

    def __init__(self, width: int = 14, stream: TextIO = sys.stderr) -> None:
        self._width = width
        self._stream = stream
        self._live = stream.isatty()
        self._running: dict[str, _Running] = {}
        self._drawn = 0
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Board:
        self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._ticker.join()
        with self._lock:
            self._erase()
            self._stream.flush()

    def start(self, name: str) -> None:
        """A stage begins."""
        with self._lock:
            self._running[name] = _Running(time.monotonic())

    def note(self, name: str, text: str) -> None:
        """What a running stage is at, one line."""
        with self._lock:
            if name in self._running:
                self._running[name].note = text

    def finish(self, name: str, mark: str, text: str = "") -> None:
        """A stage has ended; mark is ✓, ✗ or another single character, text what there is to say about it."""
        with self._lock:
            seconds = time.monotonic() - self._running.pop(name).since
            self._print(self._row(mark, name, f"{seconds:.1f}", text))

    def line(self, text: str) -> None:
        """A line of a stage's output that the user is to see."""
        with self._lock:
            self._print(text)

    def _tick(self) -> None:
        while not self._closed.wait(_REDRAW):
            with self._lock:
                if self._live:
                    self._erase()
                    self._draw()
                    self._stream.flush()
                else:
                    self._heartbeat()

    def _heartbeat(self) -> None:
        now = time.monotonic()
        for name, stage in self._running.items():
            seconds = now - stage.since
            if stage.told is None and seconds >= _WORTH_A_LINE:
                stage.told = stage.since
                self._print(f"  … {name}")
            elif stage.told is not None and now - stage.told >= _HEARTBEAT:
                stage.told = now
                self._print(self._row("…", name, f"{seconds:.0f}", stage.note[:_LONGEST_NOTE]))

    def _row(self, mark: str, name: str, seconds: str, text: str) -> str:
        return f"  {mark} {name:<{self._width}}{seconds:>7} s  {text}".rstrip()

    def _print(self, text: str) -> None:
        self._erase()
        self._stream.write(text + "\n")
        if self._live:
            self._draw()
        self._stream.flush()

    def _erase(self) -> None:
        if self._drawn:
            self._stream.write(f"\x1b[{self._drawn}A\x1b[J")
            self._drawn = 0

    def _draw(self) -> None:
        width = shutil.get_terminal_size().columns - 1
        now = time.monotonic()
        for name, stage in self._running.items():
            row = self._row("⋯", name, f"{now - stage.since:.0f}", stage.note)
            self._stream.write(row[:width] + "\n")
        self._drawn = len(self._running)
