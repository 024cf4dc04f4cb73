from __future__ import annotations

import json
import subprocess
from unittest import mock

from cpnrlab import namespace, processes
from cpnrlab.processes import Service
from tests.cpnrlab.support import TemporaryLab, eventually


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
        log = processes.log_file(self.paths, "clock")
        self.assertTrue(eventually(lambda: log.read_text() == "begun\n"))

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
        processes.start(
            self.paths, Service("deaf", ("sh", "-c", "trap '' TERM; echo deaf; sleep 61 & wait; sleep 62"))
        )
        entry = processes.record(self.paths, "deaf")
        assert entry is not None
        self.assertTrue(eventually(lambda: processes.log_file(self.paths, "deaf").read_text() != ""))
        self.assertEqual(processes.stop(self.paths, [("deaf", 0.3)]), ["deaf"])
        self.assertFalse(processes.group_alive(entry))

    def test_a_record_cut_short_is_no_record(self) -> None:
        (self.paths.records / "clock.json").write_text('{"name": "clo')
        self.assertIsNone(processes.record(self.paths, "clock"))
        self.assertEqual(processes.records(self.paths), [])
