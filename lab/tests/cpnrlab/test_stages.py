from __future__ import annotations

import io
import os
import signal
import threading

from cpnrlab import processes, stages
from cpnrlab.errors import Interrupted, LabError
from cpnrlab.progress import Board
from cpnrlab.stages import Stage, StageError, Task
from tests.cpnrlab.support import TemporaryLab, eventually


class StagesTest(TemporaryLab):
    def run_stages(self, *work: Stage) -> str:
        shown = io.StringIO()
        with Board(stream=shown) as board:
            try:
                stages.run(work, board, self.paths.log)
            finally:
                self.shown = shown
        return shown.getvalue()

    def test_a_stage_runs_after_what_it_needs_and_beside_the_rest(self) -> None:
        together = threading.Barrier(2, timeout=5)
        order: list[str] = []

        def meet(_: Task) -> None:
            together.wait()

        self.run_stages(
            Stage("last", lambda _: order.append("last"), ("left", "right")),
            Stage("left", meet, ("first",)),
            Stage("right", meet, ("first",)),
            Stage("first", lambda _: order.append("first")),
        )
        self.assertEqual(order, ["first", "last"])

    def test_each_stage_is_shown_with_its_time_and_words(self) -> None:
        shown = self.run_stages(Stage("packages", lambda _: "all there"))
        self.assertRegex(shown, r"✓ packages +\d+\.\d s  all there\n")

    def test_a_failure_names_the_stage_the_reason_and_the_log_and_ends_the_others(self) -> None:
        ended = threading.Event()

        def endless(task: Task) -> None:
            try:
                task.execute(["sleep", "60"])
            except Interrupted:
                ended.set()
                raise

        def failing(task: Task) -> None:
            task.execute(["sh", "-c", "sleep 0.3; echo E: no such package >&2; echo; exit 7"])

        with self.assertRaises(StageError) as caught:
            self.run_stages(
                Stage("endless", endless), Stage("db nova", failing), Stage("x", endless, ("db nova",))
            )
        log = self.paths.log / "stage-db-nova.log"
        self.assertEqual(
            str(caught.exception), f"Stage db nova failed: E: no such package. Its log is {log}."
        )
        self.assertTrue(ended.is_set())
        self.assertIn("no such package", log.read_text())
        self.assertNotIn("✓ x", self.shown.getvalue())

    def test_a_fault_in_the_code_ends_as_a_sentence_with_the_trace_in_the_log(self) -> None:
        def broken(_: Task) -> None:
            raise KeyError("nova")

        with self.assertRaisesRegex(StageError, "KeyError: 'nova'"):
            self.run_stages(Stage("broken", broken))
        self.assertIn("Traceback", (self.paths.log / "stage-broken.log").read_text())

    def test_an_interrupt_ends_commands_with_their_children(self) -> None:
        started = self.root / "child"

        def endless(task: Task) -> None:
            task.execute(["sh", "-c", f"sleep 61 & echo $! > {started}; wait"])

        def interrupt() -> None:
            eventually(lambda: started.exists() and started.read_text() != "")
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=interrupt, daemon=True).start()
        with self.assertRaises(Interrupted):
            self.run_stages(Stage("endless", endless))
        child = int(started.read_text())
        self.assertTrue(eventually(lambda: processes.start_time(child) is None))

    def test_a_command_gets_its_input_and_returns_its_output(self) -> None:
        outputs: list[str] = []
        self.run_stages(Stage("cat", lambda task: outputs.append(task.execute(["cat"], stdin="a\nb\n"))))
        self.assertEqual(outputs, ["a\nb\n"])

    def test_stages_that_wait_for_each_other_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "a, b"):
            self.run_stages(Stage("a", lambda _: None, ("b",)), Stage("b", lambda _: None, ("a",)))

    def test_every_fault_of_a_lab_error_is_kept(self) -> None:
        def faulty(_: Task) -> None:
            raise LabError("No tap.", "No memory.")

        with self.assertRaises(StageError) as caught:
            self.run_stages(Stage("machine", faulty))
        self.assertEqual(
            caught.exception.faults, ("Stage machine failed, 2 faults:", "No tap.", "No memory.")
        )
