from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from unittest import mock

from cpnrlab import namespace, processes
from cpnrlab.processes import Service
from tests.cpnrlab.support import TemporaryLab


class ProcessesTest(TemporaryLab):
    def setUp(self) -> None:
        super().setUp()
        outside = mock.patch.object(namespace, "command", lambda _, argv: argv)
        outside.start()
        self.addCleanup(outside.stop)
        self.addCleanup(
            lambda: processes.stop(self.paths, [(entry.name, 0) for entry in processes.records(self.paths)])
        )

    def test_a_started_service_is_recorded_logged_and_found_again(self) -> None:
        service = Service("clock", ("sh", "-c", "echo begun; sleep 60"))
        self.assertTrue(processes.start(self.paths, service))
        self.assertFalse(processes.start(self.paths, service))
        entry = processes.record(self.paths, "clock")
        assert entry is not None
        self.assertTrue(entry.alive)
        time.sleep(0.2)
        self.assertEqual(processes.log_file(self.paths, "clock").read_text(), "begun\n")

    def test_a_changed_configuration_starts_it_anew(self) -> None:
        file = self.root / "a.conf"
        file.write_text("1")
        service = Service("clock", ("sleep", "60"), config=(file,))
        processes.start(self.paths, service)
        before = processes.record(self.paths, "clock")
        file.write_text("2")
        self.assertTrue(processes.start(self.paths, service))
        after = processes.record(self.paths, "clock")
        assert before is not None and after is not None
        self.assertNotEqual(before.pid, after.pid)
        self.assertFalse(before.alive)

    def test_a_pid_given_to_another_process_is_not_taken_for_the_service(self) -> None:
        stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
        self.addCleanup(stranger.wait)
        self.addCleanup(stranger.kill)
        begun = processes.start_time(stranger.pid)
        assert begun is not None
        record = {"name": "clock", "pid": stranger.pid, "started": begun - 1, "since": 0.0, "digest": ""}
        (self.paths.records / "clock.json").write_text(json.dumps(record))
        self.assertEqual(processes.stop(self.paths, [("clock", 0)]), [])
        self.assertIsNone(stranger.poll())
        self.assertIsNone(processes.record(self.paths, "clock"))

    def test_stop_ends_the_whole_group_even_if_it_does_not_want_to(self) -> None:
        processes.start(self.paths, Service("deaf", ("sh", "-c", "trap '' TERM; sleep 61 & wait; sleep 62")))
        entry = processes.record(self.paths, "deaf")
        assert entry is not None
        time.sleep(0.2)
        self.assertEqual(processes.stop(self.paths, [("deaf", 0.3)]), ["deaf"])
        with self.assertRaises(ProcessLookupError):
            os.killpg(entry.pid, signal.SIGCONT) or self._only_zombies(entry.pid)

    def _only_zombies(self, group: int) -> None:
        listed = subprocess.run(
            ["ps", "-eo", "pgid=,state="], capture_output=True, text=True, check=True
        ).stdout
        states = {line.split()[1] for line in listed.splitlines() if line.split()[0] == str(group)}
        if states <= {"Z"}:
            raise ProcessLookupError

    def test_a_record_cut_short_is_no_record(self) -> None:
        (self.paths.records / "clock.json").write_text('{"name": "clo')
        self.assertIsNone(processes.record(self.paths, "clock"))
        self.assertEqual(processes.records(self.paths), [])
