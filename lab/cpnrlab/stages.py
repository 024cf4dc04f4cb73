"""Stages that run side by side as soon as what they need is done."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cpnrlab.errors import Interrupted, LabError
from cpnrlab.progress import Board

_TIED = ("setpriv", "--pdeathsig", "TERM")
"""What a command is executed by, so that it ends with us even if we are killed."""
_COLOURS = re.compile(r"\x1b\[[0-9;]*m|\[00m")
_ERROR = re.compile(r"(E|error|fatal|npm error|npm ERR!|lab):? ", re.IGNORECASE)

Action = Callable[["Task"], str | None]


@dataclass(frozen=True)
class Stage:
    """A named piece of work."""

    name: str
    action: Action
    """Does the work; may return a few words on how it went."""
    after: tuple[str, ...] = ()
    """Names of the stages that must have ended well before."""


def log_of(stage: Stage, folder: Path) -> Path:
    """Where the commands of a stage write."""
    return folder / f"stage-{stage.name.replace(' ', '-')}.log"


class StageError(LabError):
    """A stage failed."""

    def __init__(self, stage: str, faults: Sequence[str], log: Path) -> None:
        where = f" Its log is {log}." if log.exists() else ""
        if len(faults) == 1:
            super().__init__(f"Stage {stage} failed: {faults[0].rstrip('.')}.{where}")
        else:
            super().__init__(f"Stage {stage} failed, {len(faults)} faults:{where}", *faults)


class CommandError(LabError):
    """A command of a stage ended with another exit code than 0; the fault is the last line it said."""


class Task:
    """What a running stage's action has at hand."""

    def __init__(self, name: str, board: Board, log: Path, cancelled: threading.Event) -> None:
        self.name = name
        self.log = log
        self._board = board
        self._cancelled = cancelled

    def say(self, text: str) -> None:
        """Show what the stage is at."""
        self._board.note(self.name, text)

    def show(self, line: str) -> None:
        """Show a line that stays."""
        self._board.line(line)

    def wait(self, seconds: float) -> None:
        """Sleep; raises Interrupted as soon as the run is to end."""
        if self._cancelled.wait(seconds):
            raise Interrupted

    def execute(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: str | None = None,
        stream: bool = False,
        stop: signal.Signals = signal.SIGTERM,
        grace: float = 10.0,
    ) -> str:
        """Run a command to its end and return its standard output.

        What it says goes to the stage's log; its latest line is shown, with `stream` every line is. When the
        run is cancelled it is sent `stop` and given `grace` seconds. CommandError if it fails.
        """
        process = subprocess.Popen(
            [*_TIED, *argv],
            env=env,
            cwd=cwd,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        output: list[str] = []
        said: list[str] = []
        with self.log.open("a") as log:

            def read(pipe: IO[str], keep: list[str]) -> None:
                for line in pipe:
                    keep.append(line)
                    log.write(line)
                    log.flush()
                    text = line.rstrip()
                    if stream:
                        self.show(text)
                    elif text:
                        self.say(_COLOURS.sub("", text))

            readers = [
                threading.Thread(target=read, args=(pipe, keep), daemon=True)
                for pipe, keep in ((process.stdout, output), (process.stderr, said))
            ]
            for reader in readers:
                reader.start()
            if stdin is not None and process.stdin is not None:
                try:
                    process.stdin.write(stdin)
                    process.stdin.close()
                except BrokenPipeError:
                    pass
            try:
                self._await(process, stop, grace)
            finally:
                for reader, pipe in zip(readers, (process.stdout, process.stderr), strict=True):
                    reader.join(2.0)
                    # A process the command left behind may hold the pipe, and the reader with it.
                    if pipe is not None and not reader.is_alive():
                        pipe.close()
        if process.returncode != 0:
            raise CommandError(
                _reason(said) or _reason(output) or f"{argv[0]} ended with {process.returncode}."
            )
        return "".join(output)

    def _await(self, process: subprocess.Popen[str], stop: signal.Signals, grace: float) -> None:
        while True:
            try:
                process.wait(0.1)
                return
            except subprocess.TimeoutExpired:
                if self._cancelled.is_set():
                    break
        for number, seconds in ((stop, grace), (signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            try:
                os.killpg(process.pid, number)
                process.wait(seconds)
                break
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        raise Interrupted


def run(stages: Sequence[Stage], board: Board, log: Path) -> None:
    """Run all stages, each as early as `after` allows; `log` is the folder of their logs.

    The first failure, or SIGINT or SIGTERM, ends the stages that still run. Raises StageError or Interrupted.
    """
    cancelled = threading.Event()
    events: queue.SimpleQueue[_Ended | None] = queue.SimpleQueue()
    waiting = list(stages)
    done: set[str] = set()
    running = 0
    failure: LabError | None = None

    def work(stage: Stage) -> None:
        task = Task(stage.name, board, log_of(stage, log), cancelled)
        try:
            events.put(_Ended(stage, stage.action(task), None))
        except BaseException as error:
            events.put(_Ended(stage, None, error))

    with _signals(lambda: events.put(None)):
        while True:
            ready = [stage for stage in waiting if done.issuperset(stage.after)] if failure is None else []
            for stage in ready:
                waiting.remove(stage)
                running += 1
                board.start(stage.name)
                threading.Thread(target=work, args=(stage,), name=stage.name, daemon=True).start()
            if not running:
                break
            try:
                # Not for ever: a signal that comes just before the wait is handled only after it.
                ended = events.get(timeout=0.5)
            except queue.Empty:
                continue
            if ended is None:
                failure = failure or Interrupted()
                cancelled.set()
                continue
            running -= 1
            if ended.error is None:
                done.add(ended.stage.name)
                board.finish(ended.stage.name, "✓", ended.words or "")
            elif isinstance(ended.error, Interrupted):
                board.finish(ended.stage.name, "-", "ended")
            else:
                board.finish(ended.stage.name, "✗")
                failure = failure or _failure(ended.stage, ended.error, log)
                cancelled.set()
    if failure is not None:
        raise failure
    if waiting:
        raise ValueError(
            f"stages wait for each other or for none: {', '.join(stage.name for stage in waiting)}"
        )


@dataclass(frozen=True)
class _Ended:
    stage: Stage
    words: str | None
    error: BaseException | None


def _failure(stage: Stage, error: BaseException, log: Path) -> LabError:
    own = log_of(stage, log)
    if isinstance(error, LabError):
        return StageError(stage.name, error.faults, own)
    with own.open("a") as file:
        traceback.print_exception(error, file=file)
    return StageError(stage.name, [f"{type(error).__name__}: {error}."], own)


def _reason(lines: Sequence[str]) -> str:
    """The last line that calls itself an error, else the last that says something."""
    meaningful = [text for line in lines if any(map(str.isalnum, text := _COLOURS.sub("", line).strip()))]
    errors = [text for text in meaningful if _ERROR.match(text)]
    return [*meaningful, *errors][-1] if meaningful else ""


@contextmanager
def _signals(handler: Callable[[], None]) -> Iterator[None]:
    """Let SIGINT and SIGTERM call the handler while in the block."""
    before = {
        number: signal.signal(number, lambda *_: handler()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
